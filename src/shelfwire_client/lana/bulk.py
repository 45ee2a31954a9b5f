"""How products go in bulk: by productsCreate, which writes all of a request or nothing, and answers an id for each."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import msgspec

from shelfwire_client.bulk.form import Told, told_positions
from shelfwire_client.core.call import Answer, Call
from shelfwire_client.core.coding import UNREADABLE
from shelfwire_client.core.errors import APIStatusError, Fault
from shelfwire_client.lana.calls import products_call, products_of

__all__ = ["ITEMS_MAX", "VENDOR_ITEMS_MAX", "ProductsForm"]

ITEMS_MAX = 1_000
VENDOR_ITEMS_MAX = 30
"""How many products the vendor's own client puts into one request (`@lana-commerce/core`, `json/mutator.js`); no limit is
documented."""


class _Keys(msgspec.Struct, gc=False):
    handle: Any = None


class _Created(msgspec.Struct, gc=False):
    id: str


_keys_of = msgspec.json.Decoder(_Keys).decode
_created = msgspec.json.Decoder(list[_Created]).decode


class ProductsForm:
    """The form of productsCreate; see `BulkForm`."""

    bytes_max = 4 * 1024 * 1024
    takes_equal_keys = False

    def __init__(self, shop_id: str, items_max: int) -> None:
        """Create products of this shop, so many in one request."""
        self.name = f"Lana productsCreate in {shop_id}"
        self.items_max = items_max
        self._shop_id = shop_id

    def keys(self, item: bytes) -> Sequence[Hashable]:
        """Give the handle, if it is a text; without one, the API makes one that nothing else has."""
        handle = _keys_of(item).handle
        return (handle,) if isinstance(handle, str) and handle else ()

    def call(self, items: Sequence[bytes]) -> Call[Any]:
        """Make the request, which asks for nothing but ids."""
        return products_call(self._shop_id, b"[%b]" % b",".join(items))

    def read(self, answer: Answer, items: Sequence[bytes]) -> Told:
        """Take the ids, which stand in the order of the items; where they are more or fewer, whose they are is not known."""
        try:
            ids: Sequence[object] = [one.id for one in _created(answer.body)]
        except UNREADABLE:
            ids = [getattr(one, "id", None) for one in products_of(answer)]
        if len(ids) != len(items):
            return Told()
        return Told([one if isinstance(one, str) else None for one in ids])

    def positions(self, error: APIStatusError) -> Mapping[int, Sequence[Fault]]:
        """Give the items that the error names."""
        return told_positions(error)

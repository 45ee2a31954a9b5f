"""Give back the products of a batch as they stand after it, where the policy says that they are told."""

from collections.abc import Sequence
from itertools import repeat

import msgspec

from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.product import Product
from shelfwire.storage.port import NewProduct, PlainProducts, Reader

__all__ = ["Telling"]

READ_PRODUCTS = 1_000
"""How many products that were there before are read in one statement."""

_FURTHER_KEYS = (KeyName.HANDLE, KeyName.OPTION_CODE, KeyName.VENDING_KEY)


class Telling:
    """The products of one batch: those that it created are known from what was written, all others are read."""

    def __init__(self, reader: Reader, catalog_id: int) -> None:
        """Read through `reader`, which sees what the batch wrote."""
        self._reader = reader
        self._catalog_id = catalog_id
        self._known: dict[int, Product] = {}

    def add(self, created: Sequence[NewProduct], revision: int, now: int) -> None:
        """Keep products that were created in this revision at this time (microseconds since 1970 in UTC)."""
        for new in created:
            self._known[new.product_id] = Product(
                new.product_id,
                new.sku,
                revision,
                now,
                now,
                msgspec.Raw(new.attributes.encode()),
                new.handle,
                new.option_code,
                new.vending_key,
            )

    def add_plain(self, created: PlainProducts, revision: int, now: int) -> None:
        """Likewise, column by column; their attributes are not copied."""
        further = [created.further_keys.get(key) or repeat(None) for key in _FURTHER_KEYS]
        times = (repeat(revision), repeat(now), repeat(now))
        products = map(
            Product, created.product_ids, created.skus, *times, map(msgspec.Raw, created.attributes), *further
        )
        self._known.update(zip(created.product_ids, products, strict=True))

    def products(self, product_ids: Sequence[int]) -> list[Product]:
        """Give the products of these numbers, in their order; 0, and a number that no product has, is left out."""
        known = self._known
        unknown = [product_id for product_id in dict.fromkeys(product_ids) if product_id and product_id not in known]
        for start in range(0, len(unknown), READ_PRODUCTS):
            values = unknown[start : start + READ_PRODUCTS]
            found = self._reader.find(self._catalog_id, KeyName.PRODUCT_ID, values)
            known.update((product.product_id, product) for product in found)
        return [known[product_id] for product_id in product_ids if product_id in known]

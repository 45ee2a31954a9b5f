"""How products go in bulk: by the push, which writes all of a request or nothing, and answers a number for each product.

A product is recognized by five of its fields together (seed 4, "A product is considered unique if"), may be renamed by its
productId, and may be found by its number. Two items of one request that are the same product make the API refuse the request.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from shelfwire_client.bulk.form import Told, told_positions
from shelfwire_client.core.call import Answer, Call
from shelfwire_client.core.coding import UNREADABLE
from shelfwire_client.core.errors import APIStatusError, Fault
from shelfwire_client.vendnovation.calls import product_ids_of, products_call

__all__ = ["PRODUCTS_FORM"]

_EXACT_MAX = 2**53
"""Below this, a float and a whole number are equal to Python where their decimal texts are; above it, floats are rounded."""

_ABOUT_ITEMS = frozenset({"", "productId"})
"""The fields of faults that are about an item as a whole, or about which product it is."""

_PAIR = 2


class _Keys(msgspec.Struct, rename="camel", gc=False):
    manufacturer: Any = None
    brand: Any = None
    name: Any = None
    size: Any = None
    units_for_size: Any = None
    product_id: Any = None
    number: Any = None


_keys_of = msgspec.json.Decoder(_Keys).decode
_numbers = msgspec.json.Decoder(list[int]).decode


class _ProductsForm:
    """The form of the push; see `BulkForm`."""

    name = "VendNovation products"
    items_max = 1_000
    bytes_max = 4 * 1024 * 1024
    takes_equal_keys = False

    def keys(self, item: bytes) -> Sequence[Hashable]:
        """Give the five fields together, the productId and the number; nothing for a product without a name, which is refused.

        Absent, null and empty fields are equal, white space at the ends does not count, and numbers compare by value.
        """
        known = _keys_of(item)
        name = _text(known.name)
        if not name:
            return ()
        found: list[Hashable] = [
            (_text(known.manufacturer), _text(known.brand), name, _size(known.size), _text(known.units_for_size))
        ]
        if known.product_id and isinstance(known.product_id, int):
            found.append(("productId", known.product_id))
        if known.number and isinstance(known.number, str):
            found.append(("number", known.number))
        return found

    def call(self, items: Sequence[bytes]) -> Call[Any]:
        """Make the request."""
        return products_call(b'{"body":[%b]}' % b",".join(items))

    def read(self, answer: Answer, items: Sequence[bytes]) -> Told:
        """Take the products' numbers; 0 is the answer for a product that was to be deleted and is not there."""
        try:
            numbers: Sequence[object] = _numbers(answer.body)
        except UNREADABLE:
            numbers = product_ids_of(answer)
        if len(numbers) != len(items):
            return Told()
        return Told([number if isinstance(number, int) and number else None for number in numbers])

    def positions(self, error: APIStatusError) -> Mapping[int, Sequence[Fault]]:
        """Give the items that the error names, but for pairs.

        Two items that are told the same about themselves may be good, but not together, as two that turn out to be the same
        product; leaving both out would lose one. They are found by sending fewer at once.
        """
        told = Counter(fault.message for fault in error.errors if fault.field in _ABOUT_ITEMS)
        return {
            position: faults
            for position, faults in told_positions(error).items()
            if any(told[fault.message] != _PAIR for fault in faults)
        }


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _size(value: object) -> Hashable:
    """Give what equal sizes have in common, 2 and 2.0 alike."""
    if not isinstance(value, int | float):
        return _text(value)
    return value if abs(value) < _EXACT_MAX else Decimal(repr(value))


PRODUCTS_FORM = _ProductsForm()
"""How the clients send any number of products."""

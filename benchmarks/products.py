"""Products to measure with: deterministic, about 640 bytes of JSON each, the same for every server and for raw writes.

A product is made from its number alone. Its changed variant differs in its price and one text, as a nightly push does.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec

from shelfwire.catalog.keys import ean13_check_digit
from shelfwire.dialects.colleqtive.attributes import ATTRIBUTE_OF_FIELD, FIELDS_NOT_STORED, STORED_ORDER

__all__ = [
    "BRANDS",
    "KINDS",
    "NUMBER_STEP",
    "TEMPLATES",
    "TRAITS",
    "barcode",
    "bodies",
    "groups",
    "in_order",
    "mixed",
    "number_text",
    "product",
    "scattered",
    "stored_attributes",
]

NUMBER_STEP = 16
"""Products that are in a catalog beforehand have every sixteenth number, so that scattered new ones fall between them."""

TEMPLATES = 1_000
"""The products of a prepared file have one of this many attribute maps; only their numbers are all different."""

BRANDS = ("Havermout", "Groenland", "De Molen", "Zuiderzon", "Vlinder", "Noorderlicht", "Bakkerij Bos", "Kaap")
KINDS = ("oat biscuits", "tomato soup", "green tea", "dish soap", "olive oil", "rye bread", "apple juice", "candles")
TRAITS = ("organic", "mild", "family size", "extra fresh", "unsalted", "classic", "lemon", "dark")
_CATEGORIES = ("bakery", "soups", "tea", "cleaning", "oils", "bread", "juices", "home")
_SUPPLIERS = ("Van Dalen Groothandel", "Noord Food Partners", "Janssen & Zonen", "Central Import")

_encode = msgspec.json.Encoder().encode


def number_text(number: int) -> str:
    """Write a product's number as its product_number: in the order of text as in that of numbers."""
    return f"P{number:010d}"


def mixed(number: int) -> int:
    """Give the 32 bits that decide a product's values: well spread, the same for the same number."""
    return number * 2_654_435_761 & 0xFFFF_FFFF


def barcode(number: int) -> str:
    """Give a product's EAN-13."""
    digits = f"871{number % 1_000_000_000:09d}"
    return f"{digits}{ean13_check_digit(digits)}"


def product(number: int, *, changed: bool = False) -> dict[str, Any]:
    """Make the product with this number as Colleqtive's wire says it: 22 fields.

    Args:
        number: from 0; decides every value.
        changed: the variant whose price and description differ.
    """
    chance = mixed(number)
    kind, trait, brand = chance >> 5 & 7, chance >> 9 & 7, chance >> 13 & 7
    pieces = (6, 8, 12, 24)[chance >> 17 & 3]
    cents = 99 + (chance >> 3) % 4_900
    code = barcode(number)
    supplier = chance >> 21 & 3
    name = f"{BRANDS[brand]} {KINDS[kind]} {TRAITS[trait]} {chance % 900 + 100} g"
    return {
        "product_number": number_text(number),
        "product_name": name,
        "is_counted": True,
        "carrier_item_quantity": float(pieces),
        "price_compare_multiplier": 1.25,
        "barcode": code,
        "base_unit_name": "piece",
        "brand_code": f"B{brand:03d}",
        "brand_description": BRANDS[brand],
        "category_code": _CATEGORIES[kind],
        "country_code": "NL",
        "image_url": f"https://images.example.com/{code}.jpg",
        "is_active": True,
        "is_stock": number % 3 != 0,
        "moq": float(pieces),
        "price": (cents + 10 if changed else cents) / 100,
        "product_description": "In new packaging." if changed else "On the shelf since 2019.",
        "product_type": "retail",
        "purchase_price": cents * 6 // 10 / 100,
        "supplier_name": _SUPPLIERS[supplier],
        "units": [{"unit_barcode": code, "unit_name": "case", "unit_quantity": float(pieces)}],
        "volume": f"{chance % 900 + 100} g",
    }


def stored_attributes(wire: dict[str, Any]) -> bytes:
    """Give the attribute map that the service keeps for a product, for raw writes of the same rows."""
    kept = [field for field in STORED_ORDER if field in wire and field not in FIELDS_NOT_STORED]
    return _encode({ATTRIBUTE_OF_FIELD[field]: wire[field] for field in kept})


def in_order(existing: int, count: int) -> list[int]:
    """Give the numbers of `count` new products that follow all `existing` ones, in their order."""
    first = (existing + 1) * NUMBER_STEP + 1
    return list(range(first, first + count))


def scattered(existing: int, count: int, *, seed: int = 1) -> list[int]:
    """Give the numbers of `count` new products that fall between the `existing` ones everywhere, in no order.

    Where there are too few gaps, the rest comes from behind the existing products, mixed in.
    """
    chance = random.Random(seed)
    gaps = max(existing, -(-count // (NUMBER_STEP - 1)) + 1) * (NUMBER_STEP - 1)
    return [
        gap // (NUMBER_STEP - 1) * NUMBER_STEP + 1 + gap % (NUMBER_STEP - 1)
        for gap in chance.sample(range(gaps), count)
    ]


def groups(numbers: Sequence[int], size: int) -> Iterator[list[int]]:
    """Split numbers into runs of `size`."""
    rest = iter(numbers)
    while group := list(islice(rest, size)):
        yield group


def bodies(numbers: Iterable[int], size: int, *, changed: bool = False) -> list[bytes]:
    """Make request bodies, bare JSON arrays, of `size` products each from the products' numbers."""
    return [_encode([product(number, changed=changed) for number in group]) for group in groups(list(numbers), size)]

"""Colleqtive's view over a product's attribute map: which stored name each wire field has."""

from types import MappingProxyType
from typing import Any

import msgspec

from shelfwire.dialects.colleqtive.schema import Product

__all__ = ["ATTRIBUTE_OF_FIELD", "FIELDS_NOT_STORED", "OWNER", "PRODUCT_FIELDS", "STORED_ORDER", "Held"]

OWNER = "colleqtive"
"""The prefix of the attributes that only this dialect knows."""

PRODUCT_FIELDS: tuple[str, ...] = Product.__struct_fields__
"""The names of all product fields on the wire, in the struct's order."""

FIELDS_NOT_STORED = frozenset({"product_number", "is_deleted"})
"""product_number is the sku, a key of its own; is_deleted is an order, and what is left after it is no product."""

_SHARED = {
    "product_name": "name",
    "product_description": "description",
    "brand_description": "brand",
    "barcode": "barcode",
    "price": "price",
    "purchase_price": "cost",
    "is_active": "active",
    "image_url": "image_url",
}

ATTRIBUTE_OF_FIELD = MappingProxyType({field: _SHARED.get(field, f"{OWNER}:{field}") for field in PRODUCT_FIELDS})
"""From a wire field's name to the stored attribute's: shared attributes are plain, this dialect's own have its prefix."""

STORED_ORDER: tuple[str, ...] = tuple(sorted(PRODUCT_FIELDS, key=ATTRIBUTE_OF_FIELD.__getitem__))
"""The wire fields in the order of their stored names, which is the order of every stored attribute map (`catalog.merge`)."""

Held: Any = msgspec.defstruct(
    "Held",
    [(field, Any, msgspec.UNSET) for field in STORED_ORDER],
    rename=dict(ATTRIBUTE_OF_FIELD),
    gc=False,
)
"""A product's attributes as they are stored: the fields of `Product` under their stored names, in `STORED_ORDER`."""

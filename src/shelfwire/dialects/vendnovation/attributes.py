"""VendNovation's view over a product's attribute map: which stored name each wire field has."""

from types import MappingProxyType

import msgspec

from shelfwire.dialects.vendnovation.schema import Product

__all__ = [
    "ATTRIBUTE_OF_FIELD",
    "KEPT_ON_NULL",
    "KEY_FIELDS",
    "ORDERS",
    "OWNER",
    "PRODUCT_FIELDS",
    "STORED_ORDER",
]

OWNER = "vendnovation"
"""The prefix of the attributes that only this dialect knows."""

PRODUCT_FIELDS: tuple[str, ...] = tuple(field.encode_name for field in msgspec.structs.fields(Product))
"""The names of all product fields on the wire, in the order of the seed's sample."""

ORDERS = frozenset({"productId", "organizationId", "isDeleted"})
"""The fields that say what to do with a product and are not part of it."""

KEY_FIELDS = ("manufacturer", "brand", "name", "size", "unitsForSize")
"""The fields that make a product unique (seed 004), in the order of `catalog.keys.vending_key`."""

_SHARED = {
    "name": "name",
    "brand": "brand",
    "upc": "barcode",
    "defaultPrice": "price",
    "cost": "cost",
    "productImage": "image_url",
}

KEPT_ON_NULL = (*_SHARED, "number")
"""The fields whose null keeps what is stored: they are shared with other APIs, the number by way of the sku."""

ATTRIBUTE_OF_FIELD = MappingProxyType(
    {field: _SHARED.get(field, f"{OWNER}:{field}") for field in PRODUCT_FIELDS if field not in ORDERS}
)
"""From a wire field's name to the stored attribute's: shared attributes are plain, this dialect's own have its prefix.

The number is stored beside the sku, because a sku that another product has gets a suffix and the number is answered as sent.
"""

STORED_ORDER: tuple[str, ...] = tuple(sorted(ATTRIBUTE_OF_FIELD, key=ATTRIBUTE_OF_FIELD.__getitem__))
"""The stored fields in the order of their stored names, which is the order of every stored attribute map (`catalog.merge`)."""

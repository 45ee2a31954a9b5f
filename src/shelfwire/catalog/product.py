"""A product as the catalogue knows it: its keys, its attributes and its bookkeeping."""

from collections.abc import Container

import msgspec

__all__ = ["PRODUCT_ID_MAX", "SKU_DERIVED", "Product", "given_sku"]

PRODUCT_ID_MAX = 2**31 - 1
"""The largest product_id: Cin7's and VendNovation's clients hold ids in 32-bit signed integers."""

SKU_DERIVED = "sku_derived"
"""The shared attribute, true where it is there, of a product whose sku no client gave; such a sku is shown only where
something must be shown."""


class Product(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """One entry of a catalog, as a store gives it back.

    The fields stand in the order in which a store writes them as a JSON array, so that a whole page of products is decoded
    in one call; the keys that only some products have come last and may be left out from the right.

    Attributes:
        product_id: the catalog's own number, 1 to `PRODUCT_ID_MAX`, never reused.
        sku: the stock keeping unit: text, unique within the catalog, never empty.
        revision: the number of the batch that last changed this product.
        created_at: microseconds since 1970 in UTC.
        updated_at: microseconds since 1970 in UTC.
        attributes: a flat JSON object as bytes: attribute name to value, no nulls. Shared names are plain (`price`), a
            dialect's own carry its prefix (`colleqtive:is_theft`).
        handle: Lana's human-friendly key, or None.
        option_code: Cin7's product option code, or None.
        vending_key: VendNovation's uniqueness ladder as one text (see `keys.vending_key`), or None.
    """

    product_id: int
    sku: str
    revision: int
    created_at: int
    updated_at: int
    attributes: msgspec.Raw
    handle: str | None = None
    option_code: str | None = None
    vending_key: str | None = None


def given_sku(sku: str, attributes: Container[str]) -> str | None:
    """Give a product's sku where a client gave it, else None.

    Args:
        sku: the product's.
        attributes: the names of its attributes, or the attributes by their names.
    """
    return None if SKU_DERIVED in attributes else sku

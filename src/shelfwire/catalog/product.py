"""A product as the catalogue knows it: its keys, its attributes and its bookkeeping."""

import msgspec

__all__ = ["PRODUCT_ID_MAX", "Product"]

PRODUCT_ID_MAX = 2**31 - 1
"""The largest product_id: Cin7's and VendNovation's clients hold ids in 32-bit signed integers."""


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

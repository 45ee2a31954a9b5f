"""What the operations take: the fields of a product, by the API's own names.

A field that is left out keeps what is stored. Sources of the fields: seed 4 of the project, whose sample has them all; the
types are what its values imply.
"""

from typing import Any, Required, TypedDict

__all__ = ["ProductParam"]


class ProductParam(TypedDict, total=False):
    """A product to create, update or delete; what it is recognized by stands at `VendNovation.products`."""

    manufacturer: str | None
    """Who makes it; part of what makes a product unique."""
    brand: str | None
    """Its brand; part of what makes a product unique."""
    productId: int | None
    """Its number; lets a product be renamed within one manufacturer. 0 says nothing."""
    name: Required[str]
    """Its name; part of what makes a product unique."""
    customData: Any
    """Any JSON of the customer's own, kept as it came."""
    size: float | None
    """Its size in its units; part of what makes a product unique."""
    unitsForSize: str | None
    """The units of its size, such as oz.; part of what makes a product unique."""
    container: str | None
    """What it comes in."""
    upc: str | None
    """Its universal product code; null keeps it."""
    productImage: str | None
    """Address of its image; null keeps it."""
    nutritionImage: str | None
    """Address of the image of its nutrition facts."""
    cost: float | None
    """What it costs to buy; null keeps it."""
    defaultPrice: float | None
    """Its price unless a machine has another; null keeps it."""
    isACommonProduct: bool | None
    """It is one of the common products."""
    vendSize: str | None
    """The size of the slot that it is sold from."""
    calories: float | None
    """Its calories."""
    productGroup: str | None
    """The group that it belongs to."""
    organizationId: int | None
    """The organization; that of the key, unless it is left out."""
    number: str | None
    """The customer's number for it; null keeps it."""
    customField1: str | float | bool | None
    """The customer's own: text, number, true or false."""
    customField2: str | float | bool | None
    """The customer's own: text, number, true or false."""
    customField3: str | float | bool | None
    """The customer's own: text, number, true or false."""
    customField4: str | float | bool | None
    """The customer's own: text, number, true or false."""
    customField5: str | float | bool | None
    """The customer's own: text, number, true or false."""
    customField6: str | float | bool | None
    """The customer's own: text, number, true or false."""
    customField7: str | float | bool | None
    """The customer's own: text, number, true or false."""
    customField8: str | float | bool | None
    """The customer's own: text, number, true or false."""
    customField9: str | float | bool | None
    """The customer's own: text, number, true or false."""
    customField10: str | float | bool | None
    """The customer's own: text, number, true or false."""
    customField11: str | float | bool | None
    """The customer's own: text, number, true or false."""
    customField12: str | float | bool | None
    """The customer's own: text, number, true or false."""
    customField13: str | float | bool | None
    """The customer's own: text, number, true or false."""
    customField14: str | float | bool | None
    """The customer's own: text, number, true or false."""
    customField15: str | float | bool | None
    """The customer's own: text, number, true or false."""
    isDeleted: bool | None
    """True deletes the product; false says nothing."""

"""Products as VendNovation's clients push them, and what its list shows of them."""

from typing import Any

__all__ = ["SHOWN", "full", "product"]


def product(name: str, **fields: Any) -> dict[str, Any]:
    """Make a product that its manufacturer and name tell apart."""
    return {"manufacturer": "Acme", "name": name} | fields


def full() -> dict[str, Any]:
    """Make a product that has every field but the numbers that the server gives, and the order to delete it."""
    return {
        "manufacturer": "Acme",
        "brand": "Cola",
        "name": "Cola Zero",
        "customData": {"shelf": [1, None, "x"]},
        "size": 12.5,
        "unitsForSize": "oz.",
        "container": "can",
        "upc": "1212312",
        "productImage": "https://example.com/cola.png",
        "nutritionImage": "https://example.com/facts.png",
        "cost": 0.25,
        "defaultPrice": 1.5,
        "isACommonProduct": True,
        "vendSize": "small",
        "calories": 3720,
        "productGroup": "Other",
        "number": "C-1",
        **{f"customField{place}": value for place, value in enumerate(["a", 2, 2.5, True] * 4, start=1) if place < 16},
    }


SHOWN: dict[str, Any] = {
    "manufacturer": "",
    "brand": "",
    "name": "",
    "customData": None,
    "size": None,
    "unitsForSize": "",
    "container": "",
    "upc": None,
    "productImage": None,
    "nutritionImage": None,
    "cost": 0.0,
    "defaultPrice": 0.0,
    "isACommonProduct": False,
    "vendSize": "",
    "calories": 0,
    "productGroup": "",
    "number": "",
    **{f"customField{place}": None for place in range(1, 16)},
    "isDeleted": False,
}
"""A product as it is shown where nobody set anything, without the numbers that the server gives."""

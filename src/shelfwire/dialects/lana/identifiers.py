"""Lana's identifiers: two letters for the kind of thing, an underscore, and the number as eight letters or digits."""

from shelfwire.catalog import public_numbers

__all__ = ["PRODUCT", "SHOP", "identifier", "number_of"]

PRODUCT = "pd"
"""What identifiers of products begin with (docs.lana.dev, "Unique identifiers")."""

SHOP = "sh"
"""What identifiers of shops begin with (seed 002, `shop_id`)."""


def identifier(prefix: str, number: int) -> str:
    """Write a number as an identifier: `pd_` and eight letters or digits, the same ones under every prefix."""
    return f"{prefix}_{public_numbers.public_number(number)}"


def number_of(prefix: str, text: str) -> int | None:
    """Give the number that `identifier` writes as this text with this prefix; None for every other text."""
    if not text.startswith(f"{prefix}_"):
        return None
    return public_numbers.number_of(text[len(prefix) + 1 :])

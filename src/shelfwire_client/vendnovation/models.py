"""What the operations answer.

The API has no page on what it answers, so any field may be missing or null but those that clients of the vendor cannot do
without.
"""
# ruff: noqa: N815 - the API's own spelling

from typing import Any

from msgspec import UNSET, UnsetType

from shelfwire_client.core.coding import Model

__all__ = ["AccessToken", "Message", "ProductItem", "TokenInfo"]


class AccessToken(Model):
    """The answer to a login."""

    accessToken: str
    """To be sent as the header access-token; clients of the vendor expect it to hold for three days."""
    expiresUtc: str | UnsetType | None = UNSET
    """When it ends, in UTC, where the server tells it."""

    def __repr__(self) -> str:
        """Show when it ends, not the token."""
        return f"AccessToken(expiresUtc={self.expiresUtc!r})"


class Message(Model):
    """An answer in words."""

    message: str | UnsetType | None = UNSET
    """The answer, as a sentence."""


class TokenInfo(Model):
    """What a key opens."""

    organizationId: int | UnsetType | None = UNSET
    """The organization."""
    permissions: list[str] | UnsetType | None = UNSET
    """What the key may do."""
    accessTokenExpiresUtc: str | UnsetType | None = UNSET
    """When the access token that was sent ends, in UTC; null where none was sent."""


class ProductItem(Model):
    """A product as it is listed."""

    manufacturer: str | UnsetType | None = UNSET
    """Who makes it; part of what makes a product unique."""
    brand: str | UnsetType | None = UNSET
    """Its brand; part of what makes a product unique."""
    productId: int | UnsetType | None = UNSET
    """Its number."""
    name: str | UnsetType | None = UNSET
    """Its name; part of what makes a product unique."""
    customData: Any = UNSET
    """Any JSON of the customer's own."""
    size: int | float | UnsetType | None = UNSET
    """Its size in its units; part of what makes a product unique."""
    unitsForSize: str | UnsetType | None = UNSET
    """The units of its size, such as oz.; part of what makes a product unique."""
    container: str | UnsetType | None = UNSET
    """What it comes in."""
    upc: str | UnsetType | None = UNSET
    """Its universal product code."""
    productImage: str | UnsetType | None = UNSET
    """Address of its image."""
    nutritionImage: str | UnsetType | None = UNSET
    """Address of the image of its nutrition facts."""
    cost: int | float | UnsetType | None = UNSET
    """What it costs to buy."""
    defaultPrice: int | float | UnsetType | None = UNSET
    """Its price unless a machine has another."""
    isACommonProduct: bool | UnsetType | None = UNSET
    """It is one of the common products."""
    vendSize: str | UnsetType | None = UNSET
    """The size of the slot that it is sold from."""
    calories: int | float | UnsetType | None = UNSET
    """Its calories."""
    productGroup: str | UnsetType | None = UNSET
    """The group that it belongs to."""
    organizationId: int | UnsetType | None = UNSET
    """The organization."""
    number: str | UnsetType | None = UNSET
    """The customer's number for it."""
    customField1: str | int | float | bool | UnsetType | None = UNSET
    """The customer's own: text, number, true or false."""
    customField2: str | int | float | bool | UnsetType | None = UNSET
    """The customer's own: text, number, true or false."""
    customField3: str | int | float | bool | UnsetType | None = UNSET
    """The customer's own: text, number, true or false."""
    customField4: str | int | float | bool | UnsetType | None = UNSET
    """The customer's own: text, number, true or false."""
    customField5: str | int | float | bool | UnsetType | None = UNSET
    """The customer's own: text, number, true or false."""
    customField6: str | int | float | bool | UnsetType | None = UNSET
    """The customer's own: text, number, true or false."""
    customField7: str | int | float | bool | UnsetType | None = UNSET
    """The customer's own: text, number, true or false."""
    customField8: str | int | float | bool | UnsetType | None = UNSET
    """The customer's own: text, number, true or false."""
    customField9: str | int | float | bool | UnsetType | None = UNSET
    """The customer's own: text, number, true or false."""
    customField10: str | int | float | bool | UnsetType | None = UNSET
    """The customer's own: text, number, true or false."""
    customField11: str | int | float | bool | UnsetType | None = UNSET
    """The customer's own: text, number, true or false."""
    customField12: str | int | float | bool | UnsetType | None = UNSET
    """The customer's own: text, number, true or false."""
    customField13: str | int | float | bool | UnsetType | None = UNSET
    """The customer's own: text, number, true or false."""
    customField14: str | int | float | bool | UnsetType | None = UNSET
    """The customer's own: text, number, true or false."""
    customField15: str | int | float | bool | UnsetType | None = UNSET
    """The customer's own: text, number, true or false."""
    isDeleted: bool | UnsetType | None = UNSET
    """It is deleted."""

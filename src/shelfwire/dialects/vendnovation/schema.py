"""What travels on VendNovation's wire: the requests, as structs that decode and check them, and the small answers.

The documents have no table of types. Field names are those of the sample in seed 004, and the types are what its values imply:
numbers where it has numbers, texts where it has texts. Null is taken for every field but the name: clients send every field
with every push, and an answer of the list must be good to be sent back. The descriptions are ours.
"""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

__all__ = [
    "INT32_MAX",
    "AccessToken",
    "Failure",
    "FieldError",
    "ListRequest",
    "Login",
    "Message",
    "Product",
    "RequestFilter",
    "TokenInfo",
]

INT32_MAX = 2**31 - 1

Int32 = Annotated[int, Meta(ge=0, le=INT32_MAX, extra_json_schema={"format": "int32"})]
FilledText = Annotated[str, Meta(min_length=1)]

Text = str | UnsetType | None
Flag = bool | UnsetType | None
Number = int | float | UnsetType | None
Identifier = Int32 | UnsetType | None
Scalar = str | int | float | bool | UnsetType | None
CustomField = Annotated[Scalar, Meta(description="The customer's own: text, number, true or false.")]


class Product(msgspec.Struct, kw_only=True, rename="camel", gc=False):
    """A product to create or update; a field that is left out keeps its value."""

    manufacturer: Annotated[Text, Meta(description="Who makes it; part of what makes a product unique.")] = UNSET
    brand: Annotated[Text, Meta(description="Its brand; part of what makes a product unique.")] = UNSET
    product_id: Annotated[
        Identifier, Meta(description="Its number; lets a product be renamed within one manufacturer. 0 says nothing.")
    ] = UNSET
    name: Annotated[FilledText, Meta(description="Its name; part of what makes a product unique.")]
    custom_data: Annotated[Any, Meta(description="Any JSON of the customer's own, kept as it came.")] = UNSET
    size: Annotated[Number, Meta(description="Its size in its units; part of what makes a product unique.")] = UNSET
    units_for_size: Annotated[
        Text, Meta(description="The units of its size, such as oz.; part of what makes a product unique.")
    ] = UNSET
    container: Annotated[Text, Meta(description="What it comes in.")] = UNSET
    upc: Annotated[Text, Meta(description="Its universal product code; null keeps it.")] = UNSET
    product_image: Annotated[Text, Meta(description="Address of its image; null keeps it.")] = UNSET
    nutrition_image: Annotated[Text, Meta(description="Address of the image of its nutrition facts.")] = UNSET
    cost: Annotated[Number, Meta(description="What it costs to buy; null keeps it.")] = UNSET
    default_price: Annotated[Number, Meta(description="Its price unless a machine has another; null keeps it.")] = UNSET
    is_a_common_product: Annotated[Flag, Meta(description="It is one of the common products.")] = UNSET
    vend_size: Annotated[Text, Meta(description="The size of the slot that it is sold from.")] = UNSET
    calories: Annotated[Number, Meta(description="Its calories.")] = UNSET
    product_group: Annotated[Text, Meta(description="The group that it belongs to.")] = UNSET
    organization_id: Annotated[
        Identifier, Meta(description="The organization; that of the key, unless it is left out.")
    ] = UNSET
    number: Annotated[Text, Meta(description="The customer's number for it; null keeps it.")] = UNSET
    custom_field_1: CustomField = UNSET
    custom_field_2: CustomField = UNSET
    custom_field_3: CustomField = UNSET
    custom_field_4: CustomField = UNSET
    custom_field_5: CustomField = UNSET
    custom_field_6: CustomField = UNSET
    custom_field_7: CustomField = UNSET
    custom_field_8: CustomField = UNSET
    custom_field_9: CustomField = UNSET
    custom_field_10: CustomField = UNSET
    custom_field_11: CustomField = UNSET
    custom_field_12: CustomField = UNSET
    custom_field_13: CustomField = UNSET
    custom_field_14: CustomField = UNSET
    custom_field_15: CustomField = UNSET
    is_deleted: Annotated[Flag, Meta(description="True deletes the product; false says nothing.")] = UNSET


class RequestFilter(msgspec.Struct, kw_only=True, rename="camel", gc=False):
    """Which products to list."""

    organization_ids: Annotated[
        list[int] | UnsetType | None, Meta(description="Of these organizations; null or empty is all.")
    ] = UNSET
    product_ids: Annotated[
        list[int] | UnsetType | None, Meta(description="With these numbers; null or empty is all.")
    ] = UNSET


class ListRequest(msgspec.Struct, kw_only=True, rename="camel", gc=False):
    """The body of the list."""

    request_filter: Annotated[
        RequestFilter | UnsetType | None, Meta(description="Which products; all where it is left out.")
    ] = UNSET


class Login(msgspec.Struct, kw_only=True, gc=False):
    """Who logs in."""

    username: Annotated[str, Meta(description="The username that belongs to the key.")]
    password: Annotated[str, Meta(description="Its password.")]

    def __repr__(self) -> str:
        """Show nothing of it, so that no log and no traceback can hold it."""
        return "Login(...)"


class AccessToken(msgspec.Struct, kw_only=True, rename="camel"):
    """The answer to a login."""

    access_token: Annotated[str, Meta(description="To be sent as the header access-token; holds for three days.")]
    expires_utc: Annotated[str, Meta(description="When it ends, in UTC.")]

    def __repr__(self) -> str:
        """Show when it ends, not the token."""
        return f"AccessToken(expires_utc={self.expires_utc!r})"


class Message(msgspec.Struct, kw_only=True):
    """An answer in words."""

    message: Annotated[str, Meta(description="The answer, as a sentence.")]


class TokenInfo(msgspec.Struct, kw_only=True, rename="camel"):
    """What a key and an access token open."""

    organization_id: Annotated[int, Meta(ge=1, description="The organization that the key opens.")]
    permissions: Annotated[list[str], Meta(description="What the key may do.")]
    access_token_expires_utc: Annotated[
        str | None, Meta(description="When the access token that was sent ends, in UTC; null where none was sent.")
    ]


class FieldError(msgspec.Struct, kw_only=True):
    """One bad field of one item of a request."""

    index: Annotated[int, Meta(ge=0, description="Position of the item in the request, from 0.")]
    field: Annotated[str, Meta(description="The field; empty for the item itself.")]
    problem: Annotated[str, Meta(description="What is wrong, as a sentence.")]
    value: Annotated[Any, Meta(description="What was sent: text cut to 200 characters, or a number, flag or null.")]


class Failure(msgspec.Struct, kw_only=True):
    """The answer to a request that was refused; nothing of it was written."""

    message: Annotated[str, Meta(description="What is wrong, in words.")]
    errors: Annotated[
        list[FieldError] | UnsetType,
        Meta(description="Where items are at fault: the bad fields, the first thousand unless set otherwise."),
    ] = UNSET

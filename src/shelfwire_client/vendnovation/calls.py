"""The operations as calls.

Sources: seed 4 of the project for the push; the routes, the request filter and the headers of the rest are those that a public
client of the vendor uses.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from msgspec import UNSET, UnsetType

from shelfwire_client.core.arguments import filled, identifier, items
from shelfwire_client.core.call import Call
from shelfwire_client.core.coding import decode, encode
from shelfwire_client.core.errors import ArgumentError
from shelfwire_client.vendnovation.models import AccessToken, Message, ProductItem, TokenInfo
from shelfwire_client.vendnovation.refusals import refusal

__all__ = [
    "PAGE_SIZE_MAX",
    "PRODUCTS",
    "ProductIds",
    "Products",
    "authenticate",
    "create_or_update_products",
    "list_products",
    "product_ids_of",
    "products_call",
    "token_info",
    "token_test",
]

PRODUCTS = "/products"

PAGE_SIZE_MAX = 50
"""The most products that a page has; the API takes a larger size as this one."""

ProductIds = list[int]
Products = list[ProductItem]

product_ids_of = partial(decode, form=ProductIds)
_products = partial(decode, form=Products)
_access_token = partial(decode, form=AccessToken)
_message = partial(decode, form=Message)
_token_info = partial(decode, form=TokenInfo)


def create_or_update_products(body: Iterable[object]) -> Call[ProductIds]:
    """Create, update or delete products."""
    return products_call(encode({"body": items("body", body)}))


def products_call(body: bytes) -> Call[ProductIds]:
    """Create, update or delete the products of a body that is encoded already."""
    return Call("PUT", PRODUCTS, product_ids_of, refusal, body=body)


def list_products(organization_ids: Sequence[int], product_ids: Sequence[int], page: int, size: int) -> Call[Products]:
    """Read a page of the products, or of those that are named; which page it is goes in headers."""
    wanted = {
        "organizationIds": _identifiers("organization_ids", organization_ids),
        "productIds": _identifiers("product_ids", product_ids),
    }
    headers = {"page": str(identifier("page", page)), "size": str(identifier("size", size))}
    body = encode({"requestFilter": wanted})
    return Call("POST", PRODUCTS, _products, refusal, headers=headers, body=body, is_read=True)


def authenticate(username: str, password: str) -> Call[AccessToken]:
    """Log in."""
    login = {"username": filled("username", username), "password": filled("password", password)}
    return Call("POST", "/authenticate", _access_token, refusal, body=encode(login), is_read=True)


def token_test() -> Call[Message]:
    """Find out whether the key is valid."""
    return Call("POST", "/token-test", _message, refusal, is_read=True)


def token_info(access_token: str | UnsetType = UNSET) -> Call[TokenInfo]:
    """Find out what the key opens, and until when an access token holds."""
    headers: Mapping[str, str] = {}
    if not isinstance(access_token, UnsetType):
        headers = {"access-token": filled("access_token", access_token)}
    return Call("POST", "/token-info", _token_info, refusal, headers=headers, is_read=True)


def _identifiers(name: str, values: Sequence[int]) -> list[int]:
    """Give the numbers of a list that is to be sent.

    Raises:
        ArgumentError: it is no list, or something in it is no whole number above 0.
    """
    if isinstance(values, str | bytes | bytearray | Mapping) or not isinstance(values, Iterable):
        raise ArgumentError(
            f"{name} must be a list of numbers, not {type(values).__name__}; put a single one in brackets."
        )
    return [identifier(f"{name}[{position}]", value) for position, value in enumerate(values)]

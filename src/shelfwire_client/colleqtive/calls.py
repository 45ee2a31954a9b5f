"""The operations as calls: paths, queries and bodies as the official SDK sends them (`colleqtive-sdk` 0.1.1)."""

from collections.abc import Iterable, Sequence
from functools import partial

from msgspec import UnsetType

from shelfwire_client.colleqtive.models import MutationResponse, ProductPageResponse
from shelfwire_client.colleqtive.refusals import refusal
from shelfwire_client.core.arguments import filled, items, texts
from shelfwire_client.core.call import Answer, Call
from shelfwire_client.core.coding import decode, encode

__all__ = [
    "PRODUCTS",
    "create_discount_prices",
    "create_prices",
    "create_products",
    "delete_products",
    "list_products",
    "mutation_of",
    "products_call",
    "update_product_attributes",
]

PRODUCTS = "/api/v2/public/products"

mutation_of = partial(decode, form=MutationResponse)
_page = partial(decode, form=ProductPageResponse)


def create_products(*, flush: bool | UnsetType, body: Iterable[object] | UnsetType) -> Call[MutationResponse]:
    """Create or update products; with `flush`, those that are not named are removed."""
    return Call("POST", PRODUCTS, mutation_of, refusal, query={"flush": flush}, body=_list("body", body))


def products_call(body: bytes) -> Call[MutationResponse]:
    """Create or update products that are JSON already."""
    return Call("POST", PRODUCTS, mutation_of, refusal, body=body)


def list_products(
    page_size: int | str | UnsetType, page_start: int | str | UnsetType, product_number: Sequence[str] | UnsetType
) -> Call[ProductPageResponse]:
    """Read a page of the products, or of those that are named."""
    query = {
        "Page_Size": page_size,
        "Page_Start": page_start,
        "product_number": texts("product_number", product_number),
    }
    return Call("GET", PRODUCTS, _page, refusal, query=query, is_read=True)


def delete_products(product_number: Sequence[str] | UnsetType | None) -> Call[MutationResponse]:
    """Delete the products that are named."""
    body = {} if isinstance(product_number, UnsetType) else {"product_number": texts("product_number", product_number)}
    return Call("DELETE", PRODUCTS, mutation_of, refusal, body=encode(body))


def create_prices(body: Iterable[object] | UnsetType) -> Call[MutationResponse]:
    """Create or update prices."""
    return Call("POST", f"{PRODUCTS}/prices", mutation_of, refusal, body=_list("body", body))


def create_discount_prices(
    *, discounts: Iterable[object] | UnsetType | None, is_flush: bool | UnsetType
) -> Call[MutationResponse]:
    """Create or update discount prices; `is_flush` goes as a header."""
    headers = {} if isinstance(is_flush, UnsetType) else {"is_flush": "true" if is_flush else "false"}
    body: dict[str, object] = {}
    if not isinstance(discounts, UnsetType):
        body["discounts"] = discounts if discounts is None else items("discounts", discounts)
    path = f"{PRODUCTS}/discountprices"
    return Call("POST", path, mutation_of, refusal, headers=headers, body=encode(body))


def update_product_attributes(attribute: str, old_value: str, new_value: str) -> Call[None]:
    """Write a new value to all products that have an old one."""
    body = {"attribute": filled("attribute", attribute), "new_value": new_value, "old_value": old_value}
    path = f"{PRODUCTS}/attributes"
    return Call("PUT", path, _nothing, refusal, headers={"accept": "*/*"}, body=encode(body))


def _list(name: str, body: Iterable[object] | UnsetType) -> bytes | None:
    return None if isinstance(body, UnsetType) else encode(items(name, body))


def _nothing(_: Answer) -> None:
    """Read nothing from an answer that promises no body."""

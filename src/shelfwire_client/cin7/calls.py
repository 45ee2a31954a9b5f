"""The operations as calls: paths, queries and bodies as the vendor documents them."""

from collections.abc import Iterable, Sequence
from functools import partial

from msgspec import UnsetType

from shelfwire_client.cin7.models import BatchResultItem, BatchResults, Product
from shelfwire_client.cin7.refusals import refusal
from shelfwire_client.core.arguments import filled, identifier, items, texts
from shelfwire_client.core.call import Answer, Call
from shelfwire_client.core.coding import decode, encode
from shelfwire_client.core.errors import ArgumentError

__all__ = ["PRODUCTS", "create", "create_call", "find", "get", "results_of", "update", "update_call"]

PRODUCTS = "/v1/Products"

_products = partial(decode, form=list[Product])
_product = partial(decode, form=Product)


def results_of(answer: Answer) -> BatchResults:
    """Read the results of a write."""
    return decode(answer, list[BatchResultItem])


def create(body: Iterable[object]) -> Call[BatchResults]:
    """Create products; those whose style code or option code exists are skipped."""
    return create_call(encode(items("body", body)))


def create_call(body: bytes) -> Call[BatchResults]:
    """Create products that are JSON already."""
    return Call("POST", PRODUCTS, results_of, refusal, body=body)


def update(body: Iterable[object]) -> Call[BatchResults]:
    """Update products by their ids."""
    return update_call(encode(items("body", body)))


def update_call(body: bytes) -> Call[BatchResults]:
    """Update products that are JSON already."""
    return Call("PUT", PRODUCTS, results_of, refusal, body=body)


def find(
    *,
    fields: str | Sequence[str] | UnsetType,
    where: str | UnsetType,
    order: str | UnsetType,
    page: int | UnsetType,
    rows: int | UnsetType,
) -> Call[list[Product]]:
    """Read a page of the products, or of those that meet a condition."""
    query = {
        "fields": _fields(fields),
        "where": where if isinstance(where, UnsetType) else filled("where", where),
        "order": order if isinstance(order, UnsetType) else filled("order", order),
        "page": page if isinstance(page, UnsetType) else identifier("page", page),
        "rows": rows if isinstance(rows, UnsetType) else identifier("rows", rows),
    }
    return Call("GET", PRODUCTS, _products, refusal, query=query, is_read=True)


def get(product_id: int) -> Call[Product]:
    """Read one product."""
    return Call("GET", f"{PRODUCTS}/{identifier('id', product_id)}", _product, refusal, is_read=True)


def _fields(fields: str | Sequence[str] | UnsetType) -> str | list[str] | UnsetType:
    if isinstance(fields, UnsetType):
        return fields
    if isinstance(fields, str):
        return filled("fields", fields)
    listed = texts("fields", fields)
    if not listed:
        raise ArgumentError("fields names no field; leave it out to be given all of them.")
    return listed

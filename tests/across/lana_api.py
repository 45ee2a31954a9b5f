"""Lana's operations as its clients ask for them: at a JSON path, through the relay, or as a GraphQL document."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any
from urllib.parse import urlencode

import msgspec

from tests.across.company import SHOP, Answer, Company

__all__ = ["FIELDS", "PRODUCTS", "Told", "Way", "create", "delete", "done", "modify", "page", "pages", "read"]

PRODUCTS = f"/products.json?shop_id={SHOP}"
PAGE_PRODUCTS = 1_000

FIELDS = (
    "id title handle created_at updated_at published published_at type meta_title meta_description raw_content tags ban_mode "
    "ban_countries return_mode minimum_quantity maximum_quantity google_product_category_code subscription_only "
    "custom_fields { name value } brand { id } categories { id } import_id import_index"
)
"""What GraphQL is asked for of each product."""

_TYPES = {"data": "[{input}!]!", "ids": "[String!]!", "loose": "Boolean"}
_PAGE_TYPES = {
    "limit": "Int",
    "offset": "Int",
    "last_key": "String",
    "sort_by": "ProductsPageSortBy",
    "sort_desc": "Boolean",
    "status": "PublishedStatus",
}
_INPUTS = {"productsCreate": "ProductCreate", "productsModify": "ProductModify"}


class Way(Enum):
    """How an operation is asked for."""

    JSON = "json"
    RELAY = "relay"
    GRAPHQL = "graphql"


class Told(msgspec.Struct, frozen=True):
    """What an operation answered, whichever way it was asked for.

    Attributes:
        answer: the whole answer.
        value: the operation's value; None where it has none or was refused.
        error: why it was refused, or None.
    """

    answer: Answer
    value: Any = None
    error: dict[str, Any] | None = None


def done(told: Told) -> Any:
    """Give the value of an operation that was carried out."""
    assert (told.answer.status, told.error) == (200, None), told.answer.body
    return told.value


def create(company: Company, *items: Mapping[str, Any], way: Way = Way.JSON, **headers: str) -> Told:
    """Create products."""
    return _asked(company, "productsCreate", {"data": list(items)}, way, headers)


def modify(
    company: Company, ids: Sequence[str], *items: Mapping[str, Any], way: Way = Way.JSON, **headers: str
) -> Told:
    """Modify products; `ids` and `items` pair by position."""
    return _asked(company, "productsModify", {"ids": list(ids), "data": list(items)}, way, headers)


def delete(company: Company, ids: Sequence[str], *, way: Way = Way.JSON, **headers: str) -> Told:
    """Delete products; GraphQL's `true` is told as the nothing that the JSON paths answer."""
    told = _asked(company, "productsDelete", {"ids": list(ids)}, way, headers)
    assert told.error is not None or told.value is (True if way is Way.GRAPHQL else None)
    return msgspec.structs.replace(told, value=None)


def read(company: Company, ids: Sequence[str], *, loose: bool = False, way: Way = Way.JSON) -> Told:
    """Read products by their ids."""
    return _asked(company, "products", {"ids": list(ids), "loose": loose}, way, {})


def page(company: Company, *, way: Way = Way.JSON, **chosen: Any) -> Told:
    """Read one page of products."""
    return _asked(company, "productsPage", chosen, way, {})


def pages(company: Company, *, way: Way = Way.JSON, **chosen: Any) -> list[dict[str, Any]]:
    """Read all pages, following their keys until one is empty as the official client does."""
    products: list[dict[str, Any]] = []
    last_key = ""
    while True:
        one = done(page(company, way=way, **{"limit": PAGE_PRODUCTS} | chosen, last_key=last_key))
        assert bool(one["items"]) == bool(one["last_key"])
        if not one["items"]:
            assert one["count"] == len(products)
            return products
        products += one["items"]
        last_key = one["last_key"]


def _asked(
    company: Company, operation: str, arguments: Mapping[str, Any], way: Way, headers: Mapping[str, str]
) -> Told:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if way is Way.GRAPHQL:
        return _by_graphql(company, operation, arguments, sent)
    method = {"productsDelete": "DELETE", "products": "GET", "productsPage": "GET"}.get(operation, "POST")
    path = "products/page.json" if operation == "productsPage" else "products.json"
    query = {"shop_id": SHOP} | {name: _text(value) for name, value in arguments.items() if name != "data"}
    target = f"{path}?{urlencode(query)}"
    if way is Way.JSON:
        answer = company.ask("lana", method, f"/{target}", arguments.get("data", b""), sent)
        if answer.status == 200:
            return Told(answer, answer.json)
        assert answer.json["status"] == answer.status
        return Told(answer, error=answer.json["error"])
    item = {"method": method, "url": target, "request": arguments.get("data")}
    answer = company.ask("lana", "POST", "/relay.json", [item], sent)
    assert answer.status == 200, answer.body
    (element,) = answer.json
    assert ("error" in element) == (element["status"] != 200)
    return Told(answer, element.get("response"), element.get("error"))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _by_graphql(company: Company, operation: str, arguments: Mapping[str, Any], headers: Mapping[str, str]) -> Told:
    types = {name: (_TYPES | _PAGE_TYPES)[name].format(input=_INPUTS.get(operation)) for name in arguments} | {
        "shop_id": "String!"
    }
    declared = ", ".join(f"${name}: {written}" for name, written in types.items())
    given = ", ".join(f"{name}: ${name}" for name in types)
    selected = {"productsDelete": "", "productsPage": f"{{ count last_key items {{ {FIELDS} }} }}"}
    kind = "query" if operation in {"products", "productsPage"} else "mutation"
    document = f"{kind} ({declared}) {{ {operation}({given}) {selected.get(operation, f'{{ {FIELDS} }}')} }}"
    body = {"query": document, "variables": dict(arguments) | {"shop_id": SHOP}}
    answer = company.ask("lana", "POST", "/commerce.json", body, headers)
    assert answer.status == 200, answer.body
    if "errors" not in answer.json:
        return Told(answer, answer.json["data"][operation])
    (entry,) = answer.json["errors"]
    return Told(answer, error=entry["apiError"])

"""The operations as calls: the JSON paths of seed 2 and docs.lana.dev, the relay and GraphQL.

Posting products creates them, and with `ids` in the query it modifies those; `ids` that are empty would turn the one into the
other, so that nothing is sent with them.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from msgspec import UNSET, UnsetType

from shelfwire_client.core.arguments import filled
from shelfwire_client.core.call import Answer, Call, QueryValue
from shelfwire_client.core.coding import decode, encode, plain_json
from shelfwire_client.core.errors import APIResponseValidationError
from shelfwire_client.lana.arguments import each_once, flag, mapping, names, page_query, products, relay_requests
from shelfwire_client.lana.models import Product, ProductPage, RelayAnswer, Shop
from shelfwire_client.lana.refusals import is_refusal, refusal

__all__ = ["create", "delete", "get", "graphql", "modify", "page", "products_call", "products_of", "relay", "shops"]

PRODUCTS = "/products.json"

ItemT = TypeVar("ItemT")


def create(shop_id: str, data: Iterable[object], fields: Sequence[str] | UnsetType) -> Call[list[Product]]:
    """Create products."""
    return Call("POST", PRODUCTS, products_of, refusal, query=_query(shop_id, fields), body=products(data))


def products_call(shop_id: str, body: bytes) -> Call[list[Product]]:
    """Create products that are JSON already, and ask for their ids alone."""
    return Call("POST", PRODUCTS, products_of, refusal, query=_query(shop_id, ["id"]), body=body)


def modify(
    shop_id: str, ids: Sequence[str], data: Iterable[object], fields: Sequence[str] | UnsetType
) -> Call[list[Product]]:
    """Modify products, the first of `ids` as the first of `data` says."""
    named = each_once(ids)
    query = _query(shop_id, fields, ids=named)
    return Call("POST", PRODUCTS, products_of, refusal, query=query, body=products(data, len(named)))


def delete(shop_id: str, ids: Sequence[str]) -> Call[None]:
    """Delete products."""
    return Call("DELETE", PRODUCTS, _nothing, refusal, query=_query(shop_id, ids=each_once(ids)))


def get(
    shop_id: str, ids: Sequence[str], *, loose: bool | UnsetType, fields: Sequence[str] | UnsetType
) -> Call[list[Product]]:
    """Read products by their ids."""
    how = {} if isinstance(loose, UnsetType) else {"loose": flag("loose", loose)}
    query = _query(shop_id, fields, ids=names("ids", ids), **how)
    return Call("GET", PRODUCTS, products_of, refusal, query=query, is_read=True)


def page(shop_id: str, arguments: Mapping[str, object]) -> Call[ProductPage]:
    """Read a page of the products; `arguments` are the operation's by their names."""
    query = {"shop_id": shop_id, **page_query(arguments)}
    query.setdefault("last_key", UNSET)
    return Call("GET", "/products/page.json", _page, refusal, query=query, is_read=True)


def shops(fields: Sequence[str] | UnsetType) -> Call[list[Shop]]:
    """Read the shops that the token opens."""
    query = {} if isinstance(fields, UnsetType) else {"fields": names("fields", fields)}
    return Call("GET", "/shops.json", partial(_listed, form=list[Shop]), refusal, query=query, is_read=True)


def relay(requests: Iterable[object]) -> Call[list[RelayAnswer]]:
    """Send requests to the JSON paths in one."""
    sent = relay_requests(requests)
    return Call("POST", "/relay.json", partial(_relayed, count=len(sent)), refusal, body=encode(sent))


def graphql(
    query: str, variables: Mapping[str, object] | None, operation_name: str | UnsetType
) -> Call[dict[str, Any]]:
    """Carry out a GraphQL document."""
    body: dict[str, object] = {"query": filled("query", query)}
    if variables is not None:
        body["variables"] = mapping("variables", variables)
    if not isinstance(operation_name, UnsetType):
        body["operationName"] = filled("operation_name", operation_name)
    return Call("POST", "/commerce.json", _graphql_data, refusal, body=encode(body))


def _query(shop_id: str, fields: Sequence[str] | UnsetType = UNSET, **arguments: QueryValue) -> dict[str, QueryValue]:
    """Put the arguments of an operation together."""
    wanted = {} if isinstance(fields, UnsetType) else {"fields": names("fields", fields)}
    return {"shop_id": shop_id, **arguments, **wanted}


def _listed(answer: Answer, form: type[list[ItemT]]) -> list[ItemT]:
    """Read an answer that is an array; an error that came with success as its status is raised all the same."""
    try:
        return decode(answer, form)
    except APIResponseValidationError:
        if is_refusal(plain_json(answer.body)):
            raise refusal(answer) from None
        raise


def products_of(answer: Answer) -> list[Product]:
    """Read the products of an answer.

    Raises:
        APIStatusError: it is a refusal, whatever its status says.
        APIResponseValidationError: it is no list.
    """
    return _listed(answer, list[Product])


def _page(answer: Answer) -> ProductPage:
    found = decode(answer, ProductPage)
    if is_refusal(found.extra):
        raise refusal(answer)
    return found


def _nothing(answer: Answer) -> None:
    """Read nothing from an answer that promises no body, but for an error."""
    if is_refusal(plain_json(answer.body)):
        raise refusal(answer)


def _relayed(answer: Answer, count: int) -> list[RelayAnswer]:
    """Read the answers of a relay; a single error to several requests refuses all of them."""
    answers = _listed(answer, list[RelayAnswer])
    if len(answers) < count and any(one.error for one in answers):
        raise refusal(answer)
    return answers


def _graphql_data(answer: Answer) -> dict[str, Any]:
    """Read what the fields of a document gave; errors have success as their status, too."""
    body: Any = decode(answer, dict)
    if body.get("errors") or is_refusal(body):
        raise refusal(answer)
    data = body.get("data")
    return data if isinstance(data, dict) else {}

"""The OpenAPI 3.1 document of this dialect, derived from the structs that decode and encode the wire.

Constraints, types and descriptions of every body come from `schema.py` and `record.py`; what stands here is the rest: paths,
headers and answers.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from shelfwire import __version__
from shelfwire.dialects.refusal_samples import MESSAGES
from shelfwire.dialects.vendnovation.record import ProductItem
from shelfwire.dialects.vendnovation.schema import (
    AccessToken,
    Failure,
    ListRequest,
    Login,
    Message,
    Product,
    TokenInfo,
)

__all__ = ["STAGES", "openapi_document"]

STAGES = ("prod", "test", "v2.1")
"""The stages of the vendor's deployments, which its clients have in their base URLs; all of them are one service here."""

_REFERENCE = "#/components/schemas/{name}"

_ANSWERS = {
    "403": "The key or the access token is not valid, or the key lacks a permission, which the message names.",
    "413": "The body or the number of items is larger than the server takes.",
    "415": "The body is of a media type that the server does not take.",
    "422": "The idempotency key came before with another request.",
    "429": "Too many requests; try again after `Retry-After` seconds.",
    "503": "The server is busy; try again after `Retry-After` seconds.",
    "507": "The server's disk is full; nothing was written.",
}
_MESSAGES = MESSAGES | {"403": MESSAGES["401"]}
_PASSING = {"429", "503", "507"}
_RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}}


def _json(schema: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of an OpenAPI media type
    return {"application/json": {"schema": schema, **more}}


def _named(name: str) -> dict[str, Any]:
    return {"$ref": _REFERENCE.format(name=name)}


def _refusal(description: str, message: str, *errors: dict[str, Any]) -> dict[str, Any]:
    """Describe a refusal with a sample; `errors` are the bad fields that the sample lists."""
    sample: dict[str, Any] = {"message": message}
    if errors:
        sample["errors"] = list(errors)
    return {"description": description, "content": _json(_named("Failure"), example=sample)}


def _answers(
    description: str, schema: dict[str, Any], refusals: Mapping[str, Any], *, writes: bool = False
) -> dict[str, Any]:
    """List an operation's answers: what it gives, and each way in which it can be refused.

    Args:
        description: of what it gives.
        schema: of what it gives.
        refusals: by status, what is said of it here, or None for what is said of it everywhere.
        writes: the answer may be the stored one of an earlier request.
    """
    success: dict[str, Any] = {"description": description, "content": _json(schema)}
    if writes:
        replayed = "`true` where this is the stored answer of an earlier equal request."
        success["headers"] = {"Idempotency-Replayed": {"description": replayed, "schema": {"type": "string"}}}
    answers = {"200": success}
    for status, own in refusals.items():
        answers[status] = own or _refusal(_ANSWERS[status], _MESSAGES[status])
        if status in _PASSING:
            answers[status]["headers"] = _RETRY_AFTER
    return answers


def _header(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


def _put() -> dict[str, Any]:
    products = {"type": "array", "items": _named("Product")}
    wrapped = {
        "type": "object",
        "properties": {"body": {**products, "description": "The products."}},
        "required": ["body"],
    }
    return {
        "operationId": "put_products",
        "tags": ["Products"],
        "summary": "Create, update or delete products in bulk",
        "description": "A product is the one with the same manufacturer, brand, name, size and unitsForSize; else the "
        "one whose number is productId, where this API wrote that product with the same manufacturer; else the one whose "
        "stock number is number, where this API never wrote that product; else it is created. A field that is left out "
        "keeps its value; null clears it, but keeps brand, upc, defaultPrice, cost, productImage and number. Two items "
        "that are one product, or one bad item, refuse the whole request. A bare array of products is taken too.\n\n"
        "Permissions: `products.create` and `products.modify`; `products.delete` where an item has isDeleted true.",
        "parameters": [
            _header(
                "Idempotency-Key",
                "A request with the same key and body is carried out once; later ones get the first answer.",
                {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
            )
        ],
        "requestBody": {"required": True, "content": _json({"anyOf": [wrapped, products]})},
        "responses": _answers(
            "Carried out as a whole and durable: the numbers of the products, in the order of the request. An item that "
            "deletes and finds nothing is answered with its productId, or 0.",
            {"type": "array", "items": {"type": "integer", "format": "int32"}},
            {
                "400": _refusal(
                    "The request is malformed or holds bad items; nothing was written, and every bad field is listed.",
                    "Nothing was written: 1 bad item.",
                    {"index": 0, "field": "upc", "problem": "upc must be text, not a number.", "value": 12},
                ),
                **dict.fromkeys(_ANSWERS),
            },
            writes=True,
        ),
    }


def _list() -> dict[str, Any]:
    counting = {"type": "integer", "minimum": 1}
    return {
        "operationId": "list_products",
        "tags": ["Products"],
        "summary": "List products page by page",
        "description": "Pages are in the order of productId. A page past the end is empty. An empty body lists all.\n\n"
        "Permissions: `products.read`.",
        "parameters": [
            _header("page", "Number of the page, from 1.", {**counting, "default": 1}),
            _header("size", "Products on a page; a larger size than 50 is taken as 50.", {**counting, "default": 50}),
        ],
        "requestBody": {
            "required": False,
            "content": _json(
                _named("ListRequest"), example={"requestFilter": {"organizationIds": [], "productIds": []}}
            ),
        },
        "responses": _answers(
            "One page.",
            {"type": "array", "items": _named("ProductItem")},
            {
                "400": _refusal(
                    "The body is malformed, or a paging header is out of its bounds; the message says which.",
                    "The header page must be a whole number from 1.",
                ),
                "403": None,
                "413": _refusal(
                    "The body is longer than 1 MiB or names too many products.",
                    "A list may ask for at most 10,000 productIds; ask in several requests.",
                ),
                **dict.fromkeys(("415", "429", "503")),
            },
        ),
    }


def _token_route(
    operation: str, summary: str, description: str, answer: str, refusals: Mapping[str, Any]
) -> dict[str, Any]:
    """Describe a route that needs the key alone; `refusals` are those that it has of its own (`_answers`)."""
    return {
        "operationId": operation,
        "tags": ["Access"],
        "summary": summary,
        "description": description,
        "security": [{"api_key": []}],
        "responses": _answers(answer, _named(_TOKEN_ANSWERS[operation]), {**refusals, "429": None, "503": None}),
    }


_TOKEN_ANSWERS = {"authenticate": "AccessToken", "token_test": "Message", "token_info": "TokenInfo"}


def _paths() -> dict[str, Any]:
    authenticate = _token_route(
        "authenticate",
        "Log in for an access token",
        "The username and the password are those that belong to the key. The access token holds for three days, and "
        "ends with its key.",
        "Logged in.",
        {
            "400": _refusal(
                "The body is malformed.", "The body must be an object with the texts username and password."
            ),
            "403": _refusal(
                "The key is not valid, or the username or the password is wrong.",
                "The username or the password is wrong.",
            ),
            "413": _refusal(
                "The body is longer than 1 MiB.", "The body of this request may have at most 1,048,576 bytes."
            ),
            "415": None,
        },
    )
    authenticate["requestBody"] = {"required": True, "content": _json(_named("Login"))}
    info = _token_route(
        "token_info",
        "Find out what a key may do",
        "Says too when the access token ends, where one is sent as the header access-token.",
        "What the key may do.",
        {
            "403": _refusal(
                "The key is not valid, or the access token that was sent has ended.",
                "The access token has ended or is none; log in again.",
            )
        },
    )
    info["security"] = [{"api_key": []}, {"api_key": [], "access_token": []}]
    return {
        "/products": {"put": _put(), "post": _list()},
        "/authenticate": {"post": authenticate},
        "/token-test": {
            "post": _token_route(
                "token_test",
                "Find out whether a key is valid",
                "Needs no body.",
                "The key is valid.",
                {"403": _refusal("The key is not valid.", _MESSAGES["403"])},
            )
        },
        "/token-info": {"post": info},
    }


@lru_cache(maxsize=1)
def openapi_document() -> dict[str, Any]:
    """Give the OpenAPI 3.1 document; callers must not change it."""
    types = (Product, ProductItem, ListRequest, Login, AccessToken, Message, TokenInfo, Failure)
    _, schemas = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    key = {"type": "apiKey", "in": "header", "name": "x-api-key", "description": "The key of the organization."}
    token = {"type": "apiKey", "in": "header", "name": "access-token", "description": "What `authenticate` gave."}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "VendNovation products API, spoken by Shelfwire",
            "version": __version__,
            "description": "Products of one organization. The key decides which organization it is. All stages are one "
            "service, and every path is there with a slash at its end too.",
        },
        "servers": [{"url": f"/vendor/{stage}"} for stage in STAGES],
        "security": [{"api_key": [], "access_token": []}],
        "tags": [
            {"name": "Products", "description": "Writing and listing products."},
            {"name": "Access", "description": "Logging in, and what a key may do."},
        ],
        "paths": _paths(),
        "components": {"schemas": dict(schemas), "securitySchemes": {"api_key": key, "access_token": token}},
    }

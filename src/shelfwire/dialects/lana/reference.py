"""The OpenAPI 3.1 document of this dialect, derived from the structs that decode and encode the wire.

Constraints, types and descriptions of what travels come from `schema.py`, `shops.py` and `envelopes.py`; what stands here is
the rest: paths, parameters and answers.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from shelfwire import __version__
from shelfwire.dialects.lana.envelopes import Failure, GraphqlAnswer, GraphqlRequest, ProductPage, RelayAnswer
from shelfwire.dialects.lana.paging import LIMIT_DEFAULT, LIMIT_MAX, OFFSET_MAX, SORTS, STATUSES
from shelfwire.dialects.lana.relay import RELAY_ITEMS_MAX
from shelfwire.dialects.lana.schema import ProductCreate, ProductItem, ProductModify, RelayItem
from shelfwire.dialects.lana.shops import ShopItem
from shelfwire.dialects.refusal_samples import MESSAGES, lacking

__all__ = ["openapi_document"]

_REFERENCE = "#/components/schemas/{name}"


_PASSING = {"429", "503", "507"}
_RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}}


def _error(code: int, message: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of an error
    return {"code": code, "message": message, **more}


_LISTED = {"fields": [{"field": "[0].title", "problem": "mandatory", "min": 0, "max": 0}]}
_BAD_PRODUCT = _error(
    1000, "Nothing was written: 1 bad item. Item 0: title is required.", field="[0].title", meta=_LISTED
)
_BAD_LIMIT = _error(
    1000,
    f"limit must be from 1 to {LIMIT_MAX:,}.",
    field="limit",
    meta={"fields": [{"field": "limit", "problem": "invalid_integer_range", "min": 1, "max": LIMIT_MAX}]},
)
_BAD_IDS = _error(
    1000,
    "ids is required.",
    field="ids",
    meta={"fields": [{"field": "ids", "problem": "mandatory", "min": 0, "max": 0}]},
)
_BAD_FIELDS = _error(
    1131, "A shop has no field 'colour'.", field="fields", meta={"error": "A shop has no field 'colour'."}
)

_ERRORS = {
    "401": (
        "There is no token (401), it is not valid (999), or it has ended for writing (996).",
        _error(999, MESSAGES["401"]),
    ),
    "404": (
        "There is no such shop that the token opens, or a product does not exist.",
        _error(404, "The product pd_EQzGqWoY does not exist."),
    ),
    "413": (
        "The body, the number of items or the number of ids is larger than the server takes.",
        _error(1146, MESSAGES["413"], meta={"what": "items"}),
    ),
    "415": (
        "The body is of a media type that the server does not take.",
        _error(1150, MESSAGES["415"], meta={"reason": MESSAGES["415"]}),
    ),
    "429": ("Too many requests; try again after `Retry-After` seconds.", _error(429, MESSAGES["429"])),
    "503": ("The server is busy; try again after `Retry-After` seconds.", _error(1153, MESSAGES["503"])),
    "507": ("The server's disk is full; nothing was written.", _error(500, MESSAGES["507"])),
}
"""By status, what is said of a refusal, and its sample."""


def _json(schema: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of an OpenAPI media type
    return {"application/json": {"schema": schema, **more}}


def _named(name: str) -> dict[str, Any]:
    return {"$ref": _REFERENCE.format(name=name)}


def _array(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _named(name)}


def _refusal(status: str, description: str, error: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": description,
        "content": _json(_named("Failure"), example={"status": int(status), "error": error}),
    }
    if status in _PASSING:
        answer["headers"] = _RETRY_AFTER
    return answer


def _answers(
    success: dict[str, Any], malformed: tuple[str, dict[str, Any]], permission: str | None, *statuses: str
) -> dict[str, Any]:
    """List an operation's answers: what it gives, and each way in which it can be refused.

    Args:
        success: the answer with status 200.
        malformed: of its 400, the description and the sample's error.
        permission: what it needs, or None.
        statuses: those of `_ERRORS` that it has.
    """
    answers = {"200": success, "400": _refusal("400", *malformed)}
    for status in statuses:
        answers[status] = _refusal(status, *_ERRORS[status])
    if permission is not None:
        lacks = _error(997, lacking(permission), meta={"bits": [permission]})
        answers["403"] = _refusal("403", "The token lacks the permission that `meta.bits` names.", lacks)
    return dict(sorted(answers.items()))


def _parameter(name: str, description: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    parameter = {"name": name, "in": "query", "required": required, "description": description, "schema": schema}
    if schema["type"] == "array":
        parameter |= {"style": "form", "explode": False}
    return parameter


_SHOP_ID = _parameter(
    "shop_id",
    "The shop that the token opens.",
    {"type": "string", "pattern": "^sh_", "examples": ["sh_EQzGqWoY"]},
    required=True,
)
_FIELDS = _parameter(
    "fields",
    "Answer these fields alone, and no others; `brand.id` is a field of a field.",
    {"type": "array", "items": {"type": "string"}},
)
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same request with the same key is carried out once; later ones get the first answer. Another request "
    "with the same key is another request.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
_REPLAYED = {
    "Idempotency-Replayed": {
        "description": "`true` where this is the stored answer of an earlier equal request.",
        "schema": {"type": "string"},
    }
}


def _ids(description: str, *, required: bool = True) -> dict[str, Any]:
    items = {"type": "string", "pattern": "^pd_", "examples": ["pd_EQzGqWoY"]}
    return _parameter("ids", description, {"type": "array", "minItems": 1, "items": items}, required=required)


def _create() -> dict[str, Any]:
    products = {"anyOf": [_array("ProductCreate"), _array("ProductModify")]}
    sample = [
        {"title": "IPod Nano - 8GB", "handle": "ipod-nano", "published": True, "published_at": "2014-09-04T12:23:34Z"}
    ]
    return {
        "operationId": "productsCreate",
        "tags": ["Products"],
        "summary": "Create products in bulk, or modify those that ids names (productsModify)",
        "description": "Without `ids` every item is created; a handle that is left out is made from the title. With `ids` "
        "the items change the products that it names, the first item the first one: a field that is left out keeps its "
        "value, null clears it. All or nothing: one bad item and nothing is written.\n\n"
        "Permissions: `products.create`; with `ids` `products.modify`.",
        "parameters": [_SHOP_ID, _ids("Modify these products.", required=False), _FIELDS, _KEY],
        "requestBody": {"required": True, "content": _json(products, example=sample)},
        "responses": _answers(
            {
                "description": "Carried out as a whole and durable: the products, in the order of the request.",
                "headers": _REPLAYED,
                "content": _json(_array("ProductItem")),
            },
            (
                (
                    "Nothing was written: items or arguments break a rule (1000, every bad field is listed), `ids` and "
                    "items differ in number (1132), `fields` names one that does not exist (1131), the body is not JSON "
                    "(1030)."
                ),
                _BAD_PRODUCT,
            ),
            "products.create",
            *_ERRORS,
        ),
    }


def _products() -> dict[str, Any]:
    return {
        "operationId": "products",
        "tags": ["Products"],
        "summary": "Get products by their ids",
        "description": "In the order of `ids`.\n\nPermissions: `products.read`.",
        "parameters": [
            _SHOP_ID,
            _ids("The products."),
            _parameter(
                "loose", "Leave out what does not exist, instead of 404.", {"type": "boolean", "default": False}
            ),
            _FIELDS,
        ],
        "responses": _answers(
            {"description": "The products.", "content": _json(_array("ProductItem"))},
            ("An argument breaks a rule (1000), or `fields` names one that does not exist (1131).", _BAD_IDS),
            "products.read",
            *("401", "404", "413", "429", "503"),
        ),
    }


def _delete() -> dict[str, Any]:
    return {
        "operationId": "productsDelete",
        "tags": ["Products"],
        "summary": "Delete products by their ids",
        "description": "All or nothing.\n\nPermissions: `products.delete`.",
        "parameters": [_SHOP_ID, _ids("The products."), _KEY],
        "responses": _answers(
            {"description": "They are deleted.", "headers": _REPLAYED, "content": _json({"type": "null"})},
            ("An argument breaks a rule (1000); nothing was deleted.", _BAD_IDS),
            "products.delete",
            *("401", "404", "413", "429", "503", "507"),
        ),
    }


def _page() -> dict[str, Any]:
    moments = [
        _parameter(f"{name}_{end}", f"{words} this moment or {side}.", {"type": "string", "format": "date-time"})
        for name, words in (
            ("created_at", "Created at"),
            ("updated_at", "Changed at"),
            ("published_at", "Published at"),
        )
        for end, side in (("min", "later"), ("max", "earlier"))
    ]
    texts = [
        _parameter(name, f"In this {words} alone.", {"type": "string"})
        for name, words in (("brand_id", "brand"), ("category_id", "category"), ("sales_channel_id", "sales channel"))
    ]
    limit = {"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT_DEFAULT}
    offset = {"type": "integer", "minimum": 0, "maximum": OFFSET_MAX, "default": 0}
    return {
        "operationId": "productsPage",
        "tags": ["Products"],
        "summary": "List products page by page",
        "description": "Ask for the first page without `last_key`, then for each next one with that of the page before and "
        "the same order, until a page is empty.\n\nPermissions: `products.read`.",
        "parameters": [
            _SHOP_ID,
            _parameter("limit", "Products on a page.", limit),
            _parameter("last_key", "That of the page before; empty for the first page.", {"type": "string"}),
            _parameter("offset", "Skip so many products; not beside a `last_key`.", offset),
            _parameter("sort_by", "The order.", {"type": "string", "enum": list(SORTS), "default": SORTS[0]}),
            _parameter("sort_desc", "The latest first.", {"type": "boolean", "default": False}),
            _parameter(
                "status", "Published now, or not.", {"type": "string", "enum": list(STATUSES), "default": "any"}
            ),
            *texts,
            *moments,
            _FIELDS,
        ],
        "responses": _answers(
            {"description": "One page.", "content": _json(_named("ProductPage"))},
            ("An argument breaks a rule (1000), or `fields` names one that does not exist (1131).", _BAD_LIMIT),
            "products.read",
            *("401", "404", "429", "503"),
        ),
    }


def _shops() -> dict[str, Any]:
    return {
        "operationId": "shops",
        "tags": ["Shops"],
        "summary": "List the shops that the token opens",
        "description": "There is one: the catalog that the token belongs to.",
        "parameters": [_FIELDS],
        "responses": _answers(
            {"description": "The shop.", "content": _json(_array("ShopItem"))},
            ("`fields` names one that does not exist (1131).", _BAD_FIELDS),
            None,
            *("401", "429", "503"),
        ),
    }


def _relay() -> dict[str, Any]:
    requests = {"type": "array", "minItems": 1, "maxItems": RELAY_ITEMS_MAX, "items": _named("RelayItem")}
    sent = [{"method": "GET", "url": "products/page.json?shop_id=sh_EQzGqWoY&limit=2"}]
    refused = [{"status": 401, "error": _ERRORS["401"][1]}]
    return {
        "operationId": "relay",
        "tags": ["Relay"],
        "summary": f"Send up to {RELAY_ITEMS_MAX} requests to the other JSON paths in one",
        "description": "They are carried out in their order, each for itself: one that is refused undoes none of the others. "
        "A relay that is refused as a whole answers one element that says why, with the outer status 200, too.",
        "parameters": [_KEY],
        "requestBody": {"required": True, "content": _json(requests, example=sent)},
        "responses": {
            "200": {
                "description": "What became of each request, in their order.",
                "content": _json(_array("RelayAnswer"), examples={"refused": {"value": refused}}),
            },
            "429": {
                "description": _ERRORS["429"][0],
                "headers": _RETRY_AFTER,
                "content": _json(_array("RelayAnswer"), example=[{"status": 429, "error": _ERRORS["429"][1]}]),
            },
        },
    }


def _graphql_answers(statuses: Mapping[str, str]) -> dict[str, Any]:
    """List the answers of GraphQL; `statuses` say what is special where the document was not carried out."""
    media_types = ("application/json", "application/graphql-response+json")
    given = {media_type: {"schema": _named("GraphqlAnswer")} for media_type in media_types}
    answers: dict[str, Any] = {
        "200": {
            "description": "`data` has what each field gave; `errors` lists what was refused, each with its `path`. In "
            "application/json a document that is not valid is answered so, too, with `data` null.",
            "content": given,
        }
    }
    for status, description in statuses.items():
        answers[status] = {"description": description, "content": _json(_named("GraphqlAnswer"))}
        if status in _PASSING:
            answers[status]["headers"] = _RETRY_AFTER
    return answers


_GRAPHQL_TEXT = (
    "The same operations as GraphQL: the queries `products`, `productsPage` and `shops`, the mutations `productsCreate`, "
    "`productsModify` and `productsDelete`. The schema can be asked for by introspection. Permissions are those of the "
    "operations; a field whose permission the token lacks is null, with an error beside it."
)


def _graphql() -> dict[str, Any]:
    sample = {
        "query": "mutation ($shop: String!, $data: [ProductCreate!]!) { productsCreate(shop_id: $shop, data: $data) { id } }",
        "variables": {"shop": "sh_EQzGqWoY", "data": [{"title": "IPod Nano - 8GB"}]},
    }
    texts = [
        _parameter("query", "The document.", {"type": "string"}),
        _parameter("variables", "Its variables, as the JSON text of an object.", {"type": "string"}),
        _parameter("operationName", "Which of its operations, where it has several.", {"type": "string"}),
        _parameter("extensions", "As in a posted request, as JSON text.", {"type": "string"}),
    ]
    refusals = {
        "400": "The request is malformed; a document or its variables that are not valid, in "
        "application/graphql-response+json.",
        "401": _ERRORS["401"][0],
        **{status: _ERRORS[status][0] for status in ("429", "503")},
    }
    posted = {
        "413": "The body or the number of items is larger than the server takes.",
        "415": _ERRORS["415"][0],
        "507": _ERRORS["507"][0],
    }
    return {
        "get": {
            "operationId": "get_document",
            "tags": ["GraphQL"],
            "summary": "Carry out a GraphQL document that reads",
            "description": _GRAPHQL_TEXT,
            "parameters": texts,
            "responses": _graphql_answers({**refusals, "405": "A mutation must be posted."}),
        },
        "post": {
            "operationId": "post_document",
            "tags": ["GraphQL"],
            "summary": "Carry out a GraphQL document",
            "description": _GRAPHQL_TEXT,
            "parameters": [_KEY],
            "requestBody": {"required": True, "content": _json(_named("GraphqlRequest"), example=sample)},
            "responses": _graphql_answers({**refusals, **posted}),
        },
    }


_ALWAYS_WHOLE = ("ShopItem",)
"""Answers whose fields are always all there, those with a default, too."""


@lru_cache(maxsize=1)
def openapi_document() -> dict[str, Any]:
    """Give the OpenAPI 3.1 document; callers must not change it."""
    types = (ProductCreate, ProductModify, ProductItem, ProductPage, ShopItem, RelayItem, RelayAnswer, Failure)
    _, schemas = msgspec.json.schema_components((*types, GraphqlRequest, GraphqlAnswer), ref_template=_REFERENCE)
    for name in _ALWAYS_WHOLE:
        schemas[name]["required"] = list(schemas[name]["properties"])
    token = {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "What `shelfwire key create --dialect lana` prints as token.",
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lana Commerce API for products, spoken by Shelfwire",
            "version": __version__,
            "description": "Products of one shop by JSON paths, by relay and by GraphQL: the same operations in three ways. "
            "GraphQL documents can be tried at /docs/lana/graphiql.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "tags": [
            {"name": "Products", "description": "Writing, reading and deleting products."},
            {"name": "Shops", "description": "What a token opens."},
            {"name": "Relay", "description": "Many requests in one."},
            {"name": "GraphQL", "description": "The same by documents."},
        ],
        "paths": {
            "/products.json": {"post": _create(), "get": _products(), "delete": _delete()},
            "/products/page.json": {"get": _page()},
            "/shops.json": {"get": _shops()},
            "/relay.json": {"post": _relay()},
            "/commerce.json": _graphql(),
        },
        "components": {"schemas": dict(schemas), "securitySchemes": {"token": token}},
    }

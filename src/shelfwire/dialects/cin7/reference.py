"""The OpenAPI 3.1 document of this dialect, derived from the structs that decode and encode the wire.

Constraints, types and descriptions of every body come from `schema.py` and `record.py`; what stands here is the rest: paths,
parameters, headers and answers.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from shelfwire import __version__
from shelfwire.dialects.cin7.record import Product
from shelfwire.dialects.cin7.schema import (
    INT32_MAX,
    ROWS_DEFAULT,
    ROWS_MAX,
    STATUSES,
    STOCK_CONTROLS,
    BatchResultItem,
    CreateProductRequest,
    ErrorAnswer,
    UpdateProductRequest,
)
from shelfwire.dialects.refusal_samples import MESSAGES, lacking

__all__ = ["openapi_document"]

_REFERENCE = "#/components/schemas/{name}"

_ANSWERS = {
    "401": "Username or connection key are missing or wrong, or the key has expired or was revoked.",
    "403": "The connection lacks a permission, which the message names.",
    "404": "There is no product with this id.",
    "413": "The body or the number of items is larger than the server takes.",
    "415": "The body is of a media type that the server does not take.",
    "422": "The idempotency key came before with another request.",
    "429": "Too many requests; try again after `Retry-After` seconds.",
    "503": "The server is busy; try again after `Retry-After` seconds.",
    "507": "The server's disk is full; nothing was written.",
}
_WRITES_ONLY = {"413", "415", "422", "507"}

_RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}}
_PASSING = {"429", "503", "507"}

_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A request with the same key, body and query is carried out once; later ones get the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}


class _Malformed(msgspec.Struct, frozen=True):
    """An operation's 400: when it comes, the message of its sample, and the paths that are at fault there."""

    description: str
    message: str
    paths: tuple[str, ...]


def _content(schema: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of an OpenAPI media type
    return {media_type: {"schema": schema, **more} for media_type in ("application/json", "text/json")}


def _schema(name: str) -> dict[str, Any]:
    return {"$ref": _REFERENCE.format(name=name)}


def _array(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _schema(name)}


def _refusal(description: str, sample: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": _content(_schema("ErrorAnswer"), example=sample)}


def _answers(
    success: dict[str, Any], permission: str, malformed: _Malformed, *, writes: bool = False, finds: bool = False
) -> dict[str, Any]:
    """List an operation's answers: what it gives, and each way in which it can be refused."""
    faults = {path: [malformed.message] for path in malformed.paths}
    refused = {"message": malformed.message, "modelState": faults}
    answers: dict[str, Any] = {"200": success, "400": _refusal(malformed.description, refused)}
    messages = MESSAGES | {
        "403": lacking(permission),
        "404": "There is no product with the id 7.",
        "415": "This operation takes a body of type application/json or text/json.",
    }
    for status, description in _ANSWERS.items():
        if (status in _WRITES_ONLY and not writes) or (status == "404" and not finds):
            continue
        answers[status] = _refusal(description, {"message": messages[status]})
        if status in _PASSING:
            answers[status]["headers"] = _RETRY_AFTER
    return answers


def _write(
    operation: str, summary: str, description: str, permission: str, item: str, malformed: _Malformed
) -> dict[str, Any]:
    """Describe an operation that writes a list of items."""
    success = {
        "description": "One result for each item, in the order of the request. What succeeded is durable.",
        "headers": {
            "Idempotency-Replayed": {
                "description": "`true` where this is the stored answer of an earlier equal request.",
                "schema": {"type": "string"},
            },
            "Server-Timing": {"description": "Where the time went.", "schema": {"type": "string"}},
        },
        "content": _content(_array("BatchResultItem")),
    }
    return {
        "operationId": operation,
        "tags": ["Products"],
        "summary": summary,
        "description": f"{description}\n\nPermission: `{permission}`.",
        "parameters": [_IDEMPOTENCY_KEY],
        "requestBody": {"required": True, "content": _content(_array(item))},
        "responses": _answers(success, permission, malformed, writes=True),
    }


def _query(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _list() -> dict[str, Any]:
    """Describe the list."""
    rows = {"type": "integer", "minimum": 1, "maximum": ROWS_MAX}
    return {
        "operationId": "list_products",
        "tags": ["Products"],
        "summary": "List products page by page",
        "description": "A page past the end is empty. Names of parameters and fields are taken in any case.\n\n"
        "Permission: `products.read`.",
        "parameters": [
            _query("fields", "The fields to give, separated by commas; all of them if unset.", {"type": "string"}),
            _query(
                "where",
                "Only the products for which this holds, such as `status='Public' AND modifiedDate>'2026-01-01'`.",
                {"type": "string"},
            ),
            _query("order", "Fields to sort by, separated by commas, each with ASC or DESC.", {"type": "string"}),
            _query("page", "Number of the page, from 1.", {"type": "integer", "minimum": 1, "default": 1}),
            _query("rows", "Products on a page.", rows | {"default": ROWS_DEFAULT}),
            _query("skip", "How many products to leave out, instead of page.", {"type": "integer", "minimum": 0}),
            _query("top", "How many products to give, instead of rows.", rows),
        ],
        "responses": _answers(
            {"description": "One page.", "content": _content(_array("Product"))},
            "products.read",
            _Malformed(
                "A parameter is out of its bounds or cannot be read. The message says which, and where in a condition.",
                f"rows must be a whole number from 1 to {ROWS_MAX:,}.",
                ("rows",),
            ),
        ),
    }


def _paths() -> dict[str, Any]:
    product_id = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "The product's id.",
        "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": INT32_MAX},
    }
    return {
        "/v1/Products": {
            "post": _write(
                "create_products",
                "Create products in bulk",
                "A product whose style code or product option code exists is skipped. An item that breaks a rule "
                "fails with all its errors, the others are created. A code that stands twice in the request refuses "
                "all of it. Field names are taken in any case; unknown fields are ignored.",
                "products.create",
                "CreateProductRequest",
                _Malformed(
                    "The request is malformed or names a code twice; nothing was written.",
                    "The style code 'C-1' stands more than once, in items 0, 1.",
                    ("[0].styleCode", "[1].styleCode"),
                ),
            ),
            "put": _write(
                "update_products",
                "Update products in bulk by their ids",
                "A field that is null or left out keeps its value, an empty text clears it. A field that is equal to "
                "what the list shows is neither checked nor written. An item with an unknown id fails; one with a "
                "code that another product has is skipped. Unknown fields are ignored.",
                "products.modify",
                "UpdateProductRequest",
                _Malformed(
                    "The request is malformed; nothing was written.",
                    "The body must be a JSON array of products.",
                    ("",),
                ),
            ),
            "get": _list(),
        },
        "/v1/Products/{id}": {
            "get": {
                "operationId": "get_product",
                "tags": ["Products"],
                "summary": "Get one product by its id",
                "description": "Permission: `products.read`.",
                "parameters": [product_id],
                "responses": _answers(
                    {"description": "The product.", "content": _content(_schema("Product"))},
                    "products.read",
                    _Malformed(
                        "The id is no whole number of 32 bits.",
                        f"The id must be a whole number from 1 to {INT32_MAX:,}.",
                        ("id",),
                    ),
                    finds=True,
                ),
            }
        },
    }


def _with_numbers(schema: dict[str, Any], field: str, meanings: Mapping[int, str]) -> None:
    """Say that an enum is taken by its number, and what each number means, and as `Undefined`, too."""
    described = schema["properties"][field]
    told = ", ".join(f"{number} {meaning}" for number, meaning in sorted(meanings.items()))
    described["description"] += f" As a number: {told}."
    described["anyOf"] += [
        {"type": "integer", "minimum": min(meanings), "maximum": max(meanings)},
        {"const": "Undefined"},
    ]


def _schemas() -> dict[str, Any]:
    types = (CreateProductRequest, UpdateProductRequest, Product, BatchResultItem, ErrorAnswer)
    _, components = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    schemas = dict(components)
    for name in ("CreateProductRequest", "UpdateProductRequest"):
        _with_numbers(schemas[name], "status", STATUSES)
    _with_numbers(schemas["CreateProductRequest"], "stockControl", {0: "Undefined", **STOCK_CONTROLS})
    return schemas


@lru_cache(maxsize=1)
def openapi_document() -> dict[str, Any]:
    """Give the OpenAPI 3.1 document; callers must not change it."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cin7 Omni products API, spoken by Shelfwire",
            "version": __version__,
            "description": "Four operations on the products of one catalog. The connection key decides which it is.",
        },
        "servers": [{"url": "/api"}],
        "security": [{"basic": []}],
        "tags": [{"name": "Products", "description": "Products and their one option."}],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "basic": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "The username and the connection key.",
                }
            },
        },
    }

"""The OpenAPI 3.1 document of this dialect, derived from the structs that decode and encode the wire.

Constraints, types and descriptions of every body come from `schema.py` and `record.py`; what stands here is the rest: paths,
parameters, headers and answers.
"""

from functools import lru_cache
from typing import Any

import msgspec

from shelfwire import __version__
from shelfwire.dialects.colleqtive.record import ProductItem, ProductPage
from shelfwire.dialects.colleqtive.schema import (
    AttributeRewrite,
    Deletion,
    Discount,
    Failure,
    Mutation,
    Price,
    Product,
)
from shelfwire.dialects.refusal_samples import MESSAGES, lacking

__all__ = ["openapi_document"]

_REFERENCE = "#/components/schemas/{name}"

_ANSWERS = {
    "401": "The token is missing, wrong, expired or revoked.",
    "403": "The token lacks a permission, which the message names.",
    "413": "The body or the number of items is larger than the server takes.",
    "415": "The body is of a media type that the server does not take.",
    "422": "The idempotency key came before with another request.",
    "429": "Too many requests; try again after `Retry-After` seconds.",
    "503": "The server is busy; try again after `Retry-After` seconds.",
    "507": "The server's disk is full; nothing was written.",
}

_RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 0}}}
_SHOULD_RETRY = {"x-should-retry": {"description": "`false`: trying again cannot help.", "schema": {"type": "string"}}}
_PASSING = {"429", "503", "507"}

_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A request with the same key, body and query is carried out once; later ones get the first answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}


def _json(schema: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of an OpenAPI media type
    return {"application/json": {"schema": schema, **more}}


def _list_body(item: str, envelope: str, description: str, *, required: bool = False) -> dict[str, Any]:
    """Describe a bulk body in both of its shapes: a bare array, and an object with the array in one field."""
    items = {"type": "array", "items": {"$ref": _REFERENCE.format(name=item)}}
    wrapped = {
        "type": "object",
        "properties": {envelope: {"anyOf": [items, {"type": "null"}], "description": description}},
    }
    return {"required": required, "description": description, "content": _json({"anyOf": [items, wrapped]})}


def _refusal(status: str, description: str, message: str, *errors: dict[str, Any]) -> dict[str, Any]:
    sample = {"success": False, "data": None, "message": message, "errors": list(errors), "error_count": len(errors)}
    return {
        "description": description,
        "headers": _RETRY_AFTER if status in _PASSING else _SHOULD_RETRY,
        "content": _json({"$ref": _REFERENCE.format(name="Failure")}, example=sample),
    }


def _answers(success: dict[str, Any], permission: str, bad_request: dict[str, Any], *, writes: bool) -> dict[str, Any]:
    """List an operation's answers: what it gives, and each way in which it can be refused."""
    answers: dict[str, Any] = {"200": success, "400": bad_request}
    messages = MESSAGES | {"403": lacking(permission)}
    for status, description in _ANSWERS.items():
        if writes or status not in {"413", "415", "422", "507"}:
            answers[status] = _refusal(status, description, messages[status])
    return answers


def _fault(field: str, predicate: str = "is required", value: str | None = None) -> dict[str, Any]:
    """Give a bad field as the sample of a 400 lists it."""
    return {"index": 0, "field": field, "problem": f"{field} {predicate}.", "value": value}


def _write(operation: str, summary: str, description: str, permissions: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of an OpenAPI operation
    """Describe an operation that writes; `fault` is the bad field that the sample of its 400 lists."""
    bad_request = _refusal(
        "400",
        "The request is malformed or holds bad items; nothing was written, and every bad field is listed.",
        "Nothing was written: 1 bad item.",
        more.pop("fault"),
    )
    success = {
        "description": "Carried out as a whole and durable.",
        "headers": {
            "Idempotency-Replayed": {
                "description": "`true` where this is the stored answer of an earlier equal request.",
                "schema": {"type": "string"},
            },
            "Server-Timing": {"description": "Where the time went.", "schema": {"type": "string"}},
        },
        "content": _json({"$ref": _REFERENCE.format(name="Mutation")}),
    }
    return {
        "operationId": operation,
        "tags": ["Products"],
        "summary": summary,
        "description": f"{description}\n\nPermissions: {permissions}.",
        "parameters": [*more.pop("parameters", []), _IDEMPOTENCY_KEY],
        "responses": _answers(success, permissions.split("`")[1], bad_request, writes=True),
        **more,
    }


def _query(name: str, description: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of an OpenAPI parameter
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema, **more}


def _delete() -> dict[str, Any]:
    return _write(
        "delete_products",
        "Delete products by their numbers",
        "Numbers that no product has are counted and ignored. A bare array of numbers is taken too.",
        "`products.delete`",
        fault=_fault("product_number", "must not be empty", ""),
        requestBody={
            "required": False,
            "description": "The numbers of the products to delete.",
            "content": _json(
                {
                    "anyOf": [
                        {"$ref": _REFERENCE.format(name="Deletion")},
                        {"type": "array", "items": {"type": "string", "minLength": 1}},
                    ]
                }
            ),
        },
    )


def _products_path() -> dict[str, Any]:
    size = {"type": "integer", "minimum": 1, "maximum": 1_000, "default": 50}
    start = {"type": "integer", "minimum": 1, "default": 1}
    return {
        "post": _write(
            "create_products",
            "Create or update products in bulk",
            "Products are matched by product_number. A field that is left out keeps its value, null clears it. Of two "
            "items with one number the later wins field by field. One bad item refuses the whole request, and the "
            "answer lists every bad field. Unknown fields are ignored and counted in the message.",
            "`products.create` and `products.modify`; `products.delete` where an item has is_deleted true; "
            "`products.flush` with flush=true",
            parameters=[
                _query(
                    "flush",
                    "True makes the products of this request all that the catalog holds: every other product is "
                    "deleted. Needs a list; an explicit empty one empties the catalog.",
                    {"type": "boolean", "default": False},
                )
            ],
            requestBody=_list_body("Product", "products", "The products to create or update."),
            fault=_fault("product_name"),
        ),
        "get": {
            "operationId": "list_products",
            "tags": ["Products"],
            "summary": "List products page by page",
            "description": "Pages are in the order in which products were created. A page past the end is empty.\n\n"
            "Permissions: `products.read`.",
            "parameters": [
                _query("page_size", "Products on a page.", size),
                _query("page_start", "Number of the page, from 1.", start),
                _query("Page_Size", "Another spelling of page_size.", size),
                _query("Page_Start", "Another spelling of page_start.", start),
                _query(
                    "product_number",
                    "Only the products with these numbers, separated by commas; may be given more than once.",
                    {"type": "array", "items": {"type": "string"}},
                    style="form",
                    explode=False,
                ),
            ],
            "responses": _answers(
                {"description": "One page.", "content": _json({"$ref": _REFERENCE.format(name="ProductPage")})},
                "products.read",
                _refusal(
                    "400",
                    "A parameter is out of its bounds; the message says which.",
                    "page_size must be a whole number from 1 to 1,000.",
                ),
                writes=False,
            ),
        },
        "delete": _delete(),
    }


def _paths() -> dict[str, Any]:
    base = "/api/v2/public/products"
    is_flush = {
        "name": "is_flush",
        "in": "header",
        "required": False,
        "description": "True makes the discounts of this request all that the catalog holds.",
        "schema": {"type": "boolean", "default": False},
    }
    return {
        base: _products_path(),
        f"{base}/prices": {
            "post": _write(
                "create_prices",
                "Create or replace prices",
                "A price is known by its product_number and price_id. It overlays what the list shows and never "
                "alters the product; the product need not exist yet.",
                "`products.modify`",
                requestBody=_list_body("Price", "prices", "The prices to write."),
                fault=_fault("price_id"),
            )
        },
        f"{base}/discountprices": {
            "post": _write(
                "create_discount_prices",
                "Create, replace or remove discount prices",
                "A discount is known by its product_number, discount_id and line_number. While it holds, the list "
                "shows its price as special_price and the price without it as old_price.",
                "`products.modify`",
                parameters=[is_flush],
                requestBody=_list_body("Discount", "discounts", "The discounts to write."),
                fault=_fault("product_number"),
            )
        },
        f"{base}/attributes": {
            "put": _write(
                "update_product_attributes",
                "Replace one value of one field by another",
                "Sets the field to new_value on every product of the catalog where it is old_value. The texts are "
                "read as the field's own type.",
                "`products.modify`",
                requestBody={"required": True, "content": _json({"$ref": _REFERENCE.format(name="AttributeRewrite")})},
                fault=_fault("old_value"),
            )
        },
    }


def _schemas() -> dict[str, Any]:
    types = (Product, ProductItem, ProductPage, Price, Discount, Deletion, AttributeRewrite, Mutation, Failure)
    _, components = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    schemas = dict(components)
    schemas["ProductPage"]["properties"]["records"]["items"] = {"$ref": _REFERENCE.format(name="ProductItem")}
    return schemas


@lru_cache(maxsize=1)
def openapi_document() -> dict[str, Any]:
    """Give the OpenAPI 3.1 document; callers must not change it."""
    bearer = {
        "type": "http",
        "scheme": "bearer",
        "description": "The token after `Bearer`, in any case.",
    }
    bare = {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "The token alone, as the official SDK sends it.",
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Colleqtive products API, spoken by Shelfwire",
            "version": __version__,
            "description": "Six operations on the products of one catalog. The token decides which catalog it is.",
        },
        "servers": [{"url": "/"}],
        "security": [{"bare_token": []}, {"bearer_token": []}],
        "tags": [{"name": "Products", "description": "Products, prices, discounts and attributes."}],
        "paths": _paths(),
        "components": {"schemas": _schemas(), "securitySchemes": {"bare_token": bare, "bearer_token": bearer}},
    }

"""Cin7 Omni's four product operations: paths, verbs, permissions and what each does."""

import base64
import binascii
import re
from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec
from msgspec import Raw

from shelfwire.access.caller import PRODUCTS_CREATE, PRODUCTS_MODIFY, PRODUCTS_READ, Presented
from shelfwire.catalog.change import Batch
from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.outcome import BatchOutcome
from shelfwire.catalog.policy import CIN7_CREATE, CIN7_UPDATE
from shelfwire.catalog.query import Query, query_problem
from shelfwire.dialects.cin7 import errors
from shelfwire.dialects.cin7.decode import CreateReader
from shelfwire.dialects.cin7.encode import create_answer, update_answer
from shelfwire.dialects.cin7.order import parse_order
from shelfwire.dialects.cin7.record import FIELDS, records
from shelfwire.dialects.cin7.reference import openapi_document
from shelfwire.dialects.cin7.schema import INT32_MAX, INT32_MIN, ROWS_DEFAULT, ROWS_MAX
from shelfwire.dialects.cin7.update import UpdateReader
from shelfwire.dialects.cin7.where import WhereFault, parse_where
from shelfwire.dialects.claims import claim_of
from shelfwire.dialects.contract import Call, Head, Operation, Refusal, RefusalCode, needs
from shelfwire.dialects.fault_list import FaultList
from shelfwire.dialects.json_body import DECODE_ERRORS, ITEM_BYTES_MAX, malformed, may_hold_nul, split_items
from shelfwire.dialects.slices import read_slices, slices_of
from shelfwire.engine.reply import Reply
from shelfwire.storage.port import Reader

__all__ = ["CIN7", "Cin7"]

_PRODUCTS = "/api/v1/Products"
_MEDIA_TYPES = ("application/json", "text/json")
_NOT_BLANK = re.compile(rb"[^ \t\r\n]")
_WHOLE = re.compile(r"\d{1,16}", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,20}", re.ASCII)
_FIELD_OF = {field.lower(): field for field in FIELDS}
_VALUE_CHARACTERS_MAX = 60

_encode = msgspec.json.Encoder().encode


def _items(call: Call, body: bytes | bytearray) -> list[Raw]:
    """Split the body into raw items.

    Raises:
        Refusal: 400 for a body that is malformed or no array, 413 for too many items.
    """
    first = _NOT_BLANK.search(body)
    if first is not None and first[0] == b"[":
        items = split_items(body, envelope="", items_max=call.services.settings.items_max)
        if items is not None:
            return items
    elif first is not None:
        try:
            msgspec.json.decode(body, type=Raw)
        except DECODE_ERRORS as error:
            raise malformed(body, error) from None
    raise errors.bad_request("", "The body must be a JSON array of products.")


def _levels_max(call: Call) -> int:
    """How deep an item may be nested: the array around it is one level."""
    return call.services.settings.json_depth_max - 1


async def create_products(call: Call) -> Reply:
    """Create products in bulk; those whose style code or option code exists are skipped."""
    claim = claim_of(call)
    body = call.take_body()
    items = _items(call, body)
    listed_max = call.services.settings.errors_listed_max
    reader = CreateReader(
        FaultList(listed_max),
        levels_max=_levels_max(call),
        body_has_nul=may_hold_nul(body),
        has_large_item=len(body) > ITEM_BYTES_MAX and max(map(len, items), default=0) > ITEM_BYTES_MAX,
    )
    del body
    await read_slices(items, reader)
    repeated = errors.repeated_codes(reader.style_codes, reader.option_codes, reader.further_codes, listed_max)
    if repeated is not None:
        raise repeated
    bad_items = reader.bad_items()
    changes = reader.changes
    del reader

    def render(outcome: BatchOutcome) -> Reply:
        return create_answer(changes, outcome, bad_items)

    return await call.services.engine.run(Batch(call.caller.catalog_id, CIN7_CREATE, changes), render, claim)


async def update_products(call: Call) -> Reply:
    """Update products by their ids; those that get a code which another product has are skipped."""
    claim = claim_of(call)
    body = call.take_body()
    items = _items(call, body)
    reader = UpdateReader(
        call.caller.catalog_id,
        FaultList(call.services.settings.errors_listed_max),
        levels_max=_levels_max(call),
        body_has_nul=may_hold_nul(body),
    )
    del body
    for first_index, part in slices_of(items):
        await call.services.store.read(partial(reader.read, items=part, first_index=first_index))
    bad_items = reader.bad_items()
    changes, codes = reader.changes, reader.codes
    del reader

    def render(outcome: BatchOutcome) -> Reply:
        return update_answer(changes, codes, outcome, bad_items)

    return await call.services.engine.run(Batch(call.caller.catalog_id, CIN7_UPDATE, changes), render, claim)


def _parameter(head: Head, name: str) -> str | None:
    """Give the last value of a query parameter, whose name is taken in any case; a blank one counts as absent."""
    for key, value in reversed(head.query):
        if key.lower() == name:
            return value if value.strip() else None
    return None


def _whole(head: Head, name: str, low: int, high: int) -> int | None:
    """Read a query parameter that is a whole number, or None where it is absent.

    Raises:
        Refusal: 400 where it is none from `low` to `high`.
    """
    text = _parameter(head, name)
    if text is None:
        return None
    if _WHOLE.fullmatch(text.strip()) is None or not low <= int(text) <= high:
        raise errors.bad_request(name, f"{name} must be a whole number from {low:,} to {high:,}.")
    return int(text)


def _page(head: Head) -> tuple[int, int]:
    """Read which products are asked for, as offset and limit: by `page` and `rows`, or by `skip` and `top`."""
    top, skip = _whole(head, "top", 1, ROWS_MAX), _whole(head, "skip", 0, 10**15)
    rows, page = _whole(head, "rows", 1, ROWS_MAX), _whole(head, "page", 1, 10**12)
    limit = top or rows or ROWS_DEFAULT
    return ((page or 1) - 1) * limit if skip is None else skip, limit


def _fields(head: Head) -> tuple[str, ...]:
    """Read which fields are asked for, in the order of the read shape; all of them where none is named.

    Raises:
        Refusal: 400 for a field that there is not.
    """
    text = _parameter(head, "fields")
    if text is None:
        return FIELDS
    names = [name.strip() for name in text.split(",")]
    unknown = [name for name in names if name and name.lower() not in _FIELD_OF]
    if unknown:
        told = unknown[0][:_VALUE_CHARACTERS_MAX]
        raise errors.bad_request("fields", f"There is no field {told!r}; there are {', '.join(FIELDS)}.")
    wanted = {_FIELD_OF[name.lower()] for name in names if name}
    return tuple(field for field in FIELDS if field in wanted) or FIELDS


def _told(name: str, fault: WhereFault) -> Refusal:
    """Refuse a condition or an order, and say where in it the fault is: characters are counted from 0."""
    return errors.bad_request(name, f"{fault.message} This is at character {fault.position} of {name}.")


def _query(head: Head) -> Query:
    """Read what is asked for: a condition, an order and a page.

    Raises:
        Refusal: 400 where one of them cannot be read.
    """
    offset, limit = _page(head)
    where = parse_where(text) if (text := _parameter(head, "where")) is not None else None
    if isinstance(where, WhereFault):
        raise _told("where", where)
    order = parse_order(_parameter(head, "order") or "")
    if isinstance(order, WhereFault):
        raise _told("order", order)
    query = Query(where=where, order=order, offset=offset, limit=limit)
    problem = query_problem(query)
    if problem is not None:
        raise errors.bad_request("where", f"This cannot be searched for: {problem}.")
    return query


async def list_products(call: Call) -> Reply:
    """List products page by page."""
    fields = _fields(call.head)
    query = _query(call.head)
    catalog_id = call.caller.catalog_id

    def read(reader: Reader) -> bytes:
        if query.where is not None or query.order:
            return _encode(records(reader.search(catalog_id, query), fields))
        catalog = reader.catalog(catalog_id)
        total = catalog.product_count if catalog else 0
        products = reader.page(catalog_id, query.offset, query.limit) if query.offset < total else []
        return _encode(records(products, fields))

    return Reply(200, await call.services.store.read(read))


async def get_product(call: Call) -> Reply:
    """Give one product by its id."""
    text = call.head.path_parameters["id"]
    if _INTEGER.fullmatch(text) is None or not INT32_MIN <= int(text) <= INT32_MAX:
        raise errors.bad_request("id", f"The id must be a whole number from 1 to {INT32_MAX:,}.")
    product_id = int(text)
    catalog_id = call.caller.catalog_id

    def read(reader: Reader) -> bytes | None:
        found = reader.find(catalog_id, KeyName.PRODUCT_ID, [product_id])
        return _encode(records(found)[0]) if found else None

    body = await call.services.store.read(read)
    if body is None:
        raise Refusal(404, RefusalCode.NOT_FOUND, f"There is no product with the id {product_id}.")
    return Reply(200, body)


_OPERATIONS = (
    Operation(
        "create_products",
        "POST",
        _PRODUCTS,
        create_products,
        needs(PRODUCTS_CREATE),
        "Create products in bulk.",
        body_media_types=_MEDIA_TYPES,
        answer_media_types=_MEDIA_TYPES,
        further_paths=(f"{_PRODUCTS}/",),
    ),
    Operation(
        "update_products",
        "PUT",
        _PRODUCTS,
        update_products,
        needs(PRODUCTS_MODIFY),
        "Update products in bulk by their ids.",
        body_media_types=_MEDIA_TYPES,
        answer_media_types=_MEDIA_TYPES,
        further_paths=(f"{_PRODUCTS}/",),
    ),
    Operation(
        "list_products",
        "GET",
        _PRODUCTS,
        list_products,
        needs(PRODUCTS_READ),
        "List products page by page.",
        body_media_types=(),
        answer_media_types=_MEDIA_TYPES,
        further_paths=(f"{_PRODUCTS}/",),
    ),
    Operation(
        "get_product",
        "GET",
        f"{_PRODUCTS}/{{id}}",
        get_product,
        needs(PRODUCTS_READ),
        "Get one product by its id.",
        body_media_types=(),
        answer_media_types=_MEDIA_TYPES,
        further_paths=(f"{_PRODUCTS}/{{id}}/",),
    ),
)


def _basic(value: str) -> Presented:
    """Read the header `Authorization: Basic` (RFC 7617); username and connection key are UTF-8."""
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() != "basic":
        return Presented(None)
    try:
        text = base64.b64decode(rest.strip(), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return Presented(None)
    username, separator, key = text.partition(":")
    return Presented(key or None, username) if separator else Presented(None)


class Cin7:
    """The dialect as the HTTP layer sees it (`contract.Dialect`)."""

    name = "cin7"
    title = "Cin7 Omni"
    operations: Sequence[Operation] = _OPERATIONS
    path_prefixes: Sequence[str] = ("/api/v1/",)
    path_suffixes: Sequence[str] = ()
    graphql_path: str | None = None
    paths_ignore_case = True

    def presented(self, head: Head) -> Presented:
        """Take username and connection key from HTTP Basic authentication."""
        return _basic(head.headers.get("authorization", ""))

    def refuse(self, refusal: Refusal) -> Reply:
        """Put a refusal into this API's own error shape."""
        return errors.refuse(refusal)

    def openapi(self) -> dict[str, Any]:
        """Give the OpenAPI 3.1 document of all four operations."""
        return openapi_document()


CIN7 = Cin7()

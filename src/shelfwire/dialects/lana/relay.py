"""The relay: up to a hundred requests to JSON paths in one, carried out in their order, each with its own status.

The official client sends all its JSON calls this way. It reads an answer only where that is a non-empty array whose first
element has a status, and looks at the outer status only for 429: so a relay that is refused as a whole answers such an array,
too (`@lana-commerce/core` 13.0.0, `json/common.js`).
"""

from typing import Any
from urllib.parse import parse_qsl

import msgspec
from msgspec import UNSET, Raw

from shelfwire.dialects.contract import Call, Refusal, RefusalCode
from shelfwire.dialects.json_body import DECODE_ERRORS, is_blank, malformed, split_items
from shelfwire.dialects.lana import encode
from shelfwire.dialects.lana.errors import ApiError, ErrorCode, error_of, invalid_input, refused
from shelfwire.dialects.lana.faults import InvalidField
from shelfwire.dialects.lana.operations import perform
from shelfwire.dialects.lana.parameters import Request, ask_of, operation_of
from shelfwire.dialects.lana.schema import RelayItem
from shelfwire.engine.reply import Reply

__all__ = ["PARAMETERS_MAX", "RELAY_ITEMS_MAX", "refuse_relay", "relay"]

RELAY_ITEMS_MAX = 100
"""How many requests a relay takes."""

PARAMETERS_MAX = 1_000
"""How many parameters the address of a request has at most; a list is one, its values joined by commas."""

METHODS = frozenset({"GET", "POST", "DELETE"})
"""The only ones that the JSON API has."""

TOO_MANY_REQUESTS = 429

_encode = msgspec.json.Encoder().encode
_places = [(f"item_{place}", Raw, Raw()) for place in range(RELAY_ITEMS_MAX)]
_split_relay = msgspec.json.Decoder(
    msgspec.defstruct("RelayItems", _places, array_like=True, forbid_unknown_fields=True, gc=False)
).decode
"""Stops at the first request too many, whereas a list would take memory for all of them."""

_item_of = msgspec.json.Decoder(RelayItem).decode


async def relay(call: Call) -> Reply:
    """Carry out the requests of a relay in their order; one that fails does not keep the others from being carried out."""
    try:
        items = _items(call.take_body())
    except ApiError as error:
        return _whole(error)
    answers: list[bytes] = []
    answer_bytes = 0
    for position in range(len(items)):
        item, items[position] = items[position], Raw()
        enough = answer_bytes > encode.ANSWER_BYTES_MAX
        answers.append(_element(encode.answered_enough()) if enough else await _answer(call, position, item))
        answer_bytes += len(answers[-1])
    return Reply(200, b"[%b]" % b",".join(answers))


def _items(body: bytes | bytearray) -> list[Raw]:
    """Split a relay into its requests.

    Raises:
        ApiError: there is none, or too many.
        Refusal: it is malformed or no array.
    """
    try:
        items = [] if is_blank(body) else [item for item in msgspec.structs.astuple(_split_relay(body)) if item]
    except msgspec.ValidationError as error:
        if "at most" not in str(error):
            raise Refusal(400, RefusalCode.BAD_REQUEST, "The body must be a JSON array of requests.") from None
        text = f"A relay takes at most {RELAY_ITEMS_MAX} requests."
        raise ApiError(413, ErrorCode.LIMIT_EXCEEDED, text, meta={"what": "requests"}) from None
    except DECODE_ERRORS as error:
        raise malformed(body, error) from None
    if not items:
        raise invalid_input([InvalidField("", "mandatory")], "A relay needs at least one request.")
    return items


async def _answer(call: Call, position: int, item: Raw) -> bytes:
    """Carry out one request of a relay, and give its element of the answer."""
    try:
        answer = await _carry_out(call, position, item)
    except Exception as error:  # noqa: BLE001 - whatever one request ends with, the others are answered
        refusal, is_fault = error_of(error, call.head.request_id)
        if is_fault:
            call.services.log_fault(call.head.request_id, error)
        return _element(refusal)
    return b'{"status":200,"response":%b}' % (answer or b"null")


async def _carry_out(call: Call, position: int, item: Raw) -> bytes:
    """Read one request and have its operation carried out.

    Raises:
        ApiError: it is refused.
        Exception: as `operations.perform`.
    """
    try:
        sent = _item_of(item)
    except DECODE_ERRORS as error:
        text = f"The request at position {position} of the relay cannot be read: {error}."
        raise ApiError(400, ErrorCode.PARSING_FAILURE, text, meta={"error": str(error)}) from None
    method = sent.method.upper()
    path, _, query_text = sent.url.partition("?")
    path = "/" + path.lstrip("/")
    query = _query(query_text.partition("#")[0])
    if method not in METHODS:
        text = f"The method {sent.method[:20]!r} does not exist here; there are {', '.join(sorted(METHODS))}."
        raise ApiError(405, ErrorCode.INVALID_OPERATION, text, meta={"reason": text})
    name = operation_of(method, path, query)
    if name is None:
        raise ApiError(404, ErrorCode.NOT_FOUND, f"There is nothing at {method} {path[:200]} in a relay.")
    request = Request(
        method=method,
        path=path,
        query=query,
        data=_data(sent.request, call.services.settings.items_max) if method == "POST" else None,
        caller=call.caller,
        services=call.services,
        request_id=call.head.request_id,
        key=call.head.headers.get("idempotency-key"),
        position=position,
    )
    return (await perform(name, ask_of(name, request))).body


def _query(text: str) -> list[tuple[str, str]]:
    """Read the parameters of a request's address.

    Raises:
        ApiError: there are too many.
    """
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=PARAMETERS_MAX)
    except ValueError:
        text = f"The address of a request may have at most {PARAMETERS_MAX:,} parameters."
        raise ApiError(413, ErrorCode.LIMIT_EXCEEDED, text, meta={"what": "parameters"}) from None


def _data(request: Any, items_max: int) -> list[Raw] | None:  # noqa: ANN401 - raw JSON or unset
    """Split a request's body into its items, as that of a path; null and what is left out are none.

    Raises:
        Refusal: it is of another shape, or there are too many items.
    """
    return None if request is UNSET else split_items(bytes(request), envelope="data", items_max=items_max)


def _element(error: ApiError) -> bytes:
    return _encode({"status": error.status, "error": error.value()})


def _whole(error: ApiError) -> Reply:
    """Refuse a relay as a whole, as an array that the official client reads."""
    status = TOO_MANY_REQUESTS if error.status == TOO_MANY_REQUESTS else 200
    return Reply(status, b"[%b]" % _element(error), (("content-type", "application/json"), *error.headers))


def refuse_relay(refusal: Refusal) -> Reply:
    """Put a refusal of the whole relay into its shape."""
    return _whole(refused(refusal))

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
from shelfwire.dialects.json_body import DECODE_ERRORS, is_blank, malformed
from shelfwire.dialects.lana.errors import ApiError, ErrorCode, error_of, invalid_input, refused
from shelfwire.dialects.lana.faults import InvalidField
from shelfwire.dialects.lana.operations import perform
from shelfwire.dialects.lana.parameters import Request, ask_of, operation_of
from shelfwire.dialects.lana.schema import RelayItem
from shelfwire.engine.reply import Reply

__all__ = ["RELAY_ITEMS_MAX", "refuse_relay", "relay"]

RELAY_ITEMS_MAX = 100
"""How many requests a relay takes."""

METHODS = frozenset({"GET", "POST", "DELETE"})
"""The only ones that the JSON API has."""

TOO_MANY_REQUESTS = 429

_encode = msgspec.json.Encoder().encode
_split = msgspec.json.Decoder(list[Raw]).decode
_item_of = msgspec.json.Decoder(RelayItem).decode


async def relay(call: Call) -> Reply:
    """Carry out the requests of a relay in their order; one that fails does not keep the others from being carried out."""
    body = call.take_body()
    try:
        items = [] if is_blank(body) else _split(body)
    except msgspec.ValidationError:
        raise Refusal(400, RefusalCode.BAD_REQUEST, "The body must be a JSON array of requests.") from None
    except DECODE_ERRORS as error:
        raise malformed(body, error) from None
    del body
    if not items:
        return _whole(invalid_input([InvalidField("", "mandatory")], "A relay needs at least one request."))
    if len(items) > RELAY_ITEMS_MAX:
        text = f"A relay takes at most {RELAY_ITEMS_MAX} requests."
        return _whole(ApiError(413, ErrorCode.LIMIT_EXCEEDED, text, meta={"what": "requests"}))
    answers = []
    for position in range(len(items)):
        item, items[position] = items[position], Raw()
        answers.append(await _answer(call, position, item))
    return Reply(200, b"[%b]" % b",".join(answers))


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
    query = parse_qsl(query_text.partition("#")[0], keep_blank_values=True)
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
        data=_data(sent.request),
        caller=call.caller,
        services=call.services,
        request_id=call.head.request_id,
        key=call.head.headers.get("idempotency-key"),
        position=position,
    )
    return (await perform(name, ask_of(name, request))).body


def _data(request: Any) -> list[Raw] | None:  # noqa: ANN401 - raw JSON or unset
    """Split a request's body into its items; null and what is left out are none.

    Raises:
        ApiError: it is no array.
    """
    if request is UNSET or bytes(memoryview(request)[:4]) == b"null":
        return None
    try:
        return _split(request)
    except DECODE_ERRORS:
        text = "The body of this request must be an array of products."
        raise ApiError(400, ErrorCode.PARSING_FAILURE, text, meta={"error": text}) from None


def _element(error: ApiError) -> bytes:
    return _encode({"status": error.status, "error": error.value()})


def _whole(error: ApiError) -> Reply:
    """Refuse a relay as a whole, as an array that the official client reads."""
    status = TOO_MANY_REQUESTS if error.status == TOO_MANY_REQUESTS else 200
    return Reply(status, b"[%b]" % _element(error), (("content-type", "application/json"), *error.headers))


def refuse_relay(refusal: Refusal) -> Reply:
    """Put a refusal of the whole relay into its shape."""
    return _whole(refused(refusal))

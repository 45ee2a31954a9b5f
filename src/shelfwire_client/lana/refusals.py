"""What Lana's refusals say, whichever envelope they come in.

A path answers `{"status", "error"}`, a relay an array of these, GraphQL `errors` with an `apiError` each; the error is
`{"code", "message", "field", "meta"}` everywhere. Source: docs.lana.dev as its official client has them (`APIResponse`,
`ErrorCode`). Which HTTP status comes with a code is not documented; one that says success may have a refusal in its body.
"""

import re
from typing import Any

from shelfwire_client.core.call import Answer
from shelfwire_client.core.coding import plain_json
from shelfwire_client.core.errors import APIStatusError, Fault, status_error

__all__ = ["is_refusal", "refusal"]

_ERROR = 400
_NO_REASON = "the request was refused without a reason"

_STATUSES = {401: 401, 404: 404, 429: 429, 500: 500, 996: 401, 997: 403, 999: 401, 1153: 503}
"""Which HTTP status stands for a code, where no status is told; for any other it is 400."""

_PLACE = re.compile(r"(?P<argument>data|ids)?\[(?P<position>\d+)\]\.?(?P<field>.*)", re.DOTALL)
"""A path that begins with an item's position: `[3].title`, `ids[3]`."""


def is_refusal(body: Any) -> bool:  # noqa: ANN401 - any JSON
    """Tell whether a body is a refusal, whatever its HTTP status says."""
    return isinstance(body, dict) and isinstance(body.get("error"), dict)


def refusal(answer: Answer) -> APIStatusError:
    """Make the error of an answer that is no success."""
    body = plain_json(answer.body)
    envelope = body[0] if isinstance(body, list) and body and is_refusal(body[0]) else body
    found = _errors(envelope)
    faults = [fault for error in found for fault in _faults(error)]
    message = next(filter(None, (_text(error.get("message")) for error in found)), "")
    return status_error(
        message or (faults[0].message if faults else _text(body) or _NO_REASON),
        status_code=_status(answer.status_code, envelope, found),
        headers=answer.headers,
        body=body,
        errors=faults,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _errors(body: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any JSON
    """Give the errors of an envelope; GraphQL's with what they say of the API's own, where they do."""
    if not isinstance(body, dict):
        return []
    if is_refusal(body):
        return [body["error"]]
    listed = body.get("errors")
    if not isinstance(listed, list):
        return [body]
    errors = []
    for one in listed:
        if isinstance(one, dict):
            own = one.get("apiError")
            errors.append({"message": one.get("message")} | (own if isinstance(own, dict) else {}))
    return errors


def _status(status_code: int, envelope: Any, errors: list[dict[str, Any]]) -> int:  # noqa: ANN401 - any JSON
    own = envelope.get("status") if isinstance(envelope, dict) else None
    if isinstance(own, int) and own >= _ERROR:
        return own
    if status_code >= _ERROR:
        return status_code
    code = errors[0].get("code") if errors else None
    return _STATUSES.get(code, _ERROR) if isinstance(code, int) else _ERROR


def _faults(error: dict[str, Any]) -> list[Fault]:
    """Give what is wrong, field by field where that is told."""
    code = str(error["code"]) if isinstance(error.get("code"), int) else ""
    meta = error.get("meta")
    fields = meta.get("fields") if isinstance(meta, dict) else None
    if isinstance(fields, list) and fields:
        return [_field_fault(code, one) for one in fields if isinstance(one, dict)]
    position, field = _place(error.get("field"))
    message = _text(error.get("message")) or _NO_REASON
    return [Fault(message=message, code=code, position=position, field=field)]


def _field_fault(code: str, one: dict[str, Any]) -> Fault:
    """Say what is wrong with one field: the problem in the API's word, with the bounds that it breaks."""
    position, field = _place(one.get("field"))
    low, high = one.get("min"), one.get("max")
    bounds = f" (from {low} to {high})" if low or high else ""
    return Fault(
        message=f"{field or 'the item'}: {one.get('problem') or 'refused'}{bounds}",
        code=code,
        position=position,
        field=field,
    )


def _place(path: object) -> tuple[int | None, str]:
    """Split a path into the item's position and the field."""
    if not isinstance(path, str):
        return None, ""
    found = _PLACE.fullmatch(path)
    if found is None:
        return None, path
    field = found["field"] or ("ids" if found["argument"] == "ids" else "")
    return int(found["position"]), field

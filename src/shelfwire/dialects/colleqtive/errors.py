"""Colleqtive's refusals: `{"success": false, "data": null, "message", "errors", "error_count"}`.

The API documents no error body. Ours keeps the three fields of its mutation answer and adds the list of bad fields. A permanent
refusal tells the official SDK not to retry (`x-should-retry: false`); a passing one tells it when to (`Retry-After`).
"""

from collections.abc import Sequence

import msgspec

from shelfwire.catalog.outcome import BatchOutcome
from shelfwire.dialects.colleqtive.schema import Failure, FieldError
from shelfwire.dialects.contract import Refusal, RefusalCode
from shelfwire.dialects.fault_list import FaultList, counted
from shelfwire.dialects.field_faults import VALUE_CHARACTERS_MAX
from shelfwire.engine.reply import Reply

__all__ = ["failure", "refuse", "refuse_faults", "refuse_outcome"]

_encode = msgspec.json.Encoder().encode

_JSON = ("content-type", "application/json")


def failure(
    status: int,
    message: str,
    *,
    errors: Sequence[FieldError] = (),
    error_count: int = 0,
    headers: Sequence[tuple[str, str]] = (),
) -> Reply:
    """Make a permanent refusal in this API's shape."""
    return _failure(status, message, (("x-should-retry", "false"), *headers), errors, error_count)


def _failure(
    status: int,
    message: str,
    headers: Sequence[tuple[str, str]],
    errors: Sequence[FieldError] = (),
    error_count: int = 0,
) -> Reply:
    body = Failure(success=False, data=None, message=message, errors=list(errors), error_count=error_count)
    return Reply(status, _encode(body), (_JSON, *headers))


def refuse(refusal: Refusal) -> Reply:
    """Put a refusal into this API's own error shape."""
    message = refusal.text
    absent = [name for name in refusal.missing_permissions if name not in message]
    if absent:
        message = f"{message} Missing: {', '.join(absent)}."
    headers = list(refusal.headers)
    if refusal.code == RefusalCode.UNAUTHENTICATED and not any(name == "www-authenticate" for name, _ in headers):
        headers.append(("www-authenticate", "Bearer"))
    if refusal.retry_after_seconds is None:
        headers.insert(0, ("x-should-retry", "false"))
    else:
        headers.insert(0, ("retry-after", str(refusal.retry_after_seconds)))
    return _failure(refusal.status, message, headers)


def refuse_faults(faults: FaultList) -> Reply:
    """Refuse a request for its bad items: every bad field as far as they are listed, and how many items are bad."""
    message = f"Nothing was written: {counted(faults.bad_items, 'bad item')}."
    if faults.full:
        message += f" The first {counted(len(faults.listed), 'bad field')} are listed."
    errors = [
        FieldError(index=index, field=fault.field, problem=fault.problem, value=fault.value)
        for index, fault in faults.listed
    ]
    return failure(400, message, errors=errors, error_count=faults.bad_items)


def refuse_outcome(outcome: BatchOutcome, listed_max: int) -> Reply:
    """Refuse a request that the engine found to break a rule of the catalog."""
    errors = [
        FieldError(
            index=problem.index,
            field="product_number" if problem.key == "sku" else problem.key,
            problem=problem.text,
            value=problem.value[:VALUE_CHARACTERS_MAX],
        )
        for problem in outcome.problems[:listed_max]
    ]
    bad_items = len({problem.index for problem in outcome.problems})
    message = f"Nothing was written: {counted(bad_items, 'bad item')}."
    return failure(400, message, errors=errors, error_count=bad_items)

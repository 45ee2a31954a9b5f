"""Lana's errors: `{"code", "message", "field", "meta"}`, with the codes of the API's own list.

An operation ends with an `ApiError` however it was asked for; each way to ask has its own envelope around it. A path of the
JSON API answers `{"status", "error"}`, as an element of a relay's answer has it, for the documents show no other.
Source of codes and metas: docs.lana.dev as its official client has them (`ErrorCode`, `InvalidInputProblem`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from shelfwire.access.gate import Reason
from shelfwire.catalog.outcome import BatchOutcome, ProblemCode
from shelfwire.dialects.contract import Refusal, RefusalCode
from shelfwire.dialects.fault_list import FaultList, counted
from shelfwire.dialects.lana.faults import InvalidField, invalid_fields
from shelfwire.dialects.lana.identifiers import PRODUCT, identifier
from shelfwire.dialects.refusals import internal_refusal, refusal_of
from shelfwire.engine.reply import Reply

__all__ = [
    "ApiError",
    "ErrorCode",
    "answer",
    "error_of",
    "invalid_data",
    "invalid_input",
    "not_found",
    "refuse",
    "refused",
    "refused_outcome",
]

_encode = msgspec.json.Encoder().encode
_JSON = ("content-type", "application/json")


class ErrorCode:
    """The codes of the API's list that can arise here."""

    UNAUTHORIZED = 401
    NOT_FOUND = 404
    TOO_MANY_REQUESTS = 429
    INTERNAL_SERVER_ERROR = 500
    JWT_INVALID_FOR_WRITE = 996
    NO_PERMISSIONS = 997
    JWT_VALIDATION_FAILED = 999
    INVALID_INPUT = 1000
    PARSING_FAILURE = 1030
    INVALID_FIELDS = 1131
    INVALID_INPUT_COUNT = 1132
    LIMIT_EXCEEDED = 1146
    INVALID_OPERATION = 1150
    TRY_AGAIN_LATER = 1153


class ApiError(Exception):
    """An operation that is refused.

    Attributes:
        status: the HTTP status that goes with it.
        code: one of `ErrorCode`.
        message: a sentence a person can act on.
        field: the one field that is at fault, or "".
        meta: what the code's entry in the API's list says there is beside it; empty where nothing.
        headers: further headers of an HTTP answer that has this error for its whole.
    """

    def __init__(
        self,
        status: int,
        code: int,
        message: str,
        *,
        field: str = "",
        meta: Mapping[str, Any] | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Keep what the answer says."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.meta = dict(meta or {})
        self.headers = tuple(headers)

    def value(self) -> dict[str, Any]:
        """Give the error as it travels."""
        value: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.field:
            value["field"] = self.field
        if self.meta:
            value["meta"] = self.meta
        return value


_RULES = {
    "mandatory": "is required",
    "duplicate": "names a product that stands before it",
    "invalid_boolean": "must be true or false",
    "invalid_integer": "must be a whole number",
}
"""What is said of an argument that breaks a rule, by the problem."""


def invalid_input(fields: Sequence[InvalidField], message: str = "") -> ApiError:
    """Make the error for fields that break a rule.

    Args:
        fields: at least one; each with its path: `ids`, or `[3].title` for the fourth item.
        message: a sentence; by default one about the first field.
    """
    first = fields[0]
    text = message or f"{first.field} {_RULES.get(first.problem, 'is not valid')}."
    return ApiError(400, ErrorCode.INVALID_INPUT, text, field=first.field, meta={"fields": list(fields)})


def invalid_data(faults: FaultList) -> ApiError:
    """Make the error for the bad items of a request: every bad field as far as they are listed."""
    text = f"Nothing was written: {counted(faults.bad_items, 'bad item')}."
    if faults.listed:
        index, fault = faults.listed[0]
        text += f" Item {index}: {fault.problem}"
    if faults.full:
        text += f" The first {counted(len(faults.listed), 'bad field')} are listed."
    return invalid_input(invalid_fields(faults), text)


def not_found(what: str) -> ApiError:
    """Make the error for something that is not there; `what` is the beginning of the sentence."""
    return ApiError(404, ErrorCode.NOT_FOUND, f"{what} does not exist.")


_PROBLEMS = {ProblemCode.TAKEN: "already_exists", ProblemCode.REPEATED: "duplicate"}


def refused_outcome(outcome: BatchOutcome, listed_max: int) -> ApiError:
    """Make the error for a request that breaks a rule of the catalog: nothing of it was written."""
    first = outcome.problems[0]
    if any(problem.code == ProblemCode.MISSING for problem in outcome.problems):
        missing = next(problem for problem in outcome.problems if problem.code == ProblemCode.MISSING)
        return not_found(f"Nothing was written: the product {identifier(PRODUCT, int(missing.value))}")
    if first.code == ProblemCode.EXHAUSTED:
        return ApiError(400, ErrorCode.LIMIT_EXCEEDED, f"Nothing was written: {first.text}.", meta={"what": "products"})
    fields = [
        InvalidField(
            field=f"ids[{problem.index}]" if problem.key == "product_id" else f"[{problem.index}].{problem.key}",
            problem=_PROBLEMS.get(problem.code, "invalid_value"),
        )
        for problem in outcome.problems[:listed_max]
    ]
    count = len({problem.index for problem in outcome.problems})
    known = first.code == ProblemCode.TAKEN and first.product_id
    why = (
        f"product {identifier(PRODUCT, first.product_id)} has the {first.key} {first.value!r}" if known else first.text
    )
    text = f"Nothing was written: {counted(count, 'bad item')}. Item {first.index}: {why}."
    return invalid_input(fields, text)


_CODES = {
    RefusalCode.FORBIDDEN: ErrorCode.NO_PERMISSIONS,
    RefusalCode.NOT_FOUND: ErrorCode.NOT_FOUND,
    RefusalCode.BODY_TOO_LARGE: ErrorCode.LIMIT_EXCEEDED,
    RefusalCode.TOO_MANY_ITEMS: ErrorCode.LIMIT_EXCEEDED,
    RefusalCode.MALFORMED_JSON: ErrorCode.PARSING_FAILURE,
    RefusalCode.RATE_LIMITED: ErrorCode.TOO_MANY_REQUESTS,
    RefusalCode.BUSY: ErrorCode.TRY_AGAIN_LATER,
    RefusalCode.UNAVAILABLE: ErrorCode.TRY_AGAIN_LATER,
    RefusalCode.STORAGE_FULL: ErrorCode.INTERNAL_SERVER_ERROR,
    RefusalCode.INTERNAL: ErrorCode.INTERNAL_SERVER_ERROR,
}
_LIMITS = {RefusalCode.BODY_TOO_LARGE: "body_bytes", RefusalCode.TOO_MANY_ITEMS: "items"}


def refused(refusal: Refusal) -> ApiError:
    """Put a refusal into this API's words."""
    code = _CODES.get(refusal.code, ErrorCode.INVALID_OPERATION)
    meta: dict[str, Any] = {}
    headers = list(refusal.headers)
    if refusal.retry_after_seconds is not None:
        headers.append(("retry-after", str(refusal.retry_after_seconds)))
    if refusal.code == RefusalCode.UNAUTHENTICATED:
        absent = refusal.reason == Reason.MISSING
        code = ErrorCode.UNAUTHORIZED if absent else ErrorCode.JWT_VALIDATION_FAILED
        headers.append(("www-authenticate", "Bearer"))
    elif code == ErrorCode.NO_PERMISSIONS:
        meta = {"bits": list(refusal.missing_permissions)}
    elif code == ErrorCode.PARSING_FAILURE:
        meta = {"error": refusal.text}
    elif code == ErrorCode.LIMIT_EXCEEDED:
        meta = {"what": _LIMITS[refusal.code]}
    elif refusal.limit is not None:
        cap, rate = refusal.limit
        meta = {"rate_info": {"cap": cap, "count": cap, "rate": rate}}
    elif code == ErrorCode.INVALID_OPERATION:
        meta = {"reason": refusal.text}
    return ApiError(refusal.status, code, refusal.text, meta=meta, headers=headers)


def error_of(error: Exception, request_id: str) -> tuple[ApiError, bool]:
    """Give what an operation ended with in this API's words, and whether it is a fault of ours, to be logged."""
    if isinstance(error, ApiError):
        return error, False
    refusal = refusal_of(error)
    return refused(refusal or internal_refusal(request_id)), refusal is None


def answer(error: ApiError) -> Reply:
    """Answer a request to a path of the JSON API that was refused."""
    return Reply(error.status, _encode({"status": error.status, "error": error.value()}), (_JSON, *error.headers))


def refuse(refusal: Refusal) -> Reply:
    """Put a refusal into the shape of the JSON API's paths."""
    return answer(refused(refusal))

"""VendNovation's refusals: `{"message"}`, and `errors` beside it where items are at fault.

The documents show no error body. Clients read `message`, and know 403 as the status of a key that opens nothing; the list of
bad fields is ours.
"""

from collections.abc import Sequence

import msgspec
from msgspec import UNSET

from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.outcome import BatchOutcome, Problem, ProblemCode
from shelfwire.dialects.contract import Refusal, RefusalCode
from shelfwire.dialects.fault_list import FaultList, counted
from shelfwire.dialects.field_faults import VALUE_CHARACTERS_MAX
from shelfwire.dialects.vendnovation.schema import Failure, FieldError
from shelfwire.engine.reply import Reply

__all__ = ["UNIQUENESS", "refuse", "refuse_faults", "refuse_outcome"]

UNIQUENESS = "manufacturer, brand, name, size and unitsForSize"
"""What makes a product unique, in words (seed 004)."""

_encode = msgspec.json.Encoder().encode


def _failure(
    status: int, message: str, errors: Sequence[FieldError] = (), headers: Sequence[tuple[str, str]] = ()
) -> Reply:
    body = Failure(message=message, errors=list(errors) or UNSET)
    return Reply(status, _encode(body), (("content-type", "application/json"), *headers))


def refuse(refusal: Refusal) -> Reply:
    """Put a refusal into this API's own error shape; a key or an access token that opens nothing is 403 in this API."""
    message = refusal.text
    absent = [name for name in refusal.missing_permissions if name not in message]
    if absent:
        message = f"{message} Missing: {', '.join(absent)}."
    headers = list(refusal.headers)
    if refusal.retry_after_seconds is not None:
        headers.append(("retry-after", str(refusal.retry_after_seconds)))
    status = 403 if refusal.code == RefusalCode.UNAUTHENTICATED else refusal.status
    return _failure(status, message, headers=headers)


def refuse_faults(faults: FaultList) -> Reply:
    """Refuse a request for its bad items: every bad field as far as they are listed, and how many items are bad."""
    message = f"Nothing was written: {counted(faults.bad_items, 'bad item')}."
    if faults.full:
        message += f" The first {counted(len(faults.listed), 'bad field')} are listed."
    errors = [
        FieldError(index=index, field=fault.field, problem=fault.problem, value=fault.value)
        for index, fault in faults.listed
    ]
    return _failure(400, message, errors)


def refuse_outcome(outcome: BatchOutcome, listed_max: int) -> Reply:
    """Refuse a request whose items collide with each other or with the catalog.

    The fault of two equal products has no value: the key by which the store compares them is nothing that a client sent.
    """
    errors = [
        FieldError(
            index=problem.index,
            field="productId" if problem.key == KeyName.PRODUCT_ID.value else "",
            problem=_sentence(problem),
            value=None if problem.key == KeyName.VENDING_KEY.value else problem.value[:VALUE_CHARACTERS_MAX],
        )
        for problem in outcome.problems[:listed_max]
    ]
    bad_items = len({problem.index for problem in outcome.problems})
    return _failure(400, f"Nothing was written: {counted(bad_items, 'bad item')}.", errors)


def _sentence(problem: Problem) -> str:
    """Say why an item was refused, in this API's words."""
    if problem.code == ProblemCode.REPEATED:
        first, second = sorted((problem.index, problem.other_index))
        why = f": they have the same {UNIQUENESS}" if problem.key == KeyName.VENDING_KEY.value else ""
        return f"Items {first} and {second} are the same product{why}."
    if problem.code == ProblemCode.TAKEN and problem.key == KeyName.VENDING_KEY.value:
        return f"Product {problem.product_id} has the same {UNIQUENESS}."
    return f"{problem.text[:1].upper()}{problem.text[1:]}."

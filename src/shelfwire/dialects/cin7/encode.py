"""From outcomes to the wire: one result an item, in the order of the request."""

from collections.abc import Iterator, Mapping, Sequence
from heapq import merge
from itertools import islice
from operator import attrgetter

import msgspec

from shelfwire.catalog.change import Change
from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.outcome import BatchOutcome, OutcomeKind, Problem, ProblemCode
from shelfwire.dialects.cin7.schema import BatchResultItem
from shelfwire.dialects.fault_list import FaultList
from shelfwire.dialects.field_faults import VALUE_CHARACTERS_MAX
from shelfwire.engine.reply import Reply

__all__ = ["UNLISTED", "UNTOLD", "BadItem", "create_answer", "fault_texts", "update_answer"]

UNLISTED = ["The item is bad; the answer lists no more bad fields."]
"""The errors of an item for whose faults there was no room."""

_SLICE_ITEMS = 1_000
"""How many results are encoded at a time, so that an answer does not stand in memory as objects and bytes at once."""

_LABELS = {KeyName.SKU.value: "style code", KeyName.OPTION_CODE.value: "product option code", "product_id": "id"}

_NO_ERRORS: list[str] = []
_CREATED, _UPDATED, _UNCHANGED = int(OutcomeKind.CREATED), int(OutcomeKind.UPDATED), int(OutcomeKind.UNCHANGED)

_encode_into = msgspec.json.Encoder().encode_into


class BadItem(msgspec.Struct, frozen=True, gc=False):
    """An item that was refused before the engine saw it: its id and code as far as they are known, and why."""

    product_id: int
    code: str
    errors: list[str]


UNTOLD = BadItem(0, "", UNLISTED)
"""A bad item of which nothing is known; many of them are one."""


def fault_texts(faults: FaultList) -> dict[int, list[str]]:
    """Give by item the sentences about its bad fields, as far as they are listed."""
    texts: dict[int, list[str]] = {}
    for index, fault in faults.listed:
        texts.setdefault(index, []).append(fault.problem)
    return texts


def _done(index: int, product_id: int, code: str) -> BatchResultItem:
    return BatchResultItem(index=index, success=True, id=product_id, code=code, errors=_NO_ERRORS)


def _failed(index: int, product_id: int, code: str, errors: list[str]) -> BatchResultItem:
    return BatchResultItem(index=index, success=False, id=product_id, code=code, errors=errors)


def create_answer(changes: Sequence[Change], outcome: BatchOutcome, bad_items: Mapping[int, BadItem]) -> Reply:
    """Answer a create.

    Args:
        changes: the good items, in the order of the request.
        outcome: what became of them.
        bad_items: the others by their positions.

    Returns:
        For a created product its id and code. For an item that was skipped, those of the product that has its code.
    """
    problems = _problems(outcome)
    kinds, product_ids = outcome.kinds, outcome.product_ids

    def result(place: int, change: Change) -> BatchResultItem:
        if kinds[place] == _CREATED:
            return _done(change.index, product_ids[place], change.sku or "")
        found = problems.get(change.index, ())
        taken = next((problem for problem in found if problem.code == ProblemCode.TAKEN), None)
        code = change.sku or "" if taken is None else taken.product_sku or taken.value
        return _failed(change.index, product_ids[place], code, [_sentence(one) for one in found])

    return _answer((result(place, change) for place, change in enumerate(changes)), bad_items)


def update_answer(
    changes: Sequence[Change],
    codes: Sequence[tuple[str, str]],
    outcome: BatchOutcome,
    bad_items: Mapping[int, BadItem],
) -> Reply:
    """Answer an update.

    Args:
        changes: the good items, in the order of the request.
        codes: the code of each before and after the update.
        outcome: what became of them.
        bad_items: the others by their positions.
    """
    problems = _problems(outcome)
    done = {_UPDATED, _UNCHANGED}
    results = (
        _done(change.index, change.product_id or 0, after)
        if kind in done
        else _failed(
            change.index, change.product_id or 0, before, [_sentence(one) for one in problems.get(change.index, ())]
        )
        for change, (before, after), kind in zip(changes, codes, outcome.kinds, strict=True)
    )
    return _answer(results, bad_items)


def _problems(outcome: BatchOutcome) -> dict[int, list[Problem]]:
    """Give the problems by the items that have them."""
    problems: dict[int, list[Problem]] = {}
    for problem in outcome.problems:
        problems.setdefault(problem.index, []).append(problem)
    return problems


def _sentence(problem: Problem) -> str:
    """Say in this API's words why the engine did not carry an item out."""
    label = _LABELS.get(problem.key, problem.key)
    value = problem.value[:VALUE_CHARACTERS_MAX]
    match problem.code:
        case ProblemCode.TAKEN:
            holder = f"product {problem.product_id}" if problem.product_id else "another product of this request"
            return f"The {label} {value!r} already exists: {holder} has it."
        case ProblemCode.MISSING:
            return f"There is no product with the id {value}."
        case ProblemCode.REPEATED:
            first, second = sorted((problem.index, problem.other_index))
            return f"The {label} {value!r} stands more than once in the request, in items {first} and {second}."
        case _:
            return f"{problem.text[:1].upper()}{problem.text[1:]}."


def _answer(results: Iterator[BatchResultItem], bad_items: Mapping[int, BadItem]) -> Reply:
    """Put good and bad items together in the order of the request and encode them, a slice at a time."""
    if bad_items:
        told = ((index, bad_items[index]) for index in sorted(bad_items))
        failed = (_failed(index, bad.product_id, bad.code, bad.errors) for index, bad in told)
        results = merge(results, failed, key=attrgetter("index"))
    body = bytearray(b"[")
    while part := list(islice(results, _SLICE_ITEMS)):
        end = len(body)
        _encode_into(part, body, end)
        body[end : end + 1] = b"," if end > 1 else b""
        del body[-1:]
    body += b"]"
    return Reply(200, bytes(body))

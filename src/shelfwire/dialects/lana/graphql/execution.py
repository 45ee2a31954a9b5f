"""Carrying out a plan: its operations one after another, and the answer put together from what they gave.

Operations answer JSON that is already cut to what was selected, so that an answer is put together without looking into it. What
is asked about the schema itself is answered by graphql-core.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

import msgspec
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, SelectionSetNode, execute_sync
from graphql.execution.values import VariableValues, get_argument_values
from msgspec import Raw

from shelfwire.dialects.contract import Call
from shelfwire.dialects.json_body import DECODE_ERRORS, split_items
from shelfwire.dialects.lana import encode
from shelfwire.dialects.lana.errors import ApiError, ErrorCode, error_of
from shelfwire.dialects.lana.graphql.faults import DocumentFault, Entry, entry_of, parsing_failures
from shelfwire.dialects.lana.graphql.plans import BULK_FIELDS, Bulk, Plan, Step, planned
from shelfwire.dialects.lana.graphql.sdl import schema
from shelfwire.dialects.lana.graphql.selections import cut_to
from shelfwire.dialects.lana.graphql.variables import coerced, named_values
from shelfwire.dialects.lana.operations import Answer, Ask, NotPlain, perform
from shelfwire.dialects.lana.paging import LIMIT_DEFAULT, PageAsk

__all__ = ["COST_MAX", "INTROSPECTED_BYTES_MAX", "INTROSPECTED_PLANS_MAX", "Carried", "carry_out"]

COST_MAX = 20_000_000
"""The most fields that one request may ask for, over all its products: 100,000 products with every field there is."""

COUNTED_BYTES_MIN = 8 * 1024 * 1024
"""In longer variables the items are counted before they are taken apart: `{},` is three bytes, and a raw item takes 64."""

CUT_BYTES_MAX = 500_000
"""A longer answer is cut to its selection beside the event loop."""

INTROSPECTED_BYTES_MAX = 500_000
"""A longer answer about the schema is not remembered; the one that GraphiQL asks for is a fifth of that."""

INTROSPECTED_PLANS_MAX = 16
"""How many answers about the schema are remembered."""

_introspected_plans: deque[Plan] = deque()
_encode = msgspec.json.Encoder().encode


class Carried(msgspec.Struct):
    """What became of an operation.

    Attributes:
        parts: the members of the answer's `data`, each a key and its value as JSON.
        errors: what went wrong, in the order of the fields.
        status: an HTTP status from 500 on, or 429, where nothing was done for a reason that may pass; else 200.
        headers: of the answer.
    """

    parts: list[bytes]
    errors: list[Entry]
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


async def carry_out(plan: Plan, variables: Raw, call: Call) -> Carried:
    """Carry out an operation.

    Args:
        plan: what it does.
        variables: the JSON of the request's variables.
        call: who asks, and what to answer with.

    Raises:
        DocumentFault: the variables are not of their types, or too much is asked for; nothing was done.
        Refusal: the variables are malformed or too many.
    """
    if plan.bulk is not None and plan.steps is not None:
        ask = _bulk_ask(plan.bulk, plan.steps[0], variables, call)
        if ask is not None:
            try:
                return _finished([await _outcome(plan.steps[0], ask, call)])
            except NotPlain:
                pass
    items_max = call.services.settings.items_max
    values = await coerced(plan.operation, named_values(variables), items_max)
    steps = planned(plan, values) if plan.steps is None else plan.steps
    asks = [None if step.is_introspection else _ask(plan, step, values, call) for step in steps]
    _check_cost(steps, asks, items_max)
    introspected = await _introspected(plan, steps, values)
    outcomes: list[_Outcome] = []
    answer_bytes = 0
    for step, ask in zip(steps, asks, strict=True):
        if ask is None:
            outcome = introspected[step.key]
        elif answer_bytes > encode.ANSWER_BYTES_MAX:
            outcome = _refused(step, encode.answered_enough())
        else:
            outcome = await _outcome(step, ask, call)
        answer_bytes += len(outcome.body)
        outcomes.append(outcome)
    return _finished(outcomes)


class _Outcome(msgspec.Struct):
    """What became of one field: its value as JSON, and its error where it has none."""

    key: str
    body: bytes
    entry: Entry | None = None
    error: ApiError | None = None
    headers: tuple[tuple[str, str], ...] = ()


def _finished(outcomes: Sequence[_Outcome]) -> Carried:
    """Put the outcomes of an operation's fields together."""
    parts = [b"%b:%b" % (_encode(one.key), one.body) for one in outcomes]
    carried = Carried(parts, [one.entry for one in outcomes if one.entry is not None])
    errors = [one.error for one in outcomes]
    first = errors[0] if errors else None
    if first is not None and all(error is not None and _may_pass(error) for error in errors):
        carried.status = first.status
        carried.headers = first.headers
    elif len(outcomes) == 1:
        carried.headers = outcomes[0].headers
    return carried


def _may_pass(error: ApiError) -> bool:
    return error.status == 429 or error.status >= 500


def _bulk_ask(bulk: Bulk, step: Step, variables: Raw, call: Call) -> Ask | None:
    """Take the arguments of a bulk mutation the fast way; None where they need a closer look.

    Raises:
        Refusal: there are too many items.
    """
    try:
        if len(variables) <= COUNTED_BYTES_MIN:
            found = msgspec.structs.asdict(bulk.decode(variables))
        else:
            found = _counted(bulk, named_values(variables), call.services.settings.items_max)
    except (*DECODE_ERRORS, KeyError):
        return None
    if len(found["data"]) * step.fields > COST_MAX:
        return None
    return _made_ask(step, bulk.literals | found, call, plain_only=True)


def _counted(bulk: Bulk, given: dict[str, Raw], items_max: int) -> dict[str, Any]:
    """Take the arguments of a bulk mutation so that its items are counted before they take memory."""
    found: dict[str, Any] = {}
    for argument, name in bulk.variables.items():
        raw = given[name]
        if argument != "data":
            found[argument] = msgspec.json.decode(raw, type=BULK_FIELDS[argument])
        elif bytes(memoryview(raw)[:1]) != b"[":
            raise KeyError(name)
        else:
            found[argument] = split_items(bytes(raw), envelope="data", items_max=items_max)
    return found


def _ask(plan: Plan, step: Step, values: VariableValues, call: Call) -> Ask:
    """Take the arguments of one field the general way."""
    root = schema().get_root_type(plan.operation.operation)
    assert root is not None
    try:
        found = get_argument_values(root.fields[step.name], step.nodes[0], values)
    except GraphQLError as error:
        raise DocumentFault(parsing_failures([error])) from None
    if "data" in found:
        found["data"] = [one if isinstance(one, Raw) else Raw(_encode(one)) for one in found["data"]]
    return _made_ask(step, found, call)


def _made_ask(step: Step, found: dict[str, Any], call: Call, *, plain_only: bool = False) -> Ask:
    ask = Ask(
        caller=call.caller,
        services=call.services,
        request_id=call.head.request_id,
        key=call.head.headers.get("idempotency-key"),
        position=step.position,
        shop_id=found.pop("shop_id", None),
        ids=found.pop("ids", None),
        data=found.pop("data", None),
        loose=bool(found.pop("loose", None)),
        projection=step.asked,
        plain_only=plain_only,
    )
    if step.name == "productsPage":
        ask.page = PageAsk(**found)
    return ask


def _check_cost(steps: Sequence[Step], asks: Sequence[Ask | None], items_max: int) -> None:
    """Refuse a request that asks for too much at once.

    Raises:
        DocumentFault: over `COST_MAX`, or more items in all its fields than one request may have.
    """
    cost = items = 0
    for step, ask in zip(steps, asks, strict=True):
        if ask is not None:
            data = len(ask.data or ())
            limit = (ask.page.limit or LIMIT_DEFAULT) if ask.page is not None else 0
            items += data
            cost += step.fields * max(data, len(ask.ids or ()), limit)
    if cost > COST_MAX:
        text = f"The request asks for {cost:,} fields over all its products, of at most {COST_MAX:,}."
    elif items > items_max:
        text = f"The request has {items:,} items, of at most {items_max:,}."
    else:
        return
    raise DocumentFault([entry_of(ApiError(400, ErrorCode.LIMIT_EXCEEDED, text, meta={"what": "cost"}))])


async def _outcome(step: Step, ask: Ask, call: Call) -> _Outcome:
    """Carry out the operation of one field; whatever it ends with becomes the field's error.

    Raises:
        NotPlain: see `Ask.plain_only`.
    """
    try:
        answer = await perform(step.name, ask)
    except NotPlain:
        raise
    except Exception as error:  # noqa: BLE001 - the other fields of the request have their own answers
        if ask.plain_only:
            # It ended before its items were looked at, which the general way does first of all.
            raise NotPlain from None
        refused, is_ours = error_of(error, call.head.request_id)
        if is_ours:
            call.services.log_fault(call.head.request_id, error)
        return _refused(step, refused)
    return _Outcome(step.key, await _body(step, answer), headers=answer.headers)


def _refused(step: Step, error: ApiError) -> _Outcome:
    return _Outcome(step.key, b"null", entry_of(error, [step.key], step.locations), error)


async def _body(step: Step, answer: Answer) -> bytes:
    """Give a field's value; an operation without one answers true, for GraphQL has no field without a value."""
    if not answer.body:
        return b"true"
    if step.cut is None:
        return answer.body
    if len(answer.body) > CUT_BYTES_MAX:
        return await asyncio.to_thread(cut_to, answer.body, step.cut)
    return cut_to(answer.body, step.cut)


async def _introspected(plan: Plan, steps: Sequence[Step], values: VariableValues) -> dict[str, _Outcome]:
    """Answer the fields that ask about the schema itself; once for each operation that has no variables."""
    wanted = [step for step in steps if step.is_introspection]
    if not wanted:
        return {}
    found = plan.introspected
    if not found or plan.steps is None or values.coerced:
        found = await asyncio.to_thread(_introspect, plan, wanted, values)
        if plan.steps is not None and not values.coerced:
            _remember(plan, found)
    return {step.key: _Outcome(step.key, found[step.key]) for step in wanted}


def _remember(plan: Plan, found: dict[str, bytes]) -> None:
    """Keep what a plan was answered about the schema, and forget the answer that was kept first."""
    if sum(map(len, found.values())) > INTROSPECTED_BYTES_MAX:
        return
    plan.introspected = found
    _introspected_plans.append(plan)
    if len(_introspected_plans) > INTROSPECTED_PLANS_MAX:
        _introspected_plans.popleft().introspected = {}


def _introspect(plan: Plan, steps: Sequence[Step], values: VariableValues) -> dict[str, bytes]:
    """Have graphql-core answer a part of an operation: its fields that ask about the schema itself."""
    whole = plan.operation
    # What such fields take are texts and truth values; the lists are those of a write beside them.
    simple = {name: value for name, value in values.coerced.items() if not isinstance(value, list)}
    operation = OperationDefinitionNode(
        operation=whole.operation,
        variable_definitions=tuple(
            one for one in whole.variable_definitions or () if one.variable.name.value in simple
        ),
        selection_set=SelectionSetNode(selections=tuple(node for step in steps for node in step.nodes)),
    )
    fragments = [one.definition for one in plan.fragments.values()]
    result = execute_sync(schema(), DocumentNode(definitions=(operation, *fragments)), variable_values=simple)
    if result.data is None or result.errors:
        raise DocumentFault(parsing_failures(result.errors or ["The schema cannot be asked this."]))
    return {step.key: _encode(result.data[step.key]) for step in steps}

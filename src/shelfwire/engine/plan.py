"""Plan a batch before anything is read or written: fold what names one product, find what claims one key twice. Pure."""

from collections.abc import Callable

import msgspec

from shelfwire.catalog.change import Action, Batch, Change
from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.merge import combine, with_nulls
from shelfwire.catalog.outcome import Problem
from shelfwire.catalog.policy import Match, Refusal, Repeated
from shelfwire.engine.problems import repeated_problem

__all__ = ["FirmKeys", "Plan", "plan"]

FirmKeys = dict[KeyName, set[str]]
"""By key, the values that changes of a batch claim and that may not give way to another product's."""


class Plan(msgspec.Struct):
    """A batch that is ready to be carried out.

    Attributes:
        changes: what to do, one change a product wherever the request alone tells which product it is.
        slots: for each item of the request the position of its change in `changes`; None where they are the same.
        problems: keys that are named twice where the policy does not fold them, one for each item involved.
        faulty: the positions in `changes` that `problems` are about.
        rejected: the problems refuse the whole batch.
        firm: see `FirmKeys`; empty where no key of the batch is soft.
    """

    changes: list[Change]
    slots: list[int] | None = None
    problems: list[Problem] = []
    faulty: set[int] = set()
    rejected: bool = False
    firm: FirmKeys = {}


def plan(batch: Batch) -> Plan:
    """Plan a batch by its policy alone."""
    if batch.policy.repeated is Repeated.FOLD:
        return _folded(batch)
    return _checked(batch)


def _folded(batch: Batch) -> Plan:
    """Make one change of all that name the same sku, in the order of the request."""
    changes = batch.changes
    skus = [change.sku for change in changes]
    if len(set(skus)) == len(skus):
        return Plan(changes)
    folded: list[Change] = []
    slots: list[int] = []
    position_of: dict[str | None, int] = {}
    for change in changes:
        position = position_of.get(change.sku)
        if position is None:
            position = position_of[change.sku] = len(folded)
            folded.append(change)
        else:
            folded[position] = _fold(folded[position], change)
        slots.append(position)
    return Plan(folded, slots)


def _fold(first: Change, second: Change) -> Change:
    """Say in one change what two say one after the other about the same product."""
    if second.action is not Action.WRITE:
        return second
    if first.action is Action.DELETE:
        return msgspec.structs.replace(second, index=first.index, action=Action.RENEW)
    attributes = combine(with_nulls(first.attributes, first.clears), with_nulls(second.attributes, second.clears))
    return msgspec.structs.replace(first, attributes=attributes, shape=None, clears=frozenset())


def _product_id(change: Change) -> str | None:
    return str(change.product_id) if change.product_id else None


def _firm_sku(change: Change) -> str | None:
    return None if change.sku_soft else change.sku


def _firm_handle(change: Change) -> str | None:
    return None if change.handle_soft else change.handle


_CLAIMS: tuple[tuple[KeyName, Callable[[Change], str | None]], ...] = (
    (KeyName.SKU, _firm_sku),
    (KeyName.OPTION_CODE, lambda change: change.option_code),
    (KeyName.HANDLE, _firm_handle),
    (KeyName.VENDING_KEY, lambda change: change.vending_key),
)


def _checked(batch: Batch) -> Plan:
    """Find the keys that two items claim, and the products that two items name by number."""
    policy = batch.policy
    result = Plan(batch.changes, problems=[], faulty=set(), firm={})
    for key, claim in _CLAIMS:
        result.firm[key] = _repeated(result, key, claim)
    if Match.PRODUCT_ID in policy.match:
        _repeated(result, KeyName.PRODUCT_ID, _product_id)
    result.problems.sort(key=lambda problem: problem.index)
    result.rejected = bool(result.problems) and policy.repeated_refusal is Refusal.BATCH
    return result


def _repeated(result: Plan, key: KeyName, claim: Callable[[Change], str | None]) -> set[str]:
    """Record every pair of changes that claim the same value of one key; give all values claimed."""
    claims = [claim(change) for change in result.changes]
    values = {value for value in claims if value is not None}
    if len(values) == len(claims) - claims.count(None):
        return values
    positions: dict[str, list[int]] = {}
    for position, value in enumerate(claims):
        if value is not None:
            positions.setdefault(value, []).append(position)
    for value, places in positions.items():
        if len(places) == 1:
            continue
        for place in places:
            other = places[1] if place == places[0] else places[0]
            result.faulty.add(place)
            result.problems.append(repeated_problem(result.changes[place], result.changes[other], key, value))
    return values

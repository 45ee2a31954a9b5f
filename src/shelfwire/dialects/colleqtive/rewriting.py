"""The attributes operation: from the texts on the wire to the values that are stored."""

import math
import re
from typing import Any

import msgspec

from shelfwire.catalog.change import Rewrite
from shelfwire.dialects.colleqtive.attributes import ATTRIBUTE_OF_FIELD, FIELDS_NOT_STORED
from shelfwire.dialects.colleqtive.schema import AttributeRewrite, Product
from shelfwire.dialects.fault_list import FaultList, UnknownFields
from shelfwire.dialects.field_faults import Examination, Fault, examine_item
from shelfwire.dialects.field_rules import Kind, Rule, moment_problem, rule_of, text_problem

__all__ = ["read_rewrite"]

_RULES = rule_of(Product).fields
_REWRITE_RULE = rule_of(AttributeRewrite)
_WHOLE = re.compile(r"[+-]?\d{1,20}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def read_rewrite(
    body: bytes, catalog_id: int, faults: FaultList, unknown: UnknownFields, levels_max: int
) -> Rewrite | None:
    """Read the body of the attributes operation.

    Args:
        body: well-formed JSON.
        catalog_id: the catalog to rewrite in.
        faults: collects what is wrong, under index 0.
        unknown: collects the fields that are ignored.
        levels_max: how deep the body may be nested.

    Returns:
        What to rewrite, or None where something is wrong.
    """
    examination, values = examine_item(msgspec.Raw(body), _REWRITE_RULE, levels_max, faults_max=faults.room)
    unknown.add_examined(examination)
    if not examination.faults:
        rewrite = _rewrite(values, catalog_id, examination)
        if rewrite is not None:
            return rewrite
    faults.add(0, examination.faults)
    return None


def _rewrite(values: dict[str, str], catalog_id: int, examination: Examination) -> Rewrite | None:
    """Turn the three texts into a rewrite, or note what is wrong with them."""
    attribute = values["attribute"]
    rule = _RULES.get(attribute)
    if rule is None or rule.kind is Kind.LIST or attribute in FIELDS_NOT_STORED:
        sentence = f"{attribute[:60]} is not a product field that holds a single value and can be rewritten."
        examination.faults.append(Fault("attribute", sentence, attribute[:200]))
        return None
    old = _value(values["old_value"], rule, "old_value", examination)
    new = _value(values["new_value"], rule, "new_value", examination)
    if examination.faults:
        return None
    return Rewrite(catalog_id, ATTRIBUTE_OF_FIELD[attribute], msgspec.json.encode(old), msgspec.json.encode(new))


def _value(text: str, rule: Rule, field: str, examination: Examination) -> Any:  # noqa: ANN401 - of the field's own type
    """Convert a text to the field's own type, or note why it cannot be."""
    predicate: str | None = None
    value: Any = text
    match rule.kind:
        case Kind.FLAG:
            value = {"true": True, "false": False}.get(text.strip().lower())
            predicate = "must be true or false" if value is None else None
        case Kind.NUMBER:
            value = float(text) if _NUMBER.fullmatch(text.strip()) else math.inf
            predicate = None if math.isfinite(value) else "must be a number within the range of a double"
        case Kind.WHOLE:
            value = int(text) if _WHOLE.fullmatch(text.strip()) else None
            low, high = rule.low or 0, rule.high or 0
            if value is None or not low <= value <= high:
                predicate = f"must be a whole number from {low:,} to {high:,}"
        case Kind.MOMENT:
            predicate = moment_problem(text)
        case _:
            predicate = text_problem(text, rule)
    if predicate is not None:
        examination.fault(field, predicate, text[:200])
    return value

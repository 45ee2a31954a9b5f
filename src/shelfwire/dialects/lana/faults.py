"""What is wrong with a field, in Lana's words: the `problem` values of error 1000, as the official client lists them."""

import msgspec

from shelfwire.dialects.fault_list import FaultList
from shelfwire.dialects.field_faults import Fault, FaultReason
from shelfwire.dialects.field_rules import Kind, Rule
from shelfwire.dialects.lana.schema import INT64_MAX

__all__ = ["InvalidField", "invalid_fields"]


class InvalidField(msgspec.Struct, frozen=True):
    """One bad field of a request.

    Attributes:
        field: its path: `[3].custom_fields[0].name`, as the forms of the official client read it.
        problem: what is wrong, as one of the words of the documents.
        min, max: the bounds that it breaks, as a number or a length in characters; 0 where there is none, for the official
            client has numbers there.
    """

    field: str
    problem: str
    min: int = 0
    max: int = 0


def _word_for_type(rule: Rule | None) -> str:  # noqa: PLR0911 - one return a kind
    """Name the problem of a value of another type than its rule wants."""
    match rule:
        case Rule(kind=Kind.MOMENT):
            return "invalid_rfc3339_date"
        case Rule(kind=Kind.FLAG):
            return "invalid_boolean"
        case Rule(kind=Kind.WHOLE):
            return "invalid_integer"
        case Rule(kind=Kind.NUMBER):
            return "invalid_percentage"
        case Rule(kind=Kind.TEXT, choices=(_, *_)):
            return "invalid_enum"
        case Rule(kind=Kind.TEXT, pattern=str()):
            return "invalid_identifier"
        case _:
            return "invalid_value"


def _word_for_range(rule: Rule | None) -> str:
    """Name the problem of a number beyond its rule's bounds; all numbers that are no whole ones are percentages."""
    match rule:
        case Rule(kind=Kind.WHOLE, low=0, high=high) if high == INT64_MAX:
            return "invalid_non_negative_int64"
        case Rule(kind=Kind.WHOLE):
            return "invalid_integer_range"
        case _:
            return "invalid_percentage"


_WORDS = {
    FaultReason.REQUIRED: "mandatory",
    FaultReason.NULL: "mandatory",
    FaultReason.EMPTY: "invalid_non_empty",
    FaultReason.TOO_SHORT: "min_length_not_met",
    FaultReason.TOO_LONG: "max_length_exceeded",
    FaultReason.NOT_A_CHOICE: "invalid_enum",
    FaultReason.PATTERN: "invalid_identifier",
    FaultReason.MOMENT: "invalid_rfc3339_date",
}

_BOUNDED = frozenset({FaultReason.EMPTY, FaultReason.TOO_SHORT, FaultReason.TOO_LONG, FaultReason.OUT_OF_RANGE})
"""The reasons for which the bounds are told."""


def _invalid_field(index: int, fault: Fault) -> InvalidField:
    """Put the fault of one item into Lana's words."""
    if fault.reason is FaultReason.WRONG_TYPE:
        problem = _word_for_type(fault.rule)
    elif fault.reason is FaultReason.OUT_OF_RANGE:
        problem = _word_for_range(fault.rule)
    else:
        problem = _WORDS.get(fault.reason, "invalid_value")
    path = f"[{index}].{fault.field}" if fault.field else f"[{index}]"
    is_bounded = fault.reason in _BOUNDED
    return InvalidField(path, problem, (fault.low or 0) if is_bounded else 0, (fault.high or 0) if is_bounded else 0)


def invalid_fields(faults: FaultList) -> list[InvalidField]:
    """Put the listed faults of a request into Lana's words, in their order; paths begin with the item: `[3]`."""
    return [_invalid_field(index, fault) for index, fault in faults.listed]

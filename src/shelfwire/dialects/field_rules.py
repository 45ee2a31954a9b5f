"""What a field must be: rules derived from the structs that decode the wire, and the types that take what a rule takes."""

import re
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, inspect

__all__ = [
    "FaultReason",
    "Kind",
    "Rule",
    "lenient_struct",
    "moment_problem",
    "present_type",
    "rule_of",
    "strict_struct",
    "text_fault",
    "text_problem",
]


class Kind(Enum):
    """What a JSON value may be."""

    TEXT = "text"
    MOMENT = "a date and time"
    FLAG = "true or false"
    NUMBER = "a number"
    WHOLE = "a whole number"
    LIST = "an array"
    OBJECT = "an object"
    SCALAR = "a text, a number, true or false"
    ANY = "any JSON value"


class FaultReason(Enum):
    """Why a field is bad, for APIs that say it with a word of their own instead of a sentence."""

    REQUIRED = "required"
    NULL = "null"
    WRONG_TYPE = "wrong_type"
    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_A_CHOICE = "not_a_choice"
    PATTERN = "pattern"
    OUT_OF_RANGE = "out_of_range"
    MOMENT = "moment"
    """No date and time, or not written as the field wants it."""
    UNICODE = "unicode"
    """A NUL, or bytes that are no UTF-8."""
    KEY = "key"
    """The text cannot be a key of the catalog."""
    TOO_DEEP = "too_deep"
    TOO_LARGE = "too_large"
    OTHER = "other"


class Rule(msgspec.Struct, frozen=True):
    """What a field must be.

    Attributes:
        kind: see `Kind`.
        nullable: null is taken too.
        characters_min, characters_max: how long a text must and may be.
        choices: the only texts there are; empty where any will do.
        pattern: a regular expression that is found in a text, or None.
        low, high: the bounds of a number, both included.
        as_sent: a whole number stays one, 2 as 2 and 2.0 as 2.0.
        element: what each element of an array must be.
        fields: an object's fields by their names on the wire.
        required: those of them that must be there.
    """

    kind: Kind
    nullable: bool = False
    characters_min: int = 0
    characters_max: int | None = None
    choices: tuple[str, ...] = ()
    pattern: str | None = None
    low: int | None = None
    high: int | None = None
    as_sent: bool = False
    element: "Rule | None" = None
    fields: "dict[str, Rule]" = {}
    required: tuple[str, ...] = ()


@lru_cache(maxsize=64)
def rule_of(struct: type[msgspec.Struct]) -> Rule:
    """Derive the rule of an item from the struct that decodes it."""
    return _rule(inspect.type_info(struct))


def _rule(node: inspect.Type, *, nullable: bool = False, moment: bool = False) -> Rule:  # noqa: C901 - one case a type
    """Turn one node of msgspec's description of a type into a rule."""
    match node:
        case inspect.Metadata(type=inner, extra_json_schema=schema):
            is_moment = moment or (schema or {}).get("format") == "date-time"
            return _rule(inner, nullable=nullable, moment=is_moment)
        case inspect.UnionType(types=types):
            present = [one for one in types if not isinstance(one, inspect.NoneType)]
            return _union_rule(present, nullable=nullable or len(present) < len(types), moment=moment)
        case inspect.StrType(min_length=shortest, max_length=longest, pattern=pattern):
            kind = Kind.MOMENT if moment else Kind.TEXT
            rule = Rule(kind, nullable, shortest or 0, longest, pattern=pattern)
        case inspect.LiteralType(values=values):
            rule = Rule(Kind.TEXT, nullable, choices=tuple(str(value) for value in values))
        case inspect.BoolType():
            rule = Rule(Kind.FLAG, nullable)
        case inspect.FloatType():
            low, high = _bounds(node)
            rule = Rule(Kind.NUMBER, nullable, low=low, high=high)
        case inspect.AnyType() | inspect.RawType():
            rule = Rule(Kind.ANY, nullable=True)
        case inspect.IntType():
            low, high = _bounds(node)
            rule = Rule(Kind.WHOLE, nullable, low=low, high=high)
        case inspect.ListType(item_type=element):
            rule = Rule(Kind.LIST, nullable, element=_rule(element))
        case inspect.StructType(fields=fields):
            rules = {field.encode_name: _rule(field.type) for field in fields}
            required = tuple(field.encode_name for field in fields if field.required)
            rule = Rule(Kind.OBJECT, nullable, fields=rules, required=required)
        case _:
            raise TypeError(f"a wire struct has a type without a rule: {node}")
    return rule


def _bounds(number: inspect.IntType | inspect.FloatType) -> tuple[int | None, int | None]:
    """Give the least and the greatest that a number may be, both included; all bounds of the APIs are whole numbers."""
    low, high = number.ge, number.le
    return (None if low is None else int(low)), (None if high is None else int(high))


def _union_rule(types: list[inspect.Type], *, nullable: bool, moment: bool) -> Rule:
    """Turn a choice of types into a rule: one type and null, a number that stays as it was sent, or any scalar."""
    if len(types) == 1:
        return _rule(types[0], nullable=nullable, moment=moment)
    numbers = [one for one in types if isinstance(one, inspect.IntType | inspect.FloatType)]
    if len(numbers) == len(types):
        low, high = _bounds(numbers[0])
        return Rule(Kind.NUMBER, nullable, low=low, high=high, as_sent=True)
    return Rule(Kind.SCALAR, nullable, as_sent=True)


def present_type(rule: Rule, *, lenient: bool = False) -> Any:  # noqa: ANN401, PLR0911 - a type form; one case a kind
    """Give the type that takes what a rule takes, null aside; a lenient one ignores unknown fields of objects."""
    match rule.kind:
        case Kind.TEXT | Kind.MOMENT:
            return _present_text(rule)
        case Kind.FLAG:
            return bool
        case Kind.NUMBER:
            return _bounded(int, rule) | _bounded(float, rule) if rule.as_sent else _bounded(float, rule)
        case Kind.WHOLE:
            return _bounded(int, rule)
        case Kind.SCALAR:
            return str | int | float | bool
        case Kind.ANY:
            return Raw
        case Kind.LIST:
            element: Any = present_type(rule.element, lenient=lenient) if rule.element else Any
            return list[element]
        case Kind.OBJECT:
            return _struct(rule, lenient=lenient)


def _bounded(number: type[int] | type[float], rule: Rule) -> Any:  # noqa: ANN401 - a type form
    """Give the type of a number within the bounds of a rule; each member of a union has to have its own."""
    return number if rule.low is None and rule.high is None else Annotated[number, Meta(ge=rule.low, le=rule.high)]


def _present_text(rule: Rule) -> Any:  # noqa: ANN401 - a type form
    """Give the type that takes a text of this rule."""
    if rule.choices:
        return Literal[rule.choices]
    if rule.characters_min or rule.characters_max is not None or rule.pattern is not None:
        meta = Meta(min_length=rule.characters_min, max_length=rule.characters_max, pattern=rule.pattern)
        return Annotated[str, meta]
    return str


def strict_struct(rule: Rule) -> type[msgspec.Struct]:
    """Make a struct that takes what a rule takes and refuses unknown fields, for them to be counted elsewhere."""
    return _struct(rule, lenient=False)


def lenient_struct(rule: Rule) -> type[msgspec.Struct]:
    """Make a struct that takes what a rule takes and ignores unknown fields, its own and those of the objects within."""
    return _struct(rule, lenient=True)


def _struct(rule: Rule, *, lenient: bool) -> type[msgspec.Struct]:
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = []
    for name, field in rule.fields.items():
        present = present_type(field, lenient=lenient)
        form = present | None if field.nullable else present
        fields.append((name, form) if name in rule.required else (name, form | msgspec.UnsetType, UNSET))
    return msgspec.defstruct("Wire", fields, kw_only=True, forbid_unknown_fields=not lenient, gc=False)


_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})"
    r"([Tt ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d{1,9})?)?([Zz]|[+-]([01]\d|2[0-3])(:?[0-5]\d)?)?)?",
    re.ASCII,
)


@lru_cache(maxsize=4096)
def moment_problem(text: str) -> str | None:
    """Say why a text is no date and time, as the end of a sentence, or None where it is one.

    Taken is RFC 3339, and beyond it what the ISO 8601 writers of common languages make: no zone (`datetime.isoformat`), no
    seconds, a date alone.
    """
    found = _MOMENT.fullmatch(text)
    if found is not None:
        try:
            date.fromisoformat(found[1])
        except ValueError:
            return "must be a day that exists"
        return None
    return "must be a date and time such as 2026-01-31T12:00:00Z"


def text_fault(text: str, rule: Rule) -> tuple[FaultReason, str] | None:  # noqa: PLR0911 - one return a rule
    """Say why a text does not fit its rule, as a reason and the end of a sentence, or None where it does."""
    if "\x00" in text:
        return FaultReason.UNICODE, "must not contain the NUL character"
    if rule.kind is Kind.MOMENT:
        return _moment_fault(text, rule)
    if rule.choices and text not in rule.choices:
        return FaultReason.NOT_A_CHOICE, f"must be one of {', '.join(rule.choices)}"
    if len(text) < rule.characters_min:
        if not text:
            return FaultReason.EMPTY, "must not be empty"
        return FaultReason.TOO_SHORT, f"must have at least {rule.characters_min} characters"
    if rule.characters_max is not None and len(text) > rule.characters_max:
        return FaultReason.TOO_LONG, f"must have at most {rule.characters_max} characters"
    if rule.pattern is not None and re.search(rule.pattern, text) is None:
        return FaultReason.PATTERN, f"must match {rule.pattern}"
    return None


def _moment_fault(text: str, rule: Rule) -> tuple[FaultReason, str] | None:
    """Say why a text is not the date and time that its rule wants."""
    problem = moment_problem(text)
    if problem is None and rule.pattern is not None and re.search(rule.pattern, text) is None:
        problem = "must be a date and time with seconds and a zone, such as 2026-01-31T12:00:00Z"
    return None if problem is None else (FaultReason.MOMENT, problem)


def text_problem(text: str, rule: Rule) -> str | None:
    """Say why a text does not fit its rule, as the end of a sentence, or None where it does."""
    fault = text_fault(text, rule)
    return None if fault is None else fault[1]

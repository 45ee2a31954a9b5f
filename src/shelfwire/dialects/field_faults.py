"""Finding every bad field of an item: the slow lane, taken only by items that the typed decoder refused.

A typed decoder stops at the first fault, while a bulk API owes its client all of them. This module walks an item along the
struct that it should have been, reads each field alone, and collects a sentence for each one that does not fit. It is
the authority where the typed decoder is stricter than it need be: a field that stands twice counts as its last one, and a
whole number may be written 2.0.
"""

import re
from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Raw, inspect

from shelfwire.catalog.keys import key_problem
from shelfwire.dialects.json_body import DECODE_ERRORS, ITEM_BYTES_MAX, nesting_exceeds

__all__ = [
    "VALUE_CHARACTERS_MAX",
    "Examination",
    "Fault",
    "Rule",
    "examine_item",
    "is_hopeless",
    "moment_problem",
    "present_type",
    "rule_of",
    "shown",
    "strict_struct",
]

VALUE_CHARACTERS_MAX = 200
"""How much of a bad value an answer repeats."""

_UNKNOWN_NAMES_MAX = 10
"""How many different names of unknown fields are remembered."""

_UNKNOWN_NAME_CHARACTERS_MAX = 60
"""How much of an unknown field's name is remembered."""


class Kind(Enum):
    """What a JSON value may be."""

    TEXT = "text"
    MOMENT = "a date and time"
    FLAG = "true or false"
    NUMBER = "a number"
    WHOLE = "a whole number"
    LIST = "an array"
    OBJECT = "an object"


class Rule(msgspec.Struct, frozen=True):
    """What a field must be.

    Attributes:
        kind: see `Kind`.
        nullable: null is taken too.
        filled: a text must not be empty.
        low, high: the bounds of a whole number, both included.
        element: what each element of an array must be.
        fields: an object's fields by their names on the wire.
        required: those of them that must be there.
    """

    kind: Kind
    nullable: bool = False
    filled: bool = False
    low: int | None = None
    high: int | None = None
    element: "Rule | None" = None
    fields: "dict[str, Rule]" = {}
    required: tuple[str, ...] = ()


class Fault(msgspec.Struct, frozen=True):
    """One bad field of one item: its path within the item ("" for the item itself), a sentence, and what was sent."""

    field: str
    problem: str
    value: Any


@lru_cache(maxsize=64)
def rule_of(struct: type[msgspec.Struct]) -> Rule:
    """Derive the rule of an item from the struct that decodes it."""
    return _rule(inspect.type_info(struct))


def _rule(node: inspect.Type, *, nullable: bool = False, moment: bool = False) -> Rule:
    """Turn one node of msgspec's description of a type into a rule."""
    match node:
        case inspect.Metadata(type=inner, extra_json_schema=schema):
            is_moment = moment or (schema or {}).get("format") == "date-time"
            return _rule(inner, nullable=nullable, moment=is_moment)
        case inspect.UnionType(types=types):
            (only,) = [inner for inner in types if not isinstance(inner, inspect.NoneType)]
            return _rule(only, nullable=True, moment=moment)
        case inspect.StrType(min_length=min_length):
            rule = Rule(Kind.MOMENT if moment else Kind.TEXT, nullable, filled=bool(min_length))
        case inspect.BoolType():
            rule = Rule(Kind.FLAG, nullable)
        case inspect.FloatType():
            rule = Rule(Kind.NUMBER, nullable)
        case inspect.IntType(ge=low, le=high):
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


def present_type(rule: Rule) -> Any:  # noqa: ANN401 - a type form
    """Give the type that takes what a rule takes, null aside."""
    match rule.kind:
        case Kind.TEXT | Kind.MOMENT:
            return Annotated[str, Meta(min_length=1)] if rule.filled else str
        case Kind.FLAG:
            return bool
        case Kind.NUMBER:
            return float
        case Kind.WHOLE:
            return Annotated[int, Meta(ge=rule.low, le=rule.high)]
        case Kind.LIST:
            element: Any = present_type(rule.element) if rule.element else Any
            return list[element]
        case Kind.OBJECT:
            return strict_struct(rule)


def strict_struct(rule: Rule) -> type[msgspec.Struct]:
    """Make a struct that takes what a rule takes and refuses unknown fields, for them to be counted elsewhere."""
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = []
    for name, field in rule.fields.items():
        form = present_type(field) | None if field.nullable else present_type(field)
        fields.append((name, form) if name in rule.required else (name, form | msgspec.UnsetType, UNSET))
    return msgspec.defstruct("Strict", fields, kw_only=True, forbid_unknown_fields=True, gc=False)


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


_KINDS_SENT = {'"': "text", "[": "an array", "{": "an object", "t": "true", "f": "false", "n": "null"}


def _kind_sent(value: Raw) -> str:
    """Name the kind of a JSON value by its first byte."""
    return _KINDS_SENT.get(chr(memoryview(value)[0]), "a number")


def shown(value: Raw) -> Any:  # noqa: ANN401 - any JSON scalar
    """Give a value as an answer repeats it: scalars as they are, the rest as text, all cut to `VALUE_CHARACTERS_MAX`."""
    if len(value) <= 6 * VALUE_CHARACTERS_MAX:
        try:
            decoded = msgspec.json.decode(value)
        except DECODE_ERRORS:
            decoded = None
        else:
            if decoded is None or isinstance(decoded, bool | float):
                return decoded
            if isinstance(decoded, int) and abs(decoded) < 2**63:
                return decoded
            if isinstance(decoded, str):
                return decoded[:VALUE_CHARACTERS_MAX]
    return bytes(memoryview(value)[: 4 * VALUE_CHARACTERS_MAX]).decode("utf-8", "replace")[:VALUE_CHARACTERS_MAX]


_object = msgspec.json.Decoder(dict[str, Raw]).decode
_array = msgspec.json.Decoder(list[Raw]).decode
_number = msgspec.json.Decoder(float).decode
_text = msgspec.json.Decoder(str).decode


class Examination:
    """Walks one item and collects its faults and its unknown fields.

    Attributes:
        faults: one for each bad field, in the order of the fields.
        unknown_count: how many fields the item has that its struct does not know, those of nested objects included.
        unknown_names: the first few different names of them.
    """

    def __init__(self, faults_max: int) -> None:
        """Begin with nothing found; stop looking at `faults_max` faults."""
        self.faults: list[Fault] = []
        self._faults_max = faults_max
        self.unknown_count = 0
        self.unknown_names: dict[str, None] = {}

    def run(self, item: Raw, rule: Rule, path: str = "") -> Any:  # noqa: ANN401 - the item as its rule describes it
        """Examine a whole item, known to the client as `path`; gives its known fields as plain Python values."""
        return self._value(item, rule, path)

    @property
    def _is_full(self) -> bool:
        return len(self.faults) >= self._faults_max

    def fault(self, path: str, predicate: str, value: object) -> None:
        """Note that the field at `path` breaks a rule; `predicate` is the end of the sentence that begins with the path."""
        if not self._is_full:
            self.faults.append(Fault(path, f"{path or 'The item'} {predicate}.", value))

    def _value(self, raw: Raw, rule: Rule, path: str) -> Any:  # noqa: ANN401 - whatever the rule describes
        sent = _kind_sent(raw)
        if sent == "null":
            if not rule.nullable:
                self.fault(path, "must not be null", None)
            return None
        reader = _READERS[rule.kind]
        wanted = "text" if rule.kind is Kind.MOMENT else rule.kind.value
        if sent not in _ACCEPTED[rule.kind]:
            self.fault(path, f"must be {wanted}, not {sent}", shown(raw))
            return None
        return reader(self, raw, rule, path)

    def read_flag(self, raw: Raw, _rule: Rule, path: str) -> bool | None:
        """Read true or false."""
        try:
            return msgspec.json.decode(raw, type=bool)
        except DECODE_ERRORS:
            self.fault(path, "must be true or false", shown(raw))
            return None

    def read_text(self, raw: Raw, rule: Rule, path: str) -> str | None:
        """Read a text or a date and time, and check what no type expresses."""
        try:
            text = _text(raw)
        except DECODE_ERRORS:
            self.fault(path, "must be well-formed Unicode", shown(raw))
            return None
        predicate: str | None = None
        if "\x00" in text:
            predicate = "must not contain the NUL character"
        elif rule.filled and not text:
            predicate = "must not be empty"
        elif rule.kind is Kind.MOMENT:
            predicate = moment_problem(text)
        if predicate is None:
            return text
        self.fault(path, predicate, shown(raw))
        return None

    def read_number(self, raw: Raw, rule: Rule, path: str) -> float | int | None:
        """Read a number; a whole one may be written 2.0."""
        try:
            number = _number(raw)
        except DECODE_ERRORS:
            number = None
        if rule.kind is Kind.NUMBER:
            if number is None:
                self.fault(path, "must be within the range of a double", shown(raw))
            return number
        low, high = rule.low, rule.high
        if number is not None and number.is_integer() and (low is None or high is None or low <= number <= high):
            return int(number)
        bounds = "" if low is None or high is None else f" from {low} to {high}"
        self.fault(path, f"must be a whole number{bounds}", shown(raw))
        return None

    def read_list(self, raw: Raw, rule: Rule, path: str) -> list[Any] | None:
        """Read an array, element by element."""
        element = rule.element
        if element is None:  # pragma: no cover - every array's rule has one
            return None
        try:
            elements = _array(raw)
        except DECODE_ERRORS:
            self.fault(path, "must be well-formed JSON", shown(raw))
            return None
        values = []
        for index, value in enumerate(elements):
            if self._is_full:
                break
            values.append(self._value(value, element, f"{path}[{index}]"))
        return values

    def read_object(self, raw: Raw, rule: Rule, path: str) -> dict[str, Any] | None:
        """Read an object: what is missing, what is known, what is unknown."""
        try:
            sent = _object(raw)
        except DECODE_ERRORS:
            self.fault(path, "must have field names in well-formed Unicode", shown(raw))
            return None
        prefix = f"{path}." if path else ""
        values: dict[str, Any] = {}
        for name in rule.required:
            if name not in sent:
                self.fault(prefix + name, "is required", None)
        for name, value in sent.items():
            known = rule.fields.get(name)
            if known is None:
                self._note_unknown(name)
            else:
                values[name] = self._value(value, known, prefix + name)
        return values

    def _note_unknown(self, name: str) -> None:
        self.unknown_count += 1
        if len(self.unknown_names) < _UNKNOWN_NAMES_MAX:
            self.unknown_names[name[:_UNKNOWN_NAME_CHARACTERS_MAX]] = None


_ACCEPTED: dict[Kind, frozenset[str]] = {
    Kind.TEXT: frozenset({"text"}),
    Kind.MOMENT: frozenset({"text"}),
    Kind.FLAG: frozenset({"true", "false"}),
    Kind.NUMBER: frozenset({"a number"}),
    Kind.WHOLE: frozenset({"a number"}),
    Kind.LIST: frozenset({"an array"}),
    Kind.OBJECT: frozenset({"an object"}),
}
_READERS: dict[Kind, Callable[[Examination, Raw, Rule, str], Any]] = {
    Kind.TEXT: Examination.read_text,
    Kind.MOMENT: Examination.read_text,
    Kind.FLAG: Examination.read_flag,
    Kind.NUMBER: Examination.read_number,
    Kind.WHOLE: Examination.read_number,
    Kind.LIST: Examination.read_list,
    Kind.OBJECT: Examination.read_object,
}


def is_hopeless(error: Exception) -> bool:
    """Tell from msgspec's error whether an item is no object or lacks a field, which no examination would see otherwise."""
    text = str(error)
    return text.startswith(("Object missing required field", "Expected `object`")) and " - at " not in text


def examine_item(item: Raw, rule: Rule, levels_max: int, *keys: str, faults_max: int) -> tuple[Examination, Any]:
    """Examine one item field by field.

    Args:
        item: one raw item.
        rule: what it must be.
        levels_max: how deep it may be nested.
        keys: the names of those of its text fields that are keys of the catalog.
        faults_max: after how many faults no more are looked for; at least one.

    Returns:
        What was found, and the item's known fields, which are of use where no fault was found.
    """
    examination = Examination(faults_max)
    values: Any = None
    if len(item) > ITEM_BYTES_MAX:
        examination.fault("", f"must not be longer than {ITEM_BYTES_MAX:,} bytes", None)
    elif nesting_exceeds(bytes(item), levels_max):
        examination.fault("", f"must not be nested deeper than {levels_max} levels", None)
    else:
        values = examination.run(item, rule)
        for key in keys:
            text = values.get(key) if isinstance(values, dict) else None
            if text and (problem := key_problem(text)):
                examination.fault(key, problem, text[:VALUE_CHARACTERS_MAX])
    return examination, values

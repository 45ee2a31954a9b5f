"""Finding every bad field of an item: the slow lane, taken only by items that the typed decoder refused.

A typed decoder stops at the first fault, while a bulk API owes its client all of them. This module walks an item along the
struct that it should have been, reads each field alone, and collects a sentence for each one that does not fit. It is
the authority where the typed decoder is stricter than it need be: a field that stands twice counts as its last one, and a
whole number may be written 2.0.
"""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Raw

from shelfwire.catalog.keys import key_problem
from shelfwire.dialects.field_rules import FaultReason, Kind, Rule, text_fault
from shelfwire.dialects.json_body import DECODE_ERRORS, ITEM_BYTES_MAX, may_hold_nul, nesting_exceeds

__all__ = [
    "VALUE_CHARACTERS_MAX",
    "Examination",
    "Fault",
    "FaultReason",
    "examine_item",
    "holds_nul",
    "is_hopeless",
    "shown",
]

VALUE_CHARACTERS_MAX = 200
"""How much of a bad value an answer repeats."""

_UNKNOWN_NAMES_MAX = 10
"""How many different names of unknown fields are remembered."""

_UNKNOWN_NAME_CHARACTERS_MAX = 60
"""How much of an unknown field's name is remembered."""


_TEXTS = frozenset({Kind.TEXT, Kind.MOMENT})


class Fault(msgspec.Struct, frozen=True):
    """One bad field of one item.

    Attributes:
        field: its path within the item; "" for the item itself.
        problem: what is wrong, as a sentence.
        value: what was sent, as far as it is repeated.
        reason: what is wrong, for machines.
        rule: what the field must be; None where no rule of a field is broken.
    """

    field: str
    problem: str
    value: Any
    reason: FaultReason = FaultReason.OTHER
    rule: Rule | None = None

    @property
    def kind(self) -> Kind | None:
        """What the field's value must be."""
        return None if self.rule is None else self.rule.kind

    @property
    def low(self) -> int | None:
        """The least number or length, in characters, that is taken; None where there is no such bound."""
        rule = self.rule
        if rule is None or rule.kind in _TEXTS:
            return None if rule is None else rule.characters_min or None
        return rule.low

    @property
    def high(self) -> int | None:
        """The greatest number or length, in characters, that is taken; None where there is no such bound."""
        rule = self.rule
        if rule is None or rule.kind in _TEXTS:
            return None if rule is None else rule.characters_max
        return rule.high


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


def holds_nul(value: object) -> bool:
    """Tell whether a NUL stands in any text of a decoded JSON value, names of objects included."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if "\x00" in one:
                return True
        elif isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            waiting.extend(one.keys())
            waiting.extend(one.values())
    return False


_object = msgspec.json.Decoder(dict[str, Raw]).decode
_array = msgspec.json.Decoder(list[Raw]).decode
_number = msgspec.json.Decoder(float).decode
_number_as_sent = msgspec.json.Decoder(int | float).decode
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

    def fault(
        self,
        path: str,
        predicate: str,
        value: object,
        reason: FaultReason = FaultReason.OTHER,
        rule: Rule | None = None,
    ) -> None:
        """Note that the field at `path` is bad; `predicate` is the end of the sentence that begins with the path."""
        if not self._is_full:
            self.faults.append(Fault(path, f"{path or 'The item'} {predicate}.", value, reason, rule))

    def _value(self, raw: Raw, rule: Rule, path: str) -> Any:  # noqa: ANN401 - whatever the rule describes
        sent = _kind_sent(raw)
        if sent == "null":
            if not rule.nullable:
                self.fault(path, "must not be null", None, FaultReason.NULL, rule)
            return None
        reader = _READERS[rule.kind]
        wanted = "text" if rule.kind is Kind.MOMENT else rule.kind.value
        if sent not in _ACCEPTED[rule.kind]:
            self.fault(path, f"must be {wanted}, not {sent}", shown(raw), FaultReason.WRONG_TYPE, rule)
            return None
        return reader(self, raw, rule, path)

    def read_flag(self, raw: Raw, rule: Rule, path: str) -> bool | None:
        """Read true or false."""
        try:
            return msgspec.json.decode(raw, type=bool)
        except DECODE_ERRORS:
            self.fault(path, "must be true or false", shown(raw), FaultReason.WRONG_TYPE, rule)
            return None

    def read_text(self, raw: Raw, rule: Rule, path: str) -> str | None:
        """Read a text or a date and time, and check what no type expresses."""
        try:
            text = _text(raw)
        except DECODE_ERRORS:
            self.fault(path, "must be well-formed Unicode", shown(raw), FaultReason.UNICODE, rule)
            return None
        found = text_fault(text, rule)
        if found is None:
            return text
        reason, predicate = found
        self.fault(path, predicate, shown(raw), reason, rule)
        return None

    def read_number(self, raw: Raw, rule: Rule, path: str) -> float | int | None:
        """Read a number; a whole one may be written 2.0, and keeps all its digits where it is written without a fraction."""
        try:
            number: int | float | None = _number(raw)
            if rule.as_sent or rule.kind is Kind.WHOLE:
                number = _number_as_sent(raw)
        except DECODE_ERRORS:
            number = None
        low, high = rule.low, rule.high
        bounded = low is not None and high is not None
        inside = number is not None and (low is None or low <= number) and (high is None or number <= high)
        bounds = f" from {low:,} to {high:,}" if bounded else ""
        is_whole = number is None or isinstance(number, int) or number.is_integer()
        if rule.kind is Kind.WHOLE and not (inside and is_whole):
            reason = FaultReason.OUT_OF_RANGE if is_whole else FaultReason.WRONG_TYPE
            self.fault(path, f"must be a whole number{bounds}", shown(raw), reason, rule)
        elif number is None:
            self.fault(path, "must be within the range of a double", shown(raw), FaultReason.OUT_OF_RANGE, rule)
        elif not inside:
            self.fault(path, f"must be a number{bounds}", shown(raw), FaultReason.OUT_OF_RANGE, rule)
        elif rule.kind is Kind.WHOLE:
            return int(number)
        else:
            return number
        return None

    def read_scalar(self, raw: Raw, rule: Rule, path: str) -> str | float | int | bool | None:
        """Read a text, a number, true or false."""
        sent = _kind_sent(raw)
        if sent == "text":
            return self.read_text(raw, rule, path)
        if sent == "a number":
            return self.read_number(raw, msgspec.structs.replace(rule, kind=Kind.NUMBER), path)
        return self.read_flag(raw, rule, path)

    def read_any(self, raw: Raw, rule: Rule, path: str) -> Raw | None:
        """Read any JSON value; it stays the text that it is."""
        try:
            value = msgspec.json.decode(raw)
        except DECODE_ERRORS:
            self.fault(path, "must be well-formed JSON", None, FaultReason.UNICODE, rule)
            return None
        if may_hold_nul(bytes(raw)) and holds_nul(value):
            self.fault(path, "must not contain the NUL character", None, FaultReason.UNICODE, rule)
            return None
        return raw

    def read_list(self, raw: Raw, rule: Rule, path: str) -> list[Any] | None:
        """Read an array, element by element."""
        element = rule.element
        if element is None:  # pragma: no cover - every array's rule has one
            return None
        try:
            elements = _array(raw)
        except DECODE_ERRORS:
            self.fault(path, "must be well-formed JSON", shown(raw), FaultReason.UNICODE, rule)
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
            predicate = "must have field names in well-formed Unicode"
            self.fault(path, predicate, shown(raw), FaultReason.UNICODE, rule)
            return None
        prefix = f"{path}." if path else ""
        values: dict[str, Any] = {}
        for name in rule.required:
            if name not in sent:
                self.fault(prefix + name, "is required", None, FaultReason.REQUIRED, rule.fields[name])
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
    Kind.SCALAR: frozenset({"text", "a number", "true", "false"}),
    Kind.ANY: frozenset({"text", "a number", "true", "false", "an array", "an object"}),
}
_READERS: dict[Kind, Callable[[Examination, Raw, Rule, str], Any]] = {
    Kind.TEXT: Examination.read_text,
    Kind.MOMENT: Examination.read_text,
    Kind.FLAG: Examination.read_flag,
    Kind.NUMBER: Examination.read_number,
    Kind.WHOLE: Examination.read_number,
    Kind.LIST: Examination.read_list,
    Kind.OBJECT: Examination.read_object,
    Kind.SCALAR: Examination.read_scalar,
    Kind.ANY: Examination.read_any,
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
        predicate = f"must not be longer than {ITEM_BYTES_MAX:,} bytes"
        examination.fault("", predicate, None, FaultReason.TOO_LARGE, rule)
    elif nesting_exceeds(bytes(item), levels_max):
        predicate = f"must not be nested deeper than {levels_max} levels"
        examination.fault("", predicate, None, FaultReason.TOO_DEEP, rule)
    else:
        values = examination.run(item, rule)
        for key in keys:
            text = values.get(key) if isinstance(values, dict) else None
            if text and (problem := key_problem(text)):
                examination.fault(key, problem, text[:VALUE_CHARACTERS_MAX], FaultReason.KEY, rule.fields.get(key))
    return examination, values

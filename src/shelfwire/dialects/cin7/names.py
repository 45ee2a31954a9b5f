"""Names and enum values as this API takes them: in any case, and enums by their number too.

The vendor's documents write names in PascalCase, its samples in camelCase, and its clients in either. An item that does not
come in the spelling of the schema is written anew in it, value by value as it came, and read like any other from then on.
"""

from collections.abc import Mapping

import msgspec
from msgspec import Raw

from shelfwire.dialects.cin7.schema import (
    DIMENSION_FIELDS,
    OPTION_FIELDS,
    ORDER_TYPE_DEFAULT,
    STATUS_DEFAULT,
    STATUSES,
    STOCK_CONTROL_DEFAULT,
    STOCK_CONTROLS,
    CreateProductRequest,
    UpdateProductRequest,
)
from shelfwire.dialects.json_body import DECODE_ERRORS

__all__ = ["CREATE_FIELDS", "UPDATE_FIELDS", "Names", "canonical", "canonical_status"]

_ORDER_TYPE = "orderType"
_SPECIAL = ("status", "stockControl", _ORDER_TYPE)
_EMPTY = Raw(b'""')
_ORDER = Raw(b'"' + ORDER_TYPE_DEFAULT.encode() + b'"')

_decode = msgspec.json.decode
_encode = msgspec.json.Encoder().encode
_fields_of = msgspec.json.Decoder(dict[str, Raw]).decode
_elements_of = msgspec.json.Decoder(list[Raw]).decode


class Names(msgspec.Struct, frozen=True):
    """The fields of an object on the wire.

    Attributes:
        known: to a field's name, from itself and from its lower case.
        special: the fields whose values need a look.
        nested: of fields that are objects or lists of objects, what these have.
    """

    known: dict[str, str]
    special: frozenset[str]
    nested: dict[str, "Names"] = {}

    @classmethod
    def of(cls, fields: tuple[str, ...], **nested: tuple[str, ...]) -> "Names":
        """Make the names of an object from its fields and those of its nested objects."""
        known = {field.lower(): field for field in fields} | {field: field for field in fields}
        special = frozenset({*_SPECIAL, *nested}.intersection(fields))
        return cls(known, special, {name: cls.of(below) for name, below in nested.items()})

    def find(self, sent: str) -> str | None:
        """Give the name of a field that was sent in any case, or None where there is no such field."""
        return self.known.get(sent) or self.known.get(sent.lower())


CREATE_FIELDS = Names.of(
    CreateProductRequest.__struct_encode_fields__, dimensions=DIMENSION_FIELDS, productOptions=OPTION_FIELDS
)
"""The names of a product to create."""

UPDATE_FIELDS = Names.of(UpdateProductRequest.__struct_encode_fields__, productDimensions=DIMENSION_FIELDS)
"""The names of a product to update."""


class _Enum(msgspec.Struct, frozen=True):
    """The values of an enum, raw as they are stored: by their text in lower case, and by their number."""

    texts: dict[str, Raw]
    numbers: dict[int, Raw]

    @classmethod
    def of(cls, values: Mapping[int, str], default: str) -> "_Enum":
        """Make an enum in which `Undefined`, its number (where no value has that) and an empty text mean the default."""
        undefined = Raw(_encode(default))
        texts = {text.lower(): Raw(_encode(text)) for text in values.values()}
        numbers = {number: Raw(_encode(text)) for number, text in values.items()}
        return cls({"undefined": undefined, "": undefined} | texts, {0: undefined} | numbers)

    def canonical(self, value: Raw) -> Raw:
        """Write a value as its text; one that the enum does not have is left for its rule to refuse, as a text too."""
        try:
            sent = _decode(value)
        except DECODE_ERRORS:
            return value
        if isinstance(sent, str):
            return self.texts.get(sent.lower(), value)
        if isinstance(sent, int) and not isinstance(sent, bool):
            return self.numbers.get(sent) or Raw(b'"%s"' % bytes(value))
        return value


_ENUMS = {
    "status": _Enum.of(STATUSES, STATUS_DEFAULT),
    "stockControl": _Enum.of(STOCK_CONTROLS, STOCK_CONTROL_DEFAULT),
}


def _nested(names: Names, value: Raw) -> Raw:
    """Write an object, or each object of a list, with the names of the schema; anything else stays as it came."""
    kind = bytes(memoryview(value)[:1])
    try:
        if kind == b"{":
            return Raw(_encode(canonical(value, names)))
        if kind == b"[":
            return Raw(_encode([_nested(names, element) for element in _elements_of(value)]))
    except DECODE_ERRORS:
        return value
    return value


def canonical(item: Raw, names: Names) -> dict[str, Raw]:
    """Give the known fields of an object under the schema's names; of one that stands twice the last counts.

    Args:
        item: a raw object.
        names: what is known.

    Returns:
        Name to raw value, in the order in which the fields came.

    Raises:
        MsgspecError, UnicodeDecodeError, RecursionError: it is no object, or its names are no Unicode.
    """
    found: dict[str, Raw] = {}
    for sent, value in _fields_of(item).items():
        name = names.find(sent)
        if name is not None:
            found[name] = _special(name, value, names) if name in names.special else value
    return found


def canonical_status(value: Raw) -> Raw:
    """Write a status as its text; one that there is not is left for its rule to refuse."""
    return _ENUMS["status"].canonical(value)


def _special(name: str, value: Raw, names: Names) -> Raw:
    """Write the value of an enum as its text, an empty order type as the default, and nested fields by their names."""
    if name in names.nested:
        return _nested(names.nested[name], value)
    if name == _ORDER_TYPE:
        return _ORDER if value == _EMPTY else value
    return _ENUMS[name].canonical(value)

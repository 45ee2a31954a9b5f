"""Classes of products: which one a product is in, and what that alone tells of it, so that a search reads those it needs.

What the classes are is a statement of search.sql. A product is in the first one whose attribute has its value; most are in
none.
"""

from collections.abc import Callable, Sequence
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import apsw
import msgspec

from shelfwire.catalog.query import (
    And,
    Attribute,
    Comparison,
    Contains,
    Expression,
    IsNull,
    Like,
    Member,
    Not,
    Operator,
    Or,
    Value,
    ValueType,
)
from shelfwire.storage.sql import load_queries, read_sql

__all__ = ["KNOWN_CLASSES", "Known", "classes_of", "known_of", "truth"]

_COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: eq,
    Operator.NOT_EQUAL: ne,
    Operator.LESS: lt,
    Operator.LESS_OR_EQUAL: le,
    Operator.GREATER: gt,
    Operator.GREATER_OR_EQUAL: ge,
}
_decode = msgspec.json.decode
_values_of = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_TYPES: dict[type, ValueType] = {bool: ValueType.FLAG, str: ValueType.TEXT}


class Known(msgspec.Struct):
    """What is known of the attributes of a product.

    Attributes:
        values: attributes that have a certain value.
        excluded: values that an attribute does not have.
    """

    values: dict[str, Value] = {}
    excluded: dict[str, set[Value]] = {}


def known_of(rows: list[tuple[int, str, str]]) -> dict[int | None, Known]:
    """Tell what is known by class, and of a product without one (None), from the rows of `known_classes`."""
    passed: dict[str, set[Value]] = {}
    known: dict[int | None, Known] = {}
    for number, attribute, value in rows:
        before = {name: set(values) for name, values in passed.items()}
        known[number] = Known({attribute: _decode(value)}, before)
        passed.setdefault(attribute, set()).add(_decode(value))
    known[None] = Known({}, passed)
    return known


def _rows() -> list[tuple[int, str, str]]:
    """Read the classes out of the statement that says them."""
    statement = load_queries(read_sql("shelfwire.storage.sqlite", "sql", "search.sql"))["known_classes"]
    connection = apsw.Connection(":memory:")
    rows: Any = connection.execute(statement).fetchall()
    connection.close()
    return list(rows)


_CLASSES = [(number, name, msgspec.Raw(value.encode())) for number, name, value in _rows()]
_MARKS = [f'"{name}":{bytes(value).decode()}'.encode() for _, name, value in _CLASSES]

KNOWN_CLASSES = known_of(_rows())
"""What each class tells of its products."""


def classes_of(attributes: Sequence[bytes]) -> list[int | None]:
    """Give the class of each of many products, or None, from their attributes as they are stored."""
    # One look through all of them spares nearly every batch the look at each: most products are in no class.
    everything = b"\n".join(attributes)
    if not any(mark in everything for mark in _MARKS):
        return [None] * len(attributes)
    return [_class_of(one) for one in attributes]


def _class_of(attributes: bytes) -> int | None:
    """Give the class of one product; a mark alone can stand deeper, in an object of the customer's own."""
    if not any(mark in attributes for mark in _MARKS):
        return None
    values = _values_of(attributes)
    return next((number for number, name, value in _CLASSES if values.get(name) == value), None)


def truth(part: Expression, known: Known) -> bool | None:  # noqa: PLR0911 - one line a kind of condition
    """Tell whether a condition is true or is false of every such product; None where that depends on the product."""
    if isinstance(part, And):
        values = [truth(below, known) for below in part.parts]
        return False if False in values else None if None in values else True
    if isinstance(part, Or):
        values = [truth(below, known) for below in part.parts]
        return True if True in values else None if None in values else False
    if isinstance(part, Not):
        value = truth(part.part, known)
        return None if value is None else not value
    if isinstance(part, Contains) or not isinstance(part.field, Attribute):
        return None
    if isinstance(part, Comparison):
        return _compared(part, part.field, known)
    if isinstance(part, Member):
        values = [_compared(Comparison(part.field, Operator.EQUAL, value), part.field, known) for value in part.values]
        return True if True in values else None if None in values else False
    return _read(part, part.field, known)


def _certain(field: Attribute, known: Known) -> Value | None:
    """Give the value that a field certainly reads, or None."""
    value = known.values.get(field.name)
    if value is not None:
        return value if _TYPES[type(value)] is field.type else field.default
    excluded = known.excluded.get(field.name, set())
    if field.type is ValueType.FLAG and field.default is not None and (not field.default) in excluded:
        # A flag that is not the one value is the other, or unset.
        return field.default
    return None


def _compared(part: Comparison, field: Attribute, known: Known) -> bool | None:
    """Compare what is known."""
    value = _certain(field, known)
    if value is not None:
        return _COMPARE[part.operator](value, part.value)
    excluded = any(
        _TYPES[type(value)] is field.type and value == part.value for value in known.excluded.get(field.name, ())
    )
    if not excluded or field.default is None or part.value == field.default:
        return None
    return {Operator.EQUAL: False, Operator.NOT_EQUAL: True}.get(part.operator)


def _read(part: Contains | Like | IsNull, field: Attribute, known: Known) -> bool | None:
    """Say what is known of a condition that is no comparison."""
    return False if isinstance(part, IsNull) and _certain(field, known) is not None else None

"""What can be asked of a catalog's products: conditions, an order, and a part of what is found.

The smallest tree that the APIs' own languages need. It says what is asked, never how it is found; every store answers it
alike. The rules are SQL's: a comparison with a value that is not there is neither true nor false, and only products for
which the whole condition is true are found. Texts are compared by code point, and `Like` alone takes ASCII letters without
regard to case.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import TypeAlias

import msgspec

from shelfwire.catalog.keys import KeyName

__all__ = [
    "LIKE_CHARACTERS_MAX",
    "LIST_VALUES_MAX",
    "PATTERN_CHARACTERS_MAX",
    "PRODUCT_ID",
    "QUERY_DEPTH_MAX",
    "QUERY_NODES_MAX",
    "UPDATED_AT",
    "And",
    "Attribute",
    "Comparison",
    "Contains",
    "Expression",
    "Field",
    "IsNull",
    "Key",
    "Like",
    "Member",
    "Not",
    "Operator",
    "Or",
    "Order",
    "Query",
    "Time",
    "TimeName",
    "Value",
    "ValueType",
    "conjuncts",
    "full_order",
    "query_problem",
    "text_problem",
    "type_of",
]

QUERY_NODES_MAX = 200
"""How many conditions, and the words that join them, a query may have."""

QUERY_DEPTH_MAX = 50
"""How deep they may lie within each other."""

LIST_VALUES_MAX = 1_000
"""How many values a list of `Member` may have; it has one at least."""

PATTERN_CHARACTERS_MAX = 250
"""The longest pattern of `Like`, in characters."""

LIKE_CHARACTERS_MAX = 10_000
"""How much of a text a pattern is held against: the two lengths multiplied are what it can cost."""

NUMBER_MAX = 2**63 - 1
"""Whole numbers beyond this, and below its negative less one, are no values of a query."""

Value: TypeAlias = str | int | float | bool
"""What a field is compared with: a text, a number, a flag, or a moment in microseconds since 1970 in UTC."""


class ValueType(Enum):
    """What kind of value a field has."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    MOMENT = "moment"


class TimeName(Enum):
    """The two moments that every product has; the value is the column's name."""

    CREATED_AT = "created_at"
    UPDATED_AT = "updated_at"


class Key(msgspec.Struct, frozen=True):
    """A key of the product.

    Attributes:
        name: which one; product_id is a number, all others are texts.
        given: of the sku: only where a client gave it (see `catalog.product.given_sku`).
        default: what a product reads that has no such key; None where it then has no value.
    """

    name: KeyName
    given: bool = False
    default: str | None = None


class Time(msgspec.Struct, frozen=True):
    """A moment of the product's own."""

    name: TimeName


class Attribute(msgspec.Struct, frozen=True):
    """A stored attribute.

    Attributes:
        name: as it is stored; letters, digits, `_` and `:`.
        type: text, number or flag.
        default: what a product reads where the attribute is unset or of another type; None where it then has no value.
    """

    name: str
    type: ValueType
    default: Value | None = None


Field: TypeAlias = Key | Time | Attribute
"""What a condition or an order is about."""

PRODUCT_ID = Key(KeyName.PRODUCT_ID)
UPDATED_AT = Time(TimeName.UPDATED_AT)


class Operator(Enum):
    """How two values are compared; the value is SQL's sign."""

    EQUAL = "="
    NOT_EQUAL = "<>"
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


class Comparison(msgspec.Struct, frozen=True):
    """A field's value compared with one of the same type; unknown where it has none."""

    field: Field
    operator: Operator
    value: Value


class Member(msgspec.Struct, frozen=True):
    """A field's value is one of these, all of its type; unknown where it has none."""

    field: Field
    values: tuple[Value, ...]


class Contains(msgspec.Struct, frozen=True):
    """An attribute that is an array has this text as one of its elements; unknown where it is no array.

    The field is a text: what it says of the attribute's type is that of the elements.
    """

    field: Attribute
    value: str


class Like(msgspec.Struct, frozen=True):
    """A text is like a pattern: `%` stands for any characters, `_` for one; ASCII letters match in either case.

    Of a longer text the first `LIKE_CHARACTERS_MAX` characters are looked at.
    """

    field: Field
    pattern: str


class IsNull(msgspec.Struct, frozen=True):
    """A field has no value, not even a default; never unknown."""

    field: Field


class And(msgspec.Struct, frozen=True):
    """All of these; true where there are none."""

    parts: tuple["Expression", ...]


class Or(msgspec.Struct, frozen=True):
    """At least one of these; false where there are none."""

    parts: tuple["Expression", ...]


class Not(msgspec.Struct, frozen=True):
    """The opposite; what is unknown stays so."""

    part: "Expression"


Expression: TypeAlias = Comparison | Member | Contains | Like | IsNull | And | Or | Not
"""A condition."""


class Order(msgspec.Struct, frozen=True):
    """One term of an order: a field, ascending or descending; products without a value are the least."""

    field: Field
    descending: bool = False


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A question for products.

    Attributes:
        where: the condition; None for all products.
        order: the terms of the order; see `full_order`.
        offset: how many products to pass over, from 0.
        limit: how many to give at the most.
    """

    where: Expression | None = None
    order: tuple[Order, ...] = ()
    offset: int = 0
    limit: int


def conjuncts(where: Expression | None) -> Iterator[Expression]:
    """Give the conditions that must all hold: the parts of `And`, and of those within it."""
    if isinstance(where, And):
        for part in where.parts:
            yield from conjuncts(part)
    elif where is not None:
        yield where


_AFTER = frozenset({Operator.GREATER, Operator.GREATER_OR_EQUAL})


def full_order(query: Query) -> tuple[Order, ...]:
    """Give the order in which a store answers a query: one without ties, so that pages neither overlap nor leave gaps.

    Asked for nothing, it is that of product_id; but where the condition is about what changed after some moment, it is that
    of the change, so that a client that reads page after page misses nothing that changes meanwhile. The product_id comes
    last, in the direction of the term before it.
    """
    order = query.order
    if not order:
        since = any(
            isinstance(part, Comparison) and part.field == UPDATED_AT and part.operator in _AFTER
            for part in conjuncts(query.where)
        )
        order = (Order(UPDATED_AT),) if since else ()
    seen: dict[Field, Order] = {}
    for term in order:
        seen.setdefault(term.field, term)
        if term.field == PRODUCT_ID:
            break
    else:
        seen[PRODUCT_ID] = Order(PRODUCT_ID, descending=bool(order) and order[-1].descending)
    return tuple(seen.values())


_ATTRIBUTE = re.compile(r"[A-Za-z0-9_:]+")


def type_of(field: Field) -> ValueType:
    """Tell what kind of value a field has."""
    if isinstance(field, Attribute):
        return field.type
    if isinstance(field, Time):
        return ValueType.MOMENT
    return ValueType.NUMBER if field.name is KeyName.PRODUCT_ID else ValueType.TEXT


def text_problem(text: str) -> str | None:
    """Say why no stored text can be equal to this one, as the end of a sentence, or None where one can."""
    if "\x00" in text:
        return "must not contain the NUL character"
    if any("\ud800" <= character <= "\udfff" for character in text):
        return "must not contain half of a surrogate pair"
    return None


def _value_problem(field: Field, value: Value) -> str | None:
    """Say why a value cannot be compared with a field, or None."""
    wanted = type_of(field)
    if wanted is ValueType.TEXT:
        return text_problem(value) if isinstance(value, str) else "must be a text"
    if wanted is ValueType.FLAG:
        return None if isinstance(value, bool) else "must be true or false"
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole and (wanted is ValueType.MOMENT or not isinstance(value, float)):
        return f"must be a {wanted.value}"
    if isinstance(value, float):
        return None if value - value == 0 else "must be finite"
    return None if -NUMBER_MAX - 1 <= int(value) <= NUMBER_MAX else "must fit into 64 bits"


def _leaf_problem(part: Comparison | Member | Contains | Like | IsNull) -> str | None:
    """Say why a single condition cannot be asked, or None."""
    values: tuple[Value, ...] = ()
    if isinstance(part, Comparison | Contains):
        values = (part.value,)
    elif isinstance(part, Member):
        if not 0 < len(part.values) <= LIST_VALUES_MAX:
            return f"a list has no value or more than {LIST_VALUES_MAX}"
        values = part.values
    elif isinstance(part, Like):
        if type_of(part.field) is not ValueType.TEXT:
            return "a pattern is for texts only"
        if len(part.pattern) > PATTERN_CHARACTERS_MAX:
            return f"a pattern has more than {PATTERN_CHARACTERS_MAX} characters"
        values = (part.pattern,)
    if problem := _field_problem(part.field):
        return problem
    problems = (_value_problem(part.field, value) for value in values)
    return next((f"a value {problem}" for problem in problems if problem), None)


def _field_problem(field: Field) -> str | None:
    """Say why there cannot be such a field, or None."""
    if not isinstance(field, Attribute):
        return None
    if not _ATTRIBUTE.fullmatch(field.name):
        return f"{field.name!r} is no attribute's name"
    if field.type is ValueType.MOMENT:
        return "an attribute is a text, a number or a flag"
    problem = None if field.default is None else _value_problem(field, field.default)
    return None if problem is None else f"the default of {field.name} {problem}"


def query_problem(query: Query) -> str | None:
    """Say what about a query is beyond the bounds or of the wrong type, or None where it can be answered."""
    nodes = 0
    waiting = [(query.where, 1)] if query.where is not None else []
    while waiting:
        part, depth = waiting.pop()
        nodes += 1
        if nodes > QUERY_NODES_MAX:
            return f"there are more than {QUERY_NODES_MAX} conditions"
        if depth > QUERY_DEPTH_MAX:
            return f"conditions lie more than {QUERY_DEPTH_MAX} deep within each other"
        if isinstance(part, And | Or):
            waiting += [(below, depth + 1) for below in part.parts]
        elif isinstance(part, Not):
            waiting.append((part.part, depth + 1))
        elif problem := _leaf_problem(part):
            return problem
    if len(query.order) > QUERY_NODES_MAX:
        return f"the order has more than {QUERY_NODES_MAX} terms"
    return next((problem for term in query.order if (problem := _field_problem(term.field))), None)

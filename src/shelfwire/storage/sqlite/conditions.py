"""Conditions and orders as SQL: made of constants and placeholders only, every value and every attribute's name is bound."""

from collections.abc import Iterable, Sequence
from functools import singledispatchmethod

import msgspec

from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.product import SKU_DERIVED
from shelfwire.catalog.query import (
    LIKE_CHARACTERS_MAX,
    PRODUCT_ID,
    And,
    Attribute,
    Comparison,
    Contains,
    Expression,
    Field,
    IsNull,
    Key,
    Like,
    Member,
    Not,
    Or,
    Order,
    Time,
    Value,
    ValueType,
)

__all__ = ["Clauses"]

Bound = str | int | float | None

_encode = msgspec.json.Encoder().encode

_ATTRIBUTE = {
    ValueType.TEXT: "CASE json_type(attributes, ?) WHEN 'text' THEN attributes ->> ? ELSE ? END",
    ValueType.NUMBER: "CASE WHEN json_type(attributes, ?) IN ('integer', 'real') THEN attributes ->> ? ELSE ? END",
    ValueType.FLAG: "CASE json_type(attributes, ?) WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE ? END",
}


class Clauses:
    """Clauses of one statement, made in the order in which they stand in it.

    Attributes:
        bound: the values of all placeholders so far.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.bound: list[Bound] = []

    def bind(self, value: Value | None) -> str:
        """Bind a value and give its placeholder."""
        self.bound.append(value)
        return "?"

    def all_of(self, parts: Iterable[Expression]) -> str:
        """Write conditions that must all hold, each led by AND; the plus keeps the planner from choosing an index by it."""
        return "".join(f" AND +({self.condition(part)})" for part in parts)

    def order(self, terms: Sequence[Order], *, plus: str = "") -> str:
        """Write an order; the product's number is the row's within a catalog. `plus` keeps indexes from being chosen by it."""
        written = (
            (plus + ("row_id" if term.field == PRODUCT_ID else self._field(term.field)), " DESC" * term.descending)
            for term in terms
        )
        return ", ".join(field + way for field, way in written)

    @singledispatchmethod
    def condition(self, part: Expression) -> str:
        """Write a condition."""
        message = f"there is no condition {part!r}"
        raise TypeError(message)

    @condition.register
    def _(self, part: Comparison) -> str:
        return f"{self._field(part.field)} {part.operator.value} {self.bind(part.value)}"

    @condition.register
    def _(self, part: Member) -> str:
        values = self._field(part.field), self.bind(_encode(part.values).decode())
        return "{} IN (SELECT value FROM json_each({}))".format(*values)

    @condition.register
    def _(self, part: Contains) -> str:
        path = f'$."{part.field.name}"'
        self.bound += (path, path, part.value)
        elements = "SELECT 1 FROM json_each(attributes, ?) WHERE type = 'text' AND atom = ?"
        return f"CASE json_type(attributes, ?) WHEN 'array' THEN EXISTS ({elements}) END"

    @condition.register
    def _(self, part: Like) -> str:
        # One LIKE cannot be stopped, and takes as long as its text and its pattern multiplied.
        return f"substr({self._field(part.field)}, 1, {LIKE_CHARACTERS_MAX}) LIKE {self.bind(part.pattern)}"

    @condition.register
    def _(self, part: IsNull) -> str:
        return f"({self._field(part.field)}) IS NULL"

    @condition.register
    def _(self, part: And) -> str:
        return " AND ".join(f"({self.condition(below)})" for below in part.parts) or "TRUE"

    @condition.register
    def _(self, part: Or) -> str:
        return " OR ".join(f"({self.condition(below)})" for below in part.parts) or "FALSE"

    @condition.register
    def _(self, part: Not) -> str:
        return f"NOT ({self.condition(part.part)})"

    def _field(self, field: Field) -> str:
        """Write what a field reads."""
        if isinstance(field, Attribute):
            self.bind(f'$."{field.name}"')
            if field.type is not ValueType.FLAG:
                self.bind(field.name)
            self.bind(field.default)
            return _ATTRIBUTE[field.type]
        if isinstance(field, Time):
            return field.name.value
        return self._key(field)

    def _key(self, key: Key) -> str:
        """Write what a key reads."""
        column = key.name.value
        if key.given and key.name is KeyName.SKU:
            self.bind(f'$."{SKU_DERIVED}"')
            return f"iif(json_type(attributes, ?) IS NULL, {column}, {self.bind(key.default)})"
        return column if key.default is None else f"ifnull({column}, {self.bind(key.default)})"

"""What a query asks, seen from the indexes: which keys, numbers and moments it is bound to, and which classes it leaves."""

import math
from collections.abc import Sequence

import msgspec

from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.product import PRODUCT_ID_MAX
from shelfwire.catalog.query import (
    PRODUCT_ID,
    UPDATED_AT,
    Comparison,
    Expression,
    Key,
    Member,
    Operator,
    Query,
    Value,
    conjuncts,
    full_order,
    query_problem,
)
from shelfwire.storage.sqlite.classes import Known, truth

__all__ = ["Asked", "Bounds"]

TIME_MAX = 2**63 - 1

_LOW = frozenset({Operator.GREATER, Operator.GREATER_OR_EQUAL, Operator.EQUAL})
_HIGH = frozenset({Operator.LESS, Operator.LESS_OR_EQUAL, Operator.EQUAL})


class Bounds(msgspec.Struct):
    """Between which two whole numbers, both included, a field must lie."""

    low: int
    high: int

    def narrow(self, operator: Operator, value: float) -> None:
        """Take a comparison into account; `<>` bounds nothing."""
        if operator in _LOW:
            self.low = max(self.low, math.floor(value) + 1 if operator is Operator.GREATER else math.ceil(value))
        if operator in _HIGH:
            self.high = min(self.high, math.ceil(value) - 1 if operator is Operator.LESS else math.floor(value))

    @property
    def empty(self) -> bool:
        """Whether no number lies between them."""
        return self.low > self.high


class Asked:
    """A query, with what its condition says of keys, numbers, moments and classes.

    Attributes:
        query: the query.
        order: its order, without ties.
        keys: the key by which some products are found, and its values; None where there is none.
        numbers: the bounds of product_id.
        updated: the bounds of updated_at; `since` tells whether there are any.
        rest: the conditions beside those bounds that must all hold, keys included.
        classes: which classes its products can be in; None among them where they can be without one.
    """

    def __init__(self, query: Query, known: dict[int | None, Known]) -> None:
        """Look through a query.

        Raises:
            ValueError: it is beyond its bounds (see `catalog.query.query_problem`).
        """
        if problem := query_problem(query):
            raise ValueError(problem)
        self.query = query
        self.order = full_order(query)
        self.keys: tuple[KeyName, Sequence[Value]] | None = None
        self.numbers = Bounds(1, PRODUCT_ID_MAX)
        self.updated = Bounds(-TIME_MAX, TIME_MAX)
        self.since = False
        self.rest: list[Expression] = []
        for part in conjuncts(query.where):
            if not self._bounds(part):
                self.rest.append(part)
                self._key(part)
        self._known = known
        self.classes = [
            number for number, facts in known.items() if all(truth(part, facts) is not False for part in self.rest)
        ]

    def _bounds(self, part: Expression) -> bool:
        """Narrow the bounds by a condition and tell whether that is all it says."""
        if not isinstance(part, Comparison) or part.operator is Operator.NOT_EQUAL or isinstance(part.value, str):
            return False
        if part.field == PRODUCT_ID:
            self.numbers.narrow(part.operator, part.value)
        elif part.field == UPDATED_AT:
            self.updated.narrow(part.operator, part.value)
            self.since = True
        return part.field in (PRODUCT_ID, UPDATED_AT)

    def _key(self, part: Expression) -> None:
        """Keep the shortest list of values of a key; a default is no key that an index could find."""
        values: Sequence[Value] = ()
        if isinstance(part, Comparison) and part.operator is Operator.EQUAL:
            values = (part.value,)
        elif isinstance(part, Member):
            values = part.values
        else:
            return
        field = part.field
        shorter = self.keys is None or len(values) < len(self.keys[1])
        if shorter and isinstance(field, Key) and field.default not in values:
            self.keys = field.name, values

    @property
    def empty(self) -> bool:
        """Whether nothing can be found."""
        return self.numbers.empty or self.updated.empty or not self.classes

    def open_in(self, classes: Sequence[int | None]) -> list[Expression]:
        """Give what of `rest` is still to be looked at in products that are in one of these classes."""
        return [part for part in self.rest if any(truth(part, self._known[number]) is not True for number in classes)]

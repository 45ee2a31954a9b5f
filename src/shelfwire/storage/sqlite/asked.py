"""What a query asks, seen from the indexes: which keys, numbers and moments it is bound to, and which classes it leaves."""

import math
from collections.abc import Iterator, Sequence

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
    Or,
    Query,
    Time,
    TimeName,
    Value,
    conjuncts,
    full_order,
    query_problem,
)
from shelfwire.storage.sqlite.classes import Known, truth

__all__ = ["Asked", "Bounds", "Corner"]

TIME_MAX = 2**63 - 1
CREATED_AT = Time(TimeName.CREATED_AT)

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


class Corner(msgspec.Struct, frozen=True):
    """Where a page begins among products of one moment: `updated_at > moment OR product_id > number`, or both with `<`.

    Beside a condition that leaves no moment before this one it says which product the page before it ended with.
    """

    operator: Operator
    moment: int
    number: float

    @classmethod
    def of(cls, part: Expression) -> "Corner | None":
        """Read a condition; None where it is no such thing."""
        if not isinstance(part, Or) or len(part.parts) != 2:
            return None
        ends = {end.field: end for end in part.parts if isinstance(end, Comparison)}
        moment, number = ends.get(UPDATED_AT), ends.get(PRODUCT_ID)
        if moment is None or number is None or moment.operator is not number.operator:
            return None
        if moment.operator not in {Operator.GREATER, Operator.LESS} or isinstance(number.value, str):
            return None
        return cls(moment.operator, int(moment.value), number.value)


class Asked:
    """A query, with what its condition says of keys, numbers, moments and classes.

    Attributes:
        query: the query.
        order: its order, without ties.
        keys: the key by which some products are found, and its values; None where there is none.
        numbers: the bounds of product_id.
        updated: the bounds of updated_at; `since` tells whether there are any.
        created: the bounds of created_at; None where there are none. The conditions themselves are among `rest`.
        rest: the conditions beside those bounds that must all hold, keys included.
        corner: the condition among `rest` that says where a page begins, at the end of `updated`; None where there is none.
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
        self.created: Bounds | None = None
        self.rest: list[Expression] = []
        for part in conjuncts(query.where):
            if not self._bounds(part):
                self.rest.append(part)
                self._key(part)
        self.corner = next((part for part in self.rest if self._begins(Corner.of(part))), None)
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
        elif part.field == CREATED_AT:
            self.created = self.created or Bounds(-TIME_MAX, TIME_MAX)
            self.created.narrow(part.operator, part.value)
        return part.field in (PRODUCT_ID, UPDATED_AT)

    def _begins(self, corner: Corner | None) -> bool:
        """Tell whether a corner lies at the end of the moments that are left."""
        if corner is None:
            return False
        return corner.moment == (self.updated.low if corner.operator is Operator.GREATER else self.updated.high)

    def spans(self) -> Iterator[tuple[Bounds, Bounds]]:
        """Give the bounds of moments and numbers within which `corner` holds, as pairs: one moment's, then all others'."""
        corner = None if self.corner is None else Corner.of(self.corner)
        if corner is None:
            yield self.updated, self.numbers
            return
        first = Bounds(self.numbers.low, self.numbers.high)
        first.narrow(corner.operator, corner.number)
        others = Bounds(self.updated.low, self.updated.high)
        others.narrow(corner.operator, corner.moment)
        pairs = ((Bounds(corner.moment, corner.moment), first), (others, self.numbers))
        yield from (pair for pair in pairs if not pair[0].empty and not pair[1].empty)

    @property
    def by_change(self) -> bool:
        """Whether the order is that of change alone."""
        return [term.field for term in self.order] == [UPDATED_AT, PRODUCT_ID] and len(
            {term.descending for term in self.order}
        ) == 1

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
        bounds = (self.numbers, self.updated, *(() if self.created is None else (self.created,)))
        return any(one.empty for one in bounds) or not self.classes

    def open_in(self, classes: Sequence[int | None]) -> list[Expression]:
        """Give what of `rest` is still to be looked at in products that are in one of these classes."""
        return [part for part in self.rest if any(truth(part, self._known[number]) is not True for number in classes)]

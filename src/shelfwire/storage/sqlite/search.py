"""Answering a query: which index is asked, and in which order rows are read (docs/adr/0011-search.md).

Every way gives the same products in the same order; they differ in what they cost. SQLite's planner is not asked to choose
between them, because it does not know how many rows a bound value stands for: a bounded count of index entries tells that
here, and a plus before a term keeps it from being taken for an index.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any

import apsw
import msgspec

from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.product import Product
from shelfwire.catalog.query import PRODUCT_ID, UPDATED_AT, Expression, Query
from shelfwire.storage.port import SearchTooSlow
from shelfwire.storage.sql import load_queries, read_sql
from shelfwire.storage.sqlite.asked import Asked, Bounds
from shelfwire.storage.sqlite.classes import KNOWN_CLASSES
from shelfwire.storage.sqlite.conditions import Clauses

__all__ = ["QUERIES", "Search", "Source", "search", "search_count", "within"]

FEW_PRODUCTS_MAX = 20_000
"""Up to this many entries of an index are read and sorted, rather than walking products in the order that is asked for."""

PEEK_PRODUCTS = 1_000
"""How many product numbers are looked through for a page at once, before anything is found out about what changed."""

WINDOW_PRODUCTS = 20_000
"""How many are looked through from the first one that changed, before all that changed is collected and sorted."""

WALK_PRODUCTS = 10_000
"""How many products are looked at in the order of their change before all of a class are collected and sorted."""

MOMENTS_MAX = 2_000
"""Among fewer moments than this the first product that changed is looked for."""

PROGRESS_STEPS = 2_000
"""How many steps of SQLite's machine lie between two looks at the clock: 50 microseconds as a rule. One step can read a text of
megabytes, which takes milliseconds."""

_UPDATED = "FROM products INDEXED BY products_updated_at WHERE catalog_id = ?"

NUMBER_MAX = 2**62
"""Offsets and limits beyond this are all the same to a database of any size."""

BLOCK_BITS = 10
"""A block holds 2^10 product numbers, in the page index as in the index on classes."""

TOO_BIG_PRODUCTS_MAX = 65_536
"""Where an unbounded answer is too big for one text, it is read again in pieces of half of this."""

QUERIES = load_queries(read_sql("shelfwire.storage.sqlite", "sql", "search.sql"))
"""The statements of search.sql by name."""

_encode = msgspec.json.Encoder().encode
_products = msgspec.json.Decoder(Product).decode_lines


@contextmanager
def within(connection: apsw.Connection, seconds: float) -> Iterator[None]:
    """Stop what the connection runs in the block once it has taken too long.

    Raises:
        SearchTooSlow: it was stopped.
    """
    end = monotonic() + seconds
    connection.set_progress_handler(lambda: monotonic() > end, PROGRESS_STEPS)
    try:
        yield
    except apsw.InterruptError:
        message = f"the search was stopped after {seconds:g} seconds"
        raise SearchTooSlow(message) from None
    finally:
        connection.set_progress_handler(None)


class Source(msgspec.Struct):
    """One way to find the row ids of an answer, in their order.

    Attributes:
        sql: a statement that gives row ids; its last two placeholders are a limit and an offset.
        bound: the values of the placeholders before those.
        whole: it sees all matches; else an answer that it does not fill says nothing.
    """

    sql: str
    bound: list[Any]
    whole: bool = True


class _Way(msgspec.Struct):
    """One way to find products: the beginning of a statement.

    Attributes:
        clauses: what is bound in `found`.
        found: from where products are read, and the condition that the index answers.
        rest: the conditions that are still to be looked at.
    """

    clauses: Clauses
    found: str
    rest: Sequence[Expression]


class Search:
    """The ways to answer one query in one catalog."""

    def __init__(self, connection: apsw.Connection, catalog_id: int, base: int, query: Query) -> None:
        """Prepare to answer.

        Args:
            connection: to count with.
            catalog_id: whose products.
            base: the row id before the catalog's first product.
            query: what is asked.

        Raises:
            ValueError: the query is beyond its bounds.
        """
        self._connection = connection
        self._catalog_id = catalog_id
        self._base = base
        self._asked = Asked(query, KNOWN_CLASSES)

    def _narrow(self) -> None:
        """Narrow the numbers to the blocks whose products can have been created within the bounds.

        Numbers are given out in the order of creation, so that this leaves about what matches; where a clock went back, more.
        """
        asked = self._asked
        if asked.created is None or asked.empty:
            return
        numbers = asked.numbers
        span = (numbers.low >> BLOCK_BITS, numbers.high >> BLOCK_BITS)
        parameters = (self._catalog_id, *span, asked.created.low, asked.created.high)
        first, last = self._connection.execute(QUERIES["outermost_created"], parameters).get
        if first is None:
            asked.numbers = Bounds(1, 0)
        else:
            numbers.low = max(numbers.low, first << BLOCK_BITS)
            numbers.high = min(numbers.high, (last + 1 << BLOCK_BITS) - 1)

    def sources(self) -> Iterator[Source]:
        """Give ways to the answer; each but the last may see only some of the matches. None where there are no matches."""
        self._narrow()
        asked = self._asked
        leading = asked.order[0].field
        classes = [number for number in asked.classes if number is not None]
        classed = len(classes) == len(asked.classes)
        numbers = asked.numbers
        if asked.empty:
            return
        if asked.keys is not None:
            yield self._read(self._by_key(*asked.keys))
        elif numbers.high - numbers.low < FEW_PRODUCTS_MAX:
            yield self._read(self._by_number(numbers))
        elif classed and self._few_classed(classes):
            yield self._lazily(self._by_class(classes))
        elif leading == UPDATED_AT:
            yield from self._by_update(classes if classed else None)
        elif self._few_updated(FEW_PRODUCTS_MAX):
            yield self._lazily(self._all_updated())
        elif leading == PRODUCT_ID:
            yield from self._in_order(classes if classed else None)
        else:
            yield self._read(self._by_number(numbers))

    def counting(self) -> Source | None:
        """Give the way to count all matches, a statement without further placeholders; None where there are none."""
        self._narrow()
        asked = self._asked
        classes = [number for number in asked.classes if number is not None]
        classed = len(classes) == len(asked.classes)
        if asked.empty:
            return None
        if asked.keys is not None:
            way = self._by_key(*asked.keys)
        elif asked.numbers.high - asked.numbers.low < FEW_PRODUCTS_MAX:
            way = self._by_number(asked.numbers)
        elif classed and (not asked.open_in(classes) or self._few_classed(classes)):
            way = self._by_class(classes)
        elif not asked.rest or self._few_updated(FEW_PRODUCTS_MAX):
            way = self._all_updated()
        else:
            way = self._by_number(asked.numbers)
        return Source(f"SELECT count(*) {self._matching(way)}", way.clauses.bound)

    def _by_update(self, classes: list[int] | None) -> Iterator[Source]:
        """Walk products in the order in which they changed; where they are in certain classes only, not far."""
        if classes is not None:
            if self._begins_within():
                near = self._from_corner(f" LIMIT {WALK_PRODUCTS}")
            else:
                near = self._lazily(self._all_updated(), f" LIMIT {WALK_PRODUCTS}")
            near.whole = self._few_updated(WALK_PRODUCTS)
            yield near
            yield self._lazily(self._by_class(classes))
        elif self._begins_within():
            yield self._from_corner()
        else:
            yield self._read(self._all_updated())

    def _in_order(self, classes: list[int] | None) -> Iterator[Source]:
        """Walk products in the order of their numbers, from the first that can match."""
        numbers = self._open_numbers()
        if numbers is None:
            return
        if classes is not None and len(classes) == 1:
            yield self._through_class(classes[0])
        elif self._asked.since:
            yield self._window(PEEK_PRODUCTS, self._outermost("outermost", numbers))
            moments = (self._asked.updated.low, self._asked.updated.high, MOMENTS_MAX)
            yield self._window(WINDOW_PRODUCTS, self._outermost("outermost_updated", numbers, *moments))
            yield self._lazily(self._all_updated())
        else:
            yield self._read(self._by_number(numbers))

    def _open_numbers(self) -> Bounds | None:
        """Give the bounds without the blocks, at the end where the walk begins, that are full of products of other classes."""
        low, high = self._asked.numbers.low, self._asked.numbers.high
        descending = self._asked.order[0].descending
        others = [number for number in KNOWN_CLASSES if number is not None and number not in self._asked.classes]
        if not others or None not in self._asked.classes:
            return self._asked.numbers
        block = self._connection.execute(
            QUERIES["last_open_block" if descending else "first_open_block"],
            (self._catalog_id, low >> BLOCK_BITS, high >> BLOCK_BITS, _encode(others).decode()),
        ).get
        if block is None:
            return None
        first = block << BLOCK_BITS
        return Bounds(low, min(high, first + (1 << BLOCK_BITS) - 1)) if descending else Bounds(max(low, first), high)

    def _window(self, size: int, outermost: Bounds) -> Source:
        """Walk the first so many product numbers, from the first that can match."""
        low, high = outermost.low, outermost.high
        if self._asked.order[0].descending:
            low = max(low, high - size)
        else:
            high = min(high, low + size)
        source = self._read(self._by_number(Bounds(low, high)))
        source.whole = False
        return source

    def _outermost(self, name: str, numbers: Bounds, *parameters: object) -> Bounds:
        """Give the first and the last product number that can match, by one of the statements that find them."""
        span = (self._base + numbers.low, self._base + numbers.high)
        low, high = self._connection.execute(QUERIES[name], (self._catalog_id, *span, *parameters)).get
        return numbers if low is None else Bounds(low - self._base, high - self._base)

    def _few_updated(self, count_max: int) -> bool:
        """Tell whether there are bounds on the moment of change and at most so many products lie between them."""
        asked = self._asked
        if not asked.since:
            return False
        parameters = (self._catalog_id, asked.updated.low, asked.updated.high, count_max + 1)
        counted: int = self._connection.execute(QUERIES["count_updated"], parameters).get
        return counted <= count_max

    def _few_classed(self, classes: list[int]) -> bool:
        """Tell whether few products are in these classes."""
        parameters = (self._catalog_id, _encode(classes).decode(), FEW_PRODUCTS_MAX + 1)
        counted: int = self._connection.execute(QUERIES["count_classes"], parameters).get
        return counted <= FEW_PRODUCTS_MAX

    def _by_key(self, name: KeyName, values: Sequence[Any]) -> _Way:
        """Find some products by a key."""
        clauses = Clauses()
        if name is KeyName.PRODUCT_ID:
            whole = [self._base + int(value) for value in values if value == int(value)]
            clauses.bound.append(_encode(whole).decode())
            found = "FROM products NOT INDEXED WHERE row_id IN (SELECT value FROM json_each(?))"
        else:
            clauses.bound += (self._catalog_id, _encode(values).decode())
            column = name.value
            found = (
                f"FROM products INDEXED BY products_{column} "
                f"WHERE catalog_id = ? AND {column} IN (SELECT value FROM json_each(?)) AND {column} IS NOT NULL"
            )
        return _Way(clauses, found, self._asked.rest)

    def _by_class(self, classes: list[int]) -> _Way:
        """Read all index entries of classes."""
        clauses = Clauses()
        clauses.bound += (self._catalog_id, _encode(classes).decode())
        found = (
            "FROM products INDEXED BY products_class WHERE catalog_id = ? AND class IN (SELECT value FROM json_each(?))"
        )
        return _Way(clauses, found, self._asked.open_in(classes))

    def _through_class(self, number: int) -> Source:
        """Walk the products of one class in the order of their numbers, a block of 1,024 numbers at a time."""
        clauses = Clauses()
        clauses.bound += (self._catalog_id, number)
        way = " DESC" * self._asked.order[0].descending
        order = f"product_id >> 10{way}, row_id{way}"
        found = "FROM products INDEXED BY products_class WHERE catalog_id = ? AND class = ?"
        return self._read(_Way(clauses, found, self._asked.open_in([number])), order)

    def _all_updated(self) -> _Way:
        """Read the index on the moment of change."""
        clauses = Clauses()
        clauses.bound.append(self._catalog_id)
        return _Way(clauses, _UPDATED, self._asked.rest)

    def _by_number(self, numbers: Bounds) -> _Way:
        """Walk products in the order of their numbers."""
        clauses = Clauses()
        clauses.bound += (self._base + numbers.low, self._base + numbers.high)
        return _Way(clauses, "FROM products NOT INDEXED WHERE row_id BETWEEN ? AND ?", self._asked.rest)

    def _bounded(self, clauses: Clauses, found: str) -> str:
        """Add the bounds of moment and number to a statement; only the index on the moment is chosen by them."""
        asked = self._asked
        clauses.bound += (asked.updated.low, asked.updated.high)
        clauses.bound += (self._base + asked.numbers.low, self._base + asked.numbers.high)
        plus = "" if found is _UPDATED else "+"
        return f"{found} AND {plus}updated_at BETWEEN ? AND ? AND +row_id BETWEEN ? AND ?"

    def _matching(self, way: _Way) -> str:
        """Write a whole way: what is found, its bounds, and the conditions that are still to be looked at."""
        return self._bounded(way.clauses, way.found) + way.clauses.all_of(way.rest)

    def _read(self, way: _Way, order: str | None = None) -> Source:
        """Read rows, look at them, and sort those that match, where the way does not give the order already."""
        matching = self._matching(way)
        order = order or way.clauses.order(self._asked.order)
        return Source(f"SELECT row_id {matching} ORDER BY {order} LIMIT ? OFFSET ?", way.clauses.bound)

    def _lazily(self, way: _Way, at_most: str = "") -> Source:
        """Sort index entries first, where they have the order, and then look at rows until the answer is full."""
        order = self._asked.order
        if any(term.field not in (PRODUCT_ID, UPDATED_AT) for term in order):
            return self._read(way)
        matching = self._bounded(way.clauses, way.found)
        by_entries = way.clauses.order(order, plus="" if way.found is _UPDATED else "+")
        if not way.rest:
            return Source(f"SELECT row_id {matching} ORDER BY {by_entries} LIMIT ? OFFSET ?", way.clauses.bound)
        candidates = f"SELECT row_id AS candidate {matching} ORDER BY {by_entries}{at_most}"
        return self._among(candidates, way.clauses, way.rest)

    def _among(self, candidates: str, clauses: Clauses, rest: Sequence[Expression]) -> Source:
        """Look at the rows of index entries, in their order."""
        return Source(
            f"WITH candidates AS MATERIALIZED ({candidates}) SELECT row_id FROM candidates CROSS JOIN products "
            f"ON row_id = candidate WHERE TRUE{clauses.all_of(rest)} LIMIT ? OFFSET ?",
            clauses.bound,
        )

    def _begins_within(self) -> bool:
        """Tell whether a page in the order of change begins within the products of one moment."""
        return self._asked.corner is not None and self._asked.by_change

    def _from_corner(self, at_most: str | None = None) -> Source:
        """Walk the index on the moment of change from the very entry where the page begins.

        What a bulk load wrote has one moment, and a comparison of two columns would begin at its first product: the rest of the
        moment and what lies behind it are two walks of the index.
        """
        asked = self._asked
        rest = [part for part in asked.rest if part is not asked.corner]
        looked_at = rest if at_most is None else []
        clauses = Clauses()
        walks = []
        for moments, numbers in asked.spans():
            is_one = moments.low == moments.high
            clauses.bound += (self._catalog_id, *((moments.low,) if is_one else (moments.low, moments.high)))
            clauses.bound += (self._base + numbers.low, self._base + numbers.high)
            within = "updated_at = ? AND row_id" if is_one else "updated_at BETWEEN ? AND ? AND +row_id"
            walks.append(
                "SELECT row_id, updated_at FROM products INDEXED BY products_updated_at WHERE catalog_id = ? AND "
                f"{within} BETWEEN ? AND ?{clauses.all_of(looked_at)}"
            )
        both = " UNION ALL ".join(walks) or "SELECT NULL AS row_id, NULL AS updated_at WHERE FALSE"
        ordered = f"{both} ORDER BY {clauses.order(asked.order)}"
        if at_most is None:
            return Source(f"SELECT row_id FROM ({ordered} LIMIT ? OFFSET ?)", clauses.bound)
        return self._among(f"SELECT row_id AS candidate FROM ({ordered}{at_most})", clauses, rest)


def search_count(connection: apsw.Connection, catalog_id: int, base: int, where: Expression) -> int:
    """Count the products for which a condition is true (see the port); parameters and errors as of `search`."""
    source = Search(connection, catalog_id, base, Query(where=where, limit=0)).counting()
    return 0 if source is None else int(connection.execute(source.sql, source.bound).get)


def search(connection: apsw.Connection, catalog_id: int, base: int, query: Query) -> list[Product]:
    """Give the products that a query asks for, in its order (see the port).

    Args:
        connection: with the snapshot that is read.
        catalog_id: whose products.
        base: the row id before the catalog's first product.
        query: what is asked.

    Raises:
        ValueError: the query is beyond its bounds.
    """
    offset, limit = min(max(query.offset, 0), NUMBER_MAX), min(max(query.limit, 0), NUMBER_MAX)
    products: list[Product] = []
    for source in Search(connection, catalog_id, base, query).sources() if limit else ():
        products = _read(connection, source, offset, limit)
        if source.whole or len(products) == limit:
            break
    return products


def _read(connection: apsw.Connection, source: Source, offset: int, limit: int) -> list[Product]:
    """Give the products that a source finds."""
    statement = (
        "SELECT CAST(group_concat(item, char(10)) AS BLOB) "
        f"FROM (SELECT row_id AS found FROM ({source.sql})) CROSS JOIN product_items ON row_id = found"
    )
    try:
        text: Any = connection.execute(statement, (*source.bound, limit, offset)).get
    except apsw.TooBigError:
        # A text of SQLite holds a gigabyte; products of megabytes each do not fit together into one.
        half = min(limit, TOO_BIG_PRODUCTS_MAX) // 2
        if not half:
            raise
        first = _read(connection, source, offset, half)
        return first + _read(connection, source, offset + half, limit - half) if len(first) == half else first
    return [] if text is None else _products(text)

"""How SQLite answers queries: by which index, and every way alike."""

import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.query import (
    PRODUCT_ID,
    UPDATED_AT,
    And,
    Comparison,
    Expression,
    Key,
    Like,
    Member,
    Operator,
    Order,
    Query,
    Time,
    TimeName,
)
from shelfwire.storage.sql import read_sql
from shelfwire.storage.sqlite import search as searching
from shelfwire.storage.sqlite import statements
from shelfwire.storage.sqlite.classes import classes_of
from shelfwire.storage.sqlite.reader import SqliteReader
from shelfwire.storage.sqlite.search import Search
from tests.storage.contract.conftest import FACTORIES
from tests.storage.contract.test_search import (
    ACTIVE,
    NAME,
    SKU,
    STATUS,
    catalogs,
    count,
    fill,
    opened,
    page_after,
    queries,
    search,
)
from tests.storage.desk import NOW
from tests.storage.plain_search import plain_search

CREATED_AT = Time(TimeName.CREATED_AT)
BASE = 1 << 32
COUNT = 3_000
TINY: dict[str, Any] = {
    "FEW_PRODUCTS_MAX": 2,
    "WINDOW_PRODUCTS": 3,
    "PEEK_PRODUCTS": 2,
    "WALK_PRODUCTS": 2,
    "MOMENTS_MAX": 4,
}


@pytest.fixture(scope="module")
def shop() -> Iterator[apsw.Connection]:
    """Give a catalog of 3,000 products: the first half changed one a moment, the others at one; some are not public."""
    connection = apsw.Connection(":memory:")
    connection.execute(read_sql("shelfwire.storage.sqlite", "sql", "schema.sql"))
    for number in range(1, COUNT + 1):
        attributes = {3: '{"active":false}', 5: '{"cin7:status":"Internal"}'}.get(number % 10, '{"name":"Tea"}')
        (number_of_class,) = classes_of([attributes.encode()])
        row = (BASE, 1, 1, NOW + min(number, COUNT // 2), number, f"S{number}", attributes, number_of_class)
        connection.execute(statements.insert_products(1), row)
    for block, product_count in enumerate((1_023, 1_024, 953)):
        created = (NOW + min(number, COUNT // 2) for number in (block * 1_024, block * 1_024 + 1_023))
        connection.execute(statements.count_blocks(1), (1, block, product_count, *created))
    yield connection
    connection.close()


def since(moments: int) -> Comparison:
    """Make the condition that a product changed after so many moments."""
    return Comparison(UPDATED_AT, Operator.GREATER, NOW + moments)


INACTIVE = Comparison(ACTIVE, Operator.EQUAL, value=False)
INTERNAL = And((Comparison(ACTIVE, Operator.EQUAL, value=True), Comparison(STATUS, Operator.EQUAL, "Internal")))
PUBLIC = And((Comparison(ACTIVE, Operator.EQUAL, value=True), Comparison(STATUS, Operator.EQUAL, "Public")))

BY_ID = (Order(PRODUCT_ID),)
BY_CHANGE = (Order(UPDATED_AT),)
LAST_CHANGED = (Order(UPDATED_AT, descending=True),)
LAST_CREATED = (Order(CREATED_AT, descending=True),)

ROW_ID = "SEARCH products USING INTEGER PRIMARY KEY (rowid=?)"
ROW_IDS = "SEARCH products USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"
UPDATED = "SEARCH products USING {}INDEX products_updated_at (catalog_id=? AND updated_at>? AND updated_at<?)"
CLASS = "SEARCH products USING {}INDEX products_class (catalog_id=? AND class=?)"
BLOCKS = "SEARCH blocks USING PRIMARY KEY (catalog_id=? AND block>? AND block<?)"


@pytest.mark.parametrize(
    ("where", "order", "step"),
    [
        (Comparison(PRODUCT_ID, Operator.EQUAL, 7), LAST_CHANGED, ROW_IDS),
        (Member(PRODUCT_ID, (7, 9)), LAST_CHANGED, ROW_ID),
        (
            Comparison(SKU, Operator.EQUAL, "S7"),
            (),
            "SEARCH products USING INDEX products_sku (catalog_id=? AND sku=?)",
        ),
        *(
            (
                And((PUBLIC, Member(Key(name), ("a", "b")))),
                BY_CHANGE,
                f"SEARCH products USING INDEX products_{name.value} (catalog_id=? AND {name.value}=?)",
            )
            for name in KeyName
            if name is not KeyName.PRODUCT_ID
        ),
        (None, BY_CHANGE, UPDATED.format("COVERING ")),
        (since(1), (), UPDATED.format("COVERING ")),
        (since(1), LAST_CHANGED, UPDATED.format("COVERING ")),
        (And((since(1), PUBLIC)), LAST_CHANGED, UPDATED.format("")),
        (since(COUNT), BY_ID, UPDATED.format("COVERING ")),
        (And((since(COUNT), PUBLIC)), BY_ID, UPDATED.format("COVERING ")),
        (INACTIVE, BY_ID, CLASS.format("COVERING ")),
        (INACTIVE, LAST_CHANGED, CLASS.format("COVERING ")),
        (And((INTERNAL, since(1))), (), CLASS.format("COVERING ")),
        (And((INTERNAL, Like(NAME, "%a%"))), BY_ID, CLASS.format("COVERING ")),
        (PUBLIC, BY_ID, ROW_IDS),
        (None, BY_ID, ROW_IDS),
    ],
)
def test_indexed_conditions_search_and_never_scan(
    shop: apsw.Connection, where: Expression | None, order: tuple[Order, ...], step: str
) -> None:
    """Every way to the answer is a search of the expected index."""
    sources = list(Search(shop, 1, BASE, Query(where=where, order=order, limit=5)).sources())
    for source in sources:
        steps = [str(row[3]) for row in shop.execute(f"EXPLAIN QUERY PLAN {source.sql}", (*source.bound, 5, 0))]
        assert not [one for one in steps if one.startswith("SCAN products")]
        assert step in steps


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("count_updated", UPDATED.format("COVERING ")),
        ("count_classes", CLASS.format("COVERING ")),
        ("outermost", ROW_IDS),
        ("outermost_updated", UPDATED.format("COVERING ")),
        ("outermost_created", BLOCKS),
        ("first_open_block", BLOCKS),
        ("first_open_block", CLASS.format("COVERING ").replace("class=?)", "class=? AND <expr>=?)")),
        ("last_open_block", BLOCKS),
        ("last_open_block", CLASS.format("COVERING ").replace("class=?)", "class=? AND <expr>=?)")),
    ],
)
def test_statements_beside_a_search_ask_indexes_only(shop: apsw.Connection, name: str, step: str) -> None:
    """None of them reads a product."""
    parameters = [None] * len(set(re.findall(r"\?\d", searching.QUERIES[name])))
    steps = [str(row[3]) for row in shop.execute(f"EXPLAIN QUERY PLAN {searching.QUERIES[name]}", parameters)]
    assert step in steps
    assert not [one for one in steps if re.match(r"SCAN (products|blocks)\b", one)]


def steps_of(connection: apsw.Connection, query: Query) -> int:
    """Count how many times a thousand steps of SQLite's machine a search takes."""
    taken = 0

    def count() -> bool:
        nonlocal taken
        taken += 1
        return False

    with patch.object(searching, "PROGRESS_STEPS", 10**9):
        connection.set_progress_handler(count, 1_000, id="count")
        SqliteReader(connection).search(1, query)
        connection.set_progress_handler(None, id="count")
    return taken


@pytest.mark.parametrize("order", [BY_ID, LAST_CREATED, BY_CHANGE, ()])
@pytest.mark.parametrize(
    ("operator", "moment"), [(Operator.LESS, 3), (Operator.GREATER, COUNT // 2), (Operator.EQUAL, 9)]
)
def test_what_was_created_between_moments_is_looked_for_where_it_can_be(
    shop: apsw.Connection, order: tuple[Order, ...], operator: Operator, moment: int
) -> None:
    """Numbers are given out in the order of creation: a look at each of 3,000 products would take four times as long."""
    with patch.multiple(searching, **(TINY | {"FEW_PRODUCTS_MAX": 1_100})):
        every_product = Query(where=Like(NAME, "%x%"), order=(Order(NAME),), limit=5)
        where = Comparison(CREATED_AT, operator, NOW + moment)
        assert steps_of(shop, every_product) > 2 * steps_of(shop, Query(where=where, order=order, limit=5))


@pytest.mark.parametrize("order", [BY_ID, LAST_CHANGED, BY_CHANGE, ()])
@pytest.mark.parametrize("where", [since(COUNT), INACTIVE, INTERNAL, PUBLIC, And((PUBLIC, since(COUNT // 2 - 3)))])
def test_a_first_page_costs_a_small_part_of_the_catalog(
    shop: apsw.Connection, where: Expression, order: tuple[Order, ...]
) -> None:
    """However many products match: a look at each of 3,000 products would take 60,000 steps and more."""
    with patch.multiple(
        searching, **(TINY | {"WINDOW_PRODUCTS": 100, "PEEK_PRODUCTS": 20, "WALK_PRODUCTS": 100, "MOMENTS_MAX": 8})
    ):
        every_product = Query(where=Like(NAME, "%x%"), order=(Order(NAME),), limit=5)
        assert steps_of(shop, every_product) > 4 * steps_of(shop, Query(where=where, order=order, limit=5))


@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_every_way_to_an_answer_gives_the_same(data: st.DataObject) -> None:
    """With bounds so small that even a few products count as many."""
    products = data.draw(catalogs())
    with patch.multiple(searching, **TINY), opened(FACTORIES["sqlite"]) as desk:
        catalog_id = fill(desk, products)
        every = desk.all_products(catalog_id)
        for query in data.draw(st.lists(queries, min_size=10, max_size=40)):
            assert search(desk, catalog_id, query) == plain_search(every, query), query
            found = plain_search(every, Query(where=query.where, limit=len(every)))
            assert count(desk, catalog_id, query.where) == len(found), query.where


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("where", [(), (Comparison(NAME, Operator.EQUAL, "Tea"),), (INTERNAL,)])
def test_a_page_costs_the_same_wherever_it_begins(
    shop: apsw.Connection,
    where: tuple[Expression, ...],
    descending: bool,  # noqa: FBT001 - a parameter
) -> None:
    """Also within the 1,500 products of one moment, of which nothing is read that comes before the page."""
    order = (Order(UPDATED_AT, descending),)
    with patch.multiple(searching, **(TINY | {"WALK_PRODUCTS": 100})):
        taken = [
            steps_of(
                shop,
                Query(
                    where=page_after(NOW + COUNT // 2, number, descending=descending, further=where),
                    order=order,
                    limit=5,
                ),
            )
            for number in (2_000, 1_600, 2_000, 2_900)
        ]
    # The first one also prepares the statements.
    assert max(taken[1:]) <= min(taken[1:]) + 1


@pytest.mark.parametrize(
    ("where", "step"),
    [
        (INACTIVE, CLASS.format("COVERING ")),
        (INTERNAL, CLASS.format("COVERING ")),
        (PUBLIC, ROW_IDS),
        (since(1), UPDATED.format("COVERING ")),
        (And((since(COUNT), PUBLIC)), UPDATED.format("")),
        (Comparison(PRODUCT_ID, Operator.GREATER, 7), UPDATED.format("COVERING ")),
        (
            Comparison(SKU, Operator.EQUAL, "S7"),
            "SEARCH products USING INDEX products_sku (catalog_id=? AND sku=?)",
        ),
        (Comparison(PRODUCT_ID, Operator.LESS, 0), None),
    ],
)
def test_a_count_asks_the_index_that_a_search_would_ask(
    shop: apsw.Connection, where: Expression, step: str | None
) -> None:
    """And no product, where the index alone can tell."""
    source = Search(shop, 1, BASE, Query(where=where, limit=0)).counting()
    steps = [] if source is None else shop.execute(f"EXPLAIN QUERY PLAN {source.sql}", source.bound).fetchall()
    assert (str(steps[0][3]) if steps else None) == step


def test_classes_are_what_the_statement_says_of_them(shop: apsw.Connection) -> None:
    """For every class a product that has its value, and none where a product has no value of any class."""
    rows: Any = shop.execute(searching.QUERIES["known_classes"]).fetchall()
    assert rows
    for number, attribute, value in rows:
        maps = (
            f'{{"{attribute}":{value}}}',
            f'{{"aa":1,"{attribute}":{value},"zz":"x"}}',
            f'{{"aa":{{"{attribute}":{value}}}}}',
            f'{{"aa":"\\"{attribute}\\":{value[1:-1]}"}}',
            "{}",
        )
        assert classes_of([text.encode() for text in maps]) == [number, number, None, None, None]
    _, (_, second, other), *_ = rows
    assert classes_of([f'{{"{rows[0][1]}":{rows[0][2]},"{second}":{other}}}'.encode()]) == [rows[0][0]]
    assert classes_of([]) == []


def test_answers_that_are_too_big_for_one_text_are_halved(shop: apsw.Connection) -> None:
    """SQLite's longest text bounds a read, not what can be found."""
    before = shop.limit(apsw.SQLITE_LIMIT_LENGTH, 600)
    try:
        found = SqliteReader(shop).search(1, Query(where=INACTIVE, offset=2, limit=30))
        assert [product.product_id for product in found] == list(range(23, 323, 10))
        shop.limit(apsw.SQLITE_LIMIT_LENGTH, 60)
        with pytest.raises(apsw.TooBigError):
            SqliteReader(shop).search(1, Query(where=INACTIVE, limit=1))
    finally:
        shop.limit(apsw.SQLITE_LIMIT_LENGTH, before)

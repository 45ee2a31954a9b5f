"""Searching: every query finds just what a plain evaluation over all products finds, in the same order."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.product import Product
from shelfwire.catalog.query import (
    LIKE_CHARACTERS_MAX,
    PRODUCT_ID,
    UPDATED_AT,
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
    Operator,
    Or,
    Order,
    Query,
    Time,
    TimeName,
    ValueType,
    type_of,
)
from shelfwire.settings import Settings
from shelfwire.storage.port import NewProduct, PlainProducts, SearchTooSlow, Store, Transaction, UpdatedProduct
from tests.storage.contract.conftest import FACTORIES
from tests.storage.desk import NOW, Desk, new
from tests.storage.plain_search import COMPARE, plain_search

SKU = Key(KeyName.SKU)
NAME = Attribute("name", ValueType.TEXT, "")
PRICE = Attribute("price", ValueType.NUMBER)
ACTIVE = Attribute("active", ValueType.FLAG, default=True)
STATUS = Attribute("cin7:status", ValueType.TEXT, "Public")

FIELDS: list[Field] = [
    PRODUCT_ID,
    SKU,
    Key(KeyName.SKU, given=True, default=""),
    Key(KeyName.OPTION_CODE),
    Key(KeyName.OPTION_CODE, default=""),
    Key(KeyName.HANDLE),
    Key(KeyName.VENDING_KEY),
    UPDATED_AT,
    Time(TimeName.CREATED_AT),
    NAME,
    Attribute("name", ValueType.NUMBER, 3),
    PRICE,
    Attribute("price", ValueType.NUMBER, 0),
    ACTIVE,
    Attribute("active", ValueType.FLAG),
    Attribute("active", ValueType.FLAG, default=False),
    Attribute("active", ValueType.TEXT, "x"),
    STATUS,
    Attribute("cin7:status", ValueType.TEXT),
    Attribute("cin7:status", ValueType.TEXT, "Internal"),
]

TEXTS = ["", "a", "A", "ab", "b%", "é", "É", "S1", "S2", "X2", "Internal", "ShowInB2B", "Public", "7:status"]
VALUES: dict[ValueType, st.SearchStrategy[Any]] = {
    ValueType.TEXT: st.sampled_from(TEXTS),
    ValueType.NUMBER: st.sampled_from([0, 1, 2, 3, 1.5, 19.99, -1, 2**40]) | st.integers(-3, 60),
    ValueType.FLAG: st.booleans(),
    ValueType.MOMENT: st.integers(NOW - 1, NOW + 6),
}

json_values = st.sampled_from(
    [*TEXTS, 0, 1, 3, 1.5, 19.99, 2**70, True, False, [True], [":status"], ["a", 1, "é"], [["a"]]]
)
attribute_maps = st.dictionaries(
    st.sampled_from(["aa", "active", "cin7:status", "name", "price", "sku_derived", "zz"]), json_values, max_size=5
) | st.fixed_dictionaries(
    {}, optional={"active": st.booleans(), "cin7:status": st.sampled_from(["Internal", "ShowInB2B", "Public"])}
)


def single(field: Field) -> st.SearchStrategy[Expression]:
    """Make single conditions about a field."""
    values = VALUES[type_of(field)]
    kinds: list[st.SearchStrategy[Expression]] = [
        st.builds(Comparison, st.just(field), st.sampled_from(Operator), values),
        st.builds(Member, st.just(field), st.lists(values, min_size=1, max_size=4).map(tuple)),
        st.just(IsNull(field)),
    ]
    if isinstance(field, Attribute) and field.type is ValueType.TEXT:
        kinds.append(st.builds(Contains, st.just(field), values))
    if type_of(field) is ValueType.TEXT:
        kinds.append(st.builds(Like, st.just(field), st.text(st.sampled_from("aA%_bBéS12"), max_size=4)))
    return st.one_of(kinds)


def joined(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    """Join conditions."""
    several = st.lists(parts, max_size=3).map(tuple)
    return st.builds(And, several) | st.builds(Or, several) | st.builds(Not, parts)


conditions = st.recursive(st.sampled_from(FIELDS).flatmap(single), joined, max_leaves=6)
conjunctions = st.lists(st.sampled_from(FIELDS).flatmap(single), max_size=4).map(lambda parts: And(tuple(parts)))
orders = st.lists(st.builds(Order, st.sampled_from(FIELDS), st.booleans()), max_size=3).map(tuple)


def page_after(moment: int, number: float, *, descending: bool, further: tuple[Expression, ...] = ()) -> And:
    """Make the condition of a page in the order of change: what comes behind the last product of the page before it."""
    beyond = Operator.LESS if descending else Operator.GREATER
    within = Operator.LESS_OR_EQUAL if descending else Operator.GREATER_OR_EQUAL
    later, other = Comparison(UPDATED_AT, beyond, moment), Comparison(PRODUCT_ID, beyond, number)
    return And((Comparison(UPDATED_AT, within, moment), Or((later, other)), *further))


keysets = st.builds(
    lambda moment, number, descending, further: Query(
        where=page_after(moment, number, descending=descending, further=further),
        order=(Order(UPDATED_AT, descending),),
        limit=3,
    ),
    VALUES[ValueType.MOMENT],
    st.integers(-1, 14) | st.sampled_from([2.5, 2**62, -(2**62)]),
    st.booleans(),
    st.lists(st.sampled_from(FIELDS).flatmap(single), max_size=1).map(tuple),
)
queries = keysets | st.builds(
    Query,
    where=st.none() | conditions | conjunctions,
    order=orders | st.sampled_from([(), (Order(PRODUCT_ID, descending=True),), (Order(UPDATED_AT, descending=True),)]),
    offset=st.integers(0, 4),
    limit=st.sampled_from([0, 1, 3, 100]),
)


@st.composite
def catalogs(draw: st.DrawFn) -> list[tuple[NewProduct, int]]:
    """Make the products of a catalog, each with the moment after `NOW` at which it was written."""
    products = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        attributes = msgspec.json.encode(draw(attribute_maps), order="sorted").decode()
        keys = {
            name: draw(st.none() | st.just(f"{letter}{number}"))
            for name, letter in (("handle", "h"), ("option_code", "X"), ("vending_key", "S"))
        }
        products.append((NewProduct(number, f"S{number}", attributes, **keys), draw(st.integers(0, 5))))
    return products


@contextmanager
def opened(factory: Callable[[Path, Settings], Store]) -> Iterator[Desk]:
    """Open a store in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(factory(Path(folder), Settings(readers=1, cache_bytes=4 * 1024 * 1024)))
        try:
            yield desk
        finally:
            desk.close()


def fill(desk: Desk, products: list[tuple[NewProduct, int]]) -> int:
    """Write products into a new catalog, between two others that have the same products."""
    catalog_ids = [desk.create_catalog(f"Shop {len(desk.read(lambda reader: reader.catalogs()))}") for _ in range(3)]
    for catalog_id in catalog_ids:
        for moment in range(6):
            if now := [product for product, at in products if at == moment]:
                desk.insert(catalog_id, now, NOW + moment)
    return catalog_ids[1]


def search(desk: Desk, catalog_id: int, query: Query) -> list[Product]:
    """Search in one of the store's readers."""
    return desk.read(lambda reader: reader.search(catalog_id, query))


def count(desk: Desk, catalog_id: int, where: Expression | None) -> int:
    """Count in one of the store's readers."""
    return desk.read(lambda reader: reader.count(catalog_id, where))


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_search_finds_what_a_plain_evaluation_finds(data: st.DataObject) -> None:
    """Whatever the products, the condition, the order and the page; and no other catalog's products."""
    products = data.draw(catalogs())
    with ExitStack() as stack:
        desks = [stack.enter_context(opened(factory)) for factory in FACTORIES.values()]
        placed = [(desk, fill(desk, products)) for desk in desks]
        stored = [desk.all_products(catalog_id) for desk, catalog_id in placed]
        for query in data.draw(st.lists(queries, min_size=10, max_size=40)):
            for (desk, catalog_id), every in zip(placed, stored, strict=True):
                assert search(desk, catalog_id, query) == plain_search(every, query), query
                found = plain_search(every, Query(where=query.where, limit=len(every)))
                assert count(desk, catalog_id, query.where) == len(found), query.where


def test_pages_hold_together_in_every_order(desk: Desk) -> None:
    """Pages of a search put together are the whole answer, also where all products changed at one moment."""
    catalog_id = desk.create_catalog()
    desk.fill(catalog_id, 30)
    desk.insert(catalog_id, [NewProduct(number, f"S{number}", '{"active":false}') for number in range(31, 41)], NOW + 1)
    for order in ((), (Order(UPDATED_AT, descending=True),), (Order(NAME),), (Order(PRODUCT_ID, descending=True),)):
        for where in (None, Comparison(UPDATED_AT, Operator.GREATER_OR_EQUAL, NOW)):
            whole = search(desk, catalog_id, Query(where=where, order=order, limit=100))
            assert sorted(product.product_id for product in whole) == list(range(1, 41))
            pages = [
                search(desk, catalog_id, Query(where=where, order=order, offset=at, limit=7)) for at in range(0, 49, 7)
            ]
            assert [product for page in pages for product in page] == whole


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("field", [UPDATED_AT, PRODUCT_ID])
def test_pages_that_begin_behind_the_one_before_are_the_whole_answer(
    desk: Desk,
    field: Field,
    descending: bool,  # noqa: FBT001 - a parameter
) -> None:
    """Many products share a moment; a condition leaves some of them out."""
    catalog_id = desk.create_catalog()
    for moment, letter in enumerate("abcab"):
        products = [new(7 * moment + n, attributes=f'{{"name":"{letter}"}}') for n in range(1, 8)]
        desk.insert(catalog_id, products, NOW + moment % 3)
    further = (Comparison(NAME, Operator.NOT_EQUAL, "c"),)
    order = (Order(field, descending),)
    whole = search(desk, catalog_id, Query(where=And(further), order=order, limit=100))
    assert len(whole) == 28
    pages: list[Product] = []
    where = And(further)
    while page := search(desk, catalog_id, Query(where=where, order=order, limit=5)):
        pages += page
        last = page[-1]
        beyond = Operator.LESS if descending else Operator.GREATER
        where = (
            page_after(last.updated_at, last.product_id, descending=descending, further=further)
            if field is UPDATED_AT
            else And((Comparison(PRODUCT_ID, beyond, last.product_id), *further))
        )
    assert pages == whole


def test_products_are_found_by_their_creation_also_where_the_clock_went_back(desk: Desk) -> None:
    """Whatever was deleted or changed since, in whichever block of numbers."""
    catalog_id = desk.create_catalog()
    moments = {900: NOW + 5, 1_100: NOW + 9, 2_100: NOW, 2_101: NOW + 7, 3_000: NOW + 6}
    for number, moment in moments.items():
        desk.insert(catalog_id, [new(number), new(number + 5_000)], moment)
    desk.delete(catalog_id, [number + 5_000 for number in moments], NOW + 20)
    desk.insert(catalog_id, [new(7_099)], NOW + 30)
    desk.update(catalog_id, [UpdatedProduct(2_100, "S2100", '{"name":"Soap"}')], NOW + 40)
    moments[7_099] = NOW + 30
    for operator, holds in COMPARE.items():
        for at in (-1, 0, 5, 6, 8, 9, 20, 30, 31):
            where = Comparison(Time(TimeName.CREATED_AT), operator, NOW + at)
            expected = [number for number, moment in moments.items() if holds(moment, NOW + at)]
            for order, numbers in ((Order(PRODUCT_ID), expected), (Order(PRODUCT_ID, descending=True), expected[::-1])):
                found = search(desk, catalog_id, Query(where=where, order=(order,), limit=10))
                assert [product.product_id for product in found] == numbers
            assert count(desk, catalog_id, where) == len(expected)


def test_a_count_in_a_transaction_sees_its_own_writes(desk: Desk) -> None:
    """With a condition and without."""
    catalog_id = desk.create_catalog()
    desk.fill(catalog_id, 2)
    active = Comparison(ACTIVE, Operator.EQUAL, value=True)

    def job(transaction: Transaction) -> list[int]:
        revision = transaction.next_revision(catalog_id)
        transaction.insert(catalog_id, [new(3), new(4, attributes='{"active":false}')], revision, NOW)
        return [transaction.count(catalog_id, where) for where in (None, active, And(()))]

    assert desk.write(job) == [4, 3, 4]
    assert [count(desk, number, None) for number in (catalog_id, 99)] == [4, 0]
    with pytest.raises(ValueError, match="finite"):
        count(desk, catalog_id, Comparison(PRICE, Operator.EQUAL, float("inf")))


def test_numbers_of_another_catalog_are_not_found(desk: Desk) -> None:
    """A product_id beyond all numbers does not reach into the next catalog, nor do numbers that are no whole ones."""
    first, second = desk.create_catalog("One"), desk.create_catalog("Two")
    desk.fill(second, 3)
    for value in (2**32 + 1, 2**32 * (second - first) + 1, -1, 0, 1.5, 2**62):
        for where in (Comparison(PRODUCT_ID, Operator.EQUAL, value), Member(PRODUCT_ID, (value,))):
            assert search(desk, first, Query(where=where, limit=10)) == []
    assert search(desk, 99, Query(limit=10)) == []


def test_a_search_in_a_transaction_sees_its_own_writes(desk: Desk) -> None:
    """As every read of a transaction does."""
    catalog_id = desk.create_catalog()
    active = Query(where=Comparison(ACTIVE, Operator.EQUAL, value=True), limit=10)

    def job(transaction: Transaction) -> list[int]:
        revision = transaction.next_revision(catalog_id)
        products = [new(1), new(2, attributes='{"active":false}'), new(3)]
        transaction.insert(catalog_id, products, revision, NOW)
        return [product.product_id for product in transaction.search(catalog_id, active)]

    assert desk.write(job) == [1, 3]


def test_a_search_that_takes_too_long_is_stopped_and_harms_nothing(open_empty: Callable[[Settings], Store]) -> None:
    """It says so, and the same reader goes on reading."""
    desk = Desk(open_empty(Settings(readers=1, cache_bytes=4 * 1024 * 1024, search_timeout_seconds=1e-9)))
    catalog_id = desk.create_catalog()
    desk.fill(catalog_id, 20_000)
    slow = Query(where=Like(NAME, "%nothing of the kind%"), order=(Order(NAME),), limit=10)
    for _ in range(2):
        with pytest.raises(SearchTooSlow, match="the search was stopped after 1e-09 seconds"):
            search(desk, catalog_id, slow)
    assert desk.page(catalog_id, 19_998, 10) == [19_999, 20_000]
    desk.close()


def test_a_pattern_is_held_against_the_beginning_of_a_long_text(desk: Desk) -> None:
    """However long a text is, a pattern costs no more than its bound."""
    catalog_id = desk.create_catalog()
    texts = ["x" * (LIKE_CHARACTERS_MAX - 1) + "é", "x" * LIKE_CHARACTERS_MAX + "é"]
    desk.insert(catalog_id, [new(number, attributes=f'{{"name":"{text}"}}') for number, text in enumerate(texts, 1)])
    found = search(desk, catalog_id, Query(where=Like(NAME, "%é"), limit=10))
    assert [product.product_id for product in found] == [1]


def test_a_search_among_texts_of_megabytes_is_stopped_all_the_same(open_empty: Callable[[Settings], Store]) -> None:
    """No single step of it takes so long that the clock is not looked at."""
    desk = Desk(open_empty(Settings(readers=1, cache_bytes=4 * 1024 * 1024, search_timeout_seconds=0.1)))
    catalog_id = desk.create_catalog()
    long = "a" * 2_000_000
    desk.insert(catalog_id, [new(number, attributes=f'{{"name":"{long}"}}') for number in range(1, 21)])
    patterns = [Like(NAME, f"%{'a' * length}b%") for length in range(150, 240)]
    with pytest.raises(SearchTooSlow):
        search(desk, catalog_id, Query(where=Or(tuple(patterns)), limit=10))
    assert desk.page(catalog_id, 19, 10) == [20]
    desk.close()


@pytest.mark.parametrize(
    "where",
    [
        Comparison(Attribute("name'); --", ValueType.TEXT), Operator.EQUAL, "a"),
        Comparison(NAME, Operator.EQUAL, 1),
        Comparison(NAME, Operator.EQUAL, "\x00"),
        Comparison(NAME, Operator.EQUAL, "\ud800"),
        Comparison(PRICE, Operator.EQUAL, float("nan")),
        Comparison(PRICE, Operator.EQUAL, 2**63),
        Comparison(UPDATED_AT, Operator.GREATER, 1.5),
        Member(NAME, ()),
    ],
)
def test_a_query_beyond_its_bounds_is_an_error_of_the_caller(desk: Desk, where: Expression) -> None:
    """Nothing is asked of the database."""
    with pytest.raises(ValueError, match=r"."):
        search(desk, desk.create_catalog(), Query(where=where, limit=1))


@pytest.mark.parametrize("way", ["insert", "insert keyed", "insert plain", "update", "update keyed", "update plain"])
def test_a_search_sees_what_the_last_write_made_of_a_product(desk: Desk, way: str) -> None:
    """Whichever way it was written, and in both directions."""
    catalog_id = desk.create_catalog()
    inactive, named, nested = '{"active":false}', '{"name":"Tea"}', '{"own":{"active":false}}'

    def inactive_ids() -> list[int]:
        query = Query(where=Comparison(ACTIVE, Operator.EQUAL, value=False), limit=10)
        return [product.product_id for product in search(desk, catalog_id, query)]

    def write(transaction: Transaction, texts: list[str]) -> None:
        revision = transaction.next_revision(catalog_id)
        ids, key = [1, 2, 3], "keyed" in way
        plain = PlainProducts(ids, [text.encode() for text in texts], [0] * 3, [f"S{number}" for number in ids])
        if "plain" in way and "insert" in way:
            transaction.insert_plain(catalog_id, plain, revision, NOW)
        elif "plain" in way:
            transaction.update_plain(catalog_id, plain, revision, NOW)
        elif "insert" in way:
            keys = [{"handle": f"h{number}"} if key else {} for number in ids]
            rows = [new(number, attributes=text, **more) for number, text, more in zip(ids, texts, keys, strict=True)]
            transaction.insert(catalog_id, rows, revision, NOW)
        else:
            changed = [
                UpdatedProduct(number, f"{'T' if key else 'S'}{number}", text, keys_change=key)
                for number, text in zip(ids, texts, strict=True)
            ]
            transaction.update(catalog_id, changed, revision, NOW)

    if "update" in way:
        desk.insert(catalog_id, [new(1, attributes=named), new(2, attributes=inactive), new(3, attributes=inactive)])
    desk.write(lambda transaction: write(transaction, [inactive, named, nested]), 3)
    assert inactive_ids() == [1]

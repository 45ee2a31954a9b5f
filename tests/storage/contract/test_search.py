"""Searching: every query finds just what a plain evaluation over all products finds, in the same order."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.product import Product
from shelfwire.catalog.query import (
    PRODUCT_ID,
    UPDATED_AT,
    And,
    Attribute,
    Comparison,
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
from shelfwire.storage.port import NewProduct, Store
from tests.storage.contract.conftest import FACTORIES
from tests.storage.desk import NOW, Desk
from tests.storage.plain_search import plain_search

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

json_values = st.sampled_from([*TEXTS, 0, 1, 3, 1.5, 19.99, 2**70, True, False, [True], [":status"]])
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
queries = st.builds(
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

"""Products as bulk loads write and find them: column by column."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import pytest

from shelfwire.catalog.keys import KeyName
from shelfwire.storage.port import ChangeRun, PlainProducts, Transaction, UpdatedProduct
from tests.storage.desk import NOW, Desk, new, product

SHAPE = 2**63 - 1
TEA, SOAP = '{"name":"Tée \\n"}'.encode(), b'{"name":"Soap"}'

Held = dict[int, tuple[int, bytes, int]]


def held(desk: Desk, catalog_id: int, values: Sequence[str] | Sequence[int], key: KeyName = KeyName.SKU) -> Held:
    """Give what is held under some values of a key, by their place: number, attributes, shape."""
    found = desk.write(lambda transaction: transaction.held(catalog_id, values, key))
    rows = zip(found.product_ids, found.attributes, found.shapes, strict=True)
    return dict(zip(found.places, rows, strict=True))


def insert(
    desk: Desk,
    catalog_id: int,
    skus: Sequence[str],
    attributes: bytes = TEA,
    shape: int = SHAPE,
    further_keys: Mapping[KeyName, Sequence[str | None]] = MappingProxyType({}),
) -> int:
    """Insert products with the catalog's next numbers and give the first."""

    def job(transaction: Transaction) -> int:
        first = transaction.next_product_ids(catalog_id, len(skus))
        ids = range(first, first + len(skus))
        products = PlainProducts(ids, [attributes] * len(skus), [shape] * len(skus), skus, further_keys)
        transaction.insert_plain(catalog_id, products, transaction.next_revision(catalog_id), NOW)
        return first

    return desk.write(job, len(skus))


def update(desk: Desk, catalog_id: int, product_ids: Sequence[int], attributes: bytes, shape: int) -> None:
    """Update products a second later."""
    count = len(product_ids)
    products = PlainProducts(product_ids, [attributes] * count, [shape] * count)

    def job(transaction: Transaction) -> None:
        transaction.update_plain(catalog_id, products, transaction.next_revision(catalog_id), NOW + 1)

    desk.write(job, count)


def test_products_come_back_as_they_were_written(desk: Desk) -> None:
    """Like any other product, and with the shape that was given."""
    one, two = desk.create_catalog("One"), desk.create_catalog("Two")
    assert insert(desk, one, ["a", 'ß "q"', "c"]) == 1
    assert insert(desk, two, ["a"], SOAP, 0) == 1
    assert desk.all_products(one) == [product(1, "a", TEA), product(2, 'ß "q"', TEA), product(3, "c", TEA)]
    assert held(desk, one, ["x", 'ß "q"', "a"]) == {1: (2, TEA, SHAPE), 2: (1, TEA, SHAPE)}
    assert held(desk, two, ["a"]) == {0: (1, SOAP, 0)}
    assert desk.runs(one) == [ChangeRun(1, 1, 3)]
    assert (desk.catalog(one).product_count, desk.catalog(two).product_count) == (3, 1)
    assert desk.page(one, 1, 5) == [2, 3]


@pytest.mark.parametrize("skus", [[], ["x"], [""], ["\ud800"], ["a\x00"], ["A"], ["x", "\ud800", "a\x00", ""]])
def test_nothing_is_held_under_skus_that_no_product_has(desk: Desk, skus: list[str]) -> None:
    """Also under those that no product can have."""
    catalog_id = desk.create_catalog()
    insert(desk, catalog_id, ["a"])
    assert held(desk, catalog_id, skus) == {}
    assert held(desk, catalog_id, [*skus, "a"]) == {len(skus): (1, TEA, SHAPE)}


def test_an_update_sets_attributes_and_shape(desk: Desk) -> None:
    """Revision and time change with them; keys, and the other products, stay."""
    catalog_id = desk.create_catalog()
    insert(desk, catalog_id, ["a", "b", "c"])
    update(desk, catalog_id, [3, 1], SOAP, 7)
    assert desk.all_products(catalog_id) == [
        product(1, "a", SOAP, 2, NOW + 1),
        product(2, "b", TEA),
        product(3, "c", SOAP, 2, NOW + 1),
    ]
    assert held(desk, catalog_id, ["a", "b", "c"]) == {0: (1, SOAP, 7), 1: (2, TEA, SHAPE), 2: (3, SOAP, 7)}
    assert desk.runs(catalog_id, 1) == [ChangeRun(2, 1, 1), ChangeRun(2, 3, 3)]


def test_whoever_writes_attributes_otherwise_leaves_no_shape_behind(desk: Desk) -> None:
    """A shape that is kept beside other names would make the next change lose them."""
    catalog_id = desk.create_catalog()
    insert(desk, catalog_id, ["S1", "S2", "S3"])
    desk.insert(catalog_id, [new(4)])
    desk.update(catalog_id, [UpdatedProduct(1, "S1", SOAP.decode())])
    desk.update(catalog_id, [UpdatedProduct(2, "S2", SOAP.decode(), "handle", keys_change=True)])
    assert held(desk, catalog_id, ["S1", "S2", "S3", "S4"]) == {
        0: (1, SOAP, 0),
        1: (2, SOAP, 0),
        2: (3, TEA, SHAPE),
        3: (4, b'{"name":"Tea"}', 0),
    }


def test_any_number_of_products_is_written(desk: Desk) -> None:
    """Sizes around those of the statements."""
    catalog_id = desk.create_catalog()
    skus: list[str] = []
    for size in (1, 2, 255, 256, 999, 1_000, 1_463):
        more = [f"{size}/{number}" for number in range(size)]
        assert insert(desk, catalog_id, more) == len(skus) + 1
        skus += more
    everything = range(1, len(skus) + 1)
    assert [row.sku for row in desk.all_products(catalog_id)] == skus
    assert held(desk, catalog_id, skus) == {number - 1: (number, TEA, SHAPE) for number in everything}
    update(desk, catalog_id, everything[::-3], SOAP, 5)
    changed = {row.product_id for row in desk.all_products(catalog_id) if row.updated_at > NOW}
    assert changed == set(everything[::-3])
    assert desk.catalog(catalog_id).product_count == len(skus)


def test_products_with_further_keys_are_written_and_held_by_any_key_of_a_bulk_write(desk: Desk) -> None:
    """Only those of the catalog, whichever numbers are asked for."""
    one, two = desk.create_catalog("One"), desk.create_catalog("Two")
    keys: dict[KeyName, list[str | None]] = {
        KeyName.OPTION_CODE: ["o1", None, "o3"],
        KeyName.VENDING_KEY: ['["ü"]', "[]", None],
    }
    for catalog_id in (one, two):
        insert(desk, catalog_id, ["a", "b", "c"], further_keys=keys)
    assert desk.all_products(one) == [
        product(1, "a", TEA, option_code="o1", vending_key='["ü"]'),
        product(2, "b", TEA, vending_key="[]"),
        product(3, "c", TEA, option_code="o3"),
    ]
    assert held(desk, one, ["x", "[]", '["ü"]', "\ud800"], KeyName.VENDING_KEY) == {
        1: (2, TEA, SHAPE),
        2: (1, TEA, SHAPE),
    }
    assert held(desk, one, ["a\x00", "[]"], KeyName.VENDING_KEY) == {1: (2, TEA, SHAPE)}
    assert held(desk, one, ["[]"], KeyName.VENDING_KEY) == {0: (2, TEA, SHAPE)}
    assert held(desk, one, [], KeyName.VENDING_KEY) == {}
    numbers = [3, 0, 9, 1, 2**32 + 1, -(2**32) + 1, 2**70, -1]
    for catalog_id in (one, two):
        assert held(desk, catalog_id, numbers, KeyName.PRODUCT_ID) == {0: (3, TEA, SHAPE), 3: (1, TEA, SHAPE)}


def test_which_values_of_a_key_are_taken_is_told_without_reading_products(desk: Desk) -> None:
    """Of the catalog alone, and also of values that no product can have."""
    one, two = desk.create_catalog("One"), desk.create_catalog("Two")
    further: dict[KeyName, list[str | None]] = {KeyName.OPTION_CODE: ["o", None], KeyName.HANDLE: [None, "é"]}
    insert(desk, one, ["a", "b"], further_keys=further)
    asked: list[set[str]] = [{"x", "b", "a"}, {"x", "\ud800", "o", "a\x00"}, {"é", "a"}, {"x"}, {"\ud800"}, set()]

    def told(catalog_id: int, key: KeyName) -> list[list[str]]:
        return desk.read(lambda reader: [sorted(reader.taken(catalog_id, key, values)) for values in asked])

    assert told(one, KeyName.SKU) == [["a", "b"], [], ["a"], [], [], []]
    assert told(one, KeyName.OPTION_CODE) == [[], ["o"], [], [], [], []]
    assert told(one, KeyName.HANDLE) == [[], [], ["é"], [], [], []]
    for key in (KeyName.SKU, KeyName.OPTION_CODE, KeyName.HANDLE):
        assert told(two, key) == [[]] * 6


def test_a_sku_that_is_taken_is_refused_and_nothing_is_written(desk: Desk) -> None:
    """As with any other insert."""
    catalog_id = desk.create_catalog()
    insert(desk, catalog_id, ["a"])
    before = desk.all_products(catalog_id), desk.catalog(catalog_id)
    with pytest.raises(ValueError, match="another product has one of the keys"):
        insert(desk, catalog_id, ["b", "a"])
    assert (desk.all_products(catalog_id), desk.catalog(catalog_id)) == before

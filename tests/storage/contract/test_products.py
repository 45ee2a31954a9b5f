"""Products: written, found by each of their keys, changed, deleted."""

from collections.abc import Sequence

import pytest

from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.product import Product
from shelfwire.storage.port import ChangeRun, Transaction, UpdatedProduct
from tests.storage.desk import NOW, Desk, new, product

AWKWARD = '{"name":"Tée \\"q\\" \\u0000 \\n","weight":1.50e3,"tags":["a",{"b":null}],"colleqtive:is_theft":true}'


def found(desk: Desk, catalog_id: int, key: KeyName, values: Sequence[str] | Sequence[int]) -> list[Product]:
    """Find products and put them in order."""
    return sorted(
        desk.read(lambda reader: reader.find(catalog_id, key, values)), key=lambda product: product.product_id
    )


def test_a_product_comes_back_exactly_as_it_was_written(desk: Desk) -> None:
    """Keys, attributes, revision and times, byte by byte."""
    catalog_id = desk.create_catalog()
    desk.insert(
        catalog_id,
        [new(1, '0012 "ä"\\ \'', AWKWARD, handle="tea", vending_key='["a",""]'), new(2, "x", "{}", option_code="o\t1")],
    )
    assert desk.all_products(catalog_id) == [
        product(1, '0012 "ä"\\ \'', AWKWARD.encode(), handle="tea", vending_key='["a",""]'),
        product(2, "x", b"{}", option_code="o\t1"),
    ]


@pytest.mark.parametrize(
    ("key", "values"),
    [
        (KeyName.PRODUCT_ID, [1, 3, 3, 9, -1, 0, 2**40, 2**70]),
        (KeyName.SKU, ["S1", "S3", "S3", "s1", "", "S1\x00", "\ud800"]),
        (KeyName.HANDLE, ["h1", "h3", "h3", "H1"]),
        (KeyName.OPTION_CODE, ["o1", "o3", "o"]),
        (KeyName.VENDING_KEY, ["v1", "v3", "v1 "]),
    ],
)
def test_products_are_found_by_any_key_exactly(desk: Desk, key: KeyName, values: Sequence[str] | Sequence[int]) -> None:
    """Each key finds its products once, by exact text, and nothing of another catalog."""
    one, two = desk.create_catalog("One"), desk.create_catalog("Two")
    for catalog_id in (one, two):
        desk.insert(
            catalog_id,
            [
                new(number, handle=f"h{number}", option_code=f"o{number}", vending_key=f"v{number}")
                for number in (1, 2, 3)
            ],
        )
    desk.delete(two, [1])
    assert [product.product_id for product in found(desk, one, key, values)] == [1, 3]
    assert [product.product_id for product in found(desk, two, key, values)] == [3]
    assert found(desk, one, key, values[:1]) == found(desk, one, KeyName.PRODUCT_ID, [1])
    assert found(desk, one, key, []) == []


def test_an_update_sets_exactly_what_it_says(desk: Desk) -> None:
    """Attributes, revision and updated_at change; created_at and the other products do not."""
    catalog_id = desk.create_catalog()
    desk.insert(catalog_id, [new(number, handle=f"h{number}") for number in (1, 2, 3)])
    revision = desk.update(
        catalog_id,
        [
            UpdatedProduct(1, "S1", '{"name":"Soap"}', "h1"),
            UpdatedProduct(3, "NEW", "{}", None, "o3", "v3", keys_change=True),
        ],
        NOW + 5,
    )
    assert revision == 2
    assert desk.all_products(catalog_id) == [
        product(1, "S1", b'{"name":"Soap"}', 2, NOW + 5, handle="h1"),
        product(2, "S2", b'{"name":"Tea"}', handle="h2"),
        product(3, "NEW", b"{}", 2, NOW + 5, option_code="o3", vending_key="v3"),
    ]
    assert found(desk, catalog_id, KeyName.SKU, ["S3", "NEW"]) == desk.all_products(catalog_id)[2:]
    assert found(desk, catalog_id, KeyName.HANDLE, ["h3"]) == []


def test_keys_move_between_products_of_one_call(desk: Desk) -> None:
    """A ring of three products hands each key on to the next."""
    catalog_id = desk.create_catalog()
    keys = [("a", "ha", "oa", "va"), ("b", "hb", "ob", "vb"), ("c", "hc", "oc", "vc")]
    desk.insert(
        catalog_id,
        [
            new(number, sku, handle=handle, option_code=option_code, vending_key=vending_key)
            for number, (sku, handle, option_code, vending_key) in enumerate(keys, start=1)
        ],
    )
    desk.update(
        catalog_id,
        [
            UpdatedProduct(number, sku, "{}", handle, option_code, vending_key, keys_change=True)
            for number, (sku, handle, option_code, vending_key) in enumerate([*keys[1:], keys[0]], start=1)
        ],
    )
    assert [(row.sku, row.handle, row.option_code, row.vending_key) for row in desk.all_products(catalog_id)] == [
        *keys[1:],
        keys[0],
    ]


@pytest.mark.parametrize("keys", [{"sku": "S1"}, {"handle": "h"}, {"option_code": "o"}, {"vending_key": "v"}])
def test_a_key_that_is_taken_is_refused_and_nothing_is_written(desk: Desk, keys: dict[str, str]) -> None:
    """Neither an insert nor an update takes another product's key, and the other catalog has keys of its own."""
    one, two = desk.create_catalog("One"), desk.create_catalog("Two")
    first = new(1, handle="h", option_code="o", vending_key="v")
    desk.insert(one, [first])
    desk.insert(two, [first])
    desk.insert(one, [new(2)])
    before = desk.all_products(one), desk.catalog(one)
    with pytest.raises(ValueError, match="another product has one of the keys"):
        desk.insert(one, [new(4), new(3, **keys)])
    with pytest.raises(ValueError, match="another product has one of the keys"):
        desk.update(one, [UpdatedProduct(2, **({"sku": "S2"} | keys), attributes="{}", keys_change=True)])
    assert (desk.all_products(one), desk.catalog(one)) == before


def test_any_number_of_rows_is_written(desk: Desk) -> None:
    """Sizes around those of the statements, with and without further keys among them."""
    catalog_id = desk.create_catalog()
    expected = []
    first = 1
    for size in (1, 2, 63, 199, 200, 201, 399, 463):
        products = [
            new(number, attributes=f'{{"n":{number}}}', **({"handle": f"h{number}"} if number % 300 == 0 else {}))
            for number in range(first, first + size)
        ]
        revision = desk.insert(catalog_id, products)
        expected += [
            product(row.product_id, row.sku, row.attributes.encode(), revision, handle=row.handle) for row in products
        ]
        first += size
    assert desk.all_products(catalog_id) == expected
    numbers = [row.product_id for row in expected[::-3]]
    desk.update(catalog_id, [UpdatedProduct(number, f"S{number}", "{}") for number in numbers], NOW + 1)
    changed = [row.product_id for row in desk.all_products(catalog_id) if row.updated_at == NOW + 1]
    assert changed == sorted(numbers)
    assert desk.catalog(catalog_id).product_count == len(expected)


def test_deleting_frees_the_keys_and_counts_what_was_there(desk: Desk) -> None:
    """Unknown and repeated numbers do not count; a freed key can be used again by a new number."""
    one, two = desk.create_catalog("One"), desk.create_catalog("Two")
    for catalog_id in (one, two):
        desk.insert(catalog_id, [new(number, handle=f"h{number}") for number in (1, 2, 3)])
    assert desk.delete(one, [2, 2, 3, 99, 2**40, -1]) == 2
    assert desk.delete(one, [2]) == 0
    desk.insert(one, [new(4, "S2", handle="h2")])
    assert [row.product_id for row in desk.all_products(one)] == [1, 4]
    assert [row.product_id for row in desk.all_products(two)] == [1, 2, 3]
    assert (desk.catalog(one).product_count, desk.catalog(two).product_count) == (2, 3)


def test_a_job_reads_its_own_writes(desk: Desk) -> None:
    """Finds, pages and the change log within a job show what it did a moment ago; nobody else sees it yet."""
    catalog_id = desk.create_catalog()
    desk.insert(catalog_id, [new(1), new(2)])

    def job(transaction: Transaction) -> tuple[list[int], list[int], list[ChangeRun]]:
        revision = transaction.next_revision(catalog_id)
        transaction.insert(catalog_id, [new(3), new(4)], revision, NOW)
        transaction.delete(catalog_id, [1], revision, NOW)
        return (
            [row.product_id for row in transaction.find(catalog_id, KeyName.SKU, ["S1", "S3"])],
            [row.product_id for row in transaction.page(catalog_id, 1, 5)],
            transaction.changes_since(catalog_id, 1, 10),
        )

    expected = ([3], [3, 4], [ChangeRun(2, 1, 1), ChangeRun(2, 3, 4)])
    assert desk.write(job) == expected
    assert desk.read(lambda reader: reader.changes_since(catalog_id, 1, 10)) == expected[2]
    assert [row.product_id for row in desk.all_products(catalog_id)] == [2, 3, 4]


def test_delete_unnamed_leaves_exactly_what_was_named(desk: Desk) -> None:
    """Named products stay, in this catalog and in this job only; the count says how many went."""
    one, two = desk.create_catalog("One"), desk.create_catalog("Two")
    desk.fill(one, 2_500)
    desk.fill(two, 3)

    def flush(transaction: Transaction) -> tuple[bool, int, bool]:
        revision = transaction.next_revision(one)
        transaction.insert(one, [new(2_501)], revision, NOW)
        transaction.delete(one, [7], revision, NOW)
        transaction.name(one, [3, 4, 7])
        transaction.name(one, range(1_000, 1_010))
        transaction.name(one, [2_501, 4, 99_999])
        before = transaction.unnamed_exist(one)
        gone = transaction.delete_unnamed(one, revision, NOW)
        return before, gone, transaction.unnamed_exist(one)

    assert desk.write(flush, 1) == (True, 2_499 - 12, False)
    left = [3, 4, *range(1_000, 1_010), 2_501]
    assert [row.product_id for row in desk.all_products(one)] == left
    assert [row.product_id for row in desk.read(lambda reader: reader.page(one, 1, 50))] == left[1:]
    assert desk.catalog(one).product_count == len(left)
    runs = desk.read(lambda reader: reader.changes_since(one, 1, 50))
    assert {run.revision for run in runs} == {2}
    assert {number for run in runs for number in range(run.first_product_id, run.last_product_id + 1)} == {
        *range(1, 2_502)
    } - {3, 4, *range(1_000, 1_010)}
    assert len(desk.all_products(two)) == 3
    assert desk.write(lambda transaction: transaction.unnamed_exist(one)) is True
    assert desk.write(lambda transaction: transaction.delete_unnamed(one, 3, NOW)) == len(left)
    assert desk.read(lambda reader: (reader.page(one, 0, 5), reader.after(one, 0, 5))) == ([], [])
    assert desk.write(lambda transaction: transaction.unnamed_exist(one)) is False


def test_holding_finds_a_value_by_its_bytes(desk: Desk) -> None:
    """Only products whose attribute has exactly this JSON value, in order, from any number on, in this catalog."""
    one, two = desk.create_catalog("One"), desk.create_catalog("Two")
    values = ['"Tea"', '"tea"', "1.5", "15", '["Tea"]', '"Tea"', '"T\\"é\\n"', "true", '"Tea"']
    for catalog_id in (one, two):
        desk.insert(
            catalog_id,
            [
                new(number, attributes=f'{{"other":"Tea","colleqtive:brand":{value}}}')
                for number, value in enumerate(values, start=1)
            ],
        )

    def holding(value: str, after: int = 0, limit: int = 9) -> list[int]:
        return [
            row.product_id
            for row in desk.read(lambda reader: reader.holding(one, "colleqtive:brand", value.encode(), after, limit))
        ]

    assert holding('"Tea"') == [1, 6, 9]
    assert holding('"Tea"', after=1, limit=1) == [6]
    assert [holding(value) for value in ("1.5", "5", '["Tea"]', '"T\\"é\\n"', "true", "null")] == [
        [3],
        [],
        [5],
        [7],
        [8],
        [],
    ]

"""Slices of products that go by their sku alone: as any other slice, only faster."""

import msgspec
import pytest

from shelfwire.catalog.change import Action, Change
from shelfwire.catalog.merge import Shape
from shelfwire.catalog.policy import (
    CIN7_CREATE,
    COLLEQTIVE_DELETE,
    COLLEQTIVE_FLUSH,
    COLLEQTIVE_WRITE,
    LANA_MODIFY,
    POLICIES,
    Policy,
)
from shelfwire.engine.plain import are_plain, is_plain
from tests.engine.conftest import Shop, kinds

NAMED, PRICED, BOTH = Shape(["name"]), Shape(["price"]), Shape(["name", "price"])


def shaped(index: int, sku: str, shape: Shape, /, **attributes: object) -> Change:
    """Make a change as a dialect makes it that knows the shape."""
    assert attributes.keys() == shape.names
    return Change(index, sku=sku, attributes=msgspec.json.encode(attributes, order="sorted"), shape=shape)


def unshaped(index: int, sku: str, /, **attributes: object) -> Change:
    """Make a change whose names nobody looked at."""
    return Change(index, sku=sku, attributes=msgspec.json.encode(attributes))


def test_the_policies_that_match_by_sku_and_write_are_plain() -> None:
    assert [policy for policy in POLICIES if is_plain(policy)] == [COLLEQTIVE_WRITE, COLLEQTIVE_FLUSH]


@pytest.mark.parametrize(
    "change",
    [
        Change(1, Action.DELETE, "b"),
        Change(1, Action.RENEW, "b"),
        Change(1),
        Change(1, sku=""),
        Change(1, sku="b", sku_soft=True),
        Change(1, sku="b", sku_derived=True),
        Change(1, sku="b", handle="h"),
        Change(1, sku="b", option_code="o"),
        Change(1, sku="b", vending_key="v"),
    ],
)
def test_one_change_that_is_not_plain_takes_its_slice_the_general_way(change: Change) -> None:
    assert are_plain([Change(0, sku="a"), Change(1, sku="b")])
    assert not are_plain([Change(0, sku="a"), change])


def test_a_change_that_names_all_that_is_stored_takes_its_place(shop: Shop) -> None:
    shop.write(shaped(0, "a", BOTH, name="A", price=1), shaped(1, "b", BOTH, name="B", price=1))
    outcome = shop.write(
        shaped(0, "b", BOTH, name="B", price=2),
        shaped(1, "c", NAMED, name="C"),
        shaped(2, "a", BOTH, name="A", price=1),
    )
    assert kinds(outcome) == ["updated", "created", "unchanged"]
    assert outcome.product_ids == [2, 3, 1]
    products = shop.products()
    assert [(sku, bytes(products[sku].attributes), products[sku].revision) for sku in "abc"] == [
        ("a", b'{"name":"A","price":1}', 1),
        ("b", b'{"name":"B","price":2}', 2),
        ("c", b'{"name":"C"}', 2),
    ]


def test_a_change_that_names_less_leaves_the_rest_whatever_was_written_before(shop: Shop) -> None:
    """The stored shape is that of the result, never that of the last change."""
    shop.write(shaped(0, "a", NAMED, name="A"))
    for change, expected in (
        (shaped(0, "a", PRICED, price=1), {"name": "A", "price": 1}),
        (shaped(0, "a", PRICED, price=2), {"name": "A", "price": 2}),
        (shaped(0, "a", NAMED, name="B"), {"name": "B", "price": 2}),
        (shaped(0, "a", BOTH, name="C", price=3), {"name": "C", "price": 3}),
        (shaped(0, "a", PRICED, price=4), {"name": "C", "price": 4}),
        (unshaped(0, "a", brand="X"), {"brand": "X", "name": "C", "price": 4}),
        (shaped(0, "a", BOTH, name="D", price=5), {"brand": "X", "name": "D", "price": 5}),
        (unshaped(0, "a", brand=None), {"name": "D", "price": 5}),
        (shaped(0, "a", BOTH, name="E", price=6), {"name": "E", "price": 6}),
    ):
        assert kinds(shop.write(change)) == ["updated"]
        assert shop.attributes() == {"a": expected}
        assert kinds(shop.write(change)) == ["unchanged"]


@pytest.mark.parametrize("policy", [CIN7_CREATE, LANA_MODIFY])
def test_what_another_api_added_stays(shop: Shop, policy: Policy) -> None:
    """The number that is stored is never left beside other names."""
    create = Change(0, sku="a", attributes=b'{"cin7:x":1,"name":"A"}')
    if policy is CIN7_CREATE:
        shop.write(create, policy=policy)
    else:
        shop.write(shaped(0, "a", NAMED, name="A"))
        shop.write(Change(0, product_id=1, attributes=b'{"cin7:x":1}'), policy=policy)
    assert kinds(shop.write(shaped(0, "a", NAMED, name="B"))) == ["updated"]
    assert shop.attributes() == {"a": {"cin7:x": 1, "name": "B"}}


def test_a_flush_makes_products_exactly_what_it_says_and_keeps_what_others_own(shop: Shop) -> None:
    shop.write(
        shaped(0, "a", BOTH, name="A", price=1), shaped(1, "b", NAMED, name="B"), shaped(2, "c", NAMED, name="C")
    )
    shop.write(unshaped(0, "b", **{"cin7:x": 1}))
    outcome = shop.write(
        shaped(0, "a", NAMED, name="A"),
        shaped(1, "b", PRICED, price=2),
        shaped(2, "d", NAMED, name="D"),
        policy=COLLEQTIVE_FLUSH,
    )
    assert kinds(outcome) == ["updated", "updated", "created"]
    assert outcome.deleted_unnamed == 1
    assert shop.attributes() == {"a": {"name": "A"}, "b": {"cin7:x": 1, "price": 2}, "d": {"name": "D"}}
    again = (shaped(0, "a", NAMED, name="A"), shaped(1, "b", PRICED, price=2), shaped(2, "d", NAMED, name="D"))
    assert kinds(shop.write(*again, policy=COLLEQTIVE_FLUSH)) == ["unchanged", "unchanged", "unchanged"]


def test_a_product_that_was_deleted_and_comes_again_is_new(shop: Shop) -> None:
    shop.write(shaped(0, "a", NAMED, name="A"), shaped(1, "b", NAMED, name="B"))
    shop.write(Change(0, Action.DELETE, "a"), policy=COLLEQTIVE_DELETE)
    outcome = shop.write(shaped(0, "b", NAMED, name="B"), shaped(1, "a", NAMED, name="A"))
    assert (kinds(outcome), outcome.product_ids) == (["unchanged", "created"], [2, 3])

"""Slices that need no look at keys: as any other slice, only faster."""

import msgspec
import pytest

from shelfwire.catalog.change import Action, Change
from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.merge import Shape
from shelfwire.catalog.policy import (
    CIN7_CREATE,
    CIN7_UPDATE,
    COLLEQTIVE_DELETE,
    COLLEQTIVE_FLUSH,
    COLLEQTIVE_WRITE,
    LANA_CREATE,
    LANA_MODIFY,
    POLICIES,
    VENDNOVATION_WRITE,
    Policy,
)
from shelfwire.engine.plain import are_plain, plain_way
from tests.engine.conftest import Shop, kinds

NAMED, PRICED, BOTH = Shape(["name"]), Shape(["price"]), Shape(["name", "price"])


def shaped(index: int, sku: str, shape: Shape, /, **attributes: object) -> Change:
    """Make a change as a dialect makes it that knows the shape."""
    assert attributes.keys() == shape.names
    return Change(index, sku=sku, attributes=msgspec.json.encode(attributes, order="sorted"), shape=shape)


def unshaped(index: int, sku: str, /, **attributes: object) -> Change:
    """Make a change whose names nobody looked at."""
    return Change(index, sku=sku, attributes=msgspec.json.encode(attributes))


def test_the_policies_that_write_or_create_by_one_key_have_a_plain_way() -> None:
    keys = {policy.name: way.finds for policy in POLICIES if (way := plain_way(policy)) is not None}
    assert keys == {
        "colleqtive.create_products": KeyName.SKU,
        "colleqtive.create_products.flush": KeyName.SKU,
        "lana.products_create": None,
        "lana.products_modify": KeyName.PRODUCT_ID,
        "cin7.post_products": None,
        "cin7.put_products": KeyName.PRODUCT_ID,
        "vendnovation.put_products": KeyName.VENDING_KEY,
    }


PLAIN_FIELDS: dict[Policy, dict[str, object]] = {
    COLLEQTIVE_WRITE: {"sku": "a"},
    CIN7_CREATE: {"sku": "a", "option_code": "o"},
    CIN7_UPDATE: {"product_id": 1},
    LANA_MODIFY: {"product_id": 1},
    LANA_CREATE: {"handle": "h", "sku_derived": True},
    VENDNOVATION_WRITE: {"sku": "a", "sku_soft": True, "vending_key": "v", "product_id": 1},
}


@pytest.mark.parametrize("policy", PLAIN_FIELDS, ids=lambda policy: policy.name)
def test_one_change_that_needs_a_look_at_keys_takes_its_slice_the_general_way(policy: Policy) -> None:
    way, fields = plain_way(policy), PLAIN_FIELDS[policy]
    assert way is not None
    plain = Change(0, **fields)  # type: ignore[arg-type]  # names and values as above
    assert are_plain([plain, plain], way)
    hindering: dict[str, tuple[object, ...]] = {
        "action": (Action.DELETE, Action.RENEW),
        "handle": (None, "") if fields.get("handle") else ("h",),
        "sku": (None, "") if fields.get("sku") else ("b",),
        "sku_soft": (not fields.get("sku_soft"),) if fields.get("sku") else (),
        "sku_derived": (not fields.get("sku_derived"),) if fields.get("sku") or fields.get("handle") else (),
        "option_code": () if fields.get("option_code") else ("o",),
        "vending_key": (None, "") if fields.get("vending_key") else ("v",),
        "product_id": (None,) if policy in (CIN7_UPDATE, LANA_MODIFY) else (),
    }
    for name, values in hindering.items():
        for value in values:
            assert not are_plain([plain, msgspec.structs.replace(plain, **{name: value})], way), (name, value)


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

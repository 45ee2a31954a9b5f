"""Each row of the design's table "Keys and matching", through the engine on a real store."""

from typing import Any

import msgspec
import pytest

from shelfwire.catalog import policy as policies
from shelfwire.catalog.change import Action, Change
from shelfwire.catalog.keys import vending_key
from shelfwire.catalog.outcome import ProblemCode
from shelfwire.catalog.policy import (
    CIN7_CREATE,
    CIN7_UPDATE,
    COLLEQTIVE_DELETE,
    COLLEQTIVE_FLUSH,
    COLLEQTIVE_WRITE,
    LANA_CREATE,
    LANA_DELETE,
    LANA_MODIFY,
    VENDNOVATION_WRITE,
)
from shelfwire.catalog.product import SKU_DERIVED
from tests.engine.conftest import Shop, kinds


def change(index: int, sku: str | None = None, /, **fields: Any) -> Change:
    """Make a change; keyword arguments of `Change` are taken as such, all others are attributes."""
    own = {name: fields.pop(name) for name in list(fields) if name in Change.__struct_fields__}
    own.setdefault("sku", sku)
    return Change(index, attributes=msgspec.json.encode(fields), **own)


def test_every_policy_has_a_name_of_its_own() -> None:
    names = [policy.name for policy in policies.POLICIES]
    assert len(set(names)) == len(names) == 9


# Colleqtive


def test_colleqtive_creates_what_is_not_there_and_merges_what_is(shop: Shop) -> None:
    assert kinds(shop.write(change(0, "a", name="A", price=1.5), change(1, "b", name="B"))) == ["created", "created"]
    outcome = shop.write(change(0, "b", name="B"), change(1, "a", price=2.5, brand=None), change(2, "c", name="C"))
    assert kinds(outcome) == ["unchanged", "updated", "created"]
    assert outcome.product_ids == [2, 1, 3]
    assert shop.attributes() == {"a": {"name": "A", "price": 2.5}, "b": {"name": "B"}, "c": {"name": "C"}}
    assert (outcome.created, outcome.updated, outcome.unchanged, outcome.named, outcome.revision) == (1, 1, 1, 3, 2)


def test_colleqtive_folds_items_of_one_sku_in_order_field_by_field(shop: Shop) -> None:
    outcome = shop.write(
        change(0, "a", name="A", price=1.0),
        change(1, "b", name="B"),
        change(2, "a", price=2.0),
        change(3, "a", name=None),
    )
    assert kinds(outcome) == ["created", "created", "created", "created"]
    assert outcome.product_ids == [1, 2, 1, 1]
    assert outcome.named == 2
    assert shop.attributes() == {"a": {"price": 2.0}, "b": {"name": "B"}}


@pytest.mark.parametrize("exists", [False, True])
def test_colleqtive_applies_deletions_and_writes_of_one_sku_in_order(shop: Shop, exists: bool) -> None:  # noqa: FBT001 - a parameter
    if exists:
        shop.write(change(0, "a", old=1), change(1, "b", old=1))
    outcome = shop.write(
        change(0, "a", action=Action.DELETE),
        change(1, "a", new=1),
        change(2, "b", new=1),
        change(3, "b", action=Action.DELETE),
    )
    assert kinds(outcome)[0:2] == ["created", "created"]
    assert kinds(outcome)[2:4] == (["deleted", "deleted"] if exists else ["absent", "absent"])
    assert shop.attributes() == {"a": {"new": 1}}
    assert shop.products()["a"].product_id == (3 if exists else 1)


def test_an_update_that_changes_nothing_writes_nothing_and_has_no_revision(shop: Shop) -> None:
    shop.write(change(0, "a", name="A"))
    before = shop.products()
    shop.clock.now += 1
    assert kinds(shop.write(change(0, "a", name="A"))) == ["unchanged"]
    assert shop.products() == before
    assert shop.revision == 1


def test_flush_replaces_what_is_named_and_deletes_what_is_not(shop: Shop) -> None:
    shop.write(
        change(0, "a", name="A", brand="X", **{"cin7:status": "Public", "colleqtive:moq": 1}), change(1, "b", name="B")
    )
    outcome = shop.write(change(0, "c", name="C"), change(1, "a", name="A2"), policy=COLLEQTIVE_FLUSH)
    assert kinds(outcome) == ["created", "updated"]
    assert (outcome.deleted, outcome.deleted_unnamed, outcome.named) == (1, 1, 2)
    assert shop.attributes() == {"a": {"name": "A2", "cin7:status": "Public"}, "c": {"name": "C"}}
    assert shop.products()["a"].product_id == 1


def test_flush_of_what_is_there_already_changes_nothing(shop: Shop) -> None:
    shop.write(change(0, "a", name="A"))
    outcome = shop.write(change(0, "a", name="A"), policy=COLLEQTIVE_FLUSH)
    assert (kinds(outcome), outcome.deleted, shop.revision) == (["unchanged"], 0, 1)


def test_flush_with_an_empty_list_empties_the_catalog_and_no_other(shop: Shop) -> None:
    other = shop.new_catalog("two")
    shop.write(change(0, "a", name="A"), change(1, "b", name="B"))
    shop.write(change(0, "a", name="A"), catalog_id=other)
    assert shop.write(policy=COLLEQTIVE_FLUSH).deleted == 2
    assert shop.attributes() == {}
    assert shop.attributes(other) == {"a": {"name": "A"}}


def test_colleqtive_delete_deletes_once_and_counts_what_is_not_there(shop: Shop) -> None:
    shop.write(change(0, "a", name="A"), change(1, "b", name="B"))
    deletes = [change(place, sku, action=Action.DELETE) for place, sku in enumerate(["a", "x", "a"])]
    outcome = shop.write(*deletes, policy=COLLEQTIVE_DELETE)
    assert kinds(outcome) == ["deleted", "absent", "deleted"]
    assert (outcome.deleted, outcome.absent, outcome.named) == (1, 1, 2)
    assert list(shop.products()) == ["b"]


# Lana


def by_lana(index: int, handle: str, *, given: bool = False, **fields: Any) -> Change:
    return change(index, handle=handle, handle_soft=not given, **fields)


def test_lana_create_makes_handles_unique_and_skus_of_them(shop: Shop) -> None:
    shop.write(change(0, "ipod", name="by another"), change(1, "ipod-4", name="by another"))
    outcome = shop.write(*(by_lana(index, "ipod", title="t") for index in range(3)), policy=LANA_CREATE)
    assert kinds(outcome) == ["created"] * 3
    assert [(p.sku, p.handle) for p in shop.products().values()] == [
        ("ipod", None),
        ("ipod-4", None),
        ("ipod-3", "ipod"),
        ("ipod-4-4", "ipod-4"),
        ("ipod-5", "ipod-5"),
    ]
    assert shop.attributes()["ipod-3"] == {"title": "t", SKU_DERIVED: True}
    again = shop.write(by_lana(0, "ipod-7", given=True), by_lana(1, "ipod"), policy=LANA_CREATE)
    assert [(p.sku, p.handle) for p in again.products] == [("ipod-7", "ipod-7"), ("ipod-7-2", "ipod-7-2")]


def test_lana_create_makes_no_handle_longer_than_a_handle_may_be_whatever_is_taken(shop: Shop) -> None:
    """The number goes behind what is left of a handle, also where that is another's handle already."""
    long = "x" * 250
    taken = (long, "x" * 248 + "-5", "x" * 248 + "-6", "x" * 246 + "-6-2")
    shop.write(*(by_lana(index, handle, given=True) for index, handle in enumerate(taken)), policy=LANA_CREATE)
    outcome = shop.write(by_lana(0, long), by_lana(1, long), policy=LANA_CREATE)
    assert [p.handle for p in outcome.products] == ["x" * 246 + "-5-2", "x" * 246 + "-6-3"]


def test_lana_create_keeps_a_given_handle_from_the_soft_ones_of_its_request(shop: Shop) -> None:
    outcome = shop.write(by_lana(0, "x"), by_lana(1, "x", given=True), policy=LANA_CREATE)
    assert kinds(outcome) == ["created", "created"]
    assert [(p.sku, p.handle) for p in shop.products().values()] == [("x-1", "x-1"), ("x", "x")]


def test_lana_create_makes_a_sku_of_the_number_where_there_is_no_handle(shop: Shop) -> None:
    shop.write(change(0, "LN-2"))
    shop.write(change(0, title="t"), policy=LANA_CREATE)
    assert shop.attributes() == {"LN-2": {}, "LN-2-2": {"title": "t", SKU_DERIVED: True}}


def test_lana_is_told_its_products_as_they_stand_after_the_batch(shop: Shop) -> None:
    created = shop.write(by_lana(0, "b", title="B"), by_lana(1, "a", title="A"), policy=LANA_CREATE)
    assert created.products == list(shop.products().values())
    assert [(p.product_id, p.handle, p.revision) for p in created.products] == [(1, "b", 1), (2, "a", 1)]
    shop.clock.now += 1
    modified = shop.write(
        by_lana(0, "z", given=True, product_id=2, title="A"),
        change(1, product_id=1, title="B", price=1),
        policy=LANA_MODIFY,
    )
    assert kinds(modified) == ["updated", "updated"]
    assert modified.products == sorted(shop.products().values(), key=lambda p: -p.product_id)
    assert [(p.sku, p.handle, p.revision) for p in modified.products] == [("a", "z", 2), ("b", "b", 2)]
    shop.clock.now += 1
    same = shop.write(change(0, product_id=1, price=1), change(1, product_id=2, title="C"), policy=LANA_MODIFY)
    assert kinds(same) == ["unchanged", "updated"]
    assert same.products == list(shop.products().values())
    refused = shop.write(by_lana(0, "b", given=True, product_id=2), policy=LANA_MODIFY)
    assert (refused.rejected, refused.products) == (True, [])
    assert [(p.code, p.key, p.value, p.product_id) for p in refused.problems] == [(ProblemCode.TAKEN, "handle", "b", 1)]
    assert shop.write(change(0, "c", title="C")).products == []


def test_a_mark_that_the_change_brings_along_is_kept_as_it_is(shop: Shop) -> None:
    """`Change.sku_derived` without a sku says that the mark is in the attributes."""
    own = {SKU_DERIVED: True, "title": "T"}
    marked = Change(0, handle="x", sku_derived=True, attributes=msgspec.json.encode(own))
    shop.write(marked, policy=LANA_CREATE)
    shop.write(msgspec.structs.replace(marked, handle="y", option_code="o"), policy=LANA_CREATE)
    assert shop.attributes() == {"x": own, "y": own}


def test_lana_create_writes_nothing_where_a_given_handle_is_taken_or_given_twice(shop: Shop) -> None:
    shop.write(change(0, handle="taken"), policy=LANA_CREATE)
    twice = shop.write(change(0, handle="x"), change(1, handle="y"), change(2, handle="x"), policy=LANA_CREATE)
    assert twice.rejected
    assert [(p.index, p.code, p.key, p.other_index) for p in twice.problems] == [
        (0, ProblemCode.REPEATED, "handle", 2),
        (2, ProblemCode.REPEATED, "handle", 0),
    ]
    taken = shop.write(change(0, handle="z"), change(1, handle="taken"), policy=LANA_CREATE)
    assert taken.rejected
    assert [(p.index, p.code, p.value, p.product_id) for p in taken.problems] == [(1, ProblemCode.TAKEN, "taken", 1)]
    assert len(shop.products()) == 1


@pytest.mark.parametrize("policy", [LANA_MODIFY, LANA_DELETE])
def test_lana_modify_and_delete_write_nothing_where_one_product_is_missing_or_named_twice(
    shop: Shop, policy: policies.Policy
) -> None:
    shop.write(change(0, handle="a", title="A"), change(1, handle="b", title="B"), policy=LANA_CREATE)
    missing = shop.write(change(0, product_id=1, title="X"), change(1, product_id=9, title="Y"), policy=policy)
    assert missing.rejected
    assert [(p.index, p.code, p.value) for p in missing.problems] == [(1, ProblemCode.MISSING, "9")]
    twice = shop.write(change(0, product_id=1, title="X"), change(1, product_id=1, title="Y"), policy=policy)
    assert twice.rejected
    assert [p.code for p in twice.problems] == [ProblemCode.REPEATED, ProblemCode.REPEATED]
    assert {a["title"] for a in shop.attributes().values()} == {"A", "B"}
    done = shop.write(change(0, product_id=2, title="X"), policy=policy)
    assert kinds(done) == (["updated"] if policy is LANA_MODIFY else ["deleted"])


def test_a_deletion_is_refused_where_what_is_missing_is(shop: Shop) -> None:
    shop.write(change(0, handle="a", title="A"), policy=LANA_CREATE)
    missing = shop.write(
        change(0, product_id=1, action=Action.DELETE), change(1, product_id=9, action=Action.DELETE), policy=LANA_DELETE
    )
    assert missing.rejected
    assert [(p.index, p.code, p.value) for p in missing.problems] == [(1, ProblemCode.MISSING, "9")]
    assert len(shop.products()) == 1


# Cin7


def test_cin7_create_skips_codes_that_exist_and_lands_the_others(shop: Shop) -> None:
    shop.write(
        change(0, "S1", option_code="O1", name="A"), change(1, option_code="O2", sku_soft=True), policy=CIN7_CREATE
    )
    outcome = shop.write(
        change(0, "S1", option_code="O9"),
        change(1, "S3", option_code="O2"),
        change(2, "S4", name="new"),
        policy=CIN7_CREATE,
    )
    assert kinds(outcome) == ["skipped", "skipped", "created"]
    assert outcome.product_ids == [1, 2, 3]
    assert [(p.index, p.key, p.value, p.product_id) for p in outcome.problems] == [
        (0, "sku", "S1", 1),
        (1, "option_code", "O2", 2),
    ]
    assert [(p.sku, p.option_code) for p in shop.products().values()] == [("S1", "O1"), ("CN-2", "O2"), ("S4", None)]


@pytest.mark.parametrize("key", ["sku", "option_code"])
def test_cin7_create_writes_nothing_where_a_code_stands_twice_in_the_request(shop: Shop, key: str) -> None:
    outcome = shop.write(
        change(0, **{key: "twice"}), change(1, **{key: "once"}), change(2, **{key: "twice"}), policy=CIN7_CREATE
    )
    assert outcome.rejected
    assert [(p.index, p.key, p.value) for p in outcome.problems] == [(0, key, "twice"), (2, key, "twice")]
    assert shop.products() == {}


def test_cin7_update_fails_unknown_ids_skips_taken_codes_and_lands_the_others(shop: Shop) -> None:
    shop.write(*(change(i, f"S{i}", option_code=f"O{i}", name="n") for i in range(4)), policy=CIN7_CREATE)
    outcome = shop.write(
        change(0, product_id=99, name="x"),
        change(1, "S2", product_id=1, name="x"),
        change(2, "S9", product_id=2, option_code="O9"),
        change(3, product_id=4, name="x"),
        change(4, product_id=4, name="y"),
        policy=CIN7_UPDATE,
    )
    assert kinds(outcome) == ["rejected", "skipped", "updated", "rejected", "rejected"]
    assert [(p.index, p.code) for p in outcome.problems] == [
        (0, ProblemCode.MISSING),
        (1, ProblemCode.TAKEN),
        (3, ProblemCode.REPEATED),
        (4, ProblemCode.REPEATED),
    ]
    assert [(p.sku, p.option_code) for p in shop.products().values()] == [
        ("S0", "O0"),
        ("S9", "O9"),
        ("S2", "O2"),
        ("S3", "O3"),
    ]
    assert outcome.rejected_items == 3


# VendNovation

COLA = vending_key("Acme", "Cola", "Cola", 2, "oz.")
CHERRY = vending_key("Acme", "Cola", "Cherry", 2, "oz.")
OTHER = vending_key("Other", "Cola", "Cola", 2, "oz.")


def vend(index: int, key: str, number: str | None = None, **fields: Any) -> Change:
    return change(index, number, vending_key=key, sku_soft=True, **fields)


def test_vendnovation_creates_by_vending_key_and_updates_by_it(shop: Shop) -> None:
    assert (
        kinds(shop.write(vend(0, COLA, "N1", name="a"), vend(1, OTHER), policy=VENDNOVATION_WRITE)) == ["created"] * 2
    )
    assert list(shop.products()) == ["N1", "VN-2"]
    assert kinds(shop.write(vend(0, COLA, "N7", name="b"), policy=VENDNOVATION_WRITE)) == ["updated"]
    assert list(shop.products()) == ["N1", "VN-2"]


def test_vendnovation_renames_by_number_only_within_one_manufacturer(shop: Shop) -> None:
    shop.write(change(0, "colleqtive"))
    shop.write(vend(0, COLA, name="a"), policy=VENDNOVATION_WRITE)
    outcome = shop.write(
        vend(0, OTHER, product_id=2),
        vend(1, vending_key("Acme", "x", "x", 1, "x"), product_id=1),
        policy=VENDNOVATION_WRITE,
    )
    assert kinds(outcome) == ["created", "created"]
    assert kinds(shop.write(vend(0, CHERRY, product_id=2), policy=VENDNOVATION_WRITE)) == ["updated"]
    assert [p.vending_key for p in shop.products().values()][1] == CHERRY


@pytest.mark.parametrize("between", [0, 1_000])
def test_vendnovation_renames_nothing_that_the_same_request_created(shop: Shop, between: int) -> None:
    """The number is the vendor's own; that the catalog gives it out a moment before the item's turn is chance."""
    created = [vend(i, vending_key("Acme", "Cola", str(i), 1, "f")) for i in range(between + 1)]
    outcome = shop.write(*created, vend(between + 1, CHERRY, product_id=1), policy=VENDNOVATION_WRITE)
    assert kinds(outcome) == ["created"] * (between + 2)
    assert outcome.product_ids == list(range(1, between + 3))
    again = shop.write(*created, vend(between + 1, CHERRY, product_id=1), policy=VENDNOVATION_WRITE)
    assert kinds(again) == ["unchanged"] * (between + 2)


def test_vendnovation_adopts_by_number_a_product_that_has_no_vending_key(shop: Shop) -> None:
    shop.write(change(0, "N1", name="a"))
    assert kinds(shop.write(vend(0, COLA, "N1"), policy=VENDNOVATION_WRITE)) == ["updated"]
    assert kinds(shop.write(vend(0, CHERRY, "N1"), policy=VENDNOVATION_WRITE)) == ["created"]
    assert [(p.sku, p.vending_key) for p in shop.products().values()] == [("N1", COLA), ("N1-2", CHERRY)]


@pytest.mark.parametrize("between", [0, 1_000])
def test_vendnovation_refuses_two_items_that_are_one_product_however_far_apart(shop: Shop, between: int) -> None:
    shop.write(change(0, "N1", name="a"))
    shop.write(vend(0, COLA, name="a"), policy=VENDNOVATION_WRITE)
    filling = [vend(i + 1, vending_key("f", "f", str(i), 1, "f")) for i in range(between)]
    last = between + 1
    for first, second in (
        (vend(0, COLA, name="x"), vend(last, CHERRY, product_id=2)),
        (vend(0, CHERRY, product_id=2), vend(last, COLA, name="x")),
        (vend(0, OTHER, "N1"), vend(last, CHERRY, "N1")),
        (vend(0, OTHER), vend(last, OTHER)),
        (vend(0, COLA, action=Action.DELETE), vend(last, CHERRY, product_id=2)),
    ):
        outcome = shop.write(first, *filling, second, policy=VENDNOVATION_WRITE)
        assert outcome.rejected
        assert [(p.index, p.code, p.other_index) for p in outcome.problems] == [
            (0, ProblemCode.REPEATED, last),
            (last, ProblemCode.REPEATED, 0),
        ]
    assert len(shop.products()) == 2


def test_vendnovation_deletes_what_matches_and_creates_nothing_where_nothing_does(shop: Shop) -> None:
    shop.write(vend(0, COLA, name="a"), policy=VENDNOVATION_WRITE)
    outcome = shop.write(
        vend(0, COLA, action=Action.DELETE), vend(1, OTHER, action=Action.DELETE), policy=VENDNOVATION_WRITE
    )
    assert kinds(outcome) == ["deleted", "absent"]
    assert shop.products() == {}


def test_a_sku_that_no_client_gave_is_marked_until_one_does(shop: Shop) -> None:
    shop.write(
        change(0, "given", name="A"),
        change(1, "taken", sku_soft=True, option_code="taken", sku_derived=True, name="B"),
        change(2, None, name="C"),
        change(3, "given-2", sku_soft=True, vending_key=vending_key("m", "b", "n", 1, ""), name="D"),
        policy=CIN7_CREATE,
    )
    for number, name in enumerate("EF"):
        key = vending_key("m", "b", name, number, "")
        shop.write(change(0, "given", sku_soft=True, vending_key=key, name=name), policy=VENDNOVATION_WRITE)
    assert shop.attributes() == {
        "given": {"name": "E"},
        "given-5": {"name": "F", "sku_derived": True},
        "taken": {"name": "B", "sku_derived": True},
        "CN-3": {"name": "C", "sku_derived": True},
        "given-2": {"name": "D"},
    }
    named = Change(0, sku="named", product_id=3, attributes=msgspec.json.encode({SKU_DERIVED: None}))
    shop.write(named, policy=CIN7_UPDATE)
    assert shop.attributes()["named"] == {"name": "C"}


def test_a_key_that_a_request_frees_can_be_taken_by_the_same_request(shop: Shop) -> None:
    shop.write(vend(0, COLA, "N1"), policy=VENDNOVATION_WRITE)
    outcome = shop.write(vend(0, COLA, "N1", action=Action.DELETE), vend(1, CHERRY, "N1"), policy=VENDNOVATION_WRITE)
    assert kinds(outcome) == ["deleted", "created"]
    assert [(p.sku, p.vending_key) for p in shop.products().values()] == [("N1", CHERRY)]


def test_policies_of_other_dialects_write_beside_each_other(shop: Shop) -> None:
    shop.write(change(0, "a", name="A"), policy=COLLEQTIVE_WRITE)
    shop.write(change(0, product_id=1, name="B"), policy=LANA_MODIFY)
    shop.write(change(0, product_id=1, **{"cin7:status": "Public"}), policy=CIN7_UPDATE)
    assert shop.attributes() == {"a": {"name": "B", "cin7:status": "Public"}}

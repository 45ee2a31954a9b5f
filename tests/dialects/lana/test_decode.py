"""The lanes by which a product becomes a change: they agree, and nothing is lost or invented on the way."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire.catalog.change import Action, Change
from shelfwire.dialects.lana.attributes import ATTRIBUTE_OF_FIELD, NOT_STORED
from shelfwire.dialects.lana.decode import ProductReader, lane_for
from shelfwire.dialects.lana.moments import moment_of
from tests.dialects.lana.items import (
    CREATE_RULE,
    MODIFY_RULE,
    MOMENTS,
    NOW,
    WHOLE_PRODUCT,
    any_item,
    good_object,
    raw,
    reader,
)

NOW_TEXT = "2026-05-28T20:26:40Z"
NOW_SECONDS = NOW - NOW % 1_000_000


def written(change: Change) -> tuple[Any, ...]:
    """Give all of a change but its shape, which is only for speed."""
    return msgspec.structs.astuple(msgspec.structs.replace(change, shape=None))


def changed(product: dict[str, Any], product_ids: list[int] | None = None) -> Change:
    """Give the change of one product."""
    read = reader(product_ids)
    read.read([raw(product)], 0)
    assert read.faults.listed == []
    (change,) = read.changes
    return change


def by_every_lane(product: Any, product_ids: list[int] | None) -> list[ProductReader]:
    """Read one product along its own fast lane, along each general one and by examination; gives those that took it."""
    item = raw(product)
    is_create = product_ids is None
    lanes = [lane_for(item, is_create=is_create), *reader(product_ids)._form.general]
    readers = []
    for lane in lanes:
        read = reader(product_ids)
        if lane is not None and read.take(lane, 0, item):
            readers.append(read)
    examined = reader(product_ids)
    examined.examine(0, item)
    return [*readers, examined]


@given(is_create=st.booleans(), data=st.data())
def test_every_product_becomes_the_same_change_by_any_lane(*, is_create: bool, data: st.DataObject) -> None:
    product = data.draw(good_object(CREATE_RULE if is_create else MODIFY_RULE))
    readers = by_every_lane(product, None if is_create else [39])
    changes = [written(read.changes[0]) for read in readers]
    assert len(changes) >= 3
    assert changes == [changes[0]] * len(changes)
    change = readers[0].changes[0]
    names = list(json.loads(change.attributes))
    assert names == sorted(names)
    assert not change.clears & set(names)
    for read in readers:
        if read.changes[0].shape is not None:
            assert read.changes[0].shape.names == set(names)
    sent = {name: value for name, value in product.items() if name not in (*NOT_STORED, "published_at")}
    stored = {name: value for name, value in json.loads(change.attributes).items() if "published" not in name}
    kept = {ATTRIBUTE_OF_FIELD[name]: value for name, value in sent.items() if value is not None}
    assert stored == kept | ({"sku_derived": True} if is_create else {})
    nulls = {ATTRIBUTE_OF_FIELD[name] for name, value in sent.items() if value is None}
    assert {name for name in change.clears if "published" not in name} == (set() if is_create else nulls)


@given(is_create=st.booleans(), data=st.data())
def test_lanes_find_the_same_faults_and_the_same_changes(*, is_create: bool, data: st.DataObject) -> None:
    items = data.draw(st.lists(any_item(CREATE_RULE if is_create else MODIFY_RULE), min_size=1, max_size=4))
    product_ids = None if is_create else [3, 9, 27, 81]
    lanes, examined, counting = reader(product_ids), reader(product_ids), reader(product_ids, listed_max=0)
    raws = [raw(item) for item in items]
    lanes.read(raws, 0)
    counting.read(raws, 0)
    for index, item in enumerate(raws):
        examined.examine(index, item)
    assert lanes.faults.listed == examined.faults.listed
    assert lanes.faults.bad_items == examined.faults.bad_items == counting.faults.bad_items
    if not lanes.faults.bad_items:
        assert [written(change) for change in lanes.changes] == [written(change) for change in examined.changes]
        assert lanes.unknown == examined.unknown


def test_a_product_of_all_fields_is_stored_field_by_field() -> None:
    change = changed(WHOLE_PRODUCT)
    stored = json.loads(change.attributes)
    assert stored == {
        ATTRIBUTE_OF_FIELD[name]: value for name, value in WHOLE_PRODUCT.items() if name not in NOT_STORED
    } | {"lana:published_moment": 1_409_833_414_000_000, "sku_derived": True}
    assert change.shape is not None
    assert change.shape.names == stored.keys()
    assert written(change) == written(
        Change(0, Action.WRITE, attributes=change.attributes, handle="ipod-nano", sku_derived=True)
    )


def test_nested_objects_are_stored_in_one_order_and_keep_what_is_absent_and_what_is_null() -> None:
    plan = {
        "price2_type": "price",
        "interval": "daily",
        "price1_type": "price",
        "limit": None,
        "fulfillment_interval_count": 1,
        "billing_interval_count": 2,
    }
    change = changed({"title": "a", "subscription_plans": [plan], "custom_fields": [{"value": "v", "name": "n"}]})
    assert change.attributes == (
        b'{"lana:custom_fields":[{"name":"n","value":"v"}],"lana:subscription_plans":[{"billing_interval_count":2,'
        b'"fulfillment_interval_count":1,"interval":"daily","limit":null,"price1_type":"price","price2_type":"price"}],'
        b'"name":"a","sku_derived":true}'
    )


def test_nulls_are_as_absent_in_a_new_product() -> None:
    nulls = dict.fromkeys(name for name in WHOLE_PRODUCT if name != "title")
    change = changed({**nulls, "title": "IPod Nano"})
    assert written(change) == written(
        Change(
            0,
            attributes=b'{"name":"IPod Nano","sku_derived":true}',
            handle="ipod-nano",
            handle_soft=True,
            sku_derived=True,
        )
    )


def test_absent_keeps_and_null_clears_in_a_modification() -> None:
    assert written(changed({}, [7])) == written(Change(0, attributes=b"{}", product_id=7))
    nulls = dict.fromkeys(name for name in MODIFY_RULE.fields if name not in {"title", "published_at"})
    assert changed(nulls, [7]).clears == {
        name for field, name in ATTRIBUTE_OF_FIELD.items() if field in nulls and field not in NOT_STORED
    }
    change = changed({"title": "b", "tags": None, "meta_title": "c"}, [7])
    assert change.shape is not None
    assert change.shape.names == {"name", "lana:meta_title"}
    assert written(change) == written(
        Change(0, attributes=b'{"lana:meta_title":"c","name":"b"}', product_id=7, clears=frozenset({"lana:tags"}))
    )


def test_modifications_name_their_products_by_position() -> None:
    read = reader([5, 3, 4], has_nul=False)
    read.read([raw({"title": "a"}), raw({"title": "b"})], 0)
    read.read([raw({"tags": []})], 2)
    assert [(change.index, change.product_id) for change in read.changes] == [(0, 5), (1, 3), (2, 4)]


@pytest.mark.parametrize(
    ("product", "handle", "is_soft"),
    [
        ({"title": "IPod Nano - 8GB"}, "ipod-nano-8gb", True),
        ({"title": "IPod Nano - 8GB", "handle": None}, "ipod-nano-8gb", True),
        ({"title": "IPod Nano - 8GB", "handle": ""}, "ipod-nano-8gb", True),
        ({"title": "日本"}, "product", True),
        ({"title": "IPod", "handle": "Any Text é"}, "Any Text é", False),
    ],
)
def test_a_new_product_gets_the_handle_that_was_sent_or_one_of_its_title(
    product: dict[str, Any], handle: str, *, is_soft: bool
) -> None:
    change = changed(product)
    assert (change.handle, change.handle_soft, change.sku, change.sku_derived) == (handle, is_soft, None, True)


@pytest.mark.parametrize(
    ("sent", "handle"), [({}, None), ({"handle": None}, None), ({"handle": ""}, None), ({"handle": "b"}, "b")]
)
def test_a_modification_changes_the_handle_only_where_one_is_sent(sent: dict[str, Any], handle: str | None) -> None:
    change = changed({"title": "a", **sent}, [7])
    assert (change.handle, change.handle_soft, change.sku_derived) == (handle, False, False)


DATE = "2030-01-01T00:00:00+01:00"
DATE_MOMENT = 1_893_452_400_000_000


@pytest.mark.parametrize(
    ("sent", "date", "moment"),
    [
        ({"published": True}, NOW_TEXT, NOW_SECONDS),
        ({"published": True, "published_at": None}, NOW_TEXT, NOW_SECONDS),
        ({"published": True, "published_at": DATE}, DATE, DATE_MOMENT),
        ({"published": None, "published_at": DATE}, DATE, DATE_MOMENT),
        ({"published_at": DATE}, DATE, DATE_MOMENT),
        ({"published": False, "published_at": DATE}, None, None),
        ({"published": False, "published_at": None}, None, None),
        ({"published": False}, None, None),
        ({"published": None, "published_at": None}, None, None),
        ({"published_at": None}, None, None),
        ({"published": None}, "kept", "kept"),
        ({}, "kept", "kept"),
    ],
)
def test_published_and_its_date_say_together_what_is_stored(
    sent: dict[str, Any], date: str | None, moment: int | str | None
) -> None:
    for product_ids in (None, [7]):
        change = changed({"title": "a", **sent}, product_ids)
        stored = json.loads(change.attributes)
        found = stored.get("lana:published_at"), stored.get("lana:published_moment")
        assert found == ((None, None) if date == "kept" else (date, moment))
        is_cleared = product_ids is not None and date is None
        assert change.clears == ({"lana:published_at", "lana:published_moment"} if is_cleared else set())
        if change.shape is not None:
            assert change.shape.names == stored.keys()


@pytest.mark.parametrize("text", MOMENTS)
def test_a_date_is_stored_as_it_was_sent_and_its_moment_beside_it(text: str) -> None:
    stored = json.loads(changed({"title": "a", "published_at": text}).attributes)
    assert (stored["lana:published_at"], stored["lana:published_moment"]) == (text, moment_of(text))


def test_a_whole_number_keeps_all_its_digits_in_every_lane() -> None:
    product = {"title": "a", "maximum_quantity": 2**63 - 1, "minimum_quantity": 2**53 + 1}
    readers = by_every_lane(product, None)
    stored = (
        b'{"lana:maximum_quantity":9223372036854775807,"lana:minimum_quantity":9007199254740993,'
        b'"name":"a","sku_derived":true}'
    )
    assert [read.changes[0].attributes for read in readers] == [stored] * len(readers)


def test_a_field_that_stands_twice_counts_as_its_last_and_a_whole_number_may_have_a_point() -> None:
    read = reader()
    read.read([msgspec.Raw(b'{"title":5,"title":"One","minimum_quantity":2.0}')], 0)
    assert read.changes[0].attributes == b'{"lana:minimum_quantity":2,"name":"One","sku_derived":true}'


@pytest.mark.parametrize(
    ("product", "plain", "unknown"),
    [
        (WHOLE_PRODUCT, True, 0),
        ({"title": "a", "tags": None, "minimum_quantity": 2**31 - 1}, True, 0),
        ({"title": "a", "minimum_quantity": 2**31}, False, 0),
        ({"title": "a", "import_index": 2**40}, False, 0),
        ({"title": "a", "minimum_quantity": 2.0}, False, 0),
        ({"title": "a", "foo": 1}, False, 1),
        ({"title": "a", "custom_fields": [{"name": "n", "value": "v", "foo": 1}]}, False, 1),
        (
            {
                "title": "a",
                "subscription_plans": [
                    {**WHOLE_PRODUCT["subscription_plans"][0], "align_hour": {"value": 1, "foo": 2}}
                ],
            },
            False,
            1,
        ),
        ({"title": "a", "subscription_plans": [{**WHOLE_PRODUCT["subscription_plans"][0], "price1": 2**31}]}, False, 0),
    ],
)
def test_what_graphql_would_take_otherwise_is_noticed(product: dict[str, Any], unknown: int, *, plain: bool) -> None:
    for first in (product, {"title": "another lane", "meta_title": "b"}):
        read = reader()
        read.read([raw(first), raw(product)], 0)
        copies = 2 if first is product else 1
        assert read.faults.bad_items == 0
        assert (read.plainly_typed, read.unknown) == (plain, unknown * copies)


def test_unknown_fields_are_ignored_in_every_lane() -> None:
    read = reader()
    items = [{"title": "a", "foo": 1}, {"title": "b", "foo": [2]}, {"foo": {}, "title": "c", "x": 1}]
    read.read([raw(item) for item in items], 0)
    assert [json.loads(change.attributes)["name"] for change in read.changes] == ["a", "b", "c"]
    assert read.unknown == 3


@pytest.mark.parametrize("levels", [61, 62, 63])
def test_nesting_is_bounded_in_what_is_ignored(levels: int) -> None:
    item = msgspec.Raw(b'{"title":"a","unknown":' + b"[" * levels + b"]" * levels + b"}")
    first = reader()
    first.read([item], 0)
    other = reader()
    other.read([raw({"title": "b"}), item], 0)
    problems = [fault.problem for read in (first, other) for _, fault in read.faults.listed]
    assert problems == (["The item must not be nested deeper than 63 levels."] * 2 if levels > 62 else [])


def test_creating_and_modifying_do_not_share_lanes() -> None:
    for _ in range(2):
        create, modify = reader(has_nul=False), reader([1], has_nul=False)
        create.read([raw({"title": "a"})], 0)
        modify.read([raw({"title": "a"})], 0)
        assert (create.changes[0].attributes, modify.changes[0].attributes) == (
            b'{"name":"a","sku_derived":true}',
            b'{"name":"a"}',
        )


def test_a_lane_follows_the_client_to_other_fields() -> None:
    read = reader(has_nul=False)
    read.read([raw({"title": "a"}), *[raw({"title": "a", "tags": []})] * 999], 0)
    assert {change.shape is None for change in read.changes[1:]} == {True}
    read.read([raw({"title": "a", "tags": []})] * 10, 1_000)
    assert {change.shape is not None for change in read.changes[1_000:]} == {True}


def test_nulls_here_and_there_stay_in_one_lane_and_have_shapes_of_their_own() -> None:
    products: list[dict[str, Any]] = [
        {"title": "a", "tags": None if number % 2 else [], "meta_title": "b"} for number in range(10)
    ]
    read = reader([*range(1, 11)], has_nul=False)
    read.read([raw(product) for product in products], 0)
    shapes = [change.shape.names for change in read.changes if change.shape is not None]
    assert shapes == [{"name", "lana:tags", "lana:meta_title"}, {"name", "lana:meta_title"}] * 5
    assert [change.clears for change in read.changes] == [set(), {"lana:tags"}] * 5

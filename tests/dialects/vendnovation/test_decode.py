"""The lanes by which a product becomes a change: they agree, and nothing is lost or invented on the way."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire.catalog.change import Action
from shelfwire.catalog.keys import vending_key
from shelfwire.dialects.fault_list import FaultList
from shelfwire.dialects.vendnovation.attributes import ATTRIBUTE_OF_FIELD, KEPT_ON_NULL, ORDERS, PRODUCT_FIELDS
from shelfwire.dialects.vendnovation.decode import ProductReader, lane_for
from tests.dialects.vendnovation.products import any_product, spoiled_product, whole_product


def raw(product: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(product).encode())


def reader(*, has_nul: bool = True, listed_max: int = 1_000) -> ProductReader:
    return ProductReader(
        FaultList(listed_max), organization_id=1, levels_max=63, body_has_nul=has_nul, has_large_item=False
    )


def written(change: Any) -> tuple[Any, ...]:
    """Give all of a change but its shape, which is only for speed."""
    return msgspec.structs.astuple(msgspec.structs.replace(change, shape=None))


@given(any_product())
def test_every_product_becomes_its_change_by_any_lane(product: dict[str, Any]) -> None:
    fast, general, examined = reader(), reader(), reader()
    item = raw(product)
    lane = lane_for(item)
    assert lane is not None
    if not fast.take(lane, 0, item):
        fast.examine(0, item)
    general.general(0, item)
    examined.examine(0, item)
    (change,) = fast.changes
    assert [written(other) for other in (*general.changes, *examined.changes)] == [written(change)] * 2
    parts = [product.get(name) for name in ("manufacturer", "brand", "name", "size", "unitsForSize")]
    assert (change.vending_key, change.product_id) == (vending_key(*parts), product.get("productId") or None)
    assert (change.sku, change.sku_soft) == (product.get("number") or None, True)
    if product.get("isDeleted") is True:
        assert (change.action, change.attributes) == (Action.DELETE, b"{}")
        assert fast.deletions == {0: product.get("productId") or 0}
        return
    kept = {
        name: value
        for name, value in product.items()
        if name not in ORDERS and not (value is None and name in KEPT_ON_NULL)
    }
    assert change.action is Action.WRITE
    stored = {ATTRIBUTE_OF_FIELD[name]: value for name, value in kept.items()}
    assert json.loads(change.attributes) == {name: value for name, value in stored.items() if value is not None}
    assert change.clears == {name for name, value in stored.items() if value is None}
    assert list(json.loads(change.attributes)) == sorted(json.loads(change.attributes))
    if change.shape is not None:
        assert change.shape.names == json.loads(change.attributes).keys()


@given(st.lists(spoiled_product(), min_size=1, max_size=4))
def test_lanes_find_the_same_faults_and_the_same_changes(products: list[dict[str, Any]]) -> None:
    lanes, examined, counting = reader(), reader(), reader(listed_max=0)
    items = [raw(product) for product in products]
    lanes.read(items, 0)
    counting.read(items, 0)
    for index, item in enumerate(items):
        examined.examine(index, item)
    assert lanes.faults.listed == examined.faults.listed
    assert lanes.faults.bad_items == examined.faults.bad_items == counting.faults.bad_items
    if not lanes.faults.bad_items:
        assert [written(change) for change in lanes.changes] == [written(change) for change in examined.changes]


def test_a_product_of_all_35_fields_is_stored_field_by_field() -> None:
    product = whole_product("Cola")
    assert len(product) == 35
    read = reader()
    read.read([raw(product)], 0)
    (change,) = read.changes
    stored = json.loads(change.attributes)
    assert stored == {ATTRIBUTE_OF_FIELD[name]: value for name, value in product.items() if name not in ORDERS}
    assert (change.sku, len(stored)) == ("number ü", 32)
    assert change.shape is not None
    assert change.shape.names == stored.keys()


def test_the_shared_fields_have_plain_names_and_the_others_a_prefix() -> None:
    shared = {field: name for field, name in ATTRIBUTE_OF_FIELD.items() if not name.startswith("vendnovation:")}
    assert shared == {
        "name": "name",
        "brand": "brand",
        "upc": "barcode",
        "defaultPrice": "price",
        "cost": "cost",
        "productImage": "image_url",
    }


@pytest.mark.parametrize("sent", ["2", "2.0", "0.0", "19.99", "123456789012345", "-3", "1e20", "9223372036854775808"])
def test_a_number_is_stored_as_it_was_sent_in_every_lane(sent: str) -> None:
    item = msgspec.Raw(f'{{"name":"a","cost":{sent},"size":{sent},"customField1":{sent}}}'.encode())
    fast, examined = reader(), reader()
    fast.read([item], 0)
    examined.examine(0, item)
    stored = f'{{"cost":{sent},"name":"a","vendnovation:customField1":{sent},"vendnovation:size":{sent}}}'.encode()
    assert [change.attributes for change in (*fast.changes, *examined.changes)] == [stored, stored]


def test_custom_data_is_stored_byte_for_byte() -> None:
    data = b'{ "b" : [1.50, 1e2,\t"\\u00e9"], "a":{}, "a":null }'
    item = msgspec.Raw(b'{"customData":' + data + b',"name":"a"}')
    fast, examined = reader(), reader()
    fast.read([item], 0)
    examined.examine(0, item)
    stored = b'{"name":"a","vendnovation:customData":' + data + b"}"
    assert [change.attributes for change in (*fast.changes, *examined.changes)] == [stored, stored]


def test_a_lane_serves_products_whose_shared_fields_are_null_here_and_there() -> None:
    products = [{"name": "a", "upc": None if number % 2 else "1", "calories": 1} for number in range(10)]
    read = reader(has_nul=False)
    lane = lane_for(raw(products[0]))
    assert lane is not None
    assert all(read.take(lane, index, raw(product)) for index, product in enumerate(products))
    shapes = [change.shape.names for change in read.changes if change.shape is not None]
    assert shapes == [{"barcode", "name", "vendnovation:calories"}, {"name", "vendnovation:calories"}] * 5


def test_null_clears_a_field_of_this_api_and_keeps_a_shared_one() -> None:
    read = reader()
    read.read([raw({"name": "a", "container": None, **dict.fromkeys(KEPT_ON_NULL[1:])})], 0)
    assert read.changes[0].attributes == b'{"name":"a"}'
    assert read.changes[0].clears == {"vendnovation:container"}


def test_nulls_here_and_there_stay_in_one_lane_and_have_shapes_of_their_own() -> None:
    fields = [name for name in PRODUCT_FIELDS if name.startswith("customField")][:8]
    read = reader(has_nul=False)
    for start in (0, 256):
        items = [
            raw(
                {"name": "a", "customData": None} | {f: None if n >> place & 1 else 1 for place, f in enumerate(fields)}
            )
            for n in range(start, start + 256)
        ]
        read.read(items, start)
    for number, change in enumerate(read.changes):
        sent = {"name": "a"} | {f"vendnovation:{f}": 1 for place, f in enumerate(fields) if not number >> place & 1}
        assert json.loads(change.attributes) == sent
        assert change.clears == {ATTRIBUTE_OF_FIELD[f] for f in (*fields, "customData")} - sent.keys()
        assert change.shape is None or change.shape.names == sent.keys()
    has_shape = [change.shape is not None for change in read.changes]
    assert has_shape == ([True] * 64 + [False] * 192) * 2


def test_the_clients_field_order_does_not_matter() -> None:
    product = whole_product("Cola")
    changes = []
    for one in (product, dict(reversed(product.items()))):
        read = reader()
        read.read([raw(one)], 0)
        changes.append(read.changes[0].attributes)
    assert changes[0] == changes[1]


def test_a_field_that_stands_twice_counts_as_its_last() -> None:
    item = msgspec.Raw(b'{"name":5,"name":"One","productId":2.0,"cost":2}')
    read = reader()
    read.read([item], 0)
    assert read.faults.bad_items == 0
    assert (read.changes[0].product_id, read.changes[0].attributes) == (2, b'{"cost":2,"name":"One"}')


def test_unknown_fields_are_ignored_in_every_lane() -> None:
    read = reader()
    read.read([raw({"name": "a", "foo": 1}), raw({"name": "b", "foo": [2]}), raw({"foo": {}, "name": "c", "x": 1})], 0)
    assert [change.attributes for change in read.changes] == [b'{"name":"a"}', b'{"name":"b"}', b'{"name":"c"}']


def test_a_lane_follows_the_client_to_other_fields() -> None:
    read = reader(has_nul=False)
    read.read([raw({"name": "a"}), *[raw({"name": "a", "calories": 1})] * 999], 0)
    assert {change.shape is None for change in read.changes[1:]} == {True}
    read.read([raw({"name": "a", "calories": 1})] * 10, 1_000)
    assert {change.shape is not None for change in read.changes[1_000:]} == {True}


@pytest.mark.parametrize("field", ["unknown", "customData"])
@pytest.mark.parametrize("levels", [61, 62])
def test_nesting_is_bounded_in_custom_data_and_in_what_is_ignored(field: str, levels: int) -> None:
    start = f'{{"name":"a","{field}":'.encode()
    item = msgspec.Raw(start + b"[" * levels + b"]" * levels + b"}")
    for _ in range(2):
        read = reader()
        read.read([item], 0)
        assert (len(read.changes), read.faults.bad_items) == (1, 0)
    read = reader()
    read.read([msgspec.Raw(start + b"[" * (levels + 2) + b"]" * (levels + 2) + b"}")], 0)
    assert [fault.problem for _, fault in read.faults.listed] == ["The item must not be nested deeper than 63 levels."]

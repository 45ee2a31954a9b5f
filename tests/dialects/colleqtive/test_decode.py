"""The lanes by which a product becomes a change: they agree, and nothing is lost or invented on the way."""

import asyncio
import json
import threading
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire.catalog.change import Action
from shelfwire.dialects.colleqtive.attributes import ATTRIBUTE_OF_FIELD, FIELDS_NOT_STORED
from shelfwire.dialects.colleqtive.decode import ProductReader, lane_for
from shelfwire.dialects.fault_list import FaultList
from shelfwire.dialects.slices import SLICE_BYTES_MAX, read_slices
from tests.dialects.colleqtive.products import any_product, spoiled_product, whole_product

MINIMAL = {"product_number": "1", "product_name": "One", "is_counted": True}


def raw(product: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(product).encode())


def reader(body: bytes = b"\\u0000", *, listed_max: int = 1_000) -> ProductReader:
    return ProductReader(FaultList(listed_max), levels_max=63, body_has_nul=b"\\u0000" in body, has_large_item=False)


def plain(value: Any) -> Any:
    """Write numbers as the wire's types see them, so that 20 and 20.0 are one."""
    if isinstance(value, list):
        return [plain(element) for element in value]
    if isinstance(value, dict):
        return {name: plain(element) for name, element in value.items()}
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@given(any_product())
def test_every_product_becomes_its_change_by_any_lane(product: dict[str, Any]) -> None:
    fast, general, examined = reader(), reader(), reader()
    item = raw(product)
    lane = lane_for(item)
    assert lane is not None
    assert fast.take(lane, 0, item)
    general.general(0, item)
    examined.examine(0, item)
    (change,) = fast.changes
    assert general.changes == examined.changes
    (other,) = general.changes
    assert (change.index, change.action, change.sku) == (other.index, other.action, other.sku)
    assert change.attributes == other.attributes
    kept = {name: value for name, value in product.items() if name not in FIELDS_NOT_STORED}
    if product.get("is_deleted") is True:
        assert (change.action, change.attributes) == (Action.DELETE, b"{}")
        return
    assert plain(json.loads(change.attributes)) == plain({ATTRIBUTE_OF_FIELD[name]: kept[name] for name in kept})
    if change.shape is not None:
        assert None not in kept.values()
        assert change.shape.names == {ATTRIBUTE_OF_FIELD[name] for name in kept}


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
        assert [(c.index, c.action, c.sku, c.attributes) for c in lanes.changes] == [
            (c.index, c.action, c.sku, c.attributes) for c in examined.changes
        ]
        assert lanes.unknown.count == examined.unknown.count


def test_a_product_of_all_82_fields_is_stored_field_by_field() -> None:
    product = whole_product("00042")
    assert len(product) == 82
    read = reader()
    read.read([raw(product)], 0)
    (change,) = read.changes
    stored = json.loads(change.attributes)
    assert stored == {
        ATTRIBUTE_OF_FIELD[name]: value for name, value in product.items() if name not in FIELDS_NOT_STORED
    }
    assert (change.sku, len(stored)) == ("00042", 80)
    assert change.shape is not None
    assert change.shape.names == stored.keys()


def test_the_shared_fields_have_plain_names_and_the_others_a_prefix() -> None:
    shared = {field: name for field, name in ATTRIBUTE_OF_FIELD.items() if not name.startswith("colleqtive:")}
    assert shared == {
        "product_name": "name",
        "product_description": "description",
        "brand_description": "brand",
        "barcode": "barcode",
        "price": "price",
        "purchase_price": "cost",
        "is_active": "active",
        "image_url": "image_url",
    }


def test_the_clients_field_order_does_not_matter() -> None:
    product = MINIMAL | {
        "price": 1,
        "color": "red",
        "units": [{"unit_quantity": 1, "unit_name": "a", "unit_barcode": "b"}],
    }
    turned = dict(reversed(product.items()))
    changes = []
    for one in (product, turned):
        read = reader()
        read.read([raw(one)], 0)
        changes.append(read.changes[0].attributes)
    assert changes[0] == changes[1]


def test_a_field_that_stands_twice_counts_as_its_last() -> None:
    item = msgspec.Raw(b'{"product_number":"1","product_name":5,"product_name":"One","is_counted":true}')
    read = reader()
    read.read([item], 0)
    assert read.faults.bad_items == 0
    assert json.loads(read.changes[0].attributes) == {"name": "One", "colleqtive:is_counted": True}


def test_unknown_fields_are_counted_in_every_lane() -> None:
    deep = MINIMAL | {"foo": 1, "units": [{"unit_barcode": "1", "unit_name": "box", "unit_quantity": 1, "bar": {}}]}
    read = reader()
    read.read([raw(MINIMAL | {"foo": 1}), raw(MINIMAL | {"foo": [2]}), raw(deep), raw(MINIMAL)], 0)
    assert (len(read.changes), read.unknown.count) == (4, 4)
    assert read.unknown.sentence == " 4 unknown fields were ignored (foo, bar)."


def test_a_lane_follows_the_client_to_other_fields() -> None:
    read = reader(b"")
    read.read([raw(MINIMAL), *[raw(MINIMAL | {"color": "red"})] * 999], 0)
    assert {change.shape is None for change in read.changes[1:]} == {True}
    read.read([raw(MINIMAL | {"color": "red"})] * 10, 1_000)
    assert {change.shape is not None for change in read.changes[1_000:]} == {True}


@pytest.mark.parametrize("levels", [61, 62])
def test_nesting_is_bounded_in_what_is_ignored_too(levels: int) -> None:
    item = msgspec.Raw(json.dumps(MINIMAL).encode()[:-1] + b',"foo":' + b"[" * levels + b"]" * levels + b"}")
    for _ in range(2):
        read = reader()
        read.read([item], 0)
        assert (len(read.changes), read.faults.bad_items) == (1, 0)
    deeper = msgspec.Raw(bytes(item).replace(b'"foo":', b'"foo":[[').replace(b"]}", b"]]]}"))
    read = reader()
    read.read([deeper], 0)
    assert [fault.problem for _, fault in read.faults.listed] == ["The item must not be nested deeper than 63 levels."]


def test_one_item_has_no_more_faults_than_may_be_listed() -> None:
    item = raw(MINIMAL | {"units": [{}] * 10_000, "color": 1})
    bad = reader(listed_max=20)
    bad.general(0, item)
    bad.general(1, item)
    assert (len(bad.faults.listed), bad.faults.bad_items) == (20, 2)
    assert [fault.field for _, fault in bad.faults.listed[:4]] == [
        "units[0].unit_barcode",
        "units[0].unit_name",
        "units[0].unit_quantity",
        "units[1].unit_barcode",
    ]


class Witness:
    """Remembers in which thread it read how many items."""

    def __init__(self) -> None:
        self.read_in: list[tuple[int, int, int]] = []

    def read(self, items: list[msgspec.Raw], first_index: int) -> None:
        self.read_in.append((threading.get_ident(), first_index, len(items)))


@pytest.mark.parametrize("item_bytes", [100, SLICE_BYTES_MAX // 1_000])
def test_large_slices_are_read_beside_the_event_loop(item_bytes: int) -> None:
    witness = Witness()
    asyncio.run(read_slices([msgspec.Raw(b'"' + b"x" * (item_bytes - 1) + b'"')] * 1_500, witness))
    beside, here = (thread != threading.get_ident() for thread, _, _ in witness.read_in)
    assert [read[1:] for read in witness.read_in] == [(0, 1_000), (1_000, 500)]
    assert (beside, here) == (item_bytes > 100, False)

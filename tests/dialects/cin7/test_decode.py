"""The lanes by which a product becomes a change: they agree, and nothing is lost or invented on the way."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire.catalog.change import Change
from shelfwire.dialects.cin7.attributes import ATTRIBUTE_OF_FIELD
from shelfwire.dialects.cin7.decode import CreateReader, lane_for
from shelfwire.dialects.fault_list import FaultList
from tests.dialects.cin7.conftest import one
from tests.dialects.cin7.products import any_product, in_any_case, spoiled_product, whole_product


def raw(product: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(product).encode())


def reader(body: bytes = b"\\u0000", *, listed_max: int = 1_000) -> CreateReader:
    return CreateReader(FaultList(listed_max), levels_max=63, body_has_nul=b"\\u0000" in body, has_large_item=False)


def asked(change: Change) -> tuple[Any, ...]:
    """Give what a change asks for; its shape is about speed alone."""
    return (change.index, change.action, change.sku, change.option_code, change.sku_soft, change.sku_derived,
            change.attributes)  # fmt: skip


@given(any_product(), st.sampled_from([str, str.upper, str.title, str.swapcase]))
def test_every_product_becomes_its_change_by_any_lane_and_in_any_case(product: dict[str, Any], turn: Any) -> None:
    general, examined, folded = reader(), reader(), reader()
    item, turned = raw(product), raw(in_any_case(product, turn))
    general.general(0, item)
    (change,) = general.changes
    for other, sent in (
        (examined, raw(product | {"skuRangeId": product.get("skuRangeId"), "\x00": 1})),
        (folded, turned),
    ):
        other.read([sent], 0)
        assert asked(other.changes[0]) == asked(change)
    lane = lane_for(item)
    assert lane is not None
    fast = reader(b"")
    if fast.take(lane, 0, item):
        assert asked(fast.changes[0]) == asked(change)
        shape = fast.changes[0].shape
        assert shape is not None
        assert shape.names == json.loads(change.attributes).keys()


@given(st.lists(spoiled_product(), min_size=1, max_size=4))
def test_lanes_find_the_same_faults_codes_and_changes(products: list[dict[str, Any]]) -> None:
    lanes, general, counting = reader(), reader(), reader(listed_max=0)
    items = [raw(product) for product in products]
    lanes.read(items, 0)
    counting.read(items, 0)
    for index, item in enumerate(items):
        general.general(index, item)
    assert lanes.faults.listed == general.faults.listed
    assert lanes.bad_items() == general.bad_items()
    assert lanes.bad_items().keys() == counting.bad_items().keys()
    assert list(map(asked, lanes.changes)) == list(map(asked, general.changes)) == list(map(asked, counting.changes))
    indexes = [change.index for change in lanes.changes]
    assert sorted([*indexes, *lanes.bad_items()]) == list(range(len(products)))
    assert indexes == sorted(indexes)
    for other in (general, counting):
        assert (lanes.style_codes, lanes.option_codes) == (other.style_codes, other.option_codes)
    assert len(lanes.style_codes) == len(lanes.option_codes) == len(products)


def test_every_field_is_stored_under_its_own_or_its_shared_name() -> None:
    read = reader()
    read.read([raw(whole_product(7))], 0)
    (change,) = read.changes
    assert (change.sku, change.option_code, change.sku_soft, change.sku_derived) == ("0007", "007-A", False, False)
    assert json.loads(change.attributes) == {
        "active": True,
        "name": "Name 7 ü",
        "description": "Description",
        "brand": "Brand",
        "price": 19.99,
        "cost": 2.0,
        "cin7:status": "ShowInB2B",
        "cin7:stockControl": "Serial",
        "cin7:orderType": "Pre-order",
        "cin7:optionLabel1": "Colour",
        "cin7:optionLabel2": "Size",
        "cin7:optionLabel3": "Fabric",
        "cin7:salesAccount": "Sales",
        "cin7:purchasesAccount": "Purchases",
        "cin7:importCustomsDuty": "Duty",
        "cin7:skuRangeId": 12,
        "cin7:categoryIdArray": [3, 1, 2],
        "cin7:sizeRangeId": 13,
        "cin7:weight": 1.5,
        "cin7:height": 2.25,
        "cin7:width": 3.125,
        "cin7:length": 4.0,
        "cin7:volume": 0.1,
    }
    names = list(json.loads(change.attributes))
    assert names == sorted(names)


def test_the_shared_fields_have_plain_names_and_the_others_a_prefix() -> None:
    shared = {field: name for field, name in ATTRIBUTE_OF_FIELD.items() if not name.startswith("cin7:")}
    assert shared == {
        "name": "name",
        "description": "description",
        "brand": "brand",
        "retailPrice": "price",
        "cost": "cost",
        "productOptionBarcode": "barcode",
    }


def test_of_two_spellings_of_one_field_the_last_counts() -> None:
    read = reader()
    read.read([msgspec.Raw(b'{"name":"a","NAME":"b","name":"c","productOptions":[{"Cost":1,"cost":2}]}')], 0)
    assert json.loads(read.changes[0].attributes) == {"name": "b", "cost": 2.0}


def test_products_of_several_shapes_go_along_several_lanes() -> None:
    shapes = [one(), one(brand="B"), one(status="Public"), one(dimensions={"weight": 1}), one(dimensions=None)]
    read = reader(b"")
    read.read([raw(shape) for shape in shapes * 20], 0)
    assert [change.index for change in read.changes if change.shape is None] == []
    assert len(read.changes) == 100


@pytest.mark.parametrize("levels", [61, 62])
def test_nesting_is_bounded_in_what_is_ignored_too(levels: int) -> None:
    item = msgspec.Raw(json.dumps(one()).encode()[:-1] + b',"foo":' + b"[" * levels + b"]" * levels + b"}")
    for _ in range(2):
        read = reader()
        read.read([item], 0)
        assert (len(read.changes), read.bad_items()) == (1, {})
    deeper = msgspec.Raw(bytes(item).replace(b'"foo":', b'"foo":[[').replace(b"]}", b"]]]}"))
    read = reader()
    read.read([deeper], 0)
    assert [fault.problem for _, fault in read.faults.listed] == ["The item must not be nested deeper than 63 levels."]

"""The ways by which an item of an update becomes a change: they agree, and nothing but speed depends on which is taken."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shelfwire.dialects.cin7.attributes import ATTRIBUTE_OF_FIELD
from shelfwire.dialects.cin7.update import UpdateReader
from shelfwire.dialects.cin7.update_lane import LANES
from shelfwire.dialects.fault_list import FaultList
from shelfwire.storage.port import Reader, Store
from tests.dialects.cin7.conftest import Shop, one
from tests.dialects.cin7.products import any_update, in_any_case, whole_product

TEXTS = st.one_of(
    st.sampled_from(["", "Brand", "ü\\", "x" * 60, "x" * 300]),
    st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=4),
)
ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS,
    st.lists(st.one_of(st.none(), st.booleans(), st.integers(-2, 2), TEXTS), max_size=3),
    st.sampled_from(["\x00", {}, 2.0, 2**31, 999.5, {"weight": None}, {"weight": "x"}, {"Weight": 1}, {"x": 1}, [[[]]]]),
)  # fmt: skip
STORED = {
    "name": TEXTS,
    "description": TEXTS,
    "brand": TEXTS,
    "active": st.booleans(),
    "cin7:status": st.sampled_from(["ShowInB2B", "Internal"]),
    "cin7:optionLabel1": TEXTS,
    "cin7:skuRangeId": st.integers(-2, 2),
    "cin7:categoryIdArray": st.lists(st.integers(-2, 2), max_size=2),
    "cin7:weight": st.floats(0, 999),
    "cin7:height": st.sampled_from([0.0, 2.0]),
    "image_url": TEXTS,
    "price": st.floats(0, 9),
    "colleqtive:size": TEXTS,
    "sku_derived": st.sampled_from([True]),
}
EDGES = {
    "styleCode": st.sampled_from(["S", "", "new", "x" * 250, "x" * 251]),
    "status": st.sampled_from(["Inactive", "Public", "ShowInB2B", "internal", 0, 1, "", "Gone"]),
    "brand": st.sampled_from(["", "Brand", "x" * 300]),
    "name": st.sampled_from(["", "New"]),
}
IDS = st.sampled_from([1, 1, 1, 1, 2, 2, 1.0, 3, 0, "1", None])
NOTHING: dict[str, Any] = dict.fromkeys(STORED)


def pascal(name: str) -> str:
    return name[:1].upper() + name[1:]


def raw(item: Any, *, escaped: bool = True) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(item, ensure_ascii=escaped).encode())


def takes(item: Any) -> list[int]:
    """Give which lanes take an item."""
    return [place for place, lane in enumerate(LANES) if lane.row(raw(item), 63) is not None]


async def _read(store: Store, job: Callable[[Reader], None]) -> None:
    await store.read(job)


def read(shop: Shop, items: list[msgspec.Raw]) -> tuple[Any, ...]:
    """Read items; gives what they ask for, their codes, and what is wrong with them."""
    has_nul = any(b"\\u0000" in bytes(item) for item in items)
    reader = UpdateReader(shop.catalog_id, FaultList(100), levels_max=63, body_has_nul=has_nul)
    shop.runner.run(_read(shop.store, lambda stored: reader.read(stored, items, 0)))
    bad = reader.bad_items()
    return reader.changes, reader.codes, reader.faults.listed, reader.faults.bad_items, bad


@st.composite
def any_item(draw: st.DrawFn, shown: dict[str, Any]) -> dict[str, Any]:
    """An item that puts back some of what the list shows, changes some and spoils some, in any order."""
    item = draw(any_update()) | draw(st.fixed_dictionaries({"id": IDS}, optional=EDGES))
    for name in draw(st.lists(st.sampled_from([*shown, "productDimensions"]), unique=True)):
        if name == "productDimensions":
            item[name] = {measure: shown[measure] for measure in ("weight", "height", "volume")}
        elif name != "id":
            item[name] = shown[name]
    for name in draw(
        st.lists(
            st.sampled_from([*item, "name", "status", "styleCode", "tags"]), max_size=draw(st.sampled_from([0, 0, 2]))
        )
    ):
        item[name] = draw(ANYTHING)
    return {name: item[name] for name in draw(st.permutations(list(item)))}


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_every_item_becomes_the_same_change_or_the_same_faults_by_any_way(shop: Shop, data: st.DataObject) -> None:
    if not shop.products():
        shop.create(one(styleCode="S", productOptions=[{"productOptionCode": "O"}]), one(styleCode="T"))
    for sku in ("S", "T"):
        shop.elsewhere(sku, **NOTHING | data.draw(st.fixed_dictionaries({}, optional=STORED)))
    items = data.draw(st.lists(any_item(shop.product(1)), min_size=1, max_size=3))
    first = read(shop, [raw(item) for item in items])
    for escaped, turn in ((True, str), (False, str), (True, pascal)):
        turned = [in_any_case(item, turn) for item in items]
        found = read(shop, [raw(item, escaped=escaped) for item in turned])
        # No lane takes an item with a field that nobody knows.
        assert found == read(shop, [raw(item | {"unknown": 1}, escaped=escaped) for item in turned])
        assert found[:2] == first[:2]


def test_lanes_take_the_usual_spellings_of_updates_and_of_whole_products(shop: Shop) -> None:
    shop.create(whole_product(7))
    update = {"id": 1, "name": "New", "status": None, "productDimensions": {"weight": 1}}
    whole = shop.product(1)
    assert takes(update) == [0, 1]
    assert takes(whole) == takes(whole | update) == [1]
    assert takes(in_any_case(update, pascal)) == [2, 3]
    assert takes(in_any_case(whole, pascal)) == [3]
    for other in (in_any_case(update, str.upper), update | {"unknown": 1}, update | {"Brand": "B"}, {"name": "New"}):
        assert takes(other) == []


@pytest.mark.parametrize("levels", [61, 62, 63])
@pytest.mark.parametrize("name", ["tags", "categoryIdArray", "unknown", "productDimensions", "status"])
def test_the_depth_of_what_is_ignored_is_bounded_too(shop: Shop, name: str, levels: int) -> None:
    shop.create(one())
    item = msgspec.Raw(b'{"id":1,"%s":%s%s}' % (name.encode(), b"[" * levels, b"]" * levels))
    (result,) = shop.update(json.loads(bytes(item)))
    told = "The item must not be nested deeper than 63 levels."
    assert (told in result["errors"]) is (levels > 62)
    assert result["success"] is (levels <= 62 and name in {"tags", "unknown"})


def test_items_of_all_kinds_stand_side_by_side(shop: Shop) -> None:
    shop.create(*[one(styleCode=f"S{number}") for number in range(60)])
    kinds: list[Callable[[dict[str, Any]], dict[str, Any]]] = [
        lambda item: item,
        lambda item: item | {"tags": ""},
        lambda item: in_any_case(item, pascal),
        lambda item: item | {"unknown": 1},
        lambda item: in_any_case(item, str.upper),
    ]
    items = [kinds[number % 5]({"id": number + 1, "name": f"Name {number}"}) for number in range(60)]
    results = shop.update(*items)
    assert [(result["success"], result["id"], result["code"]) for result in results] == [
        (True, number + 1, f"S{number}") for number in range(60)
    ]
    assert [product["name"] for product in shop.products(rows="60")] == [f"Name {number}" for number in range(60)]


def test_only_what_differs_is_written(shop: Shop) -> None:
    shop.create(whole_product(7))
    shown = shop.product(1)
    changes, codes, *_ = read(shop, [raw(shown | {"brand": "New", "optionLabel1": "", "skuRangeId": 12.0})])
    (change,) = changes
    stored = {ATTRIBUTE_OF_FIELD["brand"]: "New", ATTRIBUTE_OF_FIELD["optionLabel1"]: None}
    assert (change.sku, change.product_id, json.loads(change.attributes)) == (None, 1, stored)
    assert codes == [("0007", "0007")]

"""Merging changes into stored attributes, against a plain dict."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from shelfwire.catalog.merge import Shape, combine, merge, replace, without_nulls

names = st.sampled_from(["name", "price", "brand", "cin7:status", "lana:handle", "colleqtive:units", "colleqtive:x"])
values = st.one_of(st.text(max_size=3), st.booleans(), st.integers(0, 3), st.lists(st.text(max_size=2), max_size=2))
stored_attributes = st.dictionaries(names, values)
changes = st.dictionaries(names, st.one_of(st.none(), values))


def raw(attributes: dict[str, Any]) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(attributes))


def read(attributes: bytes | None) -> dict[str, Any] | None:
    return None if attributes is None else msgspec.json.decode(attributes, type=dict[str, Any])


def merged_model(stored: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (stored | change).items() if value is not None}


@given(stored_attributes, changes)
def test_absent_keeps_null_clears_and_a_value_sets(stored: dict[str, Any], change: dict[str, Any]) -> None:
    expected = merged_model(stored, change)
    result = read(merge(raw(stored), msgspec.json.encode(change)))
    assert result == (None if msgspec.json.encode(expected) == msgspec.json.encode(stored) else expected)


@given(stored_attributes, stored_attributes)
def test_a_shape_gives_the_same_result_as_no_shape(stored: dict[str, Any], change: dict[str, Any]) -> None:
    encoded = msgspec.json.encode(change)
    with_shape = merge(raw(stored), encoded, Shape(change))
    without = merge(raw(stored), encoded)
    # With a shape, equal attributes in another order may be written anew; what is stored afterwards is the same.
    assert (read(with_shape) or stored) == (read(without) or stored)


@given(stored_attributes, changes)
def test_replace_makes_shared_and_own_attributes_exactly_the_change_and_keeps_those_of_others(
    stored: dict[str, Any], change: dict[str, Any]
) -> None:
    others = {name: value for name, value in stored.items() if name.startswith(("cin7:", "lana:"))}
    own = {name: value for name, value in change.items() if not name.startswith(("cin7:", "lana:"))}
    expected = merged_model(own, others)
    result = read(replace(raw(stored), msgspec.json.encode(own), "colleqtive"))
    assert (stored if result is None else result) == expected


@given(stored_attributes, changes, changes)
def test_two_changes_combined_do_what_they_do_one_after_the_other(
    stored: dict[str, Any], first: dict[str, Any], second: dict[str, Any]
) -> None:
    one, two = msgspec.json.encode(first), msgspec.json.encode(second)
    together = read(merge(raw(stored), combine(one, two))) or stored
    assert together == merged_model(merged_model(stored, first), second)


@given(changes)
def test_a_new_product_has_what_the_change_sets(change: dict[str, Any]) -> None:
    assert read(without_nulls(msgspec.json.encode(change))) == merged_model({}, change)


def test_a_shape_covers_an_object_whose_names_are_among_its_own() -> None:
    shape = Shape(["name", "colleqtive:units"])
    assert shape.covers(b'{"colleqtive:units":[1,{"a":2}]}')
    assert shape.covers(b"{}")
    assert not shape.covers(b'{"name":"a","price":1}')

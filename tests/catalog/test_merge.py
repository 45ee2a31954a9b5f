"""Merging changes into stored attributes, against a plain dict."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from shelfwire.catalog.merge import Shape, combine, merge, replace, with_nulls, without_nulls

names = st.sampled_from(["name", "price", "brand", "cin7:status", "lana:handle", "colleqtive:units", "colleqtive:x"])
values = st.one_of(st.text(max_size=3), st.booleans(), st.integers(0, 3), st.lists(st.text(max_size=2), max_size=2))
stored_attributes = st.dictionaries(names, values)
changes = st.dictionaries(names, st.one_of(st.none(), values))


def raw(attributes: dict[str, Any]) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(attributes, order="sorted"))


def merged_model(stored: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (stored | change).items() if value is not None}


@given(stored_attributes, changes)
def test_absent_keeps_null_clears_and_a_value_sets(stored: dict[str, Any], change: dict[str, Any]) -> None:
    expected = raw(merged_model(stored, change))
    result = merge(raw(stored), msgspec.json.encode(change))
    assert result == (None if expected == raw(stored) else bytes(expected))


@given(stored_attributes, changes, st.booleans())
def test_names_to_clear_do_what_nulls_do(stored: dict[str, Any], change: dict[str, Any], has_shape: bool) -> None:  # noqa: FBT001 - a parameter
    cleared = frozenset(name for name, value in change.items() if value is None)
    sent = {name: value for name, value in change.items() if value is not None}
    shape = Shape(sent) if has_shape else None
    assert merge(raw(stored), bytes(raw(sent)), shape, cleared) == merge(raw(stored), msgspec.json.encode(change))
    assert with_nulls(bytes(raw(sent)), cleared) == bytes(raw(change))


@given(stored_attributes, stored_attributes)
def test_a_shape_gives_the_same_result_as_no_shape(stored: dict[str, Any], change: dict[str, Any]) -> None:
    encoded = bytes(raw(change))
    assert merge(raw(stored), encoded, Shape(change)) == merge(raw(stored), encoded)


@given(stored_attributes, changes)
def test_replace_makes_shared_and_own_attributes_exactly_the_change_and_keeps_those_of_others(
    stored: dict[str, Any], change: dict[str, Any]
) -> None:
    others = {name: value for name, value in stored.items() if name.startswith(("cin7:", "lana:"))}
    own = {name: value for name, value in change.items() if not name.startswith(("cin7:", "lana:"))}
    expected = merged_model(own, others)
    result = replace(raw(stored), msgspec.json.encode(own), "colleqtive")
    assert result == (None if raw(expected) == raw(stored) else bytes(raw(expected)))


@given(stored_attributes, changes, changes)
def test_two_changes_combined_do_what_they_do_one_after_the_other(
    stored: dict[str, Any], first: dict[str, Any], second: dict[str, Any]
) -> None:
    one, two = msgspec.json.encode(first), msgspec.json.encode(second)
    together = merge(raw(stored), combine(one, two))
    expected = raw(merged_model(merged_model(stored, first), second))
    assert together == (None if expected == raw(stored) else bytes(expected))


@given(changes)
def test_a_new_product_has_what_the_change_sets(change: dict[str, Any]) -> None:
    assert without_nulls(msgspec.json.encode(change)) == bytes(raw(merged_model({}, change)))


def test_a_shape_has_a_number_that_is_stored_and_so_never_changes() -> None:
    assert (
        Shape(["name", "colleqtive:units"]).number == Shape(["colleqtive:units", "name"]).number == 7741562692173097489
    )
    assert len({Shape(names).number for names in ([], ["name"], ["price"], ["name", "price"], ["nameprice"])}) == 5


def test_a_shape_covers_an_object_whose_names_are_among_its_own() -> None:
    shape = Shape(["name", "colleqtive:units"])
    assert shape.covers(b'{"colleqtive:units":[1,{"a":2}]}')
    assert shape.covers(b"{}")
    assert not shape.covers(b'{"name":"a","price":1}')

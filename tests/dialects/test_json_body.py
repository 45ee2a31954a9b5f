"""Splitting bodies: whatever is valid JSON of the right shape comes out item by item, whatever is not is told."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire.dialects.contract import Refusal
from shelfwire.dialects.json_body import nesting_exceeds, split_items

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)
FINITE_JSON = ANY_JSON.filter(lambda value: "Infinity" not in json.dumps(value))


def split(body: bytes, items_max: int = 1_000) -> list[Any] | None:
    items = split_items(body, envelope="body", items_max=items_max)
    return None if items is None else [json.loads(bytes(item)) for item in items]


@given(st.lists(FINITE_JSON, max_size=5), st.sampled_from([None, 1]))
def test_both_shapes_give_the_items_as_they_stand(values: list[Any], indent: int | None) -> None:
    assert split(json.dumps(values, indent=indent).encode()) == values
    assert split(b" " + json.dumps({"other": 1, "body": values}, indent=indent).encode()) == values


@given(st.binary(max_size=60))
def test_any_bytes_are_split_or_refused(body: bytes) -> None:
    with contextlib.suppress(Refusal):
        split_items(body, envelope="body", items_max=10)


@pytest.mark.parametrize("frame", ["[%s]", '{"body":[%s]}'])
def test_too_many_items_are_refused_and_just_enough_are_not(frame: str) -> None:
    enough = frame % ",".join(["{}"] * 10)
    assert split(enough.encode(), items_max=10) == [{}] * 10
    with pytest.raises(Refusal) as caught:
        split((frame % ",".join(["{}"] * 11)).encode(), items_max=10)
    assert caught.value.status == 413


def test_commas_inside_items_are_no_items() -> None:
    item = {"text": ",,,,,", "list": [1, 2, 3, 4, 5], "a": 1, "b": 2}
    assert split(json.dumps([item] * 5).encode(), items_max=5) == [item] * 5


def test_a_swarm_with_something_that_is_no_object_is_told_where() -> None:
    with pytest.raises(Refusal) as caught:
        split(b"[{},{},7" + b",{}" * 20 + b"]", items_max=10)
    assert (caught.value.status, caught.value.text) == (400, "Item 2 of the request is not a JSON object.")


def test_a_swarm_of_texts_is_counted_by_its_commas() -> None:
    with pytest.raises(Refusal) as caught:
        split_items(b'["1"' + b',"1"' * 20 + b"]", envelope="body", items_max=10, objects=False)
    assert caught.value.status == 413


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


@given(FINITE_JSON, st.integers(0, 5), st.booleans())
def test_nesting_is_counted_outside_of_texts(value: Any, levels: int, ascii_only: bool) -> None:  # noqa: FBT001 - Hypothesis passes it by name
    data = json.dumps([value, '[{"\\'], ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    assert nesting_exceeds(data, levels) == (_depth([value]) > levels)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'["a","\\ud83d"]', "half of a surrogate pair stands alone at byte 6"),
        (b'["\\\\ud83d","\\\\\\ud83dx"]', "half of a surrogate pair stands alone at byte 14"),
        (b'["\\ud83d\\ude00","\\\\ud83d', "it ends too early, at byte 24"),
        (b'["' + b"\\\\ud83d" * 10_000, "it ends too early, at byte 70002"),
    ],
)
def test_half_a_surrogate_pair_is_told_from_a_body_that_was_cut_off(body: bytes, reason: str) -> None:
    with pytest.raises(Refusal) as caught:
        split(body)
    assert (caught.value.status, caught.value.text) == (400, f"The body is not well-formed JSON: {reason}.")

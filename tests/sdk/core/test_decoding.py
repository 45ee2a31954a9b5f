"""Reading what servers answer: as far as it can be, and never anything but the error that is promised."""

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, UnsetType

from shelfwire_client.core.coding import Model, decode, plain_json
from shelfwire_client.core.errors import APIResponseValidationError
from tests.sdk.core.courses import answer


class Part(Model):
    code: str | UnsetType | None = UNSET
    level: int | UnsetType | None = UNSET


class Thing(Model):
    name: str | UnsetType | None = UNSET
    price: float | UnsetType | None = UNSET
    kind: str | UnsetType | None = msgspec.field(default=UNSET, name="type")
    part: Part | UnsetType | None = UNSET
    parts: list[Part] | UnsetType | None = UNSET
    tags: list[str] | UnsetType | None = UNSET


def read(value: Any, form: Any = Thing) -> Any:
    return decode(answer(200, body=json.dumps(value).encode()), form)


def test_what_is_as_documented_is_read_into_structs() -> None:
    thing = read({"name": "n", "type": "t", "parts": [{"code": "c", "level": 1}]})
    assert thing == Thing(name="n", kind="t", parts=[Part(code="c", level=1)])
    assert thing.extra == {}


def test_absent_is_unset_and_null_is_none() -> None:
    thing = read({"name": None})
    assert thing.name is None
    assert thing.price is UNSET
    assert not thing.price
    assert thing.to_dict() == {"name": None}


UNDOCUMENTED: dict[str, Any] = {
    "name": 5,
    "price": "1.50",
    "type": None,
    "part": {"code": "c", "since": 1},
    "parts": [{"level": "high"}, None, 7, {"code": "d"}],
    "tags": "a,b",
    "new": {"a": [1]},
}


def test_unknown_fields_are_extra_and_values_of_other_types_stay_as_they_came() -> None:
    thing = read(UNDOCUMENTED)
    assert (thing.name, thing.price, thing.kind, thing.tags) == (5, "1.50", None, "a,b")
    assert thing.extra == {"new": {"a": [1]}}
    assert (thing.part.code, thing.part.level, thing.part.extra) == ("c", UNSET, {"since": 1})
    assert thing.parts == [Part(level="high"), None, 7, Part(code="d")]  # type: ignore[arg-type] # as it came
    assert thing.to_dict() == UNDOCUMENTED


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{", b'{"name": "a"} x', b"\xff", b'{"name": "\xff"}', b"[" * 200_000], ids=range(7)
)
def test_what_is_no_json_raises_with_the_body(body: bytes) -> None:
    with pytest.raises(APIResponseValidationError, match="The answer with status 201 is no JSON: ") as caught:
        decode(answer(201, body=body), Thing)
    assert (caught.value.status_code, caught.value.body) == (201, body)


@pytest.mark.parametrize(
    ("value", "form"), [([], Thing), (5, Thing), (None, Thing), ({}, list[Thing]), ("", dict[str, Any])]
)
def test_what_is_something_else_altogether_raises(value: Any, form: Any) -> None:
    with pytest.raises(
        APIResponseValidationError, match="The answer with status 200 is not what this API answers here"
    ):
        read(value, form)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*Thing.__annotations__, "type", "code", "level"]) | st.text(), inner, max_size=6
        )
    ),
    max_leaves=20,
)


@given(ANY_JSON)
def test_any_json_is_read_or_refused_and_an_object_keeps_all_that_was_in_it(value: Any) -> None:
    try:
        thing = read(value)
    except APIResponseValidationError:
        assert not isinstance(value, dict)
    else:
        assert thing.to_dict() == json.loads(json.dumps(value))


@given(st.binary())
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    plain_json(body)
    with suppress(APIResponseValidationError):
        assert isinstance(decode(answer(200, body=body), Thing), Thing)


def test_a_body_that_is_no_json_is_given_as_text() -> None:
    assert plain_json(b'{"a": 1}') == {"a": 1}
    assert plain_json(b"no \xff") == "no \ufffd"

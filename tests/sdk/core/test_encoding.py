"""Writing what callers give: all that has a form in JSON, and nothing else in its place."""

import enum
import json
import math
from collections import UserDict
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire_client.core.encoding import encode, with_members
from shelfwire_client.core.errors import ArgumentError

NAN = float("nan")


class Scalar:
    """A number as numpy's are: it gives Python's own by `item`."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def item(self) -> Any:
        return self.value


class Stamp(datetime):
    """A moment as pandas' are: of a class of its own."""


class Grade(enum.StrEnum):
    HIGH = "high"


class Word(str):
    __slots__ = ()


class Count(int):
    pass


class Ware(msgspec.Struct, omit_defaults=True):
    number: str
    price: float | msgspec.UnsetType | None = msgspec.UNSET


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1.10"), "1.10"),
        (Decimal("1E-7"), "1E-7"),
        (datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC), '"2030-01-02T03:04:05Z"'),
        (datetime(2030, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2))), '"2030-01-02T03:04:05+02:00"'),
        (Stamp(2030, 1, 2, 3, 4, 5, 600_000), '"2030-01-02T03:04:05.600000"'),
        (date(2030, 1, 2), '"2030-01-02"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (Scalar(1.5), "1.5"),
        (Scalar("text"), '"text"'),
        (Grade.HIGH, '"high"'),
        (Word("word"), '"word"'),
        (Count(3), "3"),
        (UserDict(a=[Scalar(1)]), '{"a":[1]}'),
        (Ware("1"), '{"number":"1"}'),
        (Ware("1", None), '{"number":"1","price":null}'),
        ([2**80, None], "[1208925819614629174706176,null]"),
        ("NaN, null and -Infinity", '"NaN, null and -Infinity"'),
        ((1, "ü"), '[1,"ü"]'),
    ],
    ids=lambda part: part if isinstance(part, str) else type(part).__name__,
)
def test_values_are_written_as_apis_want_them(value: Any, written: str) -> None:
    assert encode(value).decode() == written


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (NAN, "nan cannot be sent as JSON"),
        ({"price": math.inf}, "inf at price cannot be sent as JSON"),
        ([{"a": None}, {"b": [1.5, -math.inf]}], "-inf at [1].b[1] cannot be sent as JSON"),
        ([Ware("1", NAN)], "nan at [0].price cannot be sent as JSON"),
        ({"a": Scalar(NAN)}, "nan at a cannot be sent as JSON"),
        ({"a": Decimal("NaN")}, "NaN at a cannot be sent as JSON"),
        ([Decimal("-Infinity")], "-Infinity at [0] cannot be sent as JSON"),
        ([2**80, NAN], "nan at [1] cannot be sent as JSON"),
    ],
    ids=lambda part: part if isinstance(part, str) else type(part).__name__,
)
def test_numbers_that_json_does_not_have_are_refused_with_their_place(value: Any, sentence: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        encode(value)
    assert str(caught.value) == f"{sentence}: leave it out, or send None for null."


@pytest.mark.parametrize(
    "value", [object(), {"a": msgspec.UNSET}, 1j, {None: 1}, "\ud800", [lambda: 1], Scalar(object())], ids=range(7)
)
def test_what_has_no_form_in_json_is_refused(value: Any) -> None:
    with pytest.raises(ArgumentError, match="cannot be sent as JSON"):
        encode(value)


def test_what_has_no_end_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(ArgumentError, match="This cannot be sent as JSON: "):
        encode(endless)


SOUND = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(
    SOUND | st.sampled_from([NAN, math.inf, -math.inf]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=15,
)


@given(VALUES)
def test_a_value_is_written_so_that_it_reads_the_same_or_is_refused_for_its_numbers(value: Any) -> None:
    try:
        expected = json.dumps(value, allow_nan=False)
    except ValueError:
        with pytest.raises(ArgumentError, match="leave it out"):
            encode(value)
    else:
        assert json.loads(encode(value)) == json.loads(expected)


def test_members_are_added_to_an_object_whose_others_stay_as_they_are_written() -> None:
    assert with_members(b'{"a":1.10,"b":{"c": 2}}', {"b": Decimal("2.0"), "d": None}) == b'{"a":1.10,"b":2.0,"d":null}'
    assert with_members(None, {"a": 1}) == b'{"a":1}'
    with pytest.raises(ArgumentError, match="extra_body adds members to an object"):
        with_members(b"[1]", {"a": 1})

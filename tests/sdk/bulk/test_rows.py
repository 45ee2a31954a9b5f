"""Every kind of row becomes the JSON object that it stands for."""

import datetime as dt
import json
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
import pandas as pd
import polars as pl
import pytest

from shelfwire_client import ArgumentError
from shelfwire_client.bulk.rows import count_of, encoded, rows

RECORD = {"sku": "A", "price": 1.5}


class Struct(msgspec.Struct, rename={"price": "cost"}):
    sku: str
    price: float
    note: str | msgspec.UnsetType = msgspec.UNSET


@dataclass
class Data:
    sku: str
    price: float


class Named(NamedTuple):
    sku: str
    price: float


Old = namedtuple("Old", ["sku", "price"])  # noqa: PYI024 - the older kind is what is tested


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (RECORD, RECORD),
        (Struct("A", 1.5), {"sku": "A", "cost": 1.5}),
        (Data("A", 1.5), RECORD),
        (Named("A", 1.5), RECORD),
        (Old("A", 1.5), RECORD),
        ({"price": Decimal("1.50")}, {"price": 1.5}),
        ({"on": dt.date(2026, 11, 22)}, {"on": "2026-11-22"}),
        ({"sku": None}, {"sku": None}),
        (pd.Series({"sku": "A", "price": 1.5, "note": None}), RECORD),
        ((7, pd.Series({"sku": "A", "price": 1.5, "note": float("nan")})), RECORD),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_row_of_any_kind_is_an_object(row: Any, wanted: dict[str, Any]) -> None:
    assert json.loads(encoded(row)) == wanted


@pytest.mark.parametrize("row", [1, "text", ["a"], ("a", 1), None, {"a": object()}, {"a": float("nan")}, b"{}"])
def test_what_is_no_object_or_has_no_form_in_json_is_refused(row: Any) -> None:
    with pytest.raises(ArgumentError):
        encoded(row)


def test_the_rows_of_a_pandas_frame_lack_what_pandas_calls_missing() -> None:
    frame = pd.DataFrame(
        {
            "sku": ["A", "B", "C"],
            "price": [1.5, None, 3.0],
            "stock": pd.array([1, None, 3], dtype="Int64"),
            "since": pd.to_datetime(["2026-11-22", None, "2026-11-23"]),
        }
    )
    assert [json.loads(encoded(row)) for row in rows(frame)] == [
        {"sku": "A", "price": 1.5, "stock": 1, "since": "2026-11-22T00:00:00"},
        {"sku": "B"},
        {"sku": "C", "price": 3.0, "stock": 3, "since": "2026-11-23T00:00:00"},
    ]
    assert count_of(frame) == 3


def test_the_rows_of_a_pandas_frame_by_its_own_methods_are_taken_too() -> None:
    frame = pd.DataFrame({"sku": ["A"], "stock": [4]})
    wanted = [{"sku": "A", "stock": 4}]
    assert [json.loads(encoded(row)) for row in frame.itertuples(index=False)] == wanted
    assert [json.loads(encoded(row)) for row in frame.iterrows()] == wanted
    assert [json.loads(encoded(row)) for row in frame.to_dict("records")] == wanted


def test_the_rows_of_a_polars_frame_have_its_nulls() -> None:
    frame = pl.DataFrame({"sku": ["A", "B"], "price": [1.5, None], "on": [dt.date(2026, 11, 22), None]})
    assert [json.loads(encoded(row)) for row in rows(frame)] == [
        {"sku": "A", "price": 1.5, "on": "2026-11-22"},
        {"sku": "B", "price": None, "on": None},
    ]
    assert count_of(frame) == 2


@pytest.mark.parametrize("items", [RECORD, "text", b"bytes", 5])
def test_a_single_object_is_no_list_of_items(items: Any) -> None:
    with pytest.raises(ArgumentError, match="The items must be a list"):
        rows(items)


def test_what_a_generator_has_is_not_known_before_its_end() -> None:
    def generator() -> Iterator[dict[str, Any]]:
        yield RECORD

    assert count_of(generator()) is None
    assert count_of([RECORD, RECORD]) == 2

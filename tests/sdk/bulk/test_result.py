"""Results keep what came of each item, in input order, in little room."""

import csv
import io
import sys
from pathlib import Path
from typing import Any

import pytest

from shelfwire_client import BulkResult, Fault, ItemOutcome, RefusedItem


def refused(position: int, message: str = "no", item: object = None) -> RefusedItem:
    return RefusedItem(position, item or {"sku": f"S{position}"}, [Fault(message, "code", position, "field")])


def filled() -> BulkResult:
    """Six items; the second chunk was settled first."""
    result = BulkResult()
    result.grow(6)
    result.settle(3, 3, [refused(4), refused(5, "never")], ["pd_3", None, None])
    result.settle(0, 3, [refused(1)], ["pd_0", None, "pd_2"])
    return result


def test_outcomes_stand_in_input_order_however_they_came() -> None:
    result = filled()
    assert list(result) == [
        ItemOutcome(0, "accepted", "pd_0"),
        ItemOutcome(1, "refused"),
        ItemOutcome(2, "accepted", "pd_2"),
        ItemOutcome(3, "accepted", "pd_3"),
        ItemOutcome(4, "refused"),
        ItemOutcome(5, "refused"),
    ]
    assert (result.accepted, result.refused, len(result)) == (3, 3, 6)
    assert list(result.refusals) == [refused(1), refused(4), refused(5, "never")]
    assert result[-1] == result[5]
    assert result[1:3] == [result[1], result[2]]
    with pytest.raises(IndexError):
        result[6]


def test_numbers_and_zero_are_identifiers_too() -> None:
    result = BulkResult()
    result.grow(3)
    result.settle(0, 3, [], [7, 0, 2**40])
    assert [one.identifier for one in result] == [7, 0, 2**40]


def test_what_was_not_answered_is_unknown() -> None:
    result = BulkResult()
    result.grow(2)
    assert [one.status for one in result] == ["unknown", "unknown"]


def test_csv_has_a_line_for_each_fault_and_the_item_of_the_refused(tmp_path: Path) -> None:
    filled().to_csv(tmp_path / "failed.csv", failed_only=True)
    with (tmp_path / "failed.csv").open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["position", "status", "identifier", "code", "field", "message", "item"],
            ["1", "refused", "", "code", "field", "no", '{"sku":"S1"}'],
            ["4", "refused", "", "code", "field", "no", '{"sku":"S4"}'],
            ["5", "refused", "", "code", "field", "never", '{"sku":"S5"}'],
        ]
    whole = io.StringIO()
    filled().to_csv(whole)
    assert whole.getvalue().splitlines()[1:4] == [
        "0,accepted,pd_0,,,,",
        '1,refused,,code,field,no,"{""sku"":""S1""}"',
        "2,accepted,pd_2,,,,",
    ]


def test_many_refused_items_do_not_stay_in_memory() -> None:
    result = BulkResult()
    count = 20_000
    result.grow(count)
    big = {"text": "x" * 1_000}
    result.settle(0, count, [refused(place, item=big) for place in range(count)], [])
    assert sum(one.position for one in result.refusals) == sum(range(count))
    file: Any = result._refused_file
    assert not isinstance(file._file, io.BytesIO)
    held = sys.getsizeof(result._statuses) + sys.getsizeof(result._refused_at)
    assert held < 40 * count

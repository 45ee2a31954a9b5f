"""Errors and results go from one process to another, and are copied, whole."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from shelfwire_client import (
    APIResponseValidationError,
    ArgumentError,
    BadRequestError,
    BulkError,
    Fault,
    ShelfwireClientError,
)
from shelfwire_client.core.call import Headers
from shelfwire_client.core.errors import status_error
from tests.sdk.core.conftest import Talk

Way = Callable[[Any], Any]


def through_pickle(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - of our own making


WAYS = pytest.mark.parametrize("way", [through_pickle, copy.copy, copy.deepcopy])


@WAYS
@pytest.mark.parametrize(
    "error",
    [
        ArgumentError("no"),
        APIResponseValidationError("no JSON", status_code=200, body=b"<"),
        status_error(
            "bad",
            status_code=400,
            headers=Headers([("X-Request-Id", "r1")]),
            body={"message": "bad"},
            errors=[Fault("negative", "c", 1, "price")],
        ),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_keeps_all_that_it_tells(way: Way, error: ShelfwireClientError) -> None:
    again = way(error)
    assert (type(again), again.args, str(again)) == (type(error), error.args, str(error))
    assert {name: plain(value) for name, value in vars(again).items()} == {
        name: plain(value) for name, value in vars(error).items()
    }


def plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Headers) else value


@WAYS
def test_the_result_of_a_bulk_write_keeps_what_was_refused(talk: Talk, way: Way) -> None:
    faults = [{"index": place, "problem": f"problem {place}"} for place in (0, 2)]
    talk.answers.append(httpx2.Response(400, json={"errors": faults}))
    with pytest.raises(BulkError) as caught:
        talk.client().products.upsert_all([{"product_number": number} for number in "ABC"])
    again = way(caught.value)
    assert isinstance(again, BulkError)
    assert str(again) == str(caught.value)
    assert list(again.result) == list(caught.value.result)
    assert [(one.item, one.faults[0].message) for one in again.result.refusals] == [
        ({"product_number": "A"}, "problem 0"),
        ({"product_number": "C"}, "problem 2"),
    ]
    assert isinstance(caught.value.__cause__, BadRequestError | None)

"""Answers that are none, and items that nobody expects: a bulk write takes neither for success, nor loses the others."""

from decimal import Decimal
from typing import Any

import httpx2
import msgspec
import pytest

from shelfwire_client import APIResponseValidationError, ArgumentError, BulkInterrupted
from shelfwire_client.bulk.result import BulkResult
from shelfwire_client.core.call import Answer, Headers
from shelfwire_client.lana.bulk import ProductsForm
from tests.sdk.core.conftest import Talk

GOOD = {"product_number": "A1"}


class Unshowable:
    def __repr__(self) -> str:
        raise RuntimeError("it cannot be shown")


def deep() -> Any:
    value: Any = "bottom"
    for _ in range(100_000):
        value = {"a": value}
    return value


@pytest.mark.parametrize("body", [b"<html>Please log in</html>", b"", b"[1]", b"null", b"[" * 100_000])
def test_a_success_that_is_no_answer_of_the_api_is_no_item_accepted(talk: Talk, body: bytes) -> None:
    talk.answers.append(httpx2.Response(200, content=body))
    with pytest.raises(BulkInterrupted) as caught:
        talk.client().products.upsert_all([GOOD])
    assert isinstance(caught.value.__cause__, APIResponseValidationError)
    assert [one.status for one in caught.value.result] == ["unknown"]


def test_an_answer_that_says_it_is_no_success_refuses_the_items(talk: Talk) -> None:
    talk.answers.append(httpx2.Response(200, json={"success": False, "message": "The number is taken."}))
    result = talk.client().products.upsert_all([GOOD], collect=True)
    assert (result.accepted, result.refused) == (0, 1)
    assert [one.faults[0].message for one in result.refusals] == ["HTTP 400: The number is taken."]


@pytest.mark.parametrize(
    "item",
    [msgspec.Raw(b'{"product_'), msgspec.Raw(b"{} {}"), {"product_number": Decimal("1e400")}, deep(), Unshowable()],
    ids=["torn", "two", "a number too large", "deep", "unshowable"],
)
def test_an_item_that_cannot_be_sent_is_refused_and_the_others_land(talk: Talk, item: Any) -> None:
    result = talk.client().products.upsert_all([item, GOOD], collect=True)
    assert [one.status for one in result] == ["refused", "accepted"]
    assert [(one.position, one.faults[0].code) for one in result.refusals] == [(0, "argument")]
    assert [msgspec.json.decode(request.content) for request in talk.requests] == [[GOOD]]


def test_a_refused_item_is_told_even_where_it_cannot_be_read_again(talk: Talk) -> None:
    talk.answers.append(httpx2.Response(400, json={"errors": [{"index": 0, "problem": "too large"}]}))
    result = talk.client().products.upsert_all([GOOD | {"price": Decimal("1e400")}], collect=True)
    assert [(one.item, one.faults[0].message) for one in result.refusals] == [
        ('{"product_number":"A1","price":1E+400}', "too large")
    ]


def test_requests_of_one_bulk_write_cannot_be_given_one_key(talk: Talk) -> None:
    with pytest.raises(ArgumentError, match="has an Idempotency-Key of its own"):
        talk.client().products.upsert_all([GOOD], extra_headers={"idempotency-KEY": "x"})
    assert talk.requests == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"patience_seconds": "1"}, "patience_seconds must not be negative, but is '1'"),
        ({"progress": 5}, "progress must be a function, or True for a bar, not 5"),
        ({"checkpoint": 5}, "checkpoint must be the path of a file, not 5"),
        ({"checkpoint": ""}, "checkpoint must be the path of a file, not ''"),
        ({"items_max": True}, "items_max must be a whole number above 0, not True"),
    ],
)
def test_an_option_of_the_wrong_kind_is_refused(talk: Talk, options: Any, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        talk.client().products.upsert_all([GOOD], **options)
    assert talk.requests == []


@pytest.mark.parametrize("ids", [["pr_1"], ["pr_1", "pr_2", "pr_3"], []])
def test_ids_that_are_more_or_fewer_than_items_are_given_to_none(ids: list[str]) -> None:
    answer = Answer(200, Headers(), msgspec.json.encode([{"id": one} for one in ids]))
    assert list(ProductsForm("sh_1", 30).read(answer, [b"{}", b"{}"]).identifiers) == []


def test_identifiers_of_any_size_are_kept_or_left_out() -> None:
    result = BulkResult()
    result.grow(4)
    result.settle(0, 4, [], [2**63, 2**63 - 1, -(2**63), 2**80])
    assert [one.identifier for one in result] == [None, 2**63 - 1, -(2**63), None]
    texts = BulkResult()
    texts.grow(2)
    texts.settle(0, 2, [], ["ü" * 1_000, "ü" * 100_000])
    assert [one.identifier for one in texts] == ["ü" * 1_000, "ü" * 32_767]

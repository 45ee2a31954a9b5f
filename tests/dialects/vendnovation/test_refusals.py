"""Refusals in this API's own shape, and where key and access token are found."""

import json

import pytest

from shelfwire.access.caller import Presented
from shelfwire.catalog.outcome import BatchOutcome, Problem, ProblemCode
from shelfwire.dialects.contract import Head, Refusal, RefusalCode
from shelfwire.dialects.vendnovation.errors import refuse_outcome
from shelfwire.dialects.vendnovation.routes import VENDNOVATION


@pytest.mark.parametrize(
    ("status", "code", "answered"),
    [
        (401, RefusalCode.UNAUTHENTICATED, 403),
        (403, RefusalCode.FORBIDDEN, 403),
        (404, RefusalCode.NOT_FOUND, 404),
        (413, RefusalCode.BODY_TOO_LARGE, 413),
        (500, RefusalCode.INTERNAL, 500),
    ],
)
def test_a_refusal_is_a_message_and_an_opener_of_nothing_is_403(status: int, code: str, answered: int) -> None:
    reply = VENDNOVATION.refuse(Refusal(status, code, "No."))
    assert (reply.status, reply.headers) == (answered, (("content-type", "application/json"),))
    assert json.loads(reply.body) == {"message": "No."}


@pytest.mark.parametrize("status", [429, 503, 507])
def test_a_passing_refusal_says_when_to_try_again(status: int) -> None:
    reply = VENDNOVATION.refuse(Refusal(status, RefusalCode.BUSY, "Busy.", retry_after_seconds=3))
    assert (reply.status, dict(reply.headers)["retry-after"]) == (status, "3")


def test_a_missing_permission_is_named_once() -> None:
    for text in ("This key lacks products.read.", "This key may not."):
        refusal = Refusal(403, RefusalCode.FORBIDDEN, text, missing_permissions=("products.read",))
        assert json.loads(VENDNOVATION.refuse(refusal).body)["message"].count("products.read") == 1


def test_headers_that_belong_to_a_refusal_are_kept() -> None:
    refusal = Refusal(405, RefusalCode.METHOD_NOT_ALLOWED, "No.", headers=(("allow", "POST, PUT"),))
    assert dict(VENDNOVATION.refuse(refusal).headers)["allow"] == "POST, PUT"


@pytest.mark.parametrize(
    ("problem", "field", "sentence"),
    [
        (
            Problem(4, ProblemCode.TAKEN, "vending_key", '["a","","b","",""]', "product 7 has it", product_id=7),
            "",
            "Product 7 has the same manufacturer, brand, name, size and unitsForSize.",
        ),
        (
            Problem(4, ProblemCode.REPEATED, "product_id", "7", "twice", other_index=2),
            "productId",
            "Items 2 and 4 are the same product.",
        ),
        (
            Problem(4, ProblemCode.EXHAUSTED, "product_id", "", "the catalog has given out its last product number"),
            "productId",
            "The catalog has given out its last product number.",
        ),
    ],
)
def test_what_the_catalog_refuses_is_told_in_this_apis_words(problem: Problem, field: str, sentence: str) -> None:
    reply = refuse_outcome(BatchOutcome(bytearray(5), [0] * 5, [problem], rejected=True), 10)
    value = None if problem.key == "vending_key" else problem.value
    assert (reply.status, json.loads(reply.body)) == (
        400,
        {
            "message": "Nothing was written: 1 bad item.",
            "errors": [{"index": 4, "field": field, "problem": sentence, "value": value}],
        },
    )


@pytest.mark.parametrize(
    ("headers", "presented"),
    [
        ({}, Presented(None)),
        ({"x-api-key": " "}, Presented(None)),
        ({"x-api-key": " key "}, Presented("key")),
        ({"x-api-key": "key", "access-token": "token"}, Presented("key", token="token")),
        ({"authorization": "Bearer key"}, Presented(None)),
    ],
)
def test_key_and_access_token_come_in_headers_of_their_own(headers: dict[str, str], presented: Presented) -> None:
    assert VENDNOVATION.presented(Head("POST", "/vendor/prod/products", (), headers, {}, "request")) == presented

"""Answers are bounded by their bytes, for a short request may ask for long products many times."""

from typing import Any

import pytest

from shelfwire.dialects.lana import encode
from tests.dialects.lana.conftest import LanaShop
from tests.dialects.lana.graphql.asking import ask, failure

LONG = "x" * 4_000
READ = "These products take more than 10,000 bytes together; ask for fewer at once."
ENOUGH = "Not carried out: the answers before it take more than 7,000 bytes. Ask for it by itself."


def too_long(message: str) -> dict[str, Any]:
    return {"code": 1146, "message": message, "meta": {"what": "answer_bytes"}}


@pytest.fixture
def long_ids(shop: LanaShop, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Three long products, two of which may be read at once."""
    monkeypatch.setattr(encode, "READ_BYTES_MAX", 10_000)
    monkeypatch.setattr(encode, "ANSWER_BYTES_MAX", 7_000)
    return [product["id"] for product in shop.created(*[{"title": "Long", "raw_content": LONG}] * 3)]


def test_products_that_are_too_long_together_are_refused(shop: LanaShop, long_ids: list[str]) -> None:
    assert len(shop.good(shop.read(long_ids[:2]))) == 2
    for refused in (shop.read(long_ids), shop.read(long_ids[:1] * 3), shop.page(), shop.page(fields="id")):
        assert (refused.status, refused.body) == (413, {"status": 413, "error": too_long(READ)})
    assert len(shop.good(shop.page(limit=2))["items"]) == 2


def test_a_relay_carries_nothing_out_behind_answers_that_are_long_enough(shop: LanaShop, long_ids: list[str]) -> None:
    answer = shop.good(
        shop.relay(
            {"method": "GET", "url": shop.target("products.json", ids=long_ids[:2], fields="raw_content")},
            {"method": "DELETE", "url": shop.target("products.json", ids=long_ids)},
        )
    )

    assert answer == [
        {"status": 200, "response": [{"raw_content": LONG}] * 2},
        {"status": 413, "error": too_long(ENOUGH)},
    ]
    assert len(shop.good(shop.page(limit=1))["items"]) == 1


def test_a_document_carries_nothing_out_behind_answers_that_are_long_enough(
    shop: LanaShop, long_ids: list[str]
) -> None:
    document = """mutation($ids: [String!]!, $two: [String!]!, $shop_id: String!) {
  productsModify(ids: $two, data: [{}, {}], shop_id: $shop_id) { raw_content }
  productsDelete(ids: $ids, shop_id: $shop_id)
  __typename
}"""
    answer = ask(shop, document, {"ids": long_ids, "two": long_ids[:2]})

    assert answer.body == {
        "errors": [failure("productsDelete", 3, 3, **too_long(ENOUGH))],
        "data": {
            "productsModify": [{"raw_content": LONG}] * 2,
            "productsDelete": None,
            "__typename": "Mutation",
        },
    }
    assert len(shop.good(shop.page(limit=1))["items"]) == 1

"""Lists of servers that do not count well: a loop over them ends, with all items or with an error."""

from itertools import islice
from typing import Any

import httpx2
import pytest

from shelfwire_client import APIError, APIResponseValidationError
from tests.sdk.core.conftest import Talk


def page(*numbers: str, **told: Any) -> httpx2.Response:
    return httpx2.Response(200, json={"records": [{"product_number": number} for number in numbers]} | told)


def numbers(listed: Any) -> list[str]:
    return [item.product_number for item in islice(listed, 100)]


@pytest.mark.parametrize(
    ("cycle", "told"),
    [("AB", {}), ("AB", {"page_number": 1, "total_record_count": 1_000}), ("ABCD", {})],
    ids=["the same page", "the first page", "in circles"],
)
def test_a_list_that_does_not_go_on_is_an_error_and_not_endless(talk: Talk, cycle: str, told: Any) -> None:
    talk.answers += [page(*one, page_size=2, **told) for _ in range(50) for one in (cycle[:2], cycle[2:]) if one]
    found: list[str] = []
    with pytest.raises(APIError, match="gives a page of this list for the second time"):
        found.extend(item.product_number for item in talk.client().products.list_products(page_size=2))
    assert found == list(cycle)


@pytest.mark.parametrize("total", [0, 1, -5, "many", None])
def test_a_total_that_cannot_be_does_not_end_a_list(talk: Talk, total: Any) -> None:
    told = {"page_size": 2, "total_record_count": total}
    talk.answers += [page("A", "B", **told), page("C", **told)]
    assert numbers(talk.client().products.list_products()) == ["A", "B", "C"]


def test_figures_that_are_texts_are_read(talk: Talk) -> None:
    told = {"page_size": "2", "total_record_count": "4"}
    talk.answers += [page("A", "B", page_number="1", **told), page("C", "D", page_number="2", **told)]
    assert numbers(talk.client().products.list_products()) == ["A", "B", "C", "D"]
    assert len(talk.requests) == 2


@pytest.mark.parametrize("records", [5, "text", {"product_number": "A"}])
def test_what_is_no_list_is_no_page(talk: Talk, records: Any) -> None:
    talk.answers.append(httpx2.Response(200, json={"records": records}))
    with pytest.raises(APIResponseValidationError, match="The answer has no list where this API has one"):
        numbers(talk.client().products.list_products())

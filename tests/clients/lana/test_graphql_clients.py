"""graphql-request, Apollo Client and urql, unmodified, against a running server."""

import pytest

from tests.clients.lana.conftest import Access
from tests.clients.lana.javascript import run_script

pytestmark = pytest.mark.javascript


@pytest.mark.parametrize("client", ["request", "apollo", "urql"])
def test_a_hundred_products_are_created_by_variables_and_listed(access: Access, client: str) -> None:
    found = run_script("graphql_clients.mjs", scenario=client, **access.given())
    created = found["created"]["productsCreate"]
    expected = [{"title": f"product {number}", "tags": ["é", f"{number}"]} for number in range(100)]
    assert [{"title": one["title"], "tags": one["tags"]} for one in created] == expected
    assert len({one["id"] for one in created}) == 100
    items = [{"id": one["id"], "title": one["title"]} for one in created]
    assert found["page"] == {"productsPage": {"count": 100, "items": items}}
    (error,) = found["errors"]
    assert error["message"] == "Nothing was written: 1 bad item. Item 1: title must not be empty."
    assert (error["path"], error["code"]) == (["productsCreate"], 1000)

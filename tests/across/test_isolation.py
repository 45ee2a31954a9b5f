"""Nothing is ever read or written across catalogs, whichever API is asked."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.across.company import Company, Office
from tests.across.views import CIN7, COLLEQTIVE, VENDNOVATION, VIEWS

SKUS = ["a", "b", "c"]
skus = st.lists(st.sampled_from(SKUS), min_size=1, max_size=3, unique=True)
ids = st.lists(st.integers(1, 6), min_size=1, max_size=3, unique=True)
requests = st.lists(
    st.one_of(
        st.tuples(st.just("push"), skus),
        st.tuples(st.just("flush"), skus),
        st.tuples(st.just("delete"), skus),
        st.tuples(st.just("post"), skus),
        st.tuples(st.just("put"), ids),
        st.tuples(st.just("vend"), skus),
        st.tuples(st.just("rename"), ids),
        st.tuples(st.just("remove"), skus),
    ),
    max_size=6,
)


@pytest.fixture
def home(office: Office) -> Company:
    """A company with a product of each API, whose skus and numbers other companies use too."""
    opened = office.company()
    for view, sku in zip(VIEWS, SKUS, strict=True):
        view.create(opened, {"sku": sku, "name": "home", "brand": sku})
    return opened


def send(intruder: Company, kind: str, named: list[Any]) -> None:
    match kind:
        case "push" | "flush":
            items = [COLLEQTIVE.item({"sku": sku, "name": "intruder"}) for sku in named]
            answer = COLLEQTIVE.push(intruder, *items, flush=kind == "flush")
        case "delete":
            answer = intruder.ask("colleqtive", "DELETE", "/api/v2/public/products", {"product_number": named})
        case "post":
            answer = CIN7.post(intruder, *(CIN7.item({"sku": sku, "name": "intruder"}) for sku in named))
        case "put":
            answer = CIN7.put(intruder, *({"id": number, "name": "intruder"} for number in named))
        case "rename":
            items = [VENDNOVATION.item({"name": f"n{number}"}) | {"productId": number} for number in named]
            answer = VENDNOVATION.put(intruder, *items)
        case _:
            items = [VENDNOVATION.item({"sku": sku, "name": "home", "brand": sku}) for sku in named]
            answer = VENDNOVATION.put(intruder, *(item | {"isDeleted": kind == "remove"} for item in items))
    assert answer.status == 200 or (kind == "rename" and answer.status == 400), answer.body


def test_no_sequence_of_requests_changes_what_another_catalog_shows(office: Office, home: Company) -> None:
    before = [view.raw(home) for view in VIEWS]
    assert [len(shown) for shown in before] == [3, 3, 3]

    @settings(max_examples=25)
    @given(asked=requests)
    def intrude(asked: list[tuple[str, list[Any]]]) -> None:
        intruder = office.company()
        for kind, named in asked:
            send(intruder, kind, named)
        assert [view.raw(home) for view in VIEWS] == before

    intrude()


def test_a_product_of_another_catalog_is_not_there(office: Office, home: Company) -> None:
    stranger = office.company()
    numbers = list(VENDNOVATION.raw(home).values())
    for record in numbers:
        answer = stranger.ask("cin7", "GET", f"/api/v1/Products/{record['productId']}")
        assert answer.status == 404
    assert VENDNOVATION.records(stranger, productIds=[record["productId"] for record in numbers]) == []
    assert VENDNOVATION.records(stranger, organizationIds=[home.catalog_id]) == []
    refused = VENDNOVATION.put(stranger, VENDNOVATION.item({"name": "n"}) | {"organizationId": home.catalog_id})
    assert refused.status == 400
    assert refused.json["errors"][0]["field"] == "organizationId"

"""Nothing is ever read or written across catalogs, whichever API is asked."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.across import lana_api
from tests.across.company import SHOP, Company, Office
from tests.across.views import CIN7, COLLEQTIVE, LANA, VENDNOVATION, VIEWS

SKUS = ["a", "b", "c", "d"]
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
        st.tuples(st.just("lana create"), skus),
        st.tuples(st.just("lana modify"), ids),
        st.tuples(st.just("lana delete"), ids),
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


def send(intruder: Company, home: Company, kind: str, named: list[Any]) -> None:
    match kind.split():
        case ["lana", verb]:
            send_lana(intruder, home, verb, named)
        case _:
            send_other(intruder, kind, named)


def send_lana(intruder: Company, home: Company, verb: str, named: list[Any]) -> None:
    """Send products with the ids of the other company's, in all three ways."""
    numbers = [record["id"] for record in LANA.records(home)]
    for way in lana_api.Way:
        if verb == "create":
            items = [{"title": "intruder", "handle": f"{sku} {way.value}"} for sku in named]
            told = lana_api.create(intruder, *items, way=way)
        elif verb == "modify":
            chosen = list(dict.fromkeys(numbers[number % len(numbers)] for number in named))
            told = lana_api.modify(intruder, chosen, *({"title": "intruder"} for _ in chosen), way=way)
        else:
            told = lana_api.delete(intruder, [numbers[named[0] % len(numbers)]], way=way)
        assert told.error is None or told.error["code"] in {404, 1000}


def send_other(intruder: Company, kind: str, named: list[Any]) -> None:
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
    assert [len(shown) for shown in before] == [4, 4, 4, 4]

    @settings(max_examples=25)
    @given(asked=requests)
    def intrude(asked: list[tuple[str, list[Any]]]) -> None:
        intruder = office.company()
        for kind, named in asked:
            send(intruder, home, kind, named)
        assert [view.raw(home) for view in VIEWS] == before

    intrude()


def test_a_product_of_another_catalog_is_not_there(office: Office, home: Company) -> None:
    stranger = office.company()
    numbers = VENDNOVATION.records(home)
    for record in numbers:
        answer = stranger.ask("cin7", "GET", f"/api/v1/Products/{record['productId']}")
        assert answer.status == 404
    assert VENDNOVATION.records(stranger, productIds=[record["productId"] for record in numbers]) == []
    assert VENDNOVATION.records(stranger, organizationIds=[home.catalog_id]) == []
    refused = VENDNOVATION.put(stranger, VENDNOVATION.item({"name": "n"}) | {"organizationId": home.catalog_id})
    assert refused.status == 400
    assert refused.json["errors"][0]["field"] == "organizationId"
    identifiers = [record["id"] for record in LANA.records(home)]
    assert lana_api.done(lana_api.read(stranger, identifiers, loose=True)) == []
    for way in lana_api.Way:
        for told in (
            lana_api.read(stranger, identifiers, way=way),
            lana_api.modify(stranger, identifiers, *({"title": "t"} for _ in identifiers), way=way),
            lana_api.delete(stranger, identifiers, way=way),
        ):
            assert (told.error or {})["code"] == 404


def test_a_token_of_lana_opens_its_own_shop_alone(office: Office, home: Company) -> None:
    stranger = office.company()
    before = [view.raw(home) for view in VIEWS]
    targets = [("GET", "/products/page.json?"), ("POST", "/products.json?"), ("POST", "/products.json?ids=pd_x&")]
    for method, target in [*targets, ("DELETE", "/products.json?ids=pd_x&"), ("GET", "/products.json?ids=pd_x&")]:
        told = stranger.ask("lana", method, f"{target}shop_id={home.shop_id}", [{"title": "intruder"}])
        assert (told.status, told.json["error"]["code"]) == (404, 404)
    document = '{ productsPage(shop_id: "%s") { count } }'
    for shop, data in ((home.shop_id, None), (SHOP, {"count": 0})):
        told = stranger.ask("lana", "POST", "/commerce.json", {"query": document % shop})
        assert told.json["data"]["productsPage"] == data
    assert [shop["id"] for shop in stranger.ask("lana", "GET", "/shops.json").json] == [stranger.shop_id]
    assert [view.raw(home) for view in VIEWS] == before

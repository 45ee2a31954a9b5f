"""Nothing is ever read or written across catalogs, whatever is asked through HTTP."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.service.apis import LANA, Caller
from tests.service.conftest import EVERY_PERMISSION, PRODUCTS, Client
from tests.serving import Served

numbers = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3)
requests = st.lists(
    st.one_of(
        st.tuples(st.just("write"), numbers, st.booleans()),
        st.tuples(st.just("delete"), numbers, st.booleans()),
        st.tuples(st.just("price"), numbers, st.booleans()),
        st.tuples(st.just("discount"), numbers, st.booleans()),
        st.tuples(st.just("attribute"), numbers, st.booleans()),
        st.tuples(st.just("lana"), numbers, st.booleans()),
    ),
    max_size=6,
)


class Keys(msgspec.Struct, frozen=True):
    """Lana's keys of both catalogs."""

    intruder: Caller
    home: Caller


def send(client: Client, keys: Keys, kind: str, named: list[str], *, flush: bool) -> None:
    headers = {"content-type": "application/json"}
    if kind == "write":
        items = [{"product_number": n, "product_name": "intruder", "is_counted": True} for n in named]
        answer = client.push(*items, target=f"{PRODUCTS}?flush={str(flush).lower()}")
    elif kind == "delete":
        body: Any = {"product_number": named}
        answer = client.send("DELETE", PRODUCTS, json_bytes(body), headers)
    elif kind == "price":
        body = [{"price_id": "p", "product_number": n, "price": 666} for n in named]
        answer = client.post(json_bytes(body), PRODUCTS + "/prices")
    elif kind == "discount":
        body = {"discounts": [{"discount_id": "d", "product_number": n, "price": 666} for n in named]}
        answer = client.post(json_bytes(body), PRODUCTS + "/discountprices", is_flush=str(flush).lower())
    elif kind == "lana":
        send_lana(client, keys, named, names_the_others_shop=flush)
        return
    else:
        body = {"attribute": "product_name", "old_value": "home", "new_value": "intruder"}
        answer = client.send("PUT", PRODUCTS + "/attributes", json_bytes(body), headers)
    assert answer.status == 200, answer.body


def send_lana(client: Client, keys: Keys, named: list[str], *, names_the_others_shop: bool) -> None:
    """Create and delete products with the intruder's token, in its own shop or in the home's, which it does not open."""
    intruder, home = keys.intruder, keys.home
    shop = home.shop_id if names_the_others_shop else intruder.shop_id
    listed = client.send("GET", f"/products/page.json?shop_id={home.shop_id}&limit=3", None, home.headers).json
    ids = ",".join(product["id"] for product in listed["items"])
    items = json_bytes([{"title": "intruder"} for _ in named])
    created = client.send("POST", f"/products.json?shop_id={shop}", items, intruder.headers)
    assert created.status == (404 if names_the_others_shop else 200)
    for method, target in (("DELETE", f"/products.json?shop_id={shop}&ids={ids}"), ("POST", "/commerce.json")):
        query = f'mutation {{ productsDelete(shop_id: "{shop}", ids: {json.dumps(ids.split(","))}) }}'
        body = json_bytes({"query": query}) if method == "POST" else None
        answer = client.send(method, target, body, intruder.headers)
        if names_the_others_shop:
            error = answer.json.get("error") or answer.json["errors"][0]["apiError"]
            assert error["code"] == 404
        else:  # the intruder's own products may have the same ids
            assert answer.status in {200, 404}


def json_bytes(body: Any) -> bytes:
    return json.dumps(body).encode()


@pytest.fixture(scope="module")
def home(served: Served) -> Iterator[Client]:
    """The client of another catalog, with three products in it."""
    served.catalog("home")
    opened = Client(served.base_url, served.token("home", *EVERY_PERMISSION), "home")
    opened.push(*({"product_number": n, "product_name": "home", "is_counted": True} for n in ("a", "b", "c")))
    opened.send("POST", PRODUCTS + "/prices", b'[{"price_id":"p","product_number":"a","price":1}]')
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def home_key(served: Served, home: Client) -> Caller:
    return LANA.caller(served, home.catalog)


@pytest.fixture
def keys(served: Served, client: Client, home_key: Caller) -> Keys:
    return Keys(LANA.caller(served, client.catalog), home_key)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(asked=requests)
def test_no_sequence_of_requests_changes_what_another_catalog_shows(
    home: Client, client: Client, keys: Keys, asked: list[tuple[str, list[str], bool]]
) -> None:
    assert client.token != home.token
    before = home.send("GET", PRODUCTS).json
    assert [record["product_name"] for record in before["records"]] == ["home"] * 3
    for kind, named, flush in asked:
        send(client, keys, kind, named, flush=flush)
    assert home.send("GET", PRODUCTS).json == before
    mine = client.send("GET", PRODUCTS).json["records"]
    assert {record["product_name"] for record in mine} <= {"intruder"}

"""Nothing is ever read or written across catalogs, whatever is asked through HTTP."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
    ),
    max_size=6,
)


def send(client: Client, kind: str, named: list[str], *, flush: bool) -> None:
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
    else:
        body = {"attribute": "product_name", "old_value": "home", "new_value": "intruder"}
        answer = client.send("PUT", PRODUCTS + "/attributes", json_bytes(body), headers)
    assert answer.status == 200, answer.body


def json_bytes(body: Any) -> bytes:
    return json.dumps(body).encode()


@pytest.fixture(scope="module")
def home(served: Served) -> Iterator[Client]:
    """The client of another catalog, with three products in it."""
    served.catalog("home")
    opened = Client(served.base_url, served.token("home", *EVERY_PERMISSION))
    opened.push(*({"product_number": n, "product_name": "home", "is_counted": True} for n in ("a", "b", "c")))
    opened.send("POST", PRODUCTS + "/prices", b'[{"price_id":"p","product_number":"a","price":1}]')
    yield opened
    opened.close()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(asked=requests)
def test_no_sequence_of_requests_changes_what_another_catalog_shows(
    home: Client, client: Client, asked: list[tuple[str, list[str], bool]]
) -> None:
    assert client.token != home.token
    before = home.send("GET", PRODUCTS).json
    assert [record["product_name"] for record in before["records"]] == ["home"] * 3
    for kind, named, flush in asked:
        send(client, kind, named, flush=flush)
    assert home.send("GET", PRODUCTS).json == before
    mine = client.send("GET", PRODUCTS).json["records"]
    assert {record["product_name"] for record in mine} <= {"intruder"}

"""Any number of products through VendNovation's clients: chunks without equal keys, ids for outcomes, bad items alone."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire.catalog.keys import vending_key
from shelfwire.dialects.vendnovation.attributes import KEY_FIELDS
from shelfwire_client import APIResponseValidationError, BulkError, BulkInterrupted, PermissionDeniedError
from shelfwire_client.bulk.form import Told
from shelfwire_client.core.call import Answer, Headers
from shelfwire_client.core.coding import encode
from shelfwire_client.vendnovation.bulk import PRODUCTS_FORM
from tests.clients.fault_proxy import Fault, FaultProxy
from tests.sdk.conftest import Account, Opening
from tests.sdk.vendnovation.products import product

Asked = Callable[[], list[str]]
LOGIN = "POST /authenticate"
PUSH = "PUT /products"


def teas(count: int, **fields: Any) -> list[dict[str, Any]]:
    return [product(f"Tea {number}", **fields) for number in range(count)]


def names(client: Any) -> list[str]:
    return sorted(one.name for one in client.products.list_products())


def test_any_number_of_products_lands_after_one_login(watched: Any, asked: Asked) -> None:
    result = watched.products.upsert_all(iter(teas(75)), items_max=20)

    assert (result.accepted, result.refused, result.requests) == (75, 0, 4)
    assert asked() == [LOGIN, PUSH, PUSH, PUSH, PUSH]
    known = {one.productId: one.name for one in watched.products.list_products()}
    assert [known[outcome.identifier] for outcome in result] == [f"Tea {number}" for number in range(75)]


def test_the_outcome_of_a_product_that_was_not_there_to_delete_has_no_number(client: Any) -> None:
    client.products.upsert_all(teas(1))
    result = client.products.upsert_all([product("Tea 0", isDeleted=True), product("Tea 1", isDeleted=True)])

    assert [(one.status, one.identifier) for one in result] == [("accepted", 1), ("accepted", None)]


@pytest.mark.parametrize(
    "later",
    [
        {"manufacturer": " Acme", "brand": None, "name": "Tea ", "size": 2.0, "unitsForSize": ""},
        {"manufacturer": "Acme", "name": "Green Tea", "productId": 1},
        {"manufacturer": "Acme", "name": "Green Tea", "number": "T-1"},
    ],
    ids=["five fields", "productId", "number"],
)
def test_products_with_an_equal_key_go_in_their_order_one_a_request(
    later: dict[str, Any], watched: Any, proxy: FaultProxy
) -> None:
    first = {"manufacturer": "Acme", "name": "Tea", "size": 2, "productId": 1, "number": "T-1"}
    between = product("Cola")
    result = watched.products.upsert_all([first, between, later | {"cost": 3}])

    assert (result.accepted, result.requests) == (3, 2)
    assert [one.body for one in proxy.seen if one.method == "PUT"] == [
        encode({"body": [first, between]}),
        encode({"body": [later | {"cost": 3}]}),
    ]


def test_the_last_of_equal_products_wins_over_many_requests(client: Any) -> None:
    result = client.products.upsert_all([product("Tea", cost=cost) for cost in range(30)], items_max=7)

    assert (result.accepted, {one.identifier for one in result}) == (30, {1})
    assert [one.cost for one in client.products.list_products()] == [29]


def test_bad_products_are_refused_alone_and_raised_at_the_end(client: Any) -> None:
    items = teas(30)
    items[7] |= {"name": ""}
    items[25] |= {"upc": 12}

    with pytest.raises(BulkError, match=r"2 of 30 items were refused, the first at position 7: name must not be empty"):
        client.products.upsert_all(items, items_max=10)
    assert len(names(client)) == 28
    result = client.products.upsert_all(items, items_max=10, collect=True)
    assert [(one.position, one.item, [fault.field for fault in one.faults]) for one in result.refusals] == [
        (7, items[7], ["name"]),
        (25, items[25], ["upc"]),
    ]


def test_products_that_are_one_to_the_catalog_alone_go_one_after_the_other(client: Any) -> None:
    client.products.upsert_all([product("Tea")])
    renamed, as_it_was = product("Green Tea", productId=1), product("Tea", upc="12")

    result = client.products.upsert_all([renamed, as_it_was, product("Cola"), product("Mate", upc=12)], collect=True)
    assert [(one.status, one.identifier) for one in result] == [
        ("accepted", 1),
        ("accepted", 2),
        ("accepted", 3),
        ("refused", None),
    ]
    assert names(client) == ["Cola", "Green Tea", "Tea"]


def test_products_that_are_bad_as_wholes_are_refused_at_once(watched: Any) -> None:
    items = teas(9)
    for number in (3, 5, 6):
        items[number] |= {"brand": "x" * 3_000 + str(number)}

    result = watched.products.upsert_all(items, collect=True)
    assert (result.accepted, result.requests) == (6, 2)
    assert [one.position for one in result.refusals] == [3, 5, 6]


def test_bad_products_are_found_where_the_api_names_none(watched: Any, proxy: FaultProxy) -> None:
    watched.products.list_products()
    refuse = Fault(status=400)
    proxy.faults.extend([refuse, Fault(), refuse, refuse])  # the whole, its first half, its second half, a quarter

    result = watched.products.upsert_all(teas(4), in_flight=1, collect=True)
    assert [one.status for one in result] == ["accepted", "accepted", "refused", "accepted"]
    assert names(watched) == ["Tea 0", "Tea 1", "Tea 3"]


def test_a_token_that_ends_in_the_middle_is_renewed(watched: Any, proxy: FaultProxy, asked: Asked) -> None:
    watched.products.list_products()
    proxy.seen.clear()
    proxy.faults.extend([Fault(), Fault(status=403)])

    assert watched.products.upsert_all(teas(30), items_max=10, in_flight=1).accepted == 30
    assert asked() == [PUSH, PUSH, LOGIN, PUSH, PUSH]
    assert len(names(watched)) == 30


def test_a_wrong_password_ends_it_at_the_login(settings: dict[str, Any], opened: Opening, asked: Asked) -> None:
    client = opened("VendNovation", **settings | {"password": "none"})

    with pytest.raises(BulkInterrupted, match=r"0 of .* items answered: HTTP 403: The username") as caught:
        client.products.upsert_all(teas(10), items_max=10)
    assert isinstance(caught.value.__cause__, PermissionDeniedError)
    assert asked() == [LOGIN]


def test_a_login_that_is_refused_in_passing_is_tried_again(watched: Any, proxy: FaultProxy, asked: Asked) -> None:
    proxy.faults.extend([Fault(status=429, headers=(("retry-after-ms", "5"),))])

    assert watched.products.upsert_all(teas(3)).accepted == 3
    assert asked() == [LOGIN, LOGIN, PUSH]


def test_an_interrupted_run_goes_on_from_its_checkpoint(
    watched: Any, proxy: FaultProxy, tmp_path: Path, account: Account
) -> None:
    checkpoint = tmp_path / "checkpoint"

    def breaking() -> Iterator[dict[str, Any]]:
        yield from teas(20)
        raise OSError("the file ended")

    with pytest.raises(BulkInterrupted):
        watched.products.upsert_all(breaking(), items_max=10, in_flight=1, checkpoint=checkpoint)
    before = len(proxy.seen)
    result = watched.products.upsert_all(teas(30), items_max=10, in_flight=1, checkpoint=checkpoint)
    assert [one.identifier for one in result] == list(range(1, 31))
    acknowledged = {one.body for one in proxy.seen[:before] if one.method == "PUT" and one.status == 200}
    assert acknowledged.isdisjoint(one.body for one in proxy.seen[before:])
    assert not checkpoint.exists()


def test_an_answer_says_nothing_of_single_products_where_it_has_another_number_of_them() -> None:
    items = [b'{"name":"Tea"}', b'{"name":"Cola"}']

    def read(body: bytes) -> Told:
        return PRODUCTS_FORM.read(Answer(200, Headers(), body), items)

    assert read(b"[7,8]") == Told([7, 8])
    assert read(b'[7,"8"]') == Told([7, None])
    assert read(b"[0,null]") == Told([None, None])
    assert read(b"[7]") == Told()
    with pytest.raises(APIResponseValidationError):
        read(b'{"ids":[7,8]}')


TEXTS = st.sampled_from([None, "", " ", "a", " a", "A", "a\u2003", "2"])
SIZES = st.sampled_from(
    [None, 0, 0.0, -0.0, 2, 2.0, 2.5, 0.1, 1e22, 10**22, 2**53, float(2**53), 2**63, float(2**63), 1e-7]
)
PRODUCTS = st.fixed_dictionaries(
    {"name": st.sampled_from(["a", " a", "b"])},
    optional={"manufacturer": TEXTS, "brand": TEXTS, "size": SIZES, "unitsForSize": TEXTS},
)


@given(st.lists(PRODUCTS, min_size=2, max_size=6))
def test_products_have_equal_keys_where_the_server_says_they_are_one(products: list[dict[str, Any]]) -> None:
    told = [
        (PRODUCTS_FORM.keys(encode(one))[0], vending_key(*(one.get(field) for field in KEY_FIELDS))) for one in products
    ]

    for (key, server_key), (other, server_other) in pairwise(told):
        assert (key == other) == (server_key == server_other)


@pytest.mark.parametrize("item", [{}, {"name": None}, {"name": " "}, {"name": 7}, {"productId": 7, "number": "T"}])
def test_a_product_without_a_name_has_no_key(item: dict[str, Any]) -> None:
    assert PRODUCTS_FORM.keys(encode(item)) == ()


def test_what_cannot_be_a_key_is_none() -> None:
    item = {"name": "Tea", "manufacturer": 7, "size": "2", "productId": "7", "number": 7}

    assert PRODUCTS_FORM.keys(encode(item)) == [("", "", "Tea", "2", "")]
    assert PRODUCTS_FORM.keys(encode({"name": "Tea", "productId": 0, "number": ""})) == [("", "", "Tea", "", "")]

"""Reading products by their ids, and the shops that a token opens."""

import pytest

from shelfwire.dialects.lana.operations import IDS_MAX
from tests.dialects.lana.conftest import NOW_TEXT, LanaShop, shown
from tests.dialects.lana.test_create import pd, refused


def test_products_are_given_in_the_order_of_the_ids(shop: LanaShop) -> None:
    first, second = shop.titled("a", "b")
    assert shop.good(shop.read([second, first])) == [shown(second, "b", "b"), shown(first, "a", "a")]


def test_an_id_that_stands_twice_is_answered_twice(shop: LanaShop) -> None:
    first, second = shop.titled("a", "b")
    assert [one["id"] for one in shop.good(shop.read([first, second, first]))] == [first, second, first]


@pytest.mark.parametrize("loose", ["false", "0", "", None])
def test_one_that_is_not_there_is_404(shop: LanaShop, loose: str | None) -> None:
    (first,) = shop.titled("a")
    answer = shop.read([first, pd(7)], loose=loose)
    assert (answer.status, answer.body) == (
        404,
        {"status": 404, "error": {"code": 404, "message": f"The product {pd(7)} does not exist."}},
    )


@pytest.mark.parametrize("loose", ["true", "1", "True"])
def test_loose_leaves_out_what_is_not_there(shop: LanaShop, loose: str) -> None:
    (first,) = shop.titled("a")
    assert shop.good(shop.read([pd(7), first], loose=loose, fields="id")) == [{"id": first}]
    assert shop.good(shop.read(pd(7), loose=loose)) == []


def test_loose_is_a_flag(shop: LanaShop) -> None:
    answer = shop.read(pd(1), loose="maybe")
    assert refused(answer) == [("loose", "invalid_boolean")]


def test_a_great_many_ids_are_read_at_once_and_no_more(shop: LanaShop) -> None:
    ids = [one["id"] for one in shop.created(*[{"title": "a"}] * 1_500)]
    assert [one["id"] for one in shop.good(shop.read(ids, fields="id"))] == ids
    target = shop.target("products.json", ids=[pd(number) for number in range(1, IDS_MAX + 2)], loose="true")
    (answer,) = shop.good(shop.relay({"method": "GET", "url": target}))
    assert (answer["status"], answer["error"]["code"], answer["error"]["meta"]) == (413, 1146, {"what": "ids"})


def test_shops_are_those_that_the_token_opens(shop: LanaShop) -> None:
    token = shop.new_key("products.read").secret
    assert shop.good(shop.send("GET", "/shops.json", token=token)) == [
        {
            "id": shop.shop_id,
            "name": "shop",
            "app_domain": "shop",
            "persistent_app_domain": "shop",
            "class": None,
            "created_at": NOW_TEXT,
            "updated_at": NOW_TEXT,
            "currency": "",
            "delete_reason": None,
            "deleted_at": None,
            "owner": None,
            "permissions": ["products.read"],
            "primary_domain": None,
            "test": False,
        }
    ]
    assert shop.good(shop.send("GET", "/shops.json?fields=name,id")) == [{"id": shop.shop_id, "name": "shop"}]


def test_a_head_request_is_answered_as_a_get(shop: LanaShop) -> None:
    (first,) = shop.titled("a")
    assert shop.send("HEAD", shop.target("/products.json", ids=first)).status == 200

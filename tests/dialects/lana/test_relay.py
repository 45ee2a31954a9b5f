"""The relay: requests in their order, each with its own status, and refusals of the whole in the same shape."""

import json
from typing import Any

import pytest

from shelfwire.dialects.lana import relay
from shelfwire.settings import Settings
from tests.dialects.lana.conftest import Answer, LanaShop, shown
from tests.dialects.lana.test_create import pd
from tests.dialects.shop import SETTINGS

NO_TOKEN = {"code": 401, "message": "This request carries no credential."}


def one(answer: Answer) -> dict[str, Any]:
    """Give the only element of a relay's answer."""
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    (element,) = answer.body
    found: dict[str, Any] = element
    return found


def test_every_operation_goes_by_the_relay(shop: LanaShop) -> None:
    first = pd(1)
    shops = shop.good(shop.send("GET", "/shops.json"))
    answer = shop.relay(
        shop.creation({"title": "a"}),
        {"method": "POST", "url": shop.target("products.json", ids=first), "request": [{"title": "A"}]},
        {"method": "GET", "url": shop.target("products.json", ids=first)},
        {"method": "GET", "url": shop.target("products/page.json", fields="id"), "request": None},
        {"method": "GET", "url": "shops.json"},
        {"method": "DELETE", "url": shop.target("products.json", ids=first)},
        {"method": "GET", "url": shop.target("products/page.json")},
    )
    page = answer.body[3]["response"]
    assert shop.good(answer) == [
        {"status": 200, "response": [shown(first, "a", "a")]},
        {"status": 200, "response": [shown(first, "A", "a")]},
        {"status": 200, "response": [shown(first, "A", "a")]},
        {"status": 200, "response": {"count": 1, "items": [{"id": first}], "last_key": page["last_key"]}},
        {"status": 200, "response": shops},
        {"status": 200, "response": None},
        {"status": 200, "response": {"count": 0, "items": [], "last_key": ""}},
    ]


def test_one_that_fails_leaves_those_before_and_behind_it(shop: LanaShop) -> None:
    answer = shop.relay(
        shop.creation({"title": "a"}), shop.creation({"title": "b"}, {"title": ""}), shop.creation({"title": "c"})
    )
    assert [element["status"] for element in shop.good(answer)] == [200, 400, 200]
    assert answer.body[1] == {
        "status": 400,
        "error": {
            "code": 1000,
            "message": "Nothing was written: 1 bad item. Item 1: title must not be empty.",
            "field": "[1].title",
            "meta": {"fields": [{"field": "[1].title", "problem": "invalid_non_empty", "min": 1, "max": 250}]},
        },
    }
    assert shop.titles() == ["a", "c"]


@pytest.mark.parametrize("beginning", ["", "/", "//"])
def test_a_url_may_begin_with_a_slash(shop: LanaShop, beginning: str) -> None:
    item = {"method": "GET", "url": beginning + shop.target("products/page.json", fields="id")}
    assert one(shop.relay(item))["response"] == {"count": 0, "items": [], "last_key": ""}


def test_the_method_is_post_where_none_is_said_and_its_case_does_not_matter(shop: LanaShop) -> None:
    item = {"url": shop.target("products.json"), "request": [{"title": "a"}]}
    assert one(shop.relay(item))["response"] == [shown(pd(1), "a", "a")]
    assert one(shop.relay({"url": "shops.json", "method": "get"}))["status"] == 200


@pytest.mark.parametrize("expansions", [[], ["brand"], ["brand", "categories.parent", "nothing"], None])
def test_expansions_are_taken_and_links_stay_links(shop: LanaShop, expansions: Any) -> None:
    item = shop.creation({"title": "a", "brand_id": "br_1"}, fields="brand") | {"expansions": expansions}
    assert one(shop.relay(item)) == {"status": 200, "response": [{"brand": {"id": "br_1"}}]}


def test_a_query_is_read_as_that_of_a_path(shop: LanaShop) -> None:
    ids = shop.titled("a", "b")
    joined = "%2C".join(ids)
    item = {
        "method": "GET",
        "url": f"products.json?shop_id={shop.shop_id}&ids={joined}&fields=title&fields=id#fragment",
    }
    assert one(shop.relay(item))["response"] == [{"id": ids[0], "title": "a"}, {"id": ids[1], "title": "b"}]


def test_what_is_posted_has_the_shapes_of_a_paths_body_and_is_not_looked_at_elsewhere(shop: LanaShop) -> None:
    created = one(shop.relay(shop.creation({"title": "a"}, fields="title") | {"request": {"data": [{"title": "b"}]}}))
    assert created == {"status": 200, "response": [{"title": "b"}]}
    listed = {"method": "GET", "url": f"products/page.json?shop_id={shop.shop_id}&fields=title", "request": {}}
    assert [item["title"] for item in one(shop.relay(listed))["response"]["items"]] == ["b"]


@pytest.mark.parametrize(
    ("item", "status", "code"),
    [
        (None, 400, 1030),
        (5, 400, 1030),
        ([], 400, 1030),
        ({}, 400, 1030),
        ({"url": 5}, 400, 1030),
        ({"url": None}, 400, 1030),
        ({"url": "shops.json", "method": 5}, 400, 1030),
        ({"url": "shops.json", "expansions": "brand"}, 400, 1030),
        ({"url": "shops.json", "method": "PATCH"}, 405, 1150),
        ({"url": "shops.json", "method": ""}, 405, 1150),
        ({"url": "shops.json", "method": "HEAD"}, 405, 1150),
        ({"url": "shops.json"}, 404, 404),
        ({"url": ""}, 404, 404),
        ({"url": "?"}, 404, 404),
        ({"url": "relay.json", "request": []}, 404, 404),
        ({"url": "commerce.json", "request": {}}, 404, 404),
        ({"url": "http://127.0.0.1/products.json"}, 404, 404),
        ({"url": "products\0.json"}, 404, 404),
        ({"url": "info/currencies.json", "method": "GET"}, 404, 404),
        ({"url": "products.json", "request": {"title": "a"}}, 400, 1150),
        ({"url": "products.json", "request": "[]"}, 400, 1150),
        ({"url": "products.json", "request": {}}, 400, 1000),
        ({"url": "products.json", "request": [{"title": "a"}]}, 400, 1000),
        ({"url": "products.json?shop_id="}, 400, 1000),
        ({"url": "products.json?shop_id=%00&fields=%ff"}, 400, 1131),
        ({"url": "products.json?ids=&fields=nothing"}, 400, 1131),
        ({"url": "products/page.json?limit=0&shop_id=pd_1", "method": "GET"}, 400, 1000),
    ],
)
def test_whatever_is_sent_gets_an_answer_of_its_own(shop: LanaShop, item: Any, status: int, code: int) -> None:
    before, bad, behind = shop.good(shop.relay(shop.creation({"title": "a"}), item, shop.creation({"title": "b"})))
    assert (before["status"], behind["status"]) == (200, 200)
    assert (bad.keys(), bad["status"], bad["error"]["code"]) == ({"status", "error"}, status, code)
    assert isinstance(bad["error"]["message"], str)


def test_a_hundred_requests_go_in_one_and_no_more(shop: LanaShop) -> None:
    items = [shop.creation({"title": f"{number}"}, fields="title") for number in range(100)]
    answer = shop.relay(*items)
    assert shop.good(answer) == [{"status": 200, "response": [{"title": f"{number}"}]} for number in range(100)]
    refused = shop.relay(*items, items[0])
    assert one(refused) == {
        "status": 413,
        "error": {"code": 1146, "message": "A relay takes at most 100 requests.", "meta": {"what": "requests"}},
    }
    assert len(shop.everything()) == 100


@pytest.mark.parametrize("item", [b"{}", b"5", b'{"url":""}'])
def test_too_many_requests_are_refused_at_the_first_one_too_many(shop: LanaShop, item: bytes) -> None:
    error = one(shop.send("POST", "/relay.json", b"[%b, what stands behind is not even JSON" % b",".join([item] * 101)))
    assert error == {
        "status": 413,
        "error": {"code": 1146, "message": "A relay takes at most 100 requests.", "meta": {"what": "requests"}},
    }


def test_a_request_of_too_many_items_is_refused_and_the_others_are_carried_out(shop: LanaShop) -> None:
    too_many = shop.creation(*[{}] * (SETTINGS.items_max + 1))
    refused, made = shop.good(shop.relay(too_many, shop.creation({"title": "a long one"}, fields="title")))
    text = f"A request may hold at most {SETTINGS.items_max:,} items; send them in several requests."
    assert refused == {"status": 413, "error": {"code": 1146, "message": text, "meta": {"what": "items"}}}
    assert made == {"status": 200, "response": [{"title": "a long one"}]}


def test_an_address_has_so_many_parameters_at_most(shop: LanaShop) -> None:
    most = "&".join(["fields=id"] * relay.PARAMETERS_MAX)
    taken, refused = shop.good(
        shop.relay({"method": "GET", "url": f"shops.json?{most}"}, {"method": "GET", "url": f"shops.json?{most}&a"})
    )
    assert taken == {"status": 200, "response": [{"id": shop.shop_id}]}
    text = "The address of a request may have at most 1,000 parameters."
    assert refused == {"status": 413, "error": {"code": 1146, "message": text, "meta": {"what": "parameters"}}}


@pytest.mark.parametrize("body", [b"", b" ", b"[]"])
def test_an_empty_relay_is_refused(shop: LanaShop, body: bytes) -> None:
    error = one(shop.send("POST", "/relay.json", body))
    assert error == {
        "status": 400,
        "error": {
            "code": 1000,
            "message": "A relay needs at least one request.",
            "meta": {"fields": [{"field": "", "problem": "mandatory", "min": 0, "max": 0}]},
        },
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[{]", 1030),
        (b"[" * 5_000, 1030),
        (b"\xff", 1030),
        (b'["\\ud800"]', 1030),
        (b"{}", 1150),
        (b"5", 1150),
        (b"null", 1150),
        (b'"a"', 1150),
    ],
)
def test_a_body_that_is_no_relay_is_refused_as_an_array(shop: LanaShop, body: bytes, code: int) -> None:
    error = one(shop.send("POST", "/relay.json", body))
    assert (error["status"], error["error"]["code"]) == (400, code)
    assert error["error"]["meta"] == {"error" if code == 1030 else "reason": error["error"]["message"]}


def test_a_relay_without_a_token_is_refused_as_an_array(shop: LanaShop) -> None:
    answer = shop.relay(shop.creation({"title": "a"}), token="")
    assert one(answer) == {"status": 401, "error": NO_TOKEN}
    assert answer.headers["www-authenticate"] == "Bearer"
    assert one(shop.relay(token="bad"))["error"]["code"] == 999


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_relay_is_posted(shop: LanaShop, method: str) -> None:
    answer = shop.send(method, "/relay.json")
    assert (one(answer)["status"], one(answer)["error"]["code"]) == (405, 1150)
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("settings", [Settings(rate_requests_per_second=0.01)])
def test_a_relay_counts_as_one_request_and_too_many_are_429_outside_too(shop: LanaShop) -> None:
    assert len(shop.good(shop.relay(*[{"method": "GET", "url": "shops.json"}] * 5))) == 5
    answer = shop.relay({"method": "GET", "url": "shops.json"})
    assert (answer.status, [element["status"] for element in answer.body]) == (429, [429])
    assert answer.body[0]["error"]["code"] == 429
    assert int(answer.headers["retry-after"]) > 0


def test_permissions_are_looked_at_for_each_request(shop: LanaShop) -> None:
    token = shop.new_key("products.read").secret
    page = {"method": "GET", "url": shop.target("products/page.json", fields="id")}
    reads, writes = shop.good(shop.relay(page, shop.creation({"title": "a"}), token=token))
    assert reads["status"] == 200
    assert writes == {
        "status": 403,
        "error": {
            "code": 997,
            "message": "This token lacks the permission products.create.",
            "meta": {"bits": ["products.create"]},
        },
    }


def test_a_fault_of_ours_ends_one_request_alone_and_shows_nothing(
    shop: LanaShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("shelfwire.dialects.lana.operations.shops_json", broken)
    answer = shop.relay({"method": "GET", "url": "shops.json"}, shop.creation({"title": "a"}, fields="title"))
    failed, done = shop.good(answer)
    request_id = answer.headers["x-request-id"]
    text = f"Something went wrong in the service. Its log has the details under request id {request_id}."
    assert failed == {"status": 500, "error": {"code": 500, "message": text}}
    assert done == {"status": 200, "response": [{"title": "a"}]}


def test_a_body_of_another_type_is_refused_as_an_array(shop: LanaShop) -> None:
    answer = shop.send("POST", "/relay.json", json.dumps([]).encode(), content_type="text/csv")
    assert (one(answer)["status"], one(answer)["error"]["code"]) == (415, 1150)

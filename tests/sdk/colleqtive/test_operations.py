"""Every operation of Colleqtive's clients, with and without asyncio, against a running server."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec import UNSET

import shelfwire_client
from shelfwire_client import AsyncColleqtive, BadRequestError, ConfigurationError, Fault
from tests.clients.fault_proxy import FaultProxy
from tests.sdk.conftest import Account, Opening

BASE_URL = "https://api.colleqtive.net"


@pytest.fixture
def client(account: Account, opened: Opening) -> Any:
    return opened("Colleqtive", **account.settings("colleqtive"))


def product(number: str, **more: Any) -> dict[str, Any]:
    return {"product_number": number, "product_name": f"Product {number}", "is_counted": True} | more


def numbers(client: Any) -> list[str]:
    return [one.product_number for one in client.products.list_products()]


def test_products_are_created_updated_listed_and_deleted(client: Any) -> None:
    created = client.products.create_products(body=[product("1", price=1.5), product("2")])
    assert created.to_dict() == {
        "data": "2",
        "message": "2 products: 2 created, 0 updated, 0 unchanged, 0 deleted.",
        "success": True,
    }
    updated = client.products.create_products(body=[product("1", price=2.5)])
    assert updated.message == "1 product: 0 created, 1 updated, 0 unchanged, 0 deleted."

    page = client.products.list_products()
    assert (page.page_number, page.page_size, page.total_record_count) == (1, 50, 2)
    assert [(one.product_number, one.price) for one in page.records] == [("1", 2.5), ("2", 0.0)]

    deleted = client.products.delete_products(product_number=["1", "nothing"])
    assert (deleted.success, deleted.data) == (True, "2")
    assert numbers(client) == ["2"]


def test_a_flush_removes_what_is_not_in_the_body(client: Any) -> None:
    client.products.create_products(body=[product("1"), product("2")])
    assert client.products.create_products(flush=False, body=[product("3")]).success is True
    assert numbers(client) == ["1", "2", "3"]
    assert client.products.create_products(flush=True, body=[product("4")]).success is True
    assert numbers(client) == ["4"]


class Ware(msgspec.Struct, kw_only=True):
    product_number: str
    product_name: str
    is_counted: bool = True
    price: float | msgspec.UnsetType | None = UNSET


def test_a_body_is_any_iterable_of_dicts_and_structs(client: Any) -> None:
    mixed = (Ware(product_number=f"{n}", product_name="n", price=n) if n % 2 else product(f"{n}") for n in range(4))
    assert client.products.create_products(body=mixed).data == "4"
    assert [one.price for one in client.products.list_products()] == [0.0, 1.0, 0.0, 3.0]


def test_a_listed_product_is_what_the_server_answered_field_by_field(client: Any) -> None:
    client.products.create_products(body=[product("1", brand_code="B", free_fields=[{"key": "k", "value": "v"}])])
    raw = client.products.with_raw_response.list_products()
    (shown,) = raw.parse().records
    assert (shown.brand_code, shown.deprecation_date) == ("B", None)
    assert shown.free_fields[0].value == "v"
    assert shown.to_dict() == raw.json()["records"][0]


def test_prices_and_discounts_show_on_the_product(client: Any) -> None:
    week, now = timedelta(days=7), datetime.now(UTC)
    term = {"product_number": "1", "valid_from": now - week, "valid_to": now + week}
    client.products.create_products(body=[product("1", price=2.0)])
    assert client.products.create_prices(body=[term | {"price_id": "p", "price": 1.5}]).success is True
    assert client.products.create_discount_prices(discounts=[term | {"discount_id": "d", "price": 1.0}]).success is True
    (shown,) = client.products.list_products()
    assert (shown.old_price, shown.special_price) == (1.5, 1.0)

    assert client.products.create_discount_prices(discounts=[], is_flush=True).success is True
    (shown,) = client.products.list_products()
    assert shown.special_price == 0.0


def test_attributes_are_rewritten_and_nothing_is_given(client: Any) -> None:
    client.products.create_products(body=[product("1", color="red"), product("2", color="blue")])
    rewritten = client.products.update_product_attributes(attribute="color", old_value="red", new_value="green")
    assert rewritten is None
    assert [one.color for one in client.products.list_products()] == ["green", "blue"]


def test_a_loop_over_a_list_goes_through_all_its_pages(account: Account, opened: Opening, proxy: FaultProxy) -> None:
    client = opened("Colleqtive", **account.settings("colleqtive", proxy.base_url))
    client.products.create_products(body=[product(f"{n:02}") for n in range(10)])
    del proxy.seen[:]

    page = client.products.list_products(page_size=4)
    assert len(proxy.seen) == 1
    assert [one.product_number for one in page] == [f"{n:02}" for n in range(10)]
    assert [seen.target.partition("?")[2] for seen in proxy.seen] == [
        "Page_Size=4",
        "Page_Size=4&Page_Start=2",
        "Page_Size=4&Page_Start=3",
    ]
    assert [len(one.items) for one in page.iter_pages()] == [4, 4, 2]
    last = page.get_next_page().get_next_page()
    assert (page.has_next_page(), last.has_next_page()) == (True, False)
    with pytest.raises(shelfwire_client.ArgumentError, match="There is no page behind the last one"):
        last.get_next_page()


def test_a_list_begins_at_a_page_and_names_products(client: Any) -> None:
    client.products.create_products(body=[product(f"{n:02}") for n in range(10)])
    assert [one.product_number for one in client.products.list_products(page_size="4", page_start="3")] == ["08", "09"]
    named = client.products.list_products(product_number=["01", "07", "nothing"])
    assert [one.product_number for one in named] == ["01", "07"]


def test_an_async_for_goes_through_a_list_that_was_not_awaited(account: Account) -> None:
    key = account.key("colleqtive")

    async def drive() -> list[Any]:
        async with AsyncColleqtive(bearer_token=key["token"], base_url=account.served.base_url) as client:
            await client.products.create_products(body=[product(f"{n}") for n in range(5)])
            return [one.product_number async for one in client.products.list_products(page_size=2)]

    assert asyncio.run(drive()) == ["0", "1", "2", "3", "4"]


def test_a_refusal_tells_each_bad_field_by_its_position(client: Any) -> None:
    with pytest.raises(BadRequestError) as caught:
        client.products.create_products(body=[product("1"), {"product_number": "2", "is_counted": "yes"}])
    error = caught.value
    assert error.status_code == 400
    assert error.body["success"] is False
    assert str(error) == error.message == f"HTTP 400: {error.body['message']}"
    assert error.request_id == error.headers["x-request-id"]
    assert [(fault.position, fault.field) for fault in error.errors] == [(1, "product_name"), (1, "is_counted")]
    assert [type(fault) for fault in error.errors] == [Fault, Fault]
    assert numbers(client) == []


def test_a_list_that_is_refused_raises_when_its_method_is_called(opened: Opening, account: Account) -> None:
    settings = account.settings("colleqtive") | {"bearer_token": "wrong"}
    with pytest.raises(shelfwire_client.AuthenticationError, match="HTTP 401: "):
        opened("Colleqtive", **settings).products.list_products()


def test_settings_are_those_passed_then_the_environments_then_the_vendors(
    opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLLEQTIVE_BASE_URL", raising=False)
    monkeypatch.setenv("COLLEQTIVE_BEARER_TOKEN", "from the environment")
    client = opened("Colleqtive")
    assert (client.bearer_token, client.base_url) == ("from the environment", BASE_URL)
    monkeypatch.setenv("COLLEQTIVE_BASE_URL", "http://127.0.0.1:1/below/")
    assert opened("Colleqtive").base_url == "http://127.0.0.1:1/below"
    client = opened("Colleqtive", bearer_token="passed", base_url="http://passed")
    assert (client.bearer_token, client.base_url) == ("passed", "http://passed")


def test_a_missing_credential_is_told_with_where_to_put_it(opened: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLLEQTIVE_BEARER_TOKEN", raising=False)
    sentence = "bearer_token is missing: pass it to the client, or set COLLEQTIVE_BEARER_TOKEN in the environment."
    for settings in ({}, {"bearer_token": ""}):
        with pytest.raises(ConfigurationError) as caught:
            opened("Colleqtive", **settings)
        assert str(caught.value) == sentence

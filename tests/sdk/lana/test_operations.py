"""Every operation of Lana's clients, with and without asyncio, against a running server."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec import UNSET

from shelfwire_client import (
    ArgumentError,
    AsyncLana,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    Fault,
    NotFoundError,
)
from shelfwire_client.lana.models import Link, Product, RelayAnswer
from tests.clients.fault_proxy import FaultProxy
from tests.sdk.conftest import Account, Opening

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
PLAN = {
    "interval": "monthly",
    "billing_interval_count": 1,
    "fulfillment_interval_count": 2,
    "price1_type": "percentage_off",
    "price1_percentage": 12.5,
    "price2_type": "price",
    "price2": 1500,
    "align_hour": {"value": 7},
}


UNTOUCHED: dict[str, Any] = {
    "custom_field_objects": None,
    "sales_channels": [],
    "variants": [],
    "field_set": None,
    "review_dimension_set": None,
    "content_image_files": [],
    "inventory_summary": None,
    "min_inventory_count": 0,
    "max_inventory_count": 0,
    "sum_inventory_count": 0,
    "min_price": 0,
    "min_currency_prices": [],
    "min_customer_group_prices": [],
    "average_score": 0,
    "average_scores": [],
    "review_count": 0,
    "recommended_yes_count": 0,
    "recommended_no_count": 0,
    "yes_count": 0,
    "no_count": 0,
    "survey_answers_summary": [],
    "analytics": {"sales": 0, "visits": 0},
}
"""What a product reads that was created without links to other things, and that nobody bought or reviewed."""


def titled(count: int) -> list[dict[str, Any]]:
    return [{"title": f"Product {number:02}"} for number in range(count)]


def titles(products: Any) -> list[str]:
    return [one.title for one in products]


def test_a_created_product_is_answered_whole(client: Any) -> None:
    (made,) = client.products.create(
        [
            {
                "title": "IPod Nano - 8GB",
                "brand_id": "br_EQzGqWoY",
                "category_ids": ["ca_EQzGqWoY"],
                "tags": ["a", "b"],
                "published_at": datetime(2014, 9, 4, 12, 23, 34, tzinfo=UTC),
                "subscription_plans": [PLAN],
                "custom_fields": [{"name": "n", "value": "v"}],
                "import_id": "ta_EQzGqWoY",
                "import_index": 56,
            }
        ]
    )
    shown = made.to_dict()
    assert MOMENT.fullmatch(shown.pop("created_at"))
    assert MOMENT.fullmatch(shown.pop("updated_at"))
    plan = {"align_day_of_month": None, "align_day_of_week": None, "align_month": None, "discountable": False}
    assert shown == UNTOUCHED | {
        "id": made.id,
        "title": "IPod Nano - 8GB",
        "handle": "ipod-nano-8gb",
        "published": True,
        "published_at": "2014-09-04T12:23:34Z",
        "type": "physical",
        "meta_title": "",
        "meta_description": "",
        "raw_content": "",
        "tags": ["a", "b"],
        "ban_mode": "allow_all_but",
        "ban_countries": [],
        "return_mode": "allowed",
        "tiered_pricing_mode": "per_variant",
        "minimum_quantity": None,
        "maximum_quantity": None,
        "google_product_category_code": 0,
        "google_product_category_name": "",
        "subscription_only": False,
        "subscription_plans": [plan | {"limit": 0, "price1": 0, "price2_percentage": 0.0} | PLAN],
        "custom_fields": [{"name": "n", "value": "v"}],
        "brand": {"id": "br_EQzGqWoY"},
        "categories": [{"id": "ca_EQzGqWoY"}],
        "import_id": "ta_EQzGqWoY",
        "import_index": 56,
    }
    assert (made.brand, made.subscription_plans[0].align_hour.value, made.extra) == (Link(id="br_EQzGqWoY"), 7, {})
    assert client.products.get([made.id]) == [made]


def test_fields_cut_the_answers_and_what_was_not_asked_for_is_unset(client: Any) -> None:
    (made,) = client.products.create(
        [{"title": "a", "brand_id": "br_1", "subscription_plans": [PLAN]}], fields=["brand", "subscription_plans.limit"]
    )
    assert made == Product(brand=Link(id="br_1"), subscription_plans=made.subscription_plans)
    assert (made.id, made.title, made.subscription_plans[0].to_dict()) == (UNSET, UNSET, {"limit": 0})
    (listed,) = client.products.page(fields=["title", "published_at"])
    assert (listed.to_dict(), listed.published_at, listed.tags) == ({"title": "a", "published_at": None}, None, UNSET)


class Ware(msgspec.Struct, kw_only=True):
    title: str
    handle: str | msgspec.UnsetType | None = UNSET


def test_data_is_any_iterable_of_dicts_and_structs(client: Any) -> None:
    mixed = (Ware(title=f"{n}", handle=f"h{n}") if n % 2 else {"title": f"{n}"} for n in range(4))
    assert [one.handle for one in client.products.create(mixed)] == ["0", "h1", "2", "h3"]


def test_what_is_left_out_is_kept_and_null_clears(client: Any) -> None:
    made = client.products.create([{"title": "a", "meta_title": "A", "tags": ["x"]}, {"title": "b"}])
    ids = [one.id for one in made]
    first, second = client.products.modify(
        ids, [{"meta_title": None}, {"title": "B"}], fields=["title", "meta_title", "tags"]
    )
    assert first.to_dict() == {"title": "a", "meta_title": "", "tags": ["x"]}
    assert second.to_dict() == {"title": "B", "meta_title": "", "tags": []}


def test_products_are_read_by_their_ids_and_deleted(client: Any) -> None:
    one, two, three = [made.id for made in client.products.create(titled(3))]
    assert titles(client.products.get([three, one], fields=["title"])) == ["Product 02", "Product 00"]
    assert client.products.delete([one, two]) is None
    with pytest.raises(NotFoundError) as caught:
        client.products.get([one, three])
    assert caught.value.errors == [Fault(f"The product {one} does not exist.", code="404")]
    assert titles(client.products.get([one, three], loose=True)) == ["Product 02"]
    with pytest.raises(NotFoundError):
        client.products.get([one, three], loose=False)


def test_a_loop_over_a_page_goes_on_until_a_page_is_empty(account: Account, opened: Opening, proxy: FaultProxy) -> None:
    client = opened("Lana", **account.settings("lana", proxy.base_url))
    client.products.create(titled(10))
    del proxy.seen[:]

    page = client.products.page(limit=4, offset=1)
    assert (len(proxy.seen), page.count, titles(page.items)) == (1, 10, [f"Product {n:02}" for n in range(1, 5)])
    assert titles(page) == [f"Product {n:02}" for n in range(1, 10)]
    pages = list(page.iter_pages())
    assert [len(one.items) for one in pages] == [4, 4, 1, 0]
    assert (pages[2].has_next_page(), pages[3].has_next_page(), pages[3].last_key) == (True, False, "")
    with pytest.raises(ArgumentError, match="There is no page behind the last one"):
        pages[3].get_next_page()
    again = client.products.page(limit=4, last_key=page.last_key)
    assert titles(again.items) == [f"Product {n:02}" for n in range(5, 9)]
    assert all("offset" not in seen.target for seen in proxy.seen[1:])


def test_a_page_takes_every_condition(client: Any) -> None:
    now = datetime.now(UTC)
    links = {"brand_id": "br_1", "category_ids": ["ca_1"], "sales_channel_ids": ["sc_1"]}
    client.products.create([{"title": "a", "published": True} | links, {"title": "b"}])

    def found(**conditions: Any) -> list[str]:
        return titles(client.products.page(**conditions))

    assert found(sort_by="updated_at", sort_desc=True) == ["b", "a"]
    assert (found(status="published"), found(status="unpublished"), found(status="any")) == (["a"], ["b"], ["a", "b"])
    assert found(brand_id="br_1") == found(category_id="ca_1") == found(sales_channel_id="sc_1") == ["a"]
    hour = timedelta(hours=1)
    for name, known in (("created_at", ["a", "b"]), ("updated_at", ["a", "b"]), ("published_at", ["a"])):
        assert found(**{f"{name}_min": now - hour, f"{name}_max": now + hour}) == known
        assert found(**{f"{name}_min": now + hour}) == found(**{f"{name}_max": "2001-02-03T04:05:06+01:00"}) == []


def test_an_async_for_goes_through_a_page_that_was_not_awaited(account: Account) -> None:
    settings: Any = account.settings("lana")

    async def drive() -> list[Any]:
        async with AsyncLana(**settings) as client:
            await client.products.create(titled(5))
            return [one.title async for one in client.products.page(limit=2, fields=["title"])]

    assert asyncio.run(drive()) == [f"Product {n:02}" for n in range(5)]


def test_shops_are_those_of_the_token(account: Account, client: Any) -> None:
    (shop,) = client.shops.get()
    assert (shop.id, shop.name, shop.class_, shop.owner, shop.extra) == (client.shop_id, account.name, None, None, {})
    assert "class" in shop.to_dict()
    (cut,) = client.shops.get(fields=["name"])
    assert (cut.to_dict(), cut.class_) == ({"name": account.name}, UNSET)


def test_a_relay_answers_each_of_its_requests(client: Any) -> None:
    path = f"products.json?shop_id={client.shop_id}"
    created, refused, read = client.relay(
        [
            {"url": f"{path}&fields=title", "request": [{"title": "a"}]},
            {"url": path, "method": "POST", "request": [{"title": ""}]},
            {"url": f"products/page.json?shop_id={client.shop_id}&fields=title", "method": "GET"},
        ]
    )
    assert created == RelayAnswer(status=200, response=[{"title": "a"}])
    assert (refused.status, refused.error.code, refused.error.field, refused.response) == (
        400,
        1000,
        "[0].title",
        UNSET,
    )
    assert (read.status, read.response["items"], read.error) == (200, [{"title": "a"}], UNSET)


def test_a_graphql_document_gives_its_data_or_is_refused_with_what_there_is(client: Any) -> None:
    document = """
        mutation create($shop: String!, $data: [ProductCreate!]!) { productsCreate(shop_id: $shop, data: $data) { title } }
        query count($shop: String!) { productsPage(shop_id: $shop) { count } }
    """
    data = [{"title": "a"}, {"title": "b"}]
    variables = {"shop": client.shop_id, "data": data}
    assert client.graphql(document, variables, operation_name="create") == {"productsCreate": data}
    assert client.graphql(document, {"shop": client.shop_id}, operation_name="count") == {"productsPage": {"count": 2}}
    assert client.graphql("{ shops { id } }") == {"shops": [{"id": client.shop_id}]}

    with pytest.raises(BadRequestError) as caught:
        client.graphql(
            'query q($shop: String!) { productsPage(shop_id: $shop) { count } products(shop_id: $shop, ids: ["x"]) { id } }',
            {"shop": client.shop_id},
        )
    error = caught.value
    assert error.body["data"] == {"productsPage": {"count": 2}, "products": None}
    assert [(fault.code, fault.position, fault.field) for fault in error.errors] == [("1000", 0, "ids")]


def test_raw_and_streamed_answers_are_those_of_the_method(client: Any) -> None:
    raw = client.products.with_raw_response.create(titled(2), fields=["title"])
    assert (raw.status_code, raw.headers["Content-Type"], raw.json()) == (200, "application/json", titled(2))
    assert [one.to_dict() for one in raw.parse()] == titled(2)
    listed = client.products.with_raw_response.page(limit=1, fields=["title"])
    assert titles(listed.parse()) == ["Product 00", "Product 01"]
    with client.products.with_streaming_response.page(fields=["title"]) as streamed:
        body = b"".join(streamed.iter_bytes())
    assert (streamed.status_code, msgspec.json.decode(body)["items"]) == (200, titled(2))
    with client.shops.with_streaming_response.get(fields=["id"]) as streamed:
        assert streamed.parse()[0].id == client.shop_id
    assert client.shops.with_raw_response.get(fields=["id"]).json() == [{"id": client.shop_id}]


def test_a_refusal_tells_each_bad_field_by_its_position(client: Any) -> None:
    with pytest.raises(BadRequestError) as caught:
        client.products.create([{"title": "a"}, {"meta_title": 5}, {"title": "x" * 251, "published_at": "today"}])
    error = caught.value
    assert str(error) == error.message == f"HTTP 400: {error.body['error']['message']}"
    assert (error.status_code, error.request_id) == (400, error.headers["x-request-id"])
    assert error.errors == [
        Fault("title: mandatory", "1000", 1, "title"),
        Fault("meta_title: invalid_value", "1000", 1, "meta_title"),
        Fault("title: max_length_exceeded (from 1 to 250)", "1000", 2, "title"),
        Fault("published_at: invalid_rfc3339_date", "1000", 2, "published_at"),
    ]
    assert list(client.products.page()) == []


def test_a_wrong_token_or_shop_is_told(account: Account, opened: Opening) -> None:
    settings = account.settings("lana")
    with pytest.raises(AuthenticationError, match="HTTP 401: ") as refused:
        opened("Lana", **(settings | {"token": "wrong"})).products.page()
    assert [fault.code for fault in refused.value.errors] == ["999"]
    with pytest.raises(NotFoundError, match="HTTP 404: ") as missing:
        opened("Lana", **(settings | {"shop_id": "sh_EQzGqWoZ"})).products.page()
    assert [fault.code for fault in missing.value.errors] == ["404"]
    with pytest.raises(AuthenticationError) as whole:
        opened("Lana", **(settings | {"token": "wrong"})).relay([{"url": "a.json"}, {"url": "b.json"}])
    assert [fault.code for fault in whole.value.errors] == ["999"]


def test_settings_are_those_passed_then_the_environments_then_the_vendors(
    opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LANA_BASE_URL", raising=False)
    monkeypatch.setenv("LANA_TOKEN", "of the environment")
    monkeypatch.setenv("LANA_SHOP_ID", "sh_1")
    client = opened("Lana")
    assert (client.token, client.shop_id, client.base_url) == ("of the environment", "sh_1", "https://api.lana.dev")
    monkeypatch.setenv("LANA_BASE_URL", "http://127.0.0.1:1/below/")
    assert opened("Lana").base_url == "http://127.0.0.1:1/below"
    client = opened("Lana", token="passed", shop_id="sh_2", base_url="http://passed")
    assert (client.token, client.shop_id, client.base_url) == ("passed", "sh_2", "http://passed")


@pytest.mark.parametrize(("missing", "variable"), [("token", "LANA_TOKEN"), ("shop_id", "LANA_SHOP_ID")])
def test_a_missing_setting_is_told_with_where_to_put_it(
    opened: Opening, monkeypatch: pytest.MonkeyPatch, missing: str, variable: str
) -> None:
    monkeypatch.delenv(variable, raising=False)
    settings = {"token": "t", "shop_id": "sh_1"} | {missing: None}
    with pytest.raises(ConfigurationError) as caught:
        opened("Lana", **settings)
    assert str(caught.value) == f"{missing} is missing: pass it to the client, or set {variable} in the environment."

"""Creating products: every field, every rule, all or nothing, and what is answered."""

from typing import Any

import pytest

from shelfwire.catalog.public_numbers import public_number
from shelfwire.settings import Settings
from tests.dialects.lana.conftest import NOW_TEXT, SECOND, Answer, LanaShop, cut_to, shown
from tests.dialects.shop import SETTINGS

INT64_MAX = 2**63 - 1
PLAN: dict[str, Any] = {
    "interval": "annually",
    "billing_interval_count": 12,
    "fulfillment_interval_count": 1,
    "price1_type": "price",
    "price2_type": "percentage_off",
}
WHOLE_PLAN = PLAN | {
    "align_day_of_month": {"value": 31},
    "align_day_of_week": {"value": 1},
    "align_hour": {"value": 8},
    "align_month": {"value": 12},
    "discountable": True,
    "limit": 5,
    "price1": 1500,
    "price1_percentage": 12.5,
    "price2": 0,
    "price2_percentage": 50,
}
SENT: dict[str, Any] = {
    "title": "IPod Nano - 8GB",
    "handle": "ipod-nano",
    "meta_title": "IPod",
    "meta_description": "A player",
    "raw_content": '{"blocks":[]}',
    "tags": ["music", "é"],
    "type": "bundle",
    "ban_mode": "deny_all_but",
    "ban_countries": ["NL", "DE"],
    "return_mode": "not_allowed",
    "tiered_pricing_mode": "all_variants",
    "minimum_quantity": 0,
    "maximum_quantity": INT64_MAX,
    "google_product_category_code": 499938,
    "subscription_only": True,
    "custom_fields": [{"name": "a", "value": "1"}, {"name": "b", "value": ""}],
    "published_at": "2014-09-04T12:23:34Z",
    "import_id": "ta_EQzGqWoY",
    "import_index": 56,
}
LINKS: dict[str, Any] = {
    "brand_id": "br_EQzGqWoY",
    "category_ids": ["ca_EQzGqWoY", "ca_2"],
    "sales_channel_ids": ["sc_EQzGqWoY"],
    "field_set_id": "pf_EQzGqWoY",
    "review_dimension_set_id": "rs_EQzGqWoY",
}
LINKED: dict[str, Any] = {
    "brand": {"id": "br_EQzGqWoY"},
    "categories": [{"id": "ca_EQzGqWoY"}, {"id": "ca_2"}],
    "sales_channels": [{"id": "sc_EQzGqWoY"}],
    "field_set": {"id": "pf_EQzGqWoY"},
    "review_dimension_set": {"id": "rs_EQzGqWoY"},
}


def pd(number: int) -> str:
    return "pd_" + public_number(number)


def refused(answer: Answer) -> list[tuple[Any, ...]]:
    """Give the bad fields of a refusal for invalid input."""
    assert (answer.status, answer.headers["content-type"]) == (400, "application/json")
    assert answer.body.keys() == {"status", "error"}
    error = answer.body["error"]
    assert (answer.body["status"], error.keys(), error["code"]) == (400, {"code", "message", "field", "meta"}, 1000)
    fields = error["meta"]["fields"]
    assert error["field"] == fields[0]["field"]
    return [
        (field["field"], field["problem"], *((field["min"], field["max"]) if field["max"] else ())) for field in fields
    ]


def test_products_are_answered_whole_in_their_order(shop: LanaShop) -> None:
    answer = shop.create({"title": "Cola"}, {"title": "Ämne & Co", "handle": "Own Handle"})
    assert shop.good(answer) == [shown(pd(1), "Cola", "cola"), shown(pd(2), "Ämne & Co", "Own Handle")]
    assert shop.everything() == answer.body


def test_every_field_comes_back_as_it_was_sent(shop: LanaShop) -> None:
    (product,) = shop.created(SENT | LINKS | {"subscription_plans": [WHOLE_PLAN]})
    plans = [WHOLE_PLAN | {"price2_percentage": 50}]
    assert product == shown(pd(1), **SENT, **LINKED, published=True, subscription_plans=plans)
    assert shop.everything() == [product]


def test_a_plan_shows_all_its_fields(shop: LanaShop) -> None:
    (product,) = shop.created({"title": "a", "subscription_plans": [PLAN, PLAN | {"limit": None, "align_hour": None}]})
    unset = {
        "align_day_of_month": None,
        "align_day_of_week": None,
        "align_hour": None,
        "align_month": None,
        "discountable": False,
        "limit": 0,
        "price1": 0,
        "price1_percentage": 0.0,
        "price2": 0,
        "price2_percentage": 0.0,
    }
    assert product["subscription_plans"][0] == PLAN | unset
    assert {name for plan in product["subscription_plans"] for name in plan} == (PLAN | unset).keys()


def test_null_says_nothing_of_a_field_that_may_be_left_out(shop: LanaShop) -> None:
    optional = (SENT | LINKS | {"subscription_plans": 0, "published": 0}).keys() - {"title"}
    (product,) = shop.created({"title": "a"} | dict.fromkeys(optional))
    assert product == shown(pd(1), "a", "a")


def test_unknown_fields_are_ignored(shop: LanaShop) -> None:
    assert shop.created({"title": "a", "price": 5, "tag": {"x": []}}) == [shown(pd(1), "a", "a")]


@pytest.mark.parametrize("wrap", [False, True])
def test_both_body_shapes_do_the_same(shop: LanaShop, *, wrap: bool) -> None:
    products = [{"title": "a"}]
    answer = shop.send("POST", shop.target("/products.json"), {"data": products} if wrap else products)
    assert shop.good(answer) == [shown(pd(1), "a", "a")]


@pytest.mark.parametrize("body", [b"", b" \n", b"[]", b"null", b"{}", b'{"data":null}', b'{"data":[]}'])
def test_a_request_without_products_is_refused(shop: LanaShop, body: bytes) -> None:
    answer = shop.send("POST", shop.target("/products.json"), body)
    assert refused(answer) == [("data", "mandatory")]


@pytest.mark.parametrize(
    ("product", "bad"),
    [
        ({}, [("title", "mandatory")]),
        ({"title": None}, [("title", "mandatory")]),
        ({"title": ""}, [("title", "invalid_non_empty", 1, 250)]),
        ({"title": 5}, [("title", "invalid_value")]),
        ({"title": "a\0"}, [("title", "invalid_value")]),
        ({"title": "é" * 251}, [("title", "max_length_exceeded", 1, 250)]),
        ({"handle": "é" * 251}, [("handle", "max_length_exceeded", 0, 250)]),
        ({"meta_title": "é" * 61}, [("meta_title", "max_length_exceeded", 0, 60)]),
        ({"meta_description": "é" * 161}, [("meta_description", "max_length_exceeded", 0, 160)]),
        ({"raw_content": "é" * 100_001}, [("raw_content", "max_length_exceeded", 0, 100_000)]),
        ({"brand_id": "ca_EQzGqWoY"}, [("brand_id", "invalid_identifier")]),
        ({"brand_id": 5}, [("brand_id", "invalid_identifier")]),
        ({"field_set_id": "fs_1"}, [("field_set_id", "invalid_identifier")]),
        ({"review_dimension_set_id": "rd_1"}, [("review_dimension_set_id", "invalid_identifier")]),
        ({"import_id": "pd_1"}, [("import_id", "invalid_identifier")]),
        ({"category_ids": ["ca_1", "br_1"]}, [("category_ids[1]", "invalid_identifier")]),
        ({"sales_channel_ids": ["x"]}, [("sales_channel_ids[0]", "invalid_identifier")]),
        ({"category_ids": "ca_1"}, [("category_ids", "invalid_value")]),
        ({"tags": [None]}, [("tags[0]", "mandatory")]),
        ({"tags": [5]}, [("tags[0]", "invalid_value")]),
        ({"minimum_quantity": -1}, [("minimum_quantity", "invalid_non_negative_int64", 0, INT64_MAX)]),
        ({"maximum_quantity": 2**63}, [("maximum_quantity", "invalid_non_negative_int64", 0, INT64_MAX)]),
        ({"maximum_quantity": "1"}, [("maximum_quantity", "invalid_integer")]),
        ({"maximum_quantity": 1.5}, [("maximum_quantity", "invalid_integer")]),
        ({"import_index": True}, [("import_index", "invalid_integer")]),
        ({"google_product_category_code": -1}, [("google_product_category_code", "invalid_integer_range", 0, 2**31 - 1)]),
        ({"published": "yes"}, [("published", "invalid_boolean")]),
        ({"subscription_only": 1}, [("subscription_only", "invalid_boolean")]),
        ({"published_at": "2026-09-21"}, [("published_at", "invalid_rfc3339_date")]),
        ({"published_at": "2026-09-21T10:00:00"}, [("published_at", "invalid_rfc3339_date")]),
        ({"published_at": "2026-02-30T10:00:00Z"}, [("published_at", "invalid_rfc3339_date")]),
        ({"published_at": 5}, [("published_at", "invalid_rfc3339_date")]),
        ({"ban_mode": "all"}, [("ban_mode", "invalid_enum")]),
        ({"return_mode": 5}, [("return_mode", "invalid_enum")]),
        ({"tiered_pricing_mode": ""}, [("tiered_pricing_mode", "invalid_enum")]),
        ({"type": "Bundle"}, [("type", "invalid_enum")]),
        ({"custom_fields": [{"name": "a"}]}, [("custom_fields[0].value", "mandatory")]),
        ({"custom_fields": {}}, [("custom_fields", "invalid_value")]),
        (
            {"subscription_plans": [PLAN | {"price1_percentage": 100.5, "interval": "hourly", "align_hour": {}}]},
            [
                ("subscription_plans[0].align_hour.value", "mandatory"),
                ("subscription_plans[0].interval", "invalid_enum"),
                ("subscription_plans[0].price1_percentage", "invalid_percentage", 0, 100),
            ],
        ),
    ],
)  # fmt: skip
def test_a_field_that_breaks_a_rule_is_told_with_its_problem(
    shop: LanaShop, product: dict[str, Any], bad: list[tuple[Any, ...]]
) -> None:
    sent = product if not product or "title" in product else {"title": "a"} | product
    answer = shop.create({"title": "good"}, sent)
    assert sorted(refused(answer), key=str) == sorted(((f"[1].{bad[0]}", *bad[1:]) for bad in bad), key=str)
    assert shop.everything() == []


@pytest.mark.parametrize("item", [5, None, "a", [], True])
def test_an_item_that_is_no_product_is_told_by_its_place(shop: LanaShop, item: Any) -> None:
    problem = "mandatory" if item is None else "invalid_value"
    assert refused(shop.create({"title": "a"}, item)) == [("[1]", problem)]


def test_every_bad_field_of_every_bad_item_is_told_up_to_a_bound(shop: LanaShop) -> None:
    answer = shop.create({"title": "", "tags": 5}, {"title": "good"}, {})
    assert refused(answer) == [
        ("[0].title", "invalid_non_empty", 1, 250),
        ("[0].tags", "invalid_value"),
        ("[2].title", "mandatory"),
    ]
    assert answer.body["error"]["message"].startswith("Nothing was written: 2 bad items. Item 0:")
    many = shop.create(*[{}] * 30)
    assert len(refused(many)) == shop.app._settings.errors_listed_max == 20
    assert many.body["error"]["message"].startswith("Nothing was written: 30 bad items.")
    assert shop.everything() == []


@pytest.mark.parametrize("published_at", ["2014-09-04T12:23:34Z", "2014-09-04t14:23:34.5+02:00"])
def test_a_past_date_publishes_and_stays_as_it_was_written(shop: LanaShop, published_at: str) -> None:
    (product,) = shop.created({"title": "a", "published_at": published_at})
    assert (product["published"], product["published_at"]) == (True, published_at)


def test_a_future_date_publishes_once_the_clock_has_come_to_it(shop: LanaShop) -> None:
    (product,) = shop.created({"title": "a", "published_at": "2026-09-21T14:13:25Z", "published": True})
    assert (product["published"], product["published_at"]) == (False, "2026-09-21T14:13:25Z")
    shop.now += 5 * SECOND - 1
    assert [one["published"] for one in shop.everything()] == [False]
    shop.now += 1
    assert [one["published"] for one in shop.everything()] == [True]


def test_published_without_a_date_is_now_and_false_is_never(shop: LanaShop) -> None:
    created = shop.created(
        {"title": "a", "published": True},
        {"title": "b", "published": False},
        {"title": "c", "published": False, "published_at": "2014-09-04T12:23:34Z"},
        {"title": "d", "published": True, "published_at": None},
    )
    assert [(product["published"], product["published_at"]) for product in created] == [
        (True, NOW_TEXT),
        (False, None),
        (False, None),
        (True, NOW_TEXT),
    ]


@pytest.mark.parametrize(
    ("title", "handle"),
    [
        ("IPod Nano - 8GB", "ipod-nano-8gb"),
        ("  Crème Brûlée!  ", "creme-brulee"),
        ("Ⅳ ﬁne ½", "iv-fine-12"),
        ("日本茶", "product"),
        ("🍵", "product"),
        ("-", "product"),
        ("x" * 250, "x" * 250),
        ("½" * 250, ("12" * 250)[:250]),
    ],
)
def test_a_handle_is_made_of_the_title(shop: LanaShop, title: str, handle: str) -> None:
    assert cut_to(shop.created({"title": title}), "handle") == [{"handle": handle}]


def test_handles_of_equal_titles_differ_and_keep_to_their_length(shop: LanaShop) -> None:
    long = "x" * 250
    sent = [{"title": title} for title in ("Cola", "cola!", "日本", "茶", long, long)]
    created = shop.created(*sent)
    assert [one["handle"] for one in created] == ["cola", "cola-2", "product", "product-4", long, long[:248] + "-6"]
    assert [one["handle"] for one in shop.created(*sent[:2])] == ["cola-7", "cola-8"]


def test_a_made_handle_gives_way_to_one_that_is_given(shop: LanaShop) -> None:
    created = shop.created({"title": "Cola"}, {"title": "b", "handle": "cola"})
    assert [one["handle"] for one in created] == ["cola-1", "cola"]
    assert [one["handle"] for one in shop.created({"title": "c", "handle": "cola-4"}, {"title": "Cola"})] == [
        "cola-4",
        "cola-4-2",
    ]


def test_an_empty_handle_is_none(shop: LanaShop) -> None:
    created = shop.created({"title": "Cola", "handle": ""}, {"title": "Soap", "handle": None})
    assert [one["handle"] for one in created] == ["cola", "soap"]


def test_a_given_handle_that_another_product_has_is_refused(shop: LanaShop) -> None:
    (holder,) = shop.created({"title": "a", "handle": "taken"})
    answer = shop.create({"title": "b"}, {"title": "c", "handle": "taken"})
    assert refused(answer) == [("[1].handle", "already_exists")]
    why = f"product {holder['id']} has the handle 'taken'"
    assert answer.body["error"]["message"] == f"Nothing was written: 1 bad item. Item 1: {why}."
    assert [one["title"] for one in shop.everything()] == ["a"]
    assert shop.created({"title": "c", "handle": "Taken"})[0]["handle"] == "Taken"


def test_a_handle_given_twice_in_one_request_is_refused(shop: LanaShop) -> None:
    answer = shop.create({"title": "a", "handle": "x"}, {"title": "b"}, {"title": "c", "handle": "x"})
    assert refused(answer) == [
        ("[0].handle", "duplicate"),
        ("[2].handle", "duplicate"),
    ]
    assert shop.everything() == []


def test_the_fields_of_the_answer_can_be_chosen(shop: LanaShop) -> None:
    answer = shop.create({"title": "a"}, fields=["title", "id"])
    assert shop.good(answer) == [{"id": pd(1), "title": "a"}]


@pytest.mark.parametrize("settings", [Settings(items_max=3)])
def test_too_many_products_are_refused(shop: LanaShop) -> None:
    answer = shop.create(*[{"title": "a"}] * 4)
    assert (answer.status, answer.body) == (
        413,
        {
            "status": 413,
            "error": {
                "code": 1146,
                "message": "A request may hold at most 3 items; send them in several requests.",
                "meta": {"what": "items"},
            },
        },
    )
    assert len(shop.created(*[{"title": "a"}] * 3)) == 3


def test_thousands_of_products_go_in_one_request(shop: LanaShop) -> None:
    titles = [f"product {number}" for number in range(SETTINGS.items_max)]
    created = shop.created(*({"title": title} for title in titles))
    assert [one["title"] for one in created] == titles
    assert len({one["id"] for one in created}) == len({one["handle"] for one in created}) == len(titles)

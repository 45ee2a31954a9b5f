"""The read shape: cut to wanted fields, and what products show that other APIs wrote."""

from typing import Any

import pytest

from shelfwire.dialects.lana.errors import ApiError
from shelfwire.dialects.lana.record import Projection, Selected, projection_of
from tests.dialects.lana.conftest import LanaShop, shown
from tests.dialects.lana.test_create import LINKED, LINKS, SENT, WHOLE_PLAN, pd

COLLEQTIVE = "/api/v2/public/products"


@pytest.fixture
def whole(shop: LanaShop) -> dict[str, Any]:
    """A product with a value in every field."""
    (created,) = shop.created(SENT | LINKS | {"subscription_plans": [WHOLE_PLAN, WHOLE_PLAN | {"align_hour": None}]})
    return created


@pytest.mark.parametrize("fields", [None, "", ",", ",,"])
def test_everything_is_answered_where_no_field_is_named(
    shop: LanaShop, whole: dict[str, Any], fields: str | None
) -> None:
    assert shop.good(shop.read(whole["id"], fields=fields)) == [whole]


def test_each_field_can_be_asked_for_alone(shop: LanaShop, whole: dict[str, Any]) -> None:
    items = [{"method": "GET", "url": shop.target("products.json", ids=whole["id"], fields=name)} for name in whole]
    answer = shop.good(shop.relay(*items))
    assert [element["response"] for element in answer] == [[{name: value}] for name, value in whole.items()]


@pytest.mark.parametrize(
    ("fields", "cut"),
    [
        ("title,id,title", {"title": SENT["title"], "id": pd(1)}),
        ("brand.id", {"brand": LINKED["brand"]}),
        ("categories.id,tags", {"tags": SENT["tags"], "categories": LINKED["categories"]}),
        ("custom_fields.value", {"custom_fields": [{"value": "1"}, {"value": ""}]}),
        ("custom_fields.value,custom_fields", {"custom_fields": SENT["custom_fields"]}),
        ("custom_fields.value,custom_fields.name", {"custom_fields": SENT["custom_fields"]}),
        (
            "subscription_plans.interval,subscription_plans.align_hour",
            {
                "subscription_plans": [
                    {"align_hour": {"value": 8}, "interval": "annually"},
                    {"align_hour": None, "interval": "annually"},
                ]
            },
        ),
        ("inventory_summary.min,analytics.sales", {"inventory_summary": None, "analytics": {"sales": 0}}),
        ("custom_field_objects.brands,average_scores.sum", {"custom_field_objects": None, "average_scores": []}),
    ],
)
def test_objects_are_cut_to_the_fields_that_are_named_within(
    shop: LanaShop, whole: dict[str, Any], fields: str, cut: dict[str, Any]
) -> None:
    assert shop.good(shop.read(whole["id"], fields=fields)) == [cut]
    assert shop.good(shop.page(fields=fields))["items"] == [cut]


def test_fields_come_in_the_order_of_the_read_shape(shop: LanaShop, whole: dict[str, Any]) -> None:
    (answered,) = shop.good(shop.read(whole["id"], fields="tags,handle,id,title"))
    assert list(answered) == ["id", "title", "handle", "tags"]


def test_an_argument_of_fields_becomes_a_projection() -> None:
    assert projection_of(()) is None
    assert projection_of(("brand.id", "id")) == Projection(
        "Product",
        (Selected("id", "id"), Selected("brand", "brand", Projection("Link", (Selected("id", "id"),)))),
    )
    with pytest.raises(ApiError) as refused:
        projection_of(("id.id",))
    assert refused.value.code == 1131


def test_numbers_keep_what_was_sent(shop: LanaShop) -> None:
    plan = WHOLE_PLAN | {"price1_percentage": 0.1, "price2_percentage": 33.3333333333333, "price1": 2**53 + 1}
    (created,) = shop.created({"title": "a", "subscription_plans": [plan]})
    assert created["subscription_plans"] == [plan]


def test_a_product_of_another_api_has_its_name_for_title_and_a_handle_with_its_number(shop: LanaShop) -> None:
    token = shop.new_key(dialect="colleqtive").secret
    products = [
        {"product_number": "0012", "product_name": "Crème Brûlée", "is_counted": True, "price": 5},
        {"product_number": "0013", "product_name": "日本茶", "is_counted": True},
        {"product_number": "0014", "product_name": "x" * 300, "is_counted": True},
    ]
    assert shop.send("POST", COLLEQTIVE, products, token=token).status == 200
    assert shop.everything() == [
        shown(pd(1), "Crème Brûlée", "creme-brulee-1"),
        shown(pd(2), "日本茶", "product-2"),
        shown(pd(3), "x" * 300, "x" * 248 + "-3"),
    ]


def test_a_product_that_was_written_here_has_its_handle_for_number_elsewhere(shop: LanaShop) -> None:
    shop.created({"title": "Cola"}, {"title": "Cola"})
    token = shop.new_key(dialect="colleqtive").secret
    listed = shop.send("GET", COLLEQTIVE, token=token).body["records"]
    assert [(one["product_number"], one["product_name"]) for one in listed] == [("cola", "Cola"), ("cola-2", "Cola")]

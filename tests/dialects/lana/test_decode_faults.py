"""Every rule for a field of a product, each by a value that breaks it, and what Lana calls that."""

from typing import Any

import msgspec
import pytest

from shelfwire.dialects.lana.faults import InvalidField, invalid_fields
from tests.dialects.lana.items import WHOLE_PRODUCT, raw, reader

INT64_MAX = 2**63 - 1
PLAN = {
    "billing_interval_count": 1,
    "fulfillment_interval_count": 1,
    "interval": "daily",
    "price1_type": "price",
    "price2_type": "price",
}


def invalid(product: Any, product_ids: list[int] | None = None) -> list[InvalidField]:
    """Give what is wrong with one product, in Lana's words."""
    read = reader(product_ids)
    read.read([raw(product)], 0)
    assert read.changes == []
    return invalid_fields(read.faults)


def too_long(field: str, characters_max: int) -> tuple[str, Any, InvalidField]:
    return (
        field,
        "é" * (characters_max + 1),
        InvalidField(f"[0].{field}", "max_length_exceeded", max=characters_max),
    )


def bad(field: str, value: Any, problem: str, low: int = 0, high: int = 0) -> tuple[Any, ...]:
    return field, value, InvalidField(f"[0].{field}", problem, low, high)


RULES = [
    ("title", "", InvalidField("[0].title", "invalid_non_empty", 1, 250)),
    ("title", "x" * 251, InvalidField("[0].title", "max_length_exceeded", 1, 250)),
    bad("title", None, "mandatory"),
    bad("title", 5, "invalid_value"),
    too_long("handle", 250),
    bad("handle", ["a"], "invalid_value"),
    too_long("meta_title", 60),
    too_long("meta_description", 160),
    too_long("raw_content", 100_000),
    bad("raw_content", {}, "invalid_value"),
    bad("brand_id", "xbr_1", "invalid_identifier"),
    bad("brand_id", "", "invalid_identifier"),
    bad("brand_id", 5, "invalid_identifier"),
    bad("field_set_id", "br_1", "invalid_identifier"),
    bad("review_dimension_set_id", "pf_1", "invalid_identifier"),
    bad("import_id", "rs_1", "invalid_identifier"),
    bad("import_index", -1, "invalid_non_negative_int64", 0, INT64_MAX),
    bad("minimum_quantity", -1, "invalid_non_negative_int64", 0, INT64_MAX),
    bad("minimum_quantity", 1.5, "invalid_integer"),
    bad("minimum_quantity", "1", "invalid_integer"),
    bad("minimum_quantity", INT64_MAX + 1, "invalid_non_negative_int64", 0, INT64_MAX),
    bad("maximum_quantity", -(2**70), "invalid_non_negative_int64", 0, INT64_MAX),
    bad("maximum_quantity", {"value": 1}, "invalid_integer"),
    bad("google_product_category_code", 2**31, "invalid_integer_range", 0, 2**31 - 1),
    bad("google_product_category_code", -1, "invalid_integer_range", 0, 2**31 - 1),
    bad("published", "true", "invalid_boolean"),
    bad("published", 1, "invalid_boolean"),
    bad("published_at", "yesterday", "invalid_rfc3339_date"),
    bad("published_at", "", "invalid_rfc3339_date"),
    bad("published_at", "2014-09-04", "invalid_rfc3339_date"),
    bad("published_at", "2014-09-04T12:23:34", "invalid_rfc3339_date"),
    bad("published_at", "2014-09-04T12:23Z", "invalid_rfc3339_date"),
    bad("published_at", "2014-09-04 12:23:34Z", "invalid_rfc3339_date"),
    bad("published_at", "2014-09-04T12:23:34,5Z", "invalid_rfc3339_date"),
    bad("published_at", "2014-09-04T12:23:34+0100", "invalid_rfc3339_date"),
    bad("published_at", "2014-09-04T12:23:34Z\n", "invalid_rfc3339_date"),
    bad("published_at", "2014-02-30T12:23:34Z", "invalid_rfc3339_date"),
    bad("published_at", "0000-01-01T00:00:00Z", "invalid_rfc3339_date"),
    bad("published_at", "2014-09-04T24:00:00Z", "invalid_rfc3339_date"),
    bad("published_at", "2014-09-04T12:23:34+01:75", "invalid_rfc3339_date"),
    bad("published_at", 1_409_833_414, "invalid_rfc3339_date"),
    bad("ban_mode", "allow", "invalid_enum"),
    bad("ban_mode", 1, "invalid_enum"),
    bad("return_mode", "", "invalid_enum"),
    bad("tiered_pricing_mode", "PER_VARIANT", "invalid_enum"),
    bad("type", "thing", "invalid_enum"),
    bad("subscription_only", "no", "invalid_boolean"),
    bad("tags", "music", "invalid_value"),
    bad("tags", {"a": 1}, "invalid_value"),
    bad("meta_title", "a\x00b", "invalid_value"),
]


@pytest.mark.parametrize(("field", "value", "found"), RULES)
def test_a_broken_rule_is_named_with_its_field_and_bounds(field: str, value: Any, found: InvalidField) -> None:
    assert invalid({**WHOLE_PRODUCT, field: value}) == [found]
    if not field.startswith("import_"):
        assert invalid({field: value}, [7]) == [found]


@pytest.mark.parametrize(
    ("field", "value", "inner", "problem", "bounds"),
    [
        ("tags", ["a", 5], "[1]", "invalid_value", ()),
        ("tags", [None], "[0]", "mandatory", ()),
        ("ban_countries", ["DE", "x" * 251], "[1]", "max_length_exceeded", (0, 250)),
        ("category_ids", ["ca_1", "br_1"], "[1]", "invalid_identifier", ()),
        ("category_ids", [7], "[0]", "invalid_identifier", ()),
        ("sales_channel_ids", ["sc_"], "[0]", "invalid_identifier", ()),
        ("sales_channel_ids", ["s_c1"], "[0]", "invalid_identifier", ()),
        ("custom_fields", ["a"], "[0]", "invalid_value", ()),
        ("custom_fields", [{"value": "v"}], "[0].name", "mandatory", ()),
        ("custom_fields", [{"name": "n", "value": None}], "[0].value", "mandatory", ()),
        ("custom_fields", [{"name": "n", "value": 5}], "[0].value", "invalid_value", ()),
        ("subscription_plans", [{**PLAN, "interval": "hourly"}], "[0].interval", "invalid_enum", ()),
        ("subscription_plans", [{**PLAN, "price1_type": None}], "[0].price1_type", "mandatory", ()),
        ("subscription_plans", [{**PLAN, "price2_type": "free"}], "[0].price2_type", "invalid_enum", ()),
        (
            "subscription_plans",
            [PLAN, {**PLAN, "billing_interval_count": 0}],
            "[1].billing_interval_count",
            "invalid_integer_range",
            (1, 2**31 - 1),
        ),
        (
            "subscription_plans",
            [{**PLAN, "fulfillment_interval_count": 2**31}],
            "[0].fulfillment_interval_count",
            "invalid_integer_range",
            (1, 2**31 - 1),
        ),
        ("subscription_plans", [{**PLAN, "limit": -1}], "[0].limit", "invalid_integer_range", (0, 2**31 - 1)),
        ("subscription_plans", [{**PLAN, "price1": -1}], "[0].price1", "invalid_non_negative_int64", (0, INT64_MAX)),
        ("subscription_plans", [{**PLAN, "price2": 1.5}], "[0].price2", "invalid_integer", ()),
        (
            "subscription_plans",
            [{**PLAN, "price1_percentage": 100.5}],
            "[0].price1_percentage",
            "invalid_percentage",
            (0, 100),
        ),
        ("subscription_plans", [{**PLAN, "price2_percentage": "5"}], "[0].price2_percentage", "invalid_percentage", ()),
        ("subscription_plans", [{**PLAN, "discountable": 1}], "[0].discountable", "invalid_boolean", ()),
        ("subscription_plans", [{**PLAN, "align_hour": 5}], "[0].align_hour", "invalid_value", ()),
        ("subscription_plans", [{**PLAN, "align_hour": {}}], "[0].align_hour.value", "mandatory", ()),
        (
            "subscription_plans",
            [{**PLAN, "align_month": {"value": 2**31}}],
            "[0].align_month.value",
            "invalid_integer_range",
            (-(2**31), 2**31 - 1),
        ),
    ],
)
def test_a_broken_rule_within_a_list_is_named_with_its_place(
    field: str, value: Any, inner: str, problem: str, bounds: tuple[int, ...]
) -> None:
    assert invalid({"title": "a", field: value}) == [InvalidField(f"[0].{field}{inner}", problem, *bounds)]


def test_a_plan_names_everything_that_it_lacks() -> None:
    lacking = [field.field for field in invalid({"title": "a", "subscription_plans": [{}]})]
    assert lacking == [f"[0].subscription_plans[0].{name}" for name in PLAN]


@pytest.mark.parametrize("item", [5, None, "a", [], True])
def test_an_item_that_is_no_object_is_named_by_its_place(item: Any) -> None:
    assert invalid(item) == [InvalidField("[0]", "mandatory" if item is None else "invalid_value")]


def test_every_bad_field_of_every_bad_item_is_told_in_order() -> None:
    read = reader()
    items = [{"title": "good"}, {"meta_title": "x" * 61, "brand_id": "b"}, {"title": "good"}, {"title": "", "tags": 1}]
    read.read([raw(item) for item in items], 0)
    assert read.changes == []
    assert msgspec.to_builtins(invalid_fields(read.faults)) == [
        {"field": "[1].title", "problem": "mandatory", "min": 0, "max": 0},
        {"field": "[1].meta_title", "problem": "max_length_exceeded", "min": 0, "max": 60},
        {"field": "[1].brand_id", "problem": "invalid_identifier", "min": 0, "max": 0},
        {"field": "[3].title", "problem": "invalid_non_empty", "min": 1, "max": 250},
        {"field": "[3].tags", "problem": "invalid_value", "min": 0, "max": 0},
    ]


def test_a_title_is_mandatory_for_a_new_product_alone() -> None:
    assert invalid({}) == [InvalidField("[0].title", "mandatory")]
    read = reader([7])
    read.read([raw({})], 0)
    assert (read.faults.bad_items, len(read.changes)) == (0, 1)


def test_what_is_exactly_as_long_or_as_large_as_may_be_is_taken() -> None:
    read = reader()
    product = {
        "title": "é" * 250,
        "handle": "日" * 250,
        "meta_title": "é" * 60,
        "meta_description": "é" * 160,
        "raw_content": "é" * 100_000,
        "ban_countries": ["", "x" * 250],
        "category_ids": ["ca_"],
        "maximum_quantity": INT64_MAX,
        "google_product_category_code": 0,
        "subscription_plans": [{**PLAN, "price1_percentage": 100, "price2_percentage": 0}],
    }
    read.read([raw(product)], 0)
    assert (read.faults.listed, len(read.changes)) == ([], 1)


def test_bytes_that_are_no_utf8_are_a_bad_value_wherever_they_stand() -> None:
    read = reader()
    texts = [b'{"title":"\xff"}', b'{"title":"a","tags":["\xff"]}', b'{"title":"a","handle":"\xffx"}']
    read.read([msgspec.Raw(text) for text in texts], 0)
    assert [(field.field, field.problem) for field in invalid_fields(read.faults)] == [
        ("[0].title", "invalid_value"),
        ("[1].tags[0]", "invalid_value"),
        ("[2].handle", "invalid_value"),
    ]

"""Products to create and to modify, as clients might send them, good and bad."""

import json
from typing import Any

import msgspec
from hypothesis import strategies as st

from shelfwire.dialects.fault_list import FaultList
from shelfwire.dialects.field_rules import Kind, Rule, rule_of
from shelfwire.dialects.lana.decode import ProductReader
from shelfwire.dialects.lana.schema import ProductCreate, ProductModify

NOW = 1_780_000_000_654_321
"""The clock of these tests in microseconds since 1970: 2026-05-28T20:26:40.654321Z."""

CREATE_RULE = rule_of(ProductCreate)
MODIFY_RULE = rule_of(ProductModify)

MOMENTS = (
    "2014-09-04T12:23:34Z",
    "2014-09-04t12:23:34.5z",
    "2026-05-28T20:26:40.123456789+05:30",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.999999-12:00",
)

WHOLE_PRODUCT: dict[str, Any] = {
    "ban_countries": ["DE", "FR"],
    "ban_mode": "deny_all_but",
    "brand_id": "br_EQzGqWoY",
    "category_ids": ["ca_EQzGqWoY", "ca_2"],
    "custom_fields": [{"name": "colour", "value": "blue"}],
    "field_set_id": "pf_EQzGqWoY",
    "google_product_category_code": 499938,
    "handle": "ipod-nano",
    "import_id": "ta_EQzGqWoY",
    "import_index": 56,
    "maximum_quantity": 100,
    "meta_description": "It plays.",
    "meta_title": "IPod",
    "minimum_quantity": 0,
    "published": True,
    "published_at": "2014-09-04T12:23:34Z",
    "raw_content": "{}",
    "return_mode": "allowed",
    "review_dimension_set_id": "rs_EQzGqWoY",
    "sales_channel_ids": ["sc_EQzGqWoY"],
    "subscription_only": False,
    "subscription_plans": [
        {
            "align_day_of_month": {"value": 15},
            "align_day_of_week": None,
            "align_hour": {"value": 0},
            "align_month": {"value": -1},
            "billing_interval_count": 12,
            "discountable": True,
            "fulfillment_interval_count": 1,
            "interval": "annually",
            "limit": 3,
            "price1": 1500,
            "price1_percentage": 50.5,
            "price1_type": "price",
            "price2": 1200,
            "price2_percentage": 0.0,
            "price2_type": "percentage_off",
        }
    ],
    "tags": ["music", "small"],
    "tiered_pricing_mode": "all_variants",
    "title": "IPod Nano - 8GB",
    "type": "physical",
}
"""A product that has every field, with the values of the examples in seed 002 where it has them."""


def raw(product: Any) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(product).encode())


def reader(
    product_ids: list[int] | None = None, *, has_nul: bool = True, listed_max: int = 1_000, levels_max: int = 63
) -> ProductReader:
    return ProductReader(
        FaultList(listed_max),
        now=NOW,
        product_ids=product_ids,
        levels_max=levels_max,
        body_has_nul=has_nul,
        has_large_item=False,
    )


def good_value(rule: Rule) -> st.SearchStrategy[Any]:
    """Make values that a rule takes; null where it takes that, too."""
    match rule:
        case Rule(kind=Kind.MOMENT):
            value: st.SearchStrategy[Any] = st.sampled_from(MOMENTS)
        case Rule(kind=Kind.TEXT, choices=(_, *_)):
            value = st.sampled_from(rule.choices)
        case Rule(kind=Kind.TEXT, pattern=str(pattern)):
            prefix = pattern.removeprefix("^") if pattern.endswith("_") else "s7_x"
            value = st.text("aZ0_é", max_size=4).map(lambda rest: prefix + rest)
        case Rule(kind=Kind.TEXT):
            size_max = min(rule.characters_max or 6, 6)
            value = st.text(
                st.characters(exclude_characters="\x00", codec="utf-8"), min_size=rule.characters_min, max_size=size_max
            )
        case Rule(kind=Kind.FLAG):
            value = st.booleans()
        case Rule(kind=Kind.NUMBER):
            value = st.integers(0, 100) | st.floats(0, 100)
        case Rule(kind=Kind.WHOLE, low=int(low), high=int(high)):
            value = st.integers(low, min(high, 100)) | st.integers(low, high)
        case Rule(kind=Kind.LIST, element=Rule() as element):
            value = st.lists(good_value(element), max_size=2)
        case _:
            value = good_object(rule)
    return st.none() | value if rule.nullable else value


def good_object(rule: Rule) -> st.SearchStrategy[dict[str, Any]]:
    """Make objects that a rule takes, with known fields alone."""
    required = {name: good_value(rule.fields[name]) for name in rule.required}
    optional = {name: good_value(field) for name, field in rule.fields.items() if name not in required}
    return st.fixed_dictionaries(required, optional=optional)


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.sampled_from(["", "x" * 251, "2014-02-30T00:00:00Z", "2014-09-04", "2014-09-04T12:23:34", "br_1", [None], {}]),
    st.lists(st.text(max_size=2), max_size=2),
    st.just([{"name": "a", "value": "b", "foo": 1}]),
    st.just([{"name": "a"}]),
)
"""Values that most fields do not take."""


@st.composite
def any_item(draw: st.DrawFn, rule: Rule) -> Any:
    """Make an item that is good, or has a field that is bad or unknown, or is no object at all."""
    item = dict(draw(good_object(rule)))
    for name in draw(st.lists(st.sampled_from([*rule.fields, "unknown"]), max_size=2)):
        item[name] = draw(ANYTHING)
    return draw(st.sampled_from([item] * 9 + [draw(ANYTHING)]))

"""The structs say what the seed says, and every name is stored under one name."""

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire.catalog.product import PRODUCT_ID_MAX, SKU_DERIVED
from shelfwire.dialects.lana.attributes import (
    ATTRIBUTE_OF_FIELD,
    CREATE_FIELDS,
    MODIFY_FIELDS,
    PUBLISHED_AT,
    PUBLISHED_MOMENT,
    STORED_ORDER,
)
from shelfwire.dialects.lana.identifiers import PRODUCT, SHOP, identifier, number_of
from shelfwire.dialects.lana.schema import ProductItem
from tests.dialects.lana.items import CREATE_RULE, MODIFY_RULE, WHOLE_PRODUCT

SEED_FIELDS = """
ban_countries ban_mode brand_id category_ids custom_fields field_set_id google_product_category_code handle import_id
import_index maximum_quantity meta_description meta_title minimum_quantity published published_at raw_content return_mode
review_dimension_set_id sales_channel_ids subscription_only subscription_plans tiered_pricing_mode title
"""
"""The data argument's fields in seed 002."""

READ_FIELDS = """
id title handle created_at updated_at published published_at type meta_title meta_description raw_content tags ban_mode
ban_countries return_mode tiered_pricing_mode minimum_quantity maximum_quantity google_product_category_code
google_product_category_name subscription_only subscription_plans custom_fields custom_field_objects brand categories
sales_channels variants field_set review_dimension_set content_image_files inventory_summary min_inventory_count
max_inventory_count sum_inventory_count min_price min_currency_prices min_customer_group_prices average_score average_scores
review_count recommended_yes_count recommended_no_count yes_count no_count survey_answers_summary analytics import_id
import_index
"""
"""What the official client's types read, and the two fields that have no place there."""


def test_a_product_to_create_has_the_seeds_fields_and_two_of_the_newer_pages() -> None:
    assert sorted(CREATE_FIELDS) == sorted([*SEED_FIELDS.split(), "tags", "type"])
    assert sorted(WHOLE_PRODUCT) == sorted(CREATE_FIELDS)
    assert CREATE_RULE.required == ("title",)


def test_a_product_to_modify_has_the_same_without_the_imports_and_needs_none() -> None:
    assert set(CREATE_FIELDS) - set(MODIFY_FIELDS) == {"import_id", "import_index"}
    assert {name: CREATE_RULE.fields[name] for name in MODIFY_FIELDS} == dict(MODIFY_RULE.fields)
    assert MODIFY_RULE.required == ()


def test_null_is_taken_for_every_field_but_the_title() -> None:
    assert [name for name, rule in CREATE_RULE.fields.items() if not rule.nullable] == ["title"]


def test_a_product_is_read_with_all_fields_in_order() -> None:
    assert [field.encode_name for field in msgspec.structs.fields(ProductItem)] == READ_FIELDS.split()


def test_every_field_is_described() -> None:
    schema = msgspec.json.schema(ProductItem)["$defs"]["ProductItem"]["properties"]
    assert [name for name, field in schema.items() if "description" not in str(field)] == []


def test_the_title_is_the_shared_name_and_all_else_has_the_prefix() -> None:
    assert {field: name for field, name in ATTRIBUTE_OF_FIELD.items() if name != f"lana:{field}"} == {"title": "name"}
    assert set(CREATE_FIELDS) - ATTRIBUTE_OF_FIELD.keys() == {"handle", "published"}
    assert (PUBLISHED_AT, PUBLISHED_MOMENT) == ("lana:published_at", "lana:published_moment")


def test_the_stored_order_is_that_of_the_stored_names_with_the_mark_last() -> None:
    names = [ATTRIBUTE_OF_FIELD[field] for field in STORED_ORDER]
    assert [*names, SKU_DERIVED] == sorted([*names, SKU_DERIVED])


@given(st.integers(1, PRODUCT_ID_MAX))
def test_an_identifier_is_a_prefix_and_eight_characters_and_can_be_read_back(number: int) -> None:
    text = identifier(PRODUCT, number)
    assert re.fullmatch(r"pd_[0-9A-Za-z]{8}", text)
    assert number_of(PRODUCT, text) == number
    assert number_of(SHOP, text) is None
    assert identifier(SHOP, number)[2:] == text[2:]


@pytest.mark.parametrize(
    "text", ["", "pd", "pd_", "pd_EQzGqWo", "pd_EQzGqWoYY", "PD_EQzGqWoY", "pd_EQzGqW-Y", "pd_éQzGqWoY"]
)
def test_a_text_of_another_form_is_no_identifier(text: str) -> None:
    assert number_of(PRODUCT, text) is None

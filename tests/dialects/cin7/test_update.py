"""PUT: what is kept, cleared and written, and what is answered for each item."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from shelfwire.catalog.policy import VENDNOVATION_WRITE
from shelfwire.dialects.cin7.schema import STATUSES
from tests.dialects.cin7.conftest import Shop, one
from tests.dialects.cin7.products import any_update, in_any_case, whole_product

DONE = {"index": 0, "success": True, "id": 1, "code": "0007", "errors": []}
TEXTS = ("description", "brand", "optionLabel1", "optionLabel2", "optionLabel3", "salesAccount", "purchasesAccount",
         "importCustomsDuty")  # fmt: skip


def changed(shop: Shop, before: dict[str, Any]) -> dict[str, Any]:
    """Give what differs from an earlier reading of the first product, its dates aside."""
    now = shop.product(1)
    return {name: now[name] for name in now if now[name] != before[name] and "Date" not in name}


def test_what_is_sent_is_written_and_the_rest_kept(shop: Shop) -> None:
    shop.create(whole_product(7))
    before = shop.product(1)
    sent: dict[str, Any] = {"name": "Other", "status": "internal", "styleCode": "0008", "categoryIdArray": [9]}
    sent |= {"skuRangeId": 1, "sizeRangeId": 2} | {text: f"new {text}" for text in TEXTS}
    result = {"index": 0, "success": True, "id": 1, "code": "0008", "errors": []}
    assert shop.update({"id": 1, "productDimensions": {"height": 9, "width": 3.125}} | sent) == [result]
    assert changed(shop, before) == sent | {"status": "Internal", "height": 9.0}
    assert shop.revision() == 2


def test_names_are_taken_in_any_case(shop: Shop) -> None:
    shop.create(whole_product(7))
    before = shop.product(1)
    sent = {"id": 1, "name": "Other", "productDimensions": {"weight": 2}}
    assert shop.update(in_any_case(sent, str.upper)) == [DONE]
    assert changed(shop, before) == {"name": "Other", "weight": 2.0}


def test_null_and_absent_keep(shop: Shop) -> None:
    shop.create(whole_product(7))
    before = shop.product(1)
    nulls: dict[str, Any] = dict.fromkeys(["name", "status", "styleCode", "skuRangeId", "sizeRangeId", *TEXTS])
    nulls |= {"categoryIdArray": None, "productDimensions": None}
    assert shop.update({"id": 1} | nulls) == [DONE]
    assert shop.update({"id": 1, "productDimensions": {"weight": None}}) == [DONE]
    assert (changed(shop, before), shop.revision()) == ({}, 1)


def test_an_empty_text_clears(shop: Shop) -> None:
    shop.create(whole_product(7))
    before = shop.product(1)
    assert shop.update({"id": 1, "status": ""} | dict.fromkeys(TEXTS, "")) == [DONE]
    assert changed(shop, before) == {"status": "Public"} | dict.fromkeys(TEXTS, "")


def test_an_empty_list_of_categories_is_a_value(shop: Shop) -> None:
    shop.create(whole_product(7))
    assert shop.update({"id": 1, "categoryIdArray": []}) == [DONE]
    assert shop.product(1)["categoryIdArray"] == []


def test_a_cleared_style_code_is_shown_no_more_and_a_new_one_is(shop: Shop) -> None:
    shop.create(whole_product(7))
    assert shop.update({"id": 1, "styleCode": ""}) == [DONE | {"code": "007-A"}]
    assert shop.product(1)["styleCode"] == ""
    assert shop.update({"id": 1, "styleCode": "0007"}) == [DONE]
    assert shop.product(1)["styleCode"] == "0007"
    assert shop.update({"id": 1, "styleCode": "0009"}) == [DONE | {"code": "0009"}]
    assert shop.product(1)["styleCode"] == "0009"


def test_a_product_without_a_style_code_gets_one(shop: Shop) -> None:
    shop.create(one())
    assert shop.update({"id": 1, "styleCode": "CN-1"}) == [DONE | {"code": "CN-1"}]
    assert shop.product(1)["styleCode"] == "CN-1"


@pytest.mark.parametrize("sent", ["description", "brand", "styleCode"])
def test_clearing_what_is_empty_changes_nothing(shop: Shop, sent: str) -> None:
    shop.create(one())
    assert shop.update({"id": 1, sent: ""}) == [DONE | {"code": ""}]
    assert shop.revision() == 1


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": "a"}, "name must have at least 2 characters."),
        ({"name": ""}, "name must not be empty."),
        ({"name": "x" * 51}, "name must have at most 50 characters."),
        ({"description": "x" * 251}, "description must have at most 250 characters."),
        ({"styleCode": "x" * 251}, "styleCode must have at most 250 characters."),
        ({"status": "Gone"}, "status must be one of Inactive, Internal, Public, ShowInB2B."),
        ({"skuRangeId": ""}, "skuRangeId must be a whole number, not text."),
        ({"productDimensions": {"weight": 1000}}, "productDimensions.weight must be a number from 0 to 999."),
        ({"productDimensions": 1}, "productDimensions must be an object, not a number."),
        ({"name": "a\x00b"}, "name must not contain the NUL character."),
    ],
)
def test_a_value_that_is_not_allowed_fails_its_item_and_the_others_land(
    shop: Shop, fields: dict[str, Any], error: str
) -> None:
    shop.create(whole_product(7), one())
    assert shop.update({"id": 1} | fields, {"id": 2, "brand": "new"}) == [
        {"index": 0, "success": False, "id": 1, "code": "0007", "errors": [error]},
        {"index": 1, "success": True, "id": 2, "code": "", "errors": []},
    ]
    assert (shop.product(2)["brand"], shop.revision()) == ("new", 2)


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({}, "id is required."),
        ({"id": None}, "id must not be null."),
        ({"id": "1"}, "id must be a whole number, not text."),
        ({"id": 0}, "id must be a whole number from 1 to 2,147,483,647."),
        ({"id": -1}, "id must be a whole number from 1 to 2,147,483,647."),
        ({"id": 2**31}, "id must be a whole number from 1 to 2,147,483,647."),
        ({"id": 1.5}, "id must be a whole number from 1 to 2,147,483,647."),
        (7, "The item must be an object, not a number."),
        (None, "The item must not be null."),
    ],
)
def test_an_item_without_an_id_that_can_be_one_fails(shop: Shop, sent: Any, error: str) -> None:
    assert shop.update(sent) == [{"index": 0, "success": False, "id": 0, "code": "", "errors": [error]}]


def test_an_id_may_be_written_as_a_decimal(shop: Shop) -> None:
    shop.create(whole_product(7))
    assert shop.update({"id": 1.0, "brand": "new"})[0]["success"] is True
    assert shop.product(1)["brand"] == "new"


def test_an_unknown_id_fails_that_item(shop: Shop) -> None:
    shop.create(one())
    assert shop.update({"id": 2, "name": "x" * 50}, {"id": 1, "name": "New"}) == [
        {"index": 0, "success": False, "id": 2, "code": "", "errors": ["There is no product with the id 2."]},
        {"index": 1, "success": True, "id": 1, "code": "", "errors": []},
    ]


def test_a_style_code_that_another_product_has_skips_that_item(shop: Shop) -> None:
    shop.create(one(styleCode="A"), one(styleCode="B"), one(styleCode="C"))
    assert shop.update({"id": 1, "styleCode": "B", "name": "New"}, {"id": 3, "name": "New"}) == [
        {
            "index": 0,
            "success": False,
            "id": 1,
            "code": "A",
            "errors": ["The style code 'B' already exists: product 2 has it."],
        },
        {"index": 1, "success": True, "id": 3, "code": "C", "errors": []},
    ]
    assert [product["name"] for product in shop.products()] == ["One", "One", "New"]


def test_an_id_that_stands_twice_fails_all_its_items_bad_ones_too(shop: Shop) -> None:
    shop.create(one(), one())
    told = "The id 1 stands more than once in the request, in items 0 and 2."
    results = shop.update({"id": 1, "name": "New"}, {"id": 2, "name": "New"}, {"id": 1, "name": "x"})
    assert [(result["success"], result["id"], result["errors"]) for result in results] == [
        (False, 1, [told]),
        (True, 2, []),
        (False, 1, [told, "name must have at least 2 characters."]),
    ]
    assert [product["name"] for product in shop.products()] == ["One", "New"]


def test_a_style_code_that_two_items_want_fails_both(shop: Shop) -> None:
    shop.create(one(), one())
    told = "The style code 'S' stands more than once in the request, in items 0 and 1."
    results = shop.update({"id": 1, "styleCode": "S"}, {"id": 2, "styleCode": "S"})
    assert [(result["success"], result["code"], result["errors"]) for result in results] == [(False, "", [told])] * 2


def test_codes_can_change_hands_in_one_request(shop: Shop) -> None:
    shop.create(one(styleCode="A"), one(styleCode="B"))
    results = shop.update({"id": 1, "styleCode": "C"}, {"id": 2, "styleCode": "D"})
    assert [(result["success"], result["code"]) for result in results] == [(True, "C"), (True, "D")]
    assert [product["styleCode"] for product in shop.products()] == ["C", "D"]


def test_a_whole_product_as_it_was_read_can_be_put_back_and_changes_nothing(shop: Shop) -> None:
    shop.create(whole_product(7), one(), one(status="Inactive"), one(stockControl="Batch", orderType="Kit"))
    shop.elsewhere(
        "long", name="n" * 300, description="d" * 300, brand="b" * 300, active=False, image_url="https://x/y"
    )
    shop.elsewhere("nameless", VENDNOVATION_WRITE)
    before = shop.products()
    revision = shop.revision()
    results = shop.update(*before)
    assert [(result["success"], result["errors"]) for result in results] == [(True, [])] * len(before)
    assert (shop.products(), shop.revision()) == (before, revision)


def test_one_field_of_a_whole_product_is_changed_and_the_others_are_not_checked(shop: Shop) -> None:
    shop.elsewhere("long", name="n" * 300, description="d" * 300)
    before = shop.product(1)
    assert shop.update(before | {"brand": "new"}) == [DONE | {"code": "long"}]
    assert changed(shop, before) == {"brand": "new"}


def test_a_field_is_equal_however_it_is_written(shop: Shop) -> None:
    shop.create(whole_product(7))
    body = json.dumps([{"id": 1, "name": "Name 7 ü", "skuRangeId": 12.0, "categoryIdArray": [3, 1, 2.0]}])
    assert "\\u00fc" in body
    assert shop.ask("PUT", body.encode()).body == [DONE]
    assert shop.revision() == 1


def test_fields_that_an_update_does_not_have_are_ignored(shop: Shop) -> None:
    shop.create(whole_product(7))
    ignored = {"stockControl": "Batch", "orderType": "x", "weight": 5000, "productOptions": [], "createdDate": 1}
    assert shop.update({"id": 1} | ignored) == [DONE]
    assert shop.revision() == 1


def test_activating_a_product_elsewhere_brings_its_status_back(shop: Shop) -> None:
    shop.create(one(styleCode="S", status="ShowInB2B"))
    shop.elsewhere("S", active=False)
    assert shop.product(1)["status"] == "Inactive"
    shop.elsewhere("S", active=True)
    assert shop.product(1)["status"] == "ShowInB2B"
    shop.update({"id": 1, "status": "Inactive"})
    shop.elsewhere("S", active=True)
    assert shop.product(1)["status"] == "ShowInB2B"
    shop.update({"id": 1, "status": "Public"})
    shop.elsewhere("S", active=False)
    shop.elsewhere("S", active=True)
    assert shop.product(1)["status"] == "Public"


def test_many_items_are_compared_slice_by_slice(shop: Shop) -> None:
    shop.create(*[one(styleCode=f"S{number}") for number in range(1_100)])
    results = shop.update(*[{"id": number, "brand": "new"} for number in range(1, 1_102)])
    assert [result["success"] for result in results] == [True] * 1_100 + [False]
    assert shop.products(rows="1000", page="2")[-1]["brand"] == "new"


def test_the_listed_errors_are_bounded_and_every_bad_item_is_told(shop: Shop) -> None:
    results = shop.update(*[{"id": number, "name": "x", "skuRangeId": "x"} for number in range(1, 31)])
    assert {len(result["errors"]) for result in results[:10]} == {2}
    assert {tuple(result["errors"]) for result in results[10:]} == {
        ("The item is bad; the answer lists no more bad fields.",)
    }


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(any_update())
def test_any_update_leaves_what_it_sent_and_keeps_the_rest(shop: Shop, sent: dict[str, Any]) -> None:
    if not shop.products():
        shop.create(whole_product(7))
    expected, revision = shop.product(1), shop.revision()
    flat = {name: value for name, value in sent.items() if name != "productDimensions"}
    flat |= sent.get("productDimensions") or {}
    if isinstance(flat.get("status"), int | str):
        status = flat["status"]
        by_text = {text.lower(): text for text in STATUSES.values()}
        flat["status"] = STATUSES[status] if isinstance(status, int) else by_text.get(status.lower(), "Public")
    expected |= {name: value for name, value in flat.items() if value is not None}
    (result,) = shop.update({"id": 1} | sent)
    read = shop.product(1)
    assert (result["success"], result["code"]) == (True, expected["styleCode"] or "007-A")
    assert read == expected
    assert shop.update({"id": 1} | sent) == [result]
    assert shop.revision() <= revision + 1


@pytest.mark.parametrize("number", ["1.0", "1e0", "10e-1"])
def test_an_id_is_the_same_however_it_is_written(shop: Shop, number: str) -> None:
    shop.create(whole_product(7))
    body = f'[{{"id":{number},"brand":"B","styleCode":""}}]'.encode()
    assert shop.ask("PUT", body=body).body == [
        DONE | {"code": shop.product(1)["productOptions"][0]["productOptionCode"]}
    ]
    assert (shop.product(1)["brand"], shop.product(1)["styleCode"]) == ("B", "")


def test_true_is_no_number(shop: Shop) -> None:
    shop.create(whole_product(7) | {"skuRangeId": 1, "categoryIdArray": [1, 1]})
    for fields in ({"skuRangeId": True}, {"categoryIdArray": [True, 1]}):
        (result,) = shop.update({"id": 1} | fields)
        assert (result["success"], len(result["errors"])) == (False, 1)

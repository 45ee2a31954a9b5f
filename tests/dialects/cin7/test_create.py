"""POST: what is created, skipped, failed and refused, and what is answered for each item."""

from pathlib import Path
from typing import Any

import pytest

from tests.dialects.cin7.conftest import NOW_TEXT, Shop, one
from tests.dialects.cin7.products import in_any_case, whole_product

SAMPLE = Path(__file__).with_name("seed_sample.json").read_bytes()
"""The sample request of seed 003, byte for byte."""


def option(code: str | None, **fields: Any) -> dict[str, Any]:
    return {"productOptions": [{"productOptionCode": code} | fields]}


def errors_of(shop: Shop, product: Any) -> list[str]:
    """Create one bad product beside a good one and give its errors."""
    good, bad = shop.create(one(), product)
    assert (good["success"], bad["success"], bad["id"]) == (True, False, 0)
    errors: list[str] = bad["errors"]
    return errors


def test_the_seeds_sample_is_refused_for_the_codes_it_repeats(shop: Shop) -> None:
    style = "The style code 'sample string 2' stands more than once, in items 0, 1."
    code = "The product option code 'sample string 1' stands more than once, in items 0, 1."
    answer = shop.ask("POST", SAMPLE)
    assert (answer.status, answer.body) == (
        400,
        {
            "message": f"Nothing was written: 2 codes stand more than once in the request. {style}",
            "modelState": {
                "[0].styleCode": [style],
                "[1].styleCode": [style],
                "[0].productOptions[0].productOptionCode": [code],
                "[1].productOptions[0].productOptionCode": [code],
            },
        },
    )
    assert shop.products() == []


def test_a_product_with_every_field_is_created_and_read_back(shop: Shop) -> None:
    sent = whole_product(7)
    assert shop.create(sent) == [{"index": 0, "success": True, "id": 1, "code": "0007", "errors": []}]
    (product,) = shop.products()
    (read_option,) = product["productOptions"]
    (sent_option,) = sent["productOptions"]
    flat = {name: value for name, value in sent.items() if name not in {"dimensions", "productOptions"}}
    flat |= sent["dimensions"]
    assert {name: product[name] for name in flat} == flat
    assert {name: read_option[name] for name in sent_option} == sent_option


def test_names_are_taken_in_any_case_and_answered_in_camel_case(shop: Shop) -> None:
    for number, turn in enumerate((str.upper, str.lower, lambda name: name[0].upper() + name[1:])):
        assert shop.create(in_any_case(whole_product(number), turn))[0]["success"] is True
        product = shop.products()[-1]
        assert (product["styleCode"], product["importCustomsDuty"], product["volume"]) == (f"000{number}", "Duty", 0.1)
        assert product["productOptions"][0]["retailPrice"] == 19.99


def test_the_code_is_the_style_code_or_else_the_option_code(shop: Shop) -> None:
    results = shop.create(one(styleCode="S") | option("A"), one() | option("B"), one(), one(styleCode="") | option(""))
    assert [(result["id"], result["code"]) for result in results] == [(1, "S"), (2, "B"), (3, ""), (4, "")]
    assert [
        (product["styleCode"], product["productOptions"][0]["productOptionCode"]) for product in shop.products()
    ] == [
        ("S", "A"),
        ("", "B"),
        ("", ""),
        ("", ""),
    ]


def test_a_product_with_a_code_that_exists_is_skipped_and_the_others_land(shop: Shop) -> None:
    shop.create(one(name="First", styleCode="S") | option("A"))
    results = shop.create(one(name="new", styleCode="S"), one(styleCode="T") | option("A"), one(styleCode="U"))
    assert results == [
        {
            "index": 0,
            "success": False,
            "id": 1,
            "code": "S",
            "errors": ["The style code 'S' already exists: product 1 has it."],
        },
        {
            "index": 1,
            "success": False,
            "id": 1,
            "code": "S",
            "errors": ["The product option code 'A' already exists: product 1 has it."],
        },
        {"index": 2, "success": True, "id": 2, "code": "U", "errors": []},
    ]
    assert [product["name"] for product in shop.products()] == ["First", "One"]


def test_a_skipped_item_names_the_option_code_where_the_product_has_no_style_code(shop: Shop) -> None:
    shop.create(one(name="First") | option("A"))
    (result,) = shop.create(one(styleCode="T") | option("A"))
    assert (result["success"], result["id"], result["code"]) == (False, 1, "A")


def test_a_style_code_that_another_api_uses_as_its_number_exists(shop: Shop) -> None:
    shop.elsewhere("0012", name="Cola")
    (result,) = shop.create(one(styleCode="0012"))
    assert (result["success"], result["id"], result["code"]) == (False, 1, "0012")


def test_an_option_code_that_is_another_products_number_gets_a_sku_of_its_own(shop: Shop) -> None:
    shop.elsewhere("0012", name="Cola")
    assert shop.create(one() | option("0012")) == [{"index": 0, "success": True, "id": 2, "code": "0012", "errors": []}]
    product = shop.product(2)
    assert (product["styleCode"], product["productOptions"][0]["productOptionCode"]) == ("", "0012")


def test_codes_are_compared_as_they_are_written(shop: Shop) -> None:
    results = shop.create(one(styleCode="a"), one(styleCode="A"), one(styleCode=" a"))
    assert [(result["success"], result["code"]) for result in results] == [(True, "a"), (True, "A"), (True, " a")]


@pytest.mark.parametrize(
    ("items", "listed"),
    [
        ([one(styleCode="S"), one(), one(styleCode="S")], {"[0].styleCode", "[2].styleCode"}),
        (
            [one() | option("A"), one() | option("A")],
            {"[0].productOptions[0].productOptionCode", "[1].productOptions[0].productOptionCode"},
        ),
        ([one(styleCode="S"), {"StyleCode": "S"}], {"[0].styleCode", "[1].styleCode"}),
        ([{"productOptions": [{"ProductOptionCode": "A"}] * 2}], {"[0].productOptions[0].productOptionCode"}),
    ],
)
def test_a_code_that_stands_twice_refuses_the_request_bad_items_included(
    shop: Shop, items: list[Any], listed: set[str]
) -> None:
    answer = shop.ask("POST", items)
    assert (answer.status, set(answer.body["modelState"])) == (400, listed)
    assert answer.body["message"].startswith("Nothing was written: 1 code stands more than once in the request. ")
    assert shop.products() == []


def test_the_listed_positions_and_fields_of_repeated_codes_are_bounded(shop: Shop) -> None:
    answer = shop.ask("POST", [one(styleCode="S")] * 100)
    assert len(answer.body["modelState"]) == 20
    assert answer.body["message"].endswith("in items " + ", ".join(map(str, range(20))) + " and 80 more.")


def test_a_code_may_be_a_style_code_here_and_an_option_code_there(shop: Shop) -> None:
    results = shop.create(one(styleCode="X"), one() | option("X"))
    assert [(result["success"], result["code"]) for result in results] == [(True, "X"), (True, "X")]
    assert [product["styleCode"] for product in shop.products()] == ["X", ""]


@pytest.mark.parametrize(
    "field",
    ["styleCode", "description", "brand", "optionLabel1", "optionLabel2", "optionLabel3", "salesAccount",
     "purchasesAccount", "importCustomsDuty"],
)  # fmt: skip
def test_texts_have_at_most_250_characters(shop: Shop, field: str) -> None:
    assert errors_of(shop, one(**{field: "ü" * 251})) == [f"{field} must have at most 250 characters."]
    assert shop.create(one(**{field: "ü" * 250}))[0]["success"] is True
    assert shop.products()[-1][field] == "ü" * 250


def test_a_product_needs_a_name_of_1_to_250_characters(shop: Shop) -> None:
    options: dict[str, Any] = {"productOptions": [{}]}
    assert errors_of(shop, options) == ["name is required."]
    assert errors_of(shop, options | {"name": None}) == ["name must not be null."]
    assert errors_of(shop, options | {"name": ""}) == ["name must not be empty."]
    assert errors_of(shop, options | {"name": "x" * 251}) == ["name must have at most 250 characters."]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ([], "productOptions must hold exactly one option, not 0."),
        ([{}, {}], "productOptions must hold exactly one option, not 2."),
        (None, "productOptions must not be null."),
        ({}, "productOptions must be an array, not an object."),
        ([None], "productOptions[0] must not be null."),
        ([{"productOptionCode": "x" * 251}], "productOptions[0].productOptionCode must have at most 250 characters."),
        ([{"retailPrice": "2"}], "productOptions[0].retailPrice must be a number, not text."),
        ([{"cost": True}], "productOptions[0].cost must be a number, not true."),
    ],
)
def test_a_product_has_exactly_one_option(shop: Shop, options: Any, error: str) -> None:
    assert errors_of(shop, {"name": "x", "productOptions": options}) == [error]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Public", "Public"), ("Inactive", "Inactive"), ("ShowInB2B", "ShowInB2B"), ("Internal", "Internal"),
        ("showinb2b", "ShowInB2B"), ("INACTIVE", "Inactive"), ("Undefined", "Public"), ("", "Public"), (None, "Public"),
        (0, "Inactive"), (1, "Public"), (2, "ShowInB2B"), (3, "Internal"),
    ],
)  # fmt: skip
def test_a_status_is_a_text_in_any_case_or_a_number(shop: Shop, sent: Any, shown: str) -> None:
    assert shop.create(one(status=sent))[0]["success"] is True
    assert shop.product(1)["status"] == shown


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("FIFO", "FIFO"), ("Batch", "Batch"), ("Machine", "Machine"), ("Serial", "Serial"), ("Labour", "Labour"),
        ("fifo", "FIFO"), ("Undefined", "FIFO"), (None, "FIFO"), ("", "FIFO"),
        (0, "FIFO"), (1, "FIFO"), (2, "Batch"), (3, "Machine"), (4, "Serial"), (5, "Labour"),
    ],
)  # fmt: skip
def test_a_stock_control_is_a_text_in_any_case_or_a_number(shop: Shop, sent: Any, shown: str) -> None:
    assert shop.create(one(stockControl=sent))[0]["success"] is True
    assert shop.product(1)["stockControl"] == shown


@pytest.mark.parametrize("sent", ["Order", "Kit", "Limited Stock", "Buy To Order", "Pre-order", "Gift Voucher"])
def test_an_order_type_is_one_of_six_texts(shop: Shop, sent: str) -> None:
    assert shop.create(one(orderType=sent))[0]["success"] is True
    assert shop.product(1)["orderType"] == sent


@pytest.mark.parametrize("sent", [None, ""])
def test_an_order_type_that_is_empty_is_the_default(shop: Shop, sent: str | None) -> None:
    shop.create(one(orderType=sent))
    assert shop.product(1)["orderType"] == "Order"


@pytest.mark.parametrize(
    ("fields", "begin"),
    [
        ({"status": "Gone"}, "status must be one of "),
        ({"status": 4}, "status must be one of "),
        ({"status": -1}, "status must be one of "),
        ({"status": 1.5}, "status must be text, not a number."),
        ({"status": True}, "status must be text, not true."),
        ({"stockControl": "LIFO"}, "stockControl must be one of "),
        ({"stockControl": 6}, "stockControl must be one of "),
        ({"orderType": "order"}, "orderType must be one of "),
        ({"orderType": "Undefined"}, "orderType must be one of "),
        ({"skuRangeId": 2**31}, "skuRangeId must be a whole number from -2,147,483,648 to 2,147,483,647."),
        ({"sizeRangeId": 1.5}, "sizeRangeId must be a whole number from -2,147,483,648 to 2,147,483,647."),
        ({"categoryIdArray": ["1"]}, "categoryIdArray[0] must be a whole number, not text."),
        ({"categoryIdArray": 1}, "categoryIdArray must be an array, not a number."),
        ({"dimensions": {"weight": -0.1}}, "dimensions.weight must be a number from 0 to 999."),
        ({"dimensions": {"volume": 999.1}}, "dimensions.volume must be a number from 0 to 999."),
        ({"dimensions": []}, "dimensions must be an object, not an array."),
        ({"name": "a\x00b"}, "name must not contain the NUL character."),
    ],
)
def test_a_value_that_is_not_allowed_fails_its_item(shop: Shop, fields: dict[str, Any], begin: str) -> None:
    (error,) = errors_of(shop, one(**fields))
    assert error.startswith(begin)


def test_an_item_fails_with_all_its_errors_and_tells_its_code(shop: Shop) -> None:
    bad = {"StyleCode": "S", "name": "", "status": "x", "dimensions": {"weight": 1000}, "productOptions": []}
    results = shop.create(bad, one(), 5, None, [])
    assert [(result["index"], result["success"], result["id"], result["code"]) for result in results] == [
        (0, False, 0, "S"),
        (1, True, 1, ""),
        (2, False, 0, ""),
        (3, False, 0, ""),
        (4, False, 0, ""),
    ]
    assert results[0]["errors"] == [
        "name must not be empty.",
        "status must be one of Inactive, Internal, Public, ShowInB2B.",
        "dimensions.weight must be a number from 0 to 999.",
        "productOptions must hold exactly one option, not 0.",
    ]
    assert [result["errors"] for result in results[2:]] == [
        ["The item must be an object, not a number."],
        ["The item must not be null."],
        ["The item must be an object, not an array."],
    ]


def test_the_listed_errors_are_bounded_and_every_bad_item_is_told(shop: Shop) -> None:
    results = shop.create(*[{}] * 30)
    assert [result["errors"] for result in results[:10]] == [["name is required.", "productOptions is required."]] * 10
    assert [result["errors"] for result in results[10:]] == [
        ["The item is bad; the answer lists no more bad fields."]
    ] * 20


def test_dimensions_and_ids_may_be_at_their_bounds(shop: Shop) -> None:
    sizes = {"weight": 0, "height": 999, "width": 0.001, "length": None}
    ids = {"skuRangeId": -(2**31), "sizeRangeId": 2**31 - 1, "categoryIdArray": [2.0, 0]}
    assert shop.create(one(dimensions=sizes, **ids))[0]["success"] is True
    product = shop.product(1)
    assert {name: product[name] for name in sizes} == sizes | {"length": 0.0}
    assert {name: product[name] for name in ids} == ids


def test_null_and_unknown_fields_are_no_faults(shop: Shop) -> None:
    nulls = dict.fromkeys(set(whole_product(1)) - {"name", "productOptions"})
    assert shop.create(one(**nulls, foo={"bar": 1}), one())[0]["success"] is True
    first, second = shop.products()
    times = {"id", "productOptions"}
    assert {name: first[name] for name in first.keys() - times} == {
        name: second[name] for name in second.keys() - times
    }


def test_what_nobody_set_reads_its_default_or_the_empty_value_of_its_type(shop: Shop) -> None:
    shop.create(one())
    assert shop.product(1) == {
        "id": 1, "status": "Public", "createdDate": NOW_TEXT, "modifiedDate": NOW_TEXT, "styleCode": "", "name": "One",
        "description": "", "tags": "", "images": [], "pdfUpload": "", "pdfDescription": "", "supplierId": 0,
        "brand": "", "category": "", "subCategory": "", "categoryIdArray": [], "channels": "", "weight": 0.0,
        "height": 0.0, "width": 0.0, "length": 0.0, "volume": 0.0, "stockControl": "FIFO", "orderType": "Order",
        "productType": "", "productSubtype": "", "projectName": "", "optionLabel1": "", "optionLabel2": "",
        "optionLabel3": "", "salesAccount": "", "purchasesAccount": "", "importCustomsDuty": "", "sizeRangeId": 0,
        "customFields": {}, "skuRangeId": 0,
        "productOptions": [{
            "id": 1, "createdDate": NOW_TEXT, "modifiedDate": NOW_TEXT, "status": "Primary", "productId": 1,
            "code": "", "barcode": "", "productOptionCode": "", "productOptionSizeCode": "",
            "productOptionBarcode": "", "productOptionSizeBarcode": "", "supplierCode": "", "option1": "",
            "option2": "", "option3": "", "optionWeight": 0.0, "size": "", "sizeId": 0, "retailPrice": 0.0,
            "wholesalePrice": 0.0, "vipPrice": 0.0, "specialPrice": 0.0, "specialsStartDate": None, "specialDays": 0,
            "stockAvailable": 0.0, "stockOnHand": 0.0, "uomOptions": [], "image": None, "priceColumns": {}, "cost": 0.0,
        }],
    }  # fmt: skip


def test_an_empty_list_is_answered_by_one(shop: Shop) -> None:
    answer = shop.ask("POST", [])
    assert (answer.status, answer.body) == (200, [])


@pytest.mark.parametrize("body", [b"", b"  ", b"null", b"{}", b'{"products": []}', b'"x"', b"1"])
def test_a_body_that_is_no_list_is_refused(shop: Shop, body: bytes) -> None:
    text = "The body must be a JSON array of products."
    for method in ("POST", "PUT"):
        answer = shop.ask(method, body)
        assert (answer.status, answer.body) == (400, {"message": text, "modelState": {"": [text]}})


def test_more_items_than_the_server_takes_are_413(shop: Shop) -> None:
    answer = shop.ask("POST", [one()] * 5_001)
    assert (answer.status, list(answer.body)) == (413, ["message"])


def test_an_idempotency_key_makes_a_create_happen_once(shop: Shop) -> None:
    key = {"idempotency-key": "k1"}
    first = shop.ask("POST", [one(styleCode="S"), {}], headers=key)
    again = shop.ask("POST", [one(styleCode="S"), {}], headers=key)
    assert (again.status, again.body) == (first.status, first.body)
    assert again.headers["idempotency-replayed"] == "true"
    assert [result["success"] for result in again.body] == [True, False]
    assert len(shop.products()) == 1


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "\x1f", "", "é"])
def test_an_unknown_field_is_ignored_whatever_its_name_is(shop: Shop, name: str) -> None:
    product = one(styleCode="S", dimensions={"weight": 1.0, name: 1}, productOptions=[{"cost": 2.0, name: 1}])
    assert [result["success"] for result in shop.create(product | {name: 1})] == [True]
    assert (shop.product(1)["weight"], shop.product(1)["productOptions"][0]["cost"]) == (1.0, 2.0)

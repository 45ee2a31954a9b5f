"""Pushing products: what makes one the same, renames, nulls, deletions, collisions, and what is answered."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from shelfwire.access.caller import PRODUCTS_CREATE, PRODUCTS_DELETE, PRODUCTS_MODIFY, PRODUCTS_READ
from shelfwire.catalog.product import Product
from tests.dialects.vendnovation.conftest import Answer, Shop
from tests.dialects.vendnovation.products import RULE, any_product

COLA: dict[str, Any] = {"manufacturer": "Acme", "brand": "Cola", "name": "Cola", "size": 2, "unitsForSize": "oz."}
CHERRY = COLA | {"name": "Cherry"}
SOAP = COLA | {"manufacturer": "Other", "name": "Soap"}
COLLEQTIVE = "/api/v2/public/products"


def stored(shop: Shop) -> list[Product]:
    return shop.wait(shop.store.read(lambda reader: reader.after(shop.catalog_id, 0, 100)))


def attributes(shop: Shop) -> list[dict[str, Any]]:
    return [json.loads(bytes(product.attributes)) for product in stored(shop)]


def refused(answer: Answer, status: int = 400) -> list[tuple[int, str, str, Any]]:
    """Give the faults of a refusal in this API's shape."""
    assert (answer.status, answer.headers["content-type"], answer.body.keys()) == (
        status,
        "application/json",
        {"message", "errors"},
    )
    return [(error["index"], error["field"], error["problem"], error["value"]) for error in answer.body["errors"]]


@pytest.mark.parametrize("wrap", [False, True])
def test_both_body_shapes_do_the_same(shop: Shop, *, wrap: bool) -> None:
    products = [COLA, SOAP]
    answer = shop.ask("PUT", "/products", {"body": products} if wrap else products)
    assert (answer.status, answer.body) == (200, [1, 2])


def test_an_empty_list_does_nothing(shop: Shop) -> None:
    assert shop.pushed() == []


@pytest.mark.parametrize("body", [b"", b"  \n", b"null", b"{}", b'{"body": null}', b'{"products": []}', b"1", b'"a"'])
def test_a_body_without_a_list_of_products_is_refused(shop: Shop, body: bytes) -> None:
    answer = shop.ask("PUT", "/products", body)
    assert (answer.status, answer.body.keys()) == (400, {"message"})
    assert answer.body["message"].startswith("The body must be a")


@pytest.mark.parametrize(
    "changed",
    [{"manufacturer": "New"}, {"brand": "New"}, {"name": "New"}, {"size": 3}, {"unitsForSize": "ml"}],
    ids=lambda changed: next(iter(changed)),
)
def test_a_product_is_another_where_one_of_the_five_fields_differs(shop: Shop, changed: dict[str, Any]) -> None:
    assert shop.pushed(COLA, COLA | changed) == [1, 2]
    assert shop.pushed(COLA | changed | {"customField1": "x"}, COLA) == [2, 1]


@pytest.mark.parametrize(
    "same",
    [
        {"size": 2.0},
        {"manufacturer": " Acme "},
        {"name": "Cola\n"},
        {"brand": "\tCola"},
    ],
)
def test_numbers_compare_by_value_and_white_space_at_the_ends_does_not_count(shop: Shop, same: dict[str, Any]) -> None:
    assert shop.pushed(COLA) == [1]
    assert shop.pushed(COLA | same) == [1]


def test_absent_null_and_empty_are_equal_in_what_makes_a_product_unique(shop: Shop) -> None:
    bare = {"name": "Cola"}
    assert shop.pushed(bare) == [1]
    empty: dict[str, Any] = {"manufacturer": "", "brand": "", "unitsForSize": ""}
    assert shop.pushed(bare | empty) == [1]
    assert shop.pushed(bare | dict.fromkeys([*empty, "size"])) == [1]


@pytest.mark.parametrize("far", [0, 1_500])
def test_two_items_that_are_one_product_are_refused_with_both_positions_and_nothing_is_written(
    shop: Shop, far: int
) -> None:
    between = [COLA | {"name": f"Filling {number}"} for number in range(far)]
    answer = shop.push(COLA | {"customField1": "a"}, *between, COLA | {"customField1": "b"}, SOAP)
    last = far + 1
    problem = (
        f"Items 0 and {last} are the same product: they have the same manufacturer, brand, name, size and unitsForSize."
    )
    assert refused(answer) == [(0, "", problem, None), (last, "", problem, None)]
    assert answer.body["message"] == "Nothing was written: 2 bad items."
    assert shop.listed() == []


def test_a_rename_to_the_key_of_another_item_is_refused_with_both_positions(shop: Shop) -> None:
    assert shop.pushed(COLA, CHERRY) == [1, 2]
    answer = shop.push(CHERRY | {"productId": 1, "calories": 5}, CHERRY)
    assert [(index, problem[:36]) for index, _, problem, _ in refused(answer)] == [
        (0, "Items 0 and 1 are the same product: "),
        (1, "Items 0 and 1 are the same product: "),
    ]
    answer = shop.push(COLA | {"name": "New", "productId": 1}, COLA)
    assert [(index, problem) for index, _, problem, _ in refused(answer)] == [
        (0, "Items 0 and 1 are the same product."),
        (1, "Items 0 and 1 are the same product."),
    ]
    assert [product["name"] for product in shop.listed()] == ["Cola", "Cherry"]


def test_a_product_id_renames_within_one_manufacturer(shop: Shop) -> None:
    assert shop.pushed(COLA | {"number": "N1"}) == [1]
    assert shop.pushed(CHERRY | {"productId": 1, "number": "N2"}) == [1]
    (product,) = shop.listed()
    assert (product["name"], product["number"]) == ("Cherry", "N2")
    assert shop.pushed(COLA) == [2]


def test_a_product_id_says_nothing_across_manufacturers_nor_against_the_uniqueness_rule(shop: Shop) -> None:
    assert shop.pushed(COLA, CHERRY) == [1, 2]
    assert shop.pushed(SOAP | {"productId": 1}) == [3]
    assert shop.pushed(CHERRY | {"productId": 1, "calories": 7}) == [2]
    assert shop.pushed(COLA | {"productId": 0}, CHERRY | {"productId": None}) == [1, 2]
    assert [product["calories"] for product in shop.listed()] == [0, 7, 0]


def test_a_number_adopts_a_product_of_another_api_once(shop: Shop) -> None:
    headers = {"authorization": shop.new_key(dialect="colleqtive").secret}
    other = {"product_number": "0012", "product_name": "Other", "is_counted": True, "barcode": "871", "color": "red"}
    assert shop.send("POST", COLLEQTIVE, [other], headers).status == 200
    assert shop.pushed(COLA | {"number": "0012"}) == [1]
    assert shop.pushed(CHERRY | {"number": "0012"}) == [2]
    assert [(product.sku, product.vending_key) for product in stored(shop)] == [
        ("0012", '["Acme","Cola","Cola","2","oz."]'),
        ("0012-2", '["Acme","Cola","Cherry","2","oz."]'),
    ]
    assert [product["number"] for product in shop.listed()] == ["0012", "0012"]
    assert attributes(shop)[0] == {
        "barcode": "871",
        "brand": "Cola",
        "colleqtive:color": "red",
        "colleqtive:is_counted": True,
        "name": "Cola",
        "vendnovation:manufacturer": "Acme",
        "vendnovation:number": "0012",
        "vendnovation:size": 2,
        "vendnovation:unitsForSize": "oz.",
    }


def test_a_product_without_a_number_gets_a_sku_that_this_api_does_not_show(shop: Shop) -> None:
    assert shop.pushed(COLA, CHERRY | {"number": ""}) == [1, 2]
    assert [product.sku for product in stored(shop)] == ["VN-1", "VN-2"]
    assert [product["number"] for product in shop.listed()] == ["", ""]


def test_null_keeps_what_is_shared_and_clears_what_is_this_apis_own(shop: Shop) -> None:
    shared: dict[str, Any] = {"upc": "871", "defaultPrice": 1.5, "cost": 1, "productImage": "http://i"}
    own: dict[str, Any] = {"container": "can", "calories": 5, "customField1": "x", "customData": [1], "vendSize": "s"}
    assert shop.pushed(COLA | shared | own | {"number": "N1"}) == [1]
    assert shop.pushed(COLA | dict.fromkeys([*shared, *own, "number"])) == [1]
    assert attributes(shop) == [
        {
            "barcode": "871",
            "brand": "Cola",
            "cost": 1,
            "image_url": "http://i",
            "name": "Cola",
            "price": 1.5,
            "vendnovation:manufacturer": "Acme",
            "vendnovation:number": "N1",
            "vendnovation:size": 2,
            "vendnovation:unitsForSize": "oz.",
        }
    ]


def test_what_is_left_out_keeps_its_value(shop: Shop) -> None:
    assert shop.pushed(COLA | {"calories": 5, "upc": "1"}) == [1]
    assert shop.pushed(COLA | {"vendSize": "small"}) == [1]
    (product,) = shop.listed()
    assert (product["calories"], product["upc"], product["vendSize"]) == (5, "1", "small")


def test_another_apis_own_attributes_stay_when_this_one_updates(shop: Shop) -> None:
    headers = {"authorization": shop.new_key(dialect="colleqtive").secret}
    assert shop.pushed(COLA | {"number": "0012", "defaultPrice": 1.5}) == [1]
    other = {"product_number": "0012", "product_name": "Renamed", "is_counted": True, "price": 2, "color": "red"}
    assert shop.send("POST", COLLEQTIVE, [other], headers).status == 200
    (product,) = shop.listed()
    assert (product["name"], product["defaultPrice"], product["number"]) == ("Renamed", 2.0, "0012")
    assert shop.pushed(COLA | {"defaultPrice": 3}) == [1]
    record = shop.send("GET", COLLEQTIVE, headers=headers).body["records"][0]
    assert (record["product_name"], record["price"], record["color"]) == ("Cola", 3, "red")


def test_is_deleted_true_deletes_what_matches_and_false_says_nothing(shop: Shop) -> None:
    assert shop.pushed(COLA, CHERRY, SOAP | {"isDeleted": False}) == [1, 2, 3]
    gone = {"isDeleted": True}
    answer = shop.pushed(COLA | gone, COLA | {"name": "No", "productId": 99} | gone, {"name": "Nor"} | gone, CHERRY)
    assert answer == [1, 99, 0, 2]
    assert [(product["productId"], product["isDeleted"]) for product in shop.listed()] == [(2, False), (3, False)]
    assert shop.pushed(COLA) == [4]


def test_deleting_needs_its_permission(shop: Shop) -> None:
    key = shop.new_key(PRODUCTS_CREATE, PRODUCTS_MODIFY)
    headers = shop.logged_in(key)
    assert shop.push(COLA, headers=headers).body == [1]
    answer = shop.push(CHERRY, COLA | {"isDeleted": True}, headers=headers)
    assert (answer.status, answer.body) == (
        403,
        {"message": f"Products with isDeleted true need the permission {PRODUCTS_DELETE}."},
    )
    assert len(shop.listed()) == 1


def test_pushing_and_listing_need_their_permissions(shop: Shop) -> None:
    reading = shop.logged_in(shop.new_key(PRODUCTS_READ))
    answer = shop.push(COLA, headers=reading)
    assert (answer.status, answer.body.keys()) == (403, {"message"})
    assert PRODUCTS_CREATE in answer.body["message"]
    writing = shop.logged_in(shop.new_key(PRODUCTS_CREATE, PRODUCTS_MODIFY))
    answer = shop.ask("POST", "/products", headers=writing)
    assert (answer.status, PRODUCTS_READ in answer.body["message"]) == (403, True)


def test_the_organization_is_that_of_the_key_or_left_out(shop: Shop) -> None:
    assert shop.pushed(COLA | {"organizationId": 1}, CHERRY | {"organizationId": None}, SOAP) == [1, 2, 3]
    answer = shop.push(COLA, COLA | {"name": "x", "organizationId": 2})
    problem = "organizationId must be 1, the organization of this key, or be left out."
    assert refused(answer) == [(1, "organizationId", problem, 2)]


def test_every_bad_field_of_every_bad_item_is_told_and_nothing_is_written(shop: Shop) -> None:
    bad = [
        COLA,
        {"manufacturer": 5, "upc": 12, "isDeleted": "no"},
        COLA | {"name": "", "size": "2", "customField3": [], "productId": -1},
        7,
        {"name": None, "calories": True, "number": "x" * 3_000},
        {"name": "x" * 3_000},
        {"name": "a\x00", "customData": ["\x00"]},
    ]
    answer = shop.push(*bad)
    assert answer.body["message"] == "Nothing was written: 6 bad items."
    key_problem = "must not be longer than 2048 bytes in UTF-8."
    assert refused(answer) == [
        (1, "name", "name is required.", None),
        (1, "manufacturer", "manufacturer must be text, not a number.", 5),
        (1, "upc", "upc must be text, not a number.", 12),
        (1, "isDeleted", "isDeleted must be true or false, not text.", "no"),
        (2, "name", "name must not be empty.", ""),
        (2, "size", "size must be a number, not text.", "2"),
        (2, "customField3", "customField3 must be a text, a number, true or false, not an array.", "[]"),
        (2, "productId", "productId must be a whole number from 0 to 2,147,483,647.", -1),
        (3, "", "The item must be an object, not a number.", 7),
        (4, "name", "name must not be null.", None),
        (4, "calories", "calories must be a number, not true.", True),
        (4, "number", f"number {key_problem}", "x" * 200),
        (
            5,
            "",
            "The item must have no more than 2048 bytes in manufacturer, brand, name, size and unitsForSize together.",
            None,
        ),
        (6, "name", "name must not contain the NUL character.", "a\x00"),
        (6, "customData", "customData must not contain the NUL character.", None),
    ]
    assert shop.listed() == []


def test_the_list_of_faults_ends_but_all_bad_items_are_counted(shop: Shop) -> None:
    answer = shop.push(*[{"name": 5}] * 30)
    assert (len(refused(answer)), answer.body["message"]) == (
        20,
        "Nothing was written: 30 bad items. The first 20 bad fields are listed.",
    )


def test_more_items_than_the_server_takes_are_413(shop: Shop) -> None:
    answer = shop.push(*[{"name": "a"}] * 5_001)
    assert (answer.status, answer.body) == (
        413,
        {"message": "A request may hold at most 5,000 items; send them in several requests."},
    )


def test_an_idempotency_key_makes_a_push_happen_once(shop: Shop) -> None:
    key = {"idempotency-key": "k-1"}
    assert shop.push(COLA, headers=key).body == [1]
    again = shop.push(COLA, headers=key)
    assert (again.status, again.body, again.headers["idempotency-replayed"]) == (200, [1], "true")
    other = shop.push(SOAP, headers=key)
    assert (other.status, other.body.keys()) == (422, {"message"})
    bad = shop.push(SOAP, headers={"idempotency-key": "a b"})
    assert (bad.status, bad.body) == (400, {"message": "Idempotency-Key must be 1 to 255 visible ASCII characters."})


EMPTY: dict[str, Any] = {
    **dict.fromkeys(["manufacturer", "brand", "unitsForSize", "container", "vendSize", "productGroup", "number"], ""),
    **dict.fromkeys(["cost", "defaultPrice"], 0.0),
    "calories": 0,
    **dict.fromkeys(["isACommonProduct", "isDeleted"], False),
    **dict.fromkeys(["customData", "size", "upc", "productImage", "nutritionImage"]),
    **{f"customField{place}": None for place in range(1, 16)},
}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_product().filter(lambda product: product.get("isDeleted") is not True))
def test_any_product_is_read_back_with_every_field_that_was_sent(shop: Shop, product: dict[str, Any]) -> None:
    (number,) = shop.pushed(product)
    sent = {name: value for name, value in product.items() if value is not None}
    expected = EMPTY | sent | {"productId": number, "organizationId": 1}
    (read,) = shop.listed(number)
    assert list(read) == list(RULE.fields)
    # As text, so that 2 and 2.0 are told apart.
    assert msgspec.json.encode(read, order="sorted") == msgspec.json.encode(expected, order="sorted")
    assert shop.pushed(read) == shop.pushed(product) == [number]
    assert shop.pushed(product | {"isDeleted": True}) == [number]
    assert shop.listed() == []


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "\x1f", "", "é"])
def test_an_unknown_field_is_ignored_whatever_its_name_is(shop: Shop, name: str) -> None:
    assert shop.pushed(COLA | {name: 1}) == [1]

"""What the list answers: paging by headers, the filters, the read shape, and products that other APIs wrote."""

from typing import Any

import pytest

from shelfwire.catalog.change import Action, Batch, Change
from shelfwire.catalog.policy import LANA_CREATE
from shelfwire.dialects.vendnovation.routes import PRODUCT_IDS_MAX, SMALL_BODY_BYTES_MAX
from shelfwire.engine.reply import Reply
from shelfwire.engine.run import Engine
from tests.dialects.vendnovation.conftest import Answer, Shop
from tests.dialects.vendnovation.products import RULE, whole_product

UNSET: dict[str, Any] = {
    "manufacturer": "",
    "brand": "",
    "productId": 1,
    "name": "Bare",
    "customData": None,
    "size": None,
    "unitsForSize": "",
    "container": "",
    "upc": None,
    "productImage": None,
    "nutritionImage": None,
    "cost": 0.0,
    "defaultPrice": 0.0,
    "isACommonProduct": False,
    "vendSize": "",
    "calories": 0,
    "productGroup": "",
    "organizationId": 1,
    "number": "",
    **{f"customField{place}": None for place in range(1, 16)},
    "isDeleted": False,
}


def fill(shop: Shop, count: int) -> None:
    assert shop.pushed(*({"name": f"P{number}"} for number in range(1, count + 1))) == list(range(1, count + 1))


def asked(shop: Shop, body: Any = b"", **headers: str) -> Answer:
    return shop.ask("POST", "/products", body, headers=shop.headers | headers)


def numbers(shop: Shop, body: Any = b"", **headers: str) -> list[int]:
    answer = asked(shop, body, **headers)
    assert answer.status == 200, answer.body
    return [product["productId"] for product in answer.body]


def test_every_field_is_read_back_as_it_was_sent(shop: Shop) -> None:
    product = whole_product("Cola")
    assert shop.pushed(product) == [1]
    assert shop.listed() == [product | {"productId": 1}]


def test_what_nobody_set_reads_null_as_in_the_sample_or_the_empty_value_of_its_type(shop: Shop) -> None:
    assert shop.pushed({"name": "Bare"}) == [1]
    (product,) = shop.listed()
    assert (product, list(product)) == (UNSET, list(RULE.fields))


def test_what_was_read_can_be_pushed_back_and_is_the_same_product(shop: Shop) -> None:
    assert shop.pushed({"name": "Bare"}, whole_product("Cola")) == [1, 2]
    before = shop.listed()
    assert shop.pushed(*before) == [1, 2]
    assert shop.listed() == before


def test_pages_count_from_one_and_a_page_past_the_end_is_empty(shop: Shop) -> None:
    fill(shop, 5)
    assert [numbers(shop, size="2", page=str(page)) for page in (1, 2, 3, 4)] == [[1, 2], [3, 4], [5], []]
    assert numbers(shop, page="9" * 15) == []


def test_a_page_holds_fifty_and_a_larger_size_is_taken_as_fifty(shop: Shop) -> None:
    fill(shop, 51)
    assert len(numbers(shop)) == len(numbers(shop, size="50")) == len(numbers(shop, size="1000000")) == 50
    assert numbers(shop, page="2") == [51]


@pytest.mark.parametrize("name", ["page", "size"])
@pytest.mark.parametrize("value", ["0", "-1", "", "ten", "1.5", "9" * 1_001])
def test_a_paging_header_that_is_no_whole_number_from_one_is_refused(shop: Shop, name: str, value: str) -> None:
    answer = asked(shop, **{name: value})
    assert (answer.status, answer.body) == (400, {"message": f"The header {name} must be a whole number from 1."})


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"{}", {"requestFilter": None}, {"requestFilter": {}},
        {"requestFilter": {"organizationIds": [], "productIds": []}},
        {"requestFilter": {"organizationIds": None, "productIds": None, "siteIds": [7]}, "routeFilter": {}},
        {"requestFilter": {"organizationIds": [7, 1]}},
    ],
)  # fmt: skip
def test_without_a_filter_all_products_are_listed(shop: Shop, body: Any) -> None:
    fill(shop, 3)
    assert numbers(shop, body) == [1, 2, 3]


def test_product_ids_give_those_that_exist_in_their_order_page_by_page(shop: Shop) -> None:
    fill(shop, 5)
    body = {"requestFilter": {"productIds": [4, 2, 99, 4, 5, 0, -3, 2**31, 10**30]}}
    assert numbers(shop, body) == [2, 4, 5]
    assert [numbers(shop, body, size="2", page=str(page)) for page in (1, 2, 3)] == [[2, 4], [5], []]
    assert numbers(shop, {"requestFilter": {"productIds": [99]}}) == []
    assert numbers(shop, {"requestFilter": {"productIds": list(range(5, PRODUCT_IDS_MAX + 5))}}) == [5]


def test_another_organizations_products_are_not_there(shop: Shop) -> None:
    fill(shop, 2)
    assert numbers(shop, {"requestFilter": {"organizationIds": [2]}}) == []
    assert numbers(shop, {"requestFilter": {"organizationIds": [2], "productIds": [1]}}) == []
    assert numbers(shop, {"requestFilter": {"organizationIds": [1], "productIds": [1]}}) == [1]


@pytest.mark.parametrize(
    "body",
    [b"[]", b"7", b'"x"', {"requestFilter": []}, {"requestFilter": {"productIds": ["1"]}},
     {"requestFilter": {"productIds": 1}}, {"requestFilter": {"organizationIds": [1.5]}},
     {"requestFilter": {"organizationIds": [None]}}],
)  # fmt: skip
def test_a_filter_of_another_kind_is_refused(shop: Shop, body: Any) -> None:
    answer = asked(shop, body)
    text = "The body must be an object; its requestFilter may hold organizationIds and productIds, whole numbers."
    assert (answer.status, answer.body) == (400, {"message": text})


def test_a_list_is_asked_for_with_a_small_body(shop: Shop) -> None:
    answer = asked(shop, {"requestFilter": {"productIds": [1] * (PRODUCT_IDS_MAX + 1)}})
    text = "A list may ask for at most 10,000 productIds; ask in several requests."
    assert (answer.status, answer.body) == (413, {"message": text})
    answer = asked(shop, b"{" + b" " * SMALL_BODY_BYTES_MAX + b"}")
    assert (answer.status, answer.body) == (
        413,
        {"message": "The body of this request may have at most 1,048,576 bytes."},
    )


def test_products_that_other_apis_wrote_are_there_by_what_is_shared(shop: Shop) -> None:
    headers = {"authorization": shop.new_key(dialect="colleqtive").secret}
    product = {
        "product_number": "0012",
        "product_name": "Bare",
        "is_counted": True,
        "brand_description": "Brand",
        "barcode": "871",
        "price": 1.99,
        "purchase_price": 1,
        "image_url": "http://i",
        "size": "large",
    }
    assert shop.send("POST", "/api/v2/public/products", [product], headers).status == 200
    shared = {"brand": "Brand", "upc": "871", "defaultPrice": 1.99, "cost": 1.0, "productImage": "http://i"}
    assert shop.listed() == [UNSET | shared | {"number": "0012"}]


def test_a_sku_that_no_client_gave_is_not_shown_as_number(shop: Shop) -> None:
    engine = Engine(shop.store, lambda: shop.now)
    batch = Batch(shop.catalog_id, LANA_CREATE, [Change(0, Action.WRITE, None, b'{"name":"Bare"}', handle="bare")])
    shop.wait(engine.run(batch, lambda _outcome: Reply(200)))
    assert shop.listed() == [UNSET]


def test_a_page_far_behind_the_last_is_empty_and_a_huge_size_is_cut(shop: Shop) -> None:
    shop.pushed({"name": "one"})
    assert asked(shop, page="9" * 30).body == []
    assert len(asked(shop, size="9" * 30).body) == 1

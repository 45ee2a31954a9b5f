"""What the list answers: paging, the filter, the read shape, and the official SDK's reading of it."""

from typing import Any, get_args

import pytest
from colleqtive_sdk.types import ProductItem as SdkItem
from colleqtive_sdk.types import ProductListProductsResponse

from shelfwire.catalog.change import Action, Batch, Change
from shelfwire.catalog.policy import LANA_CREATE
from shelfwire.dialects.colleqtive.schema import Product
from shelfwire.engine.reply import Reply
from shelfwire.engine.run import Engine
from tests.dialects.colleqtive.conftest import NOW, Shop
from tests.dialects.colleqtive.products import whole_product

GET_ONLY = {
    "edit_min_max_percentage": 0,
    "shelf_label": False,
    "shelf_label_barcode": False,
    "shelf_label_layout": 0,
    "shelf_label_price": False,
    "shelf_label_quantity": 0,
    "variant_factor": 0.0,
    "old_price": 0.0,
}


def fill(shop: Shop, count: int) -> None:
    products = [{"product_number": f"{n:03}", "product_name": f"P{n}", "is_counted": True} for n in range(1, count + 1)]
    assert shop.ask("POST", body=products).status == 200


def numbers(shop: Shop, **query: str) -> list[str]:
    answer = shop.ask("GET", query=tuple(query.items()))
    assert answer.status == 200
    return [record["product_number"] for record in answer.body["records"]]


def test_every_field_is_read_back_under_its_write_name_or_its_read_name(shop: Shop) -> None:
    product = whole_product("00042")
    assert shop.ask("POST", body=[product]).status == 200
    (record,) = shop.records()
    assert record == product | GET_ONLY | {
        "attention_code": "attention_code 1,attention_code 2",
        "barcodes_array": "8710000000017,8710000000024",
        "free_fields": [{"key": "colour", "sort_order": 2, "value": "red"}, {"key": "fit", "sort_order": 0}],
        "referral_product_id": product["referral_product_number"],
        "supplier_id": product["supplier_number"],
        "reset_store_stock": True,
        "set_product": product["set_products"],
        "promotion": product["promotion_text"],
        "special_price": product["promotion_price"],
        "general_ledger": str(product["general_ledger_account_number"]),
    }


def test_what_nobody_set_reads_its_default_or_the_empty_value_of_its_type(shop: Shop) -> None:
    shop.ask("POST", body=[{"product_number": "1", "product_name": "One", "is_counted": True}])
    (record,) = shop.records()
    assert record.keys() == set(SdkItem.model_fields) | set(Product.__struct_fields__)
    empty: dict[str, Any] = {"product_number": "1", "product_name": "One", "is_counted": True}
    empty |= {"carrier_item_quantity": 1.0, "price_compare_multiplier": 1.0, "country_code": "NL", "is_active": True}
    empty |= {"deprecation_date": None}
    kinds = (str, bool, int, float, list)
    for name, field in SdkItem.model_fields.items():
        if name in empty:
            continue
        (kind,) = [kind for kind in kinds if kind in _plain(field.annotation)]
        empty[name] = kind()
    write_only = record.keys() - empty.keys()
    assert {name: record[name] for name in empty} == empty
    assert {name for name in write_only if record[name] not in ("", False, 0, [])} == set()


def _plain(hint: Any) -> set[Any]:
    """Give the plain kinds in an optional type."""
    parts = set(get_args(hint)) or {hint}
    return {list if getattr(part, "__origin__", None) is list else part for part in parts}


def test_the_official_sdk_parses_a_page_strictly(shop: Shop) -> None:
    fill(shop, 1)
    shop.ask("POST", body=[whole_product("x")])
    page = ProductListProductsResponse.model_validate(shop.ask("GET").body)
    assert page.records is not None
    assert [type(record) for record in page.records] == [SdkItem, SdkItem]
    assert (page.page_number, page.page_size, page.total_record_count) == (1, 50, 2)


@pytest.mark.parametrize("names", [("page_size", "page_start"), ("Page_Size", "Page_Start")])
def test_pages_count_from_one_under_both_spellings(shop: Shop, names: tuple[str, str]) -> None:
    fill(shop, 5)
    size, start = names
    pages = [numbers(shop, **{size: "2", start: str(page)}) for page in (1, 2, 3, 4)]
    assert pages == [["001", "002"], ["003", "004"], ["005"], []]
    answer = shop.ask("GET", query=((size, "2"), (start, "3")))
    assert {name: answer.body[name] for name in ("page_number", "page_size", "total_record_count")} == {
        "page_number": 3,
        "page_size": 2,
        "total_record_count": 5,
    }


def test_a_page_holds_fifty_unless_asked(shop: Shop) -> None:
    fill(shop, 51)
    assert len(numbers(shop)) == 50
    assert numbers(shop, page_start="2") == ["051"]
    assert len(numbers(shop, page_size="1000")) == 51


@pytest.mark.parametrize(
    "query",
    [
        {"page_size": "1001"}, {"page_size": "0"}, {"page_size": "-1"}, {"page_size": ""}, {"page_size": "ten"},
        {"page_start": "0"}, {"page_start": "1.5"}, {"page_start": "9" * 30}, {"Page_Start": "٣"},
    ],
)  # fmt: skip
def test_a_paging_parameter_out_of_bounds_is_refused_not_capped(shop: Shop, query: dict[str, str]) -> None:
    answer = shop.ask("GET", query=tuple(query.items()))
    assert (answer.status, answer.body["success"], answer.body["errors"]) == (400, False, [])
    name = next(iter(query)).lower()
    assert answer.body["message"].startswith(f"{name} must be a whole number from 1 to ")


def test_a_page_far_past_the_end_is_empty(shop: Shop) -> None:
    fill(shop, 1)
    assert numbers(shop, page_start="9" * 15) == []


def test_the_filter_takes_comma_lists_and_repeats(shop: Shop) -> None:
    fill(shop, 5)
    assert numbers(shop, product_number="004,002,nope,004") == ["002", "004"]
    answer = shop.ask("GET", query=(("product_number", "005"), ("product_number", "001"), ("page_size", "1")))
    assert (answer.body["total_record_count"], [r["product_number"] for r in answer.body["records"]]) == (2, ["001"])
    assert numbers(shop, product_number="001,003", page_size="1", page_start="2") == ["003"]
    assert len(numbers(shop, product_number="")) == 5


def test_a_product_that_another_api_wrote_is_there(shop: Shop) -> None:
    engine = Engine(shop.store, lambda: NOW)
    attributes = b'{"price":3,"name":"From elsewhere","lana:title":"x","active":false}'
    batch = Batch(shop.catalog_id, LANA_CREATE, [Change(0, Action.WRITE, "e-1", attributes)])

    async def run() -> Reply:
        return await engine.run(batch, lambda _outcome: Reply(200))

    shop.runner.run(run())
    (record,) = shop.records()
    assert (record["product_number"], record["product_name"], record["price"]) == ("e-1", "From elsewhere", 3)
    assert (record["is_active"], record["is_counted"]) == (False, False)

"""GET: pages, fields, and the read shape."""

from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shelfwire.dialects.cin7.record import FIELDS
from shelfwire.dialects.cin7.schema import STATUSES, STOCK_CONTROLS
from tests.dialects.cin7.conftest import NOW, NOW_TEXT, Shop, one
from tests.dialects.cin7.products import any_product

NUMBERS = count(1)


def fill(shop: Shop, products: int) -> None:
    shop.create(*[one(styleCode=f"{number:03}") for number in range(1, products + 1)])


def codes(shop: Shop, **query: str) -> list[str]:
    return [product["styleCode"] for product in shop.products(**query)]


def test_a_page_holds_fifty_unless_asked(shop: Shop) -> None:
    fill(shop, 51)
    assert len(codes(shop)) == 50
    assert codes(shop, page="2") == ["051"]
    assert len(codes(shop, rows="250")) == 51
    assert len(codes(shop, rows="1000")) == 51


def test_pages_count_from_one_and_one_past_the_end_is_empty(shop: Shop) -> None:
    fill(shop, 5)
    pages = [codes(shop, rows="2", page=str(page)) for page in (1, 2, 3, 4, 10**12)]
    assert pages == [["001", "002"], ["003", "004"], ["005"], [], []]


def test_skip_and_top_stand_in_for_page_and_rows(shop: Shop) -> None:
    fill(shop, 5)
    assert codes(shop, skip="1", top="2") == ["002", "003"]
    assert codes(shop, skip="4") == ["005"]
    assert codes(shop, top="1") == ["001"]
    assert codes(shop, skip="3", rows="1", page="9") == ["004"]
    assert codes(shop, skip="0", top="2", rows="5") == ["001", "002"]


def test_parameters_are_taken_in_any_case_and_empty_ones_are_absent(shop: Shop) -> None:
    fill(shop, 3)
    assert codes(shop, Rows="1", PAGE="2") == ["002"]
    assert codes(shop, rows="", page=" ", fields="", skip="") == ["001", "002", "003"]


@pytest.mark.parametrize(
    ("name", "value", "bounds"),
    [
        ("rows", "1001", "1 to 1,000"), ("rows", "0", "1 to 1,000"), ("rows", "-1", "1 to 1,000"),
        ("rows", "ten", "1 to 1,000"), ("rows", "٣", "1 to 1,000"), ("top", "1001", "1 to 1,000"),
        ("page", "0", "1 to 1,000,000,000,000"), ("page", "1.5", "1 to 1,000,000,000,000"),
        ("page", "9" * 30, "1 to 1,000,000,000,000"), ("skip", "-1", "0 to 1,000,000,000,000,000"),
    ],
)  # fmt: skip
def test_a_paging_parameter_out_of_bounds_is_refused_not_capped(shop: Shop, name: str, value: str, bounds: str) -> None:
    text = f"{name} must be a whole number from {bounds}."
    answer = shop.ask("GET", query=((name, value),))
    assert (answer.status, answer.body) == (400, {"message": text, "modelState": {name: [text]}})


def test_fields_cut_the_answer(shop: Shop) -> None:
    fill(shop, 1)
    assert shop.products(fields="id") == [{"id": 1}]
    (product,) = shop.products(fields=" StyleCode ,ID,, name")
    assert list(product) == ["id", "styleCode", "name"]
    (whole,) = shop.products()
    assert shop.products(fields="id, name, productOptions") == [
        {name: whole[name] for name in ("id", "name", "productOptions")}
    ]
    assert list(whole) == list(FIELDS)


def test_an_unknown_field_is_refused_with_the_fields_there_are(shop: Shop) -> None:
    answer = shop.ask("GET", query=(("fields", "id,nope"),))
    assert answer.status == 400
    assert answer.body["message"] == f"There is no field 'nope'; there are {', '.join(FIELDS)}."
    assert answer.body["modelState"] == {"fields": [answer.body["message"]]}


def test_times_are_utc_with_a_fraction_where_there_is_one(shop: Shop) -> None:
    shop.create(one())
    shop.now = NOW + 1_500_000
    shop.update({"id": 1, "brand": "new"})
    product = shop.product(1)
    later = "2026-09-21T14:13:21.500000Z"
    assert (product["createdDate"], product["modifiedDate"]) == (NOW_TEXT, later)
    option = product["productOptions"][0]
    assert (option["createdDate"], option["modifiedDate"]) == (NOW_TEXT, later)


def test_what_another_api_wrote_is_there(shop: Shop) -> None:
    shop.elsewhere(
        "e-1",
        name="Elsewhere",
        description="d",
        brand="b",
        price=3.5,
        cost=2,
        barcode="8710000000017",
        active=False,
        image_url="https://example.com/a.png",
    )
    product = shop.product(1)
    shared = {"styleCode": "e-1", "name": "Elsewhere", "description": "d", "brand": "b", "status": "Inactive"}
    assert {name: product[name] for name in shared} == shared
    assert product["images"] == [{"link": "https://example.com/a.png"}]
    option = product["productOptions"][0]
    own = {"retailPrice": 3.5, "cost": 2, "productOptionBarcode": "8710000000017", "barcode": "8710000000017"}
    assert {name: option[name] for name in own} == own
    assert option["image"] == {"link": "https://example.com/a.png"}


@pytest.mark.parametrize(
    ("product_id", "status"),
    [("1", 200), ("+1", 200), ("2", 404), ("0", 404), ("-1", 404), ("2147483648", 400), ("abc", 400), ("1.0", 400)],
)
def test_an_id_that_no_product_has_is_404_and_one_that_is_none_400(shop: Shop, product_id: str, status: int) -> None:
    fill(shop, 1)
    answer = shop.ask("GET", product_id=product_id)
    assert answer.status == status
    if status == 200:
        assert answer.body == shop.products()[0]
    elif status == 404:
        assert answer.body == {"message": f"There is no product with the id {int(product_id)}."}
    else:
        text = "The id must be a whole number from 1 to 2,147,483,647."
        assert answer.body == {"message": text, "modelState": {"id": [text]}}


def shown(name: str, sent: Any) -> Any:
    """Give what the read shape shows of a field that was sent."""
    enums = {"status": dict(STATUSES), "stockControl": {0: "FIFO"} | dict(STOCK_CONTROLS)}
    defaults = {"status": "Public", "stockControl": "FIFO", "orderType": "Order", "categoryIdArray": []}
    if name in enums and sent is not None:
        texts = {text.lower(): text for text in enums[name].values()} | {"undefined": defaults[name]}
        return enums[name].get(sent) or texts[sent.lower()]
    if sent is None or (name == "orderType" and not sent):
        numbers = {"skuRangeId", "sizeRangeId", "weight", "height", "width", "length", "volume", "retailPrice", "cost"}
        return defaults.get(name, 0 if name in numbers else "")
    return sent


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(any_product(), min_size=1, max_size=3))
def test_every_field_that_was_sent_is_read_back(shop: Shop, products: list[dict[str, Any]]) -> None:
    for product in products:
        number = next(NUMBERS)
        for part, name in ((product, "styleCode"), (product["productOptions"][0], "productOptionCode")):
            if part.get(name):
                part[name] = f"{number} {part[name]}"
    results = shop.create(*products)
    assert [result["errors"] for result in results] == [[]] * len(products)
    for product, result in zip(products, results, strict=True):
        read = shop.product(result["id"])
        sent = {name: value for name, value in product.items() if name not in {"dimensions", "productOptions"}}
        sent |= product.get("dimensions") or {}
        assert {name: read[name] for name in sent} == {name: shown(name, value) for name, value in sent.items()}
        (option,) = product["productOptions"]
        (read_option,) = read["productOptions"]
        assert {name: read_option[name] for name in option} == {name: shown(name, option[name]) for name in option}

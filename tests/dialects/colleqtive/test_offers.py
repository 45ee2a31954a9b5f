"""Prices and discounts: what they must be, and what they make of the list, as a truth table at a clock that stands still."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire.catalog.change import Offer, OfferKind
from shelfwire.dialects.colleqtive.offers import Overlay, moment_microseconds
from shelfwire.dialects.field_rules import moment_problem
from tests.dialects.colleqtive.conftest import Shop
from tests.dialects.colleqtive.test_create import COLA, done, refused

PAST = "2026-09-21T14:13:19Z"
THIS_MOMENT = "2026-09-21T16:13:20+02:00"
FUTURE = "2026-09-21T14:13:21Z"

MOMENT_LIKE = (
    r"[0-9]{4}-[01][0-9]-[0-3][0-9]"
    r"([Tt ][0-2][0-9]:[0-5][0-9](:[0-6][0-9]([.,][0-9]{1,9})?)?([Zz]|[+-][0-2][0-9](:?[0-5][0-9])?)?)?"
)


def shown(shop: Shop) -> tuple[float, float, float]:
    (record,) = shop.records("0012")
    return record["price"], record["old_price"], record["special_price"]


def write_prices(shop: Shop, *prices: dict[str, Any]) -> None:
    full = [
        {"price_id": str(place), "product_number": "0012", "price": 1} | price for place, price in enumerate(prices)
    ]
    assert shop.ask("POST", "/prices", full).status == 200


@pytest.mark.parametrize(
    ("terms", "price"),
    [
        ({}, 1.0),
        ({"valid_from": PAST, "valid_to": FUTURE}, 1.0),
        ({"valid_from": THIS_MOMENT}, 1.0),
        ({"valid_from": FUTURE}, 1.99),
        ({"valid_to": THIS_MOMENT}, 1.99),
        ({"valid_to": FUTURE}, 1.0),
        ({"valid_to": "2026-09-21"}, 1.99),
        ({"valid_from": "2026-09-21"}, 1.0),
        ({"valid_from": "2026-09-21T14:13:20"}, 1.0),
        ({"valid_from": "2026-09-21T14:13:20.000001"}, 1.99),
        ({"price": None}, 1.99),
        ({"price_group": ""}, 1.0),
        ({"price_group": "wholesale"}, 1.99),
        ({"price_quantity": 1}, 1.0),
        ({"price_quantity": 6}, 1.99),
        ({"store_number": ""}, 1.0),
        ({"store_number": "12"}, 1.99),
        ({"country_code": "NL"}, 1.0),
        ({"country_code": "BE"}, 1.99),
        ({"price_type": 3, "price_unit": "kg"}, 1.0),
    ],
)
def test_a_price_shows_where_it_holds_for_everybody_now(shop: Shop, terms: dict[str, Any], price: float) -> None:
    shop.ask("POST", body=[COLA])
    write_prices(shop, terms)
    assert shown(shop) == (price, 0.0, 0.0)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"country_code": "NL"}),
        ({"valid_from": PAST}, {"country_code": "NL"}),
        ({}, {"valid_from": PAST}),
        ({"valid_from": "2026-01-01"}, {"valid_from": PAST}),
        ({}, {}),
    ],
)
def test_of_several_prices_the_more_particular_then_the_newer_then_the_greater_id_shows(
    shop: Shop, first: dict[str, Any], second: dict[str, Any]
) -> None:
    shop.ask("POST", body=[COLA])
    write_prices(shop, first | {"price": 5}, second | {"price": 7})
    assert shown(shop)[0] == 7.0


def test_a_price_is_replaced_by_its_product_and_id_and_never_alters_the_product(shop: Shop) -> None:
    shop.ask("POST", body=[COLA])
    write_prices(shop, {"price": 5, "valid_from": FUTURE})
    write_prices(shop, {"price": 6})
    assert shown(shop)[0] == 6.0
    write_prices(shop, {"price": 6, "valid_to": PAST})
    assert shown(shop)[0] == 1.99


def test_prices_answer_how_many_products_they_were_for(shop: Shop) -> None:
    prices = [
        {"price_id": "a", "product_number": "1", "price": 1},
        {"price_id": "b", "product_number": "1", "price": 1},
        {"price_id": "a", "product_number": "2", "price": 1, "foo": 1},
    ]
    message = "2 products: 3 prices written, 0 prices removed."
    assert done(shop.ask("POST", "/prices", [*prices[:2], {"price_id": "a", "product_number": "2"}])) == ("2", message)
    assert done(shop.ask("POST", "/prices", {"prices": prices})) == (
        "2",
        f"{message} 1 unknown field was ignored (foo).",
    )
    assert done(shop.ask("POST", "/prices")) == ("0", "No prices were sent; nothing was done.")


def test_a_price_may_come_before_its_product(shop: Shop) -> None:
    write_prices(shop, {"price": 5})
    shop.ask("POST", body=[COLA])
    assert shown(shop)[0] == 5.0


def test_every_bad_field_of_prices_is_told(shop: Shop) -> None:
    prices = [{"price_id": "", "price": True}, {"price_id": "a", "product_number": "1", "valid_from": "soon"}]
    assert refused(shop.ask("POST", "/prices", prices)) == [
        (0, "product_number", "product_number is required.", None),
        (0, "price_id", "price_id must not be empty.", ""),
        (0, "price", "price must be a number, not true.", True),
        (1, "valid_from", "valid_from must be a date and time such as 2026-01-31T12:00:00Z.", "soon"),
    ]


def discount(**more: Any) -> dict[str, Any]:
    return {"product_number": "0012", "discount_id": "d", "price": 1.49} | more


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({}, (1.99, 1.99, 1.49)),
        ({"valid_from": PAST, "valid_to": FUTURE}, (1.99, 1.99, 1.49)),
        ({"valid_from": FUTURE}, (1.99, 0.0, 0.0)),
        ({"valid_to": THIS_MOMENT}, (1.99, 0.0, 0.0)),
        ({"price": None}, (1.99, 0.0, 0.0)),
        ({"discount_group": "week 39", "discount_type": 2}, (1.99, 1.99, 1.49)),
    ],
)
def test_a_discount_that_holds_gives_old_and_special_price(
    shop: Shop, terms: dict[str, Any], expected: tuple[float, float, float]
) -> None:
    shop.ask("POST", body=[COLA])
    assert shop.ask("POST", "/discountprices", {"discounts": [discount(**terms)]}).status == 200
    assert shown(shop) == expected


def test_a_discount_is_taken_from_the_price_that_holds_and_hides_the_promotion_price(shop: Shop) -> None:
    shop.ask("POST", body=[COLA | {"promotion_price": 1.75}])
    assert shown(shop) == (1.99, 0.0, 1.75)
    write_prices(shop, {"price": 1.89})
    discounts = [discount(), discount(line_number=2, price=1.29), discount(discount_id="e", price=1.39)]
    shop.ask("POST", "/discountprices", {"discounts": discounts})
    assert shown(shop) == (1.89, 1.89, 1.29)


def test_is_delete_removes_one_line_of_a_discount(shop: Shop) -> None:
    shop.ask("POST", body=[COLA])
    shop.ask("POST", "/discountprices", [discount(), discount(line_number=2, price=1.29)])
    answer = shop.ask("POST", "/discountprices", [discount(line_number=2, is_delete=True)])
    assert done(answer) == ("1", "1 product: 0 discounts written, 1 discount removed.")
    assert shown(shop) == (1.99, 1.99, 1.49)


def test_the_is_flush_header_leaves_exactly_what_was_sent(shop: Shop) -> None:
    shop.ask("POST", body=[COLA])
    shop.ask("POST", "/discountprices", [discount(), discount(discount_id="e", price=1.29)])
    answer = shop.ask("POST", "/discountprices", [discount()], headers={"is_flush": "TRUE"})
    assert done(answer)[0] == "1"
    assert shown(shop) == (1.99, 1.99, 1.49)
    assert refused(shop.ask("POST", "/discountprices", headers={"is_flush": "true"})) == []
    assert refused(shop.ask("POST", "/discountprices", [], headers={"is_flush": "perhaps"})) == []
    assert shown(shop) == (1.99, 1.99, 1.49)
    assert done(shop.ask("POST", "/discountprices", [], headers={"is_flush": "false"}))[0] == "0"
    assert shown(shop) == (1.99, 1.99, 1.49)
    assert done(shop.ask("POST", "/discountprices", [], headers={"is_flush": "1"}))[0] == "0"
    assert shown(shop) == (1.99, 0.0, 0.0)


def test_a_discount_needs_its_product(shop: Shop) -> None:
    assert refused(shop.ask("POST", "/discountprices", [{"price": 1, "line_number": "x"}])) == [
        (0, "product_number", "product_number is required.", None),
        (0, "line_number", "line_number must be a whole number, not text.", "x"),
    ]


def test_offers_of_other_countries_leave_a_product_alone() -> None:
    offer = Offer(OfferKind.PRICE, "1", "a", attributes=b'{"price":2.0,"country_code":"NL"}')
    assert Overlay.of([offer], "NL", 0) == Overlay(price=2.0)
    assert Overlay.of([offer], "BE", 0) == Overlay()


@given(st.from_regex(MOMENT_LIKE, fullmatch=True))
def test_every_moment_that_is_taken_has_a_place_in_time(text: str) -> None:
    if moment_problem(text) is None:
        assert abs(moment_microseconds(text)) < 10**18


@pytest.mark.parametrize("path", ["/prices", "/discountprices"])
def test_beyond_the_list_only_bad_items_are_counted(shop: Shop, path: str) -> None:
    good = {"price_id": "1", "product_number": "0012", "discount_id": "1", "price": 2}
    bad = [{"price": "much"}, {}, 7, good | {"price": "much"}, good | {"valid_to": "never"}]
    odd = [good | {"unknown": 1}, good | {"line_number": 2.0, "price_type": 2.0}]
    answer = shop.ask("POST", path, bad * 10 + odd * 10)
    assert (answer.status, len(answer.body["errors"]), answer.body["error_count"]) == (400, 20, 50)


@pytest.mark.parametrize("unset", [{}, {"discount_id": None}, {"discount_id": "", "line_number": 0}])
def test_a_discount_needs_no_id_however_that_is_said(shop: Shop, unset: dict[str, Any]) -> None:
    shop.ask("POST", "", [COLA])
    for price in (1.5, 1.25):
        answer = shop.ask("POST", "/discountprices", [{"product_number": "0012", "price": price} | unset])
        assert (answer.status, answer.body["success"]) == (200, True)
    shop.ask("POST", "/discountprices", [{"product_number": "0012", "price": 1.0}])
    assert shown(shop)[2] == 1.0
    shop.ask("POST", "/discountprices", [{"product_number": "0012", "is_delete": True} | unset])
    assert shown(shop)[2] == 0.0

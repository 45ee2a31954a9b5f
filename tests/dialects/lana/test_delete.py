"""Deleting products by their ids: all or nothing, and what they leave free."""

import pytest

from shelfwire.settings import Settings
from tests.dialects.lana.conftest import LanaShop
from tests.dialects.lana.test_create import pd, refused


def test_products_are_deleted_and_nothing_is_answered(shop: LanaShop) -> None:
    first, _, third = shop.titled("a", "b", "c")
    assert shop.good(shop.delete([third, first])) is None
    assert shop.titles() == ["b"]
    assert shop.read([first]).status == 404


def test_one_that_is_not_there_and_none_is_deleted(shop: LanaShop) -> None:
    first, second = shop.titled("a", "b")
    shop.good(shop.delete(second))
    answer = shop.delete([first, second])
    assert (answer.status, answer.body) == (
        404,
        {
            "status": 404,
            "error": {"code": 404, "message": f"Nothing was written: the product {second} does not exist."},
        },
    )
    assert shop.delete(pd(2**31 - 1)).status == 404
    assert shop.titles() == ["a"]


def test_a_product_named_twice_is_refused(shop: LanaShop) -> None:
    (first,) = shop.titled("a")
    assert refused(shop.delete([first, first])) == [("ids[1]", "duplicate")]
    assert shop.titles() == ["a"]


def test_its_handle_is_free_and_its_number_never_again(shop: LanaShop) -> None:
    (first,) = shop.titled("a")
    shop.good(shop.delete(first))
    (again,) = shop.created({"title": "a"})
    assert (again["handle"], again["id"]) == ("a", pd(2))


@pytest.mark.parametrize("settings", [Settings(items_max=2)])
def test_too_many_ids_are_refused(shop: LanaShop) -> None:
    ids = [*shop.titled("a", "b"), *shop.titled("c")]
    answer = shop.delete(ids)
    assert (answer.status, answer.body) == (
        413,
        {
            "status": 413,
            "error": {
                "code": 1146,
                "message": "A request may name at most 2 ids.",
                "field": "ids",
                "meta": {"what": "ids"},
            },
        },
    )
    assert shop.titles() == ["a", "b", "c"]

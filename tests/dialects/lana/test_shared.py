"""What this API shows of products that another one wrote, and what another one shows of those that it wrote."""

from typing import Any

from tests.dialects.lana.conftest import LanaShop, shown

COLLEQTIVE = "/api/v2/public/products"


def pushed(shop: LanaShop, **fields: Any) -> str:
    """Push a product through Colleqtive, and give the token that did."""
    token = shop.new_key(dialect="colleqtive").secret
    product = {"product_number": "0042", "product_name": "Crème Brûlée", "is_counted": True} | fields
    assert shop.send("POST", COLLEQTIVE, [product], token=token).status == 200
    return token


def test_products_of_other_apis_are_there_by_what_is_shared(shop: LanaShop) -> None:
    pushed(shop, price=1.99, is_active=False)
    assert shop.everything() == [shown("pd_RuopesVd", "Crème Brûlée", "creme-brulee-1")]


def test_a_new_title_is_the_name_for_all(shop: LanaShop) -> None:
    token = pushed(shop)
    (modified,) = shop.good(shop.modify("pd_RuopesVd", {"title": "Custard"}))
    assert (modified["title"], modified["handle"]) == ("Custard", "custard-1")
    (read,) = shop.good(shop.send("GET", COLLEQTIVE, token=token))["records"]
    assert (read["product_number"], read["product_name"]) == ("0042", "Custard")


def test_the_sku_of_a_created_product_is_its_handle(shop: LanaShop) -> None:
    token = pushed(shop, product_number="red-tea")
    shop.titled("Red tea", "Green tea")
    read = shop.good(shop.send("GET", COLLEQTIVE, token=token))["records"]
    assert [record["product_number"] for record in read] == ["red-tea", "red-tea-2", "green-tea"]

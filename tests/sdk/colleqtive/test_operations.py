"""Every operation of Colleqtive's clients, with and without asyncio, against a running server."""

from typing import Any

import pytest

from tests.sdk.conftest import Account, Opening


@pytest.fixture
def client(account: Account, opened: Opening) -> Any:
    return opened("Colleqtive", **account.settings("colleqtive"))


def product(number: str, **more: Any) -> dict[str, Any]:
    return {"product_number": number, "product_name": f"Product {number}", "is_counted": True} | more


def test_products_are_created_listed_and_deleted(client: Any) -> None:
    created = client.products.create_products(body=[product("1", price=1.5), product("2")])
    assert (created.data, created.message, created.success) == (
        "2",
        "2 products: 2 created, 0 updated, 0 unchanged, 0 deleted.",
        True,
    )

    page = client.products.list_products()
    assert (page.page_number, page.total_record_count) == (1, 2)
    assert [(one.product_number, one.price) for one in page] == [("1", 1.5), ("2", None)]

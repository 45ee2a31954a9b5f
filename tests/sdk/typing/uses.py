"""Uses of the SDK, right and wrong, for type checkers; nobody runs them.

What is right has no error and has the type that is asserted. What is wrong has one, which is expected by an ignore that would
itself be an error if there were none: `type: ignore` is mypy's, `pyright: ignore` is pyright's.
"""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any, assert_type

import httpx2
import msgspec

from shelfwire_client import (
    UNSET,
    APIStatusError,
    AsyncCin7Omni,
    AsyncColleqtive,
    AsyncLana,
    AsyncVendNovation,
    BulkError,
    BulkResult,
    Cin7Omni,
    Colleqtive,
    Fault,
    Lana,
    Progress,
    UnsetType,
    VendNovation,
)
from shelfwire_client.colleqtive.async_client import AsyncProductItemsPage
from shelfwire_client.colleqtive.client import ProductItemsPage
from shelfwire_client.colleqtive.models import FreeField, MutationResponse, ProductItem
from shelfwire_client.colleqtive.parameters import ProductParam
from shelfwire_client.core.async_responses import AsyncRawResponse
from shelfwire_client.core.responses import RawResponse


class Ware(msgspec.Struct):
    product_number: str
    product_name: str
    is_counted: bool


def clients() -> None:
    with Colleqtive() as client:
        assert_type(client, Colleqtive)
    client = Colleqtive(bearer_token="t", base_url="http://h", timeout=None, max_retries=0, default_headers={"a": "b"})
    assert_type(client.with_options(timeout=5.0, default_query={"q": 1}), Colleqtive)
    assert_type(Lana(token="t", shop_id="s").with_options(), Lana)
    assert_type(Cin7Omni(username="u", key="k").base_url, str)
    assert_type(VendNovation(api_key="k", username="u", password="p", base_url="http://h").base_url, str)
    Colleqtive(http_client=httpx2.Client(proxy="http://h"))
    AsyncColleqtive(http_client=httpx2.AsyncClient())

    Colleqtive("t")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Colleqtive(bearer_token=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Colleqtive(no_such_option=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Colleqtive(max_retries="2")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Colleqtive(http_client=httpx2.AsyncClient())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.with_options(bearer_token="t")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.nothing  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018 - as somebody may write


def writing(client: Colleqtive) -> None:
    product: ProductParam = {
        "product_number": "1",
        "product_name": "Cola",
        "is_counted": True,
        "price": 1,
        "brand_code": None,
        "deprecation_date": datetime(2030, 1, 1, tzinfo=UTC),
        "units": [{"unit_barcode": "1", "unit_name": "box", "unit_quantity": 12}],
    }
    answer = client.products.create_products(flush=True, body=[product, Ware("2", "Soap", is_counted=True)])
    assert_type(answer, MutationResponse)
    assert_type(answer.data, str | UnsetType | None)
    assert_type(answer.success, bool | UnsetType | None)
    assert_type(answer.extra, dict[str, Any])
    assert_type(answer.to_dict(), dict[str, Any])
    client.products.create_products(body=(product for _ in range(3)), timeout=None, idempotency_key="k")
    client.products.create_products(body=[{"a_field_of_tomorrow": 1}])
    client.products.create_prices(body=[{"price_id": "p", "product_number": "1"}], extra_headers={"a": "b"})
    client.products.create_discount_prices(discounts=None, is_flush=False, extra_query={"q": [1]})
    client.products.delete_products(product_number=["1"], extra_body={"more": 1})
    client.products.update_product_attributes(attribute="color", old_value="a", new_value="b")

    missing: ProductParam = {"product_number": "1", "product_name": "n"}  # type: ignore[typeddict-item]  # pyright: ignore[reportAssignmentType]
    product["price"] = "1.50"  # type: ignore[typeddict-item]  # pyright: ignore[reportGeneralTypeIssues]
    product["is_counted"] = None  # type: ignore[typeddict-item]  # pyright: ignore[reportGeneralTypeIssues]
    client.products.create_products(missing)  # type: ignore[call-arg, arg-type]  # pyright: ignore[reportCallIssue]
    client.products.create_products(body=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.products.create_products(flush="yes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.products.create_products(flush=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.products.create_products(time_out=5)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.products.create_products(timeout="5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.products.update_product_attributes(attribute="color", old_value="a")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def reading(client: Colleqtive) -> Iterator[str]:
    page = client.products.list_products(page_size=10, page_start="2", product_number=["1"])
    assert_type(page, ProductItemsPage)
    assert_type(page.records, list[ProductItem])
    assert_type(page.has_next_page(), bool)
    assert_type(page.get_next_page(), ProductItemsPage)
    for product in page:
        assert_type(product, ProductItem)
        assert_type(product.free_fields, list[FreeField] | UnsetType)
        if product.product_name:
            assert_type(product.product_name, str)
            yield product.product_name
        assert_type(product.price, float | UnsetType)
        if product.price is not UNSET:
            assert_type(product.price, float)
        _ = product.moq + 1  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue, reportUnknownVariableType]
        product.no_such_field  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018 - likewise
    client.products.list_products(product_number=[1])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]


def answers(client: Colleqtive) -> None:
    raw = client.products.with_raw_response.create_products(body=[])
    assert_type(raw, RawResponse[MutationResponse])
    assert_type(raw.parse(), MutationResponse)
    assert_type(raw.headers["etag"], str)
    assert_type(client.products.with_raw_response.list_products().parse(), ProductItemsPage)
    with client.products.with_streaming_response.create_products(body=[]) as response:
        assert_type(response.parse(), MutationResponse)
        assert_type(response.iter_bytes(), Iterator[bytes])
    try:
        client.products.create_products()
    except APIStatusError as error:
        assert_type(error.status_code, int)
        assert_type(error.request_id, str | None)
        assert_type(error.errors, list[Fault])
    client.products.with_raw_response.create_products(flush="yes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def with_asyncio(client: AsyncColleqtive) -> AsyncIterator[str]:
    assert_type(await client.products.create_products(body=[]), MutationResponse)
    assert_type(await client.products.list_products(), AsyncProductItemsPage)
    async for product in client.products.list_products():
        assert_type(product, ProductItem)
        yield product.product_number or ""
    page = await client.products.list_products()
    assert_type(await page.get_next_page(), AsyncProductItemsPage)
    assert_type([one async for one in page], list[ProductItem])
    raw = await client.products.with_raw_response.create_products(body=[])
    assert_type(raw, AsyncRawResponse[MutationResponse])
    async with client.products.with_streaming_response.create_products(body=[]) as response:
        assert_type(await response.read(), bytes)
    async with AsyncLana(token="t", shop_id="s") as lana:
        assert_type(lana, AsyncLana)
    assert_type(await client.products.upsert_all([{}]), BulkResult)
    assert_type(AsyncCin7Omni().with_options(timeout=1), AsyncCin7Omni)
    assert_type(AsyncVendNovation().with_options(timeout=1), AsyncVendNovation)

    client.products.create_products().data  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  # noqa: B018 - as somebody may write
    for _ in client.products.list_products():  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType]
        pass
    with client:  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass


def in_bulk(client: Colleqtive, lana: Lana) -> None:
    def told(progress: Progress) -> None:
        assert_type(progress.read, int)

    try:
        result = client.products.upsert_all(({"product_number": str(n)} for n in range(9)), progress=told, collect=True)
        assert_type(result, BulkResult)
        assert_type(result.accepted, int)
    except BulkError as error:
        assert_type(error.result, BulkResult)
    assert_type(lana.products.create_all([], checkpoint="file", in_flight=2), BulkResult)

    client.products.upsert_all(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.products.upsert_all([], flush=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.products.upsert_all([], in_flight="2")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]

"""Colleqtive's official Python SDK, unmodified, against a running server: operations, error classes, retries."""

import asyncio
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import colleqtive_sdk
import httpx
import pytest
from colleqtive_sdk import AsyncColleqtive, Colleqtive

from tests.clients.fault_proxy import Fault, FaultProxy
from tests.serving import Served, environment

SNIPPET = """
import os
from colleqtive_sdk import Colleqtive

client = Colleqtive(
    bearer_token=os.environ.get("COLLEQTIVE_BEARER_TOKEN"),  # This is the default and can be omitted
)
response = client.products.create_products()
print(response.data)
"""

COLA: Any = {
    "product_number": "0012",
    "product_name": "Cola",
    "is_counted": True,
    "price": 1.99,
    "attention_code": ["A", "B"],
}
SOAP: Any = {
    "product_number": "0013",
    "product_name": "Soap",
    "is_counted": False,
    "barcodes_array": [{"barcode": "1"}, {"barcode": "2"}],
}


def test_the_seeds_python_snippet_runs_as_it_stands(served: Served, token: str) -> None:
    variables = {"COLLEQTIVE_BEARER_TOKEN": token, "COLLEQTIVE_BASE_URL": served.base_url}
    done = subprocess.run(
        [sys.executable, "-c", SNIPPET],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment(variables),
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "0\n", "")


def test_all_six_operations(client: Colleqtive) -> None:
    products = client.products
    created = products.create_products(body=[COLA, SOAP])
    assert (created.success, created.data) == (True, "2")
    listed = products.list_products(page_size="10", page_start="1", product_number=["0012", "0013"])
    assert (listed.page_number, listed.page_size, listed.total_record_count) == (1, 10, 2)
    cola, soap = listed.records or []
    assert (cola.product_number, cola.product_name, cola.price, cola.attention_code) == ("0012", "Cola", 1.99, "A,B")
    assert (soap.barcodes_array, soap.country_code) == ("1,2", "NL")

    now = datetime.now(UTC)
    week = timedelta(days=7)
    price: Any = {
        "price_id": "p1",
        "product_number": "0012",
        "price": 1.49,
        "valid_from": now - week,
        "valid_to": now + week,
    }
    assert products.create_prices(body=[price]).success
    discount: Any = {
        "discount_id": "d1",
        "product_number": "0012",
        "price": 0.99,
        "valid_from": now - week,
        "valid_to": now + week,
    }
    assert products.create_discount_prices(discounts=[discount], is_flush=True).success
    shown = (products.list_products(product_number=["0012"]).records or [])[0]
    assert (shown.old_price, shown.special_price) == (1.49, 0.99)

    products.update_product_attributes(attribute="product_name", old_value="Soap", new_value="Olive soap")
    assert [r.product_name for r in products.list_products(product_number=["0013"]).records or []] == ["Olive soap"]

    deleted = products.delete_products(product_number=["0012", "nothing"])
    assert (deleted.success, deleted.data) == (True, "2")
    flushed = products.create_products(flush=True, body=[SOAP])
    assert flushed.success
    assert [r.product_number for r in products.list_products().records or []] == ["0013"]


def test_the_async_client_does_the_same(served: Served, token: str) -> None:
    async def drive() -> list[str]:
        async with AsyncColleqtive(bearer_token=token, base_url=served.base_url) as client:
            await client.products.create_products(body=[COLA, SOAP])
            await client.products.create_prices(body=[{"price_id": "p", "product_number": "0012", "price": 1.0}])
            await client.products.create_discount_prices(discounts=[{"discount_id": "d", "product_number": "0012"}])
            await client.products.update_product_attributes(attribute="color", old_value="x", new_value="y")
            await client.products.delete_products(product_number=["0013"])
            listed = await client.products.list_products()
            return [record.product_number for record in listed.records or []]

    assert asyncio.run(drive()) == ["0012"]


def test_many_async_writers_at_once_lose_nothing(served: Served, token: str) -> None:
    async def drive() -> int | None:
        async with AsyncColleqtive(bearer_token=token, base_url=served.base_url) as client:
            await asyncio.gather(
                *(
                    client.products.create_products(
                        body=[
                            {"product_number": f"{n}-{i}", "product_name": "n", "is_counted": True} for i in range(20)
                        ]
                    )
                    for n in range(20)
                )
            )
            return (await client.products.list_products(page_size="1")).total_record_count

    assert asyncio.run(drive()) == 400


def test_a_refused_item_is_a_bad_request_error_with_every_fault(client: Colleqtive) -> None:
    faulty: Any = {"product_number": "", "is_counted": "yes"}
    with pytest.raises(colleqtive_sdk.BadRequestError) as caught:
        client.products.create_products(body=[COLA, faulty])
    body = caught.value.body
    assert isinstance(body, dict)
    assert (body["success"], body["data"]) == (False, None)
    assert sorted((error["index"], error["field"]) for error in body["errors"]) == [
        (1, "is_counted"),
        (1, "product_name"),
        (1, "product_number"),
    ]
    assert client.products.list_products().total_record_count == 0


def test_error_classes_for_a_wrong_token_and_a_missing_permission(served: Served, client: Colleqtive) -> None:
    with pytest.raises(colleqtive_sdk.AuthenticationError):
        client.with_options(bearer_token="wrong").products.list_products()
    served.catalog("reading")
    reader = Colleqtive(bearer_token=served.token("reading", "products.read"), base_url=served.base_url)
    assert reader.products.list_products().total_record_count == 0
    for write in (
        lambda: reader.products.create_products(body=[COLA]),
        lambda: reader.products.delete_products(product_number=["0012"]),
        lambda: reader.products.create_products(flush=True, body=[]),
    ):
        with pytest.raises(colleqtive_sdk.PermissionDeniedError):
            write()
    reader.close()


def test_an_unknown_path_is_not_found_and_no_permanent_refusal_is_retried(served: Served, token: str) -> None:
    with FaultProxy(served.base_url) as proxy, Colleqtive(bearer_token=token, base_url=proxy.base_url) as client:
        with pytest.raises(colleqtive_sdk.NotFoundError):
            client.get("/api/v2/public/nothing", cast_to=httpx.Response)
        with pytest.raises(colleqtive_sdk.BadRequestError):
            client.products.create_products(flush=True)
        once = {"Idempotency-Key": "same"}
        client.products.create_products(body=[COLA], extra_headers=once)
        with pytest.raises(colleqtive_sdk.UnprocessableEntityError):
            client.products.create_products(body=[SOAP], extra_headers=once)
        assert [seen.status for seen in proxy.seen] == [404, 400, 200, 422]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(409),
        Fault(429, (("Retry-After", "1"),)),
        Fault(429, (("retry-after-ms", "20"),)),
        Fault(500),
        Fault(503, (("Retry-After", "1"),)),
        Fault(drop_answer=True),
    ],
)
def test_a_passing_fault_is_retried_and_the_products_are_there_once(served: Served, token: str, fault: Fault) -> None:
    with FaultProxy(served.base_url) as proxy, Colleqtive(bearer_token=token, base_url=proxy.base_url) as client:
        proxy.faults.append(fault)
        created = client.products.create_products(body=[COLA, SOAP])
        assert (created.success, created.data) == (True, "2")
        assert [seen.status for seen in proxy.seen] == [fault.status, 200]
        assert proxy.seen[0].body == proxy.seen[1].body
        assert client.products.list_products().total_record_count == 2


def test_a_flush_whose_answer_was_lost_is_run_again_and_gives_the_same_catalog(served: Served, token: str) -> None:
    with FaultProxy(served.base_url) as proxy, Colleqtive(bearer_token=token, base_url=proxy.base_url) as client:
        client.products.create_products(body=[COLA, SOAP])
        proxy.faults.append(Fault(drop_answer=True))
        assert client.products.create_products(flush=True, body=[COLA]).success
        assert [r.product_number for r in client.products.list_products().records or []] == ["0012"]


def list_often(client: Colleqtive) -> None:
    for _ in range(3):
        client.products.list_products()


def test_a_rate_limit_is_told_with_retry_after_and_the_client_gets_through(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings = {"SHELFWIRE_RATE_REQUESTS_PER_SECOND": "2", "SHELFWIRE_RATE_BURST": "1"}
    server = Served(tmp_path_factory.mktemp("limited"), settings=settings)
    server.catalog("one")
    token = server.token("one")
    with FaultProxy(server.base_url) as proxy, Colleqtive(bearer_token=token, base_url=proxy.base_url) as client:
        client.products.list_products()
        client.products.list_products()
        assert 429 in [seen.status for seen in proxy.seen]
        with pytest.raises(colleqtive_sdk.RateLimitError) as caught:
            list_often(client.with_options(max_retries=0))
        assert caught.value.response.headers["retry-after"] == "1"
        assert isinstance(caught.value.body, dict)
        assert caught.value.body["success"] is False
    assert server.stop() == 0


def test_the_environment_of_the_tests_has_no_settings_of_ours() -> None:
    assert not [name for name in environment() if name.startswith("SHELFWIRE_")]
    assert os.environ.get("PATH")

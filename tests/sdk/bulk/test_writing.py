"""Bulk writes over HTTP to a real server, with threads and with asyncio: pace, progress, refusals, interruptions."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shelfwire_client import (
    ArgumentError,
    AsyncColleqtive,
    BulkError,
    BulkInterrupted,
    Colleqtive,
    PermissionDeniedError,
    Progress,
)
from tests.clients.fault_proxy import Fault, FaultProxy
from tests.sdk.conftest import Account

Opening = Callable[..., Any]
WRITE = "/api/v2/public/products"


def products(count: int, **fields: Any) -> list[dict[str, Any]]:
    return [
        {"product_number": f"A{number:04}", "product_name": f"Product {number}", "is_counted": True} | fields
        for number in range(count)
    ]


def listed(client: Any) -> list[str]:
    return [item.product_number for item in client.products.list_products(page_size=200)]


def through(opened: Opening, account: Account, proxy: FaultProxy) -> Any:
    return opened("Colleqtive", **account.settings("colleqtive", proxy.base_url))


def test_any_number_of_items_lands_in_requests_of_so_many(opened: Opening, account: Account, proxy: FaultProxy) -> None:
    client = through(opened, account, proxy)
    result = client.products.upsert_all(iter(products(250)), items_max=100)
    assert (result.accepted, result.refused, result.requests, len(result)) == (250, 0, 3, 250)
    assert [(seen.method, seen.target) for seen in proxy.seen] == [("POST", WRITE)] * 3
    assert len({seen.headers["idempotency-key"] for seen in proxy.seen}) == 3
    assert sorted(listed(client)) == [item["product_number"] for item in products(250)]


def test_bad_items_are_refused_alone_and_raised_at_the_end(opened: Opening, account: Account) -> None:
    client = opened("Colleqtive", **account.settings("colleqtive"))
    items = products(30)
    items[7]["product_name"] = ""
    items[25]["price"] = "much"
    with pytest.raises(BulkError, match="2 of 30 items were refused, the first at position 7: product_name") as raised:
        client.products.upsert_all(items, items_max=10)
    result = raised.value.result
    assert [(one.position, one.item, [fault.field for fault in one.faults]) for one in result.refusals] == [
        (7, items[7], ["product_name"]),
        (25, items[25], ["price"]),
    ]
    assert len(listed(client)) == 28
    collected = client.products.upsert_all(items, collect=True)
    assert (collected.accepted, collected.refused) == (28, 2)


def test_a_busy_server_is_asked_again_later_and_nothing_is_lost(
    opened: Opening, account: Account, proxy: FaultProxy
) -> None:
    client = through(opened, account, proxy)
    soon = (("retry-after-ms", "20"),)
    proxy.faults += [Fault(status=429, headers=soon), Fault(status=503, headers=soon), Fault(drop_answer=True)]
    result = client.products.upsert_all(products(50), items_max=10)
    assert (result.accepted, result.requests) == (50, 8)
    assert sorted(listed(client)) == [item["product_number"] for item in products(50)]
    again = [seen.headers["idempotency-key"] for seen in proxy.seen if seen.method == "POST"]
    assert len(again) == 8
    assert len(set(again)) == 5


def test_progress_is_told_after_each_answer(opened: Opening, account: Account) -> None:
    told: list[Progress] = []
    client = opened("Colleqtive", **account.settings("colleqtive"))
    client.products.upsert_all(products(30), items_max=10, progress=told.append, in_flight=1)
    assert [(one.accepted, one.refused, one.total) for one in told] == [(10, 0, 30), (20, 0, 30), (30, 0, 30)]


def test_a_bar_is_shown_on_request(opened: Opening, account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    client = opened("Colleqtive", **account.settings("colleqtive"))
    client.products.upsert_all(products(30), items_max=10, progress=True)
    assert "30/30" in capsys.readouterr().out


def test_the_last_of_equal_numbers_wins_over_many_requests(opened: Opening, account: Account) -> None:
    client = opened("Colleqtive", **account.settings("colleqtive"))
    items = [products(1, price=float(number))[0] for number in range(60)]
    result = client.products.upsert_all(items, items_max=7)
    assert result.accepted == 60
    (page,) = client.products.list_products().records
    assert page.price == 59.0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"flush": True}, "flush removes what one request does not name"),
        ({"colour": 1}, "There is no option colour"),
        ({"items_max": 0}, "items_max must be a whole number above 0"),
        ({"in_flight": 1.5}, "in_flight must be a whole number above 0"),
        ({"patience_seconds": -1}, "patience_seconds must not be negative"),
    ],
)
def test_an_option_that_cannot_be_right_is_refused_before_anything_is_sent(
    opened: Opening, account: Account, proxy: FaultProxy, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        through(opened, account, proxy).products.upsert_all(products(1), **options)
    assert proxy.seen == []


def test_a_refusal_of_the_caller_interrupts_with_its_cause(opened: Opening, account: Account) -> None:
    reader = account.served.token(account.name, "products.read")
    client = opened("Colleqtive", bearer_token=reader, base_url=account.served.base_url)
    with pytest.raises(BulkInterrupted, match="with 0 of 3 items answered") as raised:
        client.products.upsert_all(products(3))
    assert isinstance(raised.value.__cause__, PermissionDeniedError)
    assert [one.status for one in raised.value.result] == ["unknown"] * 3


def test_an_iterable_that_fails_interrupts_and_the_run_goes_on_from_its_checkpoint(
    opened: Opening, account: Account, proxy: FaultProxy, tmp_path: Path
) -> None:
    client = through(opened, account, proxy)
    path = tmp_path / "checkpoint"

    def failing() -> Iterator[dict[str, Any]]:
        yield from products(25)
        raise OSError("the file is gone")

    with pytest.raises(BulkInterrupted, match="the file is gone") as raised:
        client.products.upsert_all(failing(), items_max=10, checkpoint=path)
    assert isinstance(raised.value.__cause__, OSError)
    assert raised.value.result.accepted == 20
    sent = len(proxy.seen)
    result = client.products.upsert_all(products(40), items_max=3, checkpoint=path)
    assert result.accepted == 40
    assert result.requests == 7
    assert len(proxy.seen) == sent + 7
    assert len(listed(client)) == 40
    assert not path.exists()


def test_threads_end_with_the_run(account: Account) -> None:
    before = threading.active_count()
    settings: dict[str, Any] = account.settings("colleqtive")
    with Colleqtive(**settings) as client:
        client.products.upsert_all(products(20), items_max=5)
    assert threading.active_count() == before


def test_an_async_iterable_is_gone_through_as_it_comes(account: Account) -> None:
    async def coming() -> AsyncIterator[dict[str, Any]]:
        for item in products(25):
            await asyncio.sleep(0)
            yield item

    settings: dict[str, Any] = account.settings("colleqtive")

    async def write() -> int:
        async with AsyncColleqtive(**settings) as client:
            return (await client.products.upsert_all(coming(), items_max=10)).accepted

    assert asyncio.run(write()) == 25


def test_a_cancelled_run_leaves_no_task_behind(account: Account, proxy: FaultProxy) -> None:
    settings: dict[str, Any] = account.settings("colleqtive", proxy.base_url)

    async def write() -> None:
        async with AsyncColleqtive(**settings) as client:
            proxy.faults += [Fault(withhold_answer=True)] * 4
            writing = asyncio.create_task(client.products.upsert_all(products(40), items_max=10))
            while len(proxy.seen) < 4:  # noqa: ASYNC110 - the proxy is no task of this loop
                await asyncio.sleep(0.01)
            writing.cancel()
            with pytest.raises(asyncio.CancelledError):
                await writing
            assert len(asyncio.all_tasks()) == 1

    asyncio.run(write())

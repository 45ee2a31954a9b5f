"""Connections: time-outs, proxies, HTTP clients of the caller's own, threads, and the end of a client."""

import asyncio
import gc
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from shelfwire_client import APIConnectionError, APITimeoutError, AsyncColleqtive, Colleqtive
from tests.clients.fault_proxy import Fault, FaultProxy
from tests.sdk.conftest import Account, Opening
from tests.sdk.core.conftest import BASE_URL, TOKEN
from tests.serving import environment

PRODUCT: Any = {"product_number": "1", "product_name": "Cola", "is_counted": True}


def test_a_server_that_withholds_its_answer_is_left_after_the_time_out(
    account: Account, proxy: FaultProxy, opened: Opening
) -> None:
    client = opened("Colleqtive", **account.settings("colleqtive", proxy.base_url), max_retries=1)
    proxy.faults += [Fault(withhold_answer=True), Fault(withhold_answer=True)]
    with pytest.raises(APITimeoutError):
        client.products.create_products(body=[PRODUCT], timeout=0.2)
    first, second = proxy.seen
    assert first == second
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


def test_an_answer_that_was_lost_is_asked_for_again_and_the_write_lands_once(
    account: Account, proxy: FaultProxy, opened: Opening
) -> None:
    client = opened("Colleqtive", **account.settings("colleqtive", proxy.base_url))
    proxy.faults.append(Fault(drop_answer=True))
    created = client.products.create_products(body=[PRODUCT])
    assert created.message == "1 product: 1 created, 0 updated, 0 unchanged, 0 deleted."
    assert [seen.status for seen in proxy.seen] == [0, 200]


def test_a_server_that_is_not_there_is_a_connection_error(opened: Opening) -> None:
    client = opened("Colleqtive", bearer_token=TOKEN, base_url="http://127.0.0.1:1", max_retries=0)
    with pytest.raises(APIConnectionError, match="/api/v2/public/products had no answer: "):
        client.products.list_products()


@pytest.mark.parametrize("way", ["argument", "environment"])
def test_a_proxy_is_sent_the_whole_address(
    proxy: FaultProxy, opened: Opening, kind: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy.faults.append(Fault(200))
    settings: dict[str, Any] = {"bearer_token": TOKEN, "base_url": BASE_URL}
    if way == "argument":
        settings["http_client"] = (httpx2.AsyncClient if kind else httpx2.Client)(proxy=proxy.base_url)
    else:
        monkeypatch.setenv("HTTP_PROXY", proxy.base_url)
    client = opened("Colleqtive", **settings)
    assert client.products.create_products().to_dict() == {}
    assert [seen.target for seen in proxy.seen] == [f"{BASE_URL}/api/v2/public/products"]
    close(settings.get("http_client"))


def close(http_client: Any) -> None:
    if isinstance(http_client, httpx2.Client):
        http_client.close()
    elif http_client is not None:
        asyncio.run(http_client.aclose())


def test_an_http_client_of_the_callers_own_stays_open_when_ours_is_closed() -> None:
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json={"success": True}))
    with httpx2.Client(transport=transport, headers={"x-own": "1"}) as own:
        with Colleqtive(bearer_token=TOKEN, base_url=BASE_URL, http_client=own) as client:
            assert client.products.create_products().success is True
        assert not own.is_closed

    async def drive() -> None:
        async with httpx2.AsyncClient(transport=transport) as own:
            async with AsyncColleqtive(bearer_token=TOKEN, base_url=BASE_URL, http_client=own) as client:
                assert (await client.products.create_products()).success is True
            assert not own.is_closed

    asyncio.run(drive())


def test_threads_share_one_client(account: Account) -> None:
    key = account.key("colleqtive")
    with Colleqtive(bearer_token=key["token"], base_url=account.served.base_url) as client:

        def write(number: int) -> str:
            product: Any = PRODUCT | {"product_number": f"{number:02}"}
            client.products.create_products(body=[product])
            (found,) = client.products.list_products(product_number=[f"{number:02}"])
            return str(found.product_number)

        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(write, range(40))) == [f"{number:02}" for number in range(40)]
        assert client.products.list_products(page_size=1).total_record_count == 40


def test_tasks_share_one_client(account: Account) -> None:
    key = account.key("colleqtive")

    async def drive() -> list[bool | Any]:
        async with AsyncColleqtive(bearer_token=key["token"], base_url=account.served.base_url) as client:
            created = await asyncio.gather(
                *(client.products.create_products(body=[PRODUCT | {"product_number": f"{n}"}]) for n in range(40))
            )
            return [one.success for one in created]

    assert asyncio.run(drive()) == [True] * 40


def test_a_client_that_was_closed_opens_its_connections_again(account: Account, opened: Opening) -> None:
    client = opened("Colleqtive", **account.settings("colleqtive"))
    client.close()
    for _ in range(2):
        assert client.products.create_products().success is True
        client.close()


PROGRAMS = {
    "closed": "with Colleqtive() as client: print(client.products.create_products().data)",
    "not closed": "client = Colleqtive(); print(client.products.create_products().data)",
    "forgotten": "print(Colleqtive().products.create_products().data); import gc; gc.collect()",
    "never used": "client = Colleqtive(); print(0)",
    "stream not read": (
        "client = Colleqtive()\nwith client.products.with_streaming_response.list_products() as r: print(r.status_code - 200)"
    ),
    "async closed": (
        "async def main():\n async with AsyncColleqtive() as client: print((await client.products.create_products()).data)\n"
        "asyncio.run(main())"
    ),
    "async never used": "client = AsyncColleqtive(); print(0)",
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_ends_without_warnings(account: Account, program: str) -> None:
    source = f"import asyncio\nfrom shelfwire_client import AsyncColleqtive, Colleqtive\n{PROGRAMS[program]}"
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", source],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment(account.environment("colleqtive")),
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "0\n", "")


def test_an_async_client_serves_one_event_loop_after_another(account: Account) -> None:
    settings: dict[str, Any] = account.settings("colleqtive")
    client = AsyncColleqtive(**settings)
    with warnings.catch_warnings():
        # The loops ended with connections open, as those of programs that call asyncio.run for every call do.
        warnings.simplefilter("ignore", ResourceWarning)
        for _ in range(3):
            assert asyncio.run(client.products.create_products(body=[PRODUCT])).success is True
        asyncio.run(client.close())
        del client
        gc.collect()


FORKING = """
import os
from shelfwire_client import Colleqtive
with Colleqtive() as client:
    client.products.list_products()
    child = os.fork()
    for _ in range(20):
        assert client.products.list_products().total_record_count == 0
    if not child:
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    client.products.list_products()
"""


def test_a_process_that_was_forked_has_connections_of_its_own(account: Account, proxy: FaultProxy) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORKING],
        env=environment(account.environment("colleqtive", proxy.base_url)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [seen.status for seen in proxy.seen] == [200] * 42

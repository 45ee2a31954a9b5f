"""How VendNovation's clients log in: once for all that need it, again where a token has ended, and never in vain."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from shelfwire_client import (
    APIConnectionError,
    APIResponseValidationError,
    AsyncVendNovation,
    InternalServerError,
    PermissionDeniedError,
    RateLimitError,
    VendNovation,
)
from shelfwire_client.core.call import Answer, Failure, Headers
from shelfwire_client.core.options import settings_of
from shelfwire_client.core.steps import Attempt, Pause
from shelfwire_client.vendnovation.session import Session
from tests.clients.fault_proxy import Fault, FaultProxy
from tests.sdk.conftest import Account, Opening

Asked = Callable[[], list[str]]
LOGIN = "POST /authenticate"
LIST = "POST /products"
PASSED = Fault()
FORBIDDEN = Fault(status=403)
AT_ONCE = 8


def test_a_client_logs_in_before_its_first_call_and_not_again(watched: Any, asked: Asked) -> None:
    assert asked() == []
    watched.products.list_products()
    watched.products.list_products()
    watched.with_options(timeout=9).products.list_products()

    assert asked() == [LOGIN, LIST, LIST, LIST]


def test_a_token_that_has_ended_is_renewed_and_the_call_goes_on(watched: Any, proxy: FaultProxy, asked: Asked) -> None:
    watched.products.create_or_update_products(body=[{"name": "Tea"}])
    proxy.faults.extend([FORBIDDEN])
    assert watched.products.create_or_update_products(body=[{"name": "Cola"}]) == [2]
    proxy.faults.extend([Fault(status=401)])
    assert [one.name for one in watched.products.list_products()] == ["Tea", "Cola"]

    push = "PUT /products"
    assert asked() == [LOGIN, push, push, LOGIN, push, LIST, LOGIN, LIST]
    first, again = (one for one in proxy.seen[2:5] if one.method == "PUT")
    assert first.headers["idempotency-key"] == again.headers["idempotency-key"]
    assert first.body == again.body


def test_a_token_is_renewed_once_a_call(watched: Any, proxy: FaultProxy, asked: Asked) -> None:
    watched.products.list_products()
    proxy.faults.extend([FORBIDDEN, PASSED, FORBIDDEN])

    with pytest.raises(PermissionDeniedError):
        watched.products.list_products()
    assert asked() == [LOGIN, LIST, LIST, LOGIN, LIST]
    assert watched.products.list_products().items == []


def test_a_permission_that_is_missing_costs_one_more_login(
    account: Account, proxy: FaultProxy, opened: Opening, asked: Asked
) -> None:
    key = account.served.command(
        "key", "create", "--catalog", account.name, "--dialect", "vendnovation", "--permission", "products.read"
    )
    client = opened(
        "VendNovation",
        base_url=f"{proxy.base_url}/vendor/prod",
        **{name: key[name] for name in ("api_key", "username", "password")},
    )

    with pytest.raises(PermissionDeniedError, match=r"products\.create"):
        client.products.create_or_update_products(body=[{"name": "Tea"}])
    assert asked() == [LOGIN, "PUT /products", LOGIN, "PUT /products"]


def test_a_wrong_password_is_the_error_of_one_login(settings: dict[str, Any], opened: Opening, asked: Asked) -> None:
    client = opened("VendNovation", **settings | {"password": "none"})

    with pytest.raises(PermissionDeniedError, match="The username or the password is wrong"):
        client.products.list_products()
    assert asked() == [LOGIN]


def test_a_login_is_tried_again_as_calls_are(
    settings: dict[str, Any], opened: Opening, proxy: FaultProxy, asked: Asked
) -> None:
    client = opened("VendNovation", **settings, max_retries=1)
    soon = (("retry-after-ms", "1"),)
    proxy.faults.extend([Fault(status=429, headers=soon), PASSED])
    assert client.products.list_products().items == []
    assert asked() == [LOGIN, LOGIN, LIST]

    proxy.seen.clear()
    proxy.faults.extend([FORBIDDEN, Fault(status=503, headers=soon), Fault(status=503, headers=soon)])
    with pytest.raises(InternalServerError):
        client.products.list_products()
    assert asked() == [LIST, LOGIN, LOGIN]


def test_threads_that_start_at_once_share_one_login(settings: dict[str, Any], asked: Asked) -> None:
    with VendNovation(**settings) as client, ThreadPoolExecutor(AT_ONCE) as pool:
        pages = [pool.submit(client.products.list_products) for _ in range(AT_ONCE)]
        assert [page.result().items for page in pages] == [[]] * AT_ONCE

    assert sorted(asked()) == [LOGIN] + [LIST] * AT_ONCE


def test_tasks_that_start_at_once_share_one_login(settings: dict[str, Any], asked: Asked) -> None:
    async def ask() -> None:
        async with AsyncVendNovation(**settings) as client:
            pages = await asyncio.gather(*(client.products.list_products() for _ in range(AT_ONCE)))
            assert [page.items for page in pages] == [[]] * AT_ONCE

    asyncio.run(ask())
    assert sorted(asked()) == [LOGIN] + [LIST] * AT_ONCE


def test_tasks_that_wait_for_a_login_that_is_refused_are_told_so(settings: dict[str, Any], asked: Asked) -> None:
    async def ask() -> list[Any]:
        async with AsyncVendNovation(**settings | {"password": "none"}) as client:
            lists = (client.products.list_products() for _ in range(AT_ONCE))
            return await asyncio.gather(*lists, return_exceptions=True)

    errors = asyncio.run(ask())
    assert {type(error) for error in errors} == {PermissionDeniedError}
    assert len({id(error) for error in errors}) == AT_ONCE
    assert asked() == [LOGIN]


def test_a_task_that_is_cancelled_while_it_logs_in_leaves_that_to_the_next(settings: dict[str, Any]) -> None:
    async def ask() -> None:
        begun, never = asyncio.Event(), asyncio.Event()

        async def stuck(request: httpx2.Request) -> httpx2.Response:
            if not begun.is_set():
                begun.set()
                await never.wait()
            return httpx2.Response(
                200, content=b"[]" if request.url.path.endswith("products") else b'{"accessToken":"t"}'
            )

        transport = httpx2.AsyncClient(transport=httpx2.MockTransport(stuck))
        async with transport, AsyncVendNovation(**settings, http_client=transport) as client:

            async def listed() -> Any:
                return await client.products.list_products()

            first, second = asyncio.create_task(listed()), asyncio.create_task(listed())
            await begun.wait()
            first.cancel()
            with pytest.raises(asyncio.CancelledError) as kept:
                await first
            assert (await second).items == []
            assert kept.tb is not None  # it holds the frames of the call, as a log or a debugger would

    asyncio.run(ask())


SETTINGS = settings_of("https://vendor.example/prod", {"max_retries": 0})


def answer(status: int, body: bytes, **headers: str) -> Answer:
    return Answer(status, Headers(list(headers.items())), body)


def test_a_call_waits_while_another_logs_in_and_logs_in_where_that_failed() -> None:
    session = Session("k", "u", "p")
    first, second, third = (session.headers(SETTINGS) for _ in range(3))

    begun = next(first)
    assert isinstance(begun, Attempt)
    assert (begun.request.method, begun.request.url) == ("POST", "https://vendor.example/prod/authenticate")
    assert isinstance(next(second), Pause)
    assert isinstance(second.send(None), Pause)
    with pytest.raises(APIConnectionError):
        first.send(Failure(OSError("gone")))

    assert isinstance(second.send(None), Attempt)
    assert isinstance(next(third), Pause)
    own = {"x-api-key": "k", "access-token": "t"}
    assert result_of(lambda: second.send(answer(200, b'{"accessToken":"t"}'))) == own
    assert result_of(lambda: third.send(None)) == own


def test_a_call_waits_no_longer_once_the_login_is_refused_or_has_no_token() -> None:
    session = Session("k", "u", "p")
    first, second = (session.headers(SETTINGS) for _ in range(2))
    next(first)
    next(second)
    with pytest.raises(RateLimitError):
        first.send(answer(429, b"{}"))
    with pytest.raises(RateLimitError):
        second.send(None)

    third, fourth = (session.headers(SETTINGS) for _ in range(2))
    next(third)
    next(fourth)
    with pytest.raises(APIResponseValidationError):
        third.send(answer(200, b"{}"))
    assert isinstance(fourth.send(None), Attempt)


def test_a_token_that_another_call_renewed_is_not_forgotten() -> None:
    session = Session("k", "u", "p")
    course = session.headers(SETTINGS)
    next(course)
    old = result_of(lambda: course.send(answer(200, b'{"accessToken":"old"}')))
    assert not session.has_ended(answer(404, b"{}"), old)
    assert session.has_ended(answer(403, b"{}"), old)

    course = session.headers(SETTINGS)
    next(course)
    new = result_of(lambda: course.send(answer(200, b'{"accessToken":"new"}')))
    assert session.has_ended(answer(403, b"{}"), old)
    assert result_of(lambda: next(session.headers(SETTINGS))) == new


def result_of(step: Callable[[], object]) -> dict[str, str]:
    """Give what a course returns by its last step."""
    with pytest.raises(StopIteration) as end:
        step()
    found: dict[str, str] = end.value.value
    return found


def test_no_error_and_no_log_holds_the_password(
    settings: dict[str, Any], opened: Opening, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="shelfwire_client")
    client = opened("VendNovation", **settings | {"password": "secret-of-mine"})
    with pytest.raises(PermissionDeniedError) as caught:
        client.products.list_products()

    assert "secret-of-mine" not in repr(caught.value) + str(caught.value) + caplog.text
    assert "authenticate" in caplog.text

"""Lana's clients of both kinds: on the running server, and on a transport that keeps requests and answers as it is told."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

import shelfwire_client
from tests.sdk.conftest import Account, Opening

Ask = Callable[[Any], Any]


@pytest.fixture
def client(account: Account, opened: Opening) -> Any:
    return opened("Lana", **account.settings("lana"))


class Exchange:
    """One client of either kind, whose requests are kept and answered in turn by what it was told.

    Attributes:
        seen: the requests.
    """

    def __init__(self, name: str) -> None:
        """Take the name of the client's class."""
        self.name = name
        self.seen: list[httpx2.Request] = []

    def ask(self, ask: Ask, *answers: bytes, status: int = 200, **settings: Any) -> Any:
        """Carry out one call and give what it gives; the last answer is given again to all requests behind it."""
        made: dict[str, Any] = {
            "token": "t.o.k",
            "shop_id": "sh_EQzGqWoY",
            "base_url": "https://host",
            "max_retries": 0,
        }
        made |= settings

        def take(request: httpx2.Request) -> httpx2.Response:
            self.seen.append(request)
            return httpx2.Response(status, content=answers[min(len(self.seen), len(answers)) - 1])

        transport = httpx2.MockTransport(take)

        async def drive() -> Any:
            async with httpx2.AsyncClient(transport=transport) as http_client:
                return await ask(shelfwire_client.AsyncLana(**made, http_client=http_client))

        if self.name.startswith("Async"):
            return asyncio.run(drive())
        with httpx2.Client(transport=transport) as http_client:
            return ask(shelfwire_client.Lana(**made, http_client=http_client))


@pytest.fixture(params=["Lana", "AsyncLana"])
def exchange(request: pytest.FixtureRequest) -> Exchange:
    return Exchange(request.param)

"""A real catalog on a real store behind the dialect's own handlers, with a clock that stands still."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shelfwire.access.caller import PERMISSIONS, Caller
from shelfwire.access.sessions import Sessions
from shelfwire.dialects.colleqtive.routes import COLLEQTIVE
from shelfwire.dialects.contract import Call, Head, Refusal, Services
from shelfwire.engine.run import Engine
from shelfwire.settings import Settings
from shelfwire.storage.opening import open_store
from shelfwire.storage.port import Store

BASE = "/api/v2/public/products"
NOW = 1_790_000_000_000_000
"""2026-09-21T14:13:20Z in microseconds."""


class Answer(msgspec.Struct):
    status: int
    headers: dict[str, str]
    body: Any


class Shop:
    """One catalog and a caller, asked through the dialect's operations."""

    def __init__(self, store: Store, runner: asyncio.Runner, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.runner = runner
        row = runner.run(store.write(lambda transaction: transaction.create_catalog("shop", NOW), rows=1))
        self.catalog_id = row.catalog_id

    def ask(
        self,
        method: str,
        path: str = "",
        body: Any = b"",
        *,
        query: tuple[tuple[str, str], ...] = (),
        headers: dict[str, str] | None = None,
        permissions: tuple[str, ...] = PERMISSIONS,
    ) -> Answer:
        """Ask one operation; `body` is bytes, or a value to be sent as JSON."""
        (operation,) = [one for one in COLLEQTIVE.operations if (one.method, one.path) == (method, BASE + path)]
        head = Head(method, operation.path, query, headers or {}, {}, "request")
        caller = Caller(1, self.catalog_id, "colleqtive", frozenset(permissions))
        services = Services(
            Engine(self.store, lambda: NOW), self.store, Sessions(self.store, lambda: NOW), self.settings, lambda: NOW
        )
        call = Call(head, caller, services, body if isinstance(body, bytes) else json.dumps(body).encode())
        try:
            reply = self.runner.run(_handle(operation.handler, call))
        except Refusal as refusal:
            reply = COLLEQTIVE.refuse(refusal)
        return Answer(reply.status, dict(reply.headers), json.loads(reply.body))

    def records(self, *numbers: str) -> list[dict[str, Any]]:
        """List products, all of them or those with these numbers."""
        query = (("page_size", "1000"), *((("product_number", ",".join(numbers)),) if numbers else ()))
        answer = self.ask("GET", query=query)
        assert answer.status == 200
        listed: list[dict[str, Any]] = answer.body["records"]
        return listed


async def _handle(handler: Any, call: Call) -> Any:
    return await handler(call)


@pytest.fixture
def settings() -> Settings:
    return Settings(items_max=5_000, errors_listed_max=20)


@pytest.fixture
def shop(tmp_path: Path, settings: Settings) -> Iterator[Shop]:
    with asyncio.Runner() as runner:
        store = open_store(f"sqlite:///{tmp_path / 'shop.db'}", settings, serving=True, now=lambda: NOW)
        yield Shop(store, runner, settings)
        runner.run(store.close())

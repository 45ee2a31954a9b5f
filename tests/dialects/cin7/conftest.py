"""A real catalog on a real store behind the dialect's own handlers, with a clock that goes by steps."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shelfwire.access.caller import PERMISSIONS, Caller
from shelfwire.access.sessions import Sessions
from shelfwire.catalog.change import Action, Batch, Change
from shelfwire.catalog.outcome import BatchOutcome
from shelfwire.catalog.policy import COLLEQTIVE_WRITE, Policy
from shelfwire.dialects.cin7.routes import CIN7
from shelfwire.dialects.contract import Call, Head, Refusal, Services
from shelfwire.engine.reply import Reply
from shelfwire.engine.run import Engine
from shelfwire.settings import Settings
from shelfwire.storage.opening import open_store
from shelfwire.storage.port import Store

BASE = "/api/v1/Products"
NOW = 1_790_000_000_000_000
"""2026-09-21T14:13:20Z in microseconds."""
NOW_TEXT = "2026-09-21T14:13:20Z"


class Answer(msgspec.Struct):
    status: int
    headers: dict[str, str]
    body: Any


class Shop:
    """One catalog and a caller, asked through the dialect's operations.

    Attributes:
        now: the clock, in microseconds since 1970; tests set it.
    """

    def __init__(self, store: Store, runner: asyncio.Runner, settings: Settings) -> None:
        self.now = NOW
        self.store = store
        self.settings = settings
        self.runner = runner
        row = runner.run(store.write(lambda transaction: transaction.create_catalog("shop", NOW), rows=1))
        self.catalog_id = row.catalog_id

    def ask(
        self,
        method: str,
        body: Any = b"",
        *,
        product_id: str | None = None,
        query: tuple[tuple[str, str], ...] = (),
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Ask one operation; `body` is bytes, or a value to be sent as JSON."""
        path = BASE if product_id is None else BASE + "/{id}"
        (operation,) = [one for one in CIN7.operations if (one.method, one.path) == (method, path)]
        parameters = {} if product_id is None else {"id": product_id}
        head = Head(method, path, query, headers or {}, parameters, "request")
        caller = Caller(1, self.catalog_id, "cin7", frozenset(PERMISSIONS))
        services = Services(
            Engine(self.store, lambda: self.now),
            self.store,
            Sessions(self.store, lambda: self.now),
            self.settings,
            lambda: self.now,
        )
        call = Call(head, caller, services, body if isinstance(body, bytes) else json.dumps(body).encode())
        try:
            reply = self.runner.run(_handle(operation.handler, call))
        except Refusal as refusal:
            reply = CIN7.refuse(refusal)
        return Answer(reply.status, dict(reply.headers), json.loads(reply.body))

    def create(self, *products: Any) -> list[dict[str, Any]]:
        """Create products and give the results."""
        answer = self.ask("POST", list(products))
        assert answer.status == 200, answer.body
        results: list[dict[str, Any]] = answer.body
        return results

    def update(self, *items: Any) -> list[dict[str, Any]]:
        """Update products and give the results."""
        answer = self.ask("PUT", list(items))
        assert answer.status == 200, answer.body
        results: list[dict[str, Any]] = answer.body
        return results

    def products(self, **query: str) -> list[dict[str, Any]]:
        """List products."""
        answer = self.ask("GET", query=tuple(query.items()))
        assert answer.status == 200, answer.body
        listed: list[dict[str, Any]] = answer.body
        return listed

    def product(self, product_id: int) -> dict[str, Any]:
        """Get one product."""
        answer = self.ask("GET", product_id=str(product_id))
        assert answer.status == 200, answer.body
        found: dict[str, Any] = answer.body
        return found

    def elsewhere(self, sku: str, policy: Policy = COLLEQTIVE_WRITE, **attributes: Any) -> None:
        """Write a product as another API does."""
        names = dict(sorted(attributes.items()))
        batch = Batch(self.catalog_id, policy, [Change(0, Action.WRITE, sku, msgspec.json.encode(names))])

        def render(outcome: BatchOutcome) -> Reply:
            assert not outcome.problems
            return Reply(200)

        self.runner.run(_run(Engine(self.store, lambda: self.now), batch, render))

    def revision(self) -> int:
        """Give the catalog's revision."""
        row = self.runner.run(_read(self.store, self.catalog_id))
        assert row is not None
        return int(row.revision)


async def _handle(handler: Any, call: Call) -> Any:
    return await handler(call)


async def _run(engine: Engine, batch: Batch, render: Any) -> Reply:
    return await engine.run(batch, render)


async def _read(store: Store, catalog_id: int) -> Any:
    return await store.read(lambda reader: reader.catalog(catalog_id))


def one(**fields: Any) -> dict[str, Any]:
    """Give the smallest good product, with further fields."""
    return {"name": "One", "productOptions": [{}]} | fields


@pytest.fixture
def settings() -> Settings:
    return Settings(items_max=5_000, errors_listed_max=20)


@pytest.fixture
def shop(tmp_path: Path, settings: Settings) -> Iterator[Shop]:
    with asyncio.Runner() as runner:
        store = open_store(f"sqlite:///{tmp_path / 'shop.db'}", settings, serving=True, now=lambda: NOW)
        yield Shop(store, runner, settings)
        runner.run(store.close())

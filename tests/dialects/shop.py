"""A real catalog on a real store behind a dialect's own handlers, with a clock that stands still until a test moves it."""

import asyncio
import json
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import msgspec

from shelfwire.access import credentials
from shelfwire.access.caller import PERMISSIONS, Caller
from shelfwire.access.credentials import NewCredential
from shelfwire.access.gate import Gate
from shelfwire.access.sessions import Sessions
from shelfwire.access.signing import SigningKey
from shelfwire.dialects.colleqtive.routes import COLLEQTIVE
from shelfwire.dialects.contract import Call, Dialect, Head, Refusal, Services
from shelfwire.engine.reply import Reply
from shelfwire.engine.run import Engine
from shelfwire.http.app import build_app
from shelfwire.http.metrics import Metrics
from shelfwire.observe import ignore
from shelfwire.settings import Settings
from shelfwire.storage.opening import open_store
from shelfwire.storage.port import Store

__all__ = ["NOW", "SETTINGS", "Answer", "DialectShop", "ServiceShop", "open_shop"]

NOW = 1_790_000_000_000_000
"""2026-09-21T14:13:20Z in microseconds."""

SETTINGS = Settings(items_max=5_000, errors_listed_max=20)


T = TypeVar("T")


class Answer(msgspec.Struct):
    """An answer with its body decoded."""

    status: int
    headers: dict[str, str]
    body: Any


class DialectShop:
    """One catalog and a caller, asked through a dialect's operations.

    Attributes:
        dialect: the dialect.
        now: the clock, in microseconds since 1970; tests set it.
    """

    dialect: Dialect

    def __init__(self, store: Store, runner: asyncio.Runner, settings: Settings) -> None:
        """Make a catalog in `store`."""
        self.now = NOW
        self.store = store
        self.settings = settings
        self.runner = runner
        self.engine = Engine(store, lambda: self.now)
        row = runner.run(store.write(lambda transaction: transaction.create_catalog("shop", NOW), rows=1))
        self.catalog_id = row.catalog_id

    def asked(
        self,
        method: str,
        path: str,
        body: Any,
        *,
        query: tuple[tuple[str, str], ...] = (),
        headers: Mapping[str, str] | None = None,
        path_parameters: Mapping[str, str] | None = None,
        permissions: tuple[str, ...] = PERMISSIONS,
    ) -> Answer:
        """Ask the operation at a path template; `body` is bytes, or a value to be sent as JSON."""
        (operation,) = [one for one in self.dialect.operations if (one.method, one.path) == (method, path)]
        head = Head(method, path, query, headers or {}, path_parameters or {}, "request")
        caller = Caller(1, self.catalog_id, self.dialect.name, frozenset(permissions))
        sessions = Sessions(self.store, SigningKey(self.store), lambda: self.now)
        services = Services(self.engine, self.store, sessions, self.settings, lambda: self.now)
        call = Call(head, caller, services, body if isinstance(body, bytes) else json.dumps(body).encode())

        async def handled() -> Reply:
            return await operation.handler(call)

        try:
            reply = self.runner.run(handled())
        except Refusal as refusal:
            reply = (operation.refuse or self.dialect.refuse)(refusal)
        return Answer(reply.status, dict(reply.headers), json.loads(reply.body))


class ServiceShop:
    """The whole service in this process with one catalog, asked over its own ASGI interface.

    Attributes:
        dialect: the dialect that it is about; Colleqtive is spoken beside it.
        now: the clock, in microseconds since 1970 in UTC; tests set it.
    """

    dialect: Dialect

    def __init__(self, folder: Path, runner: asyncio.Runner, settings: Settings) -> None:
        """Make a catalog in a store in `folder`."""
        self.now = NOW
        self.runner = runner
        self.store = self.wait(self._open(f"sqlite:///{folder / 'shop.db'}", settings))
        self.app = build_app(
            store=self.store,
            engine=Engine(self.store, lambda: self.now),
            gate=Gate(self.store, lambda: self.now, settings),
            settings=settings,
            now=lambda: self.now,
            observer=ignore,
            metrics=Metrics(),
            dialects=(COLLEQTIVE, self.dialect),
        )
        self.client = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self.app), base_url="http://shop.test")
        self.catalog_id = self.wait(credentials.create_catalog(self.store, "shop", self.now)).catalog_id

    async def _open(self, url: str, settings: Settings) -> Store:
        return open_store(url, settings, serving=True, now=lambda: self.now)

    def wait(self, awaitable: Awaitable[T]) -> T:
        """Wait for something in the service's event loop."""

        async def waited() -> T:
            return await awaitable

        return self.runner.run(waited())

    def new_key(
        self, *permissions: str, dialect: str | None = None, catalog: str = "shop", **ends: Any
    ) -> NewCredential:
        """Make a credential; without permissions it has those of every new one."""
        chosen: dict[str, Any] = {"permissions": permissions} if permissions else {}
        made = credentials.create_credential(
            self.store, catalog=catalog, dialect=dialect or self.dialect.name, now=self.now, **chosen, **ends
        )
        return self.wait(made)

    def close(self) -> None:
        """End the client and the store."""
        self.wait(self.client.aclose())
        self.wait(self.store.close())


S = TypeVar("S", bound=DialectShop)


@contextmanager
def open_shop(kind: type[S], folder: Path, settings: Settings) -> Iterator[S]:
    """Open a shop on a store in `folder` for as long as the block lasts."""
    with asyncio.Runner() as runner:
        store = open_store(f"sqlite:///{folder / 'shop.db'}", settings, serving=True, now=lambda: NOW)
        try:
            yield kind(store, runner, settings)
        finally:
            runner.run(store.close())

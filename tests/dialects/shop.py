"""A real catalog on a real store behind a dialect's own handlers, with a clock that stands still until a test moves it."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from shelfwire.access.caller import PERMISSIONS, Caller
from shelfwire.access.sessions import Sessions
from shelfwire.access.signing import SigningKey
from shelfwire.dialects.contract import Call, Dialect, Head, Refusal, Services
from shelfwire.engine.reply import Reply
from shelfwire.engine.run import Engine
from shelfwire.settings import Settings
from shelfwire.storage.opening import open_store
from shelfwire.storage.port import Store

__all__ = ["NOW", "SETTINGS", "Answer", "DialectShop", "open_shop"]

NOW = 1_790_000_000_000_000
"""2026-09-21T14:13:20Z in microseconds."""

SETTINGS = Settings(items_max=5_000, errors_listed_max=20)


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

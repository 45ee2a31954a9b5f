"""A store in a real SQLite file with its gate, driven from plain functions."""

import asyncio
from collections.abc import Awaitable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from shelfwire.access import credentials
from shelfwire.access.caller import Caller, Presented
from shelfwire.access.credentials import NewCredential
from shelfwire.access.gate import Denied, Gate
from shelfwire.settings import Settings
from shelfwire.storage.opening import open_store
from shelfwire.storage.port import Store

T = TypeVar("T")


class House:
    """A store and a gate with clocks that stand still until they are told to go on."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.runner = asyncio.Runner()
        self.microseconds = 1_700_000_000_000_000
        self.nanoseconds = 0
        self.closed = False
        self.store: Store = self.runner.run(self._open(settings))
        self.gate = Gate(self.store, lambda: self.microseconds, settings, monotonic=lambda: self.nanoseconds)

    async def _open(self, settings: Settings) -> Store:
        url = f"sqlite:///{self.folder / 'access.db'}"
        return open_store(url, settings, serving=True, now=lambda: self.microseconds)

    def wait(self, awaitable: Awaitable[T]) -> T:
        async def waited() -> T:
            return await awaitable

        return self.runner.run(waited())

    def catalog(self, name: str) -> int:
        return self.wait(credentials.create_catalog(self.store, name, self.microseconds)).catalog_id

    def key(self, catalog: str, **choices: Any) -> NewCredential:
        chosen = {"dialect": "colleqtive", **choices}
        return self.wait(
            credentials.create_credential(self.store, catalog=catalog, now=self.microseconds, **chosen),
        )

    def who(self, secret: str | None, dialect: str = "colleqtive") -> Caller:
        return self.wait(self.gate.identify(dialect, Presented(secret)))

    def denied(self, secret: str | None, dialect: str = "colleqtive") -> tuple[str, str]:
        with pytest.raises(Denied) as caught:
            self.who(secret, dialect)
        return caught.value.reason, str(caught.value)

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            self.runner.run(self.store.close())
            self.runner.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = House(tmp_path, Settings())
    yield opened
    opened.close()

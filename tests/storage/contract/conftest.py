"""The stores that the contract is held against: another store joins with one more factory."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shelfwire.settings import Settings
from shelfwire.storage.opening import open_store
from shelfwire.storage.port import Store
from tests.storage.desk import Desk


def sqlite_store(folder: Path, settings: Settings) -> Store:
    """Open a fresh SQLite store."""
    return open_store(f"sqlite:///{folder}/contract.db", settings, serving=True, now=lambda: time.time_ns() // 1_000)


FACTORIES: dict[str, Callable[[Path, Settings], Store]] = {"sqlite": sqlite_store}
"""By name: how to open an empty store with some settings, given a folder of its own."""


@pytest.fixture(params=sorted(FACTORIES))
def open_empty(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Settings], Store]:
    """Give a way to open an empty store with settings of the test's own."""
    factory = FACTORIES[request.param]
    return lambda settings: factory(tmp_path, settings)


@pytest.fixture
def desk(open_empty: Callable[[Settings], Store]) -> Iterator[Desk]:
    """Give an empty store with a desk in front of it."""
    it = Desk(open_empty(Settings(readers=1, cache_bytes=4 * 1024 * 1024)))
    yield it
    it.close()

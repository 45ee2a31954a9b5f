"""A catalog in a real SQLite file and an engine on it, driven from plain functions."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest

from shelfwire.catalog.change import Batch, Change, OfferBatch, Rewrite
from shelfwire.catalog.outcome import BatchOutcome, OutcomeKind
from shelfwire.catalog.policy import COLLEQTIVE_WRITE, Policy
from shelfwire.catalog.product import Product
from shelfwire.engine.reply import Claim, Reply
from shelfwire.engine.run import Engine
from shelfwire.observe import BatchDone, Observation
from shelfwire.settings import Settings
from shelfwire.storage.opening import open_store
from shelfwire.storage.port import Store

T = TypeVar("T")


class Clock:
    """A clock that stands still until it is told to go on; microseconds."""

    def __init__(self) -> None:
        self.now = 1_700_000_000_000_000

    def __call__(self) -> int:
        return self.now


class Shop:
    """One store with one catalog and an engine, for tests that read like a story."""

    def __init__(self, url: str, *, catalog: str | None = "one") -> None:
        self.runner = asyncio.Runner()
        self.clock = Clock()
        self.seen: list[Observation] = []
        self.outcome = BatchOutcome(bytearray(), [], [])
        self.store: Store = self.runner.run(self._open(url))
        self.engine = Engine(self.store, self.clock, observe=self.seen.append)
        self.catalog_id = self.new_catalog(catalog) if catalog else 1

    @classmethod
    def again(cls, url: str) -> "Shop":
        """Open a store that was closed before."""
        return cls(url, catalog=None)

    async def _open(self, url: str) -> Store:
        return open_store(url, Settings(), serving=True, now=self.clock)

    def wait(self, awaitable: Awaitable[T]) -> T:
        async def waited() -> T:
            return await awaitable

        return self.runner.run(waited())

    def close(self) -> None:
        self.wait(self.store.close())
        self.runner.close()

    def new_catalog(self, name: str) -> int:
        return self.wait(self.store.write(lambda t: t.create_catalog(name, self.clock.now), rows=1)).catalog_id

    def render(self, outcome: BatchOutcome) -> Reply:
        self.outcome = outcome
        return Reply(409 if outcome.rejected else 200, msgspec.json.encode(list(outcome.product_ids)))

    def write(
        self,
        *changes: Change,
        policy: Policy = COLLEQTIVE_WRITE,
        catalog_id: int | None = None,
        claim: Claim | None = None,
    ) -> BatchOutcome:
        self.reply(changes, policy, catalog_id, claim)
        return self.outcome

    def reply(
        self, changes: tuple[Change, ...], policy: Policy, catalog_id: int | None = None, claim: Claim | None = None
    ) -> Reply:
        batch = Batch(catalog_id or self.catalog_id, policy, list(changes))
        return self.wait(self.engine.run(batch, self.render, claim))

    def offer(self, batch: OfferBatch) -> BatchOutcome:
        self.wait(self.engine.run_offers(batch, self.render))
        return self.outcome

    def rewrite(self, rewrite: Rewrite) -> BatchOutcome:
        self.wait(self.engine.rewrite(rewrite, self.render))
        return self.outcome

    def products(self, catalog_id: int | None = None) -> dict[str, Product]:
        number = catalog_id or self.catalog_id
        return {p.sku: p for p in self.wait(self.store.read(lambda reader: reader.after(number, 0, 100_000)))}

    def attributes(self, catalog_id: int | None = None) -> dict[str, dict[str, Any]]:
        return {sku: msgspec.json.decode(product.attributes) for sku, product in self.products(catalog_id).items()}

    @property
    def revision(self) -> int:
        row = self.wait(self.store.read(lambda reader: reader.catalog(self.catalog_id)))
        assert row is not None
        return row.revision

    @property
    def last_batch(self) -> BatchDone:
        return [seen for seen in self.seen if isinstance(seen, BatchDone)][-1]


def kinds(outcome: BatchOutcome) -> list[str]:
    """Name the outcome of each item, in lower case."""
    return [OutcomeKind(kind).name.lower() for kind in outcome.kinds]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = Shop(f"sqlite:///{tmp_path / 'shop.db'}")
    yield opened
    opened.close()


@pytest.fixture
def new_shop(tmp_path: Path) -> Iterator[Callable[[], Shop]]:
    opened: list[Shop] = []

    def make() -> Shop:
        opened.append(Shop(f"sqlite:///{tmp_path / f'shop{len(opened)}.db'}"))
        return opened[-1]

    yield make
    for one in opened:
        one.close()

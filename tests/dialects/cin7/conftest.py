"""A catalog behind Cin7 Omni's own handlers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shelfwire.catalog.change import Action, Batch, Change
from shelfwire.catalog.outcome import BatchOutcome
from shelfwire.catalog.policy import COLLEQTIVE_WRITE, Policy
from shelfwire.dialects.cin7.routes import CIN7
from shelfwire.engine.reply import Reply
from shelfwire.settings import Settings
from shelfwire.storage.port import CatalogRow
from tests.dialects.shop import NOW, SETTINGS, Answer, DialectShop, open_shop

__all__ = ["BASE", "NOW", "NOW_TEXT", "Answer", "Shop", "one"]

BASE = "/api/v1/Products"
NOW_TEXT = "2026-09-21T14:13:20Z"


class Shop(DialectShop):
    """One catalog and a caller, asked through Cin7 Omni's operations."""

    dialect = CIN7

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
        if product_id is None:
            return self.asked(method, BASE, body, query=query, headers=headers)
        return self.asked(
            method, BASE + "/{id}", body, query=query, headers=headers, path_parameters={"id": product_id}
        )

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

        async def run() -> Reply:
            return await self.engine.run(batch, render)

        self.runner.run(run())

    def revision(self) -> int:
        """Give the catalog's revision."""

        async def read() -> CatalogRow | None:
            return await self.store.read(lambda reader: reader.catalog(self.catalog_id))

        row = self.runner.run(read())
        assert row is not None
        return row.revision


def one(**fields: Any) -> dict[str, Any]:
    """Give the smallest good product, with further fields."""
    return {"name": "One", "productOptions": [{}]} | fields


@pytest.fixture
def settings() -> Settings:
    return SETTINGS


@pytest.fixture
def shop(tmp_path: Path, settings: Settings) -> Iterator[Shop]:
    with open_shop(Shop, tmp_path, settings) as opened:
        yield opened

"""A catalog behind Colleqtive's own handlers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shelfwire.access.caller import PERMISSIONS
from shelfwire.dialects.colleqtive.routes import COLLEQTIVE
from shelfwire.settings import Settings
from tests.dialects.shop import NOW, SETTINGS, Answer, DialectShop, open_shop

__all__ = ["BASE", "NOW", "Answer", "Shop"]

BASE = "/api/v2/public/products"


class Shop(DialectShop):
    """One catalog and a caller, asked through Colleqtive's operations."""

    dialect = COLLEQTIVE

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
        return self.asked(method, BASE + path, body, query=query, headers=headers, permissions=permissions)

    def records(self, *numbers: str) -> list[dict[str, Any]]:
        """List products, all of them or those with these numbers."""
        query = (("page_size", "1000"), *((("product_number", ",".join(numbers)),) if numbers else ()))
        answer = self.ask("GET", query=query)
        assert answer.status == 200
        listed: list[dict[str, Any]] = answer.body["records"]
        return listed


@pytest.fixture
def settings() -> Settings:
    return SETTINGS


@pytest.fixture
def shop(tmp_path: Path, settings: Settings) -> Iterator[Shop]:
    with open_shop(Shop, tmp_path, settings) as opened:
        yield opened

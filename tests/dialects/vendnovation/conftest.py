"""The whole service in this process, on a real store, with a clock that the test moves."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pytest

from shelfwire.access.credentials import NewCredential
from shelfwire.dialects.vendnovation.routes import VENDNOVATION
from shelfwire.settings import Settings
from tests.dialects.shop import NOW, SETTINGS, Answer, ServiceShop

__all__ = ["BASE", "NOW", "Answer", "Shop"]

T = TypeVar("T")
BASE = "/vendor/prod"


class Shop(ServiceShop):
    """A service with one catalog, asked over its own ASGI interface by a client that has logged in.

    Attributes:
        key: the credential of this API.
        headers: what the client sends along with every request.
    """

    dialect = VENDNOVATION

    def __init__(self, folder: Path, runner: asyncio.Runner, settings: Settings) -> None:
        super().__init__(folder, runner, settings)
        self.key = self.new_key()
        self.headers = self.logged_in(self.key)

    def logged_in(self, key: NewCredential) -> dict[str, str]:
        """Log in with a credential and give the headers of a client that did."""
        given = {"x-api-key": key.secret}
        login = {name: key.client_fields[name] for name in ("username", "password")}
        answer = self.ask("POST", "/authenticate", login, headers=given)
        assert answer.status == 200, answer.body
        return given | {"access-token": answer.body["accessToken"]}

    def send(self, method: str, path: str, body: Any = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Send a request to any path; `body` is bytes, or a value to be sent as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"content-type": "application/json"} | dict(headers or {})
        sent = [(name.encode(), value.encode("latin-1")) for name, value in given.items()]
        response = self.wait(self.client.request(method, path, content=content, headers=sent))
        return Answer(response.status_code, dict(response.headers), json.loads(response.content))

    def ask(self, method: str, path: str, body: Any = b"", *, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask this API, as the client that has logged in unless other headers are given."""
        return self.send(method, BASE + path, body, self.headers if headers is None else headers)

    def push(self, *products: Any, headers: Mapping[str, str] | None = None) -> Answer:
        """Push products in the vendor's envelope."""
        return self.ask("PUT", "/products", {"body": products}, headers=self.headers | dict(headers or {}))

    def pushed(self, *products: Any) -> list[int]:
        """Push products that are taken, and give their numbers."""
        answer = self.push(*products)
        assert answer.status == 200, answer.body
        numbers: list[int] = answer.body
        return numbers

    def listed(self, *product_ids: int) -> list[dict[str, Any]]:
        """List products, all of them or those with these numbers, page after page."""
        found: list[dict[str, Any]] = []
        for page in range(1, 1_000):
            body = {"requestFilter": {"organizationIds": [], "productIds": product_ids}}
            answer = self.ask("POST", "/products", body, headers=self.headers | {"page": str(page), "size": "50"})
            assert answer.status == 200, answer.body
            found += answer.body
            if len(answer.body) < 50:
                break
        return found


@pytest.fixture
def settings() -> Settings:
    return SETTINGS


@pytest.fixture
def shop(tmp_path: Path, settings: Settings) -> Iterator[Shop]:
    with asyncio.Runner() as runner:
        opened = Shop(tmp_path, runner, settings)
        yield opened
        opened.close()

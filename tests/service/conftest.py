"""One real server a module, with a plain HTTP client that shows whole answers."""

import asyncio
import gzip
import http.client
import json
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from shelfwire.access.credentials import create_catalog, create_credential
from shelfwire.cli.store import clock, command_store
from tests.serving import Served

EVERY_PERMISSION = ("products.read", "products.create", "products.modify", "products.delete", "products.flush")
PRODUCTS = "/api/v2/public/products"

_numbers = count(1)


class Answer(msgspec.Struct, frozen=True):
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Sends exactly the bytes it is told to."""

    def __init__(self, base_url: str, token: str, catalog: str = "") -> None:
        self.catalog = catalog
        self.netloc = urlsplit(base_url).netloc
        self.token = token
        self.connection = http.client.HTTPConnection(self.netloc, timeout=120)

    def send(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        sent = {"authorization": self.token} | dict(headers or {})
        try:
            self.connection.request(method, target, body, {name: value for name, value in sent.items() if value})
            response = self.connection.getresponse()
            answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        if response.will_close:
            self.connection.close()
        return answer

    def post(self, body: bytes, target: str = PRODUCTS, **headers: str) -> Answer:
        return self.send("POST", target, body, {"content-type": "application/json"} | headers)

    def push(self, *items: Mapping[str, Any], target: str = PRODUCTS) -> Answer:
        return self.post(json.dumps(items).encode(), target)

    def numbers(self) -> list[str]:
        listed = self.send("GET", PRODUCTS + "?page_size=1000").json
        return [record["product_number"] for record in listed["records"]]

    def close(self) -> None:
        self.connection.close()


def gzipped(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("served"), settings={"SHELFWIRE_BODY_BYTES_MAX": str(32 * 1024 * 1024)})
    yield server
    assert server.stop() == 0
    assert [line for line in server.said if "Traceback" in line] == []


def open_catalog(served: Served, name: str) -> Client:
    """Make a catalog and a key that may do everything, as the commands do but in this process, and give its client."""

    async def make() -> str:
        async with command_store(served.url) as store:
            await create_catalog(store, name, clock())
            made = await create_credential(
                store, catalog=name, dialect="colleqtive", permissions=EVERY_PERMISSION, now=clock()
            )
            return made.secret

    return Client(served.base_url, asyncio.run(make()), name)


@pytest.fixture
def client(served: Served) -> Iterator[Client]:
    """A client whose key may do everything in a catalog of the test's own."""
    opened = open_catalog(served, f"catalog of a test {next(_numbers)}")
    yield opened
    opened.close()

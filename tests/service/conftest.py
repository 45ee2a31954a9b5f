"""One real server a module, with a plain HTTP client that shows whole answers."""

import gzip
import http.client
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from tests.serving import Served

EVERY_PERMISSION = ("products.read", "products.create", "products.modify", "products.delete", "products.flush")
PRODUCTS = "/api/v2/public/products"


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


@pytest.fixture
def client(served: Served) -> Iterator[Client]:
    """A client whose key may do everything in a catalog of the test's own."""
    catalog = served.new_catalog()
    opened = Client(served.base_url, served.token(catalog, *EVERY_PERMISSION), catalog)
    yield opened
    opened.close()

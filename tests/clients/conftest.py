"""One real server a module, Colleqtive's official client on it, and a company that speaks all APIs to it."""

import http.client
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import pytest
from colleqtive_sdk import Colleqtive

from tests.across.company import DIALECTS, Answer, Company, Office
from tests.serving import Served

EVERY_PERMISSION = ("products.read", "products.create", "products.modify", "products.delete", "products.flush")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(Path(tmp_path_factory.mktemp("served")))
    yield server
    assert server.stop() == 0


@pytest.fixture
def token(served: Served) -> str:
    """A key of a catalog of the test's own that may do everything."""
    name = served.new_catalog()
    return served.token(name, *EVERY_PERMISSION)


@pytest.fixture
def client(served: Served, token: str) -> Iterator[Colleqtive]:
    with Colleqtive(bearer_token=token, base_url=served.base_url) as opened:
        yield opened


class Wire:
    """Takes a company's requests to a running server."""

    def __init__(self, served: Served) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(served.base_url).netloc, timeout=120)

    def ask(self, method: str, target: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        self.connection.request(method, target, body, dict(headers))
        response = self.connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, response.read())


def granted(dialect: str) -> list[str]:
    """Grant by name what no key has of itself, to the one API that has a flush."""
    return [word for one in EVERY_PERMISSION for word in ("--permission", one)] if dialect == "colleqtive" else []


@pytest.fixture
def company(served: Served) -> Iterator[Company]:
    """A catalog of the test's own on the running server, with a credential for each API."""
    name = served.new_catalog()
    keys = {
        dialect: served.command("key", "create", "--catalog", name, "--dialect", dialect, *granted(dialect))
        for dialect in DIALECTS
    }
    wire = Wire(served)
    yield Company(cast("Office", wire), name, keys["vendnovation"]["organization_id"], keys)
    wire.connection.close()

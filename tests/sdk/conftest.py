"""One real server a worker, a catalog with credentials for each test, and both kinds of clients on it."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import shelfwire_client
from tests.clients.conftest import granted
from tests.clients.fault_proxy import FaultProxy
from tests.sdk.both import Driven
from tests.serving import Served

VARIABLES = {
    "colleqtive": {"COLLEQTIVE_BEARER_TOKEN": "token"},
    "lana": {"LANA_TOKEN": "token", "LANA_SHOP_ID": "shop_id"},
    "cin7": {"CIN7_USERNAME": "username", "CIN7_KEY": "key"},
    "vendnovation": {
        "VENDNOVATION_API_KEY": "api_key",
        "VENDNOVATION_USERNAME": "username",
        "VENDNOVATION_PASSWORD": "password",
    },
}
"""The environment variables of each dialect's clients, and which part of a credential each holds."""

STAGES = {"cin7": "/api", "vendnovation": "/vendor/prod"}
"""What stands behind the server's address in the base URLs of clients that are given one with a path."""


class Account:
    """A catalog of a test's own on the running server.

    Attributes:
        served: the server.
        name: the catalog's.
    """

    def __init__(self, served: Served) -> None:
        """Make the catalog."""
        self.served = served
        self.name = served.new_catalog()
        self._keys: dict[str, dict[str, Any]] = {}

    def key(self, dialect: str) -> dict[str, Any]:
        """Give the credential of a dialect, which may do everything; the same whenever it is asked for."""
        if dialect not in self._keys:
            self._keys[dialect] = self._made(dialect)
        return self._keys[dialect]

    def _made(self, dialect: str) -> dict[str, Any]:
        return self.served.command("key", "create", "--catalog", self.name, "--dialect", dialect, *granted(dialect))

    def environment(self, dialect: str, base_url: str | None = None) -> dict[str, str]:
        """Give the environment of a program that speaks a dialect to this catalog, perhaps through a proxy."""
        key = self.key(dialect)
        found = {variable: str(key[part]) for variable, part in VARIABLES[dialect].items()}
        prefix = next(iter(found)).partition("_")[0]
        return found | {f"{prefix}_BASE_URL": (base_url or self.served.base_url) + STAGES.get(dialect, "")}

    def settings(self, dialect: str, base_url: str | None = None) -> dict[str, str]:
        """Give the same as arguments of the dialect's client."""
        return {
            variable.partition("_")[2].lower(): value for variable, value in self.environment(dialect, base_url).items()
        }


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(Path(tmp_path_factory.mktemp("served")))
    yield server
    assert server.stop() == 0


@pytest.fixture
def account(served: Served) -> Account:
    return Account(served)


@pytest.fixture
def proxy(served: Served) -> Iterator[FaultProxy]:
    """Between a client and the server: shows what was sent, and does to it what it is told."""
    with FaultProxy(served.base_url) as running:
        yield running


Opening = Callable[..., Any]


@pytest.fixture(params=["", "Async"], ids=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    """What the names of a kind of client begin with."""
    return str(request.param)


@pytest.fixture
def opened(kind: str) -> Iterator[Opening]:
    """Opens a client by its name without `Async`, once of each kind; it is closed when the test ends."""
    made: list[Any] = []
    with asyncio.Runner() as runner:

        def opening(name: str, **settings: Any) -> Any:
            client = getattr(shelfwire_client, kind + name)(**settings)
            made.append(Driven(client, runner) if kind else client)
            return made[-1]

        yield opening
        for client in made:
            client.close()

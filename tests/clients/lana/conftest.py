"""One real server, and what a client of a catalog of the test's own is given."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.serving import Served


class Access(msgspec.Struct, frozen=True):
    """What a client is given.

    Attributes:
        host: the base URL.
        token: the secret.
        shop: the catalog's id.
    """

    host: str
    token: str
    shop: str

    def given(self, **changed: str) -> dict[str, Any]:
        """Give it as the scripts take it."""
        return {"host": self.host, "token": self.token, "shop": self.shop} | changed


def access_to(served: Served) -> Access:
    """Create a catalog and a token for it."""
    name = served.new_catalog()
    made = served.command("key", "create", "--catalog", name, "--dialect", "lana")
    listed = served.command("catalog", "list")["catalogs"]
    (shop,) = [catalog["shop_id"] for catalog in listed if catalog["name"] == name]
    return Access(served.base_url, made["token"], shop)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(Path(tmp_path_factory.mktemp("served")))
    yield server
    assert server.stop() == 0


@pytest.fixture
def access(served: Served) -> Access:
    return access_to(served)

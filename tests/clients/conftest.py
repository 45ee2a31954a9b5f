"""One real server a module, and Colleqtive's official client on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from colleqtive_sdk import Colleqtive

from tests.serving import Served


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(Path(tmp_path_factory.mktemp("served")))
    yield server
    assert server.stop() == 0


@pytest.fixture
def token(served: Served) -> str:
    """A key of a catalog of the test's own that may do everything."""
    name = served.new_catalog()
    every = ("products.read", "products.create", "products.modify", "products.delete", "products.flush")
    return served.token(name, *every)


@pytest.fixture
def client(served: Served, token: str) -> Iterator[Colleqtive]:
    with Colleqtive(bearer_token=token, base_url=served.base_url) as opened:
        yield opened

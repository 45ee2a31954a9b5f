"""The pytest plugin: the fixtures `shelfwire` and `shelfwire_server`. Imports nothing but pytest until one is used."""

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from shelfwire.testing.running import Shelfwire

__all__ = ["pytest_runtest_call", "shelfwire", "shelfwire_server"]

_IN_USE = pytest.StashKey["list[Shelfwire]"]()


@pytest.fixture(scope="session")
def shelfwire_server() -> "Iterator[Shelfwire]":
    """Run a Shelfwire server, started with the first test that needs it; one for each worker of pytest-xdist."""
    from shelfwire.testing.running import serving  # noqa: PLC0415 - most runs of pytest have no use for the server

    with serving() as running:
        yield running


@pytest.fixture
def shelfwire(request: pytest.FixtureRequest, shelfwire_server: "Shelfwire") -> "Iterator[Shelfwire]":
    """Give a running Shelfwire server with an empty catalog, new credentials, no faults and no requests."""
    shelfwire_server.reset()
    request.node.stash.setdefault(_IN_USE, []).append(shelfwire_server)
    yield shelfwire_server
    shelfwire_server.forget_faults()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that passed though a fault that it asked for met no request."""
    result = yield
    if in_use := item.stash.get(_IN_USE, []):
        from shelfwire.testing.faults import UnusedFaults  # noqa: PLC0415 - as above

        try:
            for running in in_use:
                running.assert_faults_used()
        except UnusedFaults as unused:
            raise pytest.fail.Exception(str(unused), pytrace=False) from None
    return result

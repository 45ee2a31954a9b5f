"""A client that has logged in to a catalog of the test's own."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients.fault_proxy import FaultProxy
from tests.sdk.conftest import Account, Opening

DIALECT = "vendnovation"
STAGE = "/vendor/prod"


@pytest.fixture
def client(account: Account, opened: Opening) -> Any:
    return opened("VendNovation", **account.settings(DIALECT))


@pytest.fixture
def settings(account: Account, proxy: FaultProxy) -> dict[str, str]:
    """What a client is made of whose requests go through the proxy."""
    return account.settings(DIALECT, proxy.base_url)


@pytest.fixture
def watched(settings: dict[str, str], opened: Opening) -> Any:
    return opened("VendNovation", **settings)


@pytest.fixture
def asked(proxy: FaultProxy) -> Callable[[], list[str]]:
    """Tells what was asked so far, a word a request."""

    def told() -> list[str]:
        return [f"{one.method} {one.target.removeprefix(STAGE)}" for one in proxy.seen]

    return told

"""One service a module, and a catalog of its own for each test."""

from collections.abc import Iterator

import pytest

from tests.across.company import Company, Office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    opened = Office(tmp_path_factory.mktemp("across"))
    yield opened
    opened.close()


@pytest.fixture
def company(office: Office) -> Company:
    return office.company()

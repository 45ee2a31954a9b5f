"""What an operation's request goes through: routing, access, and the answer's headers."""

import httpx2
import pytest

from tests.http.echo import READER_SECRET, SECRET, body_answer
from tests.http.running import Running, running

AUTHORIZED = {"authorization": SECRET}


@pytest.fixture(scope="module")
def server() -> object:
    """Run one server for all tests here: none of them turns a part of it."""
    with running() as server:
        yield server


def test_a_thin_whole(server: Running) -> None:
    answer = httpx2.post(f"{server.url}/echo/body", headers=AUTHORIZED, json={"a": 1})
    assert answer.status_code == 200
    assert answer.json() == body_answer(b'{"a":1}')

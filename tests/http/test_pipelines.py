"""Requests that were sent without waiting for answers: what a client may do with them, and what it may not cost."""

import gc
import json
import logging
from collections.abc import Iterator
from contextlib import suppress

import pytest
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from shelfwire.http.server import WAITING_REQUESTS_MAX
from tests.http.running import Running, read_answer, read_to_end, request_head, running

HEAD = request_head("GET /echo/head")
SLOW = request_head("POST /echo/slow", "content-length: 2") + b"{}"


@pytest.fixture
def server() -> Iterator[Running]:
    """Run a server of the test's own."""
    with running() as server:
        yield server


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Give what was logged as more than a matter of course."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_client_that_leaves_while_its_answers_are_sent_is_no_fault(
    server: Running, caplog: pytest.LogCaptureFixture
) -> None:
    with server.raw() as connection:
        connection.sendall(request_head("GET /echo/big?bytes=67108864") * 3)
        assert connection.recv(1_000).startswith(b"HTTP/1.1 200 OK")
    (told,) = server.requests(1)
    assert (told.operation, told.status, told.answer_bytes < 67_108_864) == ("big", 499, True)
    with server.raw() as other:
        other.sendall(HEAD)
        assert read_answer(other)[0] == 200
    assert [done.operation for done in server.requests(2)] == ["big", "head"]
    assert warnings(caplog) == []


def test_a_client_that_leaves_before_its_answers_is_no_fault(server: Running, caplog: pytest.LogCaptureFixture) -> None:
    with server.raw() as connection:
        connection.sendall(SLOW + HEAD * 100)
        server.wait_entered()
    server.call(server.echo.released.set)
    assert server.requests(1)[0].operation == "slow"
    with server.raw() as other:
        other.sendall(HEAD)
        assert read_answer(other)[0] == 200
    assert warnings(caplog) == []


def requests_held() -> int:
    """Count the requests that this process holds; those of other tests, too, until they are collected."""
    gc.collect()
    return sum(isinstance(thing, RequestResponseCycle) for thing in gc.get_objects())


def test_requests_without_end_do_not_fill_the_memory(server: Running) -> None:
    before = requests_held()
    with server.raw() as connection:
        connection.sendall(SLOW)
        server.wait_entered()
        connection.settimeout(1.0)
        with suppress(OSError):
            for _ in range(1_000):
                connection.sendall(HEAD * 1_000)
        assert requests_held() - before <= WAITING_REQUESTS_MAX + 2
        server.call(server.echo.released.set)
        status, _, body = read_answer(connection)
        assert (status, body.startswith(b'{"bytes":2}')) == (200, True)


def test_as_many_requests_as_may_wait_are_answered(server: Running) -> None:
    with server.raw() as connection:
        connection.sendall(HEAD * (WAITING_REQUESTS_MAX - 1) + request_head("GET /echo/head", "connection: close"))
        assert read_to_end(connection).count(b"HTTP/1.1 200 OK") == WAITING_REQUESTS_MAX


def test_requests_in_batches_are_all_answered_however_many_they_are(server: Running) -> None:
    batch = HEAD * 100 + SLOW.replace(b"slow", b"body") * 10
    with server.raw() as connection:
        for _ in range(20):
            connection.sendall(batch)
            received = b""
            while received.count(b"HTTP/1.1 200 OK") < 110 or not received.endswith(b"}"):
                received += connection.recv(65_536)


def test_a_broken_body_is_not_answered_in_the_place_of_the_request_before_it(server: Running) -> None:
    with server.raw() as connection:
        connection.sendall(SLOW + request_head("POST /echo/body", "transfer-encoding: chunked") + b"zz\r\n")
        server.wait_entered()
        server.call(server.echo.released.set)
        status, headers, body = read_answer(connection)
        assert (status, headers["connection"], json.loads(body)) == (200, "close", {"bytes": 2})
        assert read_to_end(connection) == b""
    assert [done.operation for done in server.requests(1)] == ["slow"]

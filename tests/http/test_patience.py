"""How long the server waits for a client that does not go on: each wait has an end."""

import asyncio
import json

import pytest

from shelfwire.http import exchange, server
from tests.http.running import read_answer, read_to_end, request_head, running


def test_a_head_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.1)
    with running() as running_server, running_server.raw() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nhost")
        status, headers, body = read_answer(connection)
        rest = read_to_end(connection)
    error = {"code": "bad_request", "message": "The head of the request was not there after 0.1 seconds."}
    assert (status, headers["connection"], json.loads(body), rest) == (408, "close", {"error": error}, b"")


@pytest.mark.parametrize(
    "sent", [b"", b"\r\n", request_head("GET /healthz"), request_head("GET /healthz", "content-length: 9") + b"a"]
)
def test_a_connection_without_a_request_is_closed(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(server, "KEEP_ALIVE_SECONDS", 1)
    with running() as running_server, running_server.raw() as connection:
        if sent:
            connection.sendall(sent)
        answers = read_to_end(connection)
    assert answers.count(b"HTTP/1.1 200 OK") == sent.count(b"GET")


def test_an_early_answer_does_not_wait_for_ever_for_a_body(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "LINGER_IDLE_SECONDS", 0.1)
    with running() as running_server, running_server.raw() as connection:
        connection.sendall(request_head("POST /nothing", "content-length: 1000000") + b"a")
        assert read_answer(connection)[0] == 404
        assert read_to_end(connection) == b""


def test_an_early_answer_does_not_take_a_body_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "LINGER_BYTES_MAX", 1_000_000)
    with running() as running_server, running_server.raw() as connection:
        connection.sendall(request_head("POST /nothing", "transfer-encoding: chunked"))
        assert read_answer(connection)[0] == 404
        chunk = b"10000\r\n" + bytes(65_536) + b"\r\n"
        with pytest.raises(OSError, match=r"reset|[Bb]roken pipe|aborted"):  # noqa: PT012 - one of many sends fails
            for _ in range(10_000):
                connection.sendall(chunk)


def test_a_request_that_outlasts_the_stop_is_told_so() -> None:
    with running(stop_timeout_seconds=1.0) as running_server, running_server.raw() as connection:
        connection.sendall(request_head("POST /echo/slow", "content-length: 2") + b"{}")
        running_server.wait_entered()
        running_server.ask_stop()
        status, headers, body = read_answer(connection)
        told = running_server.requests(1)
    text = "The service stopped before this was finished; whether it was carried out is not known. Send it again."
    assert (status, headers["connection"], headers["retry-after"]) == (503, "close", "5")
    assert json.loads(body) == {"echo_refuses": "unavailable", "text": text, "missing": []}
    assert [(done.operation, done.status) for done in told] == [("slow", 503)]


def test_the_app_speaks_http_alone() -> None:
    with running() as running_server:
        app = running_server.app

    async def receive() -> dict[str, str]:
        return {}

    async def send(message: object) -> None:
        raise AssertionError(message)

    with pytest.raises(ValueError, match="not websocket"):
        asyncio.run(app({"type": "websocket"}, receive, send))

"""The log: one line a request and one a batch, a traceback a fault, and never what is secret."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import structlog

from shelfwire.http.logs import configure_logging, log_observation
from shelfwire.observe import BatchDone, CommitDone, RequestDone
from shelfwire.settings import Settings
from tests.http.echo import SECRET
from tests.http.running import running

REQUEST = RequestDone("me-1", "POST", "/a", 200, "echo", "body", 3, 0.0123456789, 10, 20)
BATCH = BatchDone(1, "a_policy", 5, {"created": 2, "updated": 0}, 9, {"plan": 0.1234567}, replayed=False)


@pytest.fixture(autouse=True)
def _own_configuration() -> Iterator[None]:
    """Leave the process's logging as it was."""
    root = logging.getLogger()
    server = logging.getLogger("uvicorn.error")
    before = root.handlers, root.level, server.level
    yield
    structlog.reset_defaults()
    root.handlers, root.level, server.level = before[0], before[1], before[2]


def configured(log_format: str = "json", log_level: str = "info") -> io.StringIO:
    """Log to a text in memory."""
    stream = io.StringIO()
    configure_logging(Settings(log_format=log_format, log_level=log_level), stream)
    return stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    """Read the lines of a JSON log, without their times."""
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert all(line.pop("timestamp").endswith("Z") for line in found)
    return found


def test_a_request_is_one_line() -> None:
    stream = configured()
    log_observation(REQUEST)
    assert lines(stream) == [
        {
            "event": "request",
            "level": "info",
            "request_id": "me-1",
            "method": "POST",
            "path": "/a",
            "status": 200,
            "dialect": "echo",
            "operation": "body",
            "credential_id": 3,
            "seconds": 0.012346,
            "request_bytes": 10,
            "answer_bytes": 20,
        }
    ]


def test_a_batch_is_one_line_and_a_commit_none() -> None:
    stream = configured()
    log_observation(BATCH)
    log_observation(CommitDone(1, 0.1))
    assert lines(stream) == [
        {
            "event": "batch",
            "level": "info",
            "catalog_id": 1,
            "policy": "a_policy",
            "items": 5,
            "created": 2,
            "revision": 9,
            "replayed": False,
            "plan_seconds": 0.123457,
        }
    ]


def test_probes_are_told_of_only_at_debug() -> None:
    probe = RequestDone("me-1", "GET", "/healthz", 200, "service", "healthz", 0, 0.001, 0, 20)
    stream = configured()
    log_observation(probe)
    assert lines(stream) == []
    stream = configured(log_level="debug")
    log_observation(probe)
    assert [line["level"] for line in lines(stream)] == ["debug"]


def test_a_failed_request_is_a_warning_even_where_others_are_silent() -> None:
    stream = configured(log_level="warning")
    log_observation(REQUEST)
    log_observation(RequestDone("me-2", "GET", "/a", 503, "echo", "body", 3, 0.1, 0, 20))
    assert [(line["request_id"], line["level"]) for line in lines(stream)] == [("me-2", "warning")]


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_a_path_cannot_forge_a_line(log_format: str) -> None:
    stream = configured(log_format)
    path = "/a\n2026 [info] forged\x1b[2J" + "x" * 100_000
    log_observation(RequestDone("me-1", "GET", path, 404, "service", "", 0, 0.1, 0, 0))
    text = stream.getvalue()
    assert text.count("\n") == 1
    assert "\x1b" not in text
    assert len(text) < 1_000


def test_a_fault_is_logged_once_with_its_traceback_and_nothing_secret_ever() -> None:
    stream = configured(log_level="debug")
    with running() as server:
        headers = {"authorization": SECRET, "x-request-id": "me-5", "x-private": "private-header"}
        httpx2.get(f"{server.url}/echo/fail/fault?token=private-query", headers=headers)
        httpx2.post(f"{server.url}/echo/body", headers=headers, content=b"private-body")
        for done in server.requests(2):
            log_observation(done)
    found = lines(stream)
    assert [(line["event"], line["level"], line["request_id"]) for line in found] == [
        ("fault", "error", "me-5"),
        ("request", "warning", "me-5"),
        ("request", "info", "me-5"),
    ]
    assert found[0]["exception"].startswith("Traceback (most recent call last):\n")
    assert found[0]["exception"].endswith("RuntimeError: the inside of the service")
    assert stream.getvalue().count("Traceback") == 1
    assert not any(word in stream.getvalue() for word in (SECRET, "private"))


def test_what_libraries_log_comes_out_as_ours_does() -> None:
    stream = configured()
    logging.getLogger("uvicorn.error").warning("not worth a line")
    logging.getLogger("uvicorn.error").error("worth %s", "one")
    assert lines(stream) == [{"event": "worth one", "level": "error", "logger": "uvicorn.error"}]


class Full(io.StringIO):
    """A stream on a full disk."""

    def write(self, text: str) -> int:
        """Refuse."""
        raise OSError(28, text)


def test_a_log_that_cannot_be_written_fails_nothing() -> None:
    configure_logging(Settings(log_format="json"), Full())
    log_observation(REQUEST)

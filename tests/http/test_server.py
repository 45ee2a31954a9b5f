"""Starting and stopping: a real process, real signals, and what was accepted is finished."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psutil
import pytest

from shelfwire.settings import Settings
from tests.http.echo import SECRET
from tests.http.running import Running, read_answer, read_to_end, request_head, running

ROOT = Path(__file__).parents[2]
WAIT_SECONDS = 60


@contextmanager
def served(stop_timeout_seconds: float = 30.0) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the server in a process of its own."""
    command = [sys.executable, "-m", "tests.http.served", str(stop_timeout_seconds)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process, line(process)
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    """Read what the process says next."""
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


def connect(url: str) -> socket.socket:
    """Open a connection that speaks in raw bytes."""
    host, _, port = url.removeprefix("http://").rpartition(":")
    return socket.create_connection((host, int(port)), timeout=WAIT_SECONDS)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_server_once_it_has_finished_what_it_accepted(number: signal.Signals) -> None:
    with served() as (process, url), connect(url) as busy, connect(url) as idle, connect(url) as sending:
        idle.sendall(request_head("GET /echo/head"))
        assert read_answer(idle)[0] == 200
        busy.sendall(request_head("POST /echo/slow", "content-length: 2") + b"{}")
        sending.sendall(request_head("POST /echo/body", "content-length: 4", "expect: 100-continue"))
        assert read_answer(sending)[0] == 100
        idle.sendall(request_head("GET /echo/head"))
        assert read_answer(idle)[0] == 200
        process.send_signal(number)
        assert line(process) == "stopping"
        sending.sendall(b"body")
        status, headers, body = read_answer(busy)
        assert (status, headers["connection"], body) == (200, "close", b'{"bytes":2}')
        assert read_answer(sending)[0] == 200
        assert read_to_end(idle) == b""
        assert line(process) == "stopped"
        assert process.wait(WAIT_SECONDS) == 0
        with pytest.raises(ConnectionRefusedError):
            connect(url)


@pytest.mark.parametrize("signals", [1, 2])
def test_a_stop_does_not_wait_for_ever(signals: int) -> None:
    with served(stop_timeout_seconds=1.0 if signals == 1 else 600.0) as (process, url), connect(url) as sending:
        sending.sendall(request_head("POST /echo/body", "content-length: 4", "expect: 100-continue"))
        assert read_answer(sending)[0] == 100
        process.send_signal(signal.SIGINT)
        assert line(process) == "stopping"
        if signals == 2:
            process.send_signal(signal.SIGINT)
        assert line(process) == "stopped"
        assert process.wait(WAIT_SECONDS) == 0


def test_an_address_in_use_is_an_error_before_anything_else() -> None:
    with running() as first:
        second = Running(Settings(port=first.address[1]), ())
        with pytest.raises(OSError, match="already in use"):
            second.start()


@pytest.mark.parametrize(
    ("host", "start"), [("localhost", "http://"), ("0.0.0.0", "http://127.0.0.1:"), ("::1", "http://[::1]:")]
)
def test_the_url_that_is_told_can_be_opened(host: str, start: str) -> None:
    if ":" in host and not has_ipv6():
        pytest.skip("this machine has no IPv6")
    with running(host=host) as server:
        assert server.url.startswith(start)
        assert httpx2.get(f"{server.url}/healthz").status_code == 200


def has_ipv6() -> bool:
    """Tell whether this machine can listen on IPv6's loopback address."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def test_no_answer_says_what_the_server_is_made_of() -> None:
    with running() as server:
        headers = httpx2.get(f"{server.url}/healthz").headers
    assert sorted(headers) == ["cache-control", "content-length", "content-type", "date", "x-request-id"]


def test_a_body_of_64_megabytes_is_held_once() -> None:
    size = 64 * 1024 * 1024
    with served() as (process, url):
        headers = {"authorization": SECRET}
        httpx2.post(f"{url}/echo/body", headers=headers, content=bytes(4_000_000))
        watched = psutil.Process(process.pid)
        idle = watched.memory_info().rss
        peak = idle
        done = threading.Event()

        def watch() -> None:
            nonlocal peak
            while not done.wait(0.001):
                peak = max(peak, watched.memory_info().rss)

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            answer = httpx2.post(f"{url}/echo/body", headers=headers, content=bytes(size), timeout=WAIT_SECONDS)
        finally:
            done.set()
            watcher.join()
        assert answer.json()["bytes"] == size
        assert (peak - idle) / size < 1.8, "the body and what it was copied from while it grew, up to half of it"
        end = time.monotonic() + WAIT_SECONDS
        while (watched.memory_info().rss - idle) / size >= 0.2:
            assert time.monotonic() < end
            time.sleep(0.05)

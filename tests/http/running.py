"""A real server around the echo dialect, in a thread of its own, and a client that speaks in raw bytes."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import time_ns
from typing import Any

from starlette.routing import BaseRoute

from shelfwire.access.gate import Gate
from shelfwire.engine.run import Engine
from shelfwire.http.app import App, build_app
from shelfwire.http.metrics import Metrics
from shelfwire.http.observers import tell_all
from shelfwire.http.server import run, serve
from shelfwire.observe import Observation, RequestDone
from shelfwire.settings import Settings
from tests.http.echo import SECRET, Echo, Rows, rows_as_store

WAIT_SECONDS = 60


def now() -> int:
    """Tell the time in microseconds since 1970."""
    return time_ns() // 1000


class Running:
    """A server that runs: where it is, what it saw, and the parts that a test may turn."""

    def __init__(self, settings: Settings, pages: tuple[BaseRoute, ...]) -> None:
        self.settings = settings
        self.pages = pages
        self.rows = Rows()
        self.metrics = Metrics()
        self.seen: list[Observation] = []
        self.arrived = threading.Condition()
        self.url = ""
        self.address = ("", 0)
        self.echo: Echo
        self.app: App
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self._started = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="server")

    def start(self) -> None:
        """Start and wait until requests are accepted."""
        self._thread.start()
        assert self._started.wait(WAIT_SECONDS)
        if self._failure is not None:
            raise self._failure

    def ask_stop(self) -> None:
        """Ask the server to stop, as a signal would; once it has stopped there is nothing to ask."""
        with suppress(RuntimeError):
            self.call(self._stop.set)

    def wait_stopped(self) -> None:
        """Wait until the server has stopped."""
        self._thread.join(WAIT_SECONDS)
        assert not self._thread.is_alive()
        if self._failure is not None:
            raise self._failure

    def call(self, function: Callable[[], Any]) -> None:
        """Call a function in the server's event loop."""
        self._loop.call_soon_threadsafe(function)

    def wait_entered(self) -> None:
        """Wait until the slow operation was reached."""
        asyncio.run_coroutine_threadsafe(self.echo.entered.wait(), self._loop).result(WAIT_SECONDS)

    def requests(self, count: int) -> list[RequestDone]:
        """Wait until the server has told of this many requests, and give them."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.seen) >= count, WAIT_SECONDS)
        return [observation for observation in self.seen if isinstance(observation, RequestDone)]

    @contextmanager
    def raw(self) -> Iterator[socket.socket]:
        """Open a connection that speaks in raw bytes."""
        with socket.create_connection(self.address, timeout=WAIT_SECONDS) as connection:
            yield connection

    def _observe(self, observation: Observation) -> None:
        with self.arrived:
            self.seen.append(observation)
            self.arrived.notify_all()

    def _run(self) -> None:
        try:
            run(self._main())
        except BaseException as failure:  # noqa: BLE001 - handed to the test's thread
            self._failure = failure
        finally:
            self._started.set()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self.echo = Echo()
        store = rows_as_store(self.rows)
        self.app = build_app(
            store=store,
            engine=Engine(store, now),
            gate=Gate(store, now, self.settings),
            settings=self.settings,
            now=now,
            observer=tell_all(self._observe, self.metrics.observe),
            metrics=self.metrics,
            dialects=(self.echo,),
            pages=self.pages,
        )
        await serve(self.app, self.settings, on_started=self._begun, stop=self._stop)

    def _begun(self, url: str) -> None:
        self.url = url
        host, _, port = url.removeprefix("http://").rpartition(":")
        self.address = (host, int(port))
        self._started.set()


@contextmanager
def running(*, pages: tuple[BaseRoute, ...] = (), **settings: Any) -> Iterator[Running]:
    """Run a server for as long as the block takes."""
    server = Running(Settings(port=0, **{"stop_timeout_seconds": 5.0, **settings}), pages)
    server.start()
    try:
        yield server
    finally:
        server.ask_stop()
        server.wait_stopped()


def request_head(request: str, *headers: str) -> bytes:
    """Write the head of a request with a good credential."""
    return "\r\n".join([f"{request} HTTP/1.1", "host: x", f"authorization: {SECRET}", *headers, "", ""]).encode(
        "latin-1"
    )


def read_answer(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Read one answer with a content-length (or to the connection's end) and give status, headers and body."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            raise EOFError(data)
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    length = int(headers.get("content-length", "0"))
    while len(body) < length:
        piece = connection.recv(65_536)
        if not piece:
            raise EOFError(body)
        body += piece
    return int(first.split()[1]), headers, body


def read_to_end(connection: socket.socket) -> bytes:
    """Read until the server closes the connection."""
    data = b""
    while piece := connection.recv(65_536):
        data += piece
    return data

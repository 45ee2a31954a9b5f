"""A server in a thread of the process: the service as `shelfwire serve` puts it together, in an event loop of its own."""

import asyncio
import gc
import sys
import threading
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import msgspec
from starlette.types import Message

from shelfwire.cli.composition import Service, assembled
from shelfwire.http.server import run, serve
from shelfwire.observe import ignore
from shelfwire.settings import Settings
from shelfwire.storage.port import Store
from shelfwire.testing.interference import Interference
from shelfwire.testing.traffic import Traffic

__all__ = ["BackgroundServer", "background_server"]

T = TypeVar("T")

START_SECONDS_MAX = 60.0
CALL_SECONDS_MAX = 120.0
"""How long the server may take to start, and to answer what is asked of it from here; only a machine in distress takes it."""

STOP_SECONDS_MAX = 2.0
"""How long requests that still run at the end may go on."""


class BackgroundServer:
    """A server in a thread of its own.

    Attributes:
        base_url: where it listens; only on this machine.
    """

    def __init__(self, settings: Settings) -> None:
        """Keep the settings; `start` does the rest."""
        self.base_url = ""
        self._settings = settings
        self._made: Service
        self._front: Interference
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self._began = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="shelfwire", daemon=True)

    @property
    def store(self) -> Store:
        """Where the catalogs live; to be used by coroutines that are given to `wait`."""
        return self._made.store

    def start(self) -> None:
        """Start, and wait until requests are accepted.

        Raises:
            Exception: whatever kept it from starting.
        """
        self._thread.start()
        if not self._began.wait(START_SECONDS_MAX):
            message = f"the server did not start within {START_SECONDS_MAX:g} s"
            raise TimeoutError(message)
        if self._failure is not None:
            self._thread.join()
            raise self._failure

    def stop(self) -> None:
        """Stop, and wait for the end.

        Raises:
            Exception: whatever the server ended with, if not by itself.
        """
        if self._thread.is_alive():
            self.renew_traffic()
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the server's event loop, and wait for what it gives."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(CALL_SECONDS_MAX)

    def renew_traffic(self) -> Traffic:
        """Begin with no requests and no faults; what is held back is cut off."""
        ended, self._front.traffic = self._front.traffic, Traffic()
        self._loop.call_soon_threadsafe(ended.over.set)
        return self._front.traffic

    def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
        """Have the service answer a request that meets no fault and is not kept; gives the status and the body."""
        return self.wait(_answer(self._made, method, target, headers, body))

    def _run(self) -> None:
        try:
            run(self._serve())
        except BaseException as failure:  # noqa: BLE001 - raised again in the thread that waits
            self._failure = failure
        finally:
            self._began.set()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        switch_seconds = sys.getswitchinterval()

        def begin(base_url: str) -> None:
            # A server tunes its process for itself alone; this one belongs to the tests.
            gc.unfreeze()
            sys.setswitchinterval(switch_seconds)
            self.base_url = base_url
            self._began.set()

        async with assembled(self._settings, ignore) as made:
            self._made = made
            self._front = Interference(made.app, made.dialects)
            await serve(
                self._front,
                self._settings,
                on_started=begin,
                on_stopping=made.app.begin_stop,
                stop=self._stop,
            )


async def _answer(
    made: Service, method: str, target: str, headers: Mapping[str, str], body: bytes
) -> tuple[int, bytes]:
    """Have the app answer one request, without the network."""
    parts = urlsplit(target)
    sent = {"content-length": str(len(body)), "content-type": "application/json", **headers}
    scope = {
        "type": "http",
        "method": method,
        "path": parts.path,
        "query_string": parts.query.encode(),
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()],
    }
    pieces: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    said: list[Message] = []

    async def receive() -> Message:
        return pieces.pop() if pieces else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        said.append(message)

    await made.app(scope, receive, send)
    return said[0]["status"], b"".join(message["body"] for message in said[1:])


@contextmanager
def background_server(settings: Settings | None = None) -> Iterator[BackgroundServer]:
    """Run a server on a new database and a free port of this machine for as long as the block lasts."""
    with TemporaryDirectory(prefix="shelfwire-testing-") as folder:
        chosen = msgspec.structs.replace(
            settings or Settings(),
            db=f"sqlite:///{quote(str(Path(folder) / 'shelfwire.db'))}",
            host="127.0.0.1",
            port=0,
            stop_timeout_seconds=STOP_SECONDS_MAX,
        )
        server = BackgroundServer(chosen)
        server.start()
        try:
            yield server
        finally:
            server.stop()

"""The composition root: the one place where the parts of a server are put together."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import msgspec

from shelfwire.access.gate import Gate
from shelfwire.cli.refusals import CommandError
from shelfwire.cli.store import clock
from shelfwire.dialects.contract import Dialect
from shelfwire.dialects.registry import DIALECTS
from shelfwire.engine.run import Engine
from shelfwire.http.app import App, build_app
from shelfwire.http.logs import configure_logging, log_observation
from shelfwire.http.metrics import Metrics
from shelfwire.http.observers import tell_all
from shelfwire.http.server import serve
from shelfwire.observe import Observe
from shelfwire.settings import Settings
from shelfwire.storage.opening import open_store
from shelfwire.storage.port import Store
from shelfwire.web.pages import pages

__all__ = ["Service", "assembled", "service"]


class Service(msgspec.Struct, frozen=True):
    """The parts of a server that commands deal with.

    Attributes:
        settings: what it was made with.
        store: where its catalogs live; open until the service ends.
        app: what answers requests.
        dialects: the APIs that it speaks.
    """

    settings: Settings
    store: Store
    app: App
    dialects: tuple[Dialect, ...]

    async def serve(self, on_started: Callable[[str], None], stop: asyncio.Event | None = None) -> None:
        """Serve until SIGTERM or ctrl-C comes or `stop` is set, and finish what was accepted.

        Args:
            on_started: is given the base URL once requests are accepted.
            stop: another way to stop than a signal.

        Raises:
            CommandError: the address cannot be listened on.
        """
        started = False

        def tell_started(base_url: str) -> None:
            nonlocal started
            started = True
            on_started(base_url)

        try:
            await serve(self.app, self.settings, on_started=tell_started, stop=stop)
        except (OSError, UnicodeError) as error:
            if started:
                raise
            message = f"cannot listen on {self.settings.host} port {self.settings.port}: {_cause(error)}"
            raise CommandError(message) from error


def _cause(error: OSError | UnicodeError) -> str:
    """Say what the system said; the text that Python makes of it names the address a second time."""
    if isinstance(error, UnicodeError):
        return "the host is no name that can be looked up"
    if error.errno is None or isinstance(error, socket.gaierror):
        return error.strerror or str(error)
    return os.strerror(error.errno)


def check_workers(settings: Settings) -> None:
    """See that the store allows as many server processes as were asked for.

    Raises:
        CommandError: it does not.
    """
    if settings.workers > 1 and urlsplit(settings.db).scheme == "sqlite":
        message = f"--workers {settings.workers} cannot be: a database in SQLite has one writer, so it has one worker"
        raise CommandError(message)


@asynccontextmanager
async def service(settings: Settings) -> AsyncIterator[Service]:
    """Put a server together, and close its store at the end.

    Raises:
        CommandError: the settings contradict each other.
        StoreUnusable: the store cannot be opened for a server.
    """
    check_workers(settings)
    configure_logging(settings)
    async with assembled(settings, log_observation) as made:
        yield made


@asynccontextmanager
async def assembled(settings: Settings, log: Observe) -> AsyncIterator[Service]:
    """Put a server together that says what happens to `log`, and leave the process's logging as it is.

    Raises:
        StoreUnusable: as `service`.
    """
    metrics = Metrics()
    observer = tell_all(log, metrics.observe)
    store = open_store(settings.db, settings, serving=True, now=clock, observe=observer)
    try:
        app = build_app(
            store=store,
            engine=Engine(store, clock, idempotency_seconds=settings.idempotency_seconds, observe=observer),
            gate=Gate(store, clock, settings),
            settings=settings,
            now=clock,
            observer=observer,
            metrics=metrics,
            dialects=DIALECTS,
            pages=pages(DIALECTS),
        )
        yield Service(settings, store, app, DIALECTS)
    finally:
        await store.close()

"""The store itself: what the port promises, put together from one writer, a few readers and a lock."""

import asyncio
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TypeVar

import apsw

from shelfwire.observe import Observe
from shelfwire.settings import Settings
from shelfwire.storage.port import CredentialRow, Reader, StoreBusy, StoreFailed, StoreFull, Transaction
from shelfwire.storage.sqlite.connection import FAULTS, close_quietly, connect, disk_is_full, in_our_words
from shelfwire.storage.sqlite.gathering import GATHERED_ROWS_MAX, Gathering
from shelfwire.storage.sqlite.jobs import Job
from shelfwire.storage.sqlite.lock import ServerLock
from shelfwire.storage.sqlite.reader import SqliteReader
from shelfwire.storage.sqlite.readers import Readers
from shelfwire.storage.sqlite.transaction import SqliteTransaction
from shelfwire.storage.sqlite.writer import Writer

__all__ = ["SqliteStore"]

T = TypeVar("T")

LOCK_WAIT_SECONDS = 5.0
"""How long a statement waits while a command beside the server writes."""

CREDENTIAL_CACHE_BYTES = 2 * 1024 * 1024
"""Memory for the pages that the reads of credentials need."""


class SqliteStore:
    """Catalogs in one SQLite file (implements `shelfwire.storage.port.Store`)."""

    def __init__(
        self,
        path: Path,
        settings: Settings,
        *,
        now: Callable[[], int],
        observe: Observe,
        lock: ServerLock | None = None,
        vfs: str | None = None,
    ) -> None:
        """Open connections to a file whose schema is ours and current (see `opening.open_store`).

        Args:
            path: the file.
            settings: its limits.
            now: the clock, in microseconds since 1970 in UTC.
            observe: is told of commits.
            lock: the server's lock on the file, let go when the store is closed.
            vfs: the name of another SQLite VFS, for tests of faults.
        """
        self._path = path
        self._settings = settings
        self._now = now
        self._lock = lock
        self._closing = False
        self._read_numbers = count(1)

        def open_connection(cache_bytes: int, *, query_only: bool) -> apsw.Connection:
            return connect(
                path, cache_bytes=cache_bytes, wait_seconds=LOCK_WAIT_SECONDS, query_only=query_only, vfs=vfs
            )

        self._credentials_seen: dict[bytes, CredentialRow | None] = {}
        self._credentials = SqliteReader(open_connection(CREDENTIAL_CACHE_BYTES, query_only=True))
        self._readers = Readers(
            [open_connection(settings.cache_bytes, query_only=True) for _ in range(settings.readers)],
            path,
            settings.search_timeout_seconds,
        )
        self._writer = Writer(
            open_connection(settings.cache_bytes, query_only=False), path, settings, observe, self._readers.join
        )

        self._gathering = Gathering(self._writer)

    @property
    def description(self) -> str:
        """Say where the data lies, for a person."""
        return f"the SQLite file {self._path}"

    async def write(self, job: Callable[[Transaction], T], *, rows: int) -> T:
        """Run a job in a transaction and give its result once that is durable (see the port)."""
        return await self._write(job, rows)

    async def _write(self, function: Callable[[SqliteTransaction], T], rows: int) -> T:
        """Queue a job for the writer and wait; give up where it does not begin in time."""
        self._refuse_when_closing()
        writer = self._writer
        if len(writer.waiting) >= self._settings.queue_jobs_max:
            message = f"{self._settings.queue_jobs_max} writes wait already"
            raise StoreBusy(message, writer.retry_after_seconds())
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        job = Job(writer.next_number(), function, rows, future, loop, time.monotonic())
        if rows <= GATHERED_ROWS_MAX:
            self._gathering.add(job)
        else:
            writer.submit(job)
        timer = loop.call_later(self._settings.queue_timeout_seconds, self._give_up, job)
        try:
            return await future
        except asyncio.CancelledError:
            writer.waiting.pop(job.number, None)
            raise
        finally:
            timer.cancel()

    def _give_up(self, job: Job) -> None:
        """Take a job that did not begin in time out of the queue."""
        if self._writer.waiting.pop(job.number, None) is not None and not job.future.done():
            job.future.set_exception(self._writer.timed_out(time.monotonic() - job.queued_at))

    def _refuse_when_closing(self) -> None:
        """Refuse new work once the store is closing."""
        if self._closing:
            message = "the store is closing"
            raise StoreFailed(message)

    async def read(self, job: Callable[[Reader], T]) -> T:
        """Run a job on a consistent snapshot, outside the event loop's thread, and give its result."""
        self._refuse_when_closing()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._readers.submit(Job(next(self._read_numbers), job, 0, future, loop, 0.0))
        return await future

    async def credential(self, secret_hash: bytes) -> CredentialRow | None:
        """Give the credential with this hash, fresh from the database: a point read of some microseconds, made here.

        Requests that the event loop goes through in one turn share a read: all of them had come before it was made.
        """
        self._refuse_when_closing()
        seen = self._credentials_seen
        if secret_hash not in seen:
            try:
                row = self._credentials.credential(secret_hash)
            except FAULTS as error:
                raise in_our_words(error, self._path) from error
            if not seen:
                asyncio.get_running_loop().call_soon(seen.clear)
            seen[secret_hash] = row
        return seen[secret_hash]

    async def probe(self) -> None:
        """Find out whether the store can write now, with a small durable write of its own.

        Raises:
            StoreError: it cannot, and why.
        """
        if disk_is_full(self._path.parent):
            message = f"there is no space left for {self._path}"
            raise StoreFull(message)
        now = self._now()
        await self._write(lambda transaction: transaction.probe(now), 1)

    def queue_depth(self) -> int:
        """Tell how many jobs wait for the writer."""
        return len(self._writer.waiting)

    async def close(self) -> None:
        """Finish the jobs that were accepted, refuse new ones with `StoreFailed`, and let go of the database."""
        if not self._closing:
            self._closing = True
            self._readers.stop()
            self._gathering.hand_over()
            self._writer.stop()
            close_quietly(self._credentials.connection)
        await asyncio.to_thread(self._writer.join)
        if self._lock is not None:
            self._lock.release()

"""Reader threads: each with a connection of its own and a snapshot a job, beside the writer and never in its way."""

import queue
import threading
from pathlib import Path

import apsw

from shelfwire.storage.port import StoreError
from shelfwire.storage.sqlite.connection import FAULTS, close_quietly, in_our_words
from shelfwire.storage.sqlite.jobs import Job, Outcome, resolve
from shelfwire.storage.sqlite.reader import SqliteReader

__all__ = ["Readers"]


class Readers:
    """A small pool of threads that share one queue."""

    def __init__(self, connections: list[apsw.Connection], path: Path, search_timeout_seconds: float) -> None:
        """Start one thread a connection, which are theirs from here on; a search may run for so long."""
        self._path = path
        self._search_timeout_seconds = search_timeout_seconds
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._run, args=(connection,), name=f"shelfwire-reader-{number}", daemon=True)
            for number, connection in enumerate(connections, start=1)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Job) -> None:
        """Queue a job."""
        self._queue.put(job)

    def stop(self) -> None:
        """Let the threads end after the jobs that are queued now."""
        for _ in self._threads:
            self._queue.put(None)

    def join(self) -> None:
        """Wait until the threads have ended and their connections are closed."""
        for thread in self._threads:
            thread.join()

    def _run(self, connection: apsw.Connection) -> None:
        """Work until told to stop."""
        reader = SqliteReader(connection, self._search_timeout_seconds)
        while (job := self._queue.get()) is not None:
            if not job.future.cancelled():
                resolve([self._carry_out(job, reader)])
            # A job holds on to its result's future; it must not do so until the next one comes.
            del job
        close_quietly(connection)

    def _carry_out(self, job: Job, reader: SqliteReader) -> Outcome:
        """Run one job in a snapshot."""
        connection = reader.connection
        try:
            connection.execute("BEGIN")
            try:
                return job, job.function(reader), None
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        except FAULTS as error:
            told: StoreError = in_our_words(error, self._path)
            return job, None, told
        except BaseException as error:  # noqa: BLE001 - whatever a job raises belongs to its caller
            return job, None, error

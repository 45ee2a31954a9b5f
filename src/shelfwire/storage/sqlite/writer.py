"""The one writer: a thread that takes the jobs that wait together, commits them as one, and only then answers."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import apsw

from shelfwire.observe import CommitDone, Observe
from shelfwire.settings import Settings
from shelfwire.storage.port import StoreBusy
from shelfwire.storage.sqlite.bookkeeping import Bookkeeping
from shelfwire.storage.sqlite.connection import FAULTS, close_quietly, in_our_words
from shelfwire.storage.sqlite.jobs import Job, Outcome, resolve
from shelfwire.storage.sqlite.transaction import SqliteTransaction

__all__ = ["CHECKPOINT_PAGES", "Writer"]

_log = logging.getLogger(__name__)

CHECKPOINT_PAGES = 4_096
"""The write-ahead log is carried over into the file when it has grown to this many pages (16 MiB)."""

SHARING_ROWS_MAX = 1_000
"""A job that may write more comes first in its commit: there it needs no savepoint, which would copy each page it touches."""

IDLE_SECONDS = 1.0
"""Likewise when nothing was written for this long."""


class _FaultError(Exception):
    """The whole transaction was lost, whatever job was running."""

    def __init__(self, error: Exception | None) -> None:
        """Keep the error that caused it, where it is known."""
        super().__init__(error)
        self.error = error


class _ShakyError(Exception):
    """A job that has no savepoint failed after it and jobs before it wrote: they all have to run again, with savepoints."""


class _ShakyTransaction(SqliteTransaction):
    """A job's view of the commit without a savepoint: those take two steps, a third of a small job, and few are ever used."""

    def _write(self) -> None:
        self.wrote = True


class Writer:
    """The writer thread with its queue.

    `waiting` decides who owns a job that has not begun: whoever takes it out there (the writer to run it, or the caller who
    gives up) has it for itself alone.
    """

    def __init__(
        self,
        connection: apsw.Connection,
        path: Path,
        settings: Settings,
        observe: Observe,
        before_closing: Callable[[], None],
    ) -> None:
        """Start the thread.

        Args:
            connection: its own from here on.
            path: the file, for messages.
            settings: bounds on the queue and on a commit.
            observe: is told of commits.
            before_closing: waits until no other connection is in the way of the last checkpoint.
        """
        self._connection = connection
        self._path = path
        self._settings = settings
        self._observe = observe
        self._before_closing = before_closing
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._held: Job | None = None
        self._wal_pages = 0
        self._checkpoint_due = False
        self._numbers = count(1)
        self._commit_seconds = 0.0
        self.waiting: dict[int, Job] = {}
        connection.set_wal_hook(self._on_commit)
        self._thread = threading.Thread(target=self._run, name="shelfwire-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Queue a job."""
        self.accept(job)
        self.begin(job)

    def accept(self, job: Job) -> None:
        """Count a job among those that wait; `begin` has to follow."""
        self.waiting[job.number] = job

    def begin(self, job: Job) -> None:
        """Queue a job that was accepted."""
        self._queue.put(job)

    def next_number(self) -> int:
        """Give a new job its number."""
        return next(self._numbers)

    def stop(self) -> None:
        """Let the thread end after the jobs that are queued now."""
        self._queue.put(None)

    def join(self) -> None:
        """Wait until the thread has ended and the file is closed."""
        self._thread.join()

    def retry_after_seconds(self) -> int:
        """Estimate when the queue will have moved on."""
        return max(1, min(30, round(self._commit_seconds * 2)))

    def _on_commit(self, connection: apsw.Connection, database: str, pages: int) -> int:
        """Note how long the write-ahead log has become (SQLite's hook after every commit)."""
        del connection, database
        self._wal_pages = pages
        self._checkpoint_due = True
        return apsw.SQLITE_OK

    def _run(self) -> None:
        """Work until told to stop."""
        while True:
            group = self._next_group()
            if group is None:
                break
            idle = not group
            if group:
                self._carry_out(group)
                # What the jobs hold, a whole request's products, is not kept until the next ones come.
                group.clear()
            if self._wal_pages >= CHECKPOINT_PAGES or idle:
                self._checkpoint(apsw.SQLITE_CHECKPOINT_PASSIVE)
        self._before_closing()
        self._checkpoint(apsw.SQLITE_CHECKPOINT_TRUNCATE)
        close_quietly(self._connection)

    def _next_group(self) -> list[Job] | None:
        """Wait for jobs and take those that may share a commit; none where it was quiet; None to stop."""
        first = self._held
        self._held = None
        if first is None:
            try:
                first = self._queue.get(timeout=IDLE_SECONDS if self._checkpoint_due else None)
            except queue.Empty:
                return []
            if first is None:
                return None
        group: list[Job] = []
        rows = 0
        job: Job | None = first
        while job is not None:
            if group and (job.rows > SHARING_ROWS_MAX or rows + job.rows > self._settings.commit_rows_max):
                self._held = job
                break
            if self._claim(job):
                group.append(job)
                rows += job.rows
            try:
                job = self._queue.get_nowait()
            except queue.Empty:
                break
        else:
            # The mark that ends the queue goes back, to be found when this group is done.
            self._queue.put(None)
        return group

    def _claim(self, job: Job) -> bool:
        """Take a job out of the queue for good, unless its caller gave it up or it waited for too long."""
        if self.waiting.pop(job.number, None) is None:
            return False
        waited_seconds = time.monotonic() - job.queued_at
        if waited_seconds > self._settings.queue_timeout_seconds:
            resolve([(job, None, self.timed_out(waited_seconds))])
            return False
        return True

    def timed_out(self, waited_seconds: float) -> StoreBusy:
        """Say that a job waited for too long."""
        return StoreBusy(f"the write waited {waited_seconds:.0f} s and did not begin", self.retry_after_seconds())

    def _carry_out(self, jobs: list[Job]) -> None:
        """Run jobs in one commit; where that is lost, each in its own."""
        started_at = time.perf_counter()
        try:
            try:
                outcomes, alone = self._attempt(jobs, _ShakyTransaction)
            except _ShakyError:
                self._roll_back()
                outcomes, alone = self._attempt(jobs, SqliteTransaction)
        except _FaultError as fault:
            self._roll_back()
            if len(jobs) > 1 and not isinstance(fault.error, apsw.BusyError):
                for job in jobs:
                    self._carry_out([job])
                return
            told = in_our_words(fault.error, self._path)
            _log.error("a commit was lost: %s", told, exc_info=fault.error)
            resolve([(job, None, told) for job in jobs])
            return
        self._commit_seconds = time.perf_counter() - started_at
        resolve(outcomes)
        if outcomes:
            self._tell(CommitDone(len(outcomes), self._commit_seconds))
        for job in alone:
            self._carry_out([job])

    def _attempt(self, jobs: list[Job], view: type[SqliteTransaction]) -> tuple[list[Outcome], list[Job]]:
        """Run jobs in one transaction and commit it.

        Args:
            jobs: what to run.
            view: what the jobs are given, with savepoints or without.

        Returns:
            What became of the jobs, and those that have to run again alone.

        Raises:
            _FaultError, _ShakyError: nothing is committed, and nothing may be answered.
        """
        outcomes: list[Outcome] = []
        alone: list[Job] = []
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            commit = Bookkeeping()
            wrote = False
            for job in jobs:
                transaction = view(self._connection, commit, shared=wrote)
                outcome = self._run_job(job, transaction)
                if outcome[2] is None and not transaction.needs_own_commit:
                    transaction.finish()
                    wrote |= transaction.wrote
                elif not transaction.undo():
                    self._begin_anew(others_wrote=wrote)
                    commit = Bookkeeping()
                if transaction.needs_own_commit:
                    alone.append(job)
                else:
                    outcomes.append(outcome)
            if wrote:
                commit.write(self._connection)
                self._connection.execute("COMMIT")
            else:
                self._connection.execute("ROLLBACK")
        except (_FaultError, _ShakyError):
            raise
        except Exception as error:
            raise _FaultError(error) from error
        return outcomes, alone

    def _begin_anew(self, *, others_wrote: bool) -> None:
        """Take back what a job wrote that has no savepoint, and with it the transaction; raises where that has more in it."""
        if others_wrote:
            raise _ShakyError
        self._connection.execute("ROLLBACK")
        self._connection.execute("BEGIN IMMEDIATE")

    def _run_job(self, job: Job, transaction: SqliteTransaction) -> Outcome:
        """Run one job's function and keep what it gives or raises; only faults of the store come out."""
        try:
            result = job.function(transaction)
        except FAULTS:
            raise
        except BaseException as error:
            if not self._connection.in_transaction:
                raise _FaultError(None) from error
            return job, None, error
        if not self._connection.in_transaction:
            raise _FaultError(None)
        return job, result, None

    def _roll_back(self) -> None:
        """Leave the transaction, where SQLite has not done that by itself."""
        if not self._connection.in_transaction:
            return
        try:
            self._connection.execute("ROLLBACK")
        except FAULTS:
            _log.exception("rolling back failed")

    def _checkpoint(self, mode: int) -> None:
        """Carry the write-ahead log over into the file; what cannot be carried over now stays safe in the log."""
        try:
            self._connection.wal_checkpoint("main", mode)
        except apsw.BusyError as error:
            # Another process is at it, such as the server that a command runs beside.
            _log.info("checkpoint of %s left to another process: %s", self._path, error)
        except FAULTS as error:
            _log.warning("checkpoint of %s put off: %s", self._path, error)
        self._wal_pages = 0
        self._checkpoint_due = False

    def _tell(self, done: CommitDone) -> None:
        """Tell what happened; a sink that fails must not cost the next commit."""
        try:
            self._observe(done)
        except Exception:  # noqa: BLE001 - whatever a sink raises
            _log.exception("an observer failed")

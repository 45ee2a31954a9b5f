"""Small jobs gather on the event loop before the writer is given them, so that the two do not fight over the interpreter.

One thread at a time runs Python. Where the writer begins with the first of many small jobs while the event loop still reads
the requests that bring the others, each takes the interpreter from the other at almost every job, and that costs more than
the job: with 64 connections a request took 380 microseconds of two processors' time, and takes 190 where they take turns
(2026-11-22). It also makes the groups that share a commit twice as large.
"""

import asyncio
from typing import Any

from shelfwire.storage.sqlite.jobs import Job
from shelfwire.storage.sqlite.writer import Writer

__all__ = ["GATHERED_ROWS_MAX", "Gathering"]

GATHERED_ROWS_MAX = 16
"""A job that may write more goes to the writer at once: it is large enough to be worth its while."""

QUIET_TURNS = 2
"""After so many turns of the event loop that brought no job, no more are about to come: the client of an answer that was just
sent needs one until its next request is read, and another until that is a job."""

GATHERING_SECONDS_MAX = 0.02
"""How long jobs gather while ever more of them come."""


class Gathering:
    """Small jobs that wait until no more are coming and the writer is done with those before.

    A job that comes alone does not wait: only where the last ones came several at a time, more are expected.
    """

    def __init__(self, writer: Writer) -> None:
        """Gather for `writer`."""
        self._writer = writer
        self._jobs: list[Job] = []
        self._running: asyncio.Future[Any] | None = None
        self._crowded = False
        self._quiet_turns = 0
        self._until = 0.0

    def add(self, job: Job) -> None:
        """Take a job, in its event loop; where jobs of another loop gather, it goes to the writer at once."""
        jobs = self._jobs
        if jobs and jobs[0].loop is not job.loop:
            self._writer.submit(job)
            return
        self._writer.accept(job)
        jobs.append(job)
        self._quiet_turns = 0
        if len(jobs) > 1 or self._is_running(job.loop):
            return
        if self._crowded:
            self._watch_for_more(job.loop)
        else:
            self.hand_over()

    def hand_over(self) -> None:
        """Give the jobs to the writer."""
        jobs, self._jobs = self._jobs, []
        if not jobs:
            return
        self._crowded = len(jobs) > 1
        # The writer takes them in their order, so that all are done with the last one.
        self._running = jobs[-1].future
        self._running.add_done_callback(self._on_done)
        for job in jobs:
            self._writer.begin(job)

    def _is_running(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Tell whether the writer has jobs of this loop from here: `_on_done` will come."""
        return self._running is not None and self._running.get_loop() is loop

    def _on_done(self, future: asyncio.Future[Any]) -> None:
        """Go on with the jobs that came while the writer was busy."""
        if future is self._running:
            self._running = None
            if self._jobs:
                self._watch_for_more(future.get_loop())

    def _watch_for_more(self, loop: asyncio.AbstractEventLoop) -> None:
        self._quiet_turns = 0
        self._until = loop.time() + GATHERING_SECONDS_MAX
        loop.call_soon(self._watch, loop)

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look, once a turn of the event loop, whether jobs still come."""
        if self._quiet_turns < QUIET_TURNS and loop.time() < self._until:
            self._quiet_turns += 1
            loop.call_soon(self._watch, loop)
        else:
            self.hand_over()

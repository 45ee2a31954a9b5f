"""Jobs on their way between the event loop and the threads of the store."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

__all__ = ["Job", "Outcome", "resolve"]


class Job(msgspec.Struct, eq=False, gc=False):
    """A function that somebody waits for.

    Attributes:
        number: unique in its store.
        function: what to run, with a transaction or a reader.
        rows: how many rows it is about to write at the most.
        future: where the caller waits; belongs to `loop`.
        loop: the caller's event loop.
        queued_at: when it was queued, by the monotonic clock in seconds.
    """

    number: int
    function: Callable[[Any], Any]
    rows: int
    future: "asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop
    queued_at: float


Outcome = tuple[Job, Any, BaseException | None]
"""A job with its result, or with the exception in its place."""


def _settle(outcomes: Iterable[Outcome]) -> None:
    """Hand results to those who still wait; runs in their event loop."""
    for job, result, error in outcomes:
        if job.future.done():
            continue
        if error is None:
            job.future.set_result(result)
        elif isinstance(error, StopIteration):
            # A future cannot carry it (PEP 479).
            job.future.set_exception(RuntimeError("the job raised StopIteration"))
        else:
            job.future.set_exception(error)


def resolve(outcomes: list[Outcome]) -> None:
    """Hand results to the callers: one wake-up of an event loop, however many wait there."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Outcome]] = {}
    for outcome in outcomes:
        by_loop.setdefault(outcome[0].loop, []).append(outcome)
    for loop, its_own in by_loop.items():
        try:
            loop.call_soon_threadsafe(_settle, its_own)
        except RuntimeError:
            # The loop was closed while its job ran: nobody waits there any more.
            continue

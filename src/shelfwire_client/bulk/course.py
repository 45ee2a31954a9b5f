"""The beginning and the end of a bulk write, the same with threads and with tasks."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from shelfwire_client.bulk.checkpoint import Checkpoint
from shelfwire_client.bulk.form import BulkForm
from shelfwire_client.bulk.options import BulkOptions, Plan
from shelfwire_client.bulk.result import BulkError, BulkInterrupted
from shelfwire_client.bulk.run import Piece, Run
from shelfwire_client.core.call import CallOptions
from shelfwire_client.core.errors import ArgumentError

__all__ = ["call_options", "checkpointed", "clock", "concluded"]

clock = time.monotonic


@contextmanager
def checkpointed(form: BulkForm, plan: Plan, base_url: str) -> Iterator[Run]:
    """Give the machine of a bulk write, with its checkpoint file opened and in the end closed, or removed where all is done.

    Raises:
        ArgumentError: the checkpoint is one of other items.
    """
    checkpoint = None if plan.checkpoint is None else Checkpoint(plan.checkpoint, f"{form.name} at {base_url}")
    run = Run(form, plan, checkpoint, clock())
    is_done = False
    try:
        yield run
        is_done = run.error is None
    finally:
        run.result.seconds = run.progress(None, clock()).seconds
        if checkpoint is not None:
            checkpoint.close(is_done=is_done)


def call_options(options: BulkOptions, piece: Piece) -> CallOptions:
    """Give the options of a piece's request."""
    given: CallOptions = {"idempotency_key": piece.key}
    if "extra_headers" in options:
        given["extra_headers"] = options["extra_headers"]
    if "timeout" in options:
        given["timeout"] = options["timeout"]
    return given


def concluded(run: Run, plan: Plan) -> None:
    """Raise what is to be raised at the end of a bulk write.

    Raises:
        ArgumentError: the checkpoint is one of other items.
        BulkInterrupted: it ended before its time.
        BulkError: items were refused, and the caller did not ask to collect them.
    """
    result = run.result
    if isinstance(run.error, ArgumentError):
        raise run.error
    if run.error is not None:
        done = result.accepted + result.refused
        raise BulkInterrupted(
            f"The bulk write was interrupted with {done} of {len(result)} items answered: {run.error}", result
        ) from run.error
    if result.refused and not plan.collect:
        first = next(result.refusals)
        raise BulkError(
            f"{result.refused} of {len(result)} items were refused, the first at position {first.position}: "
            f"{first.faults[0].message}",
            result,
        )

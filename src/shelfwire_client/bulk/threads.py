"""Carries out a bulk write with threads: the caller's thread reads, cuts and decides, the others wait for answers."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from shelfwire_client.bulk.course import call_options, checkpointed, clock, concluded
from shelfwire_client.bulk.form import BulkForm
from shelfwire_client.bulk.options import BulkOptions, Items, Progress, plan_of
from shelfwire_client.bulk.progress import shown
from shelfwire_client.bulk.result import BulkResult
from shelfwire_client.bulk.rows import count_of, rows
from shelfwire_client.bulk.run import Piece, Run
from shelfwire_client.core.call import Answer
from shelfwire_client.core.client import ApiClient

__all__ = ["carry_out"]


def carry_out(client: ApiClient, form: BulkForm, items: Items, options: BulkOptions) -> BulkResult:
    """Write any number of items; see `writing.write_all`."""
    plan = plan_of(options, items_max=form.items_max, bytes_max=form.bytes_max)
    total, source = count_of(items), rows(items)
    sender = client.with_options(max_retries=0)
    sender.open()

    def send(piece: Piece) -> Answer:
        return sender.answer(piece.call(), call_options(options, piece))

    with (
        shown(plan.progress) as tell,
        checkpointed(form, plan, client.base_url) as run,
        ThreadPoolExecutor(plan.in_flight, "shelfwire-bulk") as pool,
    ):
        _pump(run, source, lambda piece: pool.submit(send, piece), tell, total)
    concluded(run, plan)
    return run.result


def _pump(
    run: Run,
    source: Iterator[Any],
    submit: Callable[[Piece], "Future[Answer]"],
    tell: Callable[[Progress], object] | None,
    total: int | None,
) -> None:
    """Keep requests in flight until the run is over."""
    waiting: dict[Future[Answer], Piece] = {}
    while not run.is_over:
        _fill(run, source)
        piece = run.next_piece(clock())
        if piece is not None:
            waiting[submit(piece)] = piece
        elif not run.wants_items:
            timeout = run.wait_seconds(clock())
            if not waiting:
                time.sleep(timeout or 0)
            for future in wait(waiting, timeout, FIRST_COMPLETED).done:
                run.done(waiting.pop(future), _reply(future), clock())
                if tell is not None:
                    tell(run.progress(total, clock()))


def _fill(run: Run, source: Iterator[Any]) -> None:
    """Take items until there is no room, or no item."""
    try:
        while run.wants_items:
            if not run.cutter.fill(source):
                run.end_items()
    except Exception as error:  # noqa: BLE001 - whatever the caller's iterable raises ends the run
        run.stop(error)


def _reply(future: "Future[Answer]") -> Answer | Exception:
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, Exception):
        return error
    raise error

"""Carries out a bulk write with asyncio: one task reads, cuts and decides, the others wait for answers."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine, Iterator
from typing import Any

from shelfwire_client.bulk.course import call_options, checkpointed, clock, concluded
from shelfwire_client.bulk.form import BulkForm
from shelfwire_client.bulk.options import AsyncItems, BulkOptions, Progress, plan_of
from shelfwire_client.bulk.progress import shown
from shelfwire_client.bulk.result import BulkResult
from shelfwire_client.bulk.rows import count_of, rows
from shelfwire_client.bulk.run import Piece, Run
from shelfwire_client.core.async_client import AsyncApiClient
from shelfwire_client.core.call import Answer

__all__ = ["carry_out"]


async def carry_out(client: AsyncApiClient, form: BulkForm, items: AsyncItems, options: BulkOptions) -> BulkResult:
    """Write any number of items; see `async_writing.async_write_all`."""
    plan = plan_of(options, items_max=form.items_max, bytes_max=form.bytes_max)
    total = count_of(items)
    source = aiter(items) if isinstance(items, AsyncIterable) else rows(items)
    sender = client.with_options(max_retries=0)
    sender.open()

    def send(piece: Piece) -> Coroutine[Any, Any, Answer]:
        return sender.answer(piece.call(), call_options(options, piece))

    with shown(plan.progress) as tell, checkpointed(form, plan, client.base_url) as run:
        await _pump(run, source, send, tell, total)
    concluded(run, plan)
    return run.result


async def _pump(
    run: Run,
    source: Iterator[Any] | AsyncIterator[Any],
    send: Callable[[Piece], Coroutine[Any, Any, Answer]],
    tell: Callable[[Progress], object] | None,
    total: int | None,
) -> None:
    """Keep requests in flight until the run is over."""
    waiting: dict[asyncio.Task[Answer], Piece] = {}
    try:
        while not run.is_over:
            await _fill(run, source)
            piece = run.next_piece(clock())
            if piece is not None:
                waiting[asyncio.create_task(send(piece))] = piece
                await asyncio.sleep(0)
            elif not run.wants_items:
                timeout = run.wait_seconds(clock())
                if not waiting:
                    await asyncio.sleep(timeout or 0)
                    continue
                finished, _ = await asyncio.wait(waiting, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
                for task in finished:
                    run.done(waiting.pop(task), _reply(task), clock())
                    if tell is not None:
                        tell(run.progress(total, clock()))
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def _fill(run: Run, source: Iterator[Any] | AsyncIterator[Any]) -> None:
    """Take items until there is no room, or no item."""
    try:
        while run.wants_items:
            if isinstance(source, Iterator):
                more = run.cutter.fill(source)
            else:
                more = await _fill_from(run, source)
            if not more:
                run.end_items()
    except Exception as error:  # noqa: BLE001 - whatever the caller's iterable raises ends the run
        run.stop(error)


async def _fill_from(run: Run, source: AsyncIterator[Any]) -> bool:
    """Take items until a chunk is complete; False where the source has ended."""
    async for row in source:
        run.cutter.add(row)
        if run.cutter.complete is not None:
            return True
    run.cutter.end()
    return False


def _reply(task: "asyncio.Task[Answer]") -> Answer | Exception:
    error = task.exception()
    if error is None:
        return task.result()
    if isinstance(error, Exception):
        return error
    raise error

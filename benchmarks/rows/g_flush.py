"""(g) A flush that deletes nearly everything of a large catalog."""

import asyncio
from collections import Counter

import msgspec

from benchmarks.bench import Bench
from benchmarks.client import Request, drive, single
from benchmarks.prepared import prepared
from benchmarks.products import NUMBER_STEP, bodies, in_order, number_text
from benchmarks.report import Line, Section
from benchmarks.server import Server

__all__ = ["run"]

HEAD_START_SECONDS = 0.1
PAUSE_SECONDS = 0.02
SETTLE_SECONDS = 5.0


class _Waits(msgspec.Struct):
    """How long requests took while the flush ran, and how they were answered."""

    seconds: list[float]
    statuses: Counter[int]

    def text(self) -> str:
        """Write them down."""
        answered = ", ".join(f"{count} with {status}" for status, count in sorted(self.statuses.items()))
        return f"longest {max(self.seconds) * 1e3:,.0f} ms; answered: {answered}"


async def _keep_asking(server: Server, request: Request, flush: "asyncio.Task[float]") -> _Waits:
    """Send a request again and again until the flush is over."""
    waits = _Waits([], Counter())
    while not waits.seconds or not flush.done():
        answer = (await drive(server.port, [request], connections=1, status=None)).last
        assert answer is not None
        waits.seconds.append(answer.seconds)
        waits.statuses[answer.status] += 1
        await asyncio.sleep(PAUSE_SECONDS)
    return waits


async def run(bench: Bench) -> Section:
    """Measure the row."""
    count = bench.sizes.catalog_large
    database = bench.workplace.database("ours.db", prepared(bench.workplace, count))
    kept = NUMBER_STEP
    (keep,) = bodies([kept], 1)
    (new,) = bodies(in_order(count, 1), 1)
    log_peak = 0
    async with bench.workplace.server(database) as server:
        file_before, log_before = database.stat().st_size, server.log_bytes()

        async def flush() -> float:
            driven = await drive(server.port, [server.write(keep, flush=True)], connections=1)
            return driven.seconds

        flushing = asyncio.create_task(flush())
        await asyncio.sleep(HEAD_START_SECONDS)
        read = server.read(f"product_number={number_text(kept)}")
        asking = asyncio.gather(
            _keep_asking(server, server.small_write(new), flushing), _keep_asking(server, read, flushing)
        )
        while not flushing.done():
            log_peak = max(log_peak, server.log_bytes())
            await asyncio.sleep(PAUSE_SECONDS)
        seconds = await flushing
        writes, reads = await asking
        log_after = server.log_bytes()
        await asyncio.sleep(SETTLE_SECONDS)
        await single(server.port, server.small_write(new))
        log_settled = server.log_bytes()
        file_after = database.stat().st_size
    bench.workplace.remove(database)
    made = [
        Line(
            f"flush of {count:,} products down to one", f"{seconds:.1f} s", figures=f"{count / seconds:,.0f} products/s"
        ),
        Line(
            "write-ahead log",
            f"{log_peak / 1e6:,.0f} MB at its longest",
            figures=f"{log_before / 1e6:,.0f} MB before, {log_after / 1e6:,.0f} MB after, "
            f"{log_settled / 1e6:,.0f} MB at the next write {SETTLE_SECONDS:.0f} s later; "
            f"the file {file_before / 1e6:,.0f} MB before, {file_after / 1e6:,.0f} MB after",
        ),
        Line("single writes meanwhile", f"{max(writes.seconds) * 1e3:,.0f} ms at the longest", figures=writes.text()),
        Line("small reads meanwhile", f"{max(reads.seconds) * 1e3:,.0f} ms at the longest", figures=reads.text()),
    ]
    return Section("g", f"Flush of {count:,} products", made)

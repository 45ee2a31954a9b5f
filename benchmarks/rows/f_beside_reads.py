"""(f) Bulk loading and reading at the same time."""

import asyncio
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.client import Driven, Request, drive
from benchmarks.loads import rate_of, write_all
from benchmarks.prepared import prepared
from benchmarks.products import NUMBER_STEP, bodies, in_order, number_text
from benchmarks.report import Line, Section
from benchmarks.server import Server

__all__ = ["run"]

READERS = 16
REQUEST_PRODUCTS = 1_000
SHARE_MIN = 0.4


class _Reads:
    """An endless row of small reads, each of one product, until it is told to stop."""

    def __init__(self, server: Server, existing: int) -> None:
        self._requests = [
            server.read(f"product_number={number_text((place * 7_919 % existing + 1) * NUMBER_STEP)}")
            for place in range(1_000)
        ]
        self._going = True

    def stop(self) -> None:
        """End the row."""
        self._going = False

    def __iter__(self) -> Iterator[Request]:
        """Give requests until told to stop."""
        place = 0
        while self._going:
            place += 1
            yield self._requests[place % len(self._requests)]


async def _beside(server: Server, existing: int, prepared_bodies: list[bytes], readers: int) -> tuple[float, Driven]:
    """Write bodies while `readers` connections read without a pause; give the seconds of writing and the reads."""
    reads = _Reads(server, existing)
    reading = asyncio.create_task(drive(server.port, reads, connections=readers, must_hold=b'"total_record_count":1}'))
    await asyncio.sleep(0.2)
    try:
        seconds = await write_all(server, prepared_bodies)
    finally:
        reads.stop()
    return seconds, await reading


async def run(bench: Bench) -> Section:
    """Measure the row."""
    sizes = bench.sizes
    existing = sizes.catalog_small
    source = prepared(bench.workplace, existing)
    numbers = in_order(existing, sizes.products)
    split, whole = bodies(numbers, REQUEST_PRODUCTS), bodies(numbers, sizes.products)
    rates: dict[int, float] = {}
    reads: dict[int, Driven] = {}
    async with bench.workplace.server(bench.workplace.database("ours.db", source)) as server:
        alone = rate_of(sizes.products, await write_all(server, split))
    async with bench.workplace.server(bench.workplace.database("ours.db", source)) as server:
        seconds, busy = await _beside(server, existing, split, READERS)
        beside = rate_of(sizes.products, seconds)
    for readers in (1, READERS):
        async with bench.workplace.server(bench.workplace.database("ours.db", source)) as server:
            seconds, reads[readers] = await _beside(server, existing, whole, readers)
            rates[readers] = rate_of(sizes.products, seconds)
    made = [
        Line(
            f"requests of {REQUEST_PRODUCTS:,} while {READERS} connections read without a pause",
            f"{beside / alone:.2f} of the rate alone",
            f"≥ {SHARE_MIN}",
            beside / alone >= SHARE_MIN,
            f"{beside:,.0f}/s, alone {alone:,.0f}/s; {busy.rate:,.0f} reads/s, {_latencies(busy)}",
        ),
        *(
            Line(
                f"p99 of a small read during a request of {sizes.products:,}, {readers} reading",
                f"{reads[readers].quantile_seconds(0.99) * 1e3:.1f} ms",
                figures=f"{_latencies(reads[readers])}; {reads[readers].rate:,.0f} reads/s; "
                f"the request at {rates[readers]:,.0f} products/s",
            )
            for readers in (1, READERS)
        ),
    ]
    notes = [f"A small read is the list filtered to one product number, in a catalog that begins with {existing:,}."]
    return Section("f", "Loading while others read", made, notes)


def _latencies(driven: Driven) -> str:
    """Write latencies."""
    return (
        f"p50 {driven.quantile_seconds(0.5) * 1e3:.1f} ms, p99 {driven.quantile_seconds(0.99) * 1e3:.1f} ms, "
        f"slowest {max(driven.latencies) * 1e3:.0f} ms"
    )

"""(d) Reading a large catalog page by page, and jumping to any page."""

import random

from benchmarks.bench import Bench
from benchmarks.client import Request, drive
from benchmarks.prepared import prepared
from benchmarks.report import Line, Section
from benchmarks.server import Server

__all__ = ["run"]

WALK_PAGE_PRODUCTS = 1_000
JUMP_PAGE_PRODUCTS = 50
SLOWDOWN_MAX = 1.2
JUMP_SECONDS_MAX = 0.1


def _page(server: Server, number: int, size: int) -> Request:
    return server.read(f"page_size={size}&page_start={number}")


async def run(bench: Bench) -> Section:
    """Measure the row."""
    count = bench.sizes.catalog_large
    database = bench.workplace.database("ours.db", prepared(bench.workplace, count))
    total = f'"total_record_count":{count}}}'.encode()
    async with bench.workplace.server(database) as server:
        pages = -(-count // WALK_PAGE_PRODUCTS)
        walk = await drive(
            server.port,
            [_page(server, number, WALK_PAGE_PRODUCTS) for number in range(1, pages + 1)],
            connections=1,
            must_hold=total,
        )
        chance = random.Random(2)
        numbers = [chance.randint(1, count // JUMP_PAGE_PRODUCTS) for _ in range(bench.sizes.jumps)]
        jumps = await drive(
            server.port,
            [_page(server, number, JUMP_PAGE_PRODUCTS) for number in numbers],
            connections=1,
            must_hold=total,
        )
    bench.workplace.remove(database)
    tenth = max(pages // 10, 1)
    first, last = sum(walk.latencies[:tenth]) / tenth, sum(walk.latencies[-tenth:]) / tenth
    slowest = max(jumps.latencies)
    made = [
        Line(
            f"all {pages:,} pages of {WALK_PAGE_PRODUCTS:,} in sequence, the last tenth to the first",
            f"{last / first:.2f} times the time",
            f"≤ {SLOWDOWN_MAX}",
            last / first <= SLOWDOWN_MAX,
            f"{first * 1e3:.1f} ms a page at first, {last * 1e3:.1f} ms at last; "
            f"{count / walk.seconds:,.0f} products/s in all",
        ),
        Line(
            f"{len(numbers):,} jumps to any page of {JUMP_PAGE_PRODUCTS}, the slowest",
            f"{slowest * 1e3:.1f} ms",
            f"< {JUMP_SECONDS_MAX * 1e3:.0f} ms",
            slowest < JUMP_SECONDS_MAX,
            f"p50 {jumps.quantile_seconds(0.5) * 1e3:.1f} ms, p99 {jumps.quantile_seconds(0.99) * 1e3:.1f} ms",
        ),
    ]
    return Section("d", f"Lists of {count:,} products", made)

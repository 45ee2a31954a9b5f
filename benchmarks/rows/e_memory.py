"""(e) What a large body costs in memory."""

import asyncio

from benchmarks.bench import Bench
from benchmarks.client import drive
from benchmarks.loads import write_all
from benchmarks.products import bodies, in_order
from benchmarks.report import Line, Section

__all__ = ["run"]

MULTIPLE_MAX = 4.0
SETTLE_SECONDS = 3.0
WARM_PRODUCTS = 100


async def run(bench: Bench) -> Section:
    """Measure the row."""
    sample = len(bodies(range(1_000), 1_000)[0]) / 1_000
    numbers = in_order(0, int(bench.sizes.body_bytes / sample) + 1)
    made: list[Line] = []
    async with bench.workplace.fresh_server() as server:
        await write_all(server, bodies(range(WARM_PRODUCTS), WARM_PRODUCTS))
        await drive(server.port, [server.read("page_size=10&page_start=1")], connections=1)
        await asyncio.sleep(SETTLE_SECONDS)
        idle = server.memory().resident_bytes
        for phase, changed in (("first load", False), ("changed re-load", True), ("unchanged re-load", True)):
            prepared = bodies(numbers, len(numbers), changed=changed)
            body_bytes = len(prepared[0])
            server.reset_peak_memory()
            await write_all(server, prepared)
            peak = server.memory().peak_bytes
            await asyncio.sleep(SETTLE_SECONDS)
            after = server.memory().resident_bytes
            multiple = (peak - idle) / body_bytes
            made.append(
                Line(
                    f"{phase} of one body of {body_bytes / 1e6:.0f} MB",
                    f"{multiple:.2f} times the body",
                    f"≤ {MULTIPLE_MAX:.0f}",
                    multiple <= MULTIPLE_MAX,
                    f"idle {idle / 1e6:.0f} MB, peak {peak / 1e6:.0f} MB, "
                    f"{SETTLE_SECONDS:.0f} s after the answer {after / 1e6:.0f} MB",
                )
            )
    notes = ["Peak is VmHWM, reset before each body; idle is VmRSS after a small write and a small read."]
    return Section("e", "Memory while one large body is written", made, notes)

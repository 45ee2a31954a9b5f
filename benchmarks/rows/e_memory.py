"""(e) What a large body costs in memory."""

import asyncio

from benchmarks.bench import Bench
from benchmarks.client import drive
from benchmarks.loads import write_all
from benchmarks.products import bodies, in_order
from benchmarks.report import Line, Section
from benchmarks.server import Server

__all__ = ["run"]

MULTIPLE_MAX = 4.0
SETTLE_SECONDS = 3.0
WARM_PRODUCTS = 100
MORE_BODIES = 3


async def run(bench: Bench) -> Section:
    """Measure the row."""
    sample = len(bodies(range(1_000), 1_000)[0]) / 1_000
    numbers = in_order(0, int(bench.sizes.body_bytes / sample) + 1)
    database = bench.workplace.database("ours.db")
    made: list[Line] = []
    for phase, changed in (("first load", False), ("changed re-load", True), ("unchanged re-load", True)):
        prepared = bodies(numbers, len(numbers), changed=changed)
        async with bench.workplace.server(database) as server:
            idle = await _idle_bytes(server)
            made.append(await _line(f"{phase} of one body", server, idle, prepared, has_target=True))
            if phase == "unchanged re-load":
                for place in range(MORE_BODIES):
                    await write_all(server, bodies(numbers, len(numbers), changed=bool(place % 2)))
                made.append(
                    await _line(f"body {MORE_BODIES + 2} in one process", server, idle, prepared, has_target=False)
                )
    bench.workplace.remove(database)
    notes = (
        "Each phase begins with a newly started server. Peak is VmHWM, reset before each body; idle is VmRSS after a small "
        "write and a small read."
    )
    return Section("e", "Memory while one large body is written", made, [notes])


async def _idle_bytes(server: Server) -> int:
    """Give what the server has in memory once it has done a little of everything."""
    await write_all(server, bodies(range(WARM_PRODUCTS), WARM_PRODUCTS))
    await drive(server.port, [server.read("page_size=10&page_start=1")], connections=1)
    await asyncio.sleep(SETTLE_SECONDS)
    return server.memory().resident_bytes


async def _line(what: str, server: Server, idle: int, prepared: list[bytes], *, has_target: bool) -> Line:
    """Write one body and say what it took at the highest."""
    body_bytes = len(prepared[0])
    server.reset_peak_memory()
    await write_all(server, prepared)
    peak = server.memory().peak_bytes
    await asyncio.sleep(SETTLE_SECONDS)
    after = server.memory().resident_bytes
    multiple = (peak - idle) / body_bytes
    return Line(
        f"{what} of {body_bytes / 1e6:.0f} MB",
        f"{multiple:.2f} times the body",
        f"≤ {MULTIPLE_MAX:.0f}" if has_target else "",
        multiple <= MULTIPLE_MAX if has_target else None,
        f"idle {idle / 1e6:.0f} MB, peak {peak / 1e6:.0f} MB, "
        f"{SETTLE_SECONDS:.0f} s after the answer {after / 1e6:.0f} MB",
    )

"""Loading the same products raw and through the service, in turns: what rows (a) and (b) have in common."""

import gc
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import msgspec

from benchmarks.bench import Bench
from benchmarks.client import drive
from benchmarks.products import bodies
from benchmarks.raw import Raw, prepare
from benchmarks.report import Line
from benchmarks.server import Server

__all__ = ["IN_FLIGHT", "RATIO_MIN", "Loads", "lines", "measure_loads", "rate_of", "write_all"]

IN_FLIGHT = 2
"""Requests in flight while ours loads."""

RATIO_MIN = 0.5
"""What ours must reach of raw, from 1,000 products a request up."""

TARGET_REQUEST_PRODUCTS_MIN = 1_000


class Loads(msgspec.Struct):
    """Products a second of each repetition."""

    raw_first: list[float] = []
    raw_changed: list[float] = []
    ours_first: list[float] = []
    ours_changed: list[float] = []
    ours_unchanged: list[float] = []

    @property
    def first_ratio(self) -> float:
        """Ours to raw at the first load, medians of the repetitions."""
        return median(self.ours_first) / median(self.raw_first)

    @property
    def changed_ratio(self) -> float:
        """Ours to raw at the changed re-load."""
        return median(self.ours_changed) / median(self.raw_changed)

    @property
    def unchanged_ratio(self) -> float:
        """The unchanged re-load to the first load, both ours."""
        return median(self.ours_unchanged) / median(self.ours_first)


async def write_all(server: Server, prepared: Sequence[bytes], *, connections: int = IN_FLIGHT) -> float:
    """Send bodies and give the seconds until the last was acknowledged; every one must succeed."""
    requests = [server.write(body) for body in prepared]
    gc.collect()
    gc.freeze()
    try:
        driven = await drive(server.port, requests, connections=connections, must_hold=b'"success":true')
    finally:
        gc.unfreeze()
    return driven.seconds


def rate_of(count: int, seconds: float) -> float:
    """Give products a second."""
    return count / seconds


async def measure_loads(
    bench: Bench, numbers: Sequence[int], request_products: int, *, repeats: int, existing: int, source: Path | None
) -> Loads:
    """Load these products for the first time, changed, and unchanged, raw and ours in turns.

    Args:
        bench: the run.
        numbers: of products that no catalog has yet.
        request_products: how many a request holds.
        repeats: how often.
        existing: how many products `source` has.
        source: the file to begin with; None for an empty catalog.
    """
    loads = Loads([], [], [], [], [])
    count = len(numbers)
    for _ in range(repeats):
        raw_first, raw_changed = _raw_load(bench, numbers, request_products, existing=existing, source=source)
        loads.raw_first.append(rate_of(count, raw_first))
        loads.raw_changed.append(rate_of(count, raw_changed))
        database = bench.workplace.database("ours.db", source)
        async with bench.workplace.server(database) as server:
            first = bodies(numbers, request_products)
            loads.ours_first.append(rate_of(count, await write_all(server, first)))
            del first
            changed = bodies(numbers, request_products, changed=True)
            loads.ours_changed.append(rate_of(count, await write_all(server, changed)))
            loads.ours_unchanged.append(rate_of(count, await write_all(server, changed)))
        bench.workplace.remove(database)
    return loads


def _raw_load(
    bench: Bench, numbers: Sequence[int], request_products: int, *, existing: int, source: Path | None
) -> tuple[float, float]:
    """Give the seconds of raw's first load and of its changed re-load."""
    path = bench.workplace.database("raw.db", source)
    raw = Raw(path, bench.statement_rows, make_schema=False)
    try:
        rows = prepare(numbers, first_product_id=existing + 1)
        first = raw.write(rows, request_products)
        rows = prepare(numbers, first_product_id=existing + len(numbers) + 1, changed=True)
        changed = raw.write(rows, request_products)
        if raw.count() != existing + len(numbers):
            raise RuntimeError("raw wrote another number of products than it was given")
        return first, changed
    finally:
        raw.close()
        bench.workplace.remove(path)


def lines(name: str, loads: Loads, request_products: int) -> list[Line]:
    """Write the three lines of one size."""
    has_target = request_products >= TARGET_REQUEST_PRODUCTS_MIN
    target = f"≥ {RATIO_MIN} of raw" if has_target else ""
    made: list[Line] = []
    for phase, ratio, ours, raw in (
        ("first load", loads.first_ratio, loads.ours_first, loads.raw_first),
        ("changed re-load", loads.changed_ratio, loads.ours_changed, loads.raw_changed),
    ):
        figures = f"ours {median(ours):,.0f}/s, raw {median(raw):,.0f}/s"
        met = ratio >= RATIO_MIN if has_target else None
        made.append(Line(f"{name}, {phase}", f"{ratio:.2f} of raw", target, met, figures))
    figures = f"ours {median(loads.ours_unchanged):,.0f}/s"
    ratio = loads.unchanged_ratio
    made.append(
        Line(
            f"{name}, unchanged re-load", f"{ratio:.2f} of the first load", "≥ 1 of the first load", ratio >= 1, figures
        )
    )
    return made

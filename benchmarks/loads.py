"""Loading the same products raw and through the service, in turns: what rows (a), (b), (i), (j) and (m) have in common."""

import gc
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import msgspec

from benchmarks.apis.api import Api, Phase
from benchmarks.apis.colleqtive import COLLEQTIVE
from benchmarks.bench import Bench
from benchmarks.client import Answer, Request, drive
from benchmarks.raw import Raw, prepare
from benchmarks.report import Line
from benchmarks.server import Server

__all__ = [
    "FURTHER_TARGETS",
    "IN_FLIGHT",
    "Begin",
    "Loads",
    "Targets",
    "lines",
    "load",
    "measure_loads",
    "rate_of",
    "send_all",
    "write_all",
]

IN_FLIGHT = 2
"""Requests in flight while ours loads."""


class Targets(msgspec.Struct, frozen=True):
    """What loads shall reach.

    Attributes:
        raw: of raw's rate, at the first load.
        unchanged: of our own rate at the first load, when nothing changes; None where nothing is asked of that.
        raw_from_products: from how many products a request up the first of these is asked.
        raw_changed: it is asked of the changed re-load, too.
    """

    raw: float
    unchanged: float | None = None
    raw_from_products: int = 1_000
    raw_changed: bool = True


FIRST_TARGETS = Targets(0.5, 1.0)
"""Of Colleqtive's loads."""

FURTHER_TARGETS = Targets(0.4)
"""Of those of the APIs that came after it."""


class Begin(msgspec.Struct, frozen=True):
    """A catalog as loads find it: a file, and how many products it has; without a file an empty one."""

    existing: int = 0
    source: Path | None = None


EMPTY = Begin()


class Loads(msgspec.Struct):
    """Products a second of each repetition, by phase: raw writes have no more than two phases, ours as many as the API."""

    raw: dict[Phase, list[float]]
    ours: dict[Phase, list[float]]

    def ratio(self, phase: Phase) -> float:
        """Ours to raw, medians of the repetitions; to our first load where raw has no such phase."""
        return median(self.ours[phase]) / median(self.raw.get(phase) or self.ours[Phase.FIRST])

    @property
    def first_ratio(self) -> float:
        """Ours to raw at the first load."""
        return self.ratio(Phase.FIRST)

    @property
    def changed_ratio(self) -> float:
        """Ours to raw at the changed re-load."""
        return self.ratio(Phase.CHANGED)


async def send_all(
    server: Server, requests: Sequence[Request], answers: list[Answer] | None = None, *, connections: int = IN_FLIGHT
) -> float:
    """Send requests and give the seconds until the last was acknowledged; `answers` gets what came back."""
    gc.collect()
    gc.freeze()
    try:
        driven = await drive(server.port, requests, connections=connections, answers=answers)
    finally:
        gc.unfreeze()
    return driven.seconds


async def write_all(server: Server, prepared: Sequence[bytes], *, connections: int = IN_FLIGHT) -> float:
    """Send Colleqtive's bodies and give the seconds until the last was acknowledged."""
    return await send_all(server, [server.write(body) for body in prepared], connections=connections)


def rate_of(count: int, seconds: float) -> float:
    """Give products a second."""
    return count / seconds


async def measure_loads(
    bench: Bench,
    numbers: Sequence[int],
    request_products: int,
    *,
    repeats: int,
    begin: Begin = EMPTY,
    api: Api = COLLEQTIVE,
) -> Loads:
    """Load these products in all phases of an API, raw and ours in turns.

    Args:
        bench: the run.
        numbers: of products that no catalog has yet.
        request_products: how many a request holds.
        repeats: how often.
        begin: the catalog before the first load.
        api: how ours is loaded, and what the rows are.
    """
    loads = Loads({Phase.FIRST: [], Phase.CHANGED: []}, {phase: [] for phase in api.phases})
    count = len(numbers)
    for _ in range(repeats):
        raw_first, raw_changed = _raw_load(bench, numbers, request_products, begin, api)
        loads.raw[Phase.FIRST].append(rate_of(count, raw_first))
        loads.raw[Phase.CHANGED].append(rate_of(count, raw_changed))
        for phase, rate in (await load(bench, numbers, request_products, begin=begin, api=api)).items():
            loads.ours[phase].append(rate)
    return loads


async def load(
    bench: Bench, numbers: Sequence[int], request_products: int, *, begin: Begin = EMPTY, api: Api
) -> dict[Phase, float]:
    """Load products in all phases of an API through a server of their own, once; give products a second by phase."""
    rates: dict[Phase, float] = {}
    database = bench.workplace.database("ours.db", begin.source)
    async with bench.workplace.server(database) as server:
        client = await api.connect(server)
        requests: list[Request] = []
        for phase in api.phases:
            if phase is not Phase.UNCHANGED:
                requests = client.requests(phase, numbers, request_products)
            answers: list[Answer] = []
            rates[phase] = rate_of(len(numbers), await send_all(server, requests, answers))
            client.check(phase, answers)
    bench.workplace.remove(database)
    return rates


def _raw_load(
    bench: Bench, numbers: Sequence[int], request_products: int, begin: Begin, api: Api
) -> tuple[float, float]:
    """Give the seconds of raw's first load and of its changed re-load."""
    path = bench.workplace.database("raw.db", begin.source)
    raw = Raw(path, bench.statement_rows, make_schema=False, form=api.form)
    first_product_id = begin.existing + 1
    try:
        rows = prepare(numbers, first_product_id=first_product_id, api=api)
        first = raw.write(rows, request_products)
        if not api.form.matches_number:
            first_product_id += len(numbers)
        rows = prepare(numbers, first_product_id=first_product_id, changed=True, api=api)
        changed = raw.write(rows, request_products)
        if raw.count() != begin.existing + len(numbers):
            raise RuntimeError("raw wrote another number of products than it was given")
        return first, changed
    finally:
        raw.close()
        bench.workplace.remove(path)


def lines(name: str, loads: Loads, request_products: int, targets: Targets = FIRST_TARGETS) -> list[Line]:
    """Write the lines of one size, one a phase."""
    made: list[Line] = []
    for phase, ours in loads.ours.items():
        ratio, raw = loads.ratio(phase), loads.raw.get(phase)
        figures = f"ours {median(ours):,.0f}/s"
        aim: float | None = None
        whole = "the first load"
        if raw is not None:
            figures += f", raw {median(raw):,.0f}/s"
            whole = "raw"
            is_asked = request_products >= targets.raw_from_products and (phase is Phase.FIRST or targets.raw_changed)
            aim = targets.raw if is_asked else None
        elif phase is Phase.UNCHANGED:
            aim = targets.unchanged
        target = "" if aim is None else f"≥ {aim:g} of {whole}"
        met = None if aim is None else ratio >= aim
        made.append(Line(f"{name}, {phase.value}", f"{ratio:.2f} of {whole}", target, met, figures))
    return made

"""(h) The same products into other servers."""

import tempfile
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from statistics import median

import apsw

from benchmarks.bench import Bench
from benchmarks.client import Request, drive
from benchmarks.loads import IN_FLIGHT, rate_of
from benchmarks.others.datasette import datasette
from benchmarks.others.plain import plain
from benchmarks.others.pocketbase import pocketbase
from benchmarks.others.rival import Rival
from benchmarks.products import bodies, in_order, product
from benchmarks.report import Line, Section
from benchmarks.server import settle

__all__ = ["run"]

REQUEST_PRODUCTS = 1_000
TIMES_MIN = 4.0
PHASES = ("first load", "changed re-load")

Rates = tuple[float, float]
"""Products a second at the first load and at the changed re-load."""

Start = Callable[[Path], AbstractAsyncContextManager[Rival]]


async def run(bench: Bench) -> Section:
    """Measure the row."""
    numbers = in_order(0, bench.sizes.products_compared)
    turns: dict[str, list[Rates]] = {}
    durability_of: dict[str, str] = {}
    ours_turns: list[Rates] = []
    for turn in range(bench.sizes.repeats):
        # PocketBase is ten times as slow as the next one: one turn tells enough.
        starts: tuple[Start, ...] = (plain, datasette) if turn else (plain, datasette, pocketbase)
        for start in starts:
            with tempfile.TemporaryDirectory(dir=bench.workplace.folder) as folder:
                async with start(Path(folder)) as rival:
                    rates = await _rival_rates(rival, numbers)
            durability_of[rival.name] = rival.durability
            turns.setdefault(rival.name, []).append(rates)
            bench.say(f"  {rival.name}: {rates[0]:,.0f}/s, {rates[1]:,.0f}/s")
        rates = await _our_rates(bench, numbers)
        ours_turns.append(rates)
        bench.say(f"  ours: {rates[0]:,.0f}/s, {rates[1]:,.0f}/s")
    ours = _medians(ours_turns)
    others = [(name, durability_of[name], _medians(rates)) for name, rates in turns.items()]
    made: list[Line] = []
    for place, phase in enumerate(PHASES):
        best = max(rates[place] for _, _, rates in others)
        times = ours[place] / best
        made.append(
            Line(
                f"{phase}, ours to the best of them",
                f"{times:.1f} times",
                f"≥ {TIMES_MIN:.0f} times",
                times >= TIMES_MIN,
                f"ours {ours[place]:,.0f}/s",
            )
        )
        made += [
            Line(
                f"{phase}, {name}",
                f"{rates[place]:,.0f}/s",
                figures=f"{ours[place] / rates[place]:.1f} times; {durability}",
            )
            for name, durability, rates in others
        ]
    notes = (
        f"{len(numbers):,} products in requests of {REQUEST_PRODUCTS:,}, two in flight, into each server's own bulk upsert, "
        "one column a field. Each was set up as its documents say, with the write-ahead log where that was not its default. "
        f"Medians of {bench.sizes.repeats} turns (PocketBase: one)."
    )
    return Section("h", "Beside other servers", made, [notes])


def _medians(turns: list[Rates]) -> Rates:
    """Give the median of each phase."""
    return median(first for first, _ in turns), median(changed for _, changed in turns)


async def _our_rates(bench: Bench, numbers: list[int]) -> tuple[float, float]:
    """Give our products a second at the first load and at the changed re-load."""
    async with bench.workplace.fresh_server() as server:

        async def load(*, changed: bool) -> float:
            requests = [server.write(body) for body in bodies(numbers, REQUEST_PRODUCTS, changed=changed)]
            return await _rate(server.port, requests, len(numbers))

        return await load(changed=False), await load(changed=True)


async def _rival_rates(rival: Rival, numbers: list[int]) -> tuple[float, float]:
    """Give another server's, after making sure that it holds what it was given."""

    async def load(*, changed: bool) -> float:
        requests = [
            rival.upsert([product(number, changed=changed) for number in numbers[start : start + REQUEST_PRODUCTS]])
            for start in range(0, len(numbers), REQUEST_PRODUCTS)
        ]
        return await _rate(rival.port, requests, len(numbers))

    rates = await load(changed=False), await load(changed=True)
    connection = apsw.Connection(str(rival.database), flags=apsw.SQLITE_OPEN_READONLY)
    held = connection.execute("SELECT count(*) FROM products").get
    connection.close()
    if held != len(numbers):
        raise RuntimeError(f"{rival.name} holds {held} products of {len(numbers)}")
    return rates


async def _rate(port: int, requests: list[Request], count: int) -> float:
    settle()
    driven = await drive(port, requests, connections=IN_FLIGHT)
    return rate_of(count, driven.seconds)

"""(k) Finding products by their vending key, beside finding them by their sku."""

import random
from collections.abc import Sequence
from statistics import median

import apsw
import msgspec

from benchmarks.apis.api import Api, Phase
from benchmarks.apis.colleqtive import COLLEQTIVE
from benchmarks.apis.vendnovation import VENDNOVATION
from benchmarks.bench import Bench
from benchmarks.client import Answer, phase_seconds
from benchmarks.loads import rate_of, send_all
from benchmarks.prepared import prepared, unprepare
from benchmarks.products import NUMBER_STEP
from benchmarks.report import Line, Section

__all__ = ["run"]

REQUEST_PRODUCTS = 1_000
RATIO_MIN = 0.7
SKU, VENDING_KEY = "sku", "vending key"
SIDES: dict[str, Api] = {SKU: COLLEQTIVE, VENDING_KEY: VENDNOVATION}


class _Rates(msgspec.Struct):
    """Products a second by one key, of each repetition: the re-loads as wholes, and the matching alone."""

    changed: list[float]
    unchanged: list[float]
    matching: list[float]


async def run(bench: Bench) -> Section:
    """Measure the row."""
    sizes = bench.sizes
    made: list[Line] = []
    for existing, repeats in ((sizes.catalog_small, sizes.repeats), (sizes.catalog_large, sizes.repeats_large)):
        rates = {key: _Rates([], [], []) for key in SIDES}
        for _ in range(repeats):
            for key, api in SIDES.items():
                await _reload(bench, api, existing, rates[key])
        unprepare(bench.workplace, existing, VENDNOVATION)
        made += _lines(existing, rates)
        bench.say(f"  {existing:,}: {', '.join(line.measured for line in made[-3:])}")
    notes = (
        f"Products that are there, in no order, in requests of {REQUEST_PRODUCTS:,}: pushed with VendNovation's PUT, which "
        "finds them by their vending key, and with Colleqtive's POST, which finds them by their sku. Both have 22 fields and "
        "attributes of the same size, each in a catalog of its own API. Beside the matching the two differ in what they "
        "decode, in the vending key that is made of five fields of each product, and in the answer, which lists every "
        "product's number for VendNovation. The matching alone is what the server itself says that it took to read what the "
        "keys find, while one request at a time changed nothing: the median of the requests."
    )
    return Section("k", "Matching by the vending key", made, [notes])


def _lines(existing: int, rates: dict[str, _Rates]) -> list[Line]:
    """Write the three lines of one catalog."""
    made: list[Line] = []
    for what, field in (
        (Phase.CHANGED.value, "changed"),
        (Phase.UNCHANGED.value, "unchanged"),
        ("the matching alone", "matching"),
    ):
        by_sku, by_vending_key = (median(getattr(rates[key], field)) for key in (SKU, VENDING_KEY))
        ratio = by_vending_key / by_sku
        made.append(
            Line(
                f"{existing:,} there, {what}",
                f"{ratio:.2f} of by {SKU}",
                f"≥ {RATIO_MIN} of by {SKU}",
                ratio >= RATIO_MIN,
                f"by {VENDING_KEY} {by_vending_key:,.0f}/s, by {SKU} {by_sku:,.0f}/s",
            )
        )
    return made


async def _reload(bench: Bench, api: Api, existing: int, rates: _Rates) -> None:
    """Re-load products of a prepared file, as often as it takes to make a load of them."""
    numbers = _some_of(existing, bench.sizes.products)
    rounds = bench.sizes.products // len(numbers)
    database = bench.workplace.database("ours.db", prepared(bench.workplace, existing, api))
    seconds = {Phase.CHANGED: 0.0, Phase.UNCHANGED: 0.0}
    async with bench.workplace.server(database) as server:
        client = await api.connect(server)
        variants = [client.requests(phase, numbers, REQUEST_PRODUCTS) for phase in (Phase.FIRST, Phase.CHANGED)]
        # The products have the attributes of their templates; from now on they have their own.
        await send_all(server, variants[0])
        for turn in range(1, rounds + 1):
            for phase in seconds:
                answers: list[Answer] = []
                seconds[phase] += await send_all(server, variants[turn % 2], answers)
                client.check(phase, answers)
        answers = []
        await send_all(server, variants[rounds % 2], answers, connections=1)
    _expect_products(database, existing)
    bench.workplace.remove(database)
    pushed = len(numbers) * rounds
    rates.changed.append(rate_of(pushed, seconds[Phase.CHANGED]))
    rates.unchanged.append(rate_of(pushed, seconds[Phase.UNCHANGED]))
    reads = [phase_seconds(answer)["read"] for answer in answers]
    rates.matching.append(rate_of(min(REQUEST_PRODUCTS, len(numbers)), median(reads)))


def _some_of(existing: int, count: int) -> Sequence[int]:
    """Give the numbers of `count` products that are there, or of all where there are fewer, in no order."""
    places = random.Random(3).sample(range(1, existing + 1), min(count, existing))
    return [place * NUMBER_STEP for place in places]


def _expect_products(database: object, count: int) -> None:
    """Make sure that nothing was created: every product was found.

    Raises:
        RuntimeError: the database holds another number of products.
    """
    connection = apsw.Connection(str(database), flags=apsw.SQLITE_OPEN_READONLY)
    held = connection.execute("SELECT count(*) FROM products").get
    connection.close()
    if held != count:
        raise RuntimeError(f"{held} products are there, not {count}")

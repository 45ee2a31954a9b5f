"""(m) Lana's bulk writes: productsCreate and productsModify, by JSON and by GraphQL."""

from collections.abc import Mapping
from statistics import median

from benchmarks.apis.api import Phase
from benchmarks.apis.lana import LANA, LANA_CREATES, LANA_GRAPHQL, LANA_GRAPHQL_EVERY_FIELD, LANA_SAME_TITLES, Lana
from benchmarks.bench import Bench
from benchmarks.loads import Targets, lines, load, measure_loads
from benchmarks.products import in_order
from benchmarks.report import Line, Section

__all__ = ["run"]

RAW_RATIO_MIN = 0.35
GRAPHQL_RATIO_MIN = 0.7
SAME_TITLES_RATIO_MIN = 0.5

JSON, SOME, EVERY = "by JSON", "by GraphQL, four fields wanted", "by GraphQL, nearly all fields wanted"
DISTINCT, SAME = "distinct titles", "products of the same title"


async def run(bench: Bench) -> Section:
    """Measure the row."""
    sizes = bench.sizes
    middle = sizes.request_sizes_lana[len(sizes.request_sizes_lana) // 2]
    largest = max(sizes.request_sizes_lana)
    numbers = in_order(0, sizes.products)
    made: list[Line] = []
    for request_products in sizes.request_sizes_lana:
        loads = await measure_loads(bench, numbers, request_products, repeats=sizes.repeats, api=LANA)
        targets = Targets(RAW_RATIO_MIN, raw_from_products=largest, raw_changed=False)
        made += lines(f"requests of {request_products:,}", loads, request_products, targets)
        bench.say(f"  {request_products:,} a request: {loads.first_ratio:.2f}, {loads.changed_ratio:.2f}")
    ways = {JSON: LANA_CREATES, SOME: LANA_GRAPHQL, EVERY: LANA_GRAPHQL_EVERY_FIELD}
    made += _compared(middle, await _in_turns(bench, middle, ways), GRAPHQL_RATIO_MIN)
    titles = {DISTINCT: LANA_CREATES, SAME: LANA_SAME_TITLES}
    made += _compared(largest, await _in_turns(bench, largest, titles), SAME_TITLES_RATIO_MIN)
    bench.say(f"  {', '.join(line.measured for line in made[-3:])}")
    notes = (
        f"{sizes.products:,} products a load; medians of {sizes.repeats}. A product has 17 fields and no handle, which is made "
        "of its title. The first load is productsCreate, the re-loads are productsModify by ids through the relay, with every "
        "field that it has. Both answer whole products of 46 fields, about twice the bytes that were sent. Raw writes the same "
        "rows with their handles as skus and as handles, and finds them by their number. By GraphQL the products are one "
        "variable. The comparisons at the end were measured in turns of their own."
    )
    return Section("m", "Lana's bulk writes", made, [notes])


async def _in_turns(bench: Bench, request_products: int, apis: Mapping[str, Lana]) -> dict[str, float]:
    """Create the same products in several ways, one after another in each turn; give products a second by way, medians."""
    numbers = in_order(0, bench.sizes.products)
    rates: dict[str, list[float]] = {name: [] for name in apis}
    for _ in range(bench.sizes.repeats):
        for name, api in apis.items():
            rates[name].append((await load(bench, numbers, request_products, api=api))[Phase.FIRST])
    return {name: median(each) for name, each in rates.items()}


def _compared(request_products: int, rates: Mapping[str, float], ratio_min: float) -> list[Line]:
    """Write the lines of all ways but the first, beside the first."""
    (first, first_rate), *others = rates.items()
    return [
        Line(
            f"requests of {request_products:,}, {name}",
            f"{rate / first_rate:.2f} of {first}",
            f"≥ {ratio_min:g} of {first}",
            rate / first_rate >= ratio_min,
            f"{rate:,.0f}/s, {first} {first_rate:,.0f}/s",
        )
        for name, rate in others
    ]

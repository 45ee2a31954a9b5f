"""(b) The same ratios in a small and in a large catalog, with keys in order and scattered."""

from benchmarks.bench import Bench
from benchmarks.loads import Begin, Loads, lines, measure_loads
from benchmarks.prepared import prepared, unprepare
from benchmarks.products import in_order, scattered
from benchmarks.report import Line, Section

__all__ = ["run"]

REQUEST_PRODUCTS = 1_000
SPREAD_MAX = 0.2


async def run(bench: Bench) -> Section:
    """Measure the row."""
    sizes = bench.sizes
    made: list[Line] = []
    all_loads: list[Loads] = []
    for existing, repeats in ((sizes.catalog_small, sizes.repeats), (sizes.catalog_large, sizes.repeats_large)):
        source = prepared(bench.workplace, existing)
        for order, numbers in (
            ("in order", in_order(existing, sizes.products)),
            ("shuffled", scattered(existing, sizes.products)),
        ):
            loads = await measure_loads(
                bench, numbers, REQUEST_PRODUCTS, repeats=repeats, begin=Begin(existing, source)
            )
            all_loads.append(loads)
            made += lines(f"{existing:,} there, keys {order}", loads, REQUEST_PRODUCTS)
            bench.say(f"  {existing:,} {order}: {loads.first_ratio:.2f}, {loads.changed_ratio:.2f}")
        if existing != sizes.catalog_large:
            unprepare(bench.workplace, existing)
    made.append(_spread("first load", [loads.first_ratio for loads in all_loads]))
    made.append(_spread("changed re-load", [loads.changed_ratio for loads in all_loads]))
    notes = (
        f"{sizes.products:,} new products in requests of {REQUEST_PRODUCTS:,}. In order: their numbers follow all others. "
        "Shuffled: they fall between the others everywhere, in no order."
    )
    return Section("b", "The same with many products already there", made, [notes])


def _spread(phase: str, ratios: list[float]) -> Line:
    """Say how far apart the ratios of one phase are."""
    spread = 1 - min(ratios) / max(ratios)
    return Line(
        f"ratios of the {phase} in all four",
        f"{spread:.0%} apart",
        f"within {SPREAD_MAX:.0%}",
        spread <= SPREAD_MAX,
        ", ".join(f"{ratio:.2f}" for ratio in ratios),
    )

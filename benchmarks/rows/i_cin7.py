"""(i) Cin7 Omni's bulk writes: POST v1/Products, and PUT v1/Products by id."""

from benchmarks.apis.cin7 import CIN7
from benchmarks.bench import Bench
from benchmarks.loads import FURTHER_TARGETS, lines, measure_loads
from benchmarks.products import in_order
from benchmarks.report import Line, Section

__all__ = ["run"]


async def run(bench: Bench) -> Section:
    """Measure the row."""
    sizes = bench.sizes
    numbers = in_order(0, sizes.products)
    made: list[Line] = []
    for request_products in sizes.request_sizes_further:
        loads = await measure_loads(bench, numbers, request_products, repeats=sizes.repeats, api=CIN7)
        made += lines(f"requests of {request_products:,}", loads, request_products, FURTHER_TARGETS)
        bench.say(f"  {request_products:,} a request: {loads.first_ratio:.2f}, {loads.changed_ratio:.2f}")
    notes = (
        f"{sizes.products:,} products a load; medians of {sizes.repeats}. The first load and the create of what exists, "
        "which skips every product, are POST; the re-loads are PUT by id with every field that PUT has, so without the "
        "product option. Raw writes the same rows with their style codes and option codes, and finds them by their number."
    )
    return Section("i", "Cin7 Omni's bulk writes", made, [notes])

"""(j) VendNovation's bulk writes: PUT {base-url}/products."""

from benchmarks.apis.vendnovation import VENDNOVATION, VENDNOVATION_EVERY_FIELD
from benchmarks.bench import Bench
from benchmarks.loads import FURTHER_TARGETS, lines, measure_loads
from benchmarks.products import in_order
from benchmarks.report import Line, Section

__all__ = ["run"]


async def run(bench: Bench) -> Section:
    """Measure the row."""
    sizes = bench.sizes
    numbers = in_order(0, sizes.products)
    middle = sizes.request_sizes_further[len(sizes.request_sizes_further) // 2]
    loaded = [(size, VENDNOVATION, "") for size in sizes.request_sizes_further]
    loaded.append((middle, VENDNOVATION_EVERY_FIELD, " with every field"))
    made: list[Line] = []
    for request_products, api, kind in loaded:
        loads = await measure_loads(bench, numbers, request_products, repeats=sizes.repeats, api=api)
        made += lines(f"requests of {request_products:,}{kind}", loads, request_products, FURTHER_TARGETS)
        bench.say(f"  {request_products:,} a request{kind}: {loads.first_ratio:.2f}, {loads.changed_ratio:.2f}")
    notes = (
        f"{sizes.products:,} products a load; medians of {sizes.repeats}. A product has 22 fields; with every field, it has "
        "all that the API knows, those that it does not use null, as in the API's own sample: the rows are the same. Raw "
        "writes them with their numbers as skus and their vending keys, and finds them by the vending key."
    )
    return Section("j", "VendNovation's bulk writes", made, [notes])

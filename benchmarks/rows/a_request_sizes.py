"""(a) Requests of different sizes into an empty catalog."""

from benchmarks.bench import Bench
from benchmarks.loads import lines, measure_loads
from benchmarks.products import in_order
from benchmarks.report import Line, Section

__all__ = ["run"]


async def run(bench: Bench) -> Section:
    """Measure the row."""
    sizes = bench.sizes
    numbers = in_order(0, sizes.products)
    made: list[Line] = []
    for request_products in sizes.request_sizes:
        loads = await measure_loads(bench, numbers, request_products, repeats=sizes.repeats)
        made += lines(f"requests of {request_products:,}", loads, request_products)
        bench.say(f"  {request_products:,} a request: {loads.first_ratio:.2f}, {loads.changed_ratio:.2f}")
    notes = (
        f"{sizes.products:,} products a load; medians of {sizes.repeats}; raw has {bench.statement_rows} rows a statement. "
        "A request that holds all products has no second one in flight beside it."
    )
    return Section("a", "Bulk writes by request size", made, [notes])

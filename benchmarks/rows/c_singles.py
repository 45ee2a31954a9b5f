"""(c) One product a request, each durable before it is answered."""

from benchmarks.bench import Bench
from benchmarks.client import Driven, drive
from benchmarks.prepared import prepared
from benchmarks.products import NUMBER_STEP, bodies, in_order
from benchmarks.raw import Raw, prepare
from benchmarks.report import Line, Section
from benchmarks.server import Server

__all__ = ["run"]

MANY = 64
RATE_MIN = 5_000


def _figures(driven: Driven) -> str:
    """Write latencies."""
    return f"p50 {driven.quantile_seconds(0.5) * 1e3:.2f} ms, p99 {driven.quantile_seconds(0.99) * 1e3:.2f} ms"


async def _upserts(server: Server, existing: int, first: int, count: int, connections: int) -> Driven:
    """Create a product with every other request and change one that is there with the rest."""
    created = bodies(range(first, first + count // 2), 1)
    changed = bodies([(place * 7_919 % existing + 1) * NUMBER_STEP for place in range(count - count // 2)], 1)
    requests = [server.small_write(body) for pair in zip(created, changed, strict=False) for body in pair]
    return await drive(server.port, requests, connections=connections, must_hold=b'"success":true')


async def run(bench: Bench) -> Section:
    """Measure the row."""
    sizes = bench.sizes
    existing = sizes.catalog_small
    source = prepared(bench.workplace, existing)
    raw = Raw(bench.workplace.database("raw.db", source), bench.statement_rows, make_schema=False)
    numbers = in_order(existing, sizes.singles)
    raw_rate = sizes.singles / raw.write(prepare(numbers, first_product_id=existing + 1), 1)
    raw.close()
    bench.workplace.remove(bench.workplace.folder / "raw.db")
    async with bench.workplace.server(bench.workplace.database("ours.db", source)) as server:
        await _upserts(server, existing, numbers[0], 100, 1)
        one = await _upserts(server, existing, numbers[0] + 1_000, sizes.singles, 1)
        many = await _upserts(server, existing, numbers[0] + 1_000_000, sizes.singles_many, MANY)
    made = [
        Line("1 connection", f"{one.rate:,.0f}/s", figures=f"{_figures(one)}; raw {raw_rate:,.0f}/s"),
        Line(
            f"{MANY} connections",
            f"{many.rate:,.0f}/s",
            f"≥ {RATE_MIN:,}/s",
            many.rate >= RATE_MIN,
            _figures(many),
        ),
    ]
    notes = [f"Every other request creates a product, the rest change one of {existing:,} that are there."]
    return Section("c", "Single products, each durable", made, notes)

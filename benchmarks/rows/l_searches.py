"""(l) The first page of a search, with and without an order."""

import datetime as dt
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import quote

import apsw
import msgspec

from benchmarks.apis.cin7 import CIN7
from benchmarks.bench import Bench
from benchmarks.client import drive, quantile
from benchmarks.prepared import prepared
from benchmarks.products import NUMBER_STEP, number_text
from benchmarks.report import Line, Section
from benchmarks.server import settle
from shelfwire.catalog.product import Product
from shelfwire.catalog.query import Query
from shelfwire.dialects.cin7.order import parse_order
from shelfwire.dialects.cin7.where import WhereFault, parse_where
from shelfwire.settings import Settings
from shelfwire.storage.opening import open_store
from shelfwire.storage.port import Store

__all__ = ["run"]

PAGE_PRODUCTS = 50
REPEATS = 21
SECONDS_MAX = 0.02
ORDERS = ("", "id", "modifiedDate", "modifiedDate desc")
MOMENTS = 2_000
RARE_PRODUCTS = 20

_FIRST_MOMENT = 1_760_000_000_000_000
_MINUTE = 60_000_000
_SHAPE = (
    "UPDATE products SET updated_at = {first} + product_id * {moments} / {count} * {minute}",
    """UPDATE products SET attributes = replace(attributes, '{{"active":true', '{{"active":false') WHERE product_id % 10 = 3""",
    """UPDATE products SET attributes = replace(attributes, ',"cin7:stockControl"', ',"cin7:status":"Internal",' ||
       '"cin7:stockControl"') WHERE product_id % 20 = 7""",
    """UPDATE products SET attributes = replace(attributes, ',"cin7:stockControl"', ',"cin7:status":"ShowInB2B",' ||
       '"cin7:stockControl"') WHERE product_id % {every} = 9""",
    # In the order of search.sql's classes: where a product has the marks of two, the first counts.
    """UPDATE products SET class = CASE WHEN attributes LIKE '{{"active":false%' THEN 1
       WHEN product_id % 20 = 7 THEN 2 WHEN product_id % {every} = 9 THEN 3 END""",
)


class _Times(msgspec.Struct):
    """Seconds of one search in one order: over HTTP, and in the store alone."""

    served: list[float]
    alone: list[float]


async def run(bench: Bench) -> Section:
    """Measure the row."""
    count = bench.sizes.catalog_large
    database = bench.workplace.database("ours.db", prepared(bench.workplace, count, CIN7))
    _shape(database, count)
    conditions = _conditions(count)
    served: dict[tuple[str, str], list[float]] = {}
    async with bench.workplace.server(database) as server:
        client = await CIN7.connect(server)
        for where in conditions.values():
            for order in ORDERS:
                request = client.read(f"where={quote(where)}&order={quote(order)}&rows={PAGE_PRODUCTS}")
                driven = await drive(server.port, [request] * REPEATS, connections=1, must_hold=b'"id":')
                served[where, order] = driven.latencies
    store = open_store(f"sqlite:///{database}", Settings(), serving=False, now=lambda: _FIRST_MOMENT)
    made: list[Line] = []
    for name, where in conditions.items():
        times = {
            order: _Times(served[where, order], await _alone(store, bench.workplace.catalog_id, where, order))
            for order in ORDERS
        }
        made.append(_line(name, times))
        bench.say(f"  {name}: {made[-1].measured}")
    await store.close()
    bench.workplace.remove(database)
    notes = (
        f"The first {PAGE_PRODUCTS} products of GET v1/Products over one connection, {REPEATS} times each: the median of the "
        "slowest order, and in brackets 95 % of the requests and the median in the store alone. The products changed at "
        f"{MOMENTS:,} moments; one in ten is Inactive, one in twenty Internal, {RARE_PRODUCTS} are ShowInB2B."
    )
    return Section("l", f"Searches in {count:,} products", made, [notes])


def _shape(database: Path, count: int) -> None:
    """Give the products moments of change and statuses."""
    connection = apsw.Connection(str(database))
    connection.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144")
    values = {"first": _FIRST_MOMENT, "moments": MOMENTS, "count": count, "minute": _MINUTE}
    for statement in _SHAPE:
        connection.execute(statement.format(**values, every=max(count // RARE_PRODUCTS, 1)))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    settle()


def _conditions(count: int) -> dict[str, str]:
    """Give conditions by what they ask for."""

    def since(share: float) -> str:
        moment = dt.datetime.fromtimestamp((_FIRST_MOMENT + int(MOMENTS * share) * _MINUTE) // 1_000_000, dt.UTC)
        return f"modifiedDate>='{moment:%Y-%m-%dT%H:%M:%SZ}'"

    statuses = ("Public", "Inactive", "Internal", "ShowInB2B")
    return {
        "id": f"id={count // 2}",
        "styleCode": f"styleCode='{number_text(count // 2 * NUMBER_STEP)}'",
        "modifiedDate, few changed": since(1),
        "modifiedDate, the last half": since(0.5),
        "modifiedDate, all": since(0),
        **{f"status {status}": f"status='{status}'" for status in statuses},
        "status and modifiedDate, the last tenth": f"status='Public' and {since(0.9)}",
    }


async def _alone(store: Store, catalog_id: int, where: str, order: str) -> list[float]:
    """Ask the store without a server around it."""
    expression, terms = parse_where(where), parse_order(order)
    if isinstance(expression, WhereFault) or isinstance(terms, WhereFault):
        raise TypeError(f"{expression} {terms}")
    query = Query(where=expression, order=terms, limit=PAGE_PRODUCTS)
    seconds: list[float] = []
    for _ in range(REPEATS):
        began = perf_counter()
        found: list[Product] = await store.read(lambda reader: reader.search(catalog_id, query))
        seconds.append(perf_counter() - began)
        if not found:
            raise RuntimeError(f"nothing was found by {where}")
    return seconds


def _line(name: str, times: dict[str, _Times]) -> Line:
    """Write what one condition took in all orders."""
    slowest = max(median(each.served) for each in times.values())
    figures = "; ".join(
        f"{order or 'no order'} {median(each.served) * 1e3:.1f} ms ({quantile(each.served, 0.95) * 1e3:.1f}, "
        f"{median(each.alone) * 1e3:.1f})"
        for order, each in times.items()
    )
    return Line(name, f"{slowest * 1e3:.1f} ms", f"< {SECONDS_MAX * 1e3:.0f} ms", slowest < SECONDS_MAX, figures)

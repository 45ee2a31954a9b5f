"""(n) Lana's productsPage: first pages, pages deep in the catalog by last_key, and filters."""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from time import monotonic

import apsw
import msgspec

from benchmarks.apis.lana import LANA, LanaClient, given_product
from benchmarks.bench import Bench
from benchmarks.client import Answer, Request, UnexpectedAnswerError, drive, quantile, single
from benchmarks.prepared import BLOCKS, prepared
from benchmarks.report import Line, Section
from benchmarks.server import Server, settle

__all__ = ["run"]

PAGE_PRODUCTS = 50
REPEATS = 21
SECONDS_MAX = 2.0
"""After so long nothing is asked once more."""
DEPTH = 0.75
MOMENTS = 2_000
RARE_PRODUCTS = 20
RARE_BRAND_ID = "br_Rare0000"
ORDERS: Mapping[str, Mapping[str, object]] = {
    f"{field}{' desc' * descending}": {"sort_by": field, "sort_desc": descending}
    for field in ("created_at", "updated_at")
    for descending in (False, True)
}

_PAGE = b'"data":{"productsPage":{'
_STOPPED = b"The search took too long"
_FIRST_MOMENT = 1_760_000_000_000_000
_MINUTE = 60_000_000
_SHAPE = (
    """UPDATE products SET created_at = {first} + product_id * {moments} / {count} * {minute},
       updated_at = {first} + ({moments} + product_id * 7919 % {moments}) * {minute}""",
    """UPDATE products SET attributes = json_remove(attributes, '$."lana:published_at"', '$."lana:published_moment"')
       WHERE product_id % 10 = 3""",
    """UPDATE products SET attributes = json_replace(attributes, '$."lana:brand_id"', '{brand_id}')
       WHERE product_id % {every} = 9""",
    "DELETE FROM blocks",
    BLOCKS,
)


class _Page(msgspec.Struct):
    last_key: str


class _Times(msgspec.Struct):
    """Seconds of one request each time, and whether it was stopped because it took too long."""

    seconds: list[float]
    stopped: bool

    def __str__(self) -> str:
        """Write the median."""
        return f"{'stopped after ' * self.stopped}{median(self.seconds) * 1e3:,.1f} ms"


_page_of = msgspec.json.Decoder(_Page).decode


async def run(bench: Bench) -> Section:
    """Measure the row."""
    count = bench.sizes.catalog_large
    database = bench.workplace.database("ours.db", prepared(bench.workplace, count, LANA))
    _shape(database, count)
    made: list[Line] = []
    async with bench.workplace.server(database) as server:
        client = await LANA.connect(server)
        made.append(await _pages(server, client, "first page", {order: {} for order in ORDERS}))
        behind = {order: {"last_key": await _deep_key(server, client, order, count)} for order in ORDERS}
        made.append(await _pages(server, client, f"the page behind {DEPTH:.0%} of all", behind))
        for name, condition in _conditions().items():
            line = await _pages(server, client, name, dict.fromkeys(ORDERS, condition))
            counted = await _timed(server, client.count(condition))
            made.append(msgspec.structs.replace(line, figures=f"{line.figures}; counted {counted}"))
            bench.say(f"  {name}: {made[-1].measured}")
    bench.workplace.remove(database)
    notes = (
        f"Pages of {PAGE_PRODUCTS} products over one connection, by GraphQL without the count, {REPEATS} times each, or as "
        f"often as {SECONDS_MAX:g} s allow: the median of the slowest order, and in brackets the time within which 95 % came. "
        "Counted is what the count of a condition takes, which the JSON path answers with the first page; the key of a page "
        f"carries it to the next. A search is stopped after ten seconds. The products were created at {MOMENTS:,} moments and "
        "changed at as many later ones, in another order; one in ten is unpublished, one in eight is of each brand and in each "
        f"category, {RARE_PRODUCTS} are of the rare brand."
    )
    return Section("n", f"Lana's pages of {count:,} products", made, [notes])


def _shape(database: Path, count: int) -> None:
    """Give the products moments of creation and change, publication and a rare brand."""
    connection = apsw.Connection(str(database))
    connection.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144")
    values = {"first": _FIRST_MOMENT, "moments": MOMENTS, "count": count, "minute": _MINUTE, "brand_id": RARE_BRAND_ID}
    for statement in _SHAPE:
        connection.execute(statement.format(**values, every=max(count // RARE_PRODUCTS, 1)))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    settle()


def _conditions() -> dict[str, dict[str, object]]:
    """Give conditions by what they ask for."""

    def moment(share: float) -> str:
        at = dt.datetime.fromtimestamp((_FIRST_MOMENT + int(MOMENTS * share) * _MINUTE) // 1_000_000, dt.UTC)
        return f"{at:%Y-%m-%dT%H:%M:%SZ}"

    usual = given_product(1)
    return {
        "status published": {"status": "published"},
        "status unpublished": {"status": "unpublished"},
        "brand_id": {"brand_id": usual["brand_id"]},
        "brand_id, the rare one": {"brand_id": RARE_BRAND_ID},
        "category_id": {"category_id": usual["category_ids"][0]},
        "created_at_min, the last half": {"created_at_min": moment(0.5)},
        "created_at_min, the last": {"created_at_min": moment(1 - 1 / MOMENTS)},
        "updated_at_min, the last half": {"updated_at_min": moment(1.5)},
        "updated_at_min, the last": {"updated_at_min": moment(2 - 1 / MOMENTS)},
        "status published and updated_at_min, the last tenth": {
            "status": "published",
            "updated_at_min": moment(1.9),
        },
    }


async def _deep_key(server: Server, client: LanaClient, order: str, count: int) -> str:
    """Give the last_key of the page that ends deep in an order."""
    arguments = {**ORDERS[order], "offset": int(count * DEPTH), "limit": 1}
    query = "&".join(f"{name}={str(value).lower()}" for name, value in arguments.items())
    return _page_of((await single(server.port, client.page(f"{query}&fields=id"))).body).last_key


async def _timed(server: Server, request: Request) -> _Times:
    """Ask for the same thing again and again.

    Raises:
        UnexpectedAnswerError: the answer is neither a page nor that the search took too long.
    """
    began = monotonic()

    def repeated() -> Iterator[Request]:
        for _ in range(REPEATS):
            yield request
            if monotonic() - began > SECONDS_MAX:
                return

    answers: list[Answer] = []
    await drive(server.port, repeated(), connections=1, status=None, answers=answers)
    stopped = any(_STOPPED in answer.body for answer in answers)
    for answer in answers:
        if _PAGE not in answer.body and _STOPPED not in answer.body:
            raise UnexpectedAnswerError(f"{answer.status} {answer.body[:500]!r}")
    return _Times([answer.seconds for answer in answers], stopped)


async def _pages(server: Server, client: LanaClient, name: str, asked: Mapping[str, Mapping[str, object]]) -> Line:
    """Measure a page in each order, with these arguments beside it."""
    times: dict[str, _Times] = {}
    for order, arguments in asked.items():
        request = client.listed({**ORDERS[order], **arguments, "limit": PAGE_PRODUCTS})
        times[order] = await _timed(server, request)
    slowest = max(times.values(), key=lambda each: median(each.seconds))
    figures = "; ".join(f"{order} {each} ({quantile(each.seconds, 0.95) * 1e3:,.1f})" for order, each in times.items())
    return Line(name, str(slowest), figures=figures)

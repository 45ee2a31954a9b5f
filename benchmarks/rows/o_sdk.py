"""(o) The SDK's `upsert_all`, end to end over HTTP, against a bare loop that sends the same requests prepared."""

import asyncio
import sys
from collections.abc import Iterator
from itertools import islice
from statistics import median

import msgspec

from benchmarks.bench import Bench
from benchmarks.client import Request, drive, head
from benchmarks.report import Line, Section
from benchmarks.sdk_writer import products
from benchmarks.server import PRODUCTS_PATH

__all__ = ["run"]

REQUEST_ITEMS = 1_000
"""As many as `upsert_all` puts into a request where nothing else is said."""

TARGET_RATIO = 0.8
TARGET_PEAK_BYTES = 150_000_000
REPEATS = 3


class _Told(msgspec.Struct):
    """What the writing program printed."""

    seconds: float
    accepted: int
    requests: int
    peak_bytes: int


def _requests(count: int, token: str) -> Iterator[Request]:
    """Prepare the requests of the bare loop."""
    source = products(count)
    while items := list(islice(source, REQUEST_ITEMS)):
        body = msgspec.json.encode(items)
        yield head("POST", PRODUCTS_PATH, len(body), {"authorization": token}), body


async def _bare(bench: Bench, count: int, connections: int) -> float:
    """Give the seconds of the bare loop."""
    async with bench.workplace.fresh_server() as server:
        prepared = list(_requests(count, str(server.credentials["colleqtive"]["token"])))
        driven = await drive(server.port, prepared, connections=connections)
        return driven.seconds


async def _written(bench: Bench, kind: str, count: int) -> _Told:
    """Run the writing program against a fresh server."""
    async with bench.workplace.fresh_server() as server:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "benchmarks.sdk_writer",
            kind,
            str(count),
            f"http://127.0.0.1:{server.port}",
            str(server.credentials["colleqtive"]["token"]),
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await process.communicate()
        told = msgspec.json.decode(output, type=_Told)
        if told.accepted != count:
            raise RuntimeError(f"{told.accepted} of {count} products were accepted")
        return told


async def run(bench: Bench) -> Section:
    """Measure the row."""
    count = bench.sizes.products_sdk
    bare: list[float] = []
    bare_four: list[float] = []
    told: dict[str, list[_Told]] = {"sync": [], "async": []}
    for turn in range(min(REPEATS, bench.sizes.repeats)):
        bare.append(await _bare(bench, count, 1))
        bare_four.append(await _bare(bench, count, 4))
        for kind, found in told.items():
            found.append(await _written(bench, kind, count))
        bench.say(
            f"  turn {turn + 1}: {count / bare[-1]:,.0f}/s prepared, {count / told['sync'][-1].seconds:,.0f}/s ours"
        )
    yardstick, fastest = median(bare), median(bare_four)
    lines = [
        Line(f"bare loop, {connections} in flight", f"{count / seconds:,.0f} products/s", figures=f"{seconds:.1f} s")
        for connections, seconds in ((1, yardstick), (4, fastest))
    ]
    for kind, name in (("sync", "Colleqtive"), ("async", "AsyncColleqtive")):
        seconds = median(one.seconds for one in told[kind])
        peak = max(one.peak_bytes for one in told[kind])
        ratio = yardstick / seconds
        figures = f"{count / seconds:,.0f} products/s; {fastest / seconds:.2f} of the loop with 4 in flight"
        lines.append(
            Line(
                f"`{name}`: ratio to the bare loop", f"{ratio:.2f}", f"≥ {TARGET_RATIO}", ratio >= TARGET_RATIO, figures
            )
        )
        lines.append(
            Line(
                f"`{name}`: peak memory", f"{peak / 1e6:.0f} MB", "< 150 MB", peak < TARGET_PEAK_BYTES, "of its process"
            )
        )
    notes = (
        f"{count:,} generated products, {REQUEST_ITEMS:,} a request, into an empty catalog; medians of {len(bare)}. The bare "
        "loop sends bytes that were made beforehand and looks at nothing but the status; the SDK is given a generator of dicts "
        "by a program of its own, whose time is that of generating, encoding, cutting, sending and noting each outcome."
    )
    return Section("o", "The SDK's bulk writes", lines, [notes])

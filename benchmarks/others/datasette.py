"""Datasette's JSON write API (docs.datasette.io, "The JSON write API": upserting rows)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import apsw
import msgspec

from benchmarks.client import Request, head
from benchmarks.others.rival import Rival, free_port, output_of, program, running
from benchmarks.products import product

__all__ = ["datasette"]

SECRET = "benchmark"  # noqa: S105 - it opens a database that lives for a minute
REQUEST_ROWS_MAX = 1_000


def _make_table(path: Path) -> None:
    """Make the table with one column a field, and give it the write-ahead log, which helps it."""
    connection = apsw.Connection(str(path))
    columns = ", ".join(_column(name, value) for name, value in product(1).items())
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"CREATE TABLE products ({columns})")
    connection.close()


def _column(name: str, value: object) -> str:
    if isinstance(value, bool):
        return f"{name} INTEGER"
    if isinstance(value, float):
        return f"{name} REAL"
    return f"{name} TEXT PRIMARY KEY" if name == "product_number" else f"{name} TEXT"


@asynccontextmanager
async def datasette(folder: Path) -> AsyncIterator[Rival]:
    """Serve it for the time of the block."""
    database = folder / "datasette.db"
    _make_table(database)
    token = await output_of(program("datasette"), "create-token", "root", "--secret", SECRET)

    def upsert(products: list[dict[str, Any]]) -> Request:
        body = msgspec.json.encode({"rows": products})
        return head("POST", "/datasette/products/-/upsert", len(body), {"authorization": f"Bearer {token}"}), body

    port = free_port()
    command = [program("datasette"), "serve", str(database), "--port", str(port), "--root", "--secret", SECRET]
    command += ["--setting", "max_insert_rows", str(REQUEST_ROWS_MAX)]
    async with running(command, port, folder / "datasette.log"):
        yield Rival(f"Datasette {version('datasette')}", "WAL, synchronous=FULL", port, database, upsert)

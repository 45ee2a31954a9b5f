"""The yardstick: the same rows written to the same schema as plainly as the store allows.

Multi-row upserts through apsw, values prepared beforehand, WAL, synchronous=FULL, committed in the sizes of the requests, one
connection, nothing beside it. Whatever the service does more than this is what its ratio to raw measures.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from time import perf_counter

import apsw

from benchmarks.apis.api import Api, RowForm
from benchmarks.apis.colleqtive import COLLEQTIVE
from benchmarks.server import settle
from shelfwire.settings import Settings
from shelfwire.storage.sql import read_sql
from shelfwire.storage.sqlite.connection import connect
from shelfwire.storage.sqlite.writer import CHECKPOINT_PAGES

__all__ = ["RAW_CATALOG_ID", "Raw", "RawRows", "best_statement_rows", "prepare"]

RAW_CATALOG_ID = 1
CATALOG_BITS = 32
STATEMENT_ROWS_TRIED = (1, 50, 100, 200, 400)
TRIALS = 3
TRIAL_ROWS = 20_000
TRIAL_REQUEST_ROWS = 1_000

_NOW = 1_760_000_000_000_000
_LATER = _NOW + 60_000_000
_COLUMNS = ("row_id", "catalog_id", "product_id", "revision", "created_at", "updated_at")

RawRows = list[tuple[int | str, ...]]
"""Rows as they are bound: row_id, catalog_id, product_id, revision, created_at, updated_at, the form's keys, attributes."""


def prepare(numbers: Sequence[int], *, first_product_id: int, changed: bool = False, api: Api = COLLEQTIVE) -> RawRows:
    """Make the rows that products of these numbers become.

    A row that turns out to exist keeps its own row_id; `first_product_id` must lie behind all that exist, or be that of the
    first load where the API finds its products by their number.
    """
    base = RAW_CATALOG_ID << CATALOG_BITS
    now = _LATER if changed else _NOW
    return [
        (
            base + product_id,
            RAW_CATALOG_ID,
            product_id,
            2 if changed else 1,
            now,
            now,
            *api.row(number, changed=changed),
        )
        for product_id, number in enumerate(numbers, first_product_id)
    ]


def _upsert(rows: int, form: RowForm) -> str:
    columns = (*_COLUMNS, *form.keys, "attributes")
    placeholders = ",".join([f"({','.join('?' * len(columns))})"] * rows)
    return (
        f"INSERT INTO products ({', '.join(columns)}) VALUES {placeholders} ON CONFLICT {form.conflict} DO UPDATE SET "
        "revision = excluded.revision, updated_at = excluded.updated_at, attributes = excluded.attributes"
    )


class Raw:
    """One connection that writes rows plainly."""

    def __init__(
        self, path: Path, statement_rows: int, *, make_schema: bool = True, form: RowForm = COLLEQTIVE.form
    ) -> None:
        """Open or make the database.

        Args:
            path: the file.
            statement_rows: how many rows a statement has; 1 is `executemany`.
            make_schema: the file is new: make the service's own schema in it.
            form: what is particular to the rows.
        """
        self._form = form
        self._connection = connect(path, cache_bytes=Settings().cache_bytes, wait_seconds=5.0)
        self._statement_rows = statement_rows
        self._log_pages = 0
        self._connection.set_wal_hook(self._on_commit)
        if make_schema:
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute(read_sql("shelfwire.storage.sqlite", "sql", "schema.sql"))

    def write(self, rows: RawRows, request_rows: int) -> float:
        """Write rows, committed in requests of `request_rows`; give the seconds it took, commits included.

        The write-ahead log is carried over at the length at which the service does it, and as there the time that this takes
        after the last request is nobody's.
        """
        size, form = self._statement_rows, self._form
        whole = _upsert(size, form)
        columns = len(rows[0]) if rows else 0
        requests = [
            [
                tuple(chain.from_iterable(rows[place : min(place + size, start + request_rows)]))
                for place in range(start, min(start + request_rows, len(rows)), size)
            ]
            for start in range(0, len(rows), request_rows)
        ]
        execute, executemany = self._connection.execute, self._connection.executemany
        last = len(requests) - 1
        with _no_collection():
            began = perf_counter()
            for place, request in enumerate(requests):
                execute("BEGIN IMMEDIATE")
                if size == 1:
                    executemany(whole, request)
                else:
                    for values in request:
                        execute(
                            whole if len(values) == size * columns else _upsert(len(values) // columns, form), values
                        )
                execute("COMMIT")
                if self._log_pages >= CHECKPOINT_PAGES and place != last:
                    self._connection.wal_checkpoint("main", apsw.SQLITE_CHECKPOINT_PASSIVE)
            return perf_counter() - began

    def _on_commit(self, connection: apsw.Connection, database: str, pages: int) -> int:
        del connection, database
        self._log_pages = pages
        return apsw.SQLITE_OK

    def count(self) -> int:
        """Count the products."""
        found: int = self._connection.execute("SELECT count(*) FROM products").get
        return found

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector away: the prepared rows are nothing that raw writing would have."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def best_statement_rows(folder: Path) -> int:
    """Find out how many rows a statement should have on this machine."""
    rows = prepare(range(TRIAL_ROWS), first_product_id=1)
    seconds: dict[int, float] = {}
    for size in STATEMENT_ROWS_TRIED * TRIALS:
        path = folder / "raw-trial.db"
        raw = Raw(path, size)
        seconds[size] = min(raw.write(rows, TRIAL_REQUEST_ROWS), seconds.get(size, float("inf")))
        raw.close()
        path.unlink()
        settle()
    return min(seconds, key=seconds.__getitem__)

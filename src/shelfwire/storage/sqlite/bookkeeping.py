"""What the store keeps in step with the products: catalog counters, the page index and the change log.

All of it is collected in memory and written once: a job's part joins the commit's part when the job succeeds, and the
commit's part is written just before COMMIT. A job that is rolled back simply leaves its part behind.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain

import apsw
import msgspec

from shelfwire.storage.port import CatalogRow
from shelfwire.storage.sqlite import statements
from shelfwire.storage.sqlite.reader import BLOCK_BITS, QUERIES

__all__ = ["Bookkeeping", "IdRuns", "write_rows"]


def write_rows(
    connection: apsw.Connection, statement: Callable[[int], str], flat: Sequence[object], columns: int
) -> None:
    """Run a statement of many rows over values that lie flat behind each other, `columns` a row."""
    for start, size in statements.chunks(len(flat) // columns):
        connection.execute(statement(size), tuple(flat[start * columns : (start + size) * columns]))


class IdRuns:
    """Product numbers, held as runs: 16 bytes a run, however long it is."""

    __slots__ = ("_pairs",)

    def __init__(self) -> None:
        """Begin with none."""
        self._pairs = array("q")

    def add(self, ids: Sequence[int]) -> None:
        """Add numbers, in any order."""
        pairs = self._pairs
        if len(ids) == 1:
            pairs.extend((ids[0], ids[0]))
            return
        ordered = sorted(ids)
        first, last = ordered[0], ordered[-1]
        if last - first == len(ordered) - 1:
            pairs.extend((first, last))
            return
        for number in ordered:
            pairs.extend((number, number))

    def runs(self) -> Iterable[tuple[int, int]]:
        """Give the runs in order, none touching another: pairs of first and last number."""
        pairs = self._pairs
        if len(pairs) == 2:
            yield pairs[0], pairs[1]
            return
        ordered = sorted(zip(pairs[::2], pairs[1::2], strict=True))
        first, last = ordered[0]
        for next_first, next_last in ordered:
            if next_first > last + 1:
                yield first, last
                first, last = next_first, next_last
            elif next_last > last:
                last = next_last
        yield first, last


class _Block(msgspec.Struct, gc=False):
    """How many products more (or less) a block holds, and between which moments the new ones were created."""

    product_count: int = 0
    created_from: int | None = None
    created_to: int | None = None

    def add(self, product_count: int, created_from: int | None, created_to: int | None) -> None:
        """Take more products into account, or fewer, which have no moments."""
        self.product_count += product_count
        if created_from is not None and (self.created_from is None or created_from < self.created_from):
            self.created_from = created_from
        if created_to is not None and (self.created_to is None or created_to > self.created_to):
            self.created_to = created_to


class Bookkeeping:
    """The counters, page index and log entries that one job, or one commit, still has to write.

    Attributes:
        catalogs: the catalogs whose counters are known, by number; `changed` tells which of them to write.
        changed: see `catalogs`.
        blocks: what the page index does not say yet, by catalog and block.
        shrunk: the catalogs whose blocks may have become empty.
        runs: what was changed, by catalog and revision.
        logged: finished entries of the change log, flat: catalog, revision, first and last product number.
    """

    __slots__ = ("blocks", "catalogs", "changed", "logged", "runs", "shrunk")

    def __init__(self) -> None:
        """Begin with nothing to write."""
        self.catalogs: dict[int, CatalogRow] = {}
        self.changed: set[int] = set()
        self.blocks: dict[tuple[int, int], _Block] = {}
        self.shrunk: set[int] = set()
        self.runs: dict[tuple[int, int], IdRuns] = {}
        self.logged = array("q")

    @property
    def pending(self) -> bool:
        """Tell whether anything has to be written."""
        return bool(self.changed or self.blocks or self.runs or self.logged)

    def count(self, catalog_id: int, ids: Sequence[int], sign: int, created_at: int | None = None) -> None:
        """Put products into the page index (`sign` 1), which were created at a moment, or take them out (-1)."""
        blocks = self.blocks
        if sign < 0:
            self.shrunk.add(catalog_id)
        for block, count in Counter([product_id >> BLOCK_BITS for product_id in ids]).items():
            blocks.setdefault((catalog_id, block), _Block()).add(sign * count, created_at, created_at)

    def log(self, catalog_id: int, revision: int, ids: Sequence[int]) -> None:
        """Note that a revision changed or deleted these products."""
        runs = self.runs.get((catalog_id, revision))
        if runs is None:
            runs = self.runs[catalog_id, revision] = IdRuns()
        runs.add(ids)

    def join(self, job: "Bookkeeping") -> None:
        """Take over what a job that succeeded has to write."""
        self.catalogs |= job.catalogs
        self.changed |= job.changed
        self.shrunk |= job.shrunk
        for key, block in job.blocks.items():
            self.blocks.setdefault(key, _Block()).add(block.product_count, block.created_from, block.created_to)
        for (catalog_id, revision), runs in job.runs.items():
            self.logged.extend(chain.from_iterable((catalog_id, revision, *run) for run in runs.runs()))
        self.logged.extend(job.logged)

    def write(self, connection: apsw.Connection) -> None:
        """Write everything, and have nothing more to write."""
        for catalog_id in self.changed:
            row = self.catalogs[catalog_id]
            connection.execute(
                QUERIES["save_catalog"], (catalog_id, row.revision, row.product_id_last, row.product_count)
            )
        if self.blocks:
            rows = [(*key, *msgspec.structs.astuple(self.blocks[key])) for key in sorted(self.blocks)]
            write_rows(connection, statements.count_blocks, list(chain.from_iterable(rows)), 5)
            for catalog_id in self.shrunk:
                connection.execute(QUERIES["drop_empty_blocks"], (catalog_id,))
        for (catalog_id, revision), runs in self.runs.items():
            self.logged.extend(chain.from_iterable((catalog_id, revision, *run) for run in runs.runs()))
        write_rows(connection, statements.log_changes, self.logged, 4)
        self.changed.clear()
        self.blocks.clear()
        self.shrunk.clear()
        self.runs.clear()
        self.logged = array("q")

"""Database files that hold many products already, filled through SQL and copied for each run."""

from pathlib import Path

import apsw

from benchmarks.products import NUMBER_STEP, product, stored_attributes
from benchmarks.server import Workplace, settle

__all__ = ["prepared", "unprepare"]

TEMPLATES = 1_000
"""The filled products have one of this many attribute maps; only their numbers are all different."""

_FILL = """
WITH RECURSIVE counter (product_id) AS (
    SELECT 1 UNION ALL SELECT product_id + 1 FROM counter WHERE product_id < ?2
)
INSERT INTO products (row_id, catalog_id, product_id, revision, created_at, updated_at, sku, attributes)
SELECT (?1 << 32) + counter.product_id, ?1, counter.product_id, 1, ?3, ?3,
    printf('P%010d', counter.product_id * ?4), templates.attributes
FROM counter CROSS JOIN templates ON templates.template_id = counter.product_id % ?5
"""
_BLOCKS = """
INSERT INTO blocks (catalog_id, block, product_count)
SELECT catalog_id, product_id >> 10, count(*) FROM products GROUP BY 1, 2
"""
_NOW = 1_760_000_000_000_000


def _path(workplace: Workplace, count: int) -> Path:
    return workplace.folder / f"prepared-{count}.db"


def prepared(workplace: Workplace, count: int) -> Path:
    """Give a file whose catalog has `count` products, as if one request had created them; made at the first call.

    Their product numbers are those of every sixteenth number from 16.
    """
    path = _path(workplace, count)
    if path.exists():
        return path
    workplace.database(path.name)
    connection = apsw.Connection(str(path))
    # The file has no log while it is filled; nobody else has it open.
    connection.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144")
    connection.execute("CREATE TEMP TABLE templates (template_id INTEGER PRIMARY KEY, attributes TEXT)")
    connection.executemany(
        "INSERT INTO templates VALUES (?, ?)",
        [(number, stored_attributes(product(number)).decode()) for number in range(TEMPLATES)],
    )
    catalog_id = workplace.catalog_id
    connection.execute("BEGIN")
    connection.execute(_FILL, (catalog_id, count, _NOW, NUMBER_STEP, TEMPLATES))
    connection.execute(_BLOCKS)
    connection.execute(
        "UPDATE catalogs SET revision = 1, product_id_last = ?2, product_count = ?2 WHERE catalog_id = ?1",
        (catalog_id, count),
    )
    connection.execute("INSERT INTO changes VALUES (?1, 1, 1, ?2)", (catalog_id, count))
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    settle()
    return path


def unprepare(workplace: Workplace, count: int) -> None:
    """Remove the file again: a large one takes room that others need."""
    workplace.remove(_path(workplace, count))

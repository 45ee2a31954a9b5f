"""Database files that hold many products already, filled through SQL and copied for each run."""

from pathlib import Path

import apsw

from benchmarks.apis.api import Api
from benchmarks.apis.colleqtive import COLLEQTIVE
from benchmarks.products import NUMBER_STEP, TEMPLATES, number_text
from benchmarks.server import Workplace, settle

__all__ = ["BLOCKS", "prepared", "unprepare"]

_FILL = """
WITH RECURSIVE counter (product_id) AS (
    SELECT 1 UNION ALL SELECT product_id + 1 FROM counter WHERE product_id < ?2
)
INSERT INTO products (row_id, catalog_id, product_id, revision, created_at, updated_at, {keys}, attributes)
SELECT (?1 << 32) + counter.product_id, ?1, counter.product_id, 1, ?3, ?3, {values}
FROM counter CROSS JOIN templates ON templates.template_id = counter.product_id % ?5
"""
# In handles the number stands in small letters.
_NUMBERED = """replace(
    replace(templates.{column}, templates.number, printf('P%010d', counter.product_id * ?4)),
    lower(templates.number), printf('p%010d', counter.product_id * ?4)
)"""
BLOCKS = """
INSERT INTO blocks (catalog_id, block, product_count, created_from, created_to)
SELECT catalog_id, product_id >> 10, count(*), min(created_at), max(created_at) FROM products GROUP BY 1, 2
"""
"""Fills the page index of a file in which it is empty."""
_NOW = 1_760_000_000_000_000


def _path(workplace: Workplace, count: int, api: Api) -> Path:
    return workplace.folder / f"prepared-{count}-{'-'.join(api.form.keys)}.db"


def prepared(workplace: Workplace, count: int, api: Api = COLLEQTIVE) -> Path:
    """Give a file whose catalog has `count` products, as if one request of an API had created them; made at the first call.

    Their numbers are every sixteenth from 16. A product has the keys that the API gives the product of its number, and the
    attributes of its template, which differ from that product's own in some values.
    """
    path = _path(workplace, count, api)
    if path.exists():
        return path
    workplace.database(path.name)
    connection = apsw.Connection(str(path))
    # The file has no log while it is filled; nobody else has it open.
    connection.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144")
    columns = (*api.form.keys, "attributes")
    connection.execute(f"CREATE TEMP TABLE templates (template_id INTEGER PRIMARY KEY, number, {', '.join(columns)})")
    connection.executemany(
        f"INSERT INTO templates VALUES (?, ?{', ?' * len(columns)})",
        [
            (template, number_text(template * NUMBER_STEP), *api.row(template * NUMBER_STEP))
            for template in range(TEMPLATES)
        ],
    )
    catalog_id = workplace.catalog_id
    fill = _FILL.format(
        keys=", ".join(api.form.keys), values=", ".join(_NUMBERED.format(column=column) for column in columns)
    )
    connection.execute("BEGIN")
    connection.execute(fill, (catalog_id, count, _NOW, NUMBER_STEP, TEMPLATES))
    connection.execute(BLOCKS)
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


def unprepare(workplace: Workplace, count: int, api: Api = COLLEQTIVE) -> None:
    """Remove the file again: a large one takes room that others need."""
    workplace.remove(_path(workplace, count, api))

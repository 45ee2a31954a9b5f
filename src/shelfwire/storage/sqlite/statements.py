"""Statements of many rows, written once for each size.

A statement of 1,000 rows is one step, and apsw gives the GIL away once a step: beside a busy thread each step costs a wait for
the interpreter, so one of 1,000 rows is far better than five of 200, while an idle machine does not tell them apart (1.1 us an
inserted row, 1.6 us an updated one, 2026-11-22). What all rows have in common is said once, around a list of plain `(?,?,?)`:
so the text of 1,000 rows stays below 16 KiB, beyond which apsw no longer keeps a prepared statement.
"""

from collections.abc import Iterator
from functools import cache

__all__ = [
    "STATEMENT_BYTES_MAX",
    "STATEMENT_ROWS_MAX",
    "chunks",
    "count_blocks",
    "delete_offers",
    "insert_keyed_products",
    "insert_plain_products",
    "insert_products",
    "log_changes",
    "update_attributes",
    "update_plain_products",
    "update_products",
    "write_offers",
]

STATEMENT_ROWS_MAX = 1_000
"""The most rows of one statement: a slice of the engine."""

STATEMENT_BYTES_MAX = 16_384
"""apsw keeps no longer text in its cache of prepared statements (SC_MAX_ITEM_SIZE in its statementcache.c)."""

_SIZES = (STATEMENT_ROWS_MAX, 256, 128, 64, 32, 16, 8, 4, 2, 1)


def chunks(count: int) -> Iterator[tuple[int, int]]:
    """Cut `count` rows into pieces of a few sizes, so that few statements are ever prepared: pairs of start and size."""
    start = 0
    for size in _SIZES:
        while count - start >= size:
            yield start, size
            start += size


def _rows(size: int, columns: int, first: int) -> str:
    """List rows of parameters: `first` is the number of the first one, all others follow it."""
    start = ",".join(f"?{number}" for number in range(first, first + columns))
    return f"({start})" + ("," + "(" + ",".join("?" * columns) + ")") * (size - 1)


@cache
def insert_products(size: int) -> str:
    """Insert products that have no key but the sku.

    Parameters: the catalog's first row id, catalog, revision, time; then a row: product_id, sku, attributes, class.
    """
    return (
        "INSERT INTO products (row_id, catalog_id, product_id, revision, created_at, updated_at, sku, attributes, class) "
        "SELECT ?1+column1, ?2, column1, ?3, ?4, ?4, column2, column3, column4 FROM (VALUES " + _rows(size, 4, 5) + ")"
    )


@cache
def insert_plain_products(size: int, further_keys: tuple[str, ...] = ()) -> str:
    """Insert products as `insert_products` does, of a known shape and with further keys.

    Parameters: as `insert_products`; a row: product_id, sku, attributes as bytes, class, shape, the further keys.
    """
    columns = "".join(f", {key}" for key in further_keys)
    values = "".join(f", column{number}" for number in range(6, 6 + len(further_keys)))
    return (
        "INSERT INTO products (row_id, catalog_id, product_id, revision, created_at, updated_at, sku, attributes, class, "
        f"shape{columns}) SELECT ?1+column1, ?2, column1, ?3, ?4, ?4, column2, CAST(column3 AS TEXT), column4, column5{values} "
        "FROM (VALUES " + _rows(size, 5 + len(further_keys), 5) + ")"
    )


@cache
def insert_keyed_products(size: int) -> str:
    """Insert products with all their keys.

    Parameters: as `insert_products`; after attributes: class, handle, option_code, vending_key.
    """
    return (
        "INSERT INTO products (row_id, catalog_id, product_id, revision, created_at, updated_at, sku, attributes, class, "
        "handle, option_code, vending_key) "
        "SELECT ?1+column1, ?2, column1, ?3, ?4, ?4, column2, column3, column4, column5, column6, column7 "
        "FROM (VALUES " + _rows(size, 7, 5) + ")"
    )


@cache
def update_attributes(size: int) -> str:
    """Update products whose keys stay: no unique index is touched.

    OR FAIL spares the statement's own journal, a copy of each of the scattered pages. Nothing can fail half-way: no unique
    column is set and no value is null that must not be.

    Parameters: the catalog's first row id, revision, time; then a row: product_id, attributes, class.
    """
    return (
        "UPDATE OR FAIL products SET revision=?2, updated_at=?3, attributes=given.column2, class=given.column3, shape=0 "
        "FROM (VALUES " + _rows(size, 3, 4) + ") AS given WHERE products.row_id=?1+given.column1"
    )


@cache
def update_plain_products(size: int) -> str:
    """Update products as `update_attributes` does, to a known shape.

    Parameters: as `update_attributes`; a row: product_id, attributes as bytes, class, shape.
    """
    return (
        "UPDATE OR FAIL products SET revision=?2, updated_at=?3, attributes=CAST(given.column2 AS TEXT), "
        "class=given.column3, shape=given.column4 FROM (VALUES "
        + _rows(size, 4, 4)
        + ") AS given WHERE products.row_id=?1+given.column1"
    )


@cache
def update_products(size: int) -> str:
    """Update products with their keys.

    Parameters: as `update_attributes`; after attributes: class, sku, handle, option_code, vending_key.
    """
    return (
        "UPDATE products SET revision=?2, updated_at=?3, attributes=given.column2, class=given.column3, shape=0, "
        "sku=given.column4, handle=given.column5, option_code=given.column6, vending_key=given.column7 FROM (VALUES "
        + _rows(size, 7, 4)
        + ") AS given WHERE products.row_id=?1+given.column1"
    )


@cache
def log_changes(size: int) -> str:
    """Write runs of the change log. Parameters a row: catalog, revision, first and last product number."""
    return (
        "INSERT INTO changes (catalog_id, revision, first_product_id, last_product_id) VALUES "
        + _rows(size, 4, 1)
        + " ON CONFLICT DO UPDATE SET last_product_id = max(last_product_id, excluded.last_product_id)"
    )


@cache
def count_blocks(size: int) -> str:
    """Add to the page index.

    Parameters a row: catalog, block, how many products more (or less, below 0), and between which moments they were created,
    NULLs where there are no new ones.
    """
    return (
        "INSERT INTO blocks (catalog_id, block, product_count, created_from, created_to) VALUES "
        + _rows(size, 5, 1)
        + " ON CONFLICT DO UPDATE SET product_count = product_count + excluded.product_count, "
        "created_from = min(created_from, ifnull(excluded.created_from, created_from)), "
        "created_to = max(created_to, ifnull(excluded.created_to, created_to))"
    )


@cache
def write_offers(size: int) -> str:
    """Insert or replace offers.

    Parameters: catalog; then a row: sku, kind, offer_id, line_number, attributes.
    """
    return (
        "INSERT INTO offers (catalog_id, sku, kind, offer_id, line_number, attributes) "
        "SELECT ?1, column1, column2, column3, column4, column5 FROM (VALUES "
        + _rows(size, 5, 2)
        + ") WHERE TRUE ON CONFLICT DO UPDATE SET attributes = excluded.attributes"
    )


@cache
def delete_offers(size: int) -> str:
    """Delete offers by their key. Parameters: catalog; then a row: sku, kind, offer_id, line_number."""
    return (
        "DELETE FROM offers WHERE catalog_id=?1 AND (sku, kind, offer_id, line_number) IN (VALUES "
        + _rows(size, 4, 2)
        + ")"
    )

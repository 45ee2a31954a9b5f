"""The .sql files: the schema is what the migrations make, every statement fits it, and every read uses an index."""

import re
from array import array
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import apsw
import pytest

from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.query import Comparison, Operator, Query, Time, TimeName
from shelfwire.storage.sql import load_queries, read_sql
from shelfwire.storage.sqlite import statements
from shelfwire.storage.sqlite.connection import APPLICATION_ID
from shelfwire.storage.sqlite.migrate import migrate, migrations
from shelfwire.storage.sqlite.reader import QUERIES, SqliteReader
from shelfwire.storage.sqlite.statements import STATEMENT_BYTES_MAX, STATEMENT_ROWS_MAX, chunks
from tests.storage.desk import NOW

SCHEMA = read_sql("shelfwire.storage.sqlite", "sql", "schema.sql")

MANY = [
    (statements.insert_products, 4, 4),
    (statements.insert_plain_products, 4, 5),
    (partial(statements.insert_plain_products, further_keys=("vending_key",)), 4, 6),
    (partial(statements.insert_plain_products, further_keys=("option_code", "vending_key")), 4, 7),
    (statements.insert_keyed_products, 4, 7),
    (statements.update_attributes, 3, 3),
    (statements.update_plain_products, 3, 4),
    (statements.update_products, 3, 7),
    (statements.log_changes, 0, 4),
    (statements.count_blocks, 0, 5),
    (statements.write_offers, 1, 5),
    (statements.delete_offers, 1, 4),
]
"""The statements of many rows, with how many parameters come before the rows and how many a row has."""


@pytest.fixture
def empty() -> Iterator[apsw.Connection]:
    """Give a database in memory that has the schema and nothing else."""
    connection = apsw.Connection(":memory:")
    connection.execute(SCHEMA)
    connection.execute(QUERIES["create_doomed"])
    yield connection
    connection.close()


def objects(connection: apsw.Connection) -> list[Any]:
    """Give all tables, views and indexes with their texts, their white space aside: ALTER TABLE lays it out otherwise."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
    return [(*row, re.sub(r"\s+([,)])", r"\1", re.sub(r"\s+", " ", str(sql)))) for *row, sql in rows]


def test_the_schema_is_what_all_migrations_make(tmp_path: Path, empty: apsw.Connection) -> None:
    """A file that was migrated from the beginning has the very objects of schema.sql, and is marked as ours."""
    migrate(tmp_path / "shop.db", lambda: NOW, wait_seconds=1)
    migrated = apsw.Connection(str(tmp_path / "shop.db"))
    assert objects(migrated) == objects(empty)
    assert migrated.execute("PRAGMA application_id").get == APPLICATION_ID == int.from_bytes(b"SHLF")
    assert migrated.execute("PRAGMA journal_mode").get == "wal"
    migrated.close()


def test_blocks_of_an_older_file_learn_when_their_products_were_created(tmp_path: Path) -> None:
    """Those without products, or written by another hand, stay unknown, and are looked through."""
    path = tmp_path / "shop.db"
    migrate(path, lambda: NOW, wait_seconds=1, known=[one for one in migrations() if one.name < "0005"])
    connection = apsw.Connection(str(path))
    for number in (1, 1_023, 1_024):
        row = (1 << 32, 1, 1, NOW + number, number, f"S{number}", "{}", None)
        connection.execute(statements.insert_products(1), row)
    connection.execute("INSERT INTO blocks (catalog_id, block, product_count) VALUES (1, 0, 2), (1, 1, 1), (2, 1, 1)")
    connection.close()
    migrate(path, lambda: NOW, wait_seconds=1)
    connection = apsw.Connection(str(path))
    assert connection.execute("SELECT * FROM blocks ORDER BY 1, 2").fetchall() == [
        (1, 0, 2, NOW + 1, NOW + 1_023),
        (1, 1, 1, NOW + 1_024, NOW + 1_024),
        (2, 1, 1, None, None),
    ]
    connection.execute("UPDATE blocks SET created_from = NULL, created_to = NULL WHERE block = 0")
    for at in (1, 1_024):
        where = Comparison(Time(TimeName.CREATED_AT), Operator.EQUAL, NOW + at)
        assert [row.product_id for row in SqliteReader(connection).search(1, Query(where=where, limit=5))] == [at]
    connection.close()


def test_migrations_are_numbered_without_gaps() -> None:
    """Their order is that of their names."""
    known = migrations()
    assert [migration.number for migration in known] == list(range(1, len(known) + 1))
    assert all(re.fullmatch(r"\d{4}_\w+", migration.name) for migration in known)


def test_every_table_is_strict_and_keys_begin_with_the_catalog(empty: apsw.Connection) -> None:
    """What belongs to a catalog can be placed by it."""
    tables = empty.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    strict = {str(name): strict for name, strict in tables if not str(name).startswith("sqlite_")}
    assert set(strict.values()) == {1}
    of_a_catalog = {"products", "blocks", "changes", "tombstones", "offers"}
    assert of_a_catalog < strict.keys()
    for table in of_a_catalog:
        for index, unique in empty.execute('SELECT name, "unique" FROM pragma_index_list(?)', (table,)).fetchall():
            first = empty.execute("SELECT name FROM pragma_index_info(?) WHERE seqno = 0", (index,)).get
            assert first == "catalog_id", index
            assert unique or index in {"products_updated_at", "products_class"}, index


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_every_statement_fits_the_schema(empty: apsw.Connection, name: str) -> None:
    """Each one compiles."""
    empty.execute(f"EXPLAIN {QUERIES[name]}", [None] * len(set(re.findall(r"\?\d", QUERIES[name]))))


def plan(connection: apsw.Connection, name: str) -> list[str]:
    """Give the steps by which SQLite carries out a statement."""
    parameters = [None] * len(set(re.findall(r"\?\d", QUERIES[name])))
    return [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {QUERIES[name]}", parameters)]


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("find_product_id", "SEARCH products USING INTEGER PRIMARY KEY (rowid=?)"),
        ("find_one_sku", "SEARCH products USING INDEX products_sku (catalog_id=? AND sku=?)"),
        *(
            (f"find_{key.value}", f"SEARCH products USING INDEX products_{key.value} (catalog_id=? AND {key.value}=?)")
            for key in KeyName
            if key is not KeyName.PRODUCT_ID
        ),
        ("held_sku", "SEARCH products USING INDEX products_sku (catalog_id=? AND sku=?)"),
        ("held_one_sku", "SEARCH products USING INDEX products_sku (catalog_id=? AND sku=?)"),
        (
            "held_vending_key",
            "SEARCH products USING INDEX products_vending_key (catalog_id=? AND vending_key=?)",
        ),
        ("held_product_id", "SEARCH products USING INTEGER PRIMARY KEY (rowid=?)"),
        *(
            (
                f"taken_{key}",
                f"SEARCH products USING COVERING INDEX products_{key} (catalog_id=? AND {key}=?)",
            )
            for key in ("sku", "handle", "option_code")
        ),
        ("page", "SEARCH products USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        ("holding", "SEARCH products USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
        ("blocks", "SEARCH blocks USING PRIMARY KEY (catalog_id=?)"),
        ("offers", "SEARCH offers USING PRIMARY KEY (catalog_id=? AND sku=?)"),
        ("changes_since", "SEARCH changes USING PRIMARY KEY (catalog_id=? AND revision>?)"),
        ("credential", "SEARCH credentials USING INDEX sqlite_autoindex_credentials_1 (secret_hash=?)"),
        ("reply", "SEARCH replies USING INDEX sqlite_autoindex_replies_1 (scope=?)"),
        ("delete", "SEARCH products USING INTEGER PRIMARY KEY (rowid=?)"),
        ("delete_doomed", "SEARCH products USING INTEGER PRIMARY KEY (rowid=?)"),
        ("purge_replies", "SEARCH replies USING INDEX replies_expires_at (expires_at<?)"),
    ],
)
def test_statements_that_run_often_search_and_never_scan(empty: apsw.Connection, name: str, step: str) -> None:
    """The plan has the expected search, no scan of a table of ours, and sorts nothing."""
    steps = plan(empty, name)
    assert step in steps
    assert not [one for one in steps if re.match(r"SCAN (products|offers|changes|blocks|replies|credentials)\b", one)]
    assert name == "purge_replies" or not [one for one in steps if "TEMP B-TREE FOR ORDER BY" in one]


@pytest.mark.parametrize(("statement", "before", "columns"), MANY)
def test_statements_of_many_rows_fit_the_schema_and_the_cache(
    empty: apsw.Connection, statement: Any, before: int, columns: int
) -> None:
    """Every size compiles with just its parameters, and the largest is short enough for apsw to keep it prepared."""
    for size in {size for _, size in chunks(STATEMENT_ROWS_MAX * 2 - 1)}:
        assert len(statement(size).encode()) <= STATEMENT_BYTES_MAX
        empty.execute(f"EXPLAIN {statement(size)}", [None] * (before + columns * size))
    assert statement(1) is statement(1)


@pytest.mark.parametrize("count", [0, 1, 5, 999, 1_000, 1_001, 1_463])
def test_rows_are_cut_into_pieces_of_few_sizes(count: int) -> None:
    """Every row is in one piece, in order."""
    pieces = list(chunks(count))
    assert [number for start, size in pieces for number in range(start, start + size)] == list(range(count))
    assert all(size in {1_000, 256, 128, 64, 32, 16, 8, 4, 2, 1} for _, size in pieces)


def test_a_file_of_statements_is_taken_apart_by_name() -> None:
    """Names, texts and descriptions; a name twice or a statement without a description is an error."""
    text = "-- A file.\n\n-- name: one\n-- The number one.\nSELECT 1;\n\n-- name: two\n-- Two\n-- lines.\nSELECT\n2;\n"
    assert load_queries(text) == {"one": "SELECT 1", "two": "SELECT\n2"}
    with pytest.raises(ValueError, match="one stands twice"):
        load_queries(text + "-- name: one\n-- Again.\nSELECT 3;")
    with pytest.raises(ValueError, match="three has no description"):
        load_queries(text + "-- name: three\nSELECT 3;")


def test_reads_that_are_too_big_for_one_text_are_halved(empty: apsw.Connection) -> None:
    """SQLite's longest text bounds a read, not what can be read: here it holds two products and not three."""
    attributes = '{"name":"' + "x" * 900 + '"}'
    for number in range(1, 12):
        empty.execute(statements.insert_products(1), (1 << 32, 1, 1, NOW, number, f"S{number}", attributes, None))
    empty.execute(statements.count_blocks(1), (1, 0, 11, NOW, NOW))
    empty.limit(apsw.SQLITE_LIMIT_LENGTH, 2_500)
    reader = SqliteReader(empty)
    numbers = list(range(1, 12))
    assert [row.product_id for row in reader.after(1, 0, 10**9)] == numbers
    assert [row.product_id for row in reader.after(1, 2, 5)] == numbers[2:7]
    assert [row.product_id for row in reader.page(1, 3, 7)] == numbers[3:10]
    found = reader.find(1, KeyName.SKU, [f"S{number}" for number in numbers])
    assert sorted(row.product_id for row in found) == numbers
    assert sorted(row.product_id for row in reader.find(1, KeyName.PRODUCT_ID, array("q", numbers))) == numbers
    held = reader.held(1, [f"S{number}" for number in numbers[::-1]])
    assert [number for _, number in sorted(zip(held.places, held.product_ids, strict=True))] == numbers[::-1]
    assert (set(held.attributes), set(held.shapes)) == ({attributes.encode()}, {0})
    value = b'"' + b"x" * 900 + b'"'
    assert [row.product_id for row in reader.holding(1, "name", value, 0, 10)] == numbers[:10]
    empty.limit(apsw.SQLITE_LIMIT_LENGTH, 900)
    with pytest.raises(apsw.TooBigError):
        reader.held(1, ["S1"])
    with pytest.raises(apsw.TooBigError):
        reader.find(1, KeyName.SKU, ["S1"])
    with pytest.raises(apsw.TooBigError):
        reader.after(1, 0, 1)

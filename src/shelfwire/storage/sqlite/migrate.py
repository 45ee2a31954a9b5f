"""Bringing a file's schema up to date, and finding out that a file is not ours."""

import hashlib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import apsw
import msgspec

from shelfwire.storage.port import StoreUnusable
from shelfwire.storage.sqlite.connection import APPLICATION_ID, FAULTS, connect

__all__ = ["Migration", "migrate", "migrations"]

CACHE_BYTES = 8 * 1024 * 1024
"""Memory for pages while a migration runs."""


class Migration(msgspec.Struct, frozen=True):
    """One step of the schema.

    Attributes:
        number: 1 for the first, without gaps.
        name: the file's name without its ending: `0001_first`.
        text: the statements.
    """

    number: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        """Give the SHA-256 of the text, in hexadecimal: an applied migration never changes."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def migrations() -> list[Migration]:
    """Read the migrations that come with this version, in order."""
    folder = files("shelfwire.storage.sqlite").joinpath("migrations")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return [
        Migration(int(name.split("_")[0]), name.removesuffix(".sql"), folder.joinpath(name).read_text("utf-8"))
        for name in names
    ]


def migrate(
    path: Path,
    now: Callable[[], int],
    *,
    wait_seconds: float,
    known: list[Migration] | None = None,
    vfs: str | None = None,
) -> list[str]:
    """Make the file at `path` ours and current; it is created where it does not exist.

    Args:
        path: the file.
        now: the clock, in microseconds since 1970 in UTC.
        wait_seconds: how long to wait for a lock that another process holds.
        known: the migrations to apply, for tests; else those of this version.
        vfs: the name of another SQLite VFS, for tests of faults.

    Returns:
        The names of the migrations that were applied now.

    Raises:
        StoreUnusable: the file is not ours, of a newer version, locked, or cannot be opened or written.
    """
    try:
        connection = connect(path, cache_bytes=CACHE_BYTES, wait_seconds=wait_seconds, vfs=vfs)
        try:
            _is_fresh(connection, path)
            if connection.execute("PRAGMA journal_mode = WAL").get != "wal":
                message = f"{path} lies where SQLite cannot keep a write-ahead log (a network file system?)"
                raise StoreUnusable(message)
            return _apply(connection, path, migrations() if known is None else known, now)
        finally:
            connection.close()
    except apsw.NotADBError as error:
        message = f"{path} is not an SQLite database"
        raise StoreUnusable(message) from error
    except (apsw.BusyError, apsw.LockedError) as error:
        message = f"{path} is locked by another process"
        raise StoreUnusable(message) from error
    except (*FAULTS, apsw.SQLError) as error:
        message = f"{path} cannot be used: {error}"
        raise StoreUnusable(message) from error


def _is_fresh(connection: apsw.Connection, path: Path) -> bool:
    """Tell whether the file is empty, and refuse one that is somebody else's."""
    application_id = connection.execute("PRAGMA application_id").get
    if application_id == APPLICATION_ID:
        return False
    if application_id or connection.execute("SELECT count(*) FROM sqlite_schema").get:
        message = f"{path} is an SQLite database of another application"
        raise StoreUnusable(message)
    return True


def _missing(connection: apsw.Connection, path: Path, known: list[Migration]) -> list[Migration]:
    """Give the migrations that the file still needs, after checking those that it has."""
    if _is_fresh(connection, path):
        return known
    rows = connection.execute("SELECT number, name, checksum FROM migrations ORDER BY number").fetchall()
    for number, name, checksum in rows:
        if not isinstance(number, int) or number > len(known):
            message = f"{path} was written by a newer version of Shelfwire (it has the migration {name})"
            raise StoreUnusable(message)
        if checksum != known[number - 1].checksum:
            message = f"{path} has another migration {name} than this version of Shelfwire"
            raise StoreUnusable(message)
    return known[len(rows) :]


def _apply(connection: apsw.Connection, path: Path, known: list[Migration], now: Callable[[], int]) -> list[str]:
    """Apply what is missing, all in one transaction; a file that is current is not locked."""
    if not _missing(connection, path, known):
        return []
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it while this one waited for the lock.
        missing = _missing(connection, path, known)
        for migration in missing:
            connection.execute(migration.text)
            connection.execute(
                "INSERT INTO migrations (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)",
                (migration.number, migration.name, migration.checksum, now()),
            )
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return [migration.name for migration in missing]

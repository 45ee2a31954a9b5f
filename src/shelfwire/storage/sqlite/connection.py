"""Connections to the file, and what an error of SQLite means to us."""

import logging
import os
from pathlib import Path

import apsw

from shelfwire.storage.port import StoreBusy, StoreError, StoreFailed, StoreFull

__all__ = ["APPLICATION_ID", "FAULTS", "close_quietly", "connect", "disk_is_full", "in_our_words"]

_log = logging.getLogger(__name__)

APPLICATION_ID = 0x53_48_4C_46
"""`SHLF` in the file's header (bytes 68 to 71): this file is ours."""

JOURNAL_BYTES_MAX = 64 * 1024 * 1024
"""A write-ahead log that grew beyond this shrinks to it when it starts anew."""

STATEMENTS_CACHED = 256
"""How many prepared statements a connection keeps: all of queries.sql and every size of those of many rows."""

FREE_BYTES_MIN = 1024 * 1024
"""With less than this left on the disk an I/O error is taken for a full disk."""

FAULTS = (
    apsw.FullError,
    apsw.IOError,
    apsw.CorruptError,
    apsw.NotADBError,
    apsw.NoMemError,
    apsw.CantOpenError,
    apsw.ReadOnlyError,
    apsw.ProtocolError,
    apsw.BusyError,
    apsw.LockedError,
    apsw.PermissionsError,
    apsw.InterruptError,
)
"""Errors that say something about the store, whatever the job asked."""


def connect(
    path: Path, *, cache_bytes: int, wait_seconds: float, query_only: bool = False, vfs: str | None = None
) -> apsw.Connection:
    """Open a connection to the file, which is created where it does not exist.

    Args:
        path: the file.
        cache_bytes: memory for its pages.
        wait_seconds: how long a statement waits for a lock that another process holds.
        query_only: refuse to write.
        vfs: the name of another SQLite VFS, for tests of faults.
    """
    connection = apsw.Connection(str(path), vfs=vfs, statementcachesize=STATEMENTS_CACHED)
    connection.set_busy_timeout(round(wait_seconds * 1000))
    connection.execute(f"PRAGMA cache_size = {-max(cache_bytes // 1024, 1)}")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute(f"PRAGMA journal_size_limit = {JOURNAL_BYTES_MAX}")
    if query_only:
        connection.execute("PRAGMA query_only = ON")
    return connection


def close_quietly(connection: apsw.Connection) -> None:
    """Close a connection whose thread ends; what goes wrong now (a last checkpoint) costs nothing that was committed."""
    try:
        connection.close()
    except FAULTS as error:
        _log.warning("closing the database: %s", error)


def disk_is_full(folder: Path) -> bool:
    """Tell whether the disk that holds `folder` has no room left to speak of."""
    state = os.statvfs(folder)
    return state.f_bavail * state.f_frsize < FREE_BYTES_MIN


def in_our_words(error: Exception | None, path: Path) -> StoreError:
    """Turn what went wrong, an error of SQLite as a rule, into one of the port's."""
    if error is None:
        return StoreFailed(f"{path}: the transaction was lost")
    if isinstance(error, apsw.FullError):
        return StoreFull(f"there is no space left for {path}")
    if isinstance(error, apsw.BusyError | apsw.LockedError):
        return StoreBusy(f"{path} is locked by another process")
    if isinstance(error, apsw.IOError) and disk_is_full(path.parent):
        return StoreFull(f"there is no space left for {path} ({error})")
    return StoreFailed(f"{path}: {type(error).__name__}: {error}")

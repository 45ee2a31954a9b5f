"""Opening the store that a URL names.

`sqlite:///shop.db` is a file in the current folder and `sqlite:////srv/shop.db` one with an absolute path: what follows the
third slash is the path, as in SQLAlchemy's URLs.
"""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import platformdirs

from shelfwire.observe import Observe, ignore
from shelfwire.settings import Settings
from shelfwire.storage.port import Store, StoreUnusable
from shelfwire.storage.sqlite.connection import FAULTS
from shelfwire.storage.sqlite.lock import ServerLock
from shelfwire.storage.sqlite.migrate import migrate
from shelfwire.storage.sqlite.store import SqliteStore

__all__ = ["LOCK_WAIT_SECONDS", "default_url", "open_store", "upgrade"]

LOCK_WAIT_SECONDS = 5.0
"""How long opening waits for a lock that another process holds on the file."""

_SQLITE = "sqlite:///"


def default_url() -> str:
    """Give the URL of the database in the platform's folder for this user's data."""
    return f"{_SQLITE}{_default_path()}"


def _default_path() -> Path:
    """Give the path behind `default_url`."""
    return Path(platformdirs.user_data_dir("shelfwire", appauthor=False)).absolute() / "shelfwire.db"


def open_store(
    url: str,
    settings: Settings,
    *,
    serving: bool,
    now: Callable[[], int],
    observe: Observe = ignore,
    lock_wait_seconds: float = LOCK_WAIT_SECONDS,
) -> Store:
    """Open the store at `url`, creating an SQLite file and applying migrations where needed.

    Args:
        url: `sqlite:///path`, or "" for `default_url()`.
        settings: the store's limits.
        serving: take the lock that only one server can have; False for commands beside a running server.
        now: the clock, in microseconds since 1970 in UTC.
        observe: is told of commits, from the writer's thread.
        lock_wait_seconds: how long to wait for a lock that another process holds.

    Raises:
        StoreUnusable: the text says in one line why it cannot be opened.
    """
    path = _sqlite_path(url)
    lock = ServerLock(path) if serving else None
    try:
        migrate(path, now, wait_seconds=lock_wait_seconds)
        return SqliteStore(path, settings, now=now, observe=observe, lock=lock)
    except BaseException as error:
        if lock is not None:
            lock.release()
        if isinstance(error, FAULTS):
            message = f"{path} cannot be used: {error}"
            raise StoreUnusable(message) from error
        raise


def upgrade(url: str, *, now: Callable[[], int], lock_wait_seconds: float = LOCK_WAIT_SECONDS) -> list[str]:
    """Apply the migrations that the database at `url` lacks, and give their names.

    Raises:
        StoreUnusable: as `open_store`.
    """
    return migrate(_sqlite_path(url), now, wait_seconds=lock_wait_seconds)


def _sqlite_path(url: str) -> Path:
    """Find the file that a URL names.

    Raises:
        StoreUnusable: the URL is of another kind, or its folder does not exist.
    """
    if url in {"", default_url()}:
        path = _default_path()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"the folder {path.parent} cannot be made: {error.strerror}"
            raise StoreUnusable(message) from error
        return path
    scheme, separator, _ = url.partition("://")
    if not separator:
        message = f"{url!r} is no database URL; give sqlite:///path/to/file.db"
        raise StoreUnusable(message)
    if scheme != "sqlite":
        message = f"databases of the kind {scheme}:// are not supported by this version; give sqlite:///path/to/file.db"
        raise StoreUnusable(message)
    name = unquote(url.removeprefix(_SQLITE))
    if not url.startswith(_SQLITE) or not name or "?" in name or name.startswith(":") or "\x00" in name:
        message = f"{url!r} names no file; give sqlite:///path/to/file.db, with four slashes for an absolute path"
        raise StoreUnusable(message)
    path = Path(name).absolute()
    if path.is_dir() or not path.parent.is_dir():
        message = f"{path} is a folder" if path.is_dir() else f"the folder {path.parent} does not exist"
        raise StoreUnusable(message)
    return path

"""How commands reach the catalogs: settings, the clock, and the store beside a server that may be running on it."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from shelfwire.settings import Settings, settings_from_environment
from shelfwire.storage.opening import default_url, open_store
from shelfwire.storage.port import Store

__all__ = ["clock", "command_settings", "command_store"]


def clock() -> int:
    """Give the time, in microseconds since 1970 in UTC."""
    return time.time_ns() // 1_000


def command_settings(
    *, db: str | None = None, host: str | None = None, port: int | None = None, workers: int | None = None
) -> Settings:
    """Read the settings: what the command line said wins over the environment; `db` is never empty.

    Raises:
        SettingsError: a value does not fit.
    """
    settings = settings_from_environment(db=db, host=host, port=port, workers=workers)
    return msgspec.structs.replace(settings, db=settings.db or default_url())


@asynccontextmanager
async def command_store(db: str | None) -> AsyncIterator[Store]:
    """Open the store for one command, beside a server that may be running on it.

    Args:
        db: the URL that the command line gave, or None.

    Raises:
        SettingsError: a setting does not fit.
        StoreUnusable: the store cannot be opened.
    """
    settings = command_settings(db=db)
    store = open_store(settings.db, settings, serving=False, now=clock)
    try:
        yield store
    finally:
        await store.close()

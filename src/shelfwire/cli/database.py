"""`shelfwire db upgrade`."""

from shelfwire.cli.options import Database, Json
from shelfwire.cli.output import print_json
from shelfwire.cli.store import clock, command_settings
from shelfwire.storage.opening import upgrade as upgrade_store

__all__ = ["upgrade"]


def upgrade(*, db: Database = None, json: Json = False) -> None:
    """Apply the migrations that the database lacks; on SQLite `serve` does so itself."""
    settings = command_settings(db=db)
    applied = upgrade_store(settings.db, now=clock)
    if json:
        print_json({"db": settings.db, "applied": applied})
    elif applied:
        print(f"applied to {settings.db}: {', '.join(applied)}")
    else:
        print(f"{settings.db} is up to date")

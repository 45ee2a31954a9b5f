"""The plain FastAPI endpoint of plain_app.py."""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.client import Request, head
from benchmarks.others.rival import Rival, free_port, running

__all__ = ["plain"]

TOKEN = "benchmark"  # noqa: S105 - it opens a database that lives for a minute


def _upsert(products: list[dict[str, Any]]) -> Request:
    body = msgspec.json.encode(products)
    return head("POST", "/products", len(body), {"authorization": TOKEN}), body


@asynccontextmanager
async def plain(folder: Path) -> AsyncIterator[Rival]:
    """Serve it for the time of the block."""
    database = folder / "plain.db"
    port = free_port()
    environment = os.environ | {"PLAIN_DATABASE": str(database), "PLAIN_TOKEN": TOKEN}
    command = [sys.executable, "-m", "uvicorn", "benchmarks.others.plain_app:app", "--port", str(port)]
    async with running([*command, "--no-access-log"], port, folder / "plain.log", environment):
        name = f"FastAPI {version('fastapi')} + SQLAlchemy {version('sqlalchemy')}"
        yield Rival(name, "WAL, synchronous=FULL", port, database, _upsert)

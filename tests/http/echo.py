"""A dialect that exists only here: it answers slowly, badly or at length, so that the layer around it shows."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec

from shelfwire.access.caller import Caller, Presented
from shelfwire.access.credentials import secret_hash
from shelfwire.dialects.contract import Call, Head, Operation, Refusal, RefusalCode
from shelfwire.engine.reply import KeyReused, Reply
from shelfwire.storage.port import CredentialRow, SearchTooSlow, Store, StoreBusy, StoreFailed, StoreFull

SECRET = "sw_echo"
READER_SECRET = "sw_echo_reader"
BYTE = b"x"

FAULTS: Mapping[str, Exception] = {
    "refusal": Refusal(409, RefusalCode.BAD_REQUEST, "No.", headers=(("x-why", "because"),), retry_after_seconds=3),
    "busy": StoreBusy("the queue is full", retry_after_seconds=7),
    "full": StoreFull("no space left on device"),
    "failed": StoreFailed("disk I/O error"),
    "slow": SearchTooSlow("the search was stopped after 10 seconds"),
    "reused": KeyReused(),
    "fault": RuntimeError("the inside of the service"),
}


class Rows:
    """As much of a store as the HTTP layer asks for: credentials, a probe and a queue."""

    def __init__(self) -> None:
        self.problem: Exception | None = None
        self.probes = 0
        self.depth = 0
        self.permissions = {
            secret_hash(SECRET): ("products.create", "products.read"),
            secret_hash(READER_SECRET): ("products.read",),
        }

    async def credential(self, digest: bytes) -> CredentialRow | None:
        """Find a credential."""
        found = self.permissions.get(digest)
        return None if found is None else CredentialRow(len(found), 7, "echo", digest, found, 0)

    async def probe(self) -> None:
        """Fail with what the test set, if anything."""
        self.probes += 1
        if self.problem is not None:
            raise self.problem

    def queue_depth(self) -> int:
        """Say what the test set."""
        return self.depth


def rows_as_store(rows: Rows) -> Store:
    """Present the rows as the store that they stand in for."""
    return cast("Store", rows)


def json_reply(value: object, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Answer with JSON."""
    return Reply(status, msgspec.json.encode(value), (("content-type", "application/json"), *headers))


class Echo:
    """The dialect; `gate` holds back the slow operation, `entered` tells that it was reached."""

    name = "echo"
    title = "Echo"
    path_prefixes = ("/echo",)
    path_suffixes: Sequence[str] = (".echo",)
    graphql_path: str | None = None
    paths_ignore_case = False

    def __init__(self) -> None:
        self.entered = asyncio.Event()
        self.released = asyncio.Event()
        read, create = "products.read", "products.create"
        self.operations = (
            self._operation("head", "GET", "/echo/head", self._head, read),
            self._operation("item", "GET", "/echo/items/{item_id}", self._head, read),
            self._operation("item_delete", "DELETE", "/echo/items/{item_id}", self._head, create),
            self._operation("body", "POST", "/echo/body", self._body, create),
            self._operation("slow", "POST", "/echo/slow", self._slow, create),
            self._operation("big", "GET", "/echo/big", self._big, read),
            self._operation("fail", "GET", "/echo/fail/{fault}", self._fail, read),
            self._operation("none", "DELETE", "/echo/none", self._none, create),
            self._operation("typed", "GET", "/echo/typed", self._typed, read),
            self._operation("plain_get", "GET", "/echo/own", self._head, read),
            self._own("own", "POST", "/echo/own", self._body, create),
            self._own("own_slow", "POST", "/echo/own/slow", self._slow, create),
            self._own("own_fail", "GET", "/echo/own/fail/{fault}", self._fail, read),
        )

    def presented(self, head: Head) -> Presented:
        """Take the token as it is."""
        return Presented(head.headers.get("authorization"))

    def refuse(self, refusal: Refusal) -> Reply:
        """Answer in a shape that nobody else has."""
        value = {"echo_refuses": refusal.code, "text": refusal.text, "missing": refusal.missing_permissions}
        return json_reply(value, status=refusal.status)

    def openapi(self) -> dict[str, Any]:
        """Describe nothing."""
        return {}

    @staticmethod
    def _operation(name: str, method: str, path: str, handler: Any, permission: str) -> Operation:
        media_types = ("application/json",) if method == "POST" else ()
        return Operation(name, method, path, handler, lambda _: (permission,), f"Echo {name}.", media_types)

    def _own(self, name: str, method: str, path: str, handler: Any, permission: str) -> Operation:
        operation = self._operation(name, method, path, handler, permission)
        types = (*operation.body_media_types, "application/x-echo+json") if operation.body_media_types else ()
        return msgspec.structs.replace(operation, body_media_types=types, refuse=own_refuse)

    async def _head(self, call: Call) -> Reply:
        head = call.head
        return json_reply(
            {
                "method": head.method,
                "path": head.path,
                "query": head.query,
                "twice": head.headers.get("x-twice"),
                "parameters": dict(head.path_parameters),
                "caller": caller_facts(call.caller),
            },
            headers=(("server-timing", "echo;dur=1"),),
        )

    async def _body(self, call: Call) -> Reply:
        body = call.take_body()
        return json_reply({"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()})

    async def _slow(self, call: Call) -> Reply:
        body = call.take_body()
        self.entered.set()
        await self.released.wait()
        return json_reply({"bytes": len(body)})

    async def _big(self, call: Call) -> Reply:
        return Reply(200, BYTE * int(call.head.parameter("bytes") or "0"), (("content-type", "text/plain"),))

    async def _fail(self, call: Call) -> Reply:
        raise FAULTS[call.head.path_parameters["fault"]]

    async def _typed(self, call: Call) -> Reply:
        return Reply(200, b"{}", (("content-type", call.head.parameter("type") or ""),))

    async def _none(self, call: Call) -> Reply:
        del call
        return Reply(204, b"", ())


def own_refuse(refusal: Refusal) -> Reply:
    """Refuse in a shape that the dialect's other operations do not have; of one reason it knows nothing to say."""
    if refusal.reason == "unknown":
        raise LookupError(refusal.reason)
    value = [{"own_refuses": refusal.code, "text": refusal.text, "reason": refusal.reason}]
    return json_reply(value, status=refusal.status)


def caller_facts(caller: Caller) -> dict[str, object]:
    """Say who calls."""
    return {"catalog_id": caller.catalog_id, "permissions": sorted(caller.permissions)}


def body_answer(body: bytes) -> dict[str, object]:
    """Give what `POST /echo/body` answers to this body."""
    return {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}

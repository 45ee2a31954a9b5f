"""A company whose systems speak different APIs to one catalog: the whole service but its sockets, on a real store."""

import asyncio
import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from starlette.types import Message

from shelfwire.access import credentials
from shelfwire.access.caller import PERMISSIONS
from shelfwire.access.gate import Gate
from shelfwire.engine.run import Engine
from shelfwire.http.app import App, build_app
from shelfwire.http.metrics import Metrics
from shelfwire.observe import ignore
from shelfwire.settings import Settings
from shelfwire.storage.opening import open_store
from shelfwire.storage.port import Store

__all__ = ["DIALECTS", "NOW", "SHOP", "STAGE", "Answer", "Company", "Office"]

NOW = 1_790_000_000_000_000
"""2026-09-21T14:13:20Z in microseconds: when the clock of these tests stands, unless one of them moves it."""

DIALECTS = ("colleqtive", "cin7", "vendnovation", "lana")
STAGE = "/vendor/prod"
"""The base path that VendNovation's clients are given."""

SHOP = "SHOP"
"""Stands in a target, or in a body, for what Lana's clients call the catalog."""

Headers = Mapping[str, str]


class Answer(msgspec.Struct, frozen=True):
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Office:
    """The service on a store in a folder; it can be stopped and started again.

    Attributes:
        now: the clock, in microseconds since 1970 in UTC.
    """

    def __init__(self, folder: Path, settings: Settings | None = None) -> None:
        self.now = NOW
        self.url = f"sqlite:///{folder / 'across.db'}"
        self.settings = settings or Settings()
        self.runner = asyncio.Runner()
        self.companies = 0
        self.store: Store
        self.app: App
        self.start()

    def start(self) -> None:
        self.store = open_store(self.url, self.settings, serving=True, now=lambda: self.now)
        self.app = build_app(
            store=self.store,
            engine=Engine(self.store, lambda: self.now),
            gate=Gate(self.store, lambda: self.now, self.settings),
            settings=self.settings,
            now=lambda: self.now,
            observer=ignore,
            metrics=Metrics(),
        )

    def restart(self) -> None:
        self.runner.run(self.store.close())
        self.start()

    def close(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()

    def company(self, permissions: tuple[str, ...] = PERMISSIONS) -> "Company":
        """Open a catalog of its own, with a credential for each API."""
        self.companies += 1
        name = f"company {self.companies}"
        row = self.runner.run(credentials.create_catalog(self.store, name, self.now))
        return Company(self, name, row.catalog_id, {one: self.key(name, one, permissions) for one in DIALECTS})

    def key(self, catalog: str, dialect: str, permissions: tuple[str, ...]) -> dict[str, Any]:
        made = self.runner.run(
            credentials.create_credential(
                self.store, catalog=catalog, dialect=dialect, permissions=permissions, now=self.now
            )
        )
        return dict(made.client_fields)

    def ask(self, method: str, target: str, body: bytes, headers: Headers) -> Answer:
        """Have one request answered."""
        return self.runner.run(self._ask(method, target, body, headers))

    async def _ask(self, method: str, target: str, body: bytes, headers: Headers) -> Answer:
        parts = urlsplit(target)
        sent = {"host": "127.0.0.1", "content-length": str(len(body))} | dict(headers)
        scope = {
            "type": "http",
            "method": method,
            "path": parts.path,
            "query_string": parts.query.encode(),
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent.items()],
        }
        pieces = [{"type": "http.request", "body": body, "more_body": False}]
        said: list[Message] = []

        async def receive() -> Message:
            return pieces.pop() if pieces else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            said.append(message)

        await self.app(scope, receive, send)
        start, *rest = said
        found = {name.decode("latin-1"): value.decode("latin-1") for name, value in start["headers"]}
        return Answer(start["status"], found, b"".join(message["body"] for message in rest))


class Company:
    """One catalog and the credentials that open it, one for each API.

    Attributes:
        shop_id: what Lana's clients call the catalog.
    """

    def __init__(self, office: Office, name: str, catalog_id: int, keys: dict[str, dict[str, Any]]) -> None:
        self.office = office
        self.name = name
        self.catalog_id = catalog_id
        self.shop_id = credentials.shop_id(catalog_id)
        self.keys = keys
        self.access_token = ""

    def ask(self, dialect: str, method: str, target: str, body: Any = b"", headers: Headers | None = None) -> Answer:
        """Send a request with the credential of a dialect; `body` is bytes, or a value to be sent as JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        if dialect == "lana":
            target = target.replace(SHOP, self.shop_id)
            data = data.replace(SHOP.encode(), self.shop_id.encode())
        return self.office.ask(method, target, data, self.credential(dialect) | dict(headers or {}))

    def credential(self, dialect: str) -> dict[str, str]:
        """Give the headers that say who calls."""
        key = self.keys[dialect]
        match dialect:
            case "colleqtive":
                return {"authorization": key["token"]}
            case "lana":
                return {"authorization": f"Bearer {key['token']}"}
            case "cin7":
                pair = f"{key['username']}:{key['key']}".encode()
                return {"authorization": f"Basic {base64.b64encode(pair).decode()}"}
            case _:
                self.access_token = self.access_token or self.login()
                return {"x-api-key": key["api_key"], "access-token": self.access_token}

    def login(self) -> str:
        """Log in as VendNovation's clients do."""
        key = self.keys["vendnovation"]
        body = json.dumps({"username": key["username"], "password": key["password"]}).encode()
        answer = self.office.ask("POST", f"{STAGE}/authenticate", body, {"x-api-key": key["api_key"]})
        assert answer.status == 200, answer.body
        token: str = answer.json["accessToken"]
        return token

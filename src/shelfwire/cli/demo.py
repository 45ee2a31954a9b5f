"""`shelfwire demo`: a server with a catalog of sample products, loaded through the API of every dialect there is."""

import asyncio
import http.client
import os
import shlex
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

import msgspec
import platformdirs

from shelfwire.access.credentials import NewCredential, create_catalog, create_credential
from shelfwire.cli.assortment import Sample, samples
from shelfwire.cli.composition import Service, service
from shelfwire.cli.options import Database, Port
from shelfwire.cli.output import say
from shelfwire.cli.refusals import CommandError
from shelfwire.cli.serve import greeting
from shelfwire.cli.store import clock, command_settings
from shelfwire.http.server import run
from shelfwire.settings import Settings, environment_name
from shelfwire.storage.port import Store

__all__ = ["demo"]

CATALOG = "demo"
LOAD_TIMEOUT_SECONDS = 60

Post = Callable[[str, dict[str, str], bytes], None]
"""Sends a body to a path with these headers; raises `CommandError` where the answer is no success."""


class Loader(msgspec.Struct, frozen=True):
    """How the demo speaks one dialect.

    Attributes:
        base_path: what its clients append to this server's address to make their base URL.
        load: sends the samples through the API, with a credential.
        curl: gives the arguments of a curl command that shows some of them, from the base URL and the credential.
    """

    base_path: str
    load: Callable[[Post, NewCredential, Sequence[Sample]], None]
    curl: Callable[[str, NewCredential], list[str]]


def _colleqtive_product(sample: Sample) -> dict[str, object]:
    """Put a sample into Colleqtive's words."""
    return {
        "product_number": sample.number,
        "product_name": sample.name,
        "product_description": sample.description,
        "brand_description": sample.brand,
        "category_code": sample.category.upper(),
        "barcode": sample.barcode,
        "size": sample.size,
        "base_unit_name": "piece",
        "is_counted": True,
        "is_active": True,
        "price": sample.price_cents / 100,
        "purchase_price": sample.cost_cents / 100,
        "carrier_item_quantity": float(sample.case_quantity),
        "price_compare_unit": sample.compare_unit,
        "price_compare_multiplier": sample.compare_multiplier,
    }


def _colleqtive_load(post: Post, credential: NewCredential, assortment: Sequence[Sample]) -> None:
    body = msgspec.json.encode({"products": [_colleqtive_product(sample) for sample in assortment]})
    post("/api/v2/public/products", {"Authorization": f"Bearer {credential.secret}"}, body)


def _colleqtive_curl(base_url: str, credential: NewCredential) -> list[str]:
    url = f"{base_url}/api/v2/public/products?page_start=1&page_size=2"
    return ["curl", "-H", f"Authorization: Bearer {credential.secret}", url]


LOADERS = {"colleqtive": Loader("", _colleqtive_load, _colleqtive_curl)}
"""How to speak each dialect, by its name."""


def demo(*, db: Database = None, port: Port = None) -> None:
    """Start a server with a catalog of sample products and a credential for each dialect.

    Without --db a new database is made in a folder of its own; with it, the catalog `demo` there is made or used again.
    """
    settings = command_settings(db=db, port=port)
    if not db and not os.environ.get(environment_name("db")):
        settings = msgspec.structs.replace(settings, db=_fresh_url())
    if environment_name("log_level") not in os.environ:
        settings = msgspec.structs.replace(settings, log_level="warning")
    run(_demo(settings))


def _fresh_url() -> str:
    """Make a new folder for one demo and give the URL of the database in it."""
    parent = platformdirs.user_data_path("shelfwire", appauthor=False, ensure_exists=True)
    folder = Path(tempfile.mkdtemp(prefix="demo-", dir=parent))
    return f"sqlite:///{quote(str(folder / 'demo.db'))}"


async def _demo(settings: Settings) -> None:
    """Serve, and meanwhile load and tell; a load that fails stops the server and is what the command ends with."""
    async with service(settings) as made:
        credentials = await _prepare(made.store)
        started: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        stop = asyncio.Event()
        loading = asyncio.create_task(_load(made, credentials, started))
        loading.add_done_callback(lambda task: None if task.cancelled() or not task.exception() else stop.set())
        try:
            await made.serve(started.set_result, stop)
        finally:
            loading.cancel()
        await asyncio.wait([loading])
        if not loading.cancelled():
            loading.result()
    say("stopped")


async def _prepare(store: Store) -> dict[str, NewCredential]:
    """Make the demo's catalog where it is not there yet, and a new credential for each dialect; by the dialect's name."""
    now = clock()
    if await store.read(lambda reader: reader.catalog_named(CATALOG)) is None:
        await create_catalog(store, CATALOG, now)
    return {
        dialect: await create_credential(store, catalog=CATALOG, dialect=dialect, label="demo", now=now)
        for dialect in LOADERS
    }


async def _load(made: Service, credentials: dict[str, NewCredential], started: asyncio.Future[str]) -> None:
    """Load the samples through each API once the server is there, and say how to go on."""
    base_url = await started
    say(greeting(made, base_url))
    assortment = samples()
    for dialect, loader in LOADERS.items():
        await asyncio.to_thread(loader.load, _poster(base_url), credentials[dialect], assortment)
    print(f"catalog {CATALOG}: {len(assortment)} products")
    for dialect, loader in LOADERS.items():
        print(f"{dialect} base URL: {base_url}{loader.base_path}")
        for field, value in credentials[dialect].client_fields.items():
            print(f"{dialect} {field}: {value}")
        print(shlex.join(loader.curl(base_url, credentials[dialect])))
    sys.stdout.flush()


def _poster(base_url: str) -> Post:
    """Give a function that posts JSON to this server, straight, whatever proxies the environment names."""

    def post(path: str, headers: dict[str, str], body: bytes) -> None:
        server = urlsplit(base_url)
        assert server.hostname is not None
        connection = http.client.HTTPConnection(server.hostname, server.port, timeout=LOAD_TIMEOUT_SECONDS)
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            message = f"the samples could not be loaded: {error}"
            raise CommandError(message) from error
        finally:
            connection.close()
        if answer.status != http.HTTPStatus.OK:
            message = f"the samples were refused with {answer.status}: {text}"
            raise CommandError(message)

    return post

"""`shelfwire demo`: a server with a catalog of sample products, loaded through the API of every dialect there is."""

import asyncio
import http.client
import os
import shlex
import sys
import tempfile
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlsplit

import msgspec
import platformdirs
from cyclopts import Parameter

from shelfwire.access.credentials import NewCredential, create_catalog, create_credential
from shelfwire.cli.assortment import samples
from shelfwire.cli.composition import Service, service
from shelfwire.cli.loaders import LOADERS, Ask
from shelfwire.cli.options import Database, Port
from shelfwire.cli.output import say
from shelfwire.cli.refusals import CommandError
from shelfwire.cli.serve import greeting
from shelfwire.cli.store import clock, command_settings
from shelfwire.dialects.registry import DIALECTS
from shelfwire.http.server import run
from shelfwire.settings import Settings, environment_name
from shelfwire.storage.port import Store

__all__ = ["demo"]

CATALOG = "demo"
LOAD_TIMEOUT_SECONDS = 60

DemoDatabase = Annotated[
    Database,
    Parameter(
        help="Where the catalog `demo` is made, or used again: sqlite:///path/to/file.db. "
        "Default: a new database in a folder of its own for each run, which stays."
    ),
]


def demo(*, db: DemoDatabase = None, port: Port = None) -> None:
    """Start a server with a catalog of sample products and a credential for each dialect.

    Without --db a new database is made for this run, in a folder of its own, which stays. With it, the catalog `demo` there is
    made, or used again; each start then adds a credential for each dialect.
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
    """Load a share of the samples through each API once the server is there, and say how to go on."""
    base_url = await started
    say(greeting(made, base_url))
    assortment = samples()
    ask = _asker(base_url)
    curls: dict[str, list[str]] = {}
    for place, (dialect, loader) in enumerate(LOADERS.items()):
        share = assortment[place :: len(LOADERS)]
        curls[dialect] = await asyncio.to_thread(loader.load, ask, base_url, credentials[dialect], share)
    print(f"catalog {CATALOG}: {len(assortment)} products")
    for spoken in DIALECTS:
        print(f"\n{spoken.title}")
        loader, credential = LOADERS[spoken.name], credentials[spoken.name]
        print(f"{spoken.name} base URL: {base_url}{loader.base_path}")
        for field, value in credential.client_fields.items():
            print(f"{spoken.name} {field}: {value}")
        variables = loader.environment(f"{base_url}{loader.base_path}", credential)
        print(f"export {' '.join(f'{name}={shlex.quote(value)}' for name, value in variables.items())}")
        print(shlex.join(curls[spoken.name]))
    sys.stdout.flush()


def _asker(base_url: str) -> Ask:
    """Give a function that sends JSON to this server, straight, whatever proxies the environment names."""

    def ask(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
        server = urlsplit(base_url)
        assert server.hostname is not None
        connection = http.client.HTTPConnection(server.hostname, server.port, timeout=LOAD_TIMEOUT_SECONDS)
        try:
            connection.request(method, path, body, {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            message = f"the samples could not be loaded: {error}"
            raise CommandError(message) from error
        finally:
            connection.close()
        if answer.status != http.HTTPStatus.OK:
            message = f"the samples were refused with {answer.status}: {text.decode('utf-8', 'replace')}"
            raise CommandError(message)
        return text

    return ask

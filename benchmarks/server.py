"""The service under measurement: a real `shelfwire serve` of its own process on a database file of its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import msgspec

from benchmarks.client import Request, head

__all__ = ["PRODUCTS_PATH", "Server", "Workplace", "settle", "workplace"]

DIALECTS = ("colleqtive", "lana", "cin7", "vendnovation")
PERMISSIONS = ("products.read", "products.create", "products.modify", "products.delete", "products.flush")
PRODUCTS_PATH = "/api/v2/public/products"
START_SECONDS_MAX = 60.0
STOP_SECONDS_MAX = 60.0

_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")


class Memory(msgspec.Struct, frozen=True):
    """What a process has in memory, in bytes: now, and at its highest since it began or since that was reset."""

    resident_bytes: int
    peak_bytes: int


class Workplace:
    """A folder on the disk that is measured, with a database that has one catalog and a credential for each API.

    Attributes:
        folder: for databases; removed at the end.
        catalog_id: the catalog's number.
        credentials: by dialect, what its client is given, under the client's own words; each has every permission.
    """

    def __init__(self, folder: Path) -> None:
        """Make the catalog and the credentials through the command line."""
        self.folder = folder
        self._fresh = folder / "fresh.db"
        url = f"sqlite:///{self._fresh}"
        catalog = _command("catalog", "create", "bench", "--db", url, "--json")
        self.catalog_id = int(catalog["catalog_id"])
        asked = [part for permission in PERMISSIONS for part in ("--permission", permission)]
        self.credentials = {
            dialect: _command(
                "key", "create", "--catalog", "bench", "--dialect", dialect, *asked, "--db", url, "--json"
            )
            for dialect in DIALECTS
        }
        self.credentials["lana"]["shop_id"] = catalog["shop_id"]

    def database(self, name: str, source: Path | None = None) -> Path:
        """Give a database file of this name: a copy of `source`, or one whose catalog is empty."""
        path = self.folder / name
        self.remove(path)
        shutil.copyfile(source or self._fresh, path)
        settle()
        return path

    def remove(self, path: Path) -> None:
        """Remove a database with all its side files."""
        for side in self.folder.glob(f"{path.name}*"):
            side.unlink()

    @asynccontextmanager
    async def server(self, database: Path) -> AsyncIterator["Server"]:
        """Serve a database for the time of the block."""
        server = Server(database, self.credentials)
        try:
            yield server
        finally:
            server.stop()

    @asynccontextmanager
    async def fresh_server(self) -> AsyncIterator["Server"]:
        """Serve an empty catalog for the time of the block; its database is removed behind it."""
        database = self.database("ours.db")
        async with self.server(database) as server:
            yield server
        self.remove(database)


def settle() -> None:
    """Wait until what was written before is on the disk, so that it does not slow down what is measured next."""
    os.sync()


@contextmanager
def workplace(parent: Path) -> Iterator[Workplace]:
    """Make a workplace below `parent` for the time of the block."""
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=parent) as folder:
        yield Workplace(Path(folder))


def _shelfwire() -> str:
    return str(Path(sys.executable).with_name("shelfwire"))


def _command(*arguments: str) -> dict[str, Any]:
    done = subprocess.run([_shelfwire(), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"shelfwire {' '.join(arguments)} failed: {done.stderr}")
    answer: dict[str, Any] = msgspec.json.decode(done.stdout)
    return answer


class Server:
    """A running `shelfwire serve`.

    Attributes:
        port: on 127.0.0.1.
        database: the file it serves.
        credentials: by dialect, what its client is given.
    """

    def __init__(self, database: Path, credentials: Mapping[str, Mapping[str, Any]]) -> None:
        """Start it on a port that the system chooses, and wait until it says which."""
        self.database = database
        self.credentials = credentials
        self._authorization = {"authorization": str(credentials["colleqtive"]["token"])}
        self._log = database.with_name(f"{database.name}-server.log")
        environment = os.environ | {"SHELFWIRE_LOG_FORMAT": "json"}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [_shelfwire(), "serve", "--db", f"sqlite:///{database}", "--port", "0"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
            )
        try:
            self.port = self._wait_for_port()
        except BaseException:
            self.stop()
            raise

    def _wait_for_port(self) -> int:
        end = monotonic() + START_SECONDS_MAX
        while monotonic() < end:
            said = self._log.read_text()
            if found := _ADDRESS.search(said):
                return int(found[1])
            if self._process.poll() is not None:
                raise RuntimeError(f"the server ended at once: {said}")
            sleep(0.02)
        raise RuntimeError("the server did not say within a minute where it listens")

    @property
    def process_id(self) -> int:
        """The server's process."""
        return self._process.pid

    def stop(self) -> None:
        """Stop it gracefully, and by force where it does not end."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_SECONDS_MAX)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def write(self, body: bytes, *, flush: bool = False) -> Request:
        """Make the request that creates or updates the products of a body."""
        target = f"{PRODUCTS_PATH}?flush=true" if flush else PRODUCTS_PATH
        return head("POST", target, len(body), self._authorization), body

    def small_write(self, body: bytes) -> Request:
        """As `write`, in one piece, for bodies of a few products."""
        return (b"".join(self.write(body)),)

    def read(self, query: str) -> Request:
        """Make the request that lists products."""
        return (head("GET", f"{PRODUCTS_PATH}?{query}", 0, self._authorization),)

    def memory(self) -> Memory:
        """Look at the process's memory (Linux, proc(5): VmRSS, VmHWM)."""
        status = Path(f"/proc/{self.process_id}/status").read_text()
        return Memory(_kilobytes(status, "VmRSS") * 1024, _kilobytes(status, "VmHWM") * 1024)

    def reset_peak_memory(self) -> None:
        """Make the peak begin anew (Linux, proc(5): 5 written to clear_refs)."""
        Path(f"/proc/{self.process_id}/clear_refs").write_text("5")

    def log_bytes(self) -> int:
        """Give the length of the database's write-ahead log."""
        log = self.database.with_name(f"{self.database.name}-wal")
        return log.stat().st_size if log.exists() else 0


def _kilobytes(status: str, field: str) -> int:
    found = re.search(rf"^{field}:\s+(\d+) kB$", status, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"/proc/PID/status has no {field}")
    return int(found[1])

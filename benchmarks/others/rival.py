"""What all other servers have in common: a process on a free port, and how to say a bulk upsert to it."""

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.client import Request

__all__ = ["Rival", "free_port", "program", "running"]

START_SECONDS_MAX = 60.0
STOP_SECONDS_MAX = 20.0


class Rival(msgspec.Struct, frozen=True):
    """Another server that is up and ready for products.

    Attributes:
        name: with its version.
        durability: what its answer promises, in words.
        port: on 127.0.0.1.
        upsert: turns products, as Colleqtive's wire says them, into its request for a bulk upsert.
    """

    name: str
    durability: str
    port: int
    upsert: Callable[[list[dict[str, Any]]], Request]


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


def program(name: str) -> str:
    """Give the path of a program that a package of this environment brought."""
    return str(Path(sys.executable).with_name(name))


@asynccontextmanager
async def running(
    command: list[str], port: int, log: Path, environment: dict[str, str] | None = None
) -> AsyncIterator[None]:
    """Run a server for the time of the block, from when it takes connections.

    Raises:
        RuntimeError: it ended at once, or took no connection within a minute.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
    try:
        await _until_listening(process, port, log)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


async def _until_listening(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + START_SECONDS_MAX
    while loop.time() < end:
        if process.poll() is not None:
            break
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        return
    raise RuntimeError(f"{process.args!r} does not listen on port {port}: {log.read_text()[-2000:]}")

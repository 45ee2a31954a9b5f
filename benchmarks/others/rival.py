"""What all other servers have in common: a process on a free port, and how to say a bulk upsert to it."""

import asyncio
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process, create_subprocess_exec
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.client import Request

__all__ = ["Rival", "free_port", "output_of", "program", "running"]

START_SECONDS_MAX = 60.0
STOP_SECONDS_MAX = 20.0


class Rival(msgspec.Struct, frozen=True):
    """Another server that is up and ready for products.

    Attributes:
        name: with its version.
        durability: what its answer promises, in words.
        port: on 127.0.0.1.
        database: its SQLite file, whose table `products` must hold what it was given.
        upsert: turns products, as Colleqtive's wire says them, into its request for a bulk upsert.
    """

    name: str
    durability: str
    port: int
    database: Path
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
    with log.open("w+b") as output:
        process = await create_subprocess_exec(*command, stdin=DEVNULL, stdout=output, stderr=STDOUT, env=environment)
        try:
            if not await _is_listening(process, port):
                output.seek(0)
                raise RuntimeError(f"{command[0]} does not listen on port {port}: {output.read().decode()}")
            yield
        finally:
            await _stop(process)


async def _stop(process: Process) -> None:
    """End a process gracefully, and by force where that does not help."""
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS_MAX):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def _is_listening(process: Process, port: int) -> bool:
    """Wait until the process takes connections; tell whether it does."""
    loop = asyncio.get_running_loop()
    end = loop.time() + START_SECONDS_MAX
    while loop.time() < end and process.returncode is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
            continue
        writer.close()
        return True
    return False


async def output_of(*command: str) -> str:
    """Run a program to its end and give what it printed.

    Raises:
        RuntimeError: it failed.
    """
    process = await create_subprocess_exec(*command, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT)
    printed, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{command[0]} failed: {printed.decode()}")
    return printed.decode().strip()

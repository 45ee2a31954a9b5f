"""The commands as their users run them: subprocesses on temporary folders, whose lines are waited for."""

import io
import json
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from itertools import count
from pathlib import Path
from typing import Any

from shelfwire.cli import main

__all__ = ["COMMAND", "Command", "Served", "environment", "running", "shelfwire"]

COMMAND = Path(sys.executable).with_name("shelfwire")
WAIT_SECONDS_MAX = 60


def environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give the environment of a command: this one without its SHELFWIRE_ settings, with those that are given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHELFWIRE_")}
    return kept | dict(settings or {})


def shelfwire(*arguments: str, settings: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [str(COMMAND), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment(settings),
    )


class Command:
    """A command that keeps running.

    Attributes:
        process: the subprocess.
        said: the lines of both its outputs that were read so far.
    """

    def __init__(self, *arguments: str, settings: Mapping[str, str] | None = None) -> None:
        """Start `shelfwire` with these arguments."""
        self.process = subprocess.Popen(
            [str(COMMAND), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(settings),
        )
        self.said: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def line(self, pattern: str) -> re.Match[str]:
        """Wait for a line that the whole pattern matches, and give the match."""
        while (line := self._lines.get(timeout=WAIT_SECONDS_MAX)) is not None:
            self.said.append(line)
            if found := re.fullmatch(pattern, line):
                return found
        raise AssertionError(f"it ended without a line like {pattern!r}: {self.said}")

    def started(self) -> str:
        """Wait until it says that it serves, and give its base URL."""
        return self.line(r"Shelfwire \S+ serves (http://127\.0\.0\.1:\d+)").group(1)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and give the exit code once the command has ended."""
        self.process.send_signal(number)
        return self.end()

    def end(self) -> int:
        """Wait for the command's end and give its exit code."""
        code = self.process.wait(WAIT_SECONDS_MAX)
        while (line := self._lines.get(timeout=WAIT_SECONDS_MAX)) is not None:
            self.said.append(line)
        self.close()
        return code

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.end()

    def close(self) -> None:
        """Leave nothing behind."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(WAIT_SECONDS_MAX)
        self._reader.join(WAIT_SECONDS_MAX)
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextmanager
def running(*arguments: str, settings: Mapping[str, str] | None = None) -> Iterator[Command]:
    """Run a command for as long as the block lasts."""
    command = Command(*arguments, settings=settings)
    try:
        yield command
    finally:
        command.close()


class Served(Command):
    """A running server, with catalogs and keys made by commands beside it.

    Attributes:
        url: of the database.
        base_url: where it listens.
    """

    def __init__(self, folder: Path, *, port: int = 0, settings: Mapping[str, str] | None = None) -> None:
        """Start a server on a free port, unless one is named; its database is `folder/shelfwire.db`."""
        self.url = f"sqlite:///{folder / 'shelfwire.db'}"
        super().__init__("serve", "--db", self.url, "--port", str(port), settings=settings)
        self._numbers = count(1)
        try:
            self.base_url = self.started()
        except BaseException:
            self.close()
            raise

    def command(self, *arguments: str) -> dict[str, Any]:
        """Run a command on this server's database and give its JSON object; in this process, which saves its start."""
        output, errors = io.StringIO(), io.StringIO()
        with redirect_stdout(output), redirect_stderr(errors):
            code = main([*arguments, "--db", self.url, "--json"])
        assert code == 0, errors.getvalue()
        answer: dict[str, Any] = json.loads(output.getvalue())
        return answer

    def catalog(self, name: str) -> dict[str, Any]:
        """Create a catalog."""
        return self.command("catalog", "create", name)

    def new_catalog(self) -> str:
        """Create a catalog of its own for a test and give its name."""
        return str(self.catalog(f"catalog {next(self._numbers)}")["name"])

    def token(self, catalog: str, *permissions: str) -> str:
        """Create a Colleqtive key and give its token."""
        granted = [word for permission in permissions for word in ("--permission", permission)]
        made = self.command("key", "create", "--catalog", catalog, "--dialect", "colleqtive", *granted)
        return str(made["token"])

    def pasted(self, *pieces: str, **environment: str) -> str:
        """Run pieces of a document in bash, as somebody does who pastes them, and give what they print."""
        done = subprocess.run(
            ["bash", "-euc", "echo\n".join(pieces).replace("http://127.0.0.1:8000", self.base_url)],
            check=True,
            capture_output=True,
            text=True,
            env=os.environ | environment,
        )
        return done.stdout


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve a database in `folder` for as long as the block lasts, and see that the server ends as it should."""
    server = Served(folder)
    try:
        yield server
        assert server.stop() == 0
    finally:
        server.close()

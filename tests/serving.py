"""The real server as its users start it: a subprocess on a temporary folder, with catalogs and keys made by commands."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

__all__ = ["Served", "shelfwire"]

COMMAND = Path(sys.executable).with_name("shelfwire")
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 60


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


class Served:
    """A running server.

    Attributes:
        url: of the database.
        base_url: where it listens.
        process: the server's process.
        said: what it wrote to stderr so far.
    """

    def __init__(
        self,
        folder: Path,
        *,
        settings: Mapping[str, str] | None = None,
        url: str | None = None,
        launcher: Sequence[str] = (),
    ) -> None:
        """Start a server on a free port; its database is `folder/shelfwire.db` unless `url` names another."""
        self.url = url or f"sqlite:///{folder / 'shelfwire.db'}"
        self.said: list[str] = []
        self.base_url = ""
        self._numbers = count(1)
        self._ready = threading.Event()
        self.process = subprocess.Popen(
            [*launcher, str(COMMAND), "serve", "--db", self.url, "--port", "0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(settings),
        )
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()
        if not self._ready.wait(START_SECONDS_MAX) or not self.base_url:
            self.kill()
            message = f"the server did not start: {''.join(self.said)}"
            raise RuntimeError(message)

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found and not self.base_url:
                self.base_url = found.group()
                self._ready.set()
        self._ready.set()

    def command(self, *arguments: str) -> dict[str, Any]:
        """Run a command on this server's database and give its JSON object."""
        done = shelfwire(*arguments, "--db", self.url, "--json")
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
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

    def memory_bytes(self) -> int:
        """Give the resident memory of the server now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found.group(1)) * 1024

    def stop(self) -> int:
        """Stop gracefully and give the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self._end()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self._end()

    def _end(self) -> int:
        code = self.process.wait(STOP_SECONDS_MAX)
        self._reader.join(STOP_SECONDS_MAX)
        if self.process.stderr is not None:
            self.process.stderr.close()
        return code

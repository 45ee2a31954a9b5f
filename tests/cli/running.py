"""A command that keeps running, as a subprocess whose lines are waited for."""

import queue
import re
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.serving import COMMAND, environment

__all__ = ["Running", "running"]

LINE_SECONDS_MAX = 60
STOP_SECONDS_MAX = 60


class Running:
    """A running command.

    Attributes:
        process: the subprocess.
        said: the lines of both its outputs that were read so far.
    """

    def __init__(self, *arguments: str, settings: Mapping[str, str] | None = None) -> None:
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
        while (line := self._lines.get(timeout=LINE_SECONDS_MAX)) is not None:
            self.said.append(line)
            if found := re.fullmatch(pattern, line):
                return found
        message = f"it ended without a line like {pattern!r}: {self.said}"
        raise AssertionError(message)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and give the exit code once the command has ended."""
        self.process.send_signal(number)
        return self.end()

    def end(self) -> int:
        """Wait for the command's end and give its exit code."""
        code = self.process.wait(STOP_SECONDS_MAX)
        self._reader.join(STOP_SECONDS_MAX)
        while (line := self._lines.get(timeout=LINE_SECONDS_MAX)) is not None:
            self.said.append(line)
        return code

    def close(self) -> None:
        """Leave nothing behind."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(STOP_SECONDS_MAX)
        self._reader.join(STOP_SECONDS_MAX)
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextmanager
def running(*arguments: str, settings: Mapping[str, str] | None = None) -> Iterator[Running]:
    """Run a command for as long as the block lasts."""
    command = Running(*arguments, settings=settings)
    try:
        yield command
    finally:
        command.close()

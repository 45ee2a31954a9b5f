"""A file system that fails when it is told to: an SQLite VFS in Python over the real one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import apsw

__all__ = ["FaultyFiles", "faulty_files"]


class FaultyFiles(apsw.VFS):
    """Files whose n-th write, truncation or sync fails, once or from then on.

    Attributes:
        operations: how many were asked for since the plan was made.
        fired: how many of them failed.
    """

    def __init__(self, name: str) -> None:
        """Register under `name`, over the system's own files, with nothing to fail."""
        super().__init__(name, "")
        self.operations = 0
        self.fired = 0
        self._fail_at = 0
        self._for_ever = False
        self._error: type[apsw.Error] = apsw.IOError

    def plan(self, fail_at: int, error: type[apsw.Error], *, for_ever: bool) -> None:
        """Fail the operation number `fail_at` from now on, counted from 1 (0 for none)."""
        self.operations = 0
        self.fired = 0
        self._fail_at = fail_at
        self._for_ever = for_ever
        self._error = error

    def step(self) -> apsw.Error | None:
        """Count an operation and give the error that it shall fail with."""
        self.operations += 1
        fails = self.operations == self._fail_at or (self._for_ever and 0 < self._fail_at <= self.operations)
        if not fails:
            return None
        self.fired += 1
        return self._error("a fault that was planned")

    def xOpen(self, name: Any, flags: list[int]) -> "FaultyFile":  # noqa: N802 - SQLite's name, apsw's types
        """Open a file that asks this plan before it writes."""
        return FaultyFile(self, name, flags)


class FaultyFile(apsw.VFSFile):
    """One file of `FaultyFiles`."""

    def __init__(self, files: FaultyFiles, name: Any, flags: list[int]) -> None:
        """Open the real file."""
        super().__init__("", name, flags)
        self._files = files

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802 - SQLite's name, apsw's types
        """Write; a write that fails gets half-way."""
        error = self._files.step()
        if error is not None:
            super().xWrite(bytes(data)[: len(data) // 2], offset)
            raise error
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's name
        """Cut the file."""
        error = self._files.step()
        if error is not None:
            raise error
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        """Bring what was written to the disk."""
        error = self._files.step()
        if error is not None:
            raise error
        super().xSync(flags)


@contextmanager
def faulty_files(name: str) -> Iterator[FaultyFiles]:
    """Register faulty files for as long as they are needed."""
    files = FaultyFiles(name)
    try:
        yield files
    finally:
        files.unregister()

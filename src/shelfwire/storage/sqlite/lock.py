"""The lock that keeps a second server off the same file; commands beside the server do not take it."""

import fcntl
import os
from pathlib import Path

from shelfwire.storage.port import StoreUnusable

__all__ = ["ServerLock"]


class ServerLock:
    """An advisory lock on `<file>.lock`, which the system lets go of when the process ends, however it ends.

    The lock file stays: deleting it would let two servers lock two files of one name.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock that belongs to the database file at `path`.

        Raises:
            StoreUnusable: another server has it, or the lock file cannot be written.
        """
        # Two names of one file must meet in one lock.
        real_path = path.resolve()
        lock_path = real_path.with_name(f"{real_path.name}.lock")
        try:
            self._descriptor = os.open(lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            message = f"the lock file {lock_path} cannot be opened: {error.strerror}"
            raise StoreUnusable(message) from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(self._descriptor, 32, 0).decode("ascii", "replace").strip()
            os.close(self._descriptor)
            message = f"another server is running on {path} (process {holder or 'unknown'}); SQLite has one writer"
            raise StoreUnusable(message) from error
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode("ascii"), 0)

    def release(self) -> None:
        """Let go of the lock; does nothing the second time."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

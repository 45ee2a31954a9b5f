"""The checkpoint file: what was sent under which Idempotency-Key and what is settled, so that a run goes on where it broke off.

One JSON object a line. A chunk's line is on the disk before its first request goes out; a line that a crash tore off is as if
it had not been written, because nothing was sent yet or the answer was not taken.
"""

import errno
import os
import sys
from collections.abc import Sequence
from io import FileIO
from pathlib import Path

import msgspec

from shelfwire_client.bulk.cutter import Chunk
from shelfwire_client.bulk.result import RefusedItem
from shelfwire_client.core.call import new_key
from shelfwire_client.core.errors import ArgumentError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

__all__ = ["Checkpoint", "Sent", "Settled"]

FORMAT = 1

_LOCKED_AT = 2**30


class Sent(msgspec.Struct, frozen=True, tag="sent"):
    """A chunk that is about to be sent.

    Attributes:
        chunk: its number.
        count: how many items it covers.
        key: the Idempotency-Key of its request.
        digest: of its items.
    """

    chunk: int
    count: int
    key: str
    digest: str


class Settled(msgspec.Struct, frozen=True, tag="settled"):
    """A chunk whose every item has an outcome.

    Attributes:
        chunk: its number.
        refused: what did not land.
        identifiers: of those that landed, by their places in the chunk; empty where the API does not say.
    """

    chunk: int
    refused: list[RefusedItem]
    identifiers: list[int | str | None]


class _Head(msgspec.Struct, frozen=True, tag="checkpoint"):
    format: int
    target: str


_Line = _Head | Sent | Settled
_decode = msgspec.json.Decoder(_Line).decode
_encode = msgspec.json.Encoder().encode


class Checkpoint:
    """The checkpoint file of one run.

    Attributes:
        sent: the chunks that earlier runs were about to send, by number.
        settled: those of them that have their outcomes.
    """

    def __init__(self, path: str | os.PathLike[str], target: str) -> None:
        """Open the file, or begin it; no other run can open it until it is closed.

        Args:
            path: of the file.
            target: the API, the operation and the base URL; a file of another one is refused.

        Raises:
            ArgumentError: the file is of another target, no checkpoint, in use, or cannot be opened.
        """
        self._path = Path(path)
        self.sent: dict[int, Sent] = {}
        self.settled: dict[int, Settled] = {}
        try:
            # Without a buffer, what a full disk did not take cannot be written later behind something else.
            self._file = self._path.open("a+b", buffering=0)
        except OSError as error:
            raise ArgumentError(f"The checkpoint {self._path} cannot be opened: {error}.") from error
        try:
            self._begin(_Head(FORMAT, target))
        except BaseException as error:
            self._file.close()
            if isinstance(error, OSError):
                raise ArgumentError(f"The checkpoint {self._path} cannot be used: {error}.") from error
            raise

    def _begin(self, head: _Head) -> None:
        """Lock the file, read it, and cut off what was torn."""
        if not _is_locked(self._file) or not _is_at(self._file, self._path):
            raise ArgumentError(f"{self._path} is in use: another bulk write goes on with it, or has just ended.")
        self._size = self._read(head)
        self._file.truncate(self._size)
        if not self._size:
            self._write(head)

    def _read(self, head: _Head) -> int:
        """Read what is there and give how many bytes of it count."""
        kept = 0
        self._file.seek(0)
        with open(self._file.fileno(), "rb", closefd=False) as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    if not kept and not _encode(head).startswith(line):
                        raise ArgumentError(f"{self._path} is no checkpoint of a bulk write.")
                    break
                try:
                    self._take(_decode(line), head, is_first=not kept)
                except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                    raise ArgumentError(f"{self._path} is no checkpoint of a bulk write: {error}.") from error
                kept += len(line)
        return kept

    def _take(self, line: _Line, head: _Head, *, is_first: bool) -> None:
        if isinstance(line, _Head) != is_first:
            raise ArgumentError(f"{self._path} is no checkpoint of a bulk write.")
        if isinstance(line, Sent):
            self.sent[line.chunk] = line
        elif isinstance(line, Settled):
            self.settled[line.chunk] = line
        elif line.format != head.format:
            raise ArgumentError(f"{self._path} was written by another version of this package.")
        elif line.target != head.target:
            raise ArgumentError(f"{self._path} is the checkpoint of {line.target}, not of {head.target}.")

    def begin(self, chunk: Chunk) -> str:
        """Give the Idempotency-Key of a chunk that goes out, once it is on the disk.

        Raises:
            ArgumentError: an earlier run sent other items in its place.
            OSError: it could not be written, so that the chunk must not be sent.
        """
        digest = chunk.digest()
        known = self.sent.get(chunk.number)
        if known is None:
            known = Sent(chunk.number, chunk.count, new_key(), digest)
            self._write(known)
        elif known.digest != digest or known.count != chunk.count:
            raise ArgumentError(
                f"The items from {chunk.first} on are not those that {self._path} was written for. "
                "Go on with the same items in the same order, or begin anew with another checkpoint."
            )
        return known.key

    def settle(self, chunk: Chunk, refused: Sequence[RefusedItem], identifiers: Sequence[int | str | None]) -> None:
        """Note that every item of a chunk has its outcome."""
        self._write(Settled(chunk.number, list(refused), list(identifiers)))

    def _write(self, line: _Line) -> None:
        """Write a line; where the disk does not take all of it, nothing of it stays.

        Raises:
            OSError: it does not.
        """
        written = _encode(line) + b"\n"
        try:
            count = self._file.write(written)
            os.fsync(self._file.fileno())
        except OSError:
            self._file.truncate(self._size)
            raise
        if count != len(written):
            self._file.truncate(self._size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
        self._size += len(written)

    def close(self, *, is_done: bool) -> None:
        """Close the file; it is removed where nothing is left to do."""
        if is_done and sys.platform != "win32":  # while nobody else can have it; Windows removes no open file
            self._path.unlink(missing_ok=True)
        self._file.close()
        if is_done and sys.platform == "win32":
            self._path.unlink(missing_ok=True)


def _is_locked(file: FileIO) -> bool:
    """Lock a file until it is closed, or tell that somebody else has; where nothing can be locked, all goes on without."""
    try:
        if sys.platform == "win32":
            file.seek(_LOCKED_AT)  # what is locked there cannot be read, so that it is a place where nothing is
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


def _is_at(file: FileIO, path: Path) -> bool:
    """Tell whether a path still leads to an open file: a run that ended in between has removed its own."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False

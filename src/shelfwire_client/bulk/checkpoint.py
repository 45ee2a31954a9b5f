"""The checkpoint file: what was sent under which Idempotency-Key and what is settled, so that a run goes on where it broke off.

One JSON object a line. A chunk's line is on the disk before its first request goes out; a line that a crash tore off is as if
it had not been written, because nothing was sent yet or the answer was not taken.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from shelfwire_client.bulk.cutter import Chunk
from shelfwire_client.bulk.result import RefusedItem
from shelfwire_client.core.call import new_key
from shelfwire_client.core.errors import ArgumentError

__all__ = ["Checkpoint", "Sent", "Settled"]

FORMAT = 1


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


class Checkpoint:
    """The checkpoint file of one run.

    Attributes:
        sent: the chunks that earlier runs were about to send, by number.
        settled: those of them that have their outcomes.
    """

    def __init__(self, path: str | os.PathLike[str], target: str) -> None:
        """Open the file, or begin it.

        Args:
            path: of the file.
            target: the API, the operation and the base URL; a file of another one is refused.

        Raises:
            ArgumentError: the file is of another target, or no checkpoint.
        """
        self._path = Path(path)
        self.sent: dict[int, Sent] = {}
        self.settled: dict[int, Settled] = {}
        kept = self._read(target) if self._path.exists() else 0
        self._file = self._path.open("r+b" if self._path.exists() else "x+b")
        self._file.truncate(kept)
        self._file.seek(kept)
        if not kept:
            self._write(_Head(FORMAT, target))

    def _read(self, target: str) -> int:
        """Read what is there and give how many bytes of it count."""
        kept = 0
        with self._path.open("rb") as file:
            for line in file:
                if not line.endswith(b"\n"):
                    break
                try:
                    self._take(_decode(line), target)
                except msgspec.MsgspecError as error:
                    raise ArgumentError(f"{self._path} is no checkpoint of a bulk write: {error}.") from error
                kept += len(line)
        return kept

    def _take(self, line: _Line, target: str) -> None:
        if isinstance(line, Sent):
            self.sent[line.chunk] = line
        elif isinstance(line, Settled):
            self.settled[line.chunk] = line
        elif line.target != target or line.format != FORMAT:
            raise ArgumentError(f"{self._path} is the checkpoint of {line.target}, not of {target}.")

    def begin(self, chunk: Chunk) -> str:
        """Give the Idempotency-Key of a chunk that goes out, once it is on the disk.

        Raises:
            ArgumentError: an earlier run sent other items in its place.
        """
        digest = chunk.digest()
        known = self.sent.get(chunk.number)
        if known is None:
            known = Sent(chunk.number, chunk.count, new_key(), digest)
            self._write(known)
        elif known.digest != digest:
            raise ArgumentError(
                f"The items from {chunk.first} on are not those that {self._path} was written for. "
                "Go on with the same items in the same order, or begin anew with another checkpoint."
            )
        return known.key

    def settle(self, chunk: Chunk, refused: Sequence[RefusedItem], identifiers: Sequence[int | str | None]) -> None:
        """Note that every item of a chunk has its outcome."""
        self._write(Settled(chunk.number, list(refused), list(identifiers)))

    def _write(self, line: _Line) -> None:
        self._file.write(msgspec.json.encode(line) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self, *, is_done: bool) -> None:
        """Close the file; it is removed where nothing is left to do."""
        self._file.close()
        if is_done:
            self._path.unlink(missing_ok=True)

"""What came of a bulk write: numbers, the outcome of each item in input order, and the refused items with their reasons.

A million items fit: an outcome is a byte and what the API calls the item is kept packed; refused items lie in a temporary file
once they are many.
"""

import weakref
from array import array
from collections.abc import Iterator, Sequence
from os import SEEK_END, PathLike
from typing import IO, Any, TextIO, overload

import msgspec

from shelfwire_client.core.errors import Fault, ShelfwireClientError

__all__ = ["BulkError", "BulkInterrupted", "BulkResult", "ItemOutcome", "RefusedItem"]

ACCEPTED = 1
REFUSED = 2
_STATUSES = ("unknown", "accepted", "refused")
_MEMORY_BYTES_MAX = 4 * 1024 * 1024
_NOTHING = -1
_WHOLE_MAX = 2**63
_TEXT_BITS = 16
_TEXT_BYTES_MAX = 2**_TEXT_BITS - 1
"""Longer texts are cut, larger numbers left out: neither is what an API calls a product."""


class RefusedItem(msgspec.Struct, frozen=True):
    """An item that did not land.

    Attributes:
        position: among all items, from 0.
        item: as it was sent, or a text about what was given where that could not be sent at all.
        faults: why, at least one.
    """

    position: int
    item: Any
    faults: list[Fault]


class ItemOutcome(msgspec.Struct, frozen=True):
    """What came of one item.

    Attributes:
        position: among all items, from 0.
        status: `accepted`, `refused`, or `unknown` where the run was interrupted before it was answered.
        identifier: what the API calls the item; None where it does not say.
    """

    position: int
    status: str
    identifier: int | str | None = None


class BulkResult(Sequence[ItemOutcome]):
    """The outcomes of a bulk write, in input order.

    Attributes:
        accepted: how many items landed.
        refused: how many did not.
        requests: how many requests were sent by this run, repeated ones included.
        seconds: how long the run took.
    """

    def __init__(self) -> None:
        """Begin with no item."""
        self.accepted = 0
        self.refused = 0
        self.requests = 0
        self.seconds = 0.0
        self._statuses = bytearray()
        self._identifiers = array("q")
        self._texts = bytearray()
        self._is_text = False
        self._refused_at = array("q")
        self._refused_file: IO[bytes] | None = None

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        if self._refused_file is not None:
            self._refused_file.seek(0)
            state["_refused_file"] = self._refused_file.read()
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        if state["_refused_file"] is not None:
            self._open_refused().write(state["_refused_file"])

    def __len__(self) -> int:
        return len(self._statuses)

    @overload
    def __getitem__(self, position: int) -> ItemOutcome: ...
    @overload
    def __getitem__(self, position: slice) -> list[ItemOutcome]: ...
    def __getitem__(self, position: int | slice) -> ItemOutcome | list[ItemOutcome]:
        if isinstance(position, slice):
            return [self[one] for one in range(*position.indices(len(self)))]
        place = range(len(self))[position]
        return ItemOutcome(place, _STATUSES[self._statuses[place]], self._identifier(place))

    def __repr__(self) -> str:
        return f"BulkResult(accepted={self.accepted}, refused={self.refused}, requests={self.requests})"

    @property
    def outcomes(self) -> "BulkResult":
        """The outcome of each item, in input order."""
        return self

    @property
    def refusals(self) -> Iterator[RefusedItem]:
        """The refused items with their reasons, in input order."""
        places = sorted(range(0, len(self._refused_at), 2), key=self._refused_at.__getitem__)
        file = self._refused_file
        for place in places:
            assert file is not None
            file.seek(self._refused_at[place + 1])
            yield msgspec.json.decode(file.readline(), type=RefusedItem)

    def to_csv(self, target: str | PathLike[str] | TextIO, *, failed_only: bool = False) -> None:
        """Write the outcomes as CSV: position, status, identifier, code, field, message, item; one line for each fault.

        Args:
            target: a path, or a file opened for text with `newline=""`.
            failed_only: leave out the items that were accepted.
        """
        if isinstance(target, str | PathLike):
            with open(target, "w", newline="", encoding="utf-8") as file:  # noqa: PTH123 - pathlib is slow to import
                self._write_csv(file, failed_only=failed_only)
        else:
            self._write_csv(target, failed_only=failed_only)

    def _write_csv(self, file: TextIO, *, failed_only: bool) -> None:
        import csv  # noqa: PLC0415 - few write one

        writer = csv.writer(file)
        writer.writerow(("position", "status", "identifier", "code", "field", "message", "item"))
        refusals = self.refusals
        for outcome in self:
            head = (outcome.position, outcome.status, "" if outcome.identifier is None else outcome.identifier)
            if outcome.status == "refused":
                refused = next(refusals)
                item = refused.item if isinstance(refused.item, str) else msgspec.json.encode(refused.item).decode()
                for fault in refused.faults:
                    writer.writerow((*head, fault.code, fault.field, fault.message, item))
            elif not failed_only:
                writer.writerow((*head, "", "", "", ""))

    def grow(self, count: int) -> None:
        """Make room for items up to this number."""
        self._statuses.extend(bytes(max(0, count - len(self._statuses))))

    def settle(
        self, first: int, count: int, refused: Sequence[RefusedItem], identifiers: Sequence[int | str | None]
    ) -> None:
        """Note what came of the items from `first` on: all landed but the refused ones.

        Args:
            first: the position of the first of them.
            count: how many they are.
            refused: those that did not land.
            identifiers: what the API calls them, in their order; empty where it does not say.
        """
        self._statuses[first : first + count] = bytes((ACCEPTED,)) * count
        self.accepted += count - len(refused)
        for place, identifier in enumerate(identifiers):
            if identifier is not None:
                self._keep(first + place, identifier)
        for one in refused:
            self._refuse(one)

    def _refuse(self, one: RefusedItem) -> None:
        self.refused += 1
        self._statuses[one.position] = REFUSED
        file = self._refused_file or self._open_refused()
        self._refused_at.extend((one.position, file.seek(0, SEEK_END)))
        file.write(msgspec.json.encode(one) + b"\n")

    def _open_refused(self) -> IO[bytes]:
        """Make the file of the refused items, which goes to the disk once it is large."""
        from tempfile import SpooledTemporaryFile  # noqa: PLC0415 - where nothing is refused, none is needed

        file: IO[bytes] = SpooledTemporaryFile(max_size=_MEMORY_BYTES_MAX)  # noqa: SIM115 - it lives as long as this
        weakref.finalize(self, file.close)
        self._refused_file = file
        return file

    def _keep(self, position: int, identifier: int | str) -> None:
        known = self._identifiers
        if len(known) <= position:
            known.extend([_NOTHING] * (len(self._statuses) - len(known)))
        if isinstance(identifier, str):
            self._is_text = True
            word = identifier.encode()[:_TEXT_BYTES_MAX]
            known[position] = len(self._texts) << _TEXT_BITS | len(word)
            self._texts += word
        elif -_WHOLE_MAX <= identifier < _WHOLE_MAX:
            known[position] = identifier

    def _identifier(self, place: int) -> int | str | None:
        if place >= len(self._identifiers) or self._identifiers[place] == _NOTHING:
            return None
        kept = self._identifiers[place]
        if not self._is_text:
            return kept
        begin, size = kept >> _TEXT_BITS, kept & _TEXT_BYTES_MAX
        return self._texts[begin : begin + size].decode("utf-8", "ignore")


class BulkError(ShelfwireClientError):
    """Items of a bulk write were refused; all others landed.

    Attributes:
        result: what came of each item.
    """

    def __init__(self, message: str, result: BulkResult) -> None:
        """Keep the result."""
        super().__init__(message)
        self.result = result


class BulkInterrupted(BulkError):
    """A bulk write ended before its time; the cause is in `__cause__`.

    Items whose outcome is `unknown` were not answered: run it again, with the same checkpoint where there is one.
    """

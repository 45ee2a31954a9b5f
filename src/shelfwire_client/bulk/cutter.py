"""Cutting a stream of items into chunks: by number, by bytes, and where two items of one request may not have equal keys."""

from collections import deque
from collections.abc import Hashable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any

import msgspec

from shelfwire_client.bulk.form import BulkForm
from shelfwire_client.bulk.rows import SHOWN_CHARACTERS_MAX, Unfit, encoded_or_unfit
from shelfwire_client.core.coding import UNREADABLE
from shelfwire_client.core.encoding import NOT_FINITE

__all__ = ["Chunk", "Cutter"]

ITEMS_TOGETHER = 100
"""How many items are placed at once, which saves most of the time that placing takes one by one."""


class Chunk(msgspec.Struct):
    """Items that go out together.

    Attributes:
        number: counted from 0.
        first: the position of the first item among all.
        count: how many positions it covers.
        items: the JSON objects that can be sent.
        positions: where each of these stands among all items.
        keys: of all its items.
        unfit: the items that cannot be sent, by position.
        body_bytes: of the items together.
    """

    number: int
    first: int
    count: int = 0
    items: list[bytes] = []
    positions: list[int] = []
    keys: set[Hashable] = set()
    unfit: dict[int, Unfit] = {}
    body_bytes: int = 0

    def digest(self) -> str:
        """Give what stands for exactly these items."""
        summed = sha256()
        for item in self.items:
            summed.update(item)
            summed.update(b"\n")
        return summed.hexdigest()


class Cutter:
    """Collects items until a chunk is complete.

    Attributes:
        complete: the chunk that was completed last, until it is taken; no item is added while there is one.
    """

    def __init__(self, form: BulkForm, *, items_max: int, bytes_max: int, counts: dict[int, int]) -> None:
        """Cut chunks of at most so many items and bytes.

        Args:
            form: knows the keys.
            items_max: of a chunk.
            bytes_max: of the items of a chunk together; a larger item goes alone.
            counts: by chunk number, of how many items chunks are that were cut in an earlier run; these are cut alike.
        """
        self._form = form
        self._items_max = items_max
        self._bytes_max = bytes_max
        self._counts = counts
        self._chunk = Chunk(0, 0)
        self._left: deque[bytes | Unfit] = deque()
        self.complete: Chunk | None = None

    @property
    def chunk_count(self) -> int:
        """How many chunks were completed so far."""
        return self._chunk.number

    def fill(self, source: Iterator[Any]) -> bool:
        """Take items until a chunk is complete; False where the source has ended, and what there is is the last chunk."""
        left = self._left
        while self.complete is None:
            if left:
                self._place(left.popleft())
                continue
            # Each row is encoded as it comes: some sources give one object again and again, with other values in it.
            items = [encoded_or_unfit(row) for row in islice(source, self._room)]
            if not items:
                self.end()
                return False
            if not self._place_together(items):
                left.extend(items)
        return True

    @property
    def _room(self) -> int:
        """How many items are placed together: no more than the chunk takes."""
        chunk = self._chunk
        counted = self._counts.get(chunk.number)
        return min(ITEMS_TOGETHER, self._items_max - len(chunk.items) if counted is None else counted - chunk.count)

    def _place_together(self, items: Sequence[bytes | Unfit]) -> bool:
        """Put items into the chunk that all fit as they are, which most do; else do nothing and say so."""
        chunk, is_counted = self._chunk, self._chunk.number in self._counts
        fit = [item for item in items if isinstance(item, bytes)]
        if len(fit) < len(items):
            return False
        try:
            keys = [key for item in fit for key in self._form.keys(item)]
        except UNREADABLE:
            return False
        body_bytes = chunk.body_bytes + sum(map(len, fit)) + len(fit)
        if not is_counted:
            if body_bytes > self._bytes_max:
                return False
            if not self._form.takes_equal_keys and (len(set(keys)) < len(keys) or not chunk.keys.isdisjoint(keys)):
                return False
        first = chunk.first + chunk.count
        chunk.items += fit
        chunk.positions += range(first, first + len(fit))
        chunk.keys.update(keys)
        chunk.body_bytes = body_bytes
        chunk.count += len(fit)
        self._finish_if_full()
        return True

    def end(self) -> None:
        """Complete the last chunk, if it has any item."""
        if self._chunk.count:
            self._finish()

    def add(self, row: Any) -> None:  # noqa: ANN401 - any kind of row
        """Take an item; where it does not fit, the chunk before it is complete and it begins the next one."""
        self._place(encoded_or_unfit(row))

    def _place(self, item: bytes | Unfit) -> None:
        """Put an item into the chunk, or into the next one."""
        chunk = self._chunk
        if isinstance(item, Unfit):
            self._keep_unfit(item)
            return
        try:
            keys = self._form.keys(item)
        except UNREADABLE as error:
            is_finite = not any(word in item for word in NOT_FINITE)
            reason = str(error) if is_finite else "A number that is not finite cannot be sent as JSON: leave it out."
            self._keep_unfit(Unfit(item.decode("utf-8", "replace")[:SHOWN_CHARACTERS_MAX], reason))
            return
        counted = self._counts.get(chunk.number)
        if counted is None and chunk.items and self._overflows(chunk, item, keys):
            self._finish()
            chunk = self._chunk
        chunk.items.append(item)
        chunk.positions.append(chunk.first + chunk.count)
        chunk.keys.update(keys)
        chunk.body_bytes += len(item) + 1
        chunk.count += 1
        self._finish_if_full()

    def _finish_if_full(self) -> None:
        chunk = self._chunk
        counted = self._counts.get(chunk.number)
        if chunk.count == counted or (counted is None and len(chunk.items) >= self._items_max):
            self._finish()

    def _overflows(self, chunk: Chunk, item: bytes, keys: Any) -> bool:  # noqa: ANN401 - hashables
        return chunk.body_bytes + len(item) > self._bytes_max or not (
            self._form.takes_equal_keys or chunk.keys.isdisjoint(keys)
        )

    def _keep_unfit(self, item: Unfit) -> None:
        chunk = self._chunk
        chunk.unfit[chunk.first + chunk.count] = item
        chunk.count += 1
        if chunk.count == self._counts.get(chunk.number) or len(chunk.unfit) >= self._items_max:
            self._finish()

    def _finish(self) -> None:
        assert self.complete is None, "a chunk is taken before the next one is complete"
        chunk = self._chunk
        self.complete = chunk
        self._chunk = Chunk(chunk.number + 1, chunk.first + chunk.count)

    def take(self) -> Chunk | None:
        """Give the complete chunk, if there is one, and make room for the next."""
        chunk, self.complete = self.complete, None
        return chunk

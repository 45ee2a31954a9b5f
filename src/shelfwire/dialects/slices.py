"""Reading the items of a bulk request in slices, so that the event loop stays alive and memory stays bounded."""

import asyncio
from collections.abc import Iterator
from typing import Protocol

from msgspec import Raw

__all__ = ["SLICE_BYTES_MAX", "SLICE_ITEMS", "ItemReader", "read_slices", "slices_of"]

SLICE_ITEMS = 1_000
"""How many items are decoded before the event loop may look at something else: some five milliseconds."""

SLICE_BYTES_MAX = 2 * 1024 * 1024
"""A slice with more bytes is read beside the event loop: one such item can take seconds where it has to be examined."""


class ItemReader(Protocol):
    """Reads the items of a request, a slice at a time, and collects what it makes of them and their faults."""

    def read(self, items: list[Raw], first_index: int) -> None:
        """Read a slice whose first item stands at `first_index` of the request."""
        ...


def slices_of(items: list[Raw]) -> Iterator[tuple[int, list[Raw]]]:
    """Cut items into slices, each with the position of its first item; `items` is emptied on the way, to free its memory."""
    items.reverse()
    first_index = 0
    while items:
        part = items[-SLICE_ITEMS:]
        del items[-SLICE_ITEMS:]
        part.reverse()
        yield first_index, part
        first_index += len(part)


async def read_slices(items: list[Raw], reader: ItemReader) -> None:
    """Read all items in slices, giving the event loop a turn between them; `items` is emptied on the way."""
    for first_index, part in slices_of(items):
        if sum(map(len, part)) > SLICE_BYTES_MAX:
            await asyncio.to_thread(reader.read, part, first_index)
        else:
            reader.read(part, first_index)
            if items:
                await asyncio.sleep(0)

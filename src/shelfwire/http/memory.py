"""What the C library does with freed memory, tuned for bodies of megabytes; glibc only, elsewhere nothing happens.

By default glibc maps a block of 128 KiB or more anew each time and gives it back to the system when it is freed: every body,
and every slice of a thousand products read from the store, is then paid for in page faults (1.3 us a product of 900 bytes,
2026-11-22). Kept for reuse, such blocks cost nothing; after a large request the free pages are given back explicitly.
"""

import asyncio
import ctypes
from functools import cache

__all__ = ["LARGE_BODY_BYTES", "FreeMemory", "give_back_free_memory", "keep_blocks_for_reuse"]

LARGE_BODY_BYTES = 4 * 1024 * 1024
"""After a request with a body of this size free memory is given back to the system."""

GIVE_BACK_DELAY_SECONDS = 0.2
"""How long after such a request: its answer is sent by then, and nobody holds its products any more."""

_MMAP_THRESHOLD_BYTES = 4 * 1024 * 1024
"""Blocks below this are kept for reuse, as slices of products are; longer ones, large bodies, go back when they are freed."""

_TRIM_THRESHOLD_BYTES = 64 * 1024 * 1024
"""So much free memory at the end of the heap is kept without being asked."""

_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3


@cache
def _library() -> ctypes.CDLL | None:
    """Find the C library, where it is one that can be tuned."""
    try:
        library = ctypes.CDLL(None)
    except (OSError, TypeError):
        return None
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None


def keep_blocks_for_reuse() -> None:
    """Have the C library keep blocks of up to some megabytes; called once, when serving begins."""
    library = _library()
    if library is not None:
        library.mallopt(_M_MMAP_THRESHOLD, _MMAP_THRESHOLD_BYTES)
        library.mallopt(_M_TRIM_THRESHOLD, _TRIM_THRESHOLD_BYTES)


def give_back_free_memory() -> None:
    """Give free pages back to the system; takes some milliseconds after a large request, outside the interpreter's lock."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)


class FreeMemory:
    """Gives free memory back to the system some time after a large request, once for many."""

    def __init__(self) -> None:
        """Wait to be asked."""
        self._due: asyncio.TimerHandle | None = None

    def give_back_soon(self) -> None:
        """Give free memory back a little later, beside the event loop."""
        if self._due is None:
            self._due = asyncio.get_running_loop().call_later(GIVE_BACK_DELAY_SECONDS, self._give_back)

    def _give_back(self) -> None:
        self._due = None
        asyncio.get_running_loop().run_in_executor(None, give_back_free_memory)

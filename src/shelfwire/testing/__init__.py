"""A real server for the tests of an integration: a pytest fixture, and a context manager for everything else.

pytest imports this package in every run of whoever has Shelfwire installed, so its names are looked up when they are first
used and the server is imported only then. Nothing of the service may import it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shelfwire.testing.apis import SeedRefused
    from shelfwire.testing.faults import UnusedFaults
    from shelfwire.testing.received import ReceivedRequest
    from shelfwire.testing.running import Shelfwire, serving

__all__ = ["ReceivedRequest", "SeedRefused", "Shelfwire", "UnusedFaults", "serving"]

_HOMES = {
    "ReceivedRequest": "received",
    "SeedRefused": "apis",
    "Shelfwire": "running",
    "UnusedFaults": "faults",
    "serving": "running",
}


if not TYPE_CHECKING:  # type checkers know the names from above, and shall refuse others

    def __getattr__(name: str) -> object:
        """Import what is asked for (PEP 562)."""
        if name not in _HOMES:
            message = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(message)
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

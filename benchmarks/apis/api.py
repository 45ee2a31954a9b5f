"""What a load through any API has in common: its phases, the rows that it leaves, and a client that pushes products."""

from collections.abc import Sequence
from enum import Enum
from typing import Protocol

import msgspec

from benchmarks.client import Answer, Request
from benchmarks.server import Server

__all__ = ["Api", "Client", "Phase", "RowForm"]


class Phase(Enum):
    """What a load sends; the value is what it is called."""

    FIRST = "first load"
    EXISTING = "create of what exists"
    CHANGED = "changed re-load"
    UNCHANGED = "unchanged re-load"
    """The same bytes as the changed re-load, once more."""


class RowForm(msgspec.Struct, frozen=True):
    """What is particular to the rows that an API's products become.

    Attributes:
        keys: the columns of keys that they have, beside their number.
        conflict: the key by which a re-load finds its products, as the target of SQL's ON CONFLICT.
        matches_number: that key is the product's number, so that the changed row must have the number of the first.
    """

    keys: tuple[str, ...]
    conflict: str
    matches_number: bool = False


class Client(Protocol):
    """One client of one server."""

    def requests(self, phase: Phase, numbers: Sequence[int], size: int) -> list[Request]:
        """Make the requests of a phase, with `size` products each from the products' numbers."""
        ...

    def check(self, phase: Phase, answers: Sequence[Answer]) -> None:
        """Look at the answers of a phase, and remember what later ones need.

        Raises:
            UnexpectedAnswerError: a product met another fate than the phase means it to.
        """
        ...


class Api(Protocol):
    """One API."""

    @property
    def phases(self) -> tuple[Phase, ...]:
        """What a load consists of, in its order."""
        ...

    @property
    def form(self) -> RowForm:
        """What is particular to its rows."""
        ...

    def row(self, number: int, *, changed: bool = False) -> tuple[str, ...]:
        """Give the values of the form's keys, then the attribute map, of the product with this number."""
        ...

    async def connect(self, server: Server) -> Client:
        """Make a client of a server."""
        ...

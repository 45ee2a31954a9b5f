"""What a dialect says about its bulk writes."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from shelfwire_client.core.call import Answer, Call
from shelfwire_client.core.errors import APIStatusError, Fault

__all__ = ["Again", "BulkForm", "Told", "told_positions"]


class Again(msgspec.Struct, frozen=True):
    """An item that needs a further request of another form.

    Attributes:
        position: in the request that was answered.
        item: the JSON object to send.
        form: how.
    """

    position: int
    item: bytes
    form: "BulkForm"


class Told(msgspec.Struct, frozen=True):
    """What an answer of success says about the items of its request; those that are not mentioned were accepted.

    Attributes:
        identifiers: what the API calls each item, in the order of the request; empty where it does not say.
        refused: the items that were refused alone, by their positions in the request, with reasons.
        again: the items that are not done yet.
    """

    identifiers: Sequence[int | str | None] = ()
    refused: Mapping[int, Sequence[Fault]] = {}
    again: Sequence[Again] = ()


class BulkForm(Protocol):
    """How a dialect's bulk requests are made and read.

    Attributes:
        name: of the API and the operation, which a checkpoint file is held against.
        items_max: how many items a request has where nothing else is said.
        bytes_max: how many bytes a body has at most where nothing else is said; a larger item goes alone.
        takes_equal_keys: items of one request may have equal keys, and the API handles them in order.
    """

    @property
    def name(self) -> str:
        """The API and the operation."""

    @property
    def items_max(self) -> int:
        """Items of a request."""

    @property
    def bytes_max(self) -> int:
        """Bytes of a body."""

    @property
    def takes_equal_keys(self) -> bool:
        """Whether one request may have equal keys."""

    def keys(self, item: bytes) -> Sequence[Hashable]:
        """Give what an item is matched by: items with an equal key are sent in their order, never at the same time.

        Args:
            item: a JSON object; anything may be in it.

        Raises:
            msgspec.MsgspecError: it is no JSON after all; the item is refused alone then.
        """

    def call(self, items: Sequence[bytes]) -> Call[Any]:
        """Make the request that writes these JSON objects."""

    def read(self, answer: Answer, items: Sequence[bytes]) -> Told:
        """Read what an answer of success says about the items of its request."""

    def positions(self, error: APIStatusError) -> Mapping[int, Sequence[Fault]]:
        """Give the items that made the API refuse a whole request, by their positions, where it tells; else nothing."""


def told_positions(error: APIStatusError) -> dict[int, list[Fault]]:
    """Give the faults of an error by the positions that they tell: what most forms want of `positions`."""
    found: dict[int, list[Fault]] = {}
    for fault in error.errors:
        if fault.position is not None:
            found.setdefault(fault.position, []).append(fault)
    return found

"""What a caller says about a bulk write."""

import os
from collections.abc import AsyncIterable, Callable, Iterable, Mapping
from typing import Any, TypedDict

import msgspec

from shelfwire_client.core.arguments import identifier
from shelfwire_client.core.errors import ArgumentError

__all__ = ["AsyncItems", "BulkOptions", "Items", "Plan", "Progress", "plan_of"]

Items = Iterable[Any]
"""Dicts, structs, dataclasses or named tuples, in any iterable, or a DataFrame."""

AsyncItems = Iterable[Any] | AsyncIterable[Any]
"""Likewise, in any iterable or async iterable."""


class Progress(msgspec.Struct, frozen=True):
    """How far a bulk write is.

    Attributes:
        read: items that were taken from the input.
        accepted: items that landed.
        refused: items that did not.
        in_flight: requests that wait for their answers.
        total: how many items there are; None where the input does not say.
        seconds: since it began.
    """

    read: int
    accepted: int
    refused: int
    in_flight: int
    total: int | None
    seconds: float


class BulkOptions(TypedDict, total=False):
    """What every bulk write takes beside its items.

    Attributes:
        items_max: how many items a request has at most.
        bytes_max: how many bytes a body has at most; a larger item goes alone.
        in_flight: how many requests wait for their answers at the same time, at most; 4 unless told.
        collect: give the result even where items were refused; else they are raised at the end.
        progress: called after each answer with a `Progress`; True shows a bar (needs `rich`).
        checkpoint: the path of a file; a run that is interrupted goes on there when it is called again with the same items.
            The file is removed when the run has ended.
        patience_seconds: how long it goes on trying while no answer comes, or only such as refuse in passing; 120 unless told.
        extra_headers: sent with every request.
        timeout: seconds for each request instead of the client's; None waits for ever.
    """

    items_max: int
    bytes_max: int
    in_flight: int
    collect: bool
    progress: Callable[[Progress], object] | bool
    checkpoint: str | os.PathLike[str] | None
    patience_seconds: float
    extra_headers: Mapping[str, str] | None
    timeout: float | None


class Plan(msgspec.Struct, frozen=True):
    """The options of one run, each with its value; see `BulkOptions`."""

    items_max: int
    bytes_max: int
    in_flight: int = 4
    collect: bool = False
    progress: Callable[[Progress], object] | bool = False
    checkpoint: str | os.PathLike[str] | None = None
    patience_seconds: float = 120.0


def plan_of(options: BulkOptions, *, items_max: int, bytes_max: int) -> Plan:
    """Give the plan of a run.

    Args:
        options: what the caller said.
        items_max: the API's own, where the caller said nothing.
        bytes_max: likewise.

    Raises:
        ArgumentError: an option does not exist, or cannot be right.
    """
    known: dict[str, Any] = {"items_max": items_max, "bytes_max": bytes_max} | dict(options)
    if "idempotency-key" in {str(name).lower() for name in known.get("extra_headers") or ()}:
        raise ArgumentError(
            "Each request of a bulk write has an Idempotency-Key of its own: leave it out of extra_headers."
        )
    for name in ("extra_headers", "timeout"):
        known.pop(name, None)
    if "flush" in known:
        raise ArgumentError(
            "flush removes what one request does not name, so it cannot go with many; send one request with it."
        )
    unknown = known.keys() - set(Plan.__struct_fields__)
    if unknown:
        raise ArgumentError(f"There is no option {', '.join(sorted(unknown))} of bulk writes.")
    for name in ("items_max", "bytes_max", "in_flight"):
        identifier(name, known.get(name, 1))
    patience = known.get("patience_seconds", 1)
    if not isinstance(patience, int | float) or not patience >= 0:
        raise ArgumentError(f"patience_seconds must not be negative, but is {patience!r}.")
    progress, checkpoint = known.get("progress", False), known.get("checkpoint")
    if not isinstance(progress, bool) and not callable(progress):
        raise ArgumentError(f"progress must be a function, or True for a bar, not {progress!r}.")
    if checkpoint is not None and not (isinstance(checkpoint, str | os.PathLike) and os.fspath(checkpoint)):
        raise ArgumentError(f"checkpoint must be the path of a file, not {checkpoint!r}.")
    return Plan(**known)

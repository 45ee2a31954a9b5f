"""A server of the imagination, behind the machine of a bulk write: it refuses, fails, forgets to answer, and can be crashed."""

import json
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import msgspec

from shelfwire_client.bulk.checkpoint import Checkpoint
from shelfwire_client.bulk.form import Told, told_positions
from shelfwire_client.bulk.options import Plan
from shelfwire_client.bulk.run import Piece, Run
from shelfwire_client.core.call import Answer, Call, Headers
from shelfwire_client.core.errors import APIConnectionError, APIStatusError, Fault, status_error

__all__ = ["Form", "Server", "drive"]

OK = Answer(200, Headers(), b"")


class Form:
    """Items are `{"key", "value"}`; those whose value is negative are bad."""

    name = "imagined"
    items_max = 1_000
    bytes_max = 1_000_000

    def __init__(self, *, takes_equal_keys: bool = True) -> None:
        self.takes_equal_keys = takes_equal_keys

    def keys(self, item: bytes) -> Sequence[Hashable]:
        return (json.loads(item).get("key"),)

    def call(self, items: Sequence[bytes]) -> Call[Any]:
        raise AssertionError("the imagined server takes pieces as they are")

    def read(self, answer: Answer, items: Sequence[bytes]) -> Told:
        return Told(identifiers=[json.loads(item)["value"] for item in items])

    def positions(self, error: APIStatusError) -> Mapping[int, Sequence[Fault]]:
        return told_positions(error)


class Server:
    """Carries requests out, each Idempotency-Key once.

    Attributes:
        landed: every item that was written, in order.
        answers: what was answered under each key.
        tells_positions: refusals name the bad items.
        trouble: how often, from 0 to 1, a request meets some.
    """

    def __init__(self, random: Random, *, tells_positions: bool, trouble: float) -> None:
        self.random = random
        self.landed: list[tuple[str, int]] = []
        self.answers: dict[str, Answer] = {}
        self.bodies: dict[str, list[bytes]] = {}
        self.tells_positions = tells_positions
        self.trouble = trouble

    def ask(self, piece: Piece) -> Answer | Exception:
        """Answer a request, or do something else."""
        kind = self.random.choice(["429", "503", "lost", "dropped"]) if self.random.random() < self.trouble else "well"
        if kind in {"429", "503"}:
            return status_error("busy", status_code=int(kind), headers=Headers([("retry-after", "2")]), body="")
        if kind == "lost":
            return APIConnectionError("lost before it came")
        reply = self._carry_out(piece)
        return APIConnectionError("carried out, but not answered") if kind == "dropped" else reply

    def _carry_out(self, piece: Piece) -> Answer | Exception:
        assert self.bodies.setdefault(piece.key, piece.items) == piece.items, "one key, two requests"
        if piece.key in self.answers:
            return self.answers[piece.key]
        items = [json.loads(item) for item in piece.items]
        bad = [place for place, item in enumerate(items) if item["value"] < 0]
        if bad:
            faults = [Fault("negative", "sign", place, "value") for place in bad] if self.tells_positions else []
            return status_error("bad", status_code=400, headers=Headers(), body="", errors=faults)
        self.landed += [(item["key"], item["value"]) for item in items]
        self.answers[piece.key] = OK
        return OK


def drive(
    items: list[Any],
    server: Server,
    plan: Plan,
    *,
    form: Form | None = None,
    path: Path | None = None,
    crashes: bool = False,
) -> Run | None:
    """Carry a bulk write out on a clock of its own; None where the client crashed before its end."""
    random, now = server.random, 0.0
    checkpoint = None if path is None else Checkpoint(path, "imagined")
    run = Run(form or Form(), plan, checkpoint, now)
    source = iter(items)
    flying: list[tuple[Piece, Answer | Exception]] = []
    while not run.is_over:
        while run.wants_items:
            if not run.cutter.fill(source):
                run.end_items()
        piece = run.next_piece(now)
        if piece is not None:
            flying.append((piece, server.ask(piece)))
            assert len(flying) <= plan.in_flight
        elif not run.wants_items:
            if crashes and random.random() < 0.1:
                if checkpoint is not None:
                    checkpoint.close(is_done=False)
                return None
            if flying:
                run.done(*flying.pop(random.randrange(len(flying))), now)
            else:
                now += run.wait_seconds(now) or 0.0
    if checkpoint is not None:
        checkpoint.close(is_done=run.error is None)
    return run


def outcome(run: Run) -> list[tuple[str, int | str | None]]:
    """Give status and identifier of every item."""
    return [(one.status, one.identifier) for one in run.result]


def reasons(run: Run) -> dict[int, list[str]]:
    """Give the messages of the refused items by position."""
    return {one.position: [fault.message for fault in one.faults] for one in run.result.refusals}


def decoded(item: Any) -> Any:
    """Give what a server reads of an item."""
    return json.loads(msgspec.json.encode(item))

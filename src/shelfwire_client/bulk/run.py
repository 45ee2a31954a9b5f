"""One bulk write as a machine without input or output: what to send next, what an answer means, and when it is over.

A chunk of items goes out as one request. What its answer leaves open goes out as further requests, one after the other, until
every item has its outcome: the rest without the items that made the API refuse the whole, or its halves where the API does not
say which they are. Chunks with equal keys wait for each other. Times are seconds of one clock that only goes forward.
"""

from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import msgspec
from msgspec.structs import replace

from shelfwire_client.bulk.checkpoint import Checkpoint
from shelfwire_client.bulk.cutter import Chunk, Cutter
from shelfwire_client.bulk.form import BulkForm
from shelfwire_client.bulk.options import Plan, Progress
from shelfwire_client.bulk.pace import Pace
from shelfwire_client.bulk.result import BulkResult, RefusedItem
from shelfwire_client.core.call import Answer, Call, new_key
from shelfwire_client.core.coding import plain_json
from shelfwire_client.core.errors import APIConnectionError, APIError, APIStatusError, ArgumentError, Fault

__all__ = ["Piece", "Run"]

_ISOLATED = frozenset({400, 409, 413, 422})
"""The statuses that one bad item can bring about a whole request; others are about the caller or the server."""
_TOO_LARGE = 413
_BLIND_MAX = 20
"""After so many items that were refused one by one for no reason of their own, and none accepted, it is not the items."""
_PASSING = frozenset({408, 425, 429})
_SERVER_ERROR = 500


class _Open(msgspec.Struct):
    """A chunk on its way.

    Attributes:
        chunk: its items.
        key: the Idempotency-Key of its first request.
        waiting: what of it is still to be sent, in order.
        is_sending: a request of it waits for its answer.
        refused: the items that did not land.
        identifiers: what the API calls the items, by their places among all that the chunk covers; empty while it told none.
    """

    chunk: Chunk
    key: str
    waiting: deque["Piece"]
    is_sending: bool = False
    refused: list[RefusedItem] = []
    identifiers: list[int | str | None] = []


class Piece(msgspec.Struct):
    """Items that go out in one request.

    Attributes:
        home: the chunk that they are of.
        places: where they stand among its items.
        items: the JSON objects.
        form: how they are sent.
        key: the Idempotency-Key of the request.
        sent_at: when it went out last.
    """

    home: _Open
    places: list[int]
    items: list[bytes]
    form: BulkForm
    key: str
    sent_at: float = 0.0

    def call(self) -> Call[Any]:
        """Make the request."""
        return self.form.call(self.items)


class Run:
    """One bulk write.

    Attributes:
        result: what came of the items so far.
        cutter: takes the items while `wants_items`.
        error: what ended the run before its time, or None.
    """

    def __init__(self, form: BulkForm, plan: Plan, checkpoint: Checkpoint | None, now: float) -> None:
        """Begin.

        Args:
            form: the dialect's.
            plan: the caller's options.
            checkpoint: where to note what is sent, or None.
            now: the time.
        """
        self._form = form
        self._plan = plan
        self._checkpoint = checkpoint
        self._pace = Pace(plan.in_flight)
        counts = {} if checkpoint is None else {number: sent.count for number, sent in checkpoint.sent.items()}
        self.cutter = Cutter(form, items_max=plan.items_max, bytes_max=plan.bytes_max, counts=counts)
        self.result = BulkResult()
        self.error: Exception | None = None
        self._open: dict[int, _Open] = {}
        self._held: dict[Hashable, int] = {}
        self._in_flight = 0
        self._has_ended = False
        self._began = now
        self._failing_since: float | None = None
        self._blind_refusals = 0
        self._has_accepted = False

    @property
    def wants_items(self) -> bool:
        """Tell whether there is room for another chunk."""
        return not self._has_ended and self.error is None and self.cutter.complete is None

    def end_items(self) -> None:
        """Note that there are no more items; an earlier run must not have sent any behind them."""
        self._has_ended = True
        sent = {} if self._checkpoint is None else self._checkpoint.sent
        if any(number >= self.cutter.chunk_count for number in sent):
            self.stop(
                ArgumentError("There are fewer items than the checkpoint was written for. Go on with the same items.")
            )

    def stop(self, error: Exception) -> None:
        """End the run; what is in flight is still waited for."""
        self.error = self.error or error

    @property
    def is_over(self) -> bool:
        """Tell whether nothing is left to do, or nothing more can be done."""
        if self._in_flight:
            return False
        return self.error is not None or (self._has_ended and self.cutter.complete is None and not self._open)

    def next_piece(self, now: float) -> Piece | None:
        """Give what is to be sent now, if anything is; it is in flight from then on."""
        if self.error is not None or self._in_flight >= self._pace.limit or now < self._pace.paused_until:
            return None
        waiting = next((one for one in self._open.values() if one.waiting and not one.is_sending), None)
        home = waiting or self._opened()
        if home is None:
            return None
        piece = home.waiting.popleft()
        piece.sent_at = now
        home.is_sending = True
        self._in_flight += 1
        self.result.requests += 1
        return piece

    def wait_seconds(self, now: float) -> float | None:
        """Give how long there is nothing to send, unless an answer comes; None where only an answer changes that."""
        left = self._pace.paused_until - now
        return left if left > 0 and self.error is None and self._in_flight < self._pace.limit else None

    def _opened(self) -> _Open | None:
        """Open the chunk that is complete, unless it has to wait; chunks that earlier runs settled are settled at once."""
        while (chunk := self.cutter.complete) is not None and self._held.keys().isdisjoint(chunk.keys):
            self.cutter.take()
            self.result.grow(chunk.first + chunk.count)
            try:
                key = new_key() if self._checkpoint is None else self._checkpoint.begin(chunk)
            except (ArgumentError, OSError) as error:
                self.stop(error)
                return None
            home = _Open(chunk, key, deque())
            known = None if self._checkpoint is None else self._checkpoint.settled.get(chunk.number)
            if known is not None:
                self.result.settle(chunk.first, chunk.count, known.refused, known.identifiers)
                return None
            for position, unfit in chunk.unfit.items():
                fault = Fault(unfit.reason, code="argument", position=position)
                home.refused.append(RefusedItem(position, unfit.shown, [fault]))
            self._open[chunk.number] = home
            for one in chunk.keys:
                self._held[one] = self._held.get(one, 0) + 1
            if chunk.items:
                home.waiting.append(Piece(home, list(range(len(chunk.items))), chunk.items, self._form, key))
                return home
            self._settle(home)
        return None

    def done(self, piece: Piece, reply: Answer | Exception, now: float) -> None:
        """Take the answer to a piece, or what went wrong with it."""
        self._in_flight -= 1
        piece.home.is_sending = False
        if isinstance(reply, Answer):
            try:
                self._take_answer(piece, reply)
            except APIError as error:  # some refuse with success as the status
                reply = error
        if isinstance(reply, Answer):
            self._went_well()
        elif isinstance(reply, APIStatusError) and reply.status_code in _ISOLATED:
            self._went_well()
            self._isolate(piece, reply)
        elif isinstance(reply, APIConnectionError) or _is_passing(reply):
            self._try_again(piece, reply, now)
        else:
            self._fail(piece, reply)
        if not piece.home.waiting:
            self._settle(piece.home)

    def _went_well(self) -> None:
        self._failing_since = None
        self._pace.went_well()

    def _try_again(self, piece: Piece, error: Exception, now: float) -> None:
        """Send a piece once more, later; give up where that has gone on for too long."""
        if self._failing_since is None:
            self._failing_since = now
        headers: Mapping[str, str] = error.headers if isinstance(error, APIStatusError) else {}
        pause = self._pace.slow_down(headers, piece.sent_at, now)
        if now + pause - self._failing_since > self._plan.patience_seconds:
            self._fail(piece, error)
        else:
            piece.home.waiting.appendleft(piece)

    def _fail(self, piece: Piece, error: Exception) -> None:
        """End the run at a piece that is not done."""
        piece.home.waiting.appendleft(piece)
        self.stop(error)

    def _take_answer(self, piece: Piece, answer: Answer) -> None:
        """Note what an answer of success says of each item, and what is to follow."""
        told = piece.form.read(answer, piece.items)
        self._has_accepted = self._has_accepted or len(told.refused) < len(piece.items)
        home = piece.home
        for place, identifier in zip(piece.places, told.identifiers, strict=False):
            if identifier is not None:
                self._identify(home, place, identifier)
        for position, faults in told.refused.items():
            self._refuse(home, piece.places[position], piece.items[position], faults)
        forms: dict[int, Piece] = {}
        for again in told.again:
            follower = forms.setdefault(id(again.form), Piece(home, [], [], again.form, ""))
            follower.places.append(piece.places[again.position])
            follower.items.append(again.item)
        self._follow(home, list(forms.values()))

    def _isolate(self, piece: Piece, error: APIStatusError) -> None:
        """Find the items for which a whole request was refused, and send the others."""
        home, count = piece.home, len(piece.items)
        told = piece.form.positions(error) if error.status_code != _TOO_LARGE else {}
        bad = {position: faults for position, faults in told.items() if 0 <= position < count}
        if not bad and count == 1:
            bad = {0: error.errors or [Fault(error.message, code=str(error.status_code))]}
            self._blind_refusals += 1
            if self._blind_refusals == _BLIND_MAX and not self._has_accepted:
                self._fail(piece, error)
                return
        if bad:
            for position, faults in bad.items():
                self._refuse(home, piece.places[position], piece.items[position], faults)
            self._follow(home, [_part(piece, [place for place in range(count) if place not in bad])])
        else:
            middle = count // 2
            self._follow(home, [_part(piece, range(middle)), _part(piece, range(middle, count))])

    @staticmethod
    def _follow(home: _Open, pieces: list[Piece]) -> None:
        """Send these pieces before what else waits; the key of each stands for its bytes, so that it is the same every time."""
        for piece in reversed(pieces):
            if piece.items:
                summed = sha256(b"\n".join((piece.form.name.encode(), *piece.items)))
                piece.key = f"{home.key}-{summed.hexdigest()[:24]}"
                home.waiting.appendleft(piece)

    @staticmethod
    def _refuse(home: _Open, place: int, item: bytes, faults: Sequence[Fault]) -> None:
        position = home.chunk.positions[place]
        listed = [replace(one, position=position) for one in faults] or [Fault("It was refused without a reason.")]
        home.refused.append(RefusedItem(position, plain_json(item), listed))

    @staticmethod
    def _identify(home: _Open, place: int, identifier: int | str) -> None:
        if not home.identifiers:
            home.identifiers = [None] * home.chunk.count
        home.identifiers[home.chunk.positions[place] - home.chunk.first] = identifier

    def _settle(self, home: _Open) -> None:
        """Note the outcome of every item of a chunk."""
        chunk = home.chunk
        home.refused.sort(key=lambda one: one.position)
        if self._checkpoint is not None:
            try:
                self._checkpoint.settle(chunk, home.refused, home.identifiers)
            except OSError as error:
                self.stop(error)
        self.result.settle(chunk.first, chunk.count, home.refused, home.identifiers)
        self._open.pop(chunk.number, None)
        for one in chunk.keys:
            left = self._held[one] - 1
            if left:
                self._held[one] = left
            else:
                del self._held[one]

    def progress(self, total: int | None, now: float) -> Progress:
        """Tell how far it is."""
        known = self.result
        return Progress(len(known), known.accepted, known.refused, self._in_flight, total, now - self._began)


def _part(piece: Piece, places: Sequence[int]) -> Piece:
    """Give some items of a piece as a piece of their own."""
    return Piece(
        piece.home, [piece.places[one] for one in places], [piece.items[one] for one in places], piece.form, ""
    )


def _is_passing(error: Exception) -> bool:
    """Tell whether a refusal is likely to be none when the same is sent later, as the server says or as its status does."""
    if not isinstance(error, APIStatusError):
        return False
    if error.headers.get("x-should-retry") == "false":
        return False
    return error.status_code in _PASSING or error.status_code >= _SERVER_ERROR

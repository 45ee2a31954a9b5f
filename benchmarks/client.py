"""A thin HTTP/1.1 client that sends prepared bytes over many connections and times the answers.

It costs as little as Python can: one protocol object a connection, no headers built a request, answers looked at only as far
as their end must be found. The driver shares the machine's cores with the server that it measures.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator
from time import perf_counter
from typing import cast

import msgspec

__all__ = [
    "Answer",
    "Driven",
    "Request",
    "UnexpectedAnswerError",
    "drive",
    "head",
    "phase_seconds",
    "quantile",
    "single",
]

Request = tuple[bytes, ...]
"""The pieces of one request as they go out, head first; a large body is a piece of its own, so that it is not copied."""

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_LAST_CHUNK = b"0\r\n\r\n"
_TIMING = re.compile(rb"\r\nserver-timing: *([^\r]*)", re.IGNORECASE)
_PHASE = re.compile(rb"(\w+);dur=([\d.]+)")


class UnexpectedAnswerError(Exception):
    """The server answered something else than a measurement can count; the text shows what."""


class Answer(msgspec.Struct, gc=False):
    """One answer: its status, body and head, and how long it took from the first byte sent to the last one read."""

    status: int
    body: bytes
    head: bytes
    seconds: float


class Driven(msgspec.Struct):
    """What driving a server gave.

    Attributes:
        seconds: from the first request to the last answer.
        latencies: seconds of each answer, in the order of their ends.
        last: the last answer.
    """

    seconds: float
    latencies: list[float]
    last: Answer | None

    def quantile_seconds(self, share: float) -> float:
        """Give the latency below which `share` (0 to 1) of the answers came."""
        return quantile(self.latencies, share)

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds


def quantile(values: Iterable[float], share: float) -> float:
    """Give the value below which `share` (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def phase_seconds(answer: Answer) -> dict[str, float]:
    """Give where the server says that its time went: seconds by phase (W3C Server Timing); empty where it says nothing."""
    said = _TIMING.search(answer.head)
    if said is None:
        return {}
    return {name.decode(): float(milliseconds) / 1e3 for name, milliseconds in _PHASE.findall(said[1])}


def head(method: str, target: str, body_bytes: int, headers: dict[str, str] | None = None) -> bytes:
    """Write the head of a request whose body has `body_bytes` bytes."""
    lines = [f"{method} {target} HTTP/1.1", "host: 127.0.0.1"]
    if body_bytes or method != "GET":
        lines += ["content-type: application/json", f"content-length: {body_bytes}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _unchunked(body: bytes) -> bytes:
    """Put the chunks of a body together (RFC 9112, section 7.1)."""
    pieces: list[bytes] = []
    place = 0
    while size := int(body[place : (line_end := body.index(b"\r\n", place))], 16):
        pieces.append(body[line_end + 2 : line_end + 2 + size])
        place = line_end + 4 + size
    return b"".join(pieces)


class _Lane(asyncio.Protocol):
    """One connection that sends the next request as soon as the last one was answered."""

    def __init__(self, requests: Iterator[Request], done: Callable[[Answer], None]) -> None:
        self._requests = requests
        self._done = done
        self._buffer = bytearray()
        self._head_bytes = 0
        self._body_bytes: int | None = None
        self._sent = 0.0
        self._transport: asyncio.Transport | None = None
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """End with an error where the server hung up in the middle."""
        if not self.finished.done():
            self.finished.set_exception(exc or ConnectionError("the server closed the connection"))

    def start(self) -> None:
        """Send the first request."""
        self._next()

    def _next(self) -> None:
        assert self._transport is not None
        request = next(self._requests, None)
        if request is None:
            if not self.finished.done():
                self.finished.set_result(None)
            self._transport.close()
            return
        self._sent = perf_counter()
        for piece in request:
            self._transport.write(piece)

    def data_received(self, data: bytes) -> None:
        """Take a piece of the answer; at its end report it and go on."""
        buffer = self._buffer
        buffer += data
        if not self._head_bytes and not self._read_head():
            return
        if self._body_bytes is None:
            if not buffer.endswith(_LAST_CHUNK):
                return
        elif len(buffer) < self._head_bytes + self._body_bytes:
            return
        body = bytes(buffer[self._head_bytes :])
        if self._body_bytes is None:
            body = _unchunked(body)
        answer = Answer(int(buffer[9:12]), body, bytes(buffer[: self._head_bytes]), perf_counter() - self._sent)
        buffer.clear()
        self._head_bytes = 0
        try:
            self._done(answer)
        except UnexpectedAnswerError as error:
            if not self.finished.done():
                self.finished.set_exception(error)
            if self._transport is not None:
                self._transport.abort()
            return
        self._next()

    def _read_head(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        self._head_bytes = end + 4
        length = _LENGTH.search(self._buffer, 0, end + 2)
        if length is not None:
            self._body_bytes = int(length[1])
        else:
            self._body_bytes = None if _CHUNKED.search(self._buffer, 0, end + 2) else 0
        return True


async def drive(
    port: int,
    requests: Iterable[Request],
    *,
    connections: int,
    status: int | None = 200,
    must_hold: bytes = b"",
    answers: list[Answer] | None = None,
) -> Driven:
    """Send requests over several connections, each with one request in flight, until there are none left.

    Args:
        port: on 127.0.0.1.
        requests: taken one by one as connections become free; a generator may end early to stop.
        connections: how many requests are in flight.
        status: what every answer must have; None takes any.
        must_hold: bytes that every answer's body must hold.
        answers: gets every answer, in the order of their ends.

    Raises:
        UnexpectedAnswerError: an answer was another than it must be.
        ConnectionError: the server hung up.
    """
    latencies: list[float] = []
    last: list[Answer] = []

    def done(answer: Answer) -> None:
        if status not in (None, answer.status) or must_hold not in answer.body:
            raise UnexpectedAnswerError(f"{answer.status} {answer.body[:500]!r}")
        latencies.append(answer.seconds)
        last[:] = [answer]
        if answers is not None:
            answers.append(answer)

    loop = asyncio.get_running_loop()
    shared = iter(requests)
    lanes: list[_Lane] = []
    for _ in range(connections):
        _, lane = await loop.create_connection(lambda: _Lane(shared, done), "127.0.0.1", port)
        lanes.append(lane)
    began = perf_counter()
    for lane in lanes:
        lane.start()
    await asyncio.gather(*(lane.finished for lane in lanes))
    return Driven(perf_counter() - began, latencies, last[0] if last else None)


async def single(port: int, request: Request, *, status: int = 200) -> Answer:
    """Send one request on a connection of its own and give its answer."""
    driven = await drive(port, [request], connections=1, status=status)
    assert driven.last is not None
    return driven.last

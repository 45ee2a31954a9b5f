"""One request and its answer as they travel: the head decoded, the body counted, the answer sent with back-pressure."""

import asyncio
import secrets
from collections.abc import Mapping
from itertools import count
from time import perf_counter
from urllib.parse import parse_qsl

from starlette.types import Message, Receive, Scope, Send

from shelfwire.dialects.contract import Head
from shelfwire.engine.reply import Reply

__all__ = [
    "ABORT_EXTENSION",
    "ARRIVED_EXTENSION",
    "CLIENT_GONE_STATUS",
    "GONE_EXTENSION",
    "JOIN_EXTENSION",
    "Disconnected",
    "Exchange",
]

ABORT_EXTENSION = "shelfwire.abort"
"""The key in the scope's `extensions` of a function that ends the connection at once."""

GONE_EXTENSION = "shelfwire.gone"
"""The key in the scope's `extensions` of a function that tells whether the client has left."""

ARRIVED_EXTENSION = "shelfwire.arrived"
"""Likewise of one that tells whether something of the request can be received without waiting for it."""

JOIN_EXTENSION = "shelfwire.join"
"""Likewise of two: the first has what is sent from then on held back, the second lets it go in one write."""

CLIENT_GONE_STATUS = 499
"""What logs and metrics say of a request whose client left before its answer; never sent (nginx says the same)."""

ANSWER_CHUNK_BYTES = 256 * 1024
"""An answer is handed to the transport in pieces of this size, each only once the one before is nearly out."""

LEFT_BODY_KEEP_BYTES = 64 * 1024
"""A body that nobody reads is skipped by the server up to this length; a longer or unknown one ends the connection."""

LINGER_SECONDS = 30.0
LINGER_IDLE_SECONDS = 5.0
LINGER_BYTES_MAX = 1024 * 1024 * 1024
"""How long, and how much, a client that was answered early may go on sending before the connection is cut: closing at once
would reset it and lose the answer (RFC 9112, section 9.6). nginx's `lingering_close` has the same two times."""

REQUEST_ID_CHARACTERS_MAX = 128

_EMPTY: tuple[tuple[str, str], ...] = ()
_PROCESS = secrets.token_hex(8)
_requests = count(1)
_BODILESS_STATUS = frozenset({204, 304})


class Disconnected(Exception):
    """The client left, or stopped reading for too long; there is nobody to answer."""


class Exchange:
    """One request and its answer.

    Attributes:
        scope: the ASGI scope.
        method, path: of the request; the path percent-decoded, without the query.
        headers: names in lower case; of a header that came twice the last one counts.
        request_id: as the client gave it, where that is 1 to 128 visible ASCII characters, else made here.
        dialect, operation, credential_id: who is concerned, for logs and metrics; filled in as it becomes known.
        status: of the answer; 0 before it was begun, and for ever where a stop ran out of time before that.
        request_bytes, answer_bytes: the bodies as they travelled.
        started: when it began, in seconds of `perf_counter`.
        stalled: the client stopped in the middle of its body: it makes no sense to wait for the rest.
    """

    __slots__ = (
        "_body_ended",
        "_close",
        "_cut",
        "_receive",
        "_send",
        "_stall_seconds",
        "answer_bytes",
        "credential_id",
        "dialect",
        "headers",
        "method",
        "operation",
        "path",
        "request_bytes",
        "request_id",
        "scope",
        "stalled",
        "started",
        "status",
    )

    def __init__(self, scope: Scope, receive: Receive, send: Send, stall_seconds: float) -> None:
        """Begin with the scope; `stall_seconds` is how long a client may go without taking a byte of its answer."""
        self.started = perf_counter()
        self.scope = scope
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.headers: dict[str, str] = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        self.request_id = _request_id(self.headers.get("x-request-id"))
        self.dialect = "service"
        self.operation = ""
        self.credential_id = 0
        self.status = 0
        self.request_bytes = 0
        self.answer_bytes = 0
        self.stalled = False
        self._receive = receive
        self._send = send
        self._stall_seconds = stall_seconds
        self._body_ended = "transfer-encoding" not in self.headers and self.headers.get("content-length", "0") == "0"
        self._close = False
        self._cut = False

    def head(self, path_parameters: Mapping[str, str]) -> Head:
        """Give what dialects see of the request before its body."""
        query_bytes: bytes = self.scope["query_string"]
        query = (
            tuple(parse_qsl(query_bytes.decode("utf-8", "replace"), keep_blank_values=True)) if query_bytes else _EMPTY
        )
        return Head(self.method, self.path, query, self.headers, path_parameters, self.request_id)

    @property
    def body_ended(self) -> bool:
        """Whether nothing more of the request's body is to come."""
        return self._body_ended

    async def send(self, message: Message) -> None:
        """Send an ASGI message as it is."""
        await self._send(message)

    async def receive_message(self) -> Message:
        """Receive an ASGI message as it is."""
        return await self._receive()

    @property
    def arrived(self) -> bool:
        """Whether the next piece of the body is here already, or that there is none to come."""
        arrived = self.scope.get("extensions", {}).get(ARRIVED_EXTENSION)
        return arrived is not None and bool(arrived())

    async def receive(self) -> bytes:
        """Wait for the next piece of the body; empty pieces can come.

        Raises:
            Disconnected: the client left.
        """
        message = await self._receive()
        if message["type"] != "http.request":
            self._body_ended = True
            raise Disconnected
        piece: bytes = message.get("body", b"")
        self.request_bytes += len(piece)
        self._body_ended = not message.get("more_body", False)
        return piece

    async def answer(self, reply: Reply, extra_headers: tuple[tuple[str, str], ...] = ()) -> None:
        """Send an answer with its request id and length; `finish` must follow.

        Raises:
            Disconnected: the client has left, or took no byte of it for `stall_seconds`; then the connection is cut.
        """
        self.status = reply.status
        headers = [
            (name.encode("latin-1"), value.encode("latin-1", "replace"))
            for name, value in (*reply.headers, *extra_headers, ("x-request-id", self.request_id))
        ]
        if reply.status not in _BODILESS_STATUS:
            headers.append((b"content-length", b"%d" % len(reply.body)))
        self._close = self._must_close()
        if self._close:
            headers.append((b"connection", b"close"))
        await self._send_steadily(
            {"type": "http.response.start", "status": reply.status, "headers": headers}, reply.body
        )

    async def finish(self) -> None:
        """End the answer; where the client still sends, let it read the answer before the connection goes."""
        if self._close:
            if self.status != CLIENT_GONE_STATUS:
                await self._linger()
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    def cut(self) -> None:
        """End the connection at once, without waiting for what was not sent yet; whoever waits to send goes on then."""
        self._cut = True
        abort = self.scope.get("extensions", {}).get(ABORT_EXTENSION)
        if abort is not None:
            abort()

    def _is_gone(self) -> bool:
        gone = self.scope.get("extensions", {}).get(GONE_EXTENSION)
        return self._cut or (gone is not None and bool(gone()))

    def _must_close(self) -> bool:
        """Tell whether so much of the request's body is left that the connection cannot be used again."""
        if self._body_ended:
            return False
        if self.stalled or "transfer-encoding" in self.headers or "expect" in self.headers:
            return True
        declared = self.headers.get("content-length", "")
        return not declared.isdecimal() or int(declared) - self.request_bytes > LEFT_BODY_KEEP_BYTES

    async def _send_steadily(self, start: Message, body: bytes) -> None:
        """Send the start and the body in chunks; the body's last chunk ends the answer unless the connection lingers.

        The start leaves together with the first chunk, for a write to a socket is dear.
        """
        loop = asyncio.get_running_loop()
        rest = memoryview(body)
        watch = loop.call_later(self._stall_seconds, self.cut)
        hold, let_go = self.scope.get("extensions", {}).get(JOIN_EXTENSION, _NOTHING_TO_JOIN)
        hold()
        try:
            await self._send(start)
            while True:
                chunk, rest = rest[:ANSWER_CHUNK_BYTES], rest[ANSWER_CHUNK_BYTES:]
                await self._send({"type": "http.response.body", "body": chunk, "more_body": bool(rest) or self._close})
                let_go()
                if self._is_gone():
                    raise Disconnected
                self.answer_bytes += len(chunk)
                if not rest:
                    return
                watch.cancel()
                watch = loop.call_later(self._stall_seconds, self.cut)
        finally:
            let_go()
            watch.cancel()

    async def _linger(self) -> None:
        """Take and drop what the client still sends, within bounds, until it ends or leaves."""
        if self.stalled or ("expect" in self.headers and not self.request_bytes):
            return
        left_bytes = LINGER_BYTES_MAX
        loop = asyncio.get_running_loop()
        end = loop.time() + LINGER_SECONDS
        try:
            async with asyncio.timeout_at(end) as limit:
                while left_bytes > 0 and not self._body_ended:
                    limit.reschedule(min(end, loop.time() + LINGER_IDLE_SECONDS))
                    left_bytes -= len(await self.receive())
        except (TimeoutError, Disconnected):
            return


def _join_nothing() -> None:
    """Do nothing, where what is sent cannot be held back."""


_NOTHING_TO_JOIN = (_join_nothing, _join_nothing)


def _request_id(given: str | None) -> str:
    """Take the client's request id where it is sane, else make one."""
    if (
        given
        and len(given) <= REQUEST_ID_CHARACTERS_MAX
        and given.isascii()
        and given.isprintable()
        and " " not in given
    ):
        return given
    return f"{_PROCESS}-{next(_requests):x}"

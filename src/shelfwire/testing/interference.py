"""The ASGI middleware around the service: keeps what comes in, and lets go wrong what a test asked for."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shelfwire.dialects.contract import Dialect, Operation, Refusal, RefusalCode
from shelfwire.http.errors import refuse
from shelfwire.http.exchange import ABORT_EXTENSION, GONE_EXTENSION
from shelfwire.http.routes import Routes
from shelfwire.testing.faults import Fault, FaultAnswer
from shelfwire.testing.received import ReceivedRequest
from shelfwire.testing.traffic import Traffic

__all__ = ["Interference"]

_CODES = {
    401: RefusalCode.UNAUTHENTICATED,
    403: RefusalCode.FORBIDDEN,
    404: RefusalCode.NOT_FOUND,
    405: RefusalCode.METHOD_NOT_ALLOWED,
    408: RefusalCode.BODY_TIMEOUT,
    413: RefusalCode.BODY_TOO_LARGE,
    415: RefusalCode.MEDIA_TYPE,
    422: RefusalCode.KEY_REUSED,
    429: RefusalCode.RATE_LIMITED,
    503: RefusalCode.UNAVAILABLE,
    507: RefusalCode.STORAGE_FULL,
}
"""The codes of the service's own refusals; others below 500 are bad requests and those above are faults."""

_BODILESS_STATUS = frozenset({204, 205, 304})


class Interference:
    """An ASGI app around the service's.

    Attributes:
        traffic: where requests are kept and faults are taken from; replaced by a reset.
    """

    def __init__(self, app: ASGIApp, dialects: Sequence[Dialect]) -> None:
        """Stand before an app that speaks these dialects."""
        self.traffic = Traffic()
        self._app = app
        self._routes = Routes(dialects)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3), or let go wrong what shall."""
        traffic = self.traffic
        dialect, operation = self._spoken(scope["method"], scope["path"])
        request = ReceivedRequest(scope, None if dialect is None else dialect.name)
        fault = traffic.arrive(request)

        async def receive_kept() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                request.add(message.get("body", b""))
            return message

        async def send_kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                request.status = message["status"]
            elif not message.get("more_body", False):
                # Before it is sent: who has the answer may look at what is kept.
                traffic.leave(request)
            await send(message)

        try:
            if fault is None:
                await self._app(scope, receive_kept, send_kept)
            else:
                answer = None if fault.answer is None else _worded(fault.answer, request, dialect, operation)
                await self._interfere(fault, answer, (scope, receive_kept, send_kept), traffic.over)
        finally:
            traffic.leave(request)

    def _spoken(self, method: str, path: str) -> tuple[Dialect | None, Operation | None]:
        """Find the API that a path belongs to, as the service does, and the operation there."""
        found = self._routes.find(path)
        if found is None:
            return self._routes.dialect_under(path) or self._routes.dialect_ending(path), None
        return found[0].operation(method) or found[0].speaker

    async def _interfere(
        self, fault: Fault, answer: list[Message] | None, exchange: tuple[Scope, Receive, Send], over: asyncio.Event
    ) -> None:
        """Carry a request out, or not, and answer what the fault says, if anything."""
        scope, receive, send = exchange
        own: list[Message] = []

        async def keep(message: Message) -> None:
            own.append(message)

        if fault.after_commit:
            await self._app(scope, receive, keep)
        if fault.delay_seconds:
            with suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), fault.delay_seconds)
        if _is_gone(scope):
            return
        # What is held back when its test ends has nobody to answer to, and what it would write nobody would look for.
        if fault.closes or over.is_set():
            scope["extensions"][ABORT_EXTENSION]()
            while (await receive())["type"] != "http.disconnect":
                pass
        elif answer is None and not fault.after_commit:
            await self._app(scope, receive, send)
        else:
            if not fault.after_commit:
                await _drain(receive)
            for message in own if answer is None else answer:
                await send(message)


def _is_gone(scope: Scope) -> bool:
    """Tell whether the client has left."""
    gone: Callable[[], bool] = scope["extensions"][GONE_EXTENSION]
    return gone()


async def _drain(receive: Receive) -> None:
    """Take what is left of a request, so that the connection can be used again, or until it has ended."""
    while True:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            return


def _worded(
    answer: FaultAnswer, request: ReceivedRequest, dialect: Dialect | None, operation: Operation | None
) -> list[Message]:
    """Give the ASGI messages of an answer, in the shape of the request's API where the test gave no body.

    Of that shape only the body is taken: which headers come with it, `Retry-After` above all, is what a test is about.
    """
    body = answer.body
    if answer.status in _BODILESS_STATUS:
        body = b""
    elif body is None:
        fallback = RefusalCode.INTERNAL if answer.status >= 500 else RefusalCode.BAD_REQUEST
        text = f"The test asked for an answer with the status {answer.status}."
        body = refuse(dialect, Refusal(answer.status, _CODES.get(answer.status, fallback), text), operation).body
    headers = {
        "content-type": "application/json",
        "x-request-id": request.headers.get("x-request-id") or secrets.token_hex(8),
        **answer.headers,
        "content-length": str(len(body)),
    }
    pairs = [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items()]
    return [
        {"type": "http.response.start", "status": answer.status, "headers": pairs},
        {"type": "http.response.body", "body": body, "more_body": False},
    ]

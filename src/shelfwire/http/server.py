"""The server around the app: uvicorn inside our own event loop, with bounds where it has none, stopped gracefully."""

import asyncio
import gc
import signal
import socket
import sys
from asyncio import TimerHandle, Transport
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from math import ceil
from threading import current_thread, main_thread
from typing import Any, TypeVar, cast

import httptools
import msgspec
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from shelfwire.dialects.contract import RefusalCode
from shelfwire.http.app import App
from shelfwire.http.exchange import ABORT_EXTENSION, ARRIVED_EXTENSION, GONE_EXTENSION, JOIN_EXTENSION
from shelfwire.http.memory import keep_blocks_for_reuse
from shelfwire.settings import Settings

__all__ = ["run", "serve"]

T = TypeVar("T")

KEEP_ALIVE_SECONDS = 75
"""How long a connection may wait for its next request; longer than the usual pools of clients keep theirs, so that it is
they who close and no request runs into a connection that is just being closed (nginx has the same default)."""

HEAD_BYTES_MAX = 256 * 1024
HEAD_SECONDS = 30.0
"""How long, and how long in time, the head of a request may be; uvicorn bounds neither."""

TARGET_BYTES_MAX = 65_535
"""The longest request target, path and query together: what httptools can take apart."""

WAITING_REQUESTS_MAX = 512
"""How many requests of one connection may wait for their turn; each takes a hundred times the bytes that ask for it."""

BACKLOG_CONNECTIONS = 2_048

LAST_WORDS_SECONDS = 1.0
"""How long requests that a stop ran out of time for may take to say so to their clients."""

SWITCH_INTERVAL_SECONDS = 0.0005
"""How long a thread keeps the interpreter before another may have it: the event loop and the store's writer share it."""


class _Flow(FlowControl):
    """uvicorn's flow control that reads nothing more while whole requests wait for their turn.

    uvicorn reads on after every answer, so that a client which never waits for one fills the memory with requests.
    """

    def __init__(self, transport: Transport, waiting: deque[Any]) -> None:
        super().__init__(transport)
        self._waiting = waiting

    def resume_reading(self) -> None:
        """Read on, unless requests wait: then the one that is being answered has all of its body."""
        if not self._waiting:
            super().resume_reading()


class _Answers:
    """What the answers of a connection are written to: its transport, with a way to write several pieces as one."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._held: list[bytes | memoryview] | None = None
        self.is_closing = transport.is_closing

    def hold(self) -> None:
        """Hold back what is written from now on."""
        self._held = []

    def let_go(self) -> None:
        """Write what was held back, unless there is nobody any more to write to."""
        held, self._held = self._held, None
        if held and not self._transport.is_closing():
            self._transport.writelines(held)

    def write(self, data: bytes | memoryview) -> None:
        """Write a piece, or hold it back."""
        if self._held is None:
            self._transport.write(data)
        else:
            self._held.append(data)

    def close(self) -> None:
        """Close the connection once everything is written."""
        self.let_go()
        self._transport.close()


class _CrowdedError(Exception):
    """More requests than may wait came over one connection at once."""


class _Connection(HttpToolsProtocol):
    """uvicorn's connection with a bound on a request's head, errors in our own shape, and a way to cut it."""

    url = b""
    _answers: _Answers
    _running: RequestResponseCycle | None = None
    _idle_bytes = 0
    _head_bytes = 0
    _head_open = False
    _head_timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # as in uvicorn
        """Begin; a connection over which no request ever comes is closed like one over which no more come."""
        super().connection_made(transport)
        self.flow = _Flow(transport, self.pipeline)
        self._answers = _Answers(transport)
        self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """End; nothing may come back to this connection later.

        uvicorn tells only the request that came last, though it is the first of those that wait which is being answered.
        """
        self._unset_keepalive_if_required()
        self._stop_head_timer()
        self.pipeline.clear()
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, and see that a head which is not whole yet keeps its bounds."""
        self._unset_keepalive_if_required()
        self._idle_bytes += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._parse_again(data[upgrade.args[0] :])
            return
        except httptools.HttpParserError:
            if len(self.url) > TARGET_BYTES_MAX:
                text = f"The target of a request, path and query, may have {TARGET_BYTES_MAX} bytes at the most."
                self._refuse(414, text)
            else:
                self._refuse(400, "This is not a request in HTTP/1.1 as RFC 9112 has it.")
            return
        if self._head_open:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES_MAX:
                self._refuse(431, f"The head of a request may have {HEAD_BYTES_MAX} bytes at the most.")
            elif self._head_timer is None:
                self._head_timer = self.loop.call_later(HEAD_SECONDS, self._head_late)
        elif self._idle_bytes > HEAD_BYTES_MAX:
            self._refuse(431, f"What stands around a body may have {HEAD_BYTES_MAX} bytes at the most.")
        elif self.timeout_keep_alive_task is None and (self.cycle is None or self.cycle.response_complete):
            self._await_request()

    def on_message_begin(self) -> None:
        """Begin a request, with the means to cut the connection."""
        super().on_message_begin()
        self._head_open = True
        self._head_bytes = 0
        scope = cast("dict[str, Any]", self.scope)
        scope["extensions"] = {
            ABORT_EXTENSION: self.transport.abort,
            ARRIVED_EXTENSION: self._something_arrived,
            GONE_EXTENSION: self._client_is_gone,
            JOIN_EXTENSION: (self._answers.hold, self._answers.let_go),
        }

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; a field behind a chunked body is none, and what it says was for others to check (RFC 9110, 6.5.1)."""
        if self._head_open:
            super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._idle_bytes = 0
        super().on_body(body)

    def on_headers_complete(self) -> None:
        """Hand the request to the app, unless it has to be parsed again.

        Raises:
            _CrowdedError: too many requests wait already; the parser stops there.
        """
        if len(self.pipeline) >= WAITING_REQUESTS_MAX:
            raise _CrowdedError
        self._head_open = False
        self._idle_bytes = 0
        self._stop_head_timer()
        if self.parser.get_http_version() == "1.0":
            self.expect_100_continue = False
        if not self._upgrade_asked():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End the request's body, unless the request has to be parsed again."""
        if not self._upgrade_asked():
            super().on_message_complete()

    def _client_is_gone(self) -> bool:
        """Tell whether the connection ended before the answer; it says so itself only when the event loop has its turn."""
        running = self._running
        if running is None or running.response_complete:
            return False
        running.disconnected = running.disconnected or self.transport.is_closing()
        return running.disconnected

    def _something_arrived(self) -> bool:
        """Tell whether the request that is being answered can go on receiving at once."""
        return self._running is not None and self._running.message_event.is_set()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401 - as in uvicorn
        self._running = cycle
        cycle.transport = cast("Transport", self._answers)
        super()._start_asgi_task(cycle, app)

    def _upgrade_asked(self) -> bool:
        return bool(self.parser.should_upgrade()) and self.parser.get_method() != b"CONNECT"

    def _parse_again(self, rest: bytes) -> None:
        """Parse a request that asks for another protocol as if it did not ask.

        A server may ignore that (RFC 9110, section 7.8), and Java's HTTP client asks for HTTP/2 with every first request.
        httptools drops the body of such a request, so its head is given to a new parser without the asking.
        """
        lines = [b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())]
        for name, value in self.headers:
            if name == b"connection":
                tokens = [token.strip() for token in value.split(b",")]
                lines.append(b"connection: " + b", ".join(token for token in tokens if token.lower() != b"upgrade"))
            elif name != b"upgrade":
                lines.append(name + b": " + value)
        self.parser = httptools.HttpRequestParser(self)
        self.data_received(b"\r\n".join(lines) + b"\r\n\r\n" + rest)

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, at once where its client never took its last answer."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            super().timeout_keep_alive_handler()

    def _refuse(self, status: int, text: str) -> None:
        """Answer in the service's own shape and close; where another answer is due first, only close after it."""
        self._stop_head_timer()
        if self.transport.is_closing():
            return
        if self.pipeline and self.cycle.more_body:
            self.pipeline.popleft()
        due = self.pipeline[0][0] if self.pipeline else self._running
        if due is not None and not due.response_complete:
            is_broken_itself = due is self.cycle and due.more_body and not due.response_started
            if not is_broken_itself:
                due.keep_alive = False
                self.flow.pause_reading()
                return
        body = msgspec.json.encode({"error": {"code": RefusalCode.BAD_REQUEST, "message": text}})
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()

    def _await_request(self) -> None:
        """Close the connection unless a request comes: uvicorn forgets that after bytes which belong to none."""
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def _head_late(self) -> None:
        self._head_timer = None
        self._refuse(408, f"The head of the request was not there after {HEAD_SECONDS:g} seconds.")

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


class _Server(uvicorn.Server):
    """uvicorn's server, leaving signals to us and telling when it has started and when it begins to stop."""

    on_started: Callable[[], None]
    on_stopping: Callable[[], None]

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: uvicorn raises them again after its stop, which would kill us before the store is closed."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell that requests are accepted."""
        await super().startup(sockets)
        self.on_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell that the stop begins, and stop."""
        self.on_stopping()
        await super().shutdown(sockets)


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in an event loop of the kind that the server is fast with: uvloop, where there is one."""
    loop_factory: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
    with suppress(ImportError):
        from uvloop import new_event_loop  # noqa: PLC0415 - not there on Windows

        loop_factory = new_event_loop
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(main)


async def serve(
    app: ASGIApp,
    settings: Settings,
    *,
    on_started: Callable[[str], None] | None = None,
    on_stopping: Callable[[], None] | None = None,
    stop: asyncio.Event | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT comes or `stop` is set, then finish what was accepted and come back.

    A second signal ends the waiting. Signals are only listened to in the process's main thread.

    Args:
        app: what answers; an `App` is told of the stop as well.
        settings: `host`, `port` (0 lets the system choose) and `stop_timeout_seconds`.
        on_started: is given the base URL once requests are accepted.
        on_stopping: is called when the stop begins.
        stop: another way to stop than a signal.

    Raises:
        OSError: the address cannot be listened on.
    """
    sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
    # What is there by now stays: the garbage collector looked through all of it for every few thousand requests.
    gc.freeze()
    keep_blocks_for_reuse()
    server = _Server(_config(app, settings))

    def tell_started() -> None:
        if on_started is not None:
            on_started(_url(listener))

    def tell_stopping() -> None:
        if isinstance(app, App):
            app.begin_stop()
        if on_stopping is not None:
            on_stopping()

    def exit_soon() -> None:
        server.force_exit = server.should_exit
        server.should_exit = True

    server.on_started = tell_started
    server.on_stopping = tell_stopping
    watcher = None if stop is None else asyncio.ensure_future(_watch(stop, exit_soon))
    try:
        with _signals(exit_soon), _listen(settings.host, settings.port) as listener:
            await server.serve(sockets=[listener])
            if server.server_state.tasks:
                await asyncio.wait(server.server_state.tasks, timeout=LAST_WORDS_SECONDS)
    finally:
        if watcher is not None:
            watcher.cancel()


def _config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """Give uvicorn's configuration: nothing that we do not want, bounds on what we do."""
    return uvicorn.Config(
        cast("Any", app),
        loop="none",
        http=_Connection,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG_CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=ceil(settings.stop_timeout_seconds),
    )


async def _watch(stop: asyncio.Event, exit_soon: Callable[[], None]) -> None:
    await stop.wait()
    exit_soon()


@contextmanager
def _signals(exit_soon: Callable[[], None]) -> Iterator[None]:
    """Have the two signals that ask for a stop do so, where signals can be listened to at all."""
    if current_thread() is not main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    asked = (signal.SIGTERM, signal.SIGINT)
    for number in asked:
        loop.add_signal_handler(number, exit_soon)
    try:
        yield
    finally:
        for number in asked:
            loop.remove_signal_handler(number)


def _listen(host: str, port: int) -> socket.socket:
    """Bind the address before anything else is begun, so that an address in use is an error that says so."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    return socket.create_server(address[:2], family=family, backlog=BACKLOG_CONNECTIONS)


def _url(listener: socket.socket) -> str:
    """Give the base URL that a client on this machine can use."""
    host, port = listener.getsockname()[:2]
    address = ip_address(host)
    if address.is_unspecified:
        host = "::1" if isinstance(address, IPv6Address) else "127.0.0.1"
    return f"http://[{host}]:{port}" if isinstance(address, IPv6Address) else f"http://{host}:{port}"

"""A small proxy between a client and the server that injects the faults it was told to, one a request, then passes on."""

import http.client
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import msgspec

__all__ = ["Fault", "FaultProxy", "Seen"]


class Fault(msgspec.Struct, frozen=True):
    """What to do to one request instead of passing it on, or after.

    Attributes:
        status: answer this status without asking the server; 0 asks the server.
        headers: of that answer.
        drop_answer: pass the request on, then close the connection without giving the answer.
        withhold_answer: pass the request on, then give no answer until the client has had enough and leaves.
    """

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    drop_answer: bool = False
    withhold_answer: bool = False


class Seen(msgspec.Struct, frozen=True):
    """A request as it came, and the status that the client got; 0 where it got no answer."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    status: int


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of connections that a client closed."""


class FaultProxy:
    """Listens on a free port of the loopback and passes requests on to `target`.

    Attributes:
        base_url: where clients are pointed at.
        faults: what happens to the next requests, in order; empty passes all on.
        seen: every request, in order.
    """

    def __init__(self, target: str) -> None:
        """Pass on to the server at the base URL `target`."""
        parts = urlsplit(target)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self.faults: deque[Fault] = deque()
        self.seen: list[Seen] = []
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65_537)
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                proxy.handle(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.base_url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Self:
        """Begin to listen."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request by the next fault, or by asking the server."""
        body = request.rfile.read(int(request.headers.get("content-length") or 0))
        fault = self.faults.popleft() if self.faults else Fault()
        if fault.status:
            status, headers, answer = fault.status, fault.headers, b"{}"
        else:
            status, headers, answer = self._ask(request, body)
        lowered = {name.lower(): value for name, value in request.headers.items()}
        silent = fault.drop_answer or fault.withhold_answer
        self.seen.append(Seen(request.command, request.path, lowered, body, 0 if silent else status))
        if silent:
            request.close_connection = True
            if fault.withhold_answer:
                request.rfile.read(1)
            return
        request.send_response_only(status)
        for name, value in headers:
            if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
                request.send_header(name, value)
        request.send_header("content-length", str(len(answer)))
        request.end_headers()
        request.wfile.write(answer)

    def _ask(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=60)
        try:
            connection.putrequest(request.command, request.path, skip_host=True, skip_accept_encoding=True)
            for name, value in request.headers.items():
                connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            return response.status, tuple(response.getheaders()), response.read()
        finally:
            connection.close()

"""The ASGI app: finds the operation, lets the caller in, reads the body, has it carried out, and answers whatever happens.

The order in which a request can be refused, cheapest first and nothing read before it is wanted: path (404), method (405),
credential (401), permissions (403), rate (429), type and encoding of the body (415), its length (413), its arrival (408,
400), then the operation's own rules.
"""

import asyncio
from collections.abc import Callable, Sequence
from time import perf_counter

import structlog
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Message, Receive, Scope, Send

from shelfwire.access.caller import Caller
from shelfwire.access.gate import Gate
from shelfwire.dialects.contract import Call, Dialect, Head, Operation, Refusal, RefusalCode, Services
from shelfwire.dialects.refusals import internal_refusal, refusal_of
from shelfwire.dialects.registry import DIALECTS
from shelfwire.engine.reply import Reply
from shelfwire.engine.run import Engine
from shelfwire.http.answer_type import as_accepted
from shelfwire.http.body import check_media_type, read_body
from shelfwire.http.cors import CorsPolicy
from shelfwire.http.errors import refuse
from shelfwire.http.exchange import CLIENT_GONE_STATUS, Disconnected, Exchange
from shelfwire.http.health import Readiness, alive_reply
from shelfwire.http.memory import LARGE_BODY_BYTES, FreeMemory
from shelfwire.http.metrics import Metrics
from shelfwire.http.routes import Endpoint, Routes
from shelfwire.observe import Observe, RequestDone
from shelfwire.settings import Settings
from shelfwire.storage.port import Store

__all__ = ["App", "build_app"]

PATH_SHOWN_CHARACTERS_MAX = 200
STOPPED_RETRY_SECONDS = 5

TRUST_SECONDS = 1.0
"""After so long a wait for a body its credential is looked at again."""

_PROBE_PATHS = {"/healthz": "healthz", "/readyz": "readyz", "/metrics": "metrics"}
_PAGE_CODES = {404: RefusalCode.NOT_FOUND, 405: RefusalCode.METHOD_NOT_ALLOWED}
_PROBE_ALLOW = "GET, HEAD"

_log = structlog.get_logger("shelfwire.http")


class App:
    """The whole service as one ASGI app; `build_app` makes it."""

    def __init__(
        self,
        *,
        services: Services,
        gate: Gate,
        observer: Observe,
        metrics: Metrics,
        dialects: Sequence[Dialect],
        pages: Sequence[BaseRoute],
    ) -> None:
        """Put the parts together; see `build_app`."""
        self._services = services
        self._settings = services.settings
        self._gate = gate
        self._observer = observer
        self._metrics = metrics
        self._routes = Routes(dialects)
        self._pages = tuple(pages)
        self._cors = CorsPolicy(services.settings.cors_origins)
        self._readiness = Readiness(services.store.probe)
        self._free_memory = FreeMemory()
        metrics.watch_queue(services.store.queue_depth)

    def begin_stop(self) -> None:
        """Say on `/readyz` from now on that the service is stopping; requests are still answered."""
        self._readiness.stopping = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3)."""
        if scope["type"] != "http":
            message = f"this app speaks HTTP alone, not {scope['type']}"
            raise ValueError(message)
        exchange = Exchange(scope, receive, send, self._settings.body_timeout_seconds)
        try:
            page = await self._answer(exchange)
        except Disconnected:
            exchange.status = CLIENT_GONE_STATUS
            page = True
        finally:
            self._observer(
                RequestDone(
                    request_id=exchange.request_id,
                    method=exchange.method,
                    path=exchange.path,
                    status=exchange.status,
                    dialect=exchange.dialect,
                    operation=exchange.operation,
                    credential_id=exchange.credential_id,
                    seconds=perf_counter() - exchange.started,
                    request_bytes=exchange.request_bytes,
                    answer_bytes=exchange.answer_bytes,
                )
            )
        if not page:
            await exchange.finish()

    async def _answer(self, exchange: Exchange) -> bool:
        """Answer a request; gives whether a page did that, which ends its answers by itself."""
        found = self._routes.find(exchange.path)
        if found is not None:
            endpoint, path_parameters = found
            dialect: Dialect | None = endpoint.speaker[0]
            reply = await self._operation(exchange, endpoint, dict(path_parameters))
            operation = endpoint.operation(exchange.method)
            if operation is not None:
                reply = as_accepted(reply, operation[1], exchange.headers.get("accept", ""))
        elif exchange.path in _PROBE_PATHS:
            dialect = None
            reply = await self._probe(exchange)
        else:
            dialect = self._routes.dialect_under(exchange.path)
            if dialect is None and await self._page(exchange):
                return True
            dialect = dialect or self._routes.dialect_ending(exchange.path)
            reply = self._nothing_there(exchange, dialect)
        await exchange.answer(reply, () if dialect is None else self._cors.headers(exchange.headers))
        return False

    async def _operation(self, exchange: Exchange, endpoint: Endpoint, path_parameters: dict[str, str]) -> Reply:
        """Carry out an operation and give its answer, whatever that is."""
        found = endpoint.operation(exchange.method)
        dialect, operation = found or endpoint.speaker
        exchange.dialect = dialect.name
        try:
            if found is None:
                preflight = self._cors.preflight(exchange.method, exchange.headers, endpoint.allow)
                return preflight or self._refused(exchange, dialect, _method_refusal(endpoint.allow), operation)
            exchange.operation = operation.name
            return await self._carry_out(exchange, dialect, operation, path_parameters)
        except Disconnected:
            raise
        except asyncio.CancelledError:
            if not self._readiness.stopping:
                raise
            return self._refused(exchange, dialect, _stopped_refusal(), operation)
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, the client gets an answer
            return self._refused(exchange, dialect, error, operation)

    def _nothing_there(self, exchange: Exchange, dialect: Dialect | None) -> Reply:
        """Refuse a path that leads nowhere; a browser that asks beforehand is let through, so that its page can read that."""
        preflight = None
        if dialect is not None:
            exchange.dialect = dialect.name
            preflight = self._cors.preflight(exchange.method, exchange.headers, self._routes.allow_of(dialect))
        shown = exchange.path[:PATH_SHOWN_CHARACTERS_MAX]
        refusal = Refusal(404, RefusalCode.NOT_FOUND, f"There is nothing at {shown}")
        return preflight or self._refused(exchange, dialect, refusal)

    async def _carry_out(
        self, exchange: Exchange, dialect: Dialect, operation: Operation, path_parameters: dict[str, str]
    ) -> Reply:
        """Let the caller in, read the body and hand it over; no reference to the body stays here."""
        head = exchange.head(path_parameters)
        caller = await self._identify(dialect, operation, head)
        exchange.credential_id = caller.credential_id
        missing = caller.missing(operation.permissions(head))
        if missing:
            text = f"This credential lacks the permission {' and '.join(missing)}."
            raise Refusal(403, RefusalCode.FORBIDDEN, text, missing_permissions=missing)
        wait_seconds = self._gate.admit(caller)
        if wait_seconds is not None:
            text = f"This credential has used up its rate; try again in {wait_seconds} s."
            limit = self._gate.limit_of(caller)
            raise Refusal(429, RefusalCode.RATE_LIMITED, text, retry_after_seconds=wait_seconds, limit=limit)
        call = Call(head, caller, self._services, operation_path=operation.path)
        if operation.body_media_types:
            check_media_type(exchange.headers.get("content-type", ""), operation)
            call.body = await self._body(exchange, dialect, operation, head)
        is_large = len(call.body) >= LARGE_BODY_BYTES
        try:
            reply = await operation.handler(call)
            is_large = is_large or len(reply.body) >= LARGE_BODY_BYTES
        finally:
            if is_large:
                self._free_memory.give_back_soon()
        return reply

    async def _identify(self, dialect: Dialect, operation: Operation, head: Head) -> Caller:
        """Find out who calls; raises `Denied` where nobody who may."""
        presented = dialect.presented(head)
        return await self._gate.identify(dialect.name, presented, needs_session=operation.needs_session)

    async def _body(self, exchange: Exchange, dialect: Dialect, operation: Operation, head: Head) -> bytes | bytearray:
        """Read the body; a credential that was revoked while it trickled in opens nothing any more.

        Raises:
            Refusal, Disconnected: as `read_body`.
            Denied: the credential is over.
        """
        began = perf_counter()
        body = await read_body(exchange, self._settings)
        if perf_counter() - began > TRUST_SECONDS:
            await self._identify(dialect, operation, head)
        return body

    def _refused(
        self, exchange: Exchange, dialect: Dialect | None, error: Exception, operation: Operation | None = None
    ) -> Reply:
        """Put an error into the operation's or the dialect's words; a fault of ours is logged once, with its traceback."""
        refusal = refusal_of(error)
        if refusal is None:
            self._log_fault(exchange, error)
            refusal = internal_refusal(exchange.request_id)
        try:
            return refuse(dialect, refusal, operation)
        except Exception as fault:  # noqa: BLE001 - a dialect that cannot even refuse leaves it to the service
            self._log_fault(exchange, fault)
            return refuse(None, internal_refusal(exchange.request_id))

    def _log_fault(self, exchange: Exchange, error: Exception) -> None:
        _log.error(
            "fault",
            request_id=exchange.request_id,
            dialect=exchange.dialect,
            operation=exchange.operation,
            exc_info=(type(error), error, error.__traceback__),
        )

    async def _probe(self, exchange: Exchange) -> Reply:
        """Answer one of the questions of an operator's machinery."""
        exchange.operation = _PROBE_PATHS[exchange.path]
        if exchange.method not in {"GET", "HEAD"}:
            return refuse(None, _method_refusal(_PROBE_ALLOW))
        if exchange.operation == "healthz":
            return alive_reply()
        if exchange.operation == "metrics":
            return self._metrics.reply()
        return await self._readiness.reply()

    async def _page(self, exchange: Exchange) -> bool:
        """Let a page answer; gives False where there is none, and nothing was sent then."""
        scope = exchange.scope
        for route in self._pages:
            match, child_scope = route.matches(scope)
            if match is Match.NONE:
                continue
            exchange.operation = "page"
            if match is Match.PARTIAL and isinstance(route, Route):
                allow = ", ".join(sorted(route.methods or ()))
                await exchange.answer(refuse(None, _method_refusal(allow)))
                await exchange.finish()
                return True
            scope.update(child_scope)
            await self._page_answer(exchange, route)
            return True
        return False

    async def _page_answer(self, exchange: Exchange, route: BaseRoute) -> None:
        """Have a page send its own answer, with the request id added, and see to its errors."""
        request_id = (b"x-request-id", exchange.request_id.encode("ascii"))

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), request_id]}
            else:
                exchange.answer_bytes += len(message.get("body", b""))
            await exchange.send(message)

        try:
            await route.handle(exchange.scope, exchange.receive_message, send)
        except HTTPException as error:
            if exchange.status:
                raise
            code = _PAGE_CODES.get(error.status_code, RefusalCode.BAD_REQUEST)
            refusal = Refusal(error.status_code, code, str(error.detail), headers=tuple((error.headers or {}).items()))
            await exchange.answer(refuse(None, refusal))
            await exchange.finish()
        except Exception as error:  # a page's fault is a fault of ours
            if exchange.status:
                raise
            await exchange.answer(self._refused(exchange, None, error))
            await exchange.finish()


def build_app(  # noqa: PLR0913 - the one place where all parts meet
    *,
    store: Store,
    engine: Engine,
    gate: Gate,
    settings: Settings,
    now: Callable[[], int],
    observer: Observe,
    metrics: Metrics,
    dialects: Sequence[Dialect] = DIALECTS,
    pages: Sequence[BaseRoute] = (),
) -> App:
    """Make the service's ASGI app.

    Args:
        store: for reads, readiness and the depth of its queue.
        engine: runs batches.
        gate: knows callers.
        settings: limits.
        now: the clock, in microseconds since 1970 in UTC.
        observer: is told of every request.
        metrics: shown on `/metrics`; counts what it is told as a sink of `observer`.
        dialects: the APIs that are spoken; all of the registry by default.
        pages: routes for people, asked where no operation's path matches.

    Raises:
        ValueError: two operations share a method and a path.
    """
    return App(
        services=Services(
            engine=engine, store=store, sessions=gate.sessions, settings=settings, now=now, log_fault=_log_part_fault
        ),
        gate=gate,
        observer=observer,
        metrics=metrics,
        dialects=dialects,
        pages=pages,
    )


def _log_part_fault(request_id: str, error: Exception) -> None:
    """Log what one part of a request ended with, where its other parts are answered nevertheless."""
    _log.error("fault", request_id=request_id, exc_info=(type(error), error, error.__traceback__))


def _stopped_refusal() -> Refusal:
    """Give the refusal of a request that a stop ran out of time for."""
    text = "The service stopped before this was finished; whether it was carried out is not known. Send it again."
    return Refusal(503, RefusalCode.UNAVAILABLE, text, retry_after_seconds=STOPPED_RETRY_SECONDS)


def _method_refusal(allow: str) -> Refusal:
    """Give the refusal of a method that a path does not have."""
    text = f"This path takes {allow}."
    return Refusal(405, RefusalCode.METHOD_NOT_ALLOWED, text, headers=(("allow", allow),))

"""What the clients of all four APIs have in common: settings, the connection, and carrying calls to their ends.

The module without `async` in its name is made from this one by `tools/sync_twin.py`; change this one.
"""

import asyncio
import copy
from enum import Enum
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack, cast

from shelfwire_client.core.arguments import no_overriding
from shelfwire_client.core.async_pages import AsyncPage
from shelfwire_client.core.async_responses import AsyncRawResponse, AsyncStreamedResponse
from shelfwire_client.core.call import Answer, Call, CallOptions, Failure
from shelfwire_client.core.log import log, set_up
from shelfwire_client.core.options import Options, changed, settings_of
from shelfwire_client.core.paginator import AsyncPaginator
from shelfwire_client.core.steps import Attempt, Authorization, Course, course

if TYPE_CHECKING:
    import httpx2

    from shelfwire_client.core.http import AsyncTransport

__all__ = ["AsyncApiClient", "AsyncClientOptions", "AsyncResource"]

AnswerT = TypeVar("AnswerT")
PageT = TypeVar("PageT", bound=AsyncPage[Any])


class AsyncClientOptions(Options, total=False):
    """What every client takes beside its credentials.

    Attributes:
        http_client: an HTTP client of your own, for proxies, certificates or a transport; closing it is yours too.
    """

    http_client: "httpx2.AsyncClient | None"


class _AsyncConnection:
    """What sends the requests of a client and of those made from it by `with_options`; opened when first used."""

    def __init__(self, http_client: "httpx2.AsyncClient | None") -> None:
        self._http_client = http_client
        self._transport: AsyncTransport | None = None

    def opened(self) -> "AsyncTransport":
        """Give the transport."""
        if self._transport is None:
            from shelfwire_client.core.http import AsyncTransport  # noqa: PLC0415 - programs that send nothing need no HTTP

            self._transport = AsyncTransport(self._http_client)
        return self._transport

    async def attempt(self, attempt: Attempt) -> Answer | Failure:
        """Send a request and give what came back."""
        transport, request = self.opened(), attempt.request
        began = perf_counter()
        reply = await (transport.open(request) if attempt.streams else transport.send(request))
        outcome = reply.status_code if isinstance(reply, Answer) else repr(reply.cause)
        log.info("%s %s: %s in %.3f s", request.method, request.url, outcome, perf_counter() - began)
        return reply

    async def close(self) -> None:
        """Close what was opened, but for an HTTP client that the caller made."""
        if self._transport is not None:
            await self._transport.close()
            self._transport = None


class AsyncApiClient:
    """The base of the clients: holds their settings and carries out their calls."""

    def __init__(self, base_url: str, authorization: Authorization, options: AsyncClientOptions) -> None:
        """Make a client; nothing is sent before its first call.

        Args:
            base_url: where the API is.
            authorization: how requests say who sends them.
            options: see `AsyncClientOptions`.

        Raises:
            ConfigurationError: the base URL or an option cannot be right.
        """
        set_up()
        self._settings = settings_of(base_url, options)
        self._authorization = authorization
        self._connection = _AsyncConnection(options.get("http_client"))

    @property
    def base_url(self) -> str:
        """Where the API is, without a slash at the end."""
        return self._settings.base_url

    def with_options(self, **options: Unpack[Options]) -> Self:
        """Give a client with other settings for some calls; it shares this one's connections.

        Args:
            options: those to change; headers and query are added to this client's.
        """
        twin = copy.copy(self)
        twin._settings = changed(self._settings, options)  # noqa: SLF001 - it is one of us
        return twin

    def open(self) -> None:
        """Make ready to send, which the first call does otherwise; before threads share a client."""
        self._connection.opened()

    async def close(self) -> None:
        """Close the connections, unless they are those of an HTTP client that the caller made."""
        await self._connection.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def call(self, call: Call[AnswerT], options: CallOptions) -> AnswerT:
        """Carry out a call and give what its method returns.

        Raises:
            ArgumentError: it cannot be right, and nothing was sent.
            APIError: see `core.errors`.
        """
        return call.parse(await self.answer(call, options))

    async def answer(self, call: Call[Any], options: CallOptions) -> Answer:
        """Carry out a call and give the server's answer of success as it came."""
        return await self._carry_out(course(call, options, self._settings, self._authorization))

    async def stream(self, call: Call[AnswerT], options: CallOptions) -> AsyncStreamedResponse[AnswerT]:
        """Carry out a call and leave the body of its answer to be read."""
        steps = course(call, options, self._settings, self._authorization, streams=True)
        return AsyncStreamedResponse(call, await self._carry_out(steps))

    async def _carry_out(self, steps: Course[Answer]) -> Answer:
        """Do what a course says until it has its answer."""
        try:
            step = next(steps)
            while True:
                if isinstance(step, Attempt):
                    step = steps.send(await self._connection.attempt(step))
                else:
                    log.info("%s in %.3f s", step.purpose, step.seconds)
                    await asyncio.sleep(step.seconds)
                    step = steps.send(None)
        except StopIteration as end:
            answer: Answer = end.value
            return answer
        finally:
            # A task that is cancelled may be kept by its traceback; what the course holds for others is given back now.
            steps.close()


class _Mode(Enum):
    """What the methods of a resource give."""

    PARSED = "parsed"
    RAW = "raw"
    STREAMED = "streamed"


class AsyncResource:
    """The base of the resources: a group of operations of one client."""

    def __init__(self, client: AsyncApiClient) -> None:
        """Send by this client."""
        self._client = client
        self._mode = _Mode.PARSED

    async def _call(self, call: Call[AnswerT], options: CallOptions) -> AnswerT:
        """Carry out a call and give what its method returns in this resource's mode."""
        match self._mode:
            case _Mode.PARSED:
                return await self._client.call(call, options)
            case _Mode.RAW:
                return cast("AnswerT", AsyncRawResponse(call, await self._client.answer(call, options)))
            case _Mode.STREAMED:
                return cast("AnswerT", await self._client.stream(call, options))

    def _paginate(self, form: type[PageT], call: Call[Any], options: CallOptions) -> AsyncPaginator[PageT, Any]:
        """Carry out a call whose answer is a page; `form` knows what the next call is.

        Raises:
            ArgumentError: an extra parameter is one of the call's own, which would be sent for every page.
        """
        no_overriding(call, options)
        return AsyncPaginator(lambda: self._call(form.paged(self._client, call, options), options))

    def _as_raw(self) -> Self:
        """Give this resource with methods that give an `AsyncRawResponse`."""
        twin = copy.copy(self)
        twin._mode = _Mode.RAW  # noqa: SLF001 - it is one of us
        return twin

    def _as_streamed(self) -> Self:
        """Give this resource with methods that give an `AsyncStreamedResponse`."""
        twin = copy.copy(self)
        twin._mode = _Mode.STREAMED  # noqa: SLF001 - it is one of us
        return twin

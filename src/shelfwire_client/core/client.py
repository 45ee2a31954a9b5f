# Generated from async_client.py by tools/sync_twin.py: change that one, then run `make twins`.
"""What the clients of all four APIs have in common: settings, the connection, and carrying calls to their ends."""

import copy
import time
from enum import Enum
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack, cast

from shelfwire_client.core.arguments import no_overriding
from shelfwire_client.core.call import Answer, Call, CallOptions, Failure
from shelfwire_client.core.first_page import first_page
from shelfwire_client.core.log import log, set_up
from shelfwire_client.core.options import Options, changed, settings_of
from shelfwire_client.core.pages import Page
from shelfwire_client.core.responses import RawResponse, StreamedResponse
from shelfwire_client.core.steps import Attempt, Authorization, Course, course

if TYPE_CHECKING:
    import httpx2

    from shelfwire_client.core.http import Transport

__all__ = ["ApiClient", "ClientOptions", "Resource"]

AnswerT = TypeVar("AnswerT")
PageT = TypeVar("PageT", bound=Page[Any])


class ClientOptions(Options, total=False):
    """What every client takes beside its credentials.

    Attributes:
        http_client: an HTTP client of your own, for proxies, certificates or a transport; closing it is yours too.
    """

    http_client: "httpx2.Client | None"


class _Connection:
    """What sends the requests of a client and of those made from it by `with_options`; opened when first used."""

    def __init__(self, http_client: "httpx2.Client | None") -> None:
        self._http_client = http_client
        self._transport: Transport | None = None

    def opened(self) -> "Transport":
        """Give the transport."""
        if self._transport is None:
            from shelfwire_client.core.http import Transport  # noqa: PLC0415 - programs that send nothing need no HTTP

            self._transport = Transport(self._http_client)
        return self._transport

    def attempt(self, attempt: Attempt) -> Answer | Failure:
        """Send a request and give what came back."""
        transport, request = self.opened(), attempt.request
        began = perf_counter()
        reply = transport.open(request) if attempt.streams else transport.send(request)
        outcome = reply.status_code if isinstance(reply, Answer) else repr(reply.cause)
        log.info("%s %s: %s in %.3f s", request.method, request.url, outcome, perf_counter() - began)
        return reply

    def close(self) -> None:
        """Close what was opened, but for an HTTP client that the caller made."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None


class ApiClient:
    """The base of the clients: holds their settings and carries out their calls."""

    def __init__(self, base_url: str, authorization: Authorization, options: ClientOptions) -> None:
        """Make a client; nothing is sent before its first call.

        Args:
            base_url: where the API is.
            authorization: how requests say who sends them.
            options: see `ClientOptions`.

        Raises:
            ConfigurationError: the base URL or an option cannot be right.
        """
        set_up()
        self._settings = settings_of(base_url, options)
        self._authorization = authorization
        self._connection = _Connection(options.get("http_client"))

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

    def close(self) -> None:
        """Close the connections, unless they are those of an HTTP client that the caller made."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def call(self, call: Call[AnswerT], options: CallOptions) -> AnswerT:
        """Carry out a call and give what its method returns.

        Raises:
            ArgumentError: it cannot be right, and nothing was sent.
            APIError: see `core.errors`.
        """
        return call.parse(self.answer(call, options))

    def answer(self, call: Call[Any], options: CallOptions) -> Answer:
        """Carry out a call and give the server's answer of success as it came."""
        return self._carry_out(course(call, options, self._settings, self._authorization))

    def stream(self, call: Call[AnswerT], options: CallOptions) -> StreamedResponse[AnswerT]:
        """Carry out a call and leave the body of its answer to be read."""
        steps = course(call, options, self._settings, self._authorization, streams=True)
        return StreamedResponse(call, self._carry_out(steps))

    def _carry_out(self, steps: Course[Answer]) -> Answer:
        """Do what a course says until it has its answer."""
        try:
            step = next(steps)
            while True:
                if isinstance(step, Attempt):
                    step = steps.send(self._connection.attempt(step))
                else:
                    log.info("%s in %.3f s", step.purpose, step.seconds)
                    time.sleep(step.seconds)
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


class Resource:
    """The base of the resources: a group of operations of one client."""

    def __init__(self, client: ApiClient) -> None:
        """Send by this client."""
        self._client = client
        self._mode = _Mode.PARSED

    def _call(self, call: Call[AnswerT], options: CallOptions) -> AnswerT:
        """Carry out a call and give what its method returns in this resource's mode."""
        match self._mode:
            case _Mode.PARSED:
                return self._client.call(call, options)
            case _Mode.RAW:
                return cast("AnswerT", RawResponse(call, self._client.answer(call, options)))
            case _Mode.STREAMED:
                return cast("AnswerT", self._client.stream(call, options))

    def _paginate(self, form: type[PageT], call: Call[Any], options: CallOptions) -> PageT:
        """Carry out a call whose answer is a page; `form` knows what the next call is.

        Raises:
            ArgumentError: an extra parameter is one of the call's own, which would be sent for every page.
        """
        no_overriding(call, options)
        return first_page(lambda: self._call(form.paged(self._client, call, options), options))

    def _as_raw(self) -> Self:
        """Give this resource with methods that give an `RawResponse`."""
        twin = copy.copy(self)
        twin._mode = _Mode.RAW  # noqa: SLF001 - it is one of us
        return twin

    def _as_streamed(self) -> Self:
        """Give this resource with methods that give an `StreamedResponse`."""
        twin = copy.copy(self)
        twin._mode = _Mode.STREAMED  # noqa: SLF001 - it is one of us
        return twin

"""The course of one call, without input or output: what to send, how long to pause, and when it has failed.

A course is a generator. It yields an `Attempt` and is sent the `Answer` or the `Failure` that came of it, or yields a `Pause`
and is sent None. Clients with and without asyncio carry out the same courses (`async_client.py`, and its twin `client.py`).
"""

from collections.abc import Generator
from typing import Any, Protocol, TypeVar

import msgspec

from shelfwire_client.core.call import Answer, Call, CallOptions, Failure, Request, new_key, request_of
from shelfwire_client.core.errors import APIConnectionError, APITimeoutError, ArgumentError
from shelfwire_client.core.redirects import REDIRECTS_MAX, followed, is_redirection, redirection_error
from shelfwire_client.core.retries import Retries

__all__ = ["Attempt", "Authorization", "Course", "FixedHeaders", "Pause", "Settings", "course", "is_success", "tries"]

ResultT = TypeVar("ResultT")


class Attempt(msgspec.Struct, frozen=True):
    """Send this request.

    Attributes:
        request: what to send.
        streams: leave the body of a success unread, where the caller asked for that.
    """

    request: Request
    streams: bool = False


class Pause(msgspec.Struct, frozen=True):
    """Wait.

    Attributes:
        seconds: for how long.
        purpose: what is done then, for the log.
    """

    seconds: float
    purpose: str = "trying again"


Course = Generator[Attempt | Pause, Answer | Failure | None, ResultT]


class Authorization(Protocol):
    """How a dialect's requests say who sends them."""

    def headers(self, settings: "Settings") -> Course[dict[str, str]]:
        """Give the headers; whatever must be asked of the server for that is asked first."""

    def has_ended(self, answer: Answer, headers: dict[str, str]) -> bool:
        """Tell whether an answer means that these headers no longer count and new ones may; they are forgotten then."""


class FixedHeaders:
    """Headers that stay the same."""

    def __init__(self, headers: dict[str, str]) -> None:
        """Send these headers with every request."""
        self._headers = headers

    def headers(self, settings: "Settings") -> Course[dict[str, str]]:  # noqa: ARG002 - the protocol has it
        """Give them."""
        yield from ()
        return self._headers

    def has_ended(self, answer: Answer, headers: dict[str, str]) -> bool:  # noqa: ARG002 - the protocol has them
        """Tell that there are no others."""
        return False


class Settings(msgspec.Struct, frozen=True):
    """What a client's calls have in common.

    Attributes:
        base_url: without a slash at its end.
        timeout: seconds; None waits for ever.
        max_retries: how many further tries a call may have.
        headers: sent with every request.
        query: likewise.
    """

    base_url: str
    timeout: float | None
    max_retries: int
    headers: dict[str, str]
    query: dict[str, object]

    def retries(self) -> Retries:
        """Give the decisions about one call's further tries."""
        return Retries(self.max_retries)


def course(
    call: Call[Any], options: CallOptions, settings: Settings, authorization: Authorization, *, streams: bool = False
) -> Course[Answer]:
    """Carry a call to its end.

    Returns:
        the answer of success.

    Raises:
        ArgumentError: the call cannot be right, or has an option that there is not.
        APIStatusError: the last answer refuses.
        APIConnectionError: the last try had no answer.
    """
    unknown = sorted(options.keys() - CallOptions.__annotations__.keys())
    if unknown:
        raise ArgumentError(f"This operation has no parameter {unknown[0]}.")
    headers = dict(settings.headers)
    if not call.is_read:
        headers["idempotency-key"] = options.get("idempotency_key") or new_key()
    if settings.query:
        options = {**options, "extra_query": settings.query | dict(options.get("extra_query") or {})}
    retries = settings.retries()
    own = yield from authorization.headers(settings)
    renewed = False
    while True:
        request = request_of(call, options, base_url=settings.base_url, headers=headers | own, timeout=settings.timeout)
        answer = yield from tries(request, retries, streams=streams)
        if is_success(answer):
            return answer
        if renewed or not authorization.has_ended(answer, own):
            refusal = call.refusal(answer)
            refusal.add_note(f"It was the answer to {request.method} {request.url}.")
            raise refusal
        renewed = True
        own = yield from authorization.headers(settings)


def tries(request: Request, retries: Retries, *, streams: bool = False) -> Course[Answer]:
    """Send a request until it has an answer that stays, or the tries are at their end.

    Raises:
        APIConnectionError: the last try had no answer.
        APIStatusError: it was sent elsewhere, and that was not followed; see `redirects.py`.
    """
    redirects = 0
    while True:
        reply = yield Attempt(request, streams=streams)
        if isinstance(reply, Answer) and is_redirection(reply):
            moved = followed(request, reply)
            redirects += 1
            if moved is None or redirects > REDIRECTS_MAX:
                raise redirection_error(reply)
            request = moved
            continue
        if isinstance(reply, Answer):
            pause = None if is_success(reply) else retries.after_status(reply.status_code, reply.headers)
            if pause is None:
                return reply
        else:
            assert reply is not None
            pause = retries.after_failure()
            if pause is None:
                raise _failed(request, reply) from reply.cause
        yield Pause(pause)


def _failed(request: Request, failure: Failure) -> APIConnectionError:
    if failure.is_timeout:
        return APITimeoutError(f"{request.method} {request.url} had no answer within the time-out.")
    return APIConnectionError(f"{request.method} {request.url} had no answer: {failure.cause}.")


def is_success(answer: Answer) -> bool:
    """Tell whether a status says success."""
    return 200 <= answer.status_code < 300

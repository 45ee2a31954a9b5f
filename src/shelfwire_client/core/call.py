"""A call before it is sent, and what came back: plain values, made by the dialects and carried by the clients."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, Generic, TypedDict, TypeVar
from urllib.parse import quote, urlencode

import msgspec
from msgspec import UNSET, UnsetType

from shelfwire_client.core.encoding import with_members
from shelfwire_client.core.errors import APIStatusError, ArgumentError

__all__ = [
    "Answer",
    "Call",
    "CallOptions",
    "Failure",
    "Headers",
    "QueryValue",
    "Request",
    "is_timeout",
    "mapping",
    "new_key",
    "request_of",
]

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"([\x21-\x7e]([\t\x20-\x7e]*[\x21-\x7e])?)?")
"""What a header may be (RFC 9110, sections 5.1 and 5.5), without the bytes that have no agreed meaning."""

_FRAMING = frozenset({"content-length", "transfer-encoding"})

TIMEOUT_SECONDS_MAX = 2_000_000
"""Operating systems count milliseconds in 32 bits; whoever waits longer waits for ever, and says None."""

QueryValue = str | int | float | bool | Sequence[str] | Sequence[int] | UnsetType | None
"""Lists go as one value with commas; what is unset or None is not sent."""

AnswerT = TypeVar("AnswerT")


class CallOptions(TypedDict, total=False):
    """What every method takes beside its own parameters.

    Attributes:
        extra_headers: sent beside the call's own; one of the same name wins over it.
        extra_query: likewise for the query.
        extra_body: further members of the JSON object that is sent; refused where the body is a list.
        timeout: seconds for this call instead of the client's; None waits for ever.
        idempotency_key: sent as Idempotency-Key with every try instead of one that is made up.
    """

    extra_headers: Mapping[str, str] | None
    extra_query: Mapping[str, object] | None
    extra_body: Mapping[str, object] | None
    timeout: float | None
    idempotency_key: str


class Headers(Mapping[str, str]):
    """Headers of an answer, by names in any case; values of the same name are joined by a comma (RFC 9110, section 5.3)."""

    __slots__ = ("_values",)

    def __init__(self, pairs: Sequence[tuple[str, str]] = ()) -> None:
        """Take names and values as they came."""
        self._values: dict[str, str] = {}
        for name, value in pairs:
            known = self._values.get(name.lower())
            self._values[name.lower()] = value if known is None else f"{known}, {value}"

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Headers({list(self._values.items())})"


class Request(msgspec.Struct, frozen=True):
    """What is sent, whole.

    Attributes:
        method: in capitals.
        url: absolute.
        headers: names and values.
        body: the bytes; None sends no body.
        timeout: seconds for each of connecting, sending and receiving; None waits for ever.
    """

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None
    timeout: float | None


class Answer(msgspec.Struct, frozen=True):
    """What came back.

    Attributes:
        status_code: the HTTP status.
        headers: by names in any case.
        body: whole; empty where the caller streams it.
        opened: the body that is still to come, where the caller streams it.
    """

    status_code: int
    headers: Headers
    body: bytes
    opened: Any = None


class Failure(msgspec.Struct, frozen=True):
    """A try that had no answer.

    Attributes:
        cause: what the transport raised.
        is_timeout: the time was up.
    """

    cause: Exception
    is_timeout: bool = False


class Call(msgspec.Struct, Generic[AnswerT], frozen=True):
    """One operation with its arguments, ready for any client of its dialect.

    Attributes:
        method: in capitals.
        path: behind the base URL, with a slash in front.
        parse: turns an answer of success into what the method returns.
        refusal: turns an answer of any other status into the error to raise.
        query: by names; see `QueryValue`.
        headers: of this operation.
        body: JSON bytes; None sends none.
        is_read: it changes nothing, so that it needs no Idempotency-Key.
    """

    method: str
    path: str
    parse: Callable[[Answer], AnswerT]
    refusal: Callable[[Answer], APIStatusError]
    query: Mapping[str, QueryValue] = {}
    headers: Mapping[str, str] = {}
    body: bytes | None = None
    is_read: bool = False


def new_key() -> str:
    """Make up an Idempotency-Key: a random UUID, as the IETF's draft of that header recommends."""
    from uuid import uuid4  # noqa: PLC0415 - programs that only read need it not

    return str(uuid4())


def request_of(
    call: Call[Any], options: CallOptions, *, base_url: str, headers: Mapping[str, str], timeout: float | None
) -> Request:
    """Put a call, its caller's options and its client's settings together.

    Args:
        call: the operation.
        options: what the caller gave.
        base_url: without a slash at its end; its path stays in front of the call's.
        headers: those of the client; the call's win, and the caller's over both.
        timeout: of the client, in seconds.

    Raises:
        ArgumentError: `extra_body` where the body is no object, or something that HTTP or JSON has no form for.
    """
    query = _texts(call.query) | _texts(mapping("extra_query", options.get("extra_query")))
    layers = (headers, call.headers, mapping("extra_headers", options.get("extra_headers")))
    sent = {name.lower(): _header(name, value) for layer in layers for name, value in layer.items()}
    extra = mapping("extra_body", options.get("extra_body"))
    return Request(
        method=call.method,
        url=f"{base_url}{call.path}" + (f"?{urlencode(query, quote_via=quote)}" if query else ""),
        headers=sent,
        body=with_members(call.body, extra) if extra else call.body,
        timeout=_timeout(options.get("timeout", timeout)),
    )


def _header(name: str, value: object) -> str:
    if name.lower() in _FRAMING:
        raise ArgumentError(
            f"The header {name!r} cannot be given: it says how the body is sent, which is known by then."
        )
    if not isinstance(value, str) or not _HEADER_VALUE.fullmatch(value) or not _HEADER_NAME.fullmatch(name):
        raise ArgumentError(
            f"The header {name!r} cannot be sent: its value must be a text of ASCII characters without line breaks, and "
            "without white space at its ends."
        )
    return value


def is_timeout(seconds: object) -> bool:
    """Tell whether something is a time-out that can be waited for, in seconds; None waits for ever."""
    return seconds is None or (isinstance(seconds, int | float) and 0 < seconds <= TIMEOUT_SECONDS_MAX)


def mapping(name: str, value: object) -> Mapping[str, Any]:
    """Give what a caller passed by names; None is nothing.

    Raises:
        ArgumentError: it is no mapping, or a name is no text.
    """
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value):
        raise ArgumentError(f"{name} must be a mapping from texts, such as a dict, not {value!r:.100}.")
    return value


def _timeout(seconds: float | None) -> float | None:
    if not is_timeout(seconds):
        raise ArgumentError(f"timeout must be more than 0 seconds, or None for no end, not {seconds!r}.")
    return seconds


def _texts(query: Mapping[str, object]) -> dict[str, str]:
    return {name: _text(name, value) for name, value in query.items() if value is not None and value is not UNSET}


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        if value.isascii() or value.encode("utf-8", "ignore").decode() == value:
            return value
    elif isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
        return str(value)
    elif isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return ",".join(_text(name, one) for one in value)
    raise ArgumentError(
        f"The query parameter {name} cannot be {value!r}: it must be a text, a number, a bool or a list of these."
    )

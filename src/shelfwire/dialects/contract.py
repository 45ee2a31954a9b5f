"""What a dialect is to the rest of the service.

The HTTP layer finds the operation, asks the dialect for the credential in the request's head, checks permissions and limits,
reads the body, and hands a `Call` to the operation's handler, which answers a `Reply`. Whatever goes wrong outside the
handler is a `Refusal`; the operation, or else the dialect, puts it into its own error shape.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from shelfwire.access.caller import Caller, Presented
from shelfwire.access.sessions import Sessions
from shelfwire.engine.reply import Reply
from shelfwire.engine.run import Engine
from shelfwire.settings import Settings
from shelfwire.storage.port import Store

__all__ = ["Call", "Dialect", "Head", "Operation", "Refusal", "RefusalCode", "Services", "needs"]


class RefusalCode:
    """The stable codes of what is refused before or beside an operation's own rules, for all dialects."""

    BAD_REQUEST = "bad_request"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    BODY_TIMEOUT = "body_timeout"
    BODY_TOO_LARGE = "body_too_large"
    TOO_MANY_ITEMS = "too_many_items"
    MEDIA_TYPE = "unsupported_media_type"
    MALFORMED_JSON = "malformed_json"
    KEY_REUSED = "idempotency_key_reused"
    RATE_LIMITED = "rate_limited"
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    STORAGE_FULL = "storage_full"
    INTERNAL = "internal"


class Refusal(Exception):
    """A request that is refused as a whole.

    Attributes:
        status: the HTTP status that fits; a dialect may choose another.
        code: one of `RefusalCode`.
        text: a sentence a person can act on.
        retry_after_seconds: when to try again, where trying again can help; None marks a permanent refusal.
        headers: further headers that belong to the refusal whatever the dialect (`allow`).
        missing_permissions: what a 403 lacked.
        limit: of a 429: how many requests may come at once, and how many a second after that.
        reason: why a credential opens nothing, a value of `access.gate.Reason`; "" for every other refusal. A dialect may
            choose its code by it (none sent, or one that is not valid), but never shows it.
    """

    def __init__(  # noqa: PLR0913 - one argument an attribute
        self,
        status: int,
        code: str,
        text: str,
        *,
        retry_after_seconds: int | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        missing_permissions: Sequence[str] = (),
        reason: str = "",
        limit: tuple[int, float] | None = None,
    ) -> None:
        """Keep what a dialect needs to put the refusal into its own words."""
        super().__init__(text)
        self.status = status
        self.code = code
        self.text = text
        self.retry_after_seconds = retry_after_seconds
        self.headers = headers
        self.missing_permissions = tuple(missing_permissions)
        self.reason = reason
        self.limit = limit


class Head(msgspec.Struct, frozen=True):
    """What is known of a request before its body is read.

    Attributes:
        method: upper case.
        path: percent-decoded, without the query.
        query: the query's pairs in their order, decoded; a key may stand more than once.
        headers: names in lower case; of a header that came twice the last one counts.
        path_parameters: what the operation's path template matched.
        request_id: for logs and answers.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    path_parameters: Mapping[str, str]
    request_id: str

    def parameter(self, *names: str) -> str | None:
        """Give the last value of a query parameter under any of its spellings, or None."""
        for key, value in reversed(self.query):
            if key in names:
                return value
        return None

    def parameters(self, *names: str) -> list[str]:
        """Give all values of a query parameter under any of its spellings, in the order in which they were sent."""
        return [value for key, value in self.query if key in names]


class Services(msgspec.Struct, frozen=True):
    """What a handler may use.

    Attributes:
        engine: runs batches.
        store: for reads.
        sessions: opens the sessions of dialects whose clients log in.
        settings: limits.
        now: the clock, in microseconds since 1970 in UTC.
        log_fault: told of a fault of ours that only a part of a request ended with, and of the request's id.
    """

    engine: Engine
    store: Store
    sessions: Sessions
    settings: Settings
    now: Callable[[], int]
    log_fault: Callable[[str, Exception], None] = lambda _request_id, _error: None


class Call(msgspec.Struct):
    """A request that was let in: who calls, its head and its body.

    Attributes:
        head: see `Head`.
        caller: who calls.
        services: what to answer with.
        body: the unpacked body; use `take_body`.
        operation_path: the operation's own path template, however the path was spelt that led to it.
    """

    head: Head
    caller: Caller
    services: Services
    body: bytes | bytearray = b""
    operation_path: str = ""

    def take_body(self) -> bytes | bytearray:
        """Give the body away, so that a large one can be freed as soon as it is decoded."""
        body, self.body = self.body, b""
        return body


def needs(*permissions: str) -> Callable[[Head], tuple[str, ...]]:
    """Give the `Operation.permissions` of an operation that needs these whatever its head says."""
    return lambda _head: permissions


class Operation(msgspec.Struct, frozen=True):
    """One operation of a dialect.

    Attributes:
        name: stable, as the API's documents call it; for logs and metrics.
        method: upper case.
        path: a path template, parameters in braces: `/api/v2/public/products`.
        handler: answers a call; may raise `Refusal`, a `StoreError` or `KeyReused`.
        permissions: what this request needs, from its head alone.
        summary: one sentence for the API reference.
        body_media_types: media types that the body may have (`application/json`); a missing one is taken as JSON. Empty where
            the operation has no body.
        answer_media_types: media types that it can answer in, the usual one first; the HTTP layer puts that which `Accept` asks
            for in the usual one's place. With one alone, or none, an answer keeps whatever type the handler gave it.
        further_paths: templates of other paths where the same can be done; references show `path` alone.
        needs_session: beside the credential it needs the token that a login gave (`access.sessions`).
        refuse: puts its refusals into a shape of their own; None for the dialect's.
    """

    name: str
    method: str
    path: str
    handler: Callable[[Call], Awaitable[Reply]]
    permissions: Callable[[Head], tuple[str, ...]]
    summary: str
    body_media_types: tuple[str, ...] = ("application/json",)
    answer_media_types: tuple[str, ...] = ("application/json",)
    further_paths: tuple[str, ...] = ()
    needs_session: bool = False
    refuse: Callable[[Refusal], Reply] | None = None


class Dialect(Protocol):
    """One API's wire language, as the HTTP layer sees it."""

    @property
    def name(self) -> str:
        """The dialect's name in commands, credentials and paths of the reference: `colleqtive`."""
        ...

    @property
    def title(self) -> str:
        """The API's name for people: `Colleqtive`."""
        ...

    @property
    def operations(self) -> Sequence[Operation]:
        """All operations; no two dialects share a method and path."""
        ...

    @property
    def path_prefixes(self) -> Sequence[str]:
        """Unknown paths under these are refused in this dialect's shape."""
        ...

    @property
    def path_suffixes(self) -> Sequence[str]:
        """Unknown paths that end so are refused in this dialect's shape, unless a page or another's prefix claims them."""
        ...

    @property
    def graphql_path(self) -> str | None:
        """Where GraphQL documents go, for the page where people write them; None where there is no such place."""
        ...

    @property
    def paths_ignore_case(self) -> bool:
        """Whether paths are matched without regard to case."""
        ...

    def presented(self, head: Head) -> Presented:
        """Find what a request's head carries to say who calls."""
        ...

    def refuse(self, refusal: Refusal) -> Reply:
        """Put a refusal into this API's own error shape."""
        ...

    def openapi(self) -> dict[str, Any]:
        """Give the OpenAPI 3.1 document, derived from the structs that decode the wire."""
        ...

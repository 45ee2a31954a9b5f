"""What shall go wrong with coming requests, and which of them it is for."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

import msgspec

__all__ = ["Fault", "FaultAnswer", "UnusedFaults"]


class UnusedFaults(AssertionError):
    """A fault that was asked for met no request."""


class FaultAnswer(msgspec.Struct, frozen=True):
    """An answer that a request gets instead of its own.

    Attributes:
        status: the HTTP status.
        headers: names in lower case; they win over those that every such answer has.
        body: None for an error in the shape of the request's API.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes | None = None


class Fault(msgspec.Struct):
    """Something that shall go wrong with the next requests that fit.

    Attributes:
        call: how it was asked for; for messages.
        dialect, method, path: the requests that it is for, None for all; the path as a pattern of `fnmatch`.
        left: how many requests it shall still meet.
        is_optional: it is fine when it meets none.
        after_commit: the request is carried out first; else it waits, and is carried out only where nothing is answered in
            its place and the connection stays.
        delay_seconds: how long the request, or after the commit its answer, is held back.
        answer: what is answered in place of the request's own answer; None for that.
        closes: the connection is closed without an answer.
    """

    call: str
    dialect: str | None
    method: str | None
    path: str | None
    left: int
    is_optional: bool
    after_commit: bool = False
    delay_seconds: float = 0.0
    answer: FaultAnswer | None = None
    closes: bool = False

    def fits(self, method: str, path: str, dialect: str | None) -> bool:
        """Tell whether a request is one that this is for."""
        return (
            self.left > 0
            and self.dialect in {None, dialect}
            and self.method in {None, method}
            and (self.path is None or fnmatchcase(path, self.path))
        )

    def __str__(self) -> str:
        only = [
            f"{name} {value}" for name, value in (("method", self.method), ("path", self.path)) if value is not None
        ]
        which = f" ({', '.join(only)})" if only else ""
        return f"{self.call} was for {self.left} more request{'s' if self.left > 1 else ''}{which}"

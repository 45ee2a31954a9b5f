"""What came in since the last reset, and what shall still go wrong; shared by the server's thread and the test's."""

import asyncio
import re
from collections.abc import Mapping
from threading import Condition
from typing import Any, TypedDict, Unpack

import msgspec

from shelfwire.testing.faults import Fault, FaultAnswer, UnusedFaults
from shelfwire.testing.received import ReceivedRequest

__all__ = ["WAIT_SECONDS", "Traffic", "Watching", "Which"]

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What the name of a header may be (RFC 9110, section 5.1)."""

WAIT_SECONDS = 5.0
"""How long `wait_for_requests` waits unless it is told."""


class Traffic:
    """The requests and the faults from one reset to the next.

    Attributes:
        over: set by the server's event loop when this ends: what is held back is cut off.
    """

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self._changed = Condition()
        self._requests: list[ReceivedRequest] = []
        self._faults: list[Fault] = []

    def arrive(self, request: ReceivedRequest) -> Fault | None:
        """Take a request in, and give what shall go wrong with it: the first fault that fits, in the order of asking."""
        with self._changed:
            self._requests.append(request)
            for fault in self._faults:
                if fault.fits(request.method, request.path, request.dialect):
                    fault.left -= 1
                    return fault
        return None

    def leave(self, request: ReceivedRequest) -> None:
        """Say that a request is as good as done: its answer is being sent, or there will be none."""
        with self._changed:
            request.is_done = True
            self._changed.notify_all()

    def requests(self, dialect: str | None) -> list[ReceivedRequest]:
        """Give the requests so far, in the order of their arrival; of one API, or all."""
        with self._changed:
            return [one for one in self._requests if dialect in {None, one.dialect}]

    def wait(self, dialect: str | None, count: int, timeout_seconds: float) -> list[ReceivedRequest]:
        """Wait until so many requests are done, and give those that are.

        Raises:
            TimeoutError: they were not in time.
        """
        done: list[ReceivedRequest] = []

        def enough() -> bool:
            done[:] = [one for one in self._requests if one.is_done and dialect in {None, one.dialect}]
            return len(done) >= count

        with self._changed:
            if not self._changed.wait_for(enough, timeout_seconds):
                message = f"{len(done)} of {count} requests were done after {timeout_seconds:g} s: {done}"
                raise TimeoutError(message)
            return done

    def add(self, fault: Fault) -> None:
        """Have something go wrong."""
        with self._changed:
            self._faults.append(fault)

    def forget_faults(self) -> None:
        """Let nothing go wrong any more."""
        with self._changed:
            self._faults.clear()

    def assert_faults_used(self) -> None:
        """See that all faults met their requests.

        Raises:
            UnusedFaults: one did not, and is not optional; the text says which, and which requests came.
        """
        with self._changed:
            unused = [str(fault) for fault in self._faults if fault.left and not fault.is_optional]
            came = ", ".join(map(repr, self._requests)) or "no request"
        if unused:
            message = f"{'; '.join(unused)}. There came: {came}. (optional=True allows that.)"
            raise UnusedFaults(message)


_encode = msgspec.json.Encoder(decimal_format="number").encode


def _body_bytes(body: Any) -> bytes:  # noqa: ANN401 - any JSON value
    """Give the body of an answer that a test worded itself."""
    if isinstance(body, bytes):
        return body
    return body.encode() if isinstance(body, str) else _encode(body)


class Which(TypedDict, total=False):
    """Which requests a fault is for; the next one, whatever it is, where nothing is said.

    Attributes:
        times: how many requests it meets; 1 unless it is said.
        method: only those with this method.
        path: only those to this path, percent-decoded and without the query; `*` stands for anything.
        optional: it is fine when fewer come for it.
    """

    times: int
    method: str | None
    path: str | None
    optional: bool


class _What(TypedDict, total=False):
    """What goes wrong; as the attributes of `Fault`."""

    after_commit: bool
    delay_seconds: float
    answer: FaultAnswer
    closes: bool


class Watching:
    """What a test sees of the traffic with the server, or with one of its APIs, and how it interferes with it."""

    def __init__(self, traffic: Traffic, dialect: str | None) -> None:
        self._traffic = traffic
        self._dialect = dialect

    @property
    def requests(self) -> list[ReceivedRequest]:
        """The requests that came since the test began, in their order; what `seed` and `products` do is not among them."""
        return self._traffic.requests(self._dialect)

    def wait_for_requests(self, count: int = 1, *, timeout_seconds: float = WAIT_SECONDS) -> list[ReceivedRequest]:
        """Wait until at least `count` requests were answered (or cut off), and give them.

        Raises:
            TimeoutError: they were not within `timeout_seconds`.
        """
        return self._traffic.wait(self._dialect, count, timeout_seconds)

    def fail_next(
        self,
        status: int,
        headers: Mapping[str, str] | None = None,
        *,
        body: Any = msgspec.UNSET,  # noqa: ANN401 - any JSON value
        delay_seconds: float = 0.0,
        after_commit: bool = False,
        **which: Unpack[Which],
    ) -> None:
        """Answer the next request with an error.

        Args:
            status: the HTTP status, 200 to 599.
            headers: further headers: `{"Retry-After": "1"}`. The type is `application/json` unless they say otherwise.
            body: bytes or text, sent as they are, or a value to be sent as JSON; without it the error has the shape that the
                request's API gives to its errors.
            delay_seconds: how long the answer is held back.
            after_commit: carry the request out first; else it is not carried out.
            which: see `Which`.

        Raises:
            ValueError: an argument cannot be.
        """
        if not 200 <= status <= 599:
            message = f"an answer has a status from 200 to 599, not {status}"
            raise ValueError(message)
        for name, value in (headers or {}).items():
            if not (_NAME.fullmatch(name) and isinstance(value, str) and value.isprintable()):
                message = f"{name!r}: {value!r} is no header"
                raise ValueError(message)
        lowered = {name.lower(): value for name, value in (headers or {}).items()}
        answer = FaultAnswer(status, lowered, None if body is msgspec.UNSET else _body_bytes(body))
        self._add(f"fail_next({status})", which, answer=answer, delay_seconds=delay_seconds, after_commit=after_commit)

    def delay_next(self, seconds: float, *, after_commit: bool = False, **which: Unpack[Which]) -> None:
        """Let the next request wait; one whose client leaves meanwhile is not carried out.

        Args:
            seconds: how long; one that still waits when the test ends is cut off.
            after_commit: carry the request out at once, and let its answer wait.
            which: see `Which`.

        Raises:
            ValueError: an argument cannot be.
        """
        self._add(f"delay_next({seconds:g})", which, delay_seconds=seconds, after_commit=after_commit)

    def drop_next_answer(self, **which: Unpack[Which]) -> None:
        """Carry the next request out and close the connection without an answer.

        Args:
            which: see `Which`.

        Raises:
            ValueError: an argument cannot be.
        """
        self._add("drop_next_answer()", which, closes=True, after_commit=True)

    def close_next_connection(self, **which: Unpack[Which]) -> None:
        """Close the connection on the next request without carrying it out.

        Args:
            which: see `Which`.

        Raises:
            ValueError: an argument cannot be.
        """
        self._add("close_next_connection()", which, closes=True)

    def _add(self, call: str, which: Which, **what: Unpack[_What]) -> None:
        """Have something go wrong with the requests that are meant."""
        times, delay_seconds = which.get("times", 1), what.get("delay_seconds", 0.0)
        if times < 1:
            message = f"a fault is for at least one request, not for {times}"
            raise ValueError(message)
        if delay_seconds < 0:
            message = f"nothing can be held back for {delay_seconds:g} seconds"
            raise ValueError(message)
        method, path = which.get("method"), which.get("path")
        self._traffic.add(
            Fault(
                call if self._dialect is None else f"{self._dialect}.{call}",
                self._dialect,
                None if method is None else method.upper(),
                path,
                times,
                which.get("optional", False),
                **what,
            )
        )

"""When a try that failed is followed by another, and after what pause.

The rules are those that the clients of such APIs share: a server that says something about it is obeyed, everything else backs
off exponentially, each pause shortened by up to a quarter at random so that clients do not come back all at once. Source of
the figures: `colleqtive-sdk` 0.1.1 (`_constants.py`, `_base_client.py`).
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from random import random

__all__ = [
    "PAUSE_FIRST_SECONDS",
    "PAUSE_MAX_SECONDS",
    "RETRIES_MAX",
    "RETRY_AFTER_MAX_SECONDS",
    "Retries",
    "asked_seconds",
]

RETRIES_MAX = 2
"""How many further tries there are where nothing else is said."""

PAUSE_FIRST_SECONDS = 0.5
PAUSE_MAX_SECONDS = 8.0

RETRY_AFTER_MAX_SECONDS = 60.0
"""A longer pause than this is not waited for, whatever the server says."""

_PASSING = frozenset({408, 409, 429})
_SERVER_ERROR = 500


class Retries:
    """Decides about further tries of one call."""

    def __init__(
        self,
        retries_max: int,
        *,
        random: Callable[[], float] = random,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Allow `retries_max` further tries; `random` gives 0 to 1, `now` the clock that dates are compared with."""
        self._retries_max = retries_max
        self._random = random
        self._now = now
        self._retries = 0

    def after_status(self, status_code: int, headers: Mapping[str, str]) -> float | None:
        """Give the pause in seconds before the next try after this answer, or None where there is none.

        Args:
            status_code: of the answer.
            headers: of the answer, names in lower case.
        """
        said = headers.get("x-should-retry")
        passing = status_code in _PASSING or status_code >= _SERVER_ERROR
        if said == "false" or (said != "true" and not passing):
            return None
        return self._pause(asked_seconds(headers, self._now))

    def after_failure(self) -> float | None:
        """Likewise after a try that had no answer."""
        return self._pause(None)

    def _pause(self, asked_seconds: float | None) -> float | None:
        if self._retries >= self._retries_max:
            return None
        backoff = min(PAUSE_FIRST_SECONDS * 2.0 ** min(self._retries, 10), PAUSE_MAX_SECONDS)
        self._retries += 1
        if asked_seconds is not None and 0 < asked_seconds <= RETRY_AFTER_MAX_SECONDS:
            return asked_seconds
        return backoff * (1 - 0.25 * self._random())


def asked_seconds(headers: Mapping[str, str], now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> float | None:
    """Read what a server asks for: `retry-after-ms`, or `Retry-After` as seconds or as a date (RFC 9110, section 10.2.3)."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1_000
    text = headers.get("retry-after")
    seconds = _number(text)
    if seconds is not None or text is None:
        return seconds
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - dates are rare, and it is slow to import

    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return (date.replace(tzinfo=date.tzinfo or UTC) - now()).total_seconds()


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None

"""How many requests are in flight, and when the next may go: fewer and later when the server says so, then more again.

The limit halves with each answer of 429 or 503 and grows by one for each full round of answers without one (additive increase,
multiplicative decrease, as TCP does; RFC 5681, section 3.1).
"""

from collections.abc import Callable, Mapping
from random import random as chance

from shelfwire_client.core.retries import asked_seconds

__all__ = ["Pace"]

PAUSE_FIRST_SECONDS = 0.25
PAUSE_MAX_SECONDS = 30.0


class Pace:
    """The pace of one run.

    Attributes:
        limit: how many requests may be in flight now.
        paused_until: by the run's clock, when the next may go.
    """

    def __init__(self, in_flight_max: int, random: Callable[[], float] = chance) -> None:
        """Have at most so many requests in flight."""
        self._in_flight_max = in_flight_max
        self._random = random
        self._good = 0
        self._bad = 0
        self._slowed_at = float("-inf")
        self.limit = in_flight_max
        self.paused_until = float("-inf")

    def went_well(self) -> None:
        """Note an answer that is none of overload."""
        self._bad = 0
        self._good += 1
        if self._good >= self.limit and self.limit < self._in_flight_max:
            self.limit += 1
            self._good = 0

    def slow_down(self, headers: Mapping[str, str], sent_at: float, now: float) -> float:
        """Note an answer of overload, or none at all, and give the pause in seconds.

        Args:
            headers: of the answer; empty where there was none.
            sent_at: when its request was sent: those that were in flight together slow down once.
            now: the time.
        """
        self._good = 0
        if sent_at >= self._slowed_at:
            self.limit = max(1, self.limit // 2)
            self._bad += 1
            self._slowed_at = now
        asked = asked_seconds(headers)
        pause = min(PAUSE_FIRST_SECONDS * 2.0 ** min(self._bad - 1, 10), PAUSE_MAX_SECONDS) * (
            1 - 0.25 * self._random()
        )
        if asked is not None and asked > 0:
            pause = asked
        self.paused_until = max(self.paused_until, now + pause)
        return pause

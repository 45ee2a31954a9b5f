"""How many requests a credential may make: a smooth rate with a burst, and a number a UTC day.

The rate is the generic cell rate algorithm (ITU-T I.371, "GCRA"): a token bucket whose whole state is one time a
credential, that at which its bucket is full again. The counts are this process's own and begin anew with it. They are kept
for credentials that were found good only, so that nobody can fill the memory with made-up ones.
"""

from collections.abc import Callable

__all__ = ["DayCount", "Rate"]

NANOSECONDS_A_SECOND = 1_000_000_000
MICROSECONDS_A_SECOND = 1_000_000
MICROSECONDS_A_DAY = 24 * 60 * 60 * MICROSECONDS_A_SECOND

TRACKED_MAX = 4_096
"""How many credentials' times are kept before those whose bucket is full again are forgotten, which loses nothing."""


def whole_seconds(amount: int, units_a_second: int) -> int:
    """Round a wait up to whole seconds, at least 1, as the header Retry-After wants it (RFC 9110, section 10.2.3)."""
    return max(1, -(-amount // units_a_second))


class Rate:
    """A steady rate of requests with a burst, for each credential by itself.

    Attributes:
        requests_max: how many may come at once.
        requests_per_second: how many may come again in each second.
    """

    def __init__(self, requests_per_second: float, burst: int, monotonic: Callable[[], int]) -> None:
        """Allow `requests_per_second`, and `burst` of them at once; 0 takes the rate itself for the burst, at least 1.

        Args:
            requests_per_second: greater than 0.
            burst: how many requests may come at once after a pause.
            monotonic: a clock in nanoseconds that never goes back.
        """
        self.requests_max = burst or max(1, int(requests_per_second))
        self.requests_per_second = requests_per_second
        self._interval = max(1, round(NANOSECONDS_A_SECOND / requests_per_second))
        self._tolerance = self._interval * self.requests_max
        self._monotonic = monotonic
        self._full_at: dict[int, int] = {}

    def wait_seconds(self, credential_id: int) -> int | None:
        """Tell in how many whole seconds this credential may make its next request; None where it may now."""
        now = self._monotonic()
        excess = max(self._full_at.get(credential_id, now), now) + self._interval - now - self._tolerance
        return whole_seconds(excess, NANOSECONDS_A_SECOND) if excess > 0 else None

    def count(self, credential_id: int) -> None:
        """Count one request of this credential."""
        now = self._monotonic()
        if len(self._full_at) >= TRACKED_MAX:
            self._full_at = {key: full_at for key, full_at in self._full_at.items() if full_at > now}
        self._full_at[credential_id] = max(self._full_at.get(credential_id, now), now) + self._interval

    @property
    def tracked(self) -> int:
        """Tell how many credentials' times are kept."""
        return len(self._full_at)


class DayCount:
    """A number of requests a UTC day, for each credential by itself; what it keeps begins anew each day.

    Attributes:
        requests_max: how many may come in a day.
        requests_per_second: what that is, spread over the day.
    """

    def __init__(self, requests_per_day: int, now: Callable[[], int]) -> None:
        """Allow `requests_per_day` (greater than 0) by the clock `now`, in microseconds since 1970 in UTC."""
        self.requests_max = requests_per_day
        self.requests_per_second = requests_per_day * MICROSECONDS_A_SECOND / MICROSECONDS_A_DAY
        self._now = now
        self._day = 0
        self._counts: dict[int, int] = {}

    def wait_seconds(self, credential_id: int) -> int | None:
        """Tell in how many whole seconds the next UTC day begins, where today's requests are used up; else None."""
        now = self._now()
        if now // MICROSECONDS_A_DAY != self._day or self._counts.get(credential_id, 0) < self.requests_max:
            return None
        return whole_seconds(MICROSECONDS_A_DAY - now % MICROSECONDS_A_DAY, MICROSECONDS_A_SECOND)

    def count(self, credential_id: int) -> None:
        """Count one request of this credential."""
        day = self._now() // MICROSECONDS_A_DAY
        if day != self._day:
            self._day = day
            self._counts = {}
        self._counts[credential_id] = self._counts.get(credential_id, 0) + 1

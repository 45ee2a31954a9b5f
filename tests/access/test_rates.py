from hypothesis import given
from hypothesis import strategies as st

from shelfwire.access.rates import MICROSECONDS_A_DAY, TRACKED_MAX, DayCount, Rate

SECOND = 1_000_000_000


class Clock:
    def __init__(self, at: int = 0) -> None:
        self.at = at

    def __call__(self) -> int:
        return self.at


def taken(limit: Rate | DayCount, credential_id: int = 1) -> int | None:
    wait_seconds = limit.wait_seconds(credential_id)
    if wait_seconds is None:
        limit.count(credential_id)
    return wait_seconds


def test_a_burst_goes_through_and_the_next_waits_for_its_turn() -> None:
    clock = Clock()
    rate = Rate(0.5, 3, clock)
    assert [taken(rate) for _ in range(4)] == [None, None, None, 2]
    clock.at += SECOND
    assert taken(rate) == 1
    clock.at += SECOND
    assert [taken(rate), taken(rate)] == [None, 2]


def test_without_a_burst_the_rate_itself_may_come_at_once() -> None:
    rate = Rate(2.9, 0, Clock())
    assert [taken(rate) for _ in range(3)] == [None, None, 1]


def test_without_a_burst_a_slow_rate_still_lets_one_through() -> None:
    clock = Clock()
    rate = Rate(0.1, 0, clock)
    assert [taken(rate), taken(rate)] == [None, 10]
    clock.at += 10 * SECOND
    assert taken(rate) is None


def test_a_long_pause_gives_one_burst_and_no_more() -> None:
    clock = Clock()
    rate = Rate(1, 2, clock)
    clock.at += 1_000_000 * SECOND
    assert [taken(rate) for _ in range(3)] == [None, None, 1]


def test_credentials_do_not_use_up_each_others_rate() -> None:
    rate = Rate(1, 1, Clock())
    assert [taken(rate, 1), taken(rate, 2), taken(rate, 1)] == [None, None, 1]


@given(
    pauses=st.lists(st.integers(0, 5 * SECOND), max_size=60),
    per_second=st.sampled_from([0.5, 1.0, 2.0, 4.0]),
    burst=st.integers(1, 5),
)
def test_it_lets_through_exactly_what_a_token_bucket_would(pauses: list[int], per_second: float, burst: int) -> None:
    clock = Clock()
    rate = Rate(per_second, burst, clock)
    interval = int(SECOND / per_second)
    level = burst * interval
    for pause in pauses:
        clock.at += pause
        level = min(burst * interval, level + pause)
        wait_seconds = taken(rate)
        if level >= interval:
            level -= interval
            assert wait_seconds is None
        else:
            assert wait_seconds == -(-(interval - level) // SECOND)


def test_who_waited_as_long_as_told_goes_through() -> None:
    clock = Clock()
    rate = Rate(3, 1, clock)
    for _ in range(50):
        wait_seconds = taken(rate)
        if wait_seconds is not None:
            clock.at += wait_seconds * SECOND
            assert taken(rate) is None


def test_credentials_that_came_long_ago_are_forgotten() -> None:
    clock = Clock()
    rate = Rate(1, 1, clock)
    for credential_id in range(TRACKED_MAX * 2):
        clock.at += SECOND
        assert taken(rate, credential_id) is None
    assert rate.tracked <= TRACKED_MAX


def test_a_days_requests_are_counted_and_the_next_day_begins_anew() -> None:
    clock = Clock(20_000 * MICROSECONDS_A_DAY)
    count = DayCount(2, clock)
    assert [taken(count) for _ in range(3)] == [None, None, 86_400]
    assert taken(count, 2) is None
    clock.at += MICROSECONDS_A_DAY - 1
    assert taken(count) == 1
    clock.at += 1
    assert [taken(count) for _ in range(3)] == [None, None, 86_400]

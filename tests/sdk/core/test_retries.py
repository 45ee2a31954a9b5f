"""How long the pauses before further tries are."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire_client.core.retries import Retries, asked_seconds

NOW = datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)


def retries(retries_max: int = 100, chance: float = 0.0) -> Retries:
    return Retries(retries_max, random=lambda: chance, now=lambda: NOW)


def test_pauses_double_from_half_a_second_up_to_eight() -> None:
    decisions = retries()
    assert [decisions.after_failure() for _ in range(7)] == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0]


def test_chance_takes_up_to_a_quarter_of_a_pause() -> None:
    decisions = retries(chance=1.0)
    assert [decisions.after_failure() for _ in range(3)] == [0.375, 0.75, 1.5]


@given(st.integers(0, 50), st.floats(0, 1, exclude_max=True))
def test_every_pause_lies_within_its_bounds(count: int, chance: float) -> None:
    decisions = retries(count, chance)
    pauses = [decisions.after_failure() for _ in range(count + 1)]
    assert pauses.pop() is None
    for number, pause in enumerate(pauses):
        longest = min(0.5 * 2**number, 8.0)
        assert pause is not None
        assert longest * 0.75 <= pause <= longest


def test_a_date_is_how_long_it_is_until_then() -> None:
    then = format_datetime(NOW + timedelta(seconds=7), usegmt=True)
    assert retries().after_status(503, {"retry-after": then}) == 7.0


@pytest.mark.parametrize("text", ["0", "-1", "61", "1e9", "nan", "inf", "soon", "", "Mon, 21 Sep 2026 14:13:19 GMT"])
def test_what_is_past_too_long_or_no_time_is_not_waited_for(text: str) -> None:
    assert retries().after_status(429, {"retry-after": text}) == 0.5


def test_a_server_that_says_when_is_obeyed_to_the_minute() -> None:
    decisions = retries()
    assert [decisions.after_status(429, {"retry-after": text}) for text in ("60", "0.001")] == [60.0, 0.001]


def test_both_kinds_of_failing_count_together() -> None:
    decisions = retries(3)
    assert decisions.after_failure() == 0.5
    assert decisions.after_status(400, {}) is None
    assert decisions.after_status(500, {}) == 1.0
    assert decisions.after_failure() == 2.0
    assert decisions.after_status(500, {"retry-after": "1"}) is None


TEXTS = st.text() | st.from_regex(
    r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,6} \d{1,3}:\d\d(:\d\d)? ?(GMT|[+-]\d{4,9})?"
)


@given(
    st.integers(100, 999), st.dictionaries(st.sampled_from(["retry-after", "retry-after-ms", "x-should-retry"]), TEXTS)
)
def test_no_header_breaks_it_and_no_pause_is_longer_than_a_minute(status_code: int, headers: dict[str, str]) -> None:
    pause = retries().after_status(status_code, headers)
    assert pause is None or 0 < pause <= 60


@given(st.floats(0, 1e6))
def test_milliseconds_are_read_before_seconds(milliseconds: float) -> None:
    assert asked_seconds({"retry-after-ms": repr(milliseconds), "retry-after": "5"}) == milliseconds / 1_000

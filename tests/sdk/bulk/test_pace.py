"""The pace goes down when the server is busy and comes up again."""

from shelfwire_client.bulk.pace import Pace


def test_the_limit_halves_once_for_requests_that_were_in_flight_together() -> None:
    pace = Pace(8)
    for _ in range(8):
        pace.slow_down({}, sent_at=1.0, now=2.0)
    assert pace.limit == 4
    pace.slow_down({}, sent_at=3.0, now=4.0)
    assert pace.limit == 2
    pace.slow_down({}, sent_at=5.0, now=6.0)
    pace.slow_down({}, sent_at=7.0, now=8.0)
    assert pace.limit == 1


def test_the_limit_grows_by_one_with_each_round_of_good_answers() -> None:
    pace = Pace(4)
    pace.slow_down({}, sent_at=1.0, now=1.0)
    pace.slow_down({}, sent_at=2.0, now=2.0)
    limits = []
    for _ in range(8):
        pace.went_well()
        limits.append(pace.limit)
    assert limits == [2, 2, 3, 3, 3, 4, 4, 4]


def test_the_server_says_how_long_to_wait() -> None:
    pace = Pace(4, random=lambda: 0.0)
    assert pace.slow_down({"retry-after": "7"}, sent_at=0.0, now=10.0) == 7
    assert pace.paused_until == 17
    pace.slow_down({"retry-after-ms": "500"}, sent_at=0.0, now=11.0)
    assert pace.paused_until == 17


def test_without_a_word_pauses_double_and_have_an_end() -> None:
    pace = Pace(4, random=lambda: 0.0)
    pauses = [pace.slow_down({}, sent_at=float(place), now=float(place)) for place in range(1, 11)]
    assert pauses == [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]
    pace.went_well()
    assert pace.slow_down({}, sent_at=20.0, now=20.0) == 0.25

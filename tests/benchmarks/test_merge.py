from benchmarks.merge import lanes, measure


def test_every_lane_merges_as_its_name_says() -> None:
    made = {name: lane(0) for name, lane in lanes().items()}
    assert made.pop("equal bytes") is None
    assert all(isinstance(merged, bytes) for merged in made.values())
    assert len(made) == 4


def test_a_lane_is_timed() -> None:
    assert measure(lambda place: place, rounds=1) > 0

from collections.abc import Iterator

import pytest

from benchmarks.bench import Bench, Sizes
from benchmarks.server import Workplace, workplace

TINY = Sizes(
    products=200,
    request_sizes=(100, 200),
    request_sizes_further=(200,),
    request_sizes_lana=(200,),
    repeats=1,
    repeats_large=1,
    catalog_small=100,
    catalog_large=2_000,
    singles=4,
    singles_many=128,
    jumps=5,
    body_bytes=100_000,
    products_compared=200,
)


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """One for all tests of a process: making it runs four commands."""
    with workplace(tmp_path_factory.mktemp("workplace")) as made:
        yield made


@pytest.fixture
def bench(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr("benchmarks.raw.TRIAL_ROWS", 1_000)
    monkeypatch.setattr("benchmarks.rows.e_memory.SETTLE_SECONDS", 0.1)
    monkeypatch.setattr("benchmarks.rows.g_flush.SETTLE_SECONDS", 0.1)
    return Bench(place, TINY, list[str]().append)

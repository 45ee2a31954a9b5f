"""Small jobs that come together gather before the writer is given them; what comes alone does not wait."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from shelfwire.observe import CommitDone, Observation
from shelfwire.settings import Settings
from shelfwire.storage.opening import open_store
from shelfwire.storage.port import Store, StoreFailed, Transaction
from tests.storage.desk import NOW

SETTINGS = Settings(readers=1, cache_bytes=4 * 1024 * 1024)


def nothing(transaction: Transaction) -> int:
    """Be a job that only reads."""
    return len(transaction.catalogs())


class Counted:
    """A store whose commits are counted."""

    def __init__(self, folder: Path) -> None:
        """Open an empty one."""
        self._groups: list[int] = []
        self._count = 0
        self._told = threading.Event()
        self.store: Store = open_store(
            f"sqlite:///{folder}/shop.db", SETTINGS, serving=True, now=lambda: NOW, observe=self._observe
        )

    def _observe(self, observation: Observation) -> None:
        if isinstance(observation, CommitDone):
            self._groups.append(observation.jobs)
            if sum(self._groups) >= self._count:
                self._told.set()

    async def write(self, count: int) -> list[int]:
        """Write several jobs at once, and give how many shared each commit, once the store has told."""
        self._count = count
        self._groups.clear()
        self._told.clear()
        await asyncio.gather(*(self.store.write(nothing, rows=1) for _ in range(count)))
        await asyncio.to_thread(self._told.wait, 30)
        return list(self._groups)


@pytest.fixture
def counted(tmp_path: Path) -> Iterator[Counted]:
    """Give an empty store whose commits are counted."""
    it = Counted(tmp_path)
    yield it
    asyncio.run(it.store.close())


def test_the_first_of_many_goes_at_once_and_the_rest_gather_meanwhile(counted: Counted) -> None:
    groups = asyncio.run(counted.write(200))
    assert groups[0] == 1
    assert sum(groups) == 200
    assert len(groups) <= 4


def test_where_the_last_ones_came_together_the_next_wait_for_each_other(counted: Counted) -> None:
    async def twice() -> list[int]:
        await counted.write(3)
        return await counted.write(200)

    groups = asyncio.run(twice())
    assert sum(groups) == 200
    assert len(groups) <= 3


def test_one_after_another_waits_for_no_company(counted: Counted) -> None:
    async def in_a_row() -> list[list[int]]:
        return [await counted.write(1) for _ in range(5)]

    assert asyncio.run(in_a_row()) == [[1]] * 5


def test_a_loop_that_ended_leaves_nothing_behind_that_others_wait_for(counted: Counted) -> None:
    async def abandoned() -> None:
        for _ in range(5):
            asyncio.ensure_future(counted.store.write(nothing, rows=1))  # noqa: RUF006 - to be left alone is the point
        await asyncio.sleep(0)

    asyncio.run(abandoned())
    for _ in range(3):
        assert sum(asyncio.run(counted.write(4))) >= 4


def test_what_gathers_when_the_store_closes_is_carried_out(counted: Counted) -> None:
    async def closing() -> list[int | BaseException]:
        await counted.write(3)
        accepted = [asyncio.ensure_future(counted.store.write(nothing, rows=1)) for _ in range(20)]
        await asyncio.sleep(0)
        await counted.store.close()
        with pytest.raises(StoreFailed):
            await counted.store.write(nothing, rows=1)
        return await asyncio.gather(*accepted, return_exceptions=True)

    assert asyncio.run(closing()) == [0] * 20

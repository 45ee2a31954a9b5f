"""How jobs run: apart from each other, together in a commit, in time or not at all."""

import asyncio
import threading
from collections.abc import Callable

import pytest

from shelfwire.catalog.keys import KeyName
from shelfwire.settings import Settings
from shelfwire.storage.port import Reader, Store, StoreBusy, StoreFailed, Transaction
from tests.storage.desk import NOW, Desk, new


class Refused(Exception):
    """What a job raises when it does not like what it found."""


class Stopped(BaseException):
    """What is no `Exception` and passes by a job's own handlers."""


def insert_one(catalog_id: int, sku: str, fail: BaseException | None = None) -> Callable[[Transaction], int]:
    """Make a job that inserts one product, and then perhaps fails."""

    def job(transaction: Transaction) -> int:
        revision = transaction.next_revision(catalog_id)
        number = transaction.next_product_ids(catalog_id, 1)
        transaction.insert(catalog_id, [new(number, sku)], revision, NOW)
        if fail is not None:
            raise fail
        return number

    return job


def skus(desk: Desk, catalog_id: int) -> list[str]:
    """Give the skus of a catalog, sorted."""
    return sorted(product.sku for product in desk.all_products(catalog_id))


class Gate:
    """A job that keeps the writer busy until it is opened, so that others have to wait together."""

    def __init__(self) -> None:
        """Begin closed."""
        self.entered = threading.Event()
        self.opened = threading.Event()

    def __call__(self, transaction: Reader) -> None:
        """Wait in the store's thread."""
        del transaction
        self.entered.set()
        assert self.opened.wait(30)


async def behind_a_gate(store: Store, *jobs: Callable[[Transaction], object]) -> list[object]:
    """Queue jobs while the writer is busy, so that they share a commit, and give results and exceptions."""
    gate = Gate()
    first = asyncio.ensure_future(store.write(gate, rows=1))
    await asyncio.to_thread(gate.entered.wait, 30)
    others = [asyncio.ensure_future(store.write(job, rows=1)) for job in jobs]
    await asyncio.sleep(0)
    assert store.queue_depth() == len(jobs)
    gate.opened.set()
    await first
    return await asyncio.gather(*others, return_exceptions=True)


def test_a_job_that_fails_takes_back_its_own_work_alone(desk: Desk) -> None:
    """Its neighbours in the commit land, its counters go back, and its exception comes out as it is."""
    one, two = desk.create_catalog("One"), desk.create_catalog("Two")
    refused, worse = Refused("no"), Stopped()
    for order in ([0, 1, 2, 3, 4, 5], [1, 0, 4, 3, 2, 5]):
        jobs = [
            insert_one(one, f"a{order}"),
            insert_one(one, f"b{order}", refused),
            insert_one(one, f"c{order}"),
            insert_one(two, f"d{order}", worse),
            insert_one(two, f"e{order}"),
            lambda transaction: transaction.catalog(99),
        ]
        before = desk.catalog(one), desk.catalog(two)
        results = desk.run(behind_a_gate(desk.store, *(jobs[place] for place in order)))
        by_place = dict(zip(order, results, strict=True))
        assert by_place[1] is refused
        assert by_place[3] is worse
        assert by_place[5] is None
        assert {by_place[0], by_place[2]} == {before[0].product_id_last + 1, before[0].product_id_last + 2}
        assert by_place[4] == before[1].product_id_last + 1
        assert desk.catalog(one).revision == before[0].revision + 2
        assert desk.catalog(two).product_count == before[1].product_count + 1
    assert skus(desk, one) == sorted(
        f"{name}{order}" for name in "ac" for order in ([0, 1, 2, 3, 4, 5], [1, 0, 4, 3, 2, 5])
    )


def test_jobs_that_need_the_whole_commit_still_get_their_turn(desk: Desk) -> None:
    """Pages, the change log and flushes within jobs work beside others that wait with them."""
    catalog_id = desk.create_catalog()
    desk.fill(catalog_id, 3)

    def flush(transaction: Transaction) -> int:
        revision = transaction.next_revision(catalog_id)
        transaction.name(catalog_id, [2])
        return transaction.delete_unnamed(catalog_id, revision, NOW)

    results = desk.run(
        behind_a_gate(
            desk.store,
            insert_one(catalog_id, "a"),
            lambda transaction: [product.sku for product in transaction.page(catalog_id, 1, 9)],
            flush,
            insert_one(catalog_id, "b"),
            lambda transaction: len(transaction.changes_since(catalog_id, 1, 99)),
        )
    )
    assert results[0] == 4
    assert results[3] == 5
    assert results[1] in (["S2", "S3", "a", "b"], ["S2", "S3", "a"])
    assert results[2] == 4
    assert skus(desk, catalog_id) == ["S2"]
    row = desk.catalog(catalog_id)
    assert (row.revision, row.product_id_last, row.product_count) == (4, 5, 1)


def test_nothing_crosses_catalogs(desk: Desk) -> None:
    """What one catalog does by number, key or flush leaves the other one as it was."""
    one, two = desk.create_catalog("One"), desk.create_catalog("Two")
    desk.fill(one, 5)
    desk.fill(two, 5)
    before = desk.all_products(two), desk.catalog(two), desk.read(lambda reader: reader.changes_since(two, 0, 9))

    def job(transaction: Transaction) -> None:
        revision = transaction.next_revision(one)
        transaction.delete(one, [1, 2], revision, NOW)
        transaction.name(two, [3])
        transaction.delete_unnamed(one, revision, NOW)

    desk.write(job)
    after = desk.all_products(two), desk.catalog(two), desk.read(lambda reader: reader.changes_since(two, 0, 9))
    assert after == before
    assert desk.all_products(one) == []


def test_a_result_is_given_only_after_its_commit(desk: Desk) -> None:
    """Whoever has an answer finds what was written, in any reader."""
    catalog_id = desk.create_catalog()

    async def write_and_look(sku: str) -> bool:
        await desk.store.write(insert_one(catalog_id, sku), rows=1)
        return bool(await desk.store.read(lambda reader: reader.find(catalog_id, KeyName.SKU, [sku])))

    async def many() -> list[bool]:
        return await asyncio.gather(*(write_and_look(f"S{number}") for number in range(50)))

    assert desk.run(many()) == [True] * 50
    assert desk.catalog(catalog_id).product_count == 50


def test_a_reader_sees_one_moment(desk: Desk) -> None:
    """What is committed while a reading job runs does not show in it."""
    catalog_id = desk.create_catalog()
    desk.fill(catalog_id, 2)
    gate = Gate()

    def job(reader: Reader) -> tuple[int, int]:
        before = len(reader.after(catalog_id, 0, 10))
        gate(reader)
        return before, len(reader.after(catalog_id, 0, 10))

    async def both() -> tuple[int, int]:
        reading = asyncio.ensure_future(desk.store.read(job))
        await asyncio.to_thread(gate.entered.wait, 30)
        await desk.store.write(insert_one(catalog_id, "new"), rows=1)
        gate.opened.set()
        return await reading

    assert desk.run(both()) == (2, 2)
    assert len(desk.all_products(catalog_id)) == 3


def test_what_a_reading_job_raises_comes_out_as_it_is(desk: Desk) -> None:
    """And the reader works on."""
    refused = Refused("no")

    def job(reader: Reader) -> None:
        raise refused

    def exhausted(reader: Reader) -> object:
        return next(iter(()))

    with pytest.raises(Refused) as caught:
        desk.read(job)
    assert caught.value is refused
    with pytest.raises(RuntimeError, match="StopIteration"):
        desk.read(exhausted)
    assert desk.read(lambda reader: reader.catalogs()) == []


def test_a_caller_who_gives_up_leaves_nothing_half_done(desk: Desk) -> None:
    """A job that did not begin never does; one that did is finished; the writer works on."""
    catalog_id = desk.create_catalog()
    gate = Gate()

    def slow(transaction: Transaction) -> None:
        gate(transaction)
        insert_one(catalog_id, "begun")(transaction)

    async def give_up() -> None:
        begun = asyncio.ensure_future(desk.store.write(slow, rows=1))
        await asyncio.to_thread(gate.entered.wait, 30)
        waiting = asyncio.ensure_future(desk.store.write(insert_one(catalog_id, "never"), rows=1))
        await asyncio.sleep(0)
        begun.cancel()
        waiting.cancel()
        await asyncio.gather(begun, waiting, return_exceptions=True)
        assert desk.store.queue_depth() == 0
        gate.opened.set()
        await desk.store.write(insert_one(catalog_id, "after"), rows=1)

    desk.run(give_up())
    assert skus(desk, catalog_id) == ["after", "begun"]


def test_a_job_that_waits_too_long_is_told_when_to_come_back(open_empty: Callable[[Settings], Store]) -> None:
    """While the writer is still busy, and without ever running; a full queue says so at once."""
    desk = Desk(open_empty(Settings(readers=1, queue_timeout_seconds=0.05, queue_jobs_max=2)))
    catalog_id = desk.create_catalog()

    async def wait_in_vain() -> list[object]:
        gate = Gate()
        first = asyncio.ensure_future(desk.store.write(gate, rows=1))
        await asyncio.to_thread(gate.entered.wait, 30)
        jobs = [asyncio.ensure_future(desk.store.write(insert_one(catalog_id, sku), rows=1)) for sku in "abc"]
        results = await asyncio.gather(*jobs, return_exceptions=True)
        assert desk.store.queue_depth() == 0
        gate.opened.set()
        await first
        return list(results)

    results = desk.run(wait_in_vain())
    assert [type(result) for result in results] == [StoreBusy] * 3
    assert all(isinstance(result, StoreBusy) and result.retry_after_seconds >= 1 for result in results)
    assert str(results[2]) == "2 writes wait already"
    assert desk.write(insert_one(catalog_id, "later")) == 1
    assert skus(desk, catalog_id) == ["later"]
    desk.close()


def test_closing_finishes_what_was_accepted_and_refuses_the_rest(open_empty: Callable[[Settings], Store]) -> None:
    """Accepted jobs are answered, later ones are refused, and closing twice is the same as once."""
    desk = Desk(open_empty(Settings(readers=1)))
    catalog_id = desk.create_catalog()

    async def close_early() -> list[int]:
        gate = Gate()
        first = asyncio.ensure_future(desk.store.write(gate, rows=1))
        await asyncio.to_thread(gate.entered.wait, 30)
        accepted = [
            asyncio.ensure_future(desk.store.write(insert_one(catalog_id, f"S{number}"), rows=5_000))
            for number in range(20)
        ]
        await asyncio.sleep(0)
        closing = [asyncio.ensure_future(desk.store.close()) for _ in range(2)]
        await asyncio.sleep(0)
        refused = await asyncio.gather(
            desk.store.write(insert_one(catalog_id, "late"), rows=1),
            desk.store.read(lambda reader: reader.catalogs()),
            desk.store.credential(b""),
            desk.store.probe(),
            return_exceptions=True,
        )
        assert [type(result) for result in refused] == [StoreFailed] * 4
        gate.opened.set()
        await asyncio.gather(*closing)
        await first
        return await asyncio.gather(*accepted)

    assert desk.run(close_early()) == [*range(1, 21)]
    desk.close()
    reopened = Desk(open_empty(Settings(readers=1)))
    assert len(skus(reopened, catalog_id)) == 20
    reopened.close()


def test_a_probe_writes_and_leaves_no_trace_in_the_catalogs(desk: Desk) -> None:
    """A store that can write says so."""
    catalog_id = desk.create_catalog()
    before = desk.catalog(catalog_id)
    desk.run(desk.store.probe())
    desk.run(desk.store.probe())
    assert desk.catalog(catalog_id) == before
    assert "contract" in desk.store.description

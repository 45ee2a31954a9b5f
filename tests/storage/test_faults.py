"""Every write and every sync of a batch fails once: nothing is lost, nothing is half there, and the store works on."""

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import apsw
import pytest

from shelfwire.catalog.change import Offer, OfferKind
from shelfwire.observe import ignore
from shelfwire.settings import Settings
from shelfwire.storage.port import ReplyRow, StoreError, StoreFailed, StoreFull, Transaction, UpdatedProduct
from shelfwire.storage.sqlite.gathering import GATHERED_ROWS_MAX
from shelfwire.storage.sqlite.migrate import migrate
from shelfwire.storage.sqlite.store import SqliteStore
from tests.storage.desk import NOW, Desk, new
from tests.storage.faults import FaultyFiles, faulty_files

SETTINGS = Settings(readers=1, cache_bytes=64 * 1024)
"""A cache so small that a batch does not fit: pages are written before the commit, too."""

State = tuple[object, ...]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a database of 300 products and a few offers."""
    folder = tmp_path_factory.mktemp("template")
    desk = open_desk(folder / "shop.db")
    desk.create_catalog()
    desk.fill(1, 300)
    desk.write_offers(1, [Offer(OfferKind.PRICE, f"S{number}", "1") for number in range(1, 20)])
    desk.close()
    return folder


@pytest.fixture
def files() -> Iterator[FaultyFiles]:
    """Give files that can fail."""
    with faulty_files("faulty") as them:
        yield them


def open_desk(path: Path, vfs: str | None = None) -> Desk:
    """Open a store, over faulty files where that is asked for."""
    migrate(path, lambda: NOW, wait_seconds=1.0)
    return Desk(SqliteStore(path, SETTINGS, now=lambda: NOW, observe=ignore, vfs=vfs))


def batch(transaction: Transaction) -> int:
    """Insert, update and delete products, write offers and keep an answer: everything a request may do."""
    revision = transaction.next_revision(1)
    first = transaction.next_product_ids(1, 90)
    attributes = '{"name":"' + "x" * 600 + '"}'
    transaction.insert(1, [new(first + place, attributes=attributes) for place in range(90)], revision, NOW)
    transaction.update(
        1,
        [
            UpdatedProduct(number, f"S{number}", '{"name":"Soap"}', f"h{number}" if number % 3 else None)
            for number in range(1, 200, 5)
        ],
        revision,
        NOW + 1,
    )
    transaction.update(
        1,
        [UpdatedProduct(7, "S9", "{}", keys_change=True), UpdatedProduct(9, "S7", "{}", keys_change=True)],
        revision,
        NOW,
    )
    transaction.delete(1, range(10, 300, 7), revision, NOW)
    transaction.write_offers(1, [Offer(OfferKind.DISCOUNT, f"S{number}", "9", 1) for number in range(1, 30)])
    transaction.save_reply(ReplyRow(b"s" * 32, b"f" * 32, 200, (), b"done", NOW, NOW + 9))
    return revision


def state(desk: Desk) -> State:
    """Give everything that a batch could have changed, as plain values."""
    return (
        desk.catalog(1),
        desk.all_products(1),
        desk.page(1, 290, 50),
        desk.runs(1),
        desk.read(lambda reader: reader.offers(1, [f"S{number}" for number in range(1, 400)])),
        desk.read(lambda reader: reader.reply(b"s" * 32, NOW)),
    )


def state_after_a_crash(path: Path, folder: Path) -> State:
    """Copy the files as they lie there now, open the copy like a server after a crash, check it and give its state."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in path.parent.iterdir():
        # The index of the log lives in shared memory; after a crash it is built anew.
        if not file.name.endswith("-shm"):
            shutil.copy(file, folder)
    desk = open_desk(folder / path.name)
    try:
        check_integrity(folder / path.name)
        return state(desk)
    finally:
        desk.close()


def refusal_of(desk: Desk) -> type[StoreError] | None:
    """Write the batch and give the kind of error that it is refused with, or None."""
    try:
        desk.write(batch)
    except StoreError as error:
        return type(error)
    return None


def check_integrity(path: Path) -> None:
    """Let SQLite check the whole file, indexes against tables."""
    connection = apsw.Connection(str(path))
    assert connection.execute("PRAGMA integrity_check").get == "ok"
    connection.close()


def states_before_and_after(template: Path, folder: Path) -> tuple[State, State]:
    """Give the state before and after the batch, without any fault."""
    shutil.copytree(template, folder)
    desk = open_desk(folder / "shop.db")
    before = state(desk)
    desk.write(batch)
    after = state(desk)
    desk.close()
    assert before != after
    return before, after


@pytest.mark.parametrize(
    ("error", "told", "for_ever"),
    [
        pytest.param(apsw.IOError, StoreFailed, False, id="an I/O error once"),
        pytest.param(apsw.IOError, StoreFailed, True, id="I/O errors from then on"),
        pytest.param(apsw.FullError, StoreFull, False, id="a full disk once"),
        pytest.param(apsw.FullError, StoreFull, True, id="a full disk from then on"),
    ],
)
def test_a_batch_survives_the_failure_of_any_write_or_sync(
    template: Path,
    tmp_path: Path,
    files: FaultyFiles,
    *,
    error: type[apsw.Error],
    told: type[StoreError],
    for_ever: bool,
) -> None:
    """After each fault: the old state or the whole new one, acknowledged only if it stays, and the next batch lands."""
    before, after = states_before_and_after(template, tmp_path / "plain")
    for number in count(1):
        folder = tmp_path / "run"
        shutil.copytree(template, folder)
        path = folder / "shop.db"
        desk = open_desk(path, "faulty")
        files.plan(number, error, for_ever=for_ever)
        refusal = refusal_of(desk)
        acknowledged = refusal is None
        assert refusal in {None, told}
        fired = files.fired
        assert state(desk) == (after if acknowledged else before)
        assert state_after_a_crash(path, tmp_path / "crashed") in ([after] if acknowledged else [before, after])
        files.plan(0, error, for_ever=False)
        if not acknowledged:
            assert fired
            desk.write(batch)
        assert state(desk) == after
        desk.close()
        check_integrity(path)
        shutil.rmtree(folder)
        if not fired:
            break
    assert number > 20, number


@pytest.mark.parametrize("error", [apsw.IOError, apsw.FullError])
def test_a_checkpoint_that_fails_loses_nothing(
    template: Path, tmp_path: Path, files: FaultyFiles, error: type[apsw.Error]
) -> None:
    """Carrying the log over into the file may fail anywhere while the store closes: what was acknowledged is there."""
    _, after = states_before_and_after(template, tmp_path / "plain")
    for number in count(1, 3):
        folder = tmp_path / "run"
        shutil.copytree(template, folder)
        path = folder / "shop.db"
        desk = open_desk(path, "faulty")
        desk.write(batch)
        files.plan(number, error, for_ever=True)
        desk.close()
        fired = files.fired
        files.plan(0, error, for_ever=False)
        assert state_after_a_crash(path, tmp_path / "crashed") == after
        shutil.rmtree(folder)
        if not fired:
            break
    assert number > 3


def test_the_connection_that_closes_last_may_fail_at_it_whichever_it_is(
    template: Path, tmp_path: Path, files: FaultyFiles
) -> None:
    """The threads may have closed theirs already when the store closes the one that looks credentials up."""
    _, after = states_before_and_after(template, tmp_path / "plain")
    folder = tmp_path / "run"
    shutil.copytree(template, folder)
    path = folder / "shop.db"
    desk = open_desk(path, "faulty")
    desk.write(batch)
    files.plan(1, apsw.FullError, for_ever=True)
    store: Any = desk.store
    store._readers.stop()
    store._writer.stop()
    store._writer.join()
    desk.close()
    assert files.fired
    files.plan(0, apsw.FullError, for_ever=False)
    assert state_after_a_crash(path, tmp_path / "crashed") == after


def insert_one(sku: str) -> Callable[[Transaction], None]:
    """Make a job that inserts one product."""

    def job(transaction: Transaction) -> None:
        revision = transaction.next_revision(1)
        transaction.insert(1, [new(transaction.next_product_ids(1, 1), sku)], revision, NOW)

    return job


async def write_together(desk: Desk, *jobs: Callable[[Transaction], object]) -> None:
    """Write jobs that share a commit, however slow the machine is: they all wait before the writer may go on to them."""
    begun, go_on = threading.Event(), threading.Event()

    def keep_the_writer_busy(transaction: Transaction) -> None:
        del transaction
        begun.set()
        assert go_on.wait(60)

    busy = asyncio.create_task(desk.store.write(keep_the_writer_busy, rows=GATHERED_ROWS_MAX + 1))
    await asyncio.to_thread(begun.wait)
    waiting = [asyncio.create_task(desk.store.write(job, rows=GATHERED_ROWS_MAX + 1)) for job in jobs]
    # One turn of the event loop takes each task to where it waits for the writer.
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(busy, *waiting)


def test_jobs_that_shared_a_lost_commit_run_again_one_by_one(
    template: Path, tmp_path: Path, files: FaultyFiles
) -> None:
    """A passing fault costs nobody anything: all three land, each once, whichever operation failed."""
    for number in count(1):
        folder = tmp_path / f"run{number}"
        shutil.copytree(template, folder)
        desk = open_desk(folder / "shop.db", "faulty")

        files.plan(number, apsw.IOError, for_ever=False)
        desk.run(write_together(desk, *map(insert_one, "ABC")))
        assert [row.sku for row in desk.all_products(1)][300:] == ["A", "B", "C"]
        assert desk.catalog(1).product_count == 303
        fired = files.fired
        files.plan(0, apsw.IOError, for_ever=False)
        desk.close()
        check_integrity(folder / "shop.db")
        if not fired:
            break
    assert number > 3


def test_a_probe_notices_a_store_that_cannot_write(template: Path, tmp_path: Path, files: FaultyFiles) -> None:
    """And says so in the words of the fault; when that is gone, so is the complaint."""
    shutil.copytree(template, tmp_path / "run")
    desk = open_desk(tmp_path / "run" / "shop.db", "faulty")
    for error, told in ((apsw.IOError, StoreFailed), (apsw.FullError, StoreFull)):
        files.plan(1, error, for_ever=True)
        with pytest.raises(told):
            desk.run(desk.store.probe())
    files.plan(0, apsw.IOError, for_ever=False)
    desk.run(desk.store.probe())
    desk.close()

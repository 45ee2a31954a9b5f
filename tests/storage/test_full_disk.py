"""A disk that is really full, and the page limit of SQLite where no disk can be made."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from shelfwire.observe import ignore
from shelfwire.settings import Settings
from shelfwire.storage.opening import open_store
from shelfwire.storage.port import StoreFull, Transaction
from shelfwire.storage.sqlite.migrate import migrate
from shelfwire.storage.sqlite.store import SqliteStore
from tests.storage.desk import NOW, Desk, new

SETTINGS = Settings(readers=1, cache_bytes=256 * 1024)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 8 MiB."""
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if sys.platform != "linux" or os.geteuid() != 0 or mount is None or unmount is None:
        pytest.skip("only root can mount a small file system")
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip("this system does not let a file system be mounted")
    yield folder
    subprocess.run([unmount, str(folder)], check=True)


class Load:
    """A job that inserts products."""

    def __init__(self, count: int) -> None:
        """Insert `count` of them."""
        self.count = count

    def __call__(self, transaction: Transaction) -> None:
        """Insert them in a revision of their own."""
        revision = transaction.next_revision(1)
        first = transaction.next_product_ids(1, self.count)
        attributes = '{"name":"' + "x" * 600 + '"}'
        transaction.insert(1, [new(first + place, attributes=attributes) for place in range(self.count)], revision, NOW)


def fill_up(desk: Desk) -> int:
    """Write batches of 500 until one is refused for want of space, and give how many products are there."""
    there = desk.catalog(1).product_count
    for _ in range(100):
        try:
            desk.write(Load(500), rows=500)
        except StoreFull:
            assert desk.catalog(1).product_count == there
            return there
        there += 500
    raise AssertionError("the disk never became full")


def test_a_full_disk_refuses_batches_and_keeps_what_was_there(small_disk: Path) -> None:
    """Reads go on, the probe complains, and with space the next batch lands; nothing was lost."""
    path = small_disk / "shop.db"
    with (small_disk / "ballast").open("wb") as ballast:
        ballast.write(bytes(3 * 1024 * 1024))
    desk = Desk(open_store(f"sqlite:///{path}", SETTINGS, serving=True, now=lambda: NOW))
    desk.create_catalog()
    desk.fill(1, 10)
    there = fill_up(desk)
    assert len(desk.all_products(1)) == there
    with pytest.raises(StoreFull):
        desk.run(desk.store.probe())
    (small_disk / "ballast").unlink()
    desk.write(Load(500), rows=500)
    desk.run(desk.store.probe())
    desk.close()
    reopened = Desk(open_store(f"sqlite:///{path}", SETTINGS, serving=True, now=lambda: NOW))
    assert reopened.catalog(1).product_count == len(reopened.all_products(1)) == there + 500
    reopened.close()
    connection = apsw.Connection(str(path))
    assert connection.execute("PRAGMA integrity_check").get == "ok"
    connection.close()


def test_a_file_at_its_page_limit_refuses_batches_and_recovers(tmp_path: Path) -> None:
    """SQLite's own full: the batch is refused whole, smaller work goes on, and with room the batch lands."""
    path = tmp_path / "shop.db"
    migrate(path, lambda: NOW, wait_seconds=1.0)
    desk = Desk(SqliteStore(path, SETTINGS, now=lambda: NOW, observe=ignore))
    desk.create_catalog()

    def limit_pages(transaction: Transaction, pages: int) -> None:
        transaction.connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined] # SQLite's transaction has one

    desk.write(lambda transaction: limit_pages(transaction, 500))
    there = fill_up(desk)
    assert there > 0
    assert len(desk.all_products(1)) == there
    assert desk.delete(1, range(1, 101)) == 100
    desk.write(lambda transaction: limit_pages(transaction, 2**31))
    desk.write(Load(500), rows=500)
    assert desk.catalog(1).product_count == len(desk.all_products(1)) == there + 400
    desk.close()

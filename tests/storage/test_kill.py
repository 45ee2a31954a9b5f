"""A process that is killed at any moment has lost nothing that it acknowledged and left nothing half done."""

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import apsw

from shelfwire.settings import Settings
from shelfwire.storage.opening import open_store
from tests.storage.desk import NOW, Desk

RUNS = 12
"""How often the process is killed; each run goes on with the file that the one before left."""


def killed_run(path: Path, run: int, seconds: float) -> dict[str, int]:
    """Let a process write, kill it some time after its first batch, and give the batches it acknowledged with their sizes."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.batches", str(path), str(run)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    )
    assert process.stdout is not None
    try:
        lines = [process.stdout.readline()]
        time.sleep(seconds)
    finally:
        process.kill()
    lines += process.stdout.readlines()
    process.stdout.close()
    assert process.wait() == -9
    # The last line may have been cut by the kill; what is whole ends with its newline.
    return {line.split()[0]: int(line.split()[1]) for line in lines if line.endswith("\n")}


def test_no_acknowledged_batch_is_lost_and_none_is_half_there(tmp_path: Path) -> None:
    """After every kill -9 the file opens without repair, whole, with all that was acknowledged."""
    path = tmp_path / "shop.db"
    url = f"sqlite:///{path}"
    desk = Desk(open_store(url, Settings(readers=1), serving=True, now=lambda: NOW))
    desk.create_catalog()
    desk.close()
    moments = random.Random(20)
    acknowledged: dict[str, int] = {}
    for run in range(RUNS):
        acknowledged |= killed_run(path, run, moments.uniform(0, 0.25))
        connection = apsw.Connection(str(path))
        assert connection.execute("PRAGMA integrity_check").get == "ok"
        connection.close()
        desk = Desk(open_store(url, Settings(readers=1), serving=True, now=lambda: NOW))
        products = desk.all_products(1)
        row = desk.catalog(1)
        last_page = desk.page(1, max(row.product_count - 10, 0), 20)
        logged = sum(entry.last_product_id - entry.first_product_id + 1 for entry in desk.runs(1))
        desk.close()
        there = Counter(tuple(product.sku.rsplit("/", 1)[0].split("/")) for product in products)
        assert all(size == int(said) for (_, said), size in there.items())
        assert all(bytes(product.attributes) == b'{"name":"marked"}' for product in products)
        assert {(name, str(size)) for name, size in acknowledged.items()} <= there.keys()
        assert (row.product_count, row.revision, logged) == (len(products), len(there), len(products))
        assert last_page == [product.product_id for product in products[-10:]]
    assert len(acknowledged) > RUNS

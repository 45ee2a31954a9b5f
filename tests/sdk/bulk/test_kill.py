"""`kill -9` of the client or of the server at any moment: the run goes on from its checkpoint, and every row is there once."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from shelfwire_client import Colleqtive
from tests.sdk.bulk.writer import ROWS
from tests.sdk.conftest import Account
from tests.serving import Served

KILLS = int(os.environ.get("BULK_KILLS", "8"))
"""For each of the four dialects: 32 together."""

ROWS_COUNT = 6_000

CHUNKS_A_TURN_MAX = 25
"""How many requests are answered between two kills at most: the run is never over before the last."""


def start(account: Account, dialect: str, checkpoint: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.sdk.bulk.writer", dialect, str(ROWS_COUNT), str(checkpoint)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | account.environment(dialect),
    )


def settled(checkpoint: Path) -> int:
    """Give how many chunks the file says are settled."""
    return checkpoint.read_bytes().count(b'"settled"') if checkpoint.exists() else 0


def names(settings: dict[str, Any]) -> Counter[str]:
    with Colleqtive(**settings) as client:
        return Counter(str(item.product_name) for item in client.products.list_products(page_size=1_000))


@pytest.mark.timeout(240)
@pytest.mark.parametrize("dialect", ROWS)
def test_every_row_is_there_once_however_often_client_or_server_are_killed(dialect: str, tmp_path: Path) -> None:
    chance = random.Random(f"20261122 {dialect}")
    checkpoint = tmp_path / "checkpoint"
    served = Served(tmp_path)
    account = Account(served)
    account.key(dialect)
    settings: dict[str, Any] = account.settings("colleqtive")
    port = int(served.base_url.rpartition(":")[2])
    writer = start(account, dialect, checkpoint)
    killed: Counter[str] = Counter()
    try:
        for turn in range(KILLS):
            enough = settled(checkpoint) + chance.randint(1, CHUNKS_A_TURN_MAX)
            while settled(checkpoint) < enough and writer.poll() is None:
                time.sleep(0.002)
            time.sleep(chance.uniform(0.0, 0.01))
            if writer.poll() is not None:
                break
            victim = ("client", "server")[turn % 2]
            killed[victim] += 1
            if victim == "client":
                writer.kill()
                writer.communicate()
                writer = start(account, dialect, checkpoint)
            else:
                served.kill()
                served = Served(tmp_path, port=port)
        said, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors
        assert int(said.split()[0]) == ROWS_COUNT
        assert killed.total() == KILLS, "the run was over before it was killed as often as it should be"
        assert names(settings) == Counter(f"row {number}" for number in range(ROWS_COUNT))
        assert not checkpoint.exists()
        assert served.stop() == 0
    finally:
        writer.kill()
        writer.communicate()
        served.close()

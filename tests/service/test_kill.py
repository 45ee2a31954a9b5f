"""kill -9 at any moment, in any API: no acknowledged batch lost, no half batch visible, the next start needs no repair."""

import http.client
import json
import random
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.service.apis import CIN7, COLLEQTIVE, LANA, LANA_GRAPHQL, VENDNOVATION, Caller
from tests.serving import Served

RUNS = 6
WRITERS = (COLLEQTIVE, CIN7, VENDNOVATION, LANA, LANA_GRAPHQL, COLLEQTIVE)
"""Which API each of the writers speaks; two of them speak the same."""

BATCH_PRODUCTS = 300


class Writer(threading.Thread):
    """Pushes batches, each under a mark of its own, until the server is gone; remembers which were acknowledged."""

    def __init__(self, caller: Caller, base_url: str, number: int) -> None:
        super().__init__()
        self.caller, self.base_url, self.number = caller, base_url, number
        self.acknowledged: set[str] = set()
        self.sent: set[str] = set()

    def run(self) -> None:
        try:
            for turn in range(10_000):
                self.push(f"{self.number}-{turn}")
        except (OSError, http.client.HTTPException):
            return  # the server was killed, as it should be

    def push(self, mark: str) -> None:
        api = self.caller.api
        body = self.caller.body([f"{mark}-{i}" for i in range(BATCH_PRODUCTS)], mark)
        connection = http.client.HTTPConnection(urlsplit(self.base_url).netloc, timeout=30)
        try:
            self.sent.add(mark)
            headers = {"content-type": "application/json", "idempotency-key": mark}
            connection.request(api.method, self.caller.target, body, self.caller.headers | headers)
            response = connection.getresponse()
            answer = json.loads(response.read())
            assert response.status == 200, answer
            assert api.written(answer) == BATCH_PRODUCTS
            self.acknowledged.add(mark)
        finally:
            connection.close()


def marks(server: Served, token: str) -> Counter[str]:
    """Read the whole catalog and count products by the mark of their batch."""
    connection = http.client.HTTPConnection(urlsplit(server.base_url).netloc, timeout=30)
    counted: Counter[str] = Counter()
    page = 1
    while True:
        target = f"/api/v2/public/products?page_size=1000&page_start={page}"
        connection.request("GET", target, headers={"authorization": token})
        answer = json.loads(connection.getresponse().read())
        counted.update(record["product_name"] for record in answer["records"])
        if len(answer["records"]) < 1000:
            connection.close()
            assert answer["total_record_count"] == counted.total()
            return counted
        page += 1


@pytest.mark.timeout(240)
def test_kill_9_at_any_moment_loses_no_acknowledged_batch_and_shows_no_half_one(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    server = Served(tmp_path)
    acknowledged: dict[str, set[str]] = {}
    for run in range(RUNS):
        server.catalog(f"run {run}")
        token = server.token(f"run {run}")
        writers = [
            Writer(api.caller(server, f"run {run}"), server.base_url, number) for number, api in enumerate(WRITERS)
        ]
        for writer in writers:
            writer.start()
        time.sleep(chance.uniform(0.05, 0.8))
        server.kill()
        for writer in writers:
            writer.join()
        acknowledged[token] = {mark for writer in writers for mark in writer.acknowledged}
        server = Served(tmp_path)
        found = marks(server, token)
        assert set(found.values()) <= {BATCH_PRODUCTS}
        assert acknowledged[token] <= set(found) <= {mark for writer in writers for mark in writer.sent}
    landed = {mark.partition("-")[0] for kept in acknowledged.values() for mark in kept}
    assert landed == {str(number) for number in range(len(WRITERS))}
    for token, kept in acknowledged.items():
        assert kept <= set(marks(server, token))
    assert server.stop() == 0

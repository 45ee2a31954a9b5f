"""What an operator's machinery asks: health, readiness and numbers."""

import asyncio

import httpx2
import pytest

from shelfwire.http.health import Readiness
from shelfwire.observe import BatchDone, CommitDone
from shelfwire.storage.port import StoreFailed
from tests.http.echo import SECRET
from tests.http.running import running

JSON = "application/json"


def test_the_probes_answer_what_they_are_asked() -> None:
    with running() as server:
        alive = httpx2.get(f"{server.url}/healthz")
        ready = httpx2.get(f"{server.url}/readyz")
        head = httpx2.head(f"{server.url}/readyz")
        wrong = httpx2.post(f"{server.url}/metrics", content=b"x")
    assert (alive.status_code, alive.json(), alive.headers["cache-control"]) == (200, {"status": "ok"}, "no-store")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready"})
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "18")
    error = {"code": "method_not_allowed", "message": "This path takes GET, HEAD."}
    assert (wrong.status_code, wrong.json(), wrong.headers["allow"]) == (405, {"error": error}, "GET, HEAD")


def test_a_store_that_cannot_write_is_not_ready_and_says_why() -> None:
    with running() as server:
        server.rows.problem = StoreFailed("disk I/O error")
        answer = httpx2.get(f"{server.url}/readyz")
        alive = httpx2.get(f"{server.url}/healthz")
    error = {"code": "unavailable", "message": "The store cannot write: disk I/O error"}
    assert (answer.status_code, answer.json()) == (503, {"error": error})
    assert answer.headers["retry-after"] == "1"
    assert alive.status_code == 200


def test_a_service_that_stops_is_not_ready() -> None:
    with running() as server:
        server.app.begin_stop()
        answer = httpx2.get(f"{server.url}/readyz")
    assert (answer.status_code, answer.json()["error"]["message"]) == (503, "The service is stopping.")


@pytest.mark.parametrize(("at", "probes"), [(0.5, 1), (1.0, 2)])
def test_the_store_is_probed_at_most_once_a_second(at: float, probes: int) -> None:
    times = iter([100.0, 100.0, 100.0 + at, 100.0 + at])
    asked: list[int] = []

    async def probe() -> None:
        asked.append(1)

    async def main() -> None:
        readiness = Readiness(probe, lambda: next(times))
        assert (await readiness.reply()).status == 200
        assert (await readiness.reply()).status == 200

    asyncio.run(main())
    assert len(asked) == probes


def samples(text: str) -> dict[str, float]:
    """Read Prometheus's text format: values by series."""
    lines = (line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {series: float(value) for series, value in lines}


def test_the_numbers_count_what_happened() -> None:
    with running() as server:
        headers = {"authorization": SECRET}
        for _ in range(2):
            httpx2.post(f"{server.url}/echo/body", headers=headers, content=b"12345")
        httpx2.get(f"{server.url}/echo/nothing")
        server.requests(3)
        phases = {"plan": 0.01, "commit": 0.3}
        server.metrics.observe(BatchDone(1, "a_policy", 5, {"created": 2, "unchanged": 3}, 1, phases))
        server.metrics.observe(BatchDone(1, "a_policy", 5, {}, 1, {}, replayed=True))
        server.metrics.observe(CommitDone(3, 0.02))
        server.rows.depth = 4
        answer = httpx2.get(f"{server.url}/metrics")
    found = samples(answer.text)
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    expected = {
        'shelfwire_requests_total{dialect="echo",operation="body",status="200"}': 2,
        'shelfwire_requests_total{dialect="echo",operation="",status="404"}': 1,
        'shelfwire_request_seconds_count{dialect="echo",operation="body"}': 2,
        'shelfwire_request_bytes_total{dialect="echo"}': 10,
        'shelfwire_batches_total{policy="a_policy",replayed="false"}': 1,
        'shelfwire_batches_total{policy="a_policy",replayed="true"}': 1,
        'shelfwire_items_total{outcome="created",policy="a_policy"}': 2,
        'shelfwire_items_total{outcome="unchanged",policy="a_policy"}': 3,
        'shelfwire_batch_seconds_count{phase="plan"}': 1,
        'shelfwire_batch_seconds_sum{phase="commit"}': 0.3,
        "shelfwire_commit_seconds_count": 1,
        "shelfwire_commit_jobs_sum": 3,
        "shelfwire_queue_depth": 4,
    }
    assert {series: found.get(series) for series in expected} == expected

"""The service's numbers for Prometheus, in a registry of their own (https://prometheus.io/docs/practices/naming/).

They are counted in plain numbers and given to the library when it is asked for them: its own counters cost a request some
twenty microseconds, these cost three.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import accumulate
from threading import Lock

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from shelfwire.engine.reply import Reply
from shelfwire.observe import BatchDone, CommitDone, Observation, RequestDone

__all__ = ["Metrics"]

SECONDS_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
JOBS_BUCKETS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0)

Labels = tuple[str, ...]


class _Distribution:
    """How many values lay in each bucket, and their sum."""

    __slots__ = ("_bounds", "_counts", "_sum")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        """Begin with none; each bound belongs to the bucket below it."""
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def add(self, value: float) -> None:
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def put_into(self, family: HistogramMetricFamily, labels: Labels) -> None:
        """Give the numbers as Prometheus wants them: each bucket holds those below it as well."""
        bounds = [*map(floatToGoString, self._bounds), "+Inf"]
        buckets = list(zip(bounds, map(float, accumulate(self._counts)), strict=True))
        family.add_metric(labels, buckets=buckets, sum_value=self._sum)


def _seconds() -> _Distribution:
    return _Distribution(SECONDS_BUCKETS)


def _counter(name: str, text: str, names: Labels, values: dict[Labels, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, text, labels=names)
    for labels, value in values.items():
        family.add_metric(labels, value)
    return family


def _histogram(name: str, text: str, names: Labels, values: dict[Labels, _Distribution]) -> HistogramMetricFamily:
    family = HistogramMetricFamily(name, text, labels=names)
    for labels, distribution in values.items():
        distribution.put_into(family, labels)
    return family


class Metrics(Collector):
    """Counts what happens; `observe` is a sink for observations."""

    def __init__(self) -> None:
        """Start all counts at nought."""
        self._lock = Lock()
        self._requests: Counter[Labels] = Counter()
        self._request_seconds: defaultdict[Labels, _Distribution] = defaultdict(_seconds)
        self._request_bytes: Counter[Labels] = Counter()
        self._answer_bytes: Counter[Labels] = Counter()
        self._batches: Counter[Labels] = Counter()
        self._items: Counter[Labels] = Counter()
        self._batch_seconds: defaultdict[Labels, _Distribution] = defaultdict(_seconds)
        self._commit_seconds = _seconds()
        self._commit_jobs = _Distribution(JOBS_BUCKETS)
        self._queue_depth: Callable[[], int] = int
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._registry.register(self)

    def watch_queue(self, depth: Callable[[], int]) -> None:
        """Ask `depth` for the length of the writer's queue whenever the numbers are read."""
        self._queue_depth = depth

    def observe(self, observation: Observation) -> None:
        """Count an observation; may be called from any thread."""
        with self._lock:
            if isinstance(observation, RequestDone):
                self._request(observation)
            elif isinstance(observation, BatchDone):
                self._batch(observation)
            else:
                self._commit(observation)

    def reply(self) -> Reply:
        """Give all numbers in Prometheus's text format."""
        headers = (("content-type", CONTENT_TYPE_PLAIN_0_0_4), ("cache-control", "no-store"))
        return Reply(200, generate_latest(self._registry), headers)

    def collect(self) -> Iterator[Metric]:
        """Give all numbers to the library."""
        with self._lock:
            families = list(self._families())
        return iter(families)

    def _families(self) -> Iterator[Metric]:
        operation = ("dialect", "operation")
        yield _counter("shelfwire_requests", "Requests answered.", (*operation, "status"), self._requests)
        text = "Seconds from a request's head to the end of its answer."
        yield _histogram("shelfwire_request_seconds", text, operation, self._request_seconds)
        text = "Bytes of request bodies as they travelled."
        yield _counter("shelfwire_request_bytes", text, ("dialect",), self._request_bytes)
        text = "Bytes of answer bodies as they travelled."
        yield _counter("shelfwire_answer_bytes", text, ("dialect",), self._answer_bytes)
        yield _counter("shelfwire_batches", "Batches by policy.", ("policy", "replayed"), self._batches)
        text = "Products of batches by what became of them."
        yield _counter("shelfwire_items", text, ("policy", "outcome"), self._items)
        text = "Seconds that batches spent in each phase."
        yield _histogram("shelfwire_batch_seconds", text, ("phase",), self._batch_seconds)
        commits: dict[Labels, _Distribution] = {(): self._commit_seconds}
        yield _histogram("shelfwire_commit_seconds", "Seconds from begin to commit.", (), commits)
        commits = {(): self._commit_jobs}
        yield _histogram("shelfwire_commit_jobs", "Jobs that shared a commit.", (), commits)
        text = "Jobs that wait for the writer."
        yield GaugeMetricFamily("shelfwire_queue_depth", text, value=self._queue_depth())

    def _request(self, done: RequestDone) -> None:
        self._requests[done.dialect, done.operation, str(done.status)] += 1
        self._request_seconds[done.dialect, done.operation].add(done.seconds)
        self._request_bytes[done.dialect,] += done.request_bytes
        self._answer_bytes[done.dialect,] += done.answer_bytes

    def _batch(self, done: BatchDone) -> None:
        self._batches[done.policy, "true" if done.replayed else "false"] += 1
        for outcome, count in done.outcomes.items():
            self._items[done.policy, outcome] += count
        for phase, seconds in done.phases.items():
            self._batch_seconds[phase,].add(seconds)

    def _commit(self, done: CommitDone) -> None:
        self._commit_seconds.add(done.seconds)
        self._commit_jobs.add(done.jobs)

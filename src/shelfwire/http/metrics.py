"""The service's numbers for Prometheus, in a registry of their own (https://prometheus.io/docs/practices/naming/)."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from shelfwire.engine.reply import Reply
from shelfwire.observe import BatchDone, CommitDone, Observation, RequestDone

__all__ = ["Metrics"]

SECONDS_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
JOBS_BUCKETS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)


class Metrics:
    """Counts what happens; `observe` is a sink for observations.

    The children of labelled metrics are kept in dicts here: looking them up through the library costs five times as much.
    """

    def __init__(self) -> None:
        """Start all counts at nought."""
        self._registry = CollectorRegistry(auto_describe=True)
        ProcessCollector(registry=self._registry)
        registry = self._registry
        self._requests = Counter(
            "shelfwire_requests", "Requests answered.", ("dialect", "operation", "status"), registry=registry
        )
        self._request_seconds = Histogram(
            "shelfwire_request_seconds",
            "Seconds from a request's head to the end of its answer.",
            ("dialect", "operation"),
            registry=registry,
            buckets=SECONDS_BUCKETS,
        )
        self._request_bytes = Counter(
            "shelfwire_request_bytes", "Bytes of request bodies as they travelled.", ("dialect",), registry=registry
        )
        self._answer_bytes = Counter(
            "shelfwire_answer_bytes", "Bytes of answer bodies as they travelled.", ("dialect",), registry=registry
        )
        self._batches = Counter("shelfwire_batches", "Batches by policy.", ("policy", "replayed"), registry=registry)
        self._items = Counter(
            "shelfwire_items", "Products of batches by what became of them.", ("policy", "outcome"), registry=registry
        )
        self._batch_seconds = Histogram(
            "shelfwire_batch_seconds",
            "Seconds that batches spent in each phase.",
            ("phase",),
            registry=registry,
            buckets=SECONDS_BUCKETS,
        )
        self._commit_seconds = Histogram(
            "shelfwire_commit_seconds",
            "Seconds from begin to commit.",
            registry=registry,
            buckets=SECONDS_BUCKETS,
        )
        self._commit_jobs = Histogram(
            "shelfwire_commit_jobs", "Jobs that shared a commit.", registry=registry, buckets=JOBS_BUCKETS
        )
        self._queue_depth = Gauge("shelfwire_queue_depth", "Jobs that wait for the writer.", registry=registry)
        self._by_status: dict[tuple[str, str, int], Counter] = {}
        self._by_operation: dict[tuple[str, str], tuple[Histogram, Counter, Counter]] = {}
        self._by_policy: dict[tuple[str, bool], Counter] = {}
        self._by_outcome: dict[tuple[str, str], Counter] = {}
        self._by_phase: dict[str, Histogram] = {}

    def watch_queue(self, depth: Callable[[], int]) -> None:
        """Ask `depth` for the length of the writer's queue whenever the numbers are read."""
        self._queue_depth.set_function(depth)

    def observe(self, observation: Observation) -> None:
        """Count an observation; may be called from any thread."""
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

    def _request(self, done: RequestDone) -> None:
        status_key = (done.dialect, done.operation, done.status)
        counter = self._by_status.get(status_key)
        if counter is None:
            counter = self._requests.labels(done.dialect, done.operation, str(done.status))
            self._by_status[status_key] = counter
        counter.inc()
        operation_key = (done.dialect, done.operation)
        children = self._by_operation.get(operation_key)
        if children is None:
            children = (
                self._request_seconds.labels(done.dialect, done.operation),
                self._request_bytes.labels(done.dialect),
                self._answer_bytes.labels(done.dialect),
            )
            self._by_operation[operation_key] = children
        seconds, request_bytes, answer_bytes = children
        seconds.observe(done.seconds)
        request_bytes.inc(done.request_bytes)
        answer_bytes.inc(done.answer_bytes)

    def _batch(self, done: BatchDone) -> None:
        policy_key = (done.policy, done.replayed)
        batches = self._by_policy.get(policy_key)
        if batches is None:
            batches = self._by_policy[policy_key] = self._batches.labels(
                done.policy, "true" if done.replayed else "false"
            )
        batches.inc()
        for outcome, count in done.outcomes.items():
            outcome_key = (done.policy, outcome)
            items = self._by_outcome.get(outcome_key)
            if items is None:
                items = self._by_outcome[outcome_key] = self._items.labels(*outcome_key)
            items.inc(count)
        for phase, seconds in done.phases.items():
            histogram = self._by_phase.get(phase)
            if histogram is None:
                histogram = self._by_phase[phase] = self._batch_seconds.labels(phase)
            histogram.observe(seconds)

    def _commit(self, done: CommitDone) -> None:
        self._commit_seconds.observe(done.seconds)
        self._commit_jobs.observe(done.jobs)

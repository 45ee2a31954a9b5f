"""What can be told of a running service: each thing that happens is said once, as a value.

The code that does something says what happened; sinks (logs, metrics) decide what to do with it. Observations hold counts,
names and durations, never a secret and never a product's data.
"""

from collections.abc import Callable

import msgspec

__all__ = ["BatchDone", "CommitDone", "Observation", "Observe", "RequestDone", "ignore"]


class RequestDone(msgspec.Struct, frozen=True):
    """A request was answered.

    Attributes:
        request_id: as given by the client or made here.
        method, path, status: of the request and its answer; the path without its query.
        dialect: whose operation it was, or "service".
        operation: the operation's stable name, or "" where none was found.
        credential_id: who called, or 0.
        seconds: from the first byte of the head to the last byte of the answer.
        request_bytes, answer_bytes: the bodies as they travelled.
    """

    request_id: str
    method: str
    path: str
    status: int
    dialect: str
    operation: str
    credential_id: int
    seconds: float
    request_bytes: int
    answer_bytes: int


class BatchDone(msgspec.Struct, frozen=True):
    """A batch was carried out or refused.

    Attributes:
        catalog_id: whose products.
        policy: the policy's name, or the kind of the batch where it has none (`offers`, `rewrite`).
        items: how many items the request had.
        outcomes: how many products by outcome (`created`, `updated`, `unchanged`, `skipped`, `deleted`, `absent`, `rejected`).
        revision: the catalog's revision after it.
        phases: seconds by phase (`plan`, `wait`, `read`, `merge`, `write`, `commit`).
        replayed: the stored answer of an earlier request was given again.
    """

    catalog_id: int
    policy: str
    items: int
    outcomes: dict[str, int]
    revision: int
    phases: dict[str, float]
    replayed: bool = False


class CommitDone(msgspec.Struct, frozen=True):
    """The writer committed: how many jobs shared the commit, and how many seconds it took from its begin."""

    jobs: int
    seconds: float


Observation = RequestDone | BatchDone | CommitDone
Observe = Callable[[Observation], None]


def ignore(observation: Observation) -> None:
    """Do nothing with an observation: the sink of tests and of commands that do not serve."""

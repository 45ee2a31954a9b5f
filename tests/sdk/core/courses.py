"""Carries courses out without a network: what they send and how long they pause is written down."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from shelfwire_client.core.call import Answer, Call, CallOptions, Failure, Headers, Request
from shelfwire_client.core.coding import plain_json
from shelfwire_client.core.errors import APIStatusError, status_error
from shelfwire_client.core.steps import Attempt, Authorization, FixedHeaders, Settings, course

__all__ = ["SETTINGS", "Ran", "answer", "call", "run"]

SETTINGS = Settings("http://api.example", 60.0, 2, {"accept": "application/json"}, {})


class Ran(msgspec.Struct):
    """What came of a course.

    Attributes:
        requests: what it sent.
        pauses: in seconds.
        outcome: its answer, or what it raised.
    """

    requests: list[Request]
    pauses: list[float]
    outcome: Answer | Exception


def answer(status_code: int, headers: Mapping[str, str] | None = None, body: bytes = b"{}") -> Answer:
    """Make an answer."""
    return Answer(status_code, Headers(list((headers or {}).items())), body)


def _refusal(given: Answer) -> APIStatusError:
    return status_error("refused", status_code=given.status_code, headers=given.headers, body=plain_json(given.body))


def call(method: str = "POST", **more: Any) -> Call[Answer]:
    """Make a call whose method gives the answer as it is."""
    return Call(method, "/things", lambda given: given, _refusal, **more)


def run(
    replies: Iterable[Answer | Failure],
    *,
    one: Call[Any] | None = None,
    options: CallOptions | None = None,
    settings: Settings = SETTINGS,
    authorization: Authorization | None = None,
) -> Ran:
    """Carry a course out, giving it one reply after the other."""
    ran = Ran([], [], answer(0))
    left = iter(replies)
    steps = course(one or call(), options or {}, settings, authorization or FixedHeaders({"x-key": "k"}))
    reply: Answer | Failure | None = None
    try:
        while True:
            step = steps.send(reply)
            if isinstance(step, Attempt):
                ran.requests.append(step.request)
                reply = next(left)
            else:
                ran.pauses.append(step.seconds)
                reply = None
    except StopIteration as end:
        ran.outcome = end.value
    except Exception as error:  # noqa: BLE001 - whatever it raises is its outcome
        ran.outcome = error
    return ran

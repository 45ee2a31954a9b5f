"""The courses of calls, carried out by hand: no network, no clock, no chance."""

from collections.abc import Generator
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from shelfwire_client.core.call import Answer, Failure, Request
from shelfwire_client.core.errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    ArgumentError,
    AuthenticationError,
    BadRequestError,
    InternalServerError,
    RateLimitError,
)
from shelfwire_client.core.steps import Attempt, Settings
from tests.sdk.core.courses import SETTINGS, answer, call, run

LOST = Failure(ConnectionError("lost"))


@pytest.mark.parametrize("status_code", [408, 409, 429, 500, 502, 503, 599])
def test_a_passing_refusal_is_tried_again(status_code: int) -> None:
    ran = run([answer(status_code), answer(200)])
    assert ran.outcome == answer(200)
    assert len(ran.requests) == 2
    assert len(ran.pauses) == 1


@pytest.mark.parametrize("status_code", [300, 304, 400, 401, 403, 404, 405, 413, 415, 422])
def test_a_lasting_refusal_is_not(status_code: int) -> None:
    ran = run([answer(status_code)])
    assert isinstance(ran.outcome, APIStatusError)
    assert ran.outcome.status_code == status_code
    assert (len(ran.requests), ran.pauses) == (1, [])


def test_a_failure_is_tried_again_and_raised_with_its_cause_after_the_last_try() -> None:
    assert run([LOST, LOST, answer(200)]).outcome == answer(200)
    ran = run([LOST, LOST, LOST])
    assert type(ran.outcome) is APIConnectionError
    assert str(ran.outcome) == "POST http://api.example/things had no answer: lost."
    assert ran.outcome.__cause__ is LOST.cause
    assert (len(ran.requests), len(ran.pauses)) == (3, 2)


def test_a_time_out_has_a_class_of_its_own() -> None:
    late = Failure(TimeoutError("late"), is_timeout=True)
    ran = run([late, late, late])
    assert type(ran.outcome) is APITimeoutError
    assert str(ran.outcome) == "POST http://api.example/things had no answer within the time-out."


def test_the_last_tries_answer_is_what_counts() -> None:
    assert type(run([LOST, answer(500), answer(429)]).outcome) is RateLimitError
    assert type(run([answer(429), LOST, answer(503)]).outcome) is InternalServerError
    assert type(run([answer(429), answer(400)]).outcome) is BadRequestError


@pytest.mark.parametrize("retries_max", [0, 1, 5])
def test_there_are_as_many_tries_as_were_asked_for(retries_max: int) -> None:
    ran = run([answer(500)] * 10, settings=replace(SETTINGS, max_retries=retries_max))
    assert len(ran.requests) == retries_max + 1


def test_a_server_says_whether_to_try_again() -> None:
    assert len(run([answer(500, {"X-Should-Retry": "false"})]).requests) == 1
    assert len(run([answer(400, {"X-Should-Retry": "true"}), answer(200)]).requests) == 2
    assert len(run([answer(400, {"X-Should-Retry": "true"})] * 9).requests) == 3


@pytest.mark.parametrize(
    "headers", [{"retry-after-ms": "1500"}, {"Retry-After": "1.5"}, {"Retry-After": "99", "Retry-After-Ms": "1500"}]
)
def test_a_pause_is_as_long_as_the_server_says(headers: dict[str, str]) -> None:
    assert run([answer(429, headers), answer(200)]).pauses == [1.5]


def test_all_tries_of_a_call_have_one_idempotency_key_and_each_call_its_own() -> None:
    first, second = (run([LOST, answer(500), answer(200)]).requests for _ in range(2))
    assert first[0] == first[1] == first[2]
    keys = [requests[0].headers["idempotency-key"] for requests in (first, second)]
    assert keys[0] != keys[1]
    assert [UUID(key).version for key in keys] == [4, 4]


def test_the_callers_idempotency_key_wins() -> None:
    (request,) = run([answer(200)], options={"idempotency_key": "mine"}).requests
    assert request.headers["idempotency-key"] == "mine"


def test_a_read_has_no_idempotency_key() -> None:
    (request,) = run([answer(200)], one=call("GET", is_read=True)).requests
    assert request == Request(
        "GET", "http://api.example/things", {"accept": "application/json", "x-key": "k"}, None, 60.0
    )


class Sessions:
    """An authorization that asks for a session, which a 401 ends."""

    def __init__(self) -> None:
        self.made = 0

    def headers(self, settings: Settings) -> Generator[Any, Any, dict[str, str]]:
        request = Request("POST", f"{settings.base_url}/login", {}, None, settings.timeout)
        reply = yield Attempt(request)
        assert isinstance(reply, Answer)
        self.made += 1
        return {"x-session": f"{self.made}"}

    def has_ended(self, given: Answer, headers: dict[str, str]) -> bool:
        assert headers == {"x-session": f"{self.made}"}
        return given.status_code == 401


def sent(requests: list[Request]) -> list[str]:
    return [f"{request.url.rpartition('/')[2]} {request.headers.get('x-session', '')}".strip() for request in requests]


def test_an_authorization_that_has_ended_is_renewed_once() -> None:
    ran = run([answer(200), answer(401), answer(200), answer(200)], authorization=Sessions())
    assert ran.outcome == answer(200)
    assert sent(ran.requests) == ["login", "things 1", "login", "things 2"]
    assert ran.requests[1].headers["idempotency-key"] == ran.requests[3].headers["idempotency-key"]
    assert ran.pauses == []


def test_a_second_refusal_of_the_renewed_one_is_raised() -> None:
    ran = run([answer(200), answer(401), answer(200), answer(401)], authorization=Sessions())
    assert type(ran.outcome) is AuthenticationError
    assert sent(ran.requests) == ["login", "things 1", "login", "things 2"]


def test_renewing_gives_no_further_tries() -> None:
    replies = [answer(200), answer(500), answer(401), answer(200), answer(500), answer(500)]
    ran = run(replies, authorization=Sessions())
    assert type(ran.outcome) is InternalServerError
    assert sent(ran.requests) == ["login", "things 1", "things 1", "login", "things 2", "things 2"]


def test_headers_query_and_body_of_a_call_win_over_the_clients_and_the_callers_over_both() -> None:
    settings = replace(SETTINGS, headers={"a": "client", "b": "client", "c": "client"}, query={"q": "client", "r": 1})
    one = call(headers={"B": "call", "C": "call"}, query={"q": "call", "s": ["x", "y"]}, body=b'{"m":1,"n":1.10}')
    (request,) = run(
        [answer(200)],
        one=one,
        settings=settings,
        options={
            "extra_headers": {"C": "caller", "D": "caller"},
            "extra_query": {"q": "caller", "t": True, "u": None},
            "extra_body": {"m": [None]},
            "timeout": 1.5,
            "idempotency_key": "k",
        },
    ).requests
    assert request.headers == {
        "a": "client",
        "b": "call",
        "c": "caller",
        "d": "caller",
        "x-key": "k",
        "idempotency-key": "k",
    }
    assert request.url == "http://api.example/things?q=caller&s=x%2Cy&r=1&t=true"
    assert request.body == b'{"m":[null],"n":1.10}'
    assert request.timeout == 1.5


def test_a_time_out_of_none_is_for_ever_and_one_that_is_not_given_the_clients() -> None:
    assert run([answer(200)], options={"timeout": None}).requests[0].timeout is None
    assert run([answer(200)]).requests[0].timeout == 60.0


WRONG: list[Any] = [
    {"timeout": 0},
    {"timeout": -1},
    {"timeout": float("nan")},
    {"timeout": "5"},
    {"extra_headers": {"a": "line\nbreak"}},
    {"extra_headers": {"a": "ü"}},
    {"extra_headers": {"a": 1}},
    {"extra_headers": {"": "no name"}},
    {"extra_headers": {"a name": "x"}},
    {"idempotency_key": "line\nbreak"},
    {"extra_query": {"a": object()}},
    {"extra_query": {"a": b"bytes"}},
    {"extra_query": {"a": [None]}},
    {"extra_body": {"a": object()}},
    {"extra_body": {"a": float("nan")}},
    {"no_such_parameter": 1},
]


@pytest.mark.parametrize("options", WRONG, ids=lambda options: next(iter(options)))
def test_options_that_cannot_be_right_are_refused_and_nothing_is_sent(options: Any) -> None:
    ran = run([answer(200)], options=options)
    assert type(ran.outcome) is ArgumentError
    assert ran.requests == []


def test_members_cannot_be_added_to_a_list() -> None:
    ran = run([answer(200)], one=call(body=b"[]"), options={"extra_body": {"a": 1}})
    assert str(ran.outcome) == "extra_body adds members to an object, but the body of this operation is a list."
    assert ran.requests == []

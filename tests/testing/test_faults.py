"""What goes wrong when a test asks for it: what clients see, what lands, and which requests it meets."""

import http.client
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import colleqtive_sdk
import httpx2
import pytest
from colleqtive_sdk import Colleqtive

from shelfwire.testing import Shelfwire, UnusedFaults
from tests.testing.speaking import DIALECTS, ask, create, headers, names, product

OATS: Any = [product("colleqtive", "Oats")]
ERROR_SHAPES = {
    "colleqtive": {"success", "data", "message", "errors", "error_count"},
    "cin7": {"message"},
    "lana": {"status", "error"},
    "vendnovation": {"message"},
}


def official(shelfwire: Shelfwire, **options: Any) -> Colleqtive:
    """Give the official client, which tries once unless it is told otherwise."""
    api = shelfwire.colleqtive
    return Colleqtive(base_url=api.base_url, bearer_token=api.token, **{"max_retries": 0, **options})


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("status", [429, 500])
def test_an_error_has_the_shape_of_its_api_and_only_the_headers_that_were_asked_for(
    shelfwire: Shelfwire, dialect: str, status: int
) -> None:
    sent = headers(shelfwire, dialect)
    shelfwire.fail_next(status, {"Retry-After": "7", "retry-after-ms": "7000"})

    answer = create(shelfwire, dialect, "Oats", sent | {"x-request-id": "mine"})

    assert (answer.status, set(answer.json)) == (status, ERROR_SHAPES[dialect])
    assert {name: value for name, value in answer.headers.items() if name != "date"} == {
        "content-type": "application/json",
        "content-length": str(len(answer.body)),
        "retry-after": "7",
        "retry-after-ms": "7000",
        "x-request-id": "mine",
    }
    assert names(shelfwire, dialect) == []
    assert shelfwire.requests[-1].json == [product(dialect, "Oats")]
    assert create(shelfwire, dialect, "Oats", sent).status == 200


def test_an_error_in_graphql_has_the_shape_of_graphql(shelfwire: Shelfwire) -> None:
    shelfwire.lana.fail_next(500, path="/commerce.json")

    answer = ask(
        "POST", f"{shelfwire.lana.base_url}/commerce.json", headers(shelfwire, "lana"), {"query": "{shops{id}}"}
    )

    assert (answer.status, set(answer.json)) == (500, {"errors"})


def test_the_official_client_tries_again_as_it_is_told(shelfwire: Shelfwire) -> None:
    shelfwire.fail_next(429, {"retry-after-ms": "1"})
    shelfwire.fail_next(503, {"retry-after-ms": "1"})

    with official(shelfwire, max_retries=2) as client:
        assert client.products.create_products(body=OATS).data == "1"

    assert [request.status for request in shelfwire.requests] == [429, 503, 200]


@pytest.mark.parametrize(
    ("body", "sent"),
    [("<h1>no</h1>", b"<h1>no</h1>"), (b"\x00", b"\x00"), ({"a": [1.5]}, b'{"a":[1.5]}'), (None, b"null")],
)
def test_an_answer_can_have_any_body(shelfwire: Shelfwire, body: Any, sent: bytes) -> None:
    shelfwire.fail_next(502, {"Content-Type": "text/html"}, body=body)

    answer = create(shelfwire, "cin7", "Oats")

    assert (answer.status, answer.headers["content-type"], answer.body) == (502, "text/html", sent)


def test_a_connection_goes_on_after_an_error(shelfwire: Shelfwire) -> None:
    connection = http.client.HTTPConnection(urlsplit(shelfwire.base_url).netloc, timeout=30)
    statuses = []
    for status in (500, 204, 304, None):
        if status is not None:
            shelfwire.fail_next(status)
        connection.request("POST", "/api/v1/Products", b"[]", headers(shelfwire, "cin7"))
        response = connection.getresponse()
        response.read()
        statuses.append(response.status)
    connection.close()

    assert statuses == [500, 204, 304, 200]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_error_after_the_commit_hides_that_the_write_landed(shelfwire: Shelfwire, dialect: str) -> None:
    sent = headers(shelfwire, dialect)
    shelfwire.fail_next(504, after_commit=True)

    assert create(shelfwire, dialect, "Oats", sent).status == 504

    assert names(shelfwire, dialect) == ["Oats"]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("fault", "left"), [(Shelfwire.drop_next_answer, ["Oats"]), (Shelfwire.close_next_connection, [])]
)
def test_a_connection_that_ends_without_an_answer(
    shelfwire: Shelfwire, dialect: str, fault: Callable[[Shelfwire], None], left: list[str]
) -> None:
    sent = headers(shelfwire, dialect)
    fault(shelfwire)

    with pytest.raises(ConnectionError):
        create(shelfwire, dialect, "Oats", sent)

    assert names(shelfwire, dialect) == left
    *_, request = shelfwire.wait_for_requests(len(shelfwire.requests))
    assert request.status is None


def test_the_official_client_sends_again_what_was_dropped(shelfwire: Shelfwire) -> None:
    shelfwire.drop_next_answer()

    with official(shelfwire, max_retries=1) as client:
        reply = client.products.create_products(body=OATS)

    assert reply.message == "1 product: 0 created, 0 updated, 1 unchanged, 0 deleted."
    assert [request.status for request in shelfwire.requests] == [None, 200]


@pytest.mark.parametrize(("after_commit", "left"), [(False, []), (True, ["Oats"])])
def test_who_does_not_wait_for_what_is_held_back(shelfwire: Shelfwire, after_commit: bool, left: list[str]) -> None:  # noqa: FBT001 - a case
    shelfwire.delay_next(1.0, after_commit=after_commit)

    with official(shelfwire, timeout=0.1) as client, pytest.raises(colleqtive_sdk.APITimeoutError):
        client.products.create_products(body=OATS)

    assert [request.status for request in shelfwire.wait_for_requests(1, timeout_seconds=30)] == [None]
    assert names(shelfwire, "colleqtive") == left


@pytest.mark.parametrize("after_commit", [False, True])
def test_who_waits_for_what_is_held_back_gets_its_answer(shelfwire: Shelfwire, after_commit: bool) -> None:  # noqa: FBT001 - a case
    shelfwire.delay_next(0.05, after_commit=after_commit)
    shelfwire.fail_next(500, delay_seconds=0.05, after_commit=after_commit)

    with official(shelfwire) as client:
        assert client.products.create_products(body=OATS).data == "1"
        with pytest.raises(colleqtive_sdk.InternalServerError):
            client.products.create_products(body=OATS)


@pytest.mark.parametrize("after_commit", [False, True])
def test_a_reset_cuts_off_what_is_held_back(shelfwire: Shelfwire, after_commit: bool) -> None:  # noqa: FBT001 - a case
    shelfwire.delay_next(600, after_commit=after_commit)
    ended = []

    def send() -> None:
        with pytest.raises(ConnectionError):
            create(shelfwire, "lana", "Oats")
        ended.append(True)

    sender = threading.Thread(target=send)
    sender.start()
    while sender.is_alive() and not shelfwire.requests:
        sender.join(0.01)
    shelfwire.reset()
    sender.join()

    assert ended == [True]
    assert names(shelfwire, "lana") == []


def test_faults_meet_the_requests_that_they_are_for_and_no_others(shelfwire: Shelfwire) -> None:
    base_url = shelfwire.base_url
    shelfwire.fail_next(501, method="delete")
    shelfwire.fail_next(502, path="/api/v2/*/prices")
    shelfwire.lana.fail_next(503)
    shelfwire.fail_next(504, path="/healthz", times=2)

    asked = [
        ask(method, base_url + path).status
        for method, path in (
            ("GET", "/api/v2/public/products"),
            ("POST", "/api/v2/public/products/prices?a=1"),
            ("POST", "/api/v2/public/products/prices"),
            ("GET", "/healthz"),
            ("GET", "/api/v1/Products"),
            ("DELETE", "/products.json"),
            ("GET", "/products.json"),
            ("GET", "/healthz"),
            ("GET", "/healthz"),
        )
    ]

    assert asked == [401, 502, 401, 504, 401, 501, 503, 504, 200]


def test_a_request_meets_one_fault_the_first_that_was_asked_for(shelfwire: Shelfwire) -> None:
    shelfwire.fail_next(502)
    shelfwire.fail_next(503)

    assert [ask("GET", f"{shelfwire.base_url}/healthz").status for _ in range(3)] == [502, 503, 200]


def test_what_was_not_used_is_told_unless_that_is_fine(shelfwire: Shelfwire) -> None:
    shelfwire.lana.fail_next(500, method="DELETE", times=2)
    shelfwire.delay_next(1.5, path="/nowhere")
    shelfwire.close_next_connection(optional=True, method="PATCH")
    create(shelfwire, "lana", "Oats")

    with pytest.raises(UnusedFaults) as told:
        shelfwire.assert_faults_used()

    assert str(told.value) == (
        "lana.fail_next(500) was for 2 more requests (method DELETE); delay_next(1.5) was for 1 more request "
        "(path /nowhere). There came: <POST /products.json 200>. (optional=True allows that.)"
    )
    shelfwire.forget_faults()
    shelfwire.assert_faults_used()


@pytest.mark.parametrize(
    "asked",
    [
        lambda shelfwire: shelfwire.fail_next(99),
        lambda shelfwire: shelfwire.fail_next(600),
        lambda shelfwire: shelfwire.fail_next(429, {"retry-after": "1\r\n"}),
        lambda shelfwire: shelfwire.fail_next(429, {"retry after": "1"}),
        lambda shelfwire: shelfwire.fail_next(429, {"": "1"}),
        lambda shelfwire: shelfwire.fail_next(429, {"retry-after": 1}),
        lambda shelfwire: shelfwire.fail_next(500, times=0),
        lambda shelfwire: shelfwire.delay_next(-1),
    ],
)
def test_what_cannot_be_is_refused_when_it_is_asked_for(
    shelfwire: Shelfwire, asked: Callable[[Shelfwire], None]
) -> None:
    with pytest.raises(ValueError, match=r"from 200 to 599|no header|at least one|held back"):
        asked(shelfwire)


def test_a_client_of_today_sees_an_error_of_its_transport(shelfwire: Shelfwire) -> None:
    shelfwire.drop_next_answer()
    api = shelfwire.cin7

    with httpx2.Client(auth=(api.username, api.key)) as client, pytest.raises(httpx2.TransportError):
        client.post(f"{api.base_url}/v1/Products", json=[product("cin7", "Oats")])

    assert names(shelfwire, "cin7") == ["Oats"]

"""Operations whose refusals have a shape of their own, and what a refusal knows of a credential that opens nothing."""

import gzip
import json
from collections.abc import Iterator

import httpx2
import pytest

from shelfwire.access.gate import Denied, Reason
from shelfwire.dialects.contract import Dialect, Refusal, RefusalCode
from shelfwire.dialects.refusals import refusal_of
from shelfwire.dialects.registry import DIALECTS
from tests.http.echo import FAULTS, READER_SECRET, SECRET
from tests.http.running import Running, read_answer, request_head, running

AUTHORIZED = {"authorization": SECRET}
TOO_LARGE = (
    "A request body may have 1000 bytes at the most, before and after unpacking; "
    "send the items in several requests, or raise SHELFWIRE_BODY_BYTES_MAX."
)


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """Run one server for all tests here: none of them turns a part of it."""
    with running(body_bytes_max=1_000) as server:
        yield server


def own(code: str, text: str, reason: str = "") -> list[dict[str, str]]:
    """Give what such an operation answers to a refusal."""
    return [{"own_refuses": code, "text": text, "reason": reason}]


@pytest.mark.parametrize(
    ("headers", "body", "status", "code", "text"),
    [
        (
            {"authorization": READER_SECRET},
            b"{}",
            403,
            "forbidden",
            "This credential lacks the permission products.create.",
        ),
        (
            AUTHORIZED | {"content-type": "text/plain"},
            b"{}",
            415,
            "unsupported_media_type",
            "This operation takes a body of type application/json or application/x-echo+json.",
        ),
        (
            AUTHORIZED | {"content-type": "application/x-echo+json; charset=utf-16"},
            b"{}",
            415,
            "unsupported_media_type",
            "The body must be encoded in UTF-8.",
        ),
        (
            AUTHORIZED | {"content-encoding": "gzip"},
            gzip.compress(b"{}", mtime=0)[:-1],
            400,
            "bad_request",
            "The gzip body cannot be unpacked: it was cut off.",
        ),
        (
            AUTHORIZED,
            bytes(1_001),
            413,
            "body_too_large",
            TOO_LARGE,
        ),
    ],
)
def test_what_is_refused_before_the_handler_has_the_operations_shape(
    server: Running, headers: dict[str, str], body: bytes, status: int, code: str, text: str
) -> None:
    answer = httpx2.post(f"{server.url}/echo/own", headers=headers, content=body)
    assert (answer.status_code, answer.json()) == (status, own(code, text))


def test_the_operations_shape_can_tell_no_credential_from_another(server: Running) -> None:
    answer = httpx2.post(f"{server.url}/echo/own", content=b"{}")
    text = "This request carries no credential."
    assert (answer.status_code, answer.json()) == (401, own("unauthenticated", text, "missing"))


def test_a_shape_that_fails_leaves_it_to_the_service(server: Running) -> None:
    headers = {"authorization": "sw_unknown", "x-request-id": "o-1"}
    answer = httpx2.post(f"{server.url}/echo/own", headers=headers, content=b"{}")
    text = "Something went wrong in the service. Its log has the details under request id o-1."
    assert (answer.status_code, answer.json()) == (500, {"error": {"code": "internal", "message": text}})


@pytest.mark.parametrize("fault", FAULTS)
def test_what_a_handler_raises_has_the_operations_shape(server: Running, fault: str) -> None:
    headers = AUTHORIZED | {"x-request-id": "o-2"}
    plain = httpx2.get(f"{server.url}/echo/fail/{fault}", headers=headers)
    answer = httpx2.get(f"{server.url}/echo/own/fail/{fault}", headers=headers)
    expected = own(plain.json()["echo_refuses"], plain.json()["text"])
    assert (answer.status_code, answer.json()) == (plain.status_code, expected)
    assert answer.headers.get("retry-after") == plain.headers.get("retry-after")


def test_a_caller_over_its_rate_is_told_so_in_the_operations_shape() -> None:
    with running(rate_requests_per_second=0.01, rate_burst=1) as server:
        answers = [httpx2.post(f"{server.url}/echo/own", headers=AUTHORIZED, content=b"{}") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    text = f"This credential has used up its rate; try again in {answers[1].headers['retry-after']} s."
    assert answers[1].json() == own("rate_limited", text)


def test_what_a_stop_cuts_short_is_told_so_in_the_operations_shape() -> None:
    with running(stop_timeout_seconds=0.2) as server, server.raw() as connection:
        connection.sendall(request_head("POST /echo/own/slow", "content-length: 2") + b"{}")
        server.wait_entered()
        server.ask_stop()
        status, _, body = read_answer(connection)
    text = "The service stopped before this was finished; whether it was carried out is not known. Send it again."
    assert (status, json.loads(body)) == (503, own("unavailable", text))


def test_a_method_that_a_path_lacks_has_the_shape_of_the_operation_there_that_has_its_own(server: Running) -> None:
    answer = httpx2.delete(f"{server.url}/echo/own")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")
    assert answer.json() == own("method_not_allowed", "This path takes GET, HEAD, POST.")


def test_another_operation_of_the_same_path_keeps_the_dialects_shape(server: Running) -> None:
    answer = httpx2.get(f"{server.url}/echo/own")
    expected = {"echo_refuses": "unauthenticated", "text": "This request carries no credential.", "missing": []}
    assert (answer.status_code, answer.json()) == (401, expected)


@pytest.mark.parametrize("reason", Reason)
def test_a_refusal_keeps_why_a_credential_opens_nothing(reason: Reason) -> None:
    refusal = refusal_of(Denied(reason))
    assert refusal is not None
    assert (refusal.status, refusal.code, refusal.reason) == (401, "unauthenticated", reason.value)
    assert refusal_of(RuntimeError()) is None


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_why_a_credential_opens_nothing_is_never_shown(dialect: Dialect) -> None:
    told = Refusal(401, RefusalCode.UNAUTHENTICATED, "No.", reason="other_dialect")
    reply = dialect.refuse(told)
    assert b"other_dialect" not in reply.body
    assert "other_dialect" not in str(reply.headers)

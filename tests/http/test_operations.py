"""What an operation's request goes through, in its order: path, method, credential, permissions, rate, and the answer."""

import json
from collections.abc import Iterator

import httpx2
import pytest

from shelfwire.http import app
from tests.http.echo import READER_SECRET, SECRET, body_answer
from tests.http.running import Running, read_answer, request_head, running

AUTHORIZED = {"authorization": SECRET}
JSON = "application/json"


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """Run one server for all tests here: none of them turns a part of it."""
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def client(server: Running) -> Iterator[httpx2.Client]:
    """Speak to that server with a good credential."""
    with httpx2.Client(base_url=server.url, headers=AUTHORIZED) as client:
        yield client


def refusal(code: str, text: str, missing: tuple[str, ...] = ()) -> dict[str, object]:
    """Give what the echo dialect answers to a refusal."""
    return {"echo_refuses": code, "text": text, "missing": list(missing)}


def own_headers(answer: httpx2.Response) -> dict[str, str]:
    """Give an answer's headers without those that differ from one time to the next."""
    return {name: value for name, value in answer.headers.items() if name not in {"date", "x-request-id"}}


def test_an_operation_is_answered_by_its_handler(client: httpx2.Client) -> None:
    answer = client.post("/echo/body", json={"a": 1})
    assert (answer.status_code, answer.json()) == (200, body_answer(b'{"a":1}'))
    assert own_headers(answer) == {"content-type": JSON, "content-length": str(len(answer.content))}


def test_the_head_reaches_the_handler_decoded(client: httpx2.Client) -> None:
    answer = client.get("/echo/items/caf%C3%A9%20%2B?a=1&a=&b=%C3%A9+x&c", headers=[("x-twice", "1"), ("x-twice", "2")])
    assert answer.json() == {
        "method": "GET",
        "path": "/echo/items/café +",
        "query": [["a", "1"], ["a", ""], ["b", "é x"], ["c", ""]],
        "twice": "2",
        "parameters": {"item_id": "café +"},
        "caller": {"catalog_id": 7, "permissions": ["products.create", "products.read"]},
    }
    assert answer.headers["server-timing"] == "echo;dur=1"


def test_head_is_get_without_the_body(client: httpx2.Client) -> None:
    whole = client.get("/echo/big?bytes=300000")
    answer = client.head("/echo/big?bytes=300000")
    assert (answer.status_code, answer.content) == (200, b"")
    assert own_headers(answer) == own_headers(whole) == {"content-type": "text/plain", "content-length": "300000"}
    assert client.get("/echo/head").status_code == 200


@pytest.mark.parametrize(
    ("query", "decoded"),
    [
        ("ids=a,b", [["ids", "a,b"]]),
        ("ids=a%2Cb", [["ids", "a,b"]]),
        ("ids=a&ids=b", [["ids", "a"], ["ids", "b"]]),
        ("last_key=&limit=20", [["last_key", ""], ["limit", "20"]]),
        ("last_key", [["last_key", ""]]),
        ("", []),
    ],
)
def test_lists_and_empty_values_in_the_query_reach_the_handler(
    client: httpx2.Client, query: str, decoded: list[list[str]]
) -> None:
    assert client.get(f"/echo/head?{query}").json()["query"] == decoded


@pytest.mark.parametrize("own", ["application/x-echo+json", "text/csv; charset=utf-8"])
@pytest.mark.parametrize("accept", ["*/*", JSON, "application/x-echo+json, application/json;q=0.5"])
def test_a_type_that_the_handler_chose_stays(client: httpx2.Client, own: str, accept: str) -> None:
    answer = client.get("/echo/typed", params={"type": own}, headers={"accept": accept})
    assert answer.headers["content-type"] == own


def test_two_operations_at_one_path_take_what_is_theirs_alone(client: httpx2.Client) -> None:
    headers = {"content-type": "application/x-echo+json; charset=UTF-8"}
    posted = client.post("/echo/own", content=b"{}", headers=headers)
    asked = client.get("/echo/own?a=1", headers={"content-type": "text/plain"})
    assert (posted.status_code, posted.json()) == (200, body_answer(b"{}"))
    assert (asked.status_code, asked.json()["query"]) == (200, [["a", "1"]])


def test_an_answer_without_content_has_no_length(client: httpx2.Client) -> None:
    answer = client.delete("/echo/none")
    assert (answer.status_code, answer.content, own_headers(answer)) == (204, b"", {})


@pytest.mark.parametrize("path", ["/echo", "/echo/", "/echo/nothing", "/echo/items/a/b", "/echo/body/"])
def test_an_unknown_path_under_a_dialects_prefix_is_refused_in_its_shape(client: httpx2.Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()) == (404, refusal("not_found", f"There is nothing at {path}"))


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PROPFIND", "OPTIONS"])
@pytest.mark.parametrize("path", ["/nothing.echo", "/info/nothing.echo", "/.echo", "/docs/nothing.echo"])
def test_an_unknown_path_with_a_dialects_suffix_is_refused_in_its_shape(
    client: httpx2.Client, method: str, path: str
) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()) == (404, refusal("not_found", f"There is nothing at {path}"))


@pytest.mark.parametrize(
    "path", ["/", "/nothing.echo/", "/nothingecho", "/nothing.ECHO", "/echoes", "/%00", "/nothing", "/%ff%fe"]
)
def test_an_unknown_path_elsewhere_is_refused_in_the_services_shape(client: httpx2.Client, path: str) -> None:
    answer = client.get(path)
    shown = {"/%00": "/\x00", "/%ff%fe": "/\ufffd\ufffd"}.get(path, path)
    error = {"code": "not_found", "message": f"There is nothing at {shown}"}
    assert (answer.status_code, answer.json()) == (404, {"error": error})


def test_a_long_unknown_path_is_shown_in_part(client: httpx2.Client) -> None:
    answer = client.get("/" + "a" * 50_000)
    assert answer.json() == {"error": {"code": "not_found", "message": "There is nothing at /" + "a" * 199}}


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("GET", "/echo/body", "POST"),
        ("PUT", "/echo/items/1", "DELETE, GET, HEAD"),
        ("PROPFIND", "/echo/head", "GET, HEAD"),
        ("OPTIONS", "/echo/head", "GET, HEAD"),
    ],
)
def test_a_method_that_a_path_lacks_is_refused_with_those_it_has(
    client: httpx2.Client, method: str, path: str, allow: str
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert answer.json() == refusal("method_not_allowed", f"This path takes {allow}.")
    assert answer.headers["allow"] == allow


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ({}, "This request carries no credential."),
        ({"authorization": ""}, "This request carries no credential."),
        ({"authorization": "sw_\xe9"}, None),
        ({"authorization": "x" * 20_000}, None),
    ],
)
def test_a_request_without_a_good_credential_is_refused(
    server: Running, headers: dict[str, str], text: str | None
) -> None:
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    answer = httpx2.get(f"{server.url}/echo/head", headers=raw)
    assert answer.status_code == 401
    assert answer.json() == refusal("unauthenticated", text or answer.json()["text"])


def test_a_credential_without_the_permission_is_refused_before_the_body_is_looked_at(server: Running) -> None:
    headers = {"authorization": READER_SECRET, "content-type": "text/plain", "content-encoding": "br"}
    answer = httpx2.post(f"{server.url}/echo/body", headers=headers, content=b"x")
    text = "This credential lacks the permission products.create."
    assert (answer.status_code, answer.json()) == (403, refusal("forbidden", text, ("products.create",)))


def test_a_caller_over_its_rate_is_told_when_to_come_again() -> None:
    with running(rate_requests_per_second=0.01, rate_burst=2) as server:
        answers = [httpx2.get(f"{server.url}/echo/head", headers=AUTHORIZED) for _ in range(3)]
        other = httpx2.get(f"{server.url}/echo/head", headers={"authorization": READER_SECRET})
    assert [answer.status_code for answer in (*answers, other)] == [200, 200, 429, 200]
    seconds = answers[2].headers["retry-after"]
    assert 1 <= int(seconds) <= 100
    text = f"This credential has used up its rate; try again in {seconds} s."
    assert answers[2].json() == refusal("rate_limited", text)


@pytest.mark.parametrize(
    ("fault", "status", "code", "text", "headers"),
    [
        ("refusal", 409, "bad_request", "No.", {"x-why": "because", "retry-after": "3"}),
        ("busy", 503, "busy", "The service has more writes waiting", {"retry-after": "7"}),
        ("full", 507, "storage_full", "There is no space left", {"retry-after": "60"}),
        ("slow", 503, "unavailable", "The search took too long and was stopped", {"retry-after": "5"}),
        ("failed", 503, "unavailable", "The data could not be read or written", {"retry-after": "5"}),
        ("reused", 422, "idempotency_key_reused", "This idempotency key came before with another request", {}),
        ("fault", 500, "internal", "Something went wrong in the service.", {}),
    ],
)
def test_what_a_handler_raises_becomes_a_refusal(
    client: httpx2.Client, fault: str, status: int, code: str, text: str, headers: dict[str, str]
) -> None:
    answer = client.get(f"/echo/fail/{fault}", headers={"x-request-id": "me-1"})
    assert answer.status_code == status
    assert answer.json() == refusal(code, answer.json()["text"])
    assert answer.json()["text"].startswith(text)
    fixed = {"content-type": JSON, "content-length": str(len(answer.content))}
    assert own_headers(answer) == fixed | headers
    assert "inside" not in answer.text


def test_a_fault_of_ours_says_where_its_log_is(client: httpx2.Client) -> None:
    answer = client.get("/echo/fail/fault", headers={"x-request-id": "me-1"})
    text = "Something went wrong in the service. Its log has the details under request id me-1."
    assert answer.json() == refusal("internal", text)


@pytest.mark.parametrize("given", ["a", "x" * 128, "~!\"#$%&'()*+,/:;<=>?@[]^`{|}"])
def test_a_sane_request_id_is_given_back(client: httpx2.Client, given: str) -> None:
    for path in ("/echo/head", "/nothing", "/healthz", "/echo/fail/fault"):
        assert client.get(path, headers={"x-request-id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", "caf\xe9", "a\tb"])
def test_an_insane_request_id_is_replaced(client: httpx2.Client, given: str) -> None:
    made = [
        client.get("/echo/head", headers=[(b"x-request-id", given.encode("latin-1"))]).headers["x-request-id"]
        for _ in range(2)
    ]
    assert made[0] != made[1]
    assert all(given != own and own.isascii() and 1 <= len(own) <= 128 for own in made)


def test_every_request_is_told_of_once() -> None:
    with running() as server:
        headers = {**AUTHORIZED, "x-request-id": "me-2"}
        httpx2.post(f"{server.url}/echo/body?secret=1", headers=headers, json={"a": 1})
        httpx2.get(f"{server.url}/echo/nothing", headers={"x-request-id": "me-3"})
        told = server.requests(2)
    assert [(done.request_id, done.method, done.path, done.status) for done in told] == [
        ("me-2", "POST", "/echo/body", 200),
        ("me-3", "GET", "/echo/nothing", 404),
    ]
    assert [(done.dialect, done.operation, done.credential_id) for done in told] == [
        ("echo", "body", 2),
        ("echo", "", 0),
    ]
    assert [(done.request_bytes, done.answer_bytes > 50) for done in told] == [(7, True), (0, True)]
    assert all(0 < done.seconds < 60 for done in told)


def test_a_credential_that_is_revoked_while_its_body_comes_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "TRUST_SECONDS", 0.0)
    with running() as server, server.raw() as connection:
        for revoked in (False, True):
            connection.sendall(request_head("POST /echo/body", "content-length: 2", "expect: 100-continue"))
            assert read_answer(connection)[0] == 100
            if revoked:
                server.rows.permissions.clear()
            connection.sendall(b"{}")
            status, _, body = read_answer(connection)
            assert (status, "bytes" in json.loads(body)) == ((401, False) if revoked else (200, True))

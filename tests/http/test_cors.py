"""Pages of other origins: nothing unless origins are set, and then what a browser needs."""

import httpx2

from shelfwire.dialects.registry import DIALECTS
from tests.http.echo import READER_SECRET, SECRET
from tests.http.running import Running, running

ORIGIN = "https://shop.example"
EXPOSED = (
    "accept-encoding, allow, idempotency-replayed, retry-after, server-timing, www-authenticate, "
    "x-request-id, x-should-retry"
)
ASK = {
    "origin": ORIGIN,
    "access-control-request-method": "POST",
    "access-control-request-headers": 'authorization,X-Own-Key, bad header,("',
}


def cross_origin_headers(answer: httpx2.Response) -> dict[str, str]:
    """Give the headers that matter to a browser's decision."""
    return {
        name: value for name, value in answer.headers.items() if name.startswith("access-control") or name == "vary"
    }


def test_nothing_is_said_to_browsers_unless_origins_are_set() -> None:
    with running() as server:
        preflight = httpx2.options(f"{server.url}/echo/body", headers=ASK)
        answer = httpx2.get(f"{server.url}/echo/head", headers={"origin": ORIGIN, "authorization": SECRET})
    assert (preflight.status_code, cross_origin_headers(preflight)) == (405, {})
    assert (answer.status_code, cross_origin_headers(answer)) == (200, {})


def test_a_preflight_is_answered_without_a_credential() -> None:
    with running(cors_origins=f"https://a.example, {ORIGIN}/") as server:
        answer = httpx2.options(f"{server.url}/echo/body", headers=ASK)
        other = httpx2.options(f"{server.url}/echo/body", headers={**ASK, "origin": "https://evil.example"})
        plain = httpx2.options(f"{server.url}/echo/body", headers={"origin": ORIGIN})
    assert (answer.status_code, answer.content) == (204, b"")
    assert cross_origin_headers(answer) == {
        "access-control-allow-origin": ORIGIN,
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": (
            "authorization, content-encoding, content-type, idempotency-key, x-own-key, x-request-id"
        ),
        "access-control-max-age": "600",
        "access-control-expose-headers": EXPOSED,
        "vary": "origin",
    }
    assert "access-control-allow-origin" not in other.headers
    assert plain.status_code == 405


def preflight(server: Running, method: str, path: str, headers: str) -> httpx2.Response:
    """Ask what a browser asks before such a request."""
    asked = {
        "origin": ORIGIN,
        "access-control-request-method": method,
        "access-control-request-headers": headers,
    }
    return httpx2.options(f"{server.url}{path}", headers=asked)


def test_a_preflight_is_answered_at_every_path_of_an_operation_and_at_unknown_ones() -> None:
    with running(cors_origins=ORIGIN) as server:
        operations = server.echo.operations
        paths = [(one.method, one.path.replace("{item_id}", "1").replace("{fault}", "busy")) for one in operations]
        unknown = [("DELETE", "/echo/nothing"), ("GET", "/info/nothing.echo")]
        for method, path in paths + unknown:
            answer = preflight(server, method, path, "authorization,session-id")
            assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, ORIGIN)
            assert method in answer.headers["access-control-allow-methods"].split(", ")
            assert {"authorization", "session-id"} <= set(answer.headers["access-control-allow-headers"].split(", "))
        assert answer.headers["access-control-allow-methods"] == "DELETE, GET, HEAD, POST"
        nobodys = preflight(server, "GET", "/nothing", "authorization")
        assert (nobodys.status_code, cross_origin_headers(nobodys)) == (404, {})
    with running() as server:
        answer = preflight(server, "GET", "/info/nothing.echo", "authorization")
        assert (answer.status_code, cross_origin_headers(answer)) == (404, {})


def test_no_operation_takes_the_method_of_a_preflight() -> None:
    methods = {operation.method for dialect in DIALECTS for operation in dialect.operations}
    assert methods <= {"GET", "POST", "PUT", "DELETE"}


def test_every_refusal_can_be_read_by_pages_of_the_origins() -> None:
    with running(cors_origins=ORIGIN, body_bytes_max=10) as server:
        authorized = {"origin": ORIGIN, "authorization": SECRET}
        answers = [
            httpx2.put(f"{server.url}/echo/own", headers=authorized),
            httpx2.post(f"{server.url}/echo/own", headers={"origin": ORIGIN}),
            httpx2.post(f"{server.url}/echo/own", headers=authorized | {"authorization": READER_SECRET}),
            httpx2.post(f"{server.url}/echo/own", headers=authorized | {"content-type": "text/plain"}),
            httpx2.post(f"{server.url}/echo/own", headers=authorized, content=bytes(11)),
            httpx2.get(f"{server.url}/echo/fail/fault", headers=authorized),
            httpx2.get(f"{server.url}/echo/fail/busy", headers=authorized),
            httpx2.get(f"{server.url}/nothing.echo", headers=authorized),
        ]
    assert [answer.status_code for answer in answers] == [405, 401, 403, 415, 413, 500, 503, 404]
    allowed = {"access-control-allow-origin": ORIGIN, "vary": "origin", "access-control-expose-headers": EXPOSED}
    assert [cross_origin_headers(answer) for answer in answers] == [allowed] * 8


def test_answers_and_refusals_can_be_read_by_pages_of_the_origins() -> None:
    exposed = {"access-control-expose-headers": EXPOSED}
    with running(cors_origins=ORIGIN) as server:
        for path, status in (("/echo/head", 401), ("/echo/nothing", 404)):
            answer = httpx2.get(f"{server.url}{path}", headers={"origin": ORIGIN})
            assert answer.status_code == status
            assert cross_origin_headers(answer) == {"access-control-allow-origin": ORIGIN, "vary": "origin"} | exposed
        assert cross_origin_headers(httpx2.get(f"{server.url}/echo/head")) == {"vary": "origin"}
        assert cross_origin_headers(httpx2.get(f"{server.url}/healthz", headers={"origin": ORIGIN})) == {}
    with running(cors_origins="*") as server:
        answer = httpx2.get(f"{server.url}/echo/head", headers={"origin": ORIGIN})
        assert cross_origin_headers(answer) == {"access-control-allow-origin": "*"} | exposed

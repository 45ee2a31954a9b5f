"""Pages of other origins: nothing unless origins are set, and then what a browser needs."""

import httpx2

from tests.http.echo import SECRET
from tests.http.running import running

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

"""Pages of another origin in a real browser, with the headers that a web client of such an API sends."""

from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.http.echo import SECRET, body_answer
from tests.http.running import running
from tests.web.browser import watched_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HEADERS = {
    "authorization": SECRET,
    "content-type": "application/json",
    "idempotency-key": "k-1",
    "locale": "en",
    "session-id": "s-1",
    "device-id": "d-1",
    "sales-channel-id": "c-1",
}

FETCH = """async ([method, url, headers, body]) => {
    try {
        const answer = await fetch(url, {method, headers, body});
        return {
            status: answer.status,
            retry: answer.headers.get("retry-after"),
            request: answer.headers.get("x-request-id") !== null,
            body: await answer.json(),
        };
    } catch (error) {
        return {failed: error.name};
    }
}"""


def empty_page(request: Request) -> Response:
    """Answer a page that does nothing; its icon is given so that the browser asks for none."""
    return HTMLResponse('<!doctype html><link rel="icon" href="data:,"><title>Shop</title>')


def fetched(origin: str, api: str, *asked: tuple[str, str, str | None]) -> list[Any]:
    """Have a page of `origin` send requests (method, path and body) to the API at `api`; give what it could read."""
    with watched_page(origin) as watched:
        watched.page.goto(f"{origin}/")
        return [watched.page.evaluate(FETCH, [method, f"{api}{path}", HEADERS, body]) for method, path, body in asked]


def test_a_page_of_an_allowed_origin_can_do_and_read_everything() -> None:
    with running(pages=(Route("/", empty_page),)) as shop, running(cors_origins=shop.url) as server:
        posted, got, deleted, busy, missing = fetched(
            shop.url,
            server.url,
            ("POST", "/echo/body", "{}"),
            ("GET", "/echo/items/1", None),
            ("DELETE", "/echo/items/1", None),
            ("GET", "/echo/fail/busy", None),
            ("DELETE", "/info/nothing.echo", None),
        )
    assert posted == {"status": 200, "retry": None, "request": True, "body": body_answer(b"{}")}
    assert (got["status"], got["body"]["method"]) == (200, "GET")
    assert (deleted["status"], deleted["body"]["method"]) == (200, "DELETE")
    assert (busy["status"], busy["retry"]) == (503, "7")
    assert (missing["status"], missing["body"]["echo_refuses"]) == (404, "not_found")


@pytest.mark.parametrize("origins", ["", "https://other.example"])
def test_a_page_of_another_origin_can_do_nothing(origins: str) -> None:
    with running(pages=(Route("/", empty_page),)) as shop, running(cors_origins=origins) as server:
        assert fetched(shop.url, server.url, ("POST", "/echo/body", "{}")) == [{"failed": "TypeError"}]
        told = server.requests(1)
    assert [done.method for done in told] == ["OPTIONS"]

"""Pages beside the operations: they answer where no operation's path matches, and their errors are the service's."""

import httpx2
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from tests.http.running import running


def front(request: Request) -> Response:
    """Answer like a page, in a worker thread as Starlette runs plain functions."""
    return PlainTextResponse(f"hello {request.path_params.get('name', '')}")


async def received(request: Request) -> Response:
    """Answer with the length of the body."""
    return PlainTextResponse(str(len(await request.body())))


async def missing(request: Request) -> Response:
    """Refuse as Starlette's own parts do."""
    raise HTTPException(404, f"no {request.url.path}")


async def broken(request: Request) -> Response:
    """Fail."""
    raise RuntimeError(request.url.path)


PAGES = (
    Route("/", front),
    Route("/hello/{name}", front),
    Route("/received", received, methods=["POST"]),
    Route("/hello.echo", front),
    Mount("/static", routes=[Route("/missing", missing), Route("/broken", broken)]),
)


def test_pages_answer_what_no_operation_does() -> None:
    with running(pages=PAGES) as server, httpx2.Client(base_url=server.url) as client:
        answers = [client.get("/", headers={"x-request-id": "p-1"}), client.get("/hello/you"), client.head("/")]
        posted = client.post("/received", content=bytes(200_000))
        told = server.requests(4)
    assert [(answer.status_code, answer.text) for answer in answers] == [(200, "hello "), (200, "hello you"), (200, "")]
    assert answers[0].headers["x-request-id"] == "p-1"
    assert (posted.status_code, posted.text) == (200, "200000")
    assert [(done.dialect, done.operation, done.status, done.answer_bytes) for done in told[:2]] == [
        ("service", "page", 200, 6),
        ("service", "page", 200, 9),
    ]


def test_a_page_comes_before_a_dialects_suffix() -> None:
    with running(pages=PAGES) as server, httpx2.Client(base_url=server.url) as client:
        page = client.get("/hello.echo")
        wrong = client.post("/hello.echo")
        mounted = client.get("/static/nothing.echo")
        unknown = client.get("/nothing.echo")
        told = server.requests(4)
    assert (page.status_code, page.text) == (200, "hello ")
    text = "This path takes GET, HEAD."
    assert (wrong.status_code, wrong.json()) == (405, {"error": {"code": "method_not_allowed", "message": text}})
    assert (mounted.status_code, mounted.text) == (404, "Not Found")
    assert (unknown.status_code, unknown.json()["echo_refuses"]) == (404, "not_found")
    assert [done.dialect for done in told] == ["service", "service", "service", "echo"]


def test_errors_of_pages_are_in_the_services_shape() -> None:
    with running(pages=PAGES) as server, httpx2.Client(base_url=server.url) as client:
        wrong = client.post("/", content=b"x")
        missing = client.get("/static/missing")
        broken = client.get("/static/broken", headers={"x-request-id": "p-2"})
        nowhere = client.get("/nowhere")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, HEAD")
    assert wrong.json() == {"error": {"code": "method_not_allowed", "message": "This path takes GET, HEAD."}}
    assert (missing.status_code, missing.json()) == (
        404,
        {"error": {"code": "not_found", "message": "no /static/missing"}},
    )
    text = "Something went wrong in the service. Its log has the details under request id p-2."
    assert (broken.status_code, broken.json()) == (500, {"error": {"code": "internal", "message": text}})
    assert nowhere.status_code == 404

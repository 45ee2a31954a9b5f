"""A small dialect of our own for the pages' tests, and a real server for them."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn
from graphql import build_schema, graphql_sync
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shelfwire.access.caller import Presented
from shelfwire.dialects.contract import Call, Dialect, Head, Operation, Refusal
from shelfwire.engine.reply import Reply
from shelfwire.web.pages import pages

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Stand-in", "version": "1", "description": "A dialect that exists for tests alone."},
    "servers": [{"url": "/standin"}],
    "paths": {
        "/things": {
            "get": {
                "operationId": "list_things",
                "summary": "List things.",
                "responses": {"200": {"description": "All."}},
            },
            "post": {
                "operationId": "write_things",
                "summary": "Write things.",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "responses": {"200": {"description": "Written."}},
            },
        }
    },
    "components": {"schemas": {"Thing": {"type": "object", "properties": {"name": {"type": "string"}}}}},
}


class StandIn:
    """A dialect with two operations."""

    name = "standin"
    title = "Stand-in <API>"
    path_prefixes = ("/standin",)
    path_suffixes: Sequence[str] = ()
    graphql_path: str | None = "/standin/graphql"
    paths_ignore_case = False

    def __init__(self) -> None:
        """Count how often the document is asked for."""
        self.documents_made = 0

    @property
    def operations(self) -> Sequence[Operation]:
        """Two operations that match the document."""
        return (
            Operation("list_things", "GET", "/standin/things", answer, no_permissions, "List things.", ()),
            Operation("write_things", "POST", "/standin/things", answer, no_permissions, "Write things."),
        )

    def presented(self, head: Head) -> Presented:
        """Find the credential in the header `x-key`."""
        return Presented(head.headers.get("x-key"))

    def refuse(self, refusal: Refusal) -> Reply:
        """Answer the status alone."""
        return Reply(refusal.status)

    def openapi(self) -> dict[str, Any]:
        """Give the document."""
        self.documents_made += 1
        return DOCUMENT


async def answer(call: Call) -> Reply:
    """Answer an empty list."""
    del call
    return Reply(200, b"[]")


SCHEMA = build_schema("type Query { shops: [Shop!] } type Shop { id: String! name: String! }")


async def answer_document(request: Request) -> Response:
    """Carry out a GraphQL document for those who bring the right header."""
    if request.headers.get("authorization") != "Bearer stand-in":
        return JSONResponse({"errors": [{"message": "Bring a token."}]}, 401)
    asked = await request.json()
    root = {"shops": [{"id": "sh_1", "name": "Corner shop"}]}
    result = graphql_sync(SCHEMA, asked["query"], root, operation_name=asked.get("operationName"))
    return JSONResponse(result.formatted)


def no_permissions(head: Head) -> tuple[str, ...]:
    """Need nothing."""
    del head
    return ()


@contextmanager
def served_pages(*dialects: Dialect) -> Iterator[str]:
    """Serve the pages of these dialects on a port of the system's choice; give the address."""
    documents = [
        Route(dialect.graphql_path, answer_document, methods=["POST"]) for dialect in dialects if dialect.graphql_path
    ]
    app = Starlette(routes=[*documents, *pages(dialects)])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                message = "the server did not start"
                raise RuntimeError(message)
            thread.join(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()

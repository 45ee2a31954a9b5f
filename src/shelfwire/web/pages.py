"""The pages themselves: the front page, the list of references, one API reference a dialect, and GraphiQL where it has a use.

All addresses in them are relative, so that they hold behind a proxy that serves us under a prefix. The endpoints are
plain functions: Starlette runs them beside the event loop, where packing and encoding disturb nobody.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from shelfwire import __version__
from shelfwire.dialects.contract import Dialect
from shelfwire.web.assets import GRAPHIQL_POLICY, SECURITY_HEADERS, Content, load_assets

__all__ = ["pages"]


class Reference:
    """What the pages say of one dialect; its document is built when it is first asked for."""

    def __init__(self, dialect: Dialect) -> None:
        """Speak of this dialect."""
        self.dialect = dialect
        self.name = dialect.name
        self.title = dialect.title
        self.operations = dialect.operations
        self.graphql_path = dialect.graphql_path

    @cached_property
    def document(self) -> dict[str, Any]:
        """The dialect's OpenAPI document."""
        return self.dialect.openapi()

    @cached_property
    def content(self) -> Content:
        """The document as it is served."""
        return Content(msgspec.json.encode(self.document), "application/json")

    @property
    def base_path(self) -> str:
        """What clients append to this server's address to make their base URL: from the document's first server."""
        servers = self.document.get("servers") or [{"url": "/"}]
        return str(servers[0]["url"]).rstrip("/")


class Pages:
    """The endpoints, with what they need."""

    def __init__(self, dialects: Sequence[Dialect]) -> None:
        """Show these dialects, in this order."""
        self.references = {dialect.name: Reference(dialect) for dialect in dialects}
        self.assets = load_assets()
        self.templates = Environment(
            loader=PackageLoader("shelfwire.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        addresses = {path.rpartition("/")[2]: f"assets/{path}" for path in self.assets}
        self.templates.globals.update(assets=addresses, version=__version__)

    def page(self, template: str, *, status: int = 200, **values: object) -> Response:
        """Render a template into an answer."""
        body = self.templates.get_template(template).render(values)
        return HTMLResponse(body, status, headers=SECURITY_HEADERS | {"cache-control": "no-cache"})

    def front(self, request: Request) -> Response:
        """Answer `/`: what this server is, and where its dialects are."""
        return self.page(
            "front.html", docs="docs/", home="", references=list(self.references.values()), origin=origin(request)
        )

    def docs(self, request: Request) -> Response:
        """Answer `/docs/`: the list of references."""
        return self.page(
            "docs.html", docs="", home="../", references=list(self.references.values()), origin=origin(request)
        )

    def docs_without_slash(self, request: Request) -> Response:
        """Answer `/docs`, whose relative addresses would be wrong, with the way to `/docs/`."""
        del request
        return RedirectResponse("docs/", 308)

    def reference(self, request: Request) -> Response:
        """Answer `/docs/DIALECT`: the API reference."""
        reference = self.references.get(request.path_params["dialect"])
        if reference is None:
            return self.missing(docs="", home="../")
        return self.page(
            "reference.html", docs="", home="../", reference=reference, base_url=origin(request) + reference.base_path
        )

    def openapi(self, request: Request) -> Response:
        """Answer `/docs/DIALECT/openapi.json`: the OpenAPI document."""
        reference = self.references.get(request.path_params["dialect"])
        if reference is None:
            return self.missing(docs="../", home="../../")
        return reference.content.reply(request)

    def graphiql(self, request: Request) -> Response:
        """Answer `/docs/DIALECT/graphiql`: documents written and carried out by hand, where the dialect takes any."""
        reference = self.references.get(request.path_params["dialect"])
        if reference is None or reference.graphql_path is None:
            return self.missing(docs="../", home="../../")
        page = self.page(
            "graphiql.html",
            docs="../",
            home="../../",
            reference=reference,
            graphql_path=reference.graphql_path.removeprefix("/"),
        )
        page.headers["content-security-policy"] = GRAPHIQL_POLICY
        return page

    def asset(self, request: Request) -> Response:
        """Answer `/docs/assets/DIGEST/NAME`: a file from the package."""
        content = self.assets.get(f"{request.path_params['digest']}/{request.path_params['name']}")
        if content is None:
            return self.missing(docs="../../", home="../../../")
        return content.reply(request)

    def missing(self, *, docs: str, home: str) -> Response:
        """Answer 404 with the way back."""
        return self.page("missing.html", status=404, docs=docs, home=home)


def origin(request: Request) -> str:
    """Give scheme, host and prefix by which the client reached us, without a slash at the end.

    A Host header can hold anything; one that no URL can have is answered with the word HOST instead. A proxy in front tells
    by X-Forwarded-Proto that its clients use TLS; the header decides nothing but what is shown here.
    """
    try:
        url = URL(str(request.base_url))
        if request.headers.get("x-forwarded-proto") == "https":
            url = url.replace(scheme="https")
        understood = bool(url.hostname) and url.port != 0
    except ValueError:
        understood = False
    return str(url).rstrip("/") if understood else "http://HOST"


def pages(dialects: Sequence[Dialect]) -> list[BaseRoute]:
    """Give the routes of all pages.

    Args:
        dialects: those that this server serves, in the order in which they are shown.

    Returns:
        Routes for `/`, `/docs`, `/docs/`, `/docs/DIALECT`, `/docs/DIALECT/openapi.json`, `/docs/DIALECT/graphiql`
        and `/docs/assets/...`.
    """
    shown = Pages(dialects)
    return [
        Route("/", shown.front),
        Route("/docs", shown.docs_without_slash),
        Route("/docs/", shown.docs),
        Route("/docs/assets/{digest}/{name}", shown.asset),
        Route("/docs/{dialect}", shown.reference),
        Route("/docs/{dialect}/openapi.json", shown.openapi),
        Route("/docs/{dialect}/graphiql", shown.graphiql),
    ]

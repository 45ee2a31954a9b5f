"""Files that pages are made of, held in memory and served under addresses that name their content.

An asset's address holds the start of its SHA-256, so that browsers may keep it for ever and a new release is never
shown with an old one's files.
"""

import gzip
import hashlib
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["GRAPHIQL_POLICY", "SECURITY_HEADERS", "Content", "load_assets"]

SWAGGER_UI = "vendor/swagger-ui-5.35.0"
GRAPHIQL = "vendor/graphiql-4.1.2"
REACT = "vendor/react-18.3.1"
REACT_DOM = "vendor/react-dom-18.3.1"

ASSETS = (
    ("static/shelfwire.css", "text/css; charset=utf-8"),
    ("static/icon.svg", "image/svg+xml"),
    ("static/reference.js", "text/javascript; charset=utf-8"),
    (f"{SWAGGER_UI}/swagger-ui.css", "text/css; charset=utf-8"),
    (f"{SWAGGER_UI}/swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    ("static/graphiql.js", "text/javascript; charset=utf-8"),
    (f"{GRAPHIQL}/graphiql.min.css", "text/css; charset=utf-8"),
    (f"{GRAPHIQL}/graphiql.min.js", "text/javascript; charset=utf-8"),
    (f"{REACT}/react.production.min.js", "text/javascript; charset=utf-8"),
    (f"{REACT_DOM}/react-dom.production.min.js", "text/javascript; charset=utf-8"),
)

CACHE_FOREVER = "public, max-age=31536000, immutable"

SECURITY_HEADERS = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
"""Sent with every page: nothing is loaded from another host. Swagger UI has its small images in `data:` addresses."""


GRAPHIQL_POLICY = f"{SECURITY_HEADERS['content-security-policy']}; font-src data:; style-src 'self' 'unsafe-inline'"
"""GraphiQL has its fonts in `data:` addresses, and its menus write style sheets of their own; no script but ours runs there."""


class Content:
    """A body that does not change while the server runs, with its entity tags and its packed form."""

    def __init__(self, body: bytes, media_type: str, cache_control: str = "no-cache") -> None:
        """Hold `body`, to be served as `media_type` with this Cache-Control."""
        self.body = body
        self.media_type = media_type
        self.cache_control = cache_control
        self.digest = hashlib.sha256(body).hexdigest()[:16]

    @cached_property
    def body_packed(self) -> bytes:
        """The body in gzip, packed when it is first asked for."""
        return gzip.compress(self.body, mtime=0)

    def reply(self, request: Request) -> Response:
        """Answer with the body, packed where the client takes gzip, or with 304 where the client has it already."""
        packed = takes_gzip(request.headers.get("accept-encoding", ""))
        etag = f'"{self.digest}-gzip"' if packed else f'"{self.digest}"'
        headers = SECURITY_HEADERS | {"cache-control": self.cache_control, "etag": etag, "vary": "accept-encoding"}
        if has_tag(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=304, headers=headers)
        if packed:
            headers["content-encoding"] = "gzip"
        body = self.body_packed if packed else self.body
        return Response(body, headers=headers | {"content-type": self.media_type})


def takes_gzip(accept_encoding: str) -> bool:
    """Tell whether an Accept-Encoding header names gzip with a weight above zero (RFC 9110, 12.5.3)."""
    for part in accept_encoding.lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in {"gzip", "x-gzip"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def has_tag(if_none_match: str, etag: str) -> bool:
    """Tell whether an If-None-Match header names this entity tag; weak and strong ones compare equal (RFC 9110, 13.1.2)."""
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or "*" in tags


def load_assets() -> Mapping[str, Content]:
    """Read the assets from the package.

    Returns:
        By path below the assets' address (`0123456789abcdef/shelfwire.css`), in the order of `ASSETS`.
    """
    root = files("shelfwire.web")
    contents = {}
    for path, media_type in ASSETS:
        content = Content(root.joinpath(path).read_bytes(), media_type, CACHE_FOREVER)
        contents[f"{content.digest}/{path.rpartition('/')[2]}"] = content
    return contents

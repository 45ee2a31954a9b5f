"""Cross-origin requests from pages in browsers: off unless origins are set (https://fetch.spec.whatwg.org/#http-cors-protocol)."""

import re
from collections.abc import Mapping

from shelfwire.engine.reply import Reply

__all__ = ["CorsPolicy"]

PREFLIGHT_SECONDS = 600
REQUEST_HEADERS = ("authorization", "content-encoding", "content-type", "idempotency-key", "x-request-id")
"""Always allowed; credentials must be listed by name, for a browser's wildcard leaves them out."""
ANSWER_HEADERS = (
    "accept-encoding, allow, idempotency-replayed, retry-after, server-timing, www-authenticate, "
    "x-request-id, x-should-retry"
)
"""What a page may read of an answer beside its type and length, which need not be named: all that our answers carry."""
ASKED_HEADERS_MAX = 64

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]{1,128}")


class CorsPolicy:
    """Which origins' pages may call the dialects' operations, and what a browser is told."""

    def __init__(self, origins: str) -> None:
        """Take the setting: origins separated by commas, "" for none, "*" for all."""
        self._origins = frozenset(origin.strip().rstrip("/") for origin in origins.split(",") if origin.strip())

    def headers(self, request: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Give the headers that every answer to this request carries: none where the setting is empty."""
        if not self._origins:
            return ()
        if "*" in self._origins:
            allowed: tuple[tuple[str, str], ...] = (("access-control-allow-origin", "*"),)
        elif request.get("origin", "") in self._origins:
            allowed = (("access-control-allow-origin", request["origin"]), ("vary", "origin"))
        else:
            return (("vary", "origin"),)
        return (*allowed, ("access-control-expose-headers", ANSWER_HEADERS))

    def preflight(self, method: str, request: Mapping[str, str], allow: str) -> Reply | None:
        """Answer a browser's question before its request, or give None where this is none or origins are not set.

        The headers that the browser asks for are allowed along with our own, for which of them a dialect's credential
        travels in is that dialect's business.
        """
        if method != "OPTIONS" or not self._origins or "access-control-request-method" not in request:
            return None
        asked = [name.strip().lower() for name in request.get("access-control-request-headers", "").split(",")]
        allowed = sorted({*REQUEST_HEADERS, *(name for name in asked[:ASKED_HEADERS_MAX] if _TOKEN.fullmatch(name))})
        return Reply(
            204,
            b"",
            (
                ("access-control-allow-methods", allow),
                ("access-control-allow-headers", ", ".join(allowed)),
                ("access-control-max-age", str(PREFLIGHT_SECONDS)),
            ),
        )

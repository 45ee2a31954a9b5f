"""A request as the server received it."""

import gzip
from typing import Any
from urllib.parse import parse_qs

import msgspec
import zstandard
from starlette.types import Scope

__all__ = ["ReceivedRequest"]


class ReceivedRequest:
    """A request as the server received it, and the status that it was answered with.

    Attributes:
        method: upper case.
        path: percent-decoded, without the query.
        query: every parameter with its values in their order, decoded: `{"page_size": ["2"]}`.
        headers: names in lower case; of a header that came twice the last one counts.
        dialect: the name of the API whose path this is; None where it is no API's.
        status: of the answer; None while there is none, for ever where the connection ended without one.
        is_done: its answer is being sent, or there will be none.
    """

    def __init__(self, scope: Scope, dialect: str | None) -> None:
        """Begin with the head of a request, an ASGI scope."""
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query = parse_qs(scope["query_string"].decode("utf-8", "replace"), keep_blank_values=True)
        self.headers: dict[str, str] = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        self.dialect = dialect
        self.status: int | None = None
        self.is_done = False
        self._pieces: list[bytes] = []

    def __repr__(self) -> str:
        return f"<{self.method} {self.path} {self.status or 'unanswered'}>"

    @property
    def body(self) -> bytes:
        """The body as it travelled, as far as it was read: what is refused by its head alone is not read."""
        return b"".join(self._pieces)

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the client sent
        """The body unpacked (gzip or zstd) and decoded from JSON.

        Raises:
            msgspec.DecodeError: it is no JSON.
        """
        encoding = self.headers.get("content-encoding", "").strip().lower()
        body = self.body
        if encoding in {"gzip", "x-gzip"}:
            body = gzip.decompress(body)
        elif encoding == "zstd":
            with zstandard.ZstdDecompressor().stream_reader(body, read_across_frames=True) as unpacked:
                body = unpacked.read()
        return msgspec.json.decode(body)

    def add(self, piece: bytes) -> None:
        """Keep a further piece of the body; the server's part."""
        self._pieces.append(piece)

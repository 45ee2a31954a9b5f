"""GraphQL over HTTP: what a request says, and in which media type it wants its answer.

Source: GraphQL over HTTP, https://graphql.github.io/graphql-over-http/draft/, and what Lana's official client sends and reads
(`@lana-commerce/core` 13.0.0, `request.js`).
"""

import re

import msgspec
from msgspec import Raw

from shelfwire.dialects.contract import Head
from shelfwire.dialects.json_body import DECODE_ERRORS, malformed
from shelfwire.dialects.lana.graphql.faults import DocumentFault, parsing_failures

__all__ = ["GRAPHQL_RESPONSE", "JSON", "GraphqlRequest", "answer_type", "from_body", "from_query"]

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
PERSISTED_VERSION = 1

_WEIGHT = re.compile(r";\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)")


class PersistedQuery(msgspec.Struct):
    """A document by its hash.

    Attributes:
        version: of the protocol; there is one.
        sha256_hash: in hexadecimal digits.
    """

    version: int
    sha256_hash: str = msgspec.field(name="sha256Hash")


class Extensions(msgspec.Struct):
    """What a request says beyond the specification; all else that stands there is ignored."""

    persisted_query: PersistedQuery | None = msgspec.field(default=None, name="persistedQuery")


class GraphqlRequest(msgspec.Struct):
    """One request.

    Attributes:
        query: the document, or None.
        variables: a JSON object, or null.
        operation_name: which of the document's operations to carry out; None for the only one.
        extensions: see `Extensions`.
    """

    query: str | None = None
    variables: Raw = Raw(b"null")
    operation_name: str | None = msgspec.field(default=None, name="operationName")
    extensions: Extensions | None = None

    @property
    def sha256_hex(self) -> str | None:
        """The document's hash where the request makes it a persisted query.

        Raises:
            DocumentFault: it is of a version that is not known.
        """
        persisted = None if self.extensions is None else self.extensions.persisted_query
        if persisted is None:
            return None
        if persisted.version != PERSISTED_VERSION:
            raise DocumentFault(parsing_failures(["`persistedQuery` must be of version 1."]), 400)
        return persisted.sha256_hash.lower()


_decode = msgspec.json.Decoder(GraphqlRequest).decode
_decode_extensions = msgspec.json.Decoder(Extensions | None).decode
_SHAPE = (
    "The request must be a JSON object with the text `query`, and perhaps the object `variables`, the text `operationName` and "
    "the object `extensions`"
)


def from_body(body: bytes | bytearray) -> GraphqlRequest:
    """Read a request that was posted.

    Raises:
        DocumentFault: it is of another shape.
        Refusal: it is malformed.
    """
    try:
        return _checked(_decode(body))
    except msgspec.ValidationError as error:
        raise DocumentFault(parsing_failures([f"{_SHAPE}: {error}."]), 400) from None
    except DECODE_ERRORS as error:
        raise malformed(body, error) from None


def _checked(request: GraphqlRequest) -> GraphqlRequest:
    """Refuse variables that are neither an object nor null, which nothing else looks at before the document."""
    if bytes(memoryview(request.variables)[:1]) not in (b"{", b"n"):
        raise DocumentFault(parsing_failures(["`variables` must be an object."]), 400)
    return request


def from_query(head: Head) -> GraphqlRequest:
    """Read a request from the query of its address; an empty parameter says nothing.

    Raises:
        DocumentFault: a parameter is of another shape.
        Refusal: it is malformed JSON.
    """
    extensions = (head.parameter("extensions") or "null").encode("utf-8", "surrogatepass")
    variables = (head.parameter("variables") or "null").encode("utf-8", "surrogatepass")
    try:
        found = _decode_extensions(extensions)
    except msgspec.ValidationError:
        raise DocumentFault(parsing_failures(["`extensions` must be an object."]), 400) from None
    except DECODE_ERRORS as error:
        raise malformed(extensions, error) from None
    name = head.parameter("operationName") or None
    return _checked(GraphqlRequest(head.parameter("query") or None, Raw(variables.strip()), name, found))


def answer_type(accept: str) -> str:
    """Choose the media type of an answer: JSON unless the header `Accept` prefers GraphQL's own."""
    weights = {JSON: 0.0, GRAPHQL_RESPONSE: 0.0}
    order: list[str] = []
    for entry in accept.lower().split(","):
        name = entry.partition(";")[0].strip()
        if name in weights:
            found = _WEIGHT.search(entry)
            weights[name] = float(found[1]) if found else 1.0
            order.append(name)
    order.sort(key=lambda name: -weights[name])
    return order[0] if order and weights[order[0]] else JSON

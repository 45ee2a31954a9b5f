"""Errors as GraphQL answers them: `{"message", "locations", "path", "apiError"}`.

Lana's clients read `apiError`, the same object as in the JSON API, which stands beside `message` and not in `extensions`
(`@lana-commerce/core` 13.0.0, `request.js`). What is wrong with a document or with variables is code 1030, ParsingFailure.
"""

from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError, SourceLocation

from shelfwire.dialects.lana.errors import ApiError, ErrorCode

__all__ = ["PERSISTED_QUERY_NOT_FOUND", "DocumentFault", "Entry", "entry_of", "parsing_failures"]

MESSAGE_CHARACTERS_MAX = 1_000
"""A longer message of graphql-core is cut: it repeats what was sent, and stands three times in its entry."""

LOCATIONS_MAX = 20
"""How many places of a document one entry names."""

Entry = dict[str, Any]
"""One element of an answer's `errors`."""

PERSISTED_QUERY_NOT_FOUND = "PersistedQueryNotFound"
"""The message by which clients know that they have to send the whole document (the official client's request.js)."""


class DocumentFault(Exception):
    """A request that GraphQL refuses before any of its fields is carried out.

    Attributes:
        entries: what the answer lists.
        status: of an answer of type application/graphql-response+json; None where it is 400 there and 200 otherwise.
    """

    def __init__(self, entries: Sequence[Entry], status: int | None = None) -> None:
        """Keep what the answer says."""
        super().__init__(entries[0]["message"])
        self.entries = list(entries)
        self.status = status


def entry_of(
    error: ApiError, path: Sequence[str | int] = (), locations: Sequence[SourceLocation] | None = None
) -> Entry:
    """Put an operation's error under the field that it belongs to; without a path it belongs to the request."""
    entry: Entry = {"message": error.message}
    if locations:
        entry["locations"] = [{"line": place.line, "column": place.column} for place in locations[:LOCATIONS_MAX]]
    if path:
        entry["path"] = list(path)
    entry["apiError"] = error.value()
    return entry


def parsing_failures(errors: Sequence[GraphQLError | str]) -> list[Entry]:
    """Put what is wrong with a document or its variables into an answer's list."""
    return [_parsing_failure(error) for error in errors]


def _parsing_failure(error: GraphQLError | str) -> Entry:
    text = error if isinstance(error, str) else error.message
    if len(text) > MESSAGE_CHARACTERS_MAX:
        text = f"{text[:MESSAGE_CHARACTERS_MAX]}..."
    failure = ApiError(400, ErrorCode.PARSING_FAILURE, text, meta={"error": text})
    return entry_of(failure, (), None if isinstance(error, str) else error.locations)

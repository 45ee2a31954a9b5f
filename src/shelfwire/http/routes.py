"""Finding the operation that a request asks for: one look into a dict, or a few patterns where a path has parameters.

Starlette's own routing costs 2 to 14 microseconds a request on our machine and grows with the number of routes; this costs
less than one and does not (docs/adr/0008).
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from shelfwire.dialects.contract import Dialect, Operation

__all__ = ["Endpoint", "Routes"]

_PARAMETER = re.compile(r"\{([a-z_]+)\}")
_NO_PARAMETERS: Mapping[str, str] = {}


class Endpoint(msgspec.Struct):
    """One path and what can be done there.

    Attributes:
        methods: the operation and its dialect by method.
        allow: the value of the `Allow` header.
    """

    methods: dict[str, tuple[Dialect, Operation]]
    allow: str = ""

    @property
    def speaker(self) -> tuple[Dialect, Operation]:
        """Who words the answer to a method that does not exist here: the first with a shape of its own, else the first."""
        pairs = self.methods.values()
        return next((pair for pair in pairs if pair[1].refuse is not None), None) or next(iter(pairs))

    def operation(self, method: str) -> tuple[Dialect, Operation] | None:
        """Give the operation for a method, or None; HEAD is carried out as GET, its body never sent."""
        return self.methods.get(method) or (self.methods.get("GET") if method == "HEAD" else None)


class Routes:
    """All operations of all dialects by their paths."""

    def __init__(self, dialects: Sequence[Dialect]) -> None:
        """Compile the path templates of these dialects.

        Raises:
            ValueError: two operations share a method and a path.
        """
        endpoints: dict[str, Endpoint] = {}
        ignoring_case: set[str] = set()
        for dialect in dialects:
            if dialect.paths_ignore_case:
                ignoring_case.update(path for operation in dialect.operations for path in _paths(operation))
            for operation, path in ((one, path) for one in dialect.operations for path in _paths(one)):
                endpoint = endpoints.setdefault(path, Endpoint({}))
                if operation.method in endpoint.methods:
                    message = f"{operation.method} {path} is there twice"
                    raise ValueError(message)
                endpoint.methods[operation.method] = (dialect, operation)
        for endpoint in endpoints.values():
            endpoint.allow = _allow(endpoint.methods)
        self._plain = {path: endpoint for path, endpoint in endpoints.items() if not _PARAMETER.search(path)}
        self._folded = {path.lower(): endpoint for path, endpoint in self._plain.items() if path in ignoring_case}
        self._patterns = [
            (_pattern(path, ignore_case=path in ignoring_case), endpoint)
            for path, endpoint in endpoints.items()
            if path not in self._plain
        ]
        self._prefixes = _claims(
            (prefix.rstrip("/"), dialect) for dialect in dialects for prefix in dialect.path_prefixes
        )
        self._suffixes = _claims((suffix, dialect) for dialect in dialects for suffix in dialect.path_suffixes)

    def find(self, path: str) -> tuple[Endpoint, Mapping[str, str]] | None:
        """Find the endpoint of a percent-decoded path and what its template's parameters matched, or None."""
        endpoint = self._plain.get(path) or self._folded.get(path.lower())
        if endpoint is not None:
            return endpoint, _NO_PARAMETERS
        for pattern, candidate in self._patterns:
            match = pattern.fullmatch(path)
            if match:
                return candidate, match.groupdict()
        return None

    def dialect_under(self, path: str) -> Dialect | None:
        """Give the dialect under whose prefix a path without an endpoint lies, the longest prefix first, or None."""
        for prefix, dialect in self._prefixes:
            asked = _folded(path, dialect)
            if asked == prefix or asked.startswith(f"{prefix}/"):
                return dialect
        return None

    def dialect_ending(self, path: str) -> Dialect | None:
        """Give the dialect one of whose suffixes a path without an endpoint has, the longest suffix first, or None."""
        return next((dialect for suffix, dialect in self._suffixes if _folded(path, dialect).endswith(suffix)), None)

    @staticmethod
    def allow_of(dialect: Dialect) -> str:
        """Give the methods that a dialect has anywhere, as a value of the `Allow` header."""
        return _allow(operation.method for operation in dialect.operations)


def _allow(methods: Iterable[str]) -> str:
    names = set(methods)
    return ", ".join(sorted({*names, "HEAD"} if "GET" in names else names))


def _claims(pairs: Iterable[tuple[str, Dialect]]) -> list[tuple[str, Dialect]]:
    """Give beginnings or endings of paths with their dialects, spelt as that dialect compares, the longest first."""
    return sorted(((_folded(text, dialect), dialect) for text, dialect in pairs), key=lambda pair: -len(pair[0]))


def _paths(operation: Operation) -> tuple[str, ...]:
    return operation.path, *operation.further_paths


def _folded(path: str, dialect: Dialect) -> str:
    return path.lower() if dialect.paths_ignore_case else path


def _pattern(template: str, *, ignore_case: bool) -> re.Pattern[str]:
    """Turn `/a/{b}` into a pattern whose group `b` matches one segment of a path."""
    pieces = _PARAMETER.split(template)
    parts = [f"(?P<{piece}>[^/]+)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)]
    return re.compile("".join(parts), re.IGNORECASE if ignore_case else 0)

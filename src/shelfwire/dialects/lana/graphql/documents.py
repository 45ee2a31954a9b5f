"""Documents: parsed and validated within bounds, and remembered, also by their hash (automatic persisted queries).

What a hostile document costs is bounded before graphql-core validates it: its bytes and tokens when it is parsed, then its
fields with every fragment spread out, its depth, its aliases, and how often one place selects one name, for the comparison of
fields that may be merged is quadratic in that. A document that is not small is parsed and validated beside the event loop.
"""

import asyncio
import hashlib
from collections import Counter, OrderedDict
from collections.abc import Iterator

import msgspec
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    validate,
)

from shelfwire.dialects.lana.errors import ApiError, ErrorCode
from shelfwire.dialects.lana.graphql.faults import (
    PERSISTED_QUERY_NOT_FOUND,
    DocumentFault,
    Entry,
    entry_of,
    parsing_failures,
)
from shelfwire.dialects.lana.graphql.plans import Plan
from shelfwire.dialects.lana.graphql.sdl import schema

__all__ = [
    "ALIASES_MAX",
    "DEPTH_MAX",
    "DOCUMENT_BYTES_MAX",
    "FIELDS_MAX",
    "KEYS_MAX",
    "REPEATS_MAX",
    "TOKENS_MAX",
    "Document",
    "Documents",
]

DOCUMENT_BYTES_MAX = 100_000
"""The longest document."""

TOKENS_MAX = 5_000
"""The most tokens of a document; one that selects every field of a product has fewer than 300."""

FIELDS_MAX = 1_000
"""The most fields and spreads of a document, in every fragment and in what its operations come to with those spread out."""

DEPTH_MAX = 15
"""How deep selections may be nested, fragments spread out; the usual introspection queries have 13."""

ALIASES_MAX = 30
"""The most aliases in a document, and the most fields of an operation itself."""

KEYS_MAX = 3
"""Under how many names one selection of an object may select one field: more would multiply an answer's bytes."""

REPEATS_MAX = 30
"""How often one selection may select one name, its fragments spread out: each is compared with each."""

ERRORS_MAX = 20
"""How many of a document's errors are listed."""

INLINE_BYTES_MAX = 1_500
"""A longer document is parsed and validated beside the event loop: these take some fifteen milliseconds at worst."""

CACHED_DOCUMENTS_MAX = 1_000
"""How many documents are remembered."""

CACHED_BYTES_MAX = 100_000
"""How many bytes of documents are remembered; a parsed document takes about 140 times its bytes, so that these are 14 MB.

It has an object for nearly every byte, too, and the garbage collector stops everything for a tenth of a second for these."""


class Document(msgspec.Struct):
    """A document that was looked at.

    Attributes:
        text_bytes: its length.
        node: its syntax tree; None where it is not valid.
        errors: what is wrong with it.
        is_static: it has no directive, so that what it selects does not depend on variables.
        plans: what its operations do, by the name that was asked for; filled as they are asked for.
    """

    text_bytes: int
    node: DocumentNode | None
    errors: list[Entry]
    is_static: bool = True
    plans: dict[str | None, Plan] = msgspec.field(default_factory=dict)


class Documents:
    """The documents that were sent, those of the latest use.

    Attributes:
        bytes_remembered: how long they are together.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._by_hash: OrderedDict[bytes, Document] = OrderedDict()
        self.bytes_remembered = 0

    async def find(self, text: str | None, sha256_hex: str | None) -> Document:
        """Find a document by its text or by its hash, and remember it.

        Args:
            text: the document, or None where only its hash was sent.
            sha256_hex: its SHA-256 in hexadecimal digits where the client makes it a persisted query.

        Raises:
            DocumentFault: the hash is not that of the text, is unknown, or nothing was sent; the document is too long.
        """
        if text is None:
            if sha256_hex is None:
                raise DocumentFault(parsing_failures(["The request has no document: give one as `query`."]), 400)
            found = self._known(_digest_of(sha256_hex))
            if found is None:
                raise DocumentFault([_not_found()], 200)
            return found
        encoded = text.encode("utf-8", "surrogatepass")
        if len(encoded) > DOCUMENT_BYTES_MAX:
            raise DocumentFault(
                [_limit("document_bytes", f"A document may have at most {DOCUMENT_BYTES_MAX:,} bytes.")]
            )
        digest = hashlib.sha256(encoded).digest()
        if sha256_hex is not None and _digest_of(sha256_hex) != digest:
            raise DocumentFault(parsing_failures(["The hash in `persistedQuery` is not that of the document."]), 400)
        found = self._known(digest)
        if found is None:
            small = len(encoded) <= INLINE_BYTES_MAX
            found = _looked_at(text, len(encoded)) if small else await asyncio.to_thread(_looked_at, text, len(encoded))
            self._remember(digest, found)
        return found

    def _known(self, digest: bytes) -> Document | None:
        found = self._by_hash.get(digest)
        if found is not None:
            self._by_hash.move_to_end(digest)
        return found

    def _remember(self, digest: bytes, document: Document) -> None:
        previous = self._by_hash.pop(digest, None)
        self.bytes_remembered += document.text_bytes - (previous.text_bytes if previous else 0)
        self._by_hash[digest] = document
        while len(self._by_hash) > CACHED_DOCUMENTS_MAX or self.bytes_remembered > CACHED_BYTES_MAX:
            _, forgotten = self._by_hash.popitem(last=False)
            self.bytes_remembered -= forgotten.text_bytes


def _digest_of(sha256_hex: str) -> bytes:
    try:
        return bytes.fromhex(sha256_hex)
    except ValueError:
        return b""


def _not_found() -> Entry:
    error = ApiError(200, ErrorCode.NOT_FOUND, PERSISTED_QUERY_NOT_FOUND)
    return entry_of(error) | {"extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}}


def _limit(what: str, text: str) -> Entry:
    return entry_of(ApiError(400, ErrorCode.LIMIT_EXCEEDED, text, meta={"what": what}))


def _looked_at(text: str, text_bytes: int) -> Document:
    """Parse and validate a document within its bounds."""
    try:
        node = parse(text, max_tokens=TOKENS_MAX, allow_empty_selection_sets=False)
    except GraphQLError as error:
        return Document(text_bytes, None, parsing_failures([error]))
    except RecursionError:
        return Document(text_bytes, None, [_limit("depth", "The document is nested too deeply.")])
    refused = _Measure(node).refused()
    if refused is not None:
        return Document(text_bytes, None, [refused])
    errors = validate(schema(), node, max_errors=ERRORS_MAX)
    return Document(text_bytes, None if errors else node, parsing_failures(errors), is_static="@" not in text)


class _Measure:
    """Measures a document with its fragments spread out, each of which is looked at once."""

    def __init__(self, node: DocumentNode) -> None:
        self._operations = [one for one in node.definitions if isinstance(one, OperationDefinitionNode)]
        self._fragments = {
            one.name.value: one.selection_set for one in node.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._sizes: dict[str, tuple[int, int] | None] = {}
        self._literal_fields = 0
        self._aliases = 0

    def refused(self) -> Entry | None:
        """Give the error of a document that is too large, or None."""
        sizes = []
        try:
            for name in self._fragments:
                self._fragment_size(name)
            sizes = [self._size(one.selection_set) for one in self._operations]
        except RecursionError:
            return parsing_failures(["The fragments of the document spread each other without end, or too deeply."])[0]
        if max((fields for fields, _ in sizes), default=0) > FIELDS_MAX or self._literal_fields > 2 * FIELDS_MAX:
            return _limit("fields", f"A document may select at most {FIELDS_MAX:,} fields, its fragments spread out.")
        if max((depth for _, depth in sizes), default=0) > DEPTH_MAX:
            return _limit("depth", f"Selections may be nested at most {DEPTH_MAX} deep.")
        if self._aliases > ALIASES_MAX:
            return _limit("aliases", f"A document may have at most {ALIASES_MAX} aliases.")
        if any(sum(1 for _ in self._spread_out([one.selection_set])) > ALIASES_MAX for one in self._operations):
            return _limit("operations", f"One request may hold at most {ALIASES_MAX} operations.")
        return next(filter(None, (self._repeated([one.selection_set], is_root=True) for one in self._operations)), None)

    def _size(self, selections: SelectionSetNode) -> tuple[int, int]:
        """Count the fields and spreads of a selection, and how deep it is.

        Raises:
            RecursionError: a fragment is spread within itself.
        """
        count, depth = 0, 1
        for one in selections.selections:
            count += 1
            self._literal_fields += 1
            if isinstance(one, FragmentSpreadNode):
                inner, below = self._fragment_size(one.name.value)
                depth = max(depth, below)
            else:
                is_field = isinstance(one, FieldNode)
                self._aliases += isinstance(one, FieldNode) and one.alias is not None
                nested: SelectionSetNode | None = one.selection_set  # type: ignore[attr-defined] # the two kinds that are left have one
                inner, below = (0, 0) if nested is None else self._size(nested)
                depth = max(depth, below + is_field)
            count += inner
        return count, depth

    def _fragment_size(self, name: str) -> tuple[int, int]:
        if name not in self._fragments:
            return 0, 0
        if name not in self._sizes:
            self._sizes[name] = None
            self._sizes[name] = self._size(self._fragments[name])
        known = self._sizes[name]
        if known is None:
            raise RecursionError
        return known

    def _spread_out(self, sets: list[SelectionSetNode]) -> Iterator[FieldNode]:
        """Give the fields of selections that are merged, fragments spread out."""
        for selections in sets:
            for one in selections.selections:
                if isinstance(one, FieldNode):
                    yield one
                elif isinstance(one, FragmentSpreadNode):
                    if one.name.value in self._fragments:
                        yield from self._spread_out([self._fragments[one.name.value]])
                else:
                    yield from self._spread_out([one.selection_set])  # type: ignore[attr-defined] # an inline fragment

    def _repeated(self, sets: list[SelectionSetNode], *, is_root: bool = False) -> Entry | None:
        """Give the error for a field that is selected too often in one place, or None."""
        keys: dict[str, set[str]] = {}
        repeats: Counter[str] = Counter()
        merged: dict[str, list[SelectionSetNode]] = {}
        for one in self._spread_out(sets):
            key = one.alias.value if one.alias else one.name.value
            keys.setdefault(one.name.value, set()).add(key)
            repeats[key] += 1
            if one.selection_set is not None:
                merged.setdefault(key, []).append(one.selection_set)
        if max(repeats.values(), default=0) > REPEATS_MAX:
            return _limit("repeats", f"One selection may name a field at most {REPEATS_MAX} times.")
        if not is_root and max(map(len, keys.values()), default=0) > KEYS_MAX:
            return _limit("aliases", f"One selection may have a field under at most {KEYS_MAX} names.")
        return next(filter(None, (self._repeated(nested) for nested in merged.values())), None)

"""What can be read of one snapshot of the file."""

from array import array
from collections.abc import Collection, Sequence
from typing import Any

import apsw
import msgspec

from shelfwire.catalog.change import Offer, OfferKind
from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.product import Product
from shelfwire.catalog.query import Expression, Query
from shelfwire.settings import Settings
from shelfwire.storage.port import CatalogRow, ChangeRun, CredentialRow, HeldProducts, ReplyRow
from shelfwire.storage.sql import load_queries, read_sql
from shelfwire.storage.sqlite.search import search, search_count, within

__all__ = ["QUERIES", "SqliteReader", "catalog_span", "credential_row"]

QUERIES = load_queries(read_sql("shelfwire.storage.sqlite", "sql", "queries.sql"))
"""The statements of queries.sql by name."""

BLOCK_BITS = 10
"""A block of the page index holds 2^10 product numbers."""

CATALOG_BITS = 32
"""A row id is a catalog's number, shifted by this, plus the product's number."""

NUMBER_MAX = 2**62
"""Offsets and limits beyond this are all the same to a database of any size."""

TOO_BIG_PRODUCTS_MAX = 65_536
"""Where an unbounded read is too big for one text, it begins again with half of this."""

SEARCH_TIMEOUT_SECONDS = Settings().search_timeout_seconds
"""How long a search may run where nobody set anything else."""

_products = msgspec.json.Decoder(Product).decode_lines
_texts = msgspec.json.Decoder(list[str]).decode
_numbers = msgspec.json.Decoder(list[int]).decode
_offers = msgspec.json.Decoder(list[tuple[OfferKind, str, str, int, msgspec.Raw]]).decode
_blocks = msgspec.json.Decoder(list[tuple[int, int]]).decode
_runs = msgspec.json.Decoder(list[tuple[int, int, int]]).decode
_permissions = msgspec.json.Decoder(tuple[str, ...]).decode
_headers = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode
_encode = msgspec.json.Encoder().encode


def catalog_span(catalog_id: int) -> tuple[int, int]:
    """Give the row id before the catalog's first product and the one after its last."""
    return catalog_id << CATALOG_BITS, (catalog_id + 1) << CATALOG_BITS


def credential_row(row: Sequence[Any]) -> CredentialRow:
    """Turn a row of the credentials table into a credential."""
    (
        identifier,
        catalog_id,
        dialect,
        secret_hash,
        permissions,
        created_at,
        expires_at,
        revoked_at,
        label,
        password_hash,
    ) = row
    return CredentialRow(
        identifier,
        catalog_id,
        dialect,
        secret_hash,
        _permissions(permissions),
        created_at,
        expires_at,
        revoked_at,
        label,
        password_hash,
    )


def _is_storable(value: str) -> bool:
    """Tell whether a text can be stored as a key: a lone surrogate or a NUL is in none."""
    return "\x00" not in value and value.encode("utf-8", "ignore").decode() == value


def _listed(values: Sequence[str] | Sequence[int], key: KeyName) -> Any:  # noqa: ANN401 - apsw's binding type has no public name
    """Make the values of a key a table-valued parameter: JSON, but for vending keys, whose many quotes it would escape.

    Raises:
        ValueError: one of them cannot be stored.
    """
    if key is KeyName.VENDING_KEY and values:
        return apsw.carray(tuple(values))
    return _encode(values).decode()


class SqliteReader:
    """Reads through one connection; whoever makes it opens the transaction that is the snapshot."""

    __slots__ = ("_execute", "_search_timeout_seconds", "connection")

    def __init__(self, connection: apsw.Connection, search_timeout_seconds: float = SEARCH_TIMEOUT_SECONDS) -> None:
        """Read through `connection`; a search may run for so long."""
        self.connection = connection
        self._search_timeout_seconds = search_timeout_seconds
        self._execute = connection.execute

    def _value(self, name: str, parameters: Sequence[Any]) -> Any:  # noqa: ANN401 - whatever the one column holds
        """Run the statement of this name, which gives one row of one column, or none."""
        return self._execute(QUERIES[name], parameters).get

    def catalogs(self) -> list[CatalogRow]:
        """Give all catalogs, by their number."""
        return [CatalogRow(*row) for row in self._execute(QUERIES["catalogs"])]

    def catalog(self, catalog_id: int) -> CatalogRow | None:
        """Give one catalog, or None."""
        row = self._execute(QUERIES["catalog"], (catalog_id,)).fetchone()
        return None if row is None else CatalogRow(*row)

    def catalog_named(self, name: str) -> CatalogRow | None:
        """Give the catalog of this name, or None."""
        row = self._execute(QUERIES["catalog_named"], (name,)).fetchone()
        return None if row is None else CatalogRow(*row)

    def credentials(self, catalog_id: int | None = None) -> list[CredentialRow]:
        """Give all credentials, or those of one catalog, by their number, revoked and expired ones included."""
        return [credential_row(row) for row in self._execute(QUERIES["credentials"], (catalog_id,))]

    def credential(self, secret_hash: bytes) -> CredentialRow | None:
        """Give the credential with this hash, or None."""
        row = self._execute(QUERIES["credential"], (secret_hash,)).fetchone()
        return None if row is None else credential_row(row)

    def installation_key(self) -> bytes | None:
        """Give the installation's own key, or None where there is none yet."""
        row: Any = self._execute(QUERIES["installation_key"], ()).fetchone()
        return None if row is None else row[0]

    def reply(self, scope: bytes, now: int) -> ReplyRow | None:
        """Give the stored answer under this scope that has not expired at `now` (microseconds), or None."""
        row: Any = self._execute(QUERIES["reply"], (scope, now)).fetchone()
        if row is None:
            return None
        scope, fingerprint, status, headers, body, created_at, expires_at = row
        return ReplyRow(scope, fingerprint, status, _headers(headers), body, created_at, expires_at)

    def find(self, catalog_id: int, key: KeyName, values: Sequence[str] | Sequence[int]) -> list[Product]:
        """Give the products whose key is one of `values`, in no particular order, in one statement."""
        if not values:
            return []
        try:
            if key is KeyName.PRODUCT_ID:
                base, end = catalog_span(catalog_id)
                row_ids = [base + int(value) for value in values]
                return self._products("find_product_id", (int64s(row_ids, base, end),))
            if key is KeyName.SKU and len(values) == 1:
                return self._products("find_one_sku", (catalog_id, values[0]))
            return self._products(f"find_{key.value}", (catalog_id, _encode(values).decode()))
        except UnicodeEncodeError:
            return self.find(catalog_id, key, [value for value in map(str, values) if _is_storable(value)])
        except apsw.TooBigError:
            # A text of SQLite holds a gigabyte; products of megabytes each do not fit together into one.
            half = len(values) // 2
            if not half:
                raise
            return self.find(catalog_id, key, values[:half]) + self.find(catalog_id, key, values[half:])

    def held(self, catalog_id: int, values: Sequence[str] | Sequence[int], key: KeyName = KeyName.SKU) -> HeldProducts:
        """Find products by one of their keys, as `find` does, for a bulk write: no value stands twice in `values`."""
        try:
            if len(values) == 1 and key is KeyName.SKU:
                one: Any = self._execute(QUERIES["held_one_sku"], (catalog_id, values[0])).fetchone()
                return HeldProducts() if one is None else HeldProducts((0,), one[:1], one[1:2], one[2:])
            numbers, lines = self._value(f"held_{key.value}", (catalog_id, _listed(values, key)))
        except ValueError:
            # No stored key holds a lone surrogate or a NUL, and none is empty.
            return self.held(catalog_id, [value if _is_storable(value) else "" for value in map(str, values)], key)
        except apsw.TooBigError:
            # As in `find`.
            half = len(values) // 2
            if not half:
                raise
            first, second = self.held(catalog_id, values[:half], key), self.held(catalog_id, values[half:], key)
            return HeldProducts(
                [*first.places, *(half + place for place in second.places)],
                [*first.product_ids, *second.product_ids],
                [*first.attributes, *second.attributes],
                [*first.shapes, *second.shapes],
            )
        if numbers is None:
            return HeldProducts()
        flat = _numbers(numbers)
        return HeldProducts(flat[::3], flat[1::3], lines.split(b"\n"), flat[2::3])

    def taken(self, catalog_id: int, key: KeyName, values: Collection[str]) -> list[str]:
        """Give those of these skus, handles or option codes that products have, in no particular order."""
        try:
            return _texts(self._value(f"taken_{key.value}", (catalog_id, _encode(values).decode())))
        except UnicodeEncodeError:
            return self.taken(catalog_id, key, [value for value in values if _is_storable(value)])

    def page(self, catalog_id: int, offset: int, limit: int) -> list[Product]:
        """Give `limit` products from position `offset` (from 0) in the order of product_id."""
        text = self._value("blocks", (catalog_id,))
        before = 0
        for block, product_count in [] if text is None else _blocks(text):
            if before <= offset < before + product_count:
                base, end = catalog_span(catalog_id)
                return self._span("page", base + (block << BLOCK_BITS) - 1, end, limit, (offset - before,))
            before += product_count
        return []

    def after(self, catalog_id: int, product_id: int, limit: int) -> list[Product]:
        """Give the next `limit` products with a greater product_id, in its order."""
        base, end = catalog_span(catalog_id)
        return self._span("page", base + min(max(product_id, 0), end - base), end, limit, (0,))

    def holding(
        self, catalog_id: int, attribute: str, value: bytes, after_product_id: int, limit: int
    ) -> list[Product]:
        """Give the next `limit` products, by product_id, whose attribute has this JSON value, as bytes in our encoding."""
        base, end = catalog_span(catalog_id)
        start = base + min(max(after_product_id, 0), end - base)
        return self._span("holding", start, end, limit, (attribute, value.decode()))

    def _span(self, name: str, start: int, end: int, limit: int, further: tuple[Any, ...]) -> list[Product]:
        """Give the next `limit` products between two row ids, by the statement of this name."""
        bounded = min(max(limit, 0), NUMBER_MAX)
        try:
            return self._products(name, (start, end, bounded, *further))
        except apsw.TooBigError:
            # As in `find`; of an unknown number of products the half is not known either, but a bound on it is.
            half = min(bounded, TOO_BIG_PRODUCTS_MAX) // 2
            if not half:
                raise
        first = self._span(name, start, end, half, further)
        if len(first) < half:
            return first
        base = end - (1 << CATALOG_BITS)
        # What was skipped before the first half is behind it now.
        rest = (0,) if name == "page" else further
        return first + self._span(name, base + first[-1].product_id, end, bounded - half, rest)

    def search(self, catalog_id: int, query: Query) -> list[Product]:
        """Give the products that a query asks for, in the order that `catalog.query.full_order` says."""
        with within(self.connection, self._search_timeout_seconds):
            return search(self.connection, catalog_id, catalog_span(catalog_id)[0], query)

    def count(self, catalog_id: int, where: Expression | None) -> int:
        """Tell exactly how many products a condition is true for; None is true for all, whose number is kept."""
        if where is None:
            row = self.catalog(catalog_id)
            return 0 if row is None else row.product_count
        with within(self.connection, self._search_timeout_seconds):
            return search_count(self.connection, catalog_id, catalog_span(catalog_id)[0], where)

    def offers(self, catalog_id: int, skus: Sequence[str]) -> list[Offer]:
        """Give all offers of these skus, by sku, kind, offer_id and line_number."""
        text = self._value("offers", (catalog_id, _encode(list(skus)).decode()))
        if text is None:
            return []
        return [
            Offer(kind, sku, offer_id, line_number, bytes(attributes))
            for kind, sku, offer_id, line_number, attributes in _offers(text)
        ]

    def changes_since(self, catalog_id: int, revision: int, limit: int) -> list[ChangeRun]:
        """Give up to `limit` runs of changes after `revision`, oldest first, deletions included."""
        text = self._value("changes_since", (catalog_id, revision, min(max(limit, 0), NUMBER_MAX)))
        return [] if text is None else [ChangeRun(*run) for run in _runs(text)]

    def _products(self, name: str, parameters: Sequence[Any]) -> list[Product]:
        """Run a statement that gives products as lines of JSON arrays, or NULL where there are none."""
        text = self._value(name, parameters)
        return [] if text is None else _products(text)


def int64s(row_ids: Sequence[int], base: int, end: int) -> Any:  # noqa: ANN401 - apsw's binding type has no public name
    """Make row ids a table-valued parameter; numbers outside the catalog's span name nothing and are left out."""
    inside = array("q", [row_id for row_id in row_ids if base < row_id < end])
    return apsw.carray(inside) if inside else None

"""What a write job may do: it shares a commit with its neighbours and a savepoint keeps it apart from them."""

from array import array
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain

import apsw
import msgspec

from shelfwire.catalog.change import Offer, OfferKind
from shelfwire.catalog.product import PRODUCT_ID_MAX, Product
from shelfwire.catalog.query import Expression, Query
from shelfwire.storage.port import (
    CatalogRow,
    ChangeRun,
    CredentialRow,
    NewProduct,
    PlainProducts,
    ReplyRow,
    UpdatedProduct,
)
from shelfwire.storage.sqlite import statements
from shelfwire.storage.sqlite.bookkeeping import Bookkeeping
from shelfwire.storage.sqlite.classes import classes_of
from shelfwire.storage.sqlite.reader import QUERIES, SqliteReader, catalog_span, credential_row, int64s

__all__ = ["NeedsOwnCommit", "SqliteTransaction"]

_product_ids = msgspec.json.Decoder(list[int]).decode
_encode = msgspec.json.Encoder().encode


_KEY_TAKEN = "another product has one of the keys"


def _classes(products: Sequence[NewProduct] | Sequence[UpdatedProduct]) -> list[int | None]:
    """Give the classes of products."""
    return classes_of([product.attributes.encode() for product in products])


def _further_keys(product: NewProduct | UpdatedProduct) -> tuple[str | None, str | None, str | None]:
    """Give the keys that only some products have."""
    return product.handle, product.option_code, product.vending_key


class NeedsOwnCommit(BaseException):
    """The job did what only a job alone in its commit can do; the writer runs it again, alone.

    Not an `Exception`, so that a job's own handlers let it pass.
    """


class SqliteTransaction(SqliteReader):
    """One job's view of the commit that the writer has open."""

    __slots__ = ("_commit", "_job", "_named", "_savepoint", "_shared", "needs_own_commit", "wrote")

    def __init__(self, connection: apsw.Connection, commit: Bookkeeping, *, shared: bool) -> None:
        """Begin a job.

        Args:
            connection: the writer's, with a transaction open.
            commit: what the jobs before it in this commit left to write.
            shared: whether jobs before it in this commit wrote anything, so that it has to be kept apart from them.
        """
        super().__init__(connection)
        self._commit = commit
        self._job = Bookkeeping()
        self._named: dict[int, array[int]] = {}
        self._shared = shared
        self._savepoint = False
        self.wrote = False
        self.needs_own_commit = False

    def finish(self) -> None:
        """Keep what the job did, for the commit."""
        if self._savepoint:
            self._execute("RELEASE job")
        self._commit.join(self._job)

    def undo(self) -> bool:
        """Take back what the job did and tell whether that was possible without rolling back the whole transaction."""
        if self._savepoint:
            self._execute("ROLLBACK TO job")
            self._execute("RELEASE job")
            return True
        return not self.wrote

    def _write(self) -> None:
        """Be ready to write: from here on there is something to undo."""
        if not self.wrote:
            if self._shared:
                self._execute("SAVEPOINT job")
                self._savepoint = True
            self.wrote = True

    def _settle(self) -> None:
        """Write the bookkeeping so far, because the job is about to read it or to go round it."""
        if self._shared:
            self.needs_own_commit = True
            raise NeedsOwnCommit
        if self._job.pending:
            self._write()
            self._job.write(self.connection)

    def _counters(self, catalog_id: int) -> CatalogRow:
        """Give the catalog's counters, to be changed in place.

        Raises:
            LookupError: there is no such catalog.
        """
        job = self._job
        row = job.catalogs.get(catalog_id)
        if row is None:
            before = self._commit.catalogs.get(catalog_id)
            row = super().catalog(catalog_id) if before is None else msgspec.structs.replace(before)
            if row is None:
                message = f"there is no catalog {catalog_id}"
                raise LookupError(message)
            job.catalogs[catalog_id] = row
        job.changed.add(catalog_id)
        return row

    def catalogs(self) -> list[CatalogRow]:
        """Give all catalogs, by their number."""
        return [self._current(row) for row in super().catalogs()]

    def catalog(self, catalog_id: int) -> CatalogRow | None:
        """Give one catalog, or None."""
        known = self._job.catalogs.get(catalog_id) or self._commit.catalogs.get(catalog_id)
        return super().catalog(catalog_id) if known is None else msgspec.structs.replace(known)

    def catalog_named(self, name: str) -> CatalogRow | None:
        """Give the catalog of this name, or None."""
        row = super().catalog_named(name)
        return None if row is None else self._current(row)

    def _current(self, row: CatalogRow) -> CatalogRow:
        """Give a catalog with the counters that this commit has so far."""
        known = self._job.catalogs.get(row.catalog_id) or self._commit.catalogs.get(row.catalog_id)
        return row if known is None else msgspec.structs.replace(known)

    def page(self, catalog_id: int, offset: int, limit: int) -> list[Product]:
        """Give `limit` products from position `offset` (from 0) in the order of product_id."""
        self._settle()
        return super().page(catalog_id, offset, limit)

    def search(self, catalog_id: int, query: Query) -> list[Product]:
        """Give the products that a query asks for, in the order that `catalog.query.full_order` says."""
        self._settle()
        return super().search(catalog_id, query)

    def count(self, catalog_id: int, where: Expression | None) -> int:
        """Tell exactly how many products a condition is true for; None is true for all, whose number is kept."""
        if where is not None:
            self._settle()
        return super().count(catalog_id, where)

    def changes_since(self, catalog_id: int, revision: int, limit: int) -> list[ChangeRun]:
        """Give up to `limit` runs of changes after `revision`, oldest first, deletions included."""
        self._settle()
        return super().changes_since(catalog_id, revision, limit)

    def next_revision(self, catalog_id: int) -> int:
        """Begin the batch's revision: one more than the catalog's last."""
        row = self._counters(catalog_id)
        self._write()
        row.revision += 1
        return row.revision

    def next_product_ids(self, catalog_id: int, count: int) -> int:
        """Take `count` numbers from the catalog's counter and give the first."""
        row = self._counters(catalog_id)
        if row.product_id_last + count > PRODUCT_ID_MAX:
            message = (
                f"catalog {catalog_id} has {PRODUCT_ID_MAX - row.product_id_last} product numbers left, not {count}"
            )
            raise OverflowError(message)
        self._write()
        first = row.product_id_last + 1
        row.product_id_last += count
        return first

    def insert(self, catalog_id: int, products: Sequence[NewProduct], revision: int, now: int) -> None:
        """Insert products whose keys no other product has.

        Raises:
            ValueError: another product has one of the keys.
        """
        if not products:
            return
        row = self._counters(catalog_id)
        self._write()
        try:
            self._insert_rows(catalog_id, products, revision, now)
        except apsw.ConstraintError as error:
            raise ValueError(_KEY_TAKEN) from error
        ids = [product.product_id for product in products]
        row.product_count += len(ids)
        self._job.count(catalog_id, ids, 1, now)
        self._job.log(catalog_id, revision, ids)

    def insert_plain(self, catalog_id: int, products: PlainProducts, revision: int, now: int) -> None:
        """As `insert`, of products whose numbers follow one another.

        Raises:
            ValueError: another product has one of the keys.
        """
        if not products.product_ids:
            return
        row = self._counters(catalog_id)
        self._write()
        common = (catalog_span(catalog_id)[0], catalog_id, revision, now)
        further = products.further_keys
        attributes = products.attributes
        columns = (products.product_ids, products.skus, attributes, classes_of(attributes), products.shapes)
        statement = partial(statements.insert_plain_products, further_keys=tuple(key.value for key in further))
        try:
            self._write_columns(statement, common, (*columns, *further.values()))
        except apsw.ConstraintError as error:
            raise ValueError(_KEY_TAKEN) from error
        row.product_count += len(products.product_ids)
        self._job.count(catalog_id, products.product_ids, 1, now)
        self._job.log(catalog_id, revision, products.product_ids)

    def update_plain(self, catalog_id: int, products: PlainProducts, revision: int, now: int) -> None:
        """As `update`, of products whose keys stay."""
        if not products.product_ids:
            return
        self._write()
        common = (catalog_span(catalog_id)[0], revision, now)
        attributes = products.attributes
        columns = (products.product_ids, attributes, classes_of(attributes), products.shapes)
        self._write_columns(statements.update_plain_products, common, columns)
        self._job.log(catalog_id, revision, products.product_ids)

    def _write_columns(
        self,
        statement: Callable[[int], str],
        common: tuple[int, ...],
        columns: tuple[Sequence[object], ...],
    ) -> None:
        """Run a statement of many rows over columns."""
        width = len(columns)
        for start, size in statements.chunks(len(columns[0])):
            values: list[object] = [None] * (size * width)
            for place, column in enumerate(columns):
                values[place::width] = column[start : start + size]
            self._execute(statement(size), (*common, *values))

    def _insert_rows(self, catalog_id: int, products: Sequence[NewProduct], revision: int, now: int) -> None:
        """Insert the rows themselves."""
        common = (catalog_span(catalog_id)[0], catalog_id, revision, now)
        for start, size in statements.chunks(len(products)):
            piece = products[start : start + size]
            values: list[str | int | None] = [*common]
            classes = _classes(piece)
            if any(product.handle or product.option_code or product.vending_key for product in piece):
                for product, number in zip(piece, classes, strict=True):
                    values += (product.product_id, product.sku, product.attributes, number, *_further_keys(product))
                self._execute(statements.insert_keyed_products(size), values)
            else:
                for product, number in zip(piece, classes, strict=True):
                    values += (product.product_id, product.sku, product.attributes, number)
                self._execute(statements.insert_products(size), values)

    def update(self, catalog_id: int, products: Sequence[UpdatedProduct], revision: int, now: int) -> None:
        """Update products by their number; a key may move from one of them to another in the same call.

        Raises:
            ValueError: a product outside the call has one of the keys.
        """
        if not products:
            return
        self._write()
        common = (catalog_span(catalog_id)[0], revision, now)
        keyed = [product for product in products if product.keys_change]
        plain = [product for product in products if not product.keys_change] if keyed else products
        for start, size in statements.chunks(len(plain)):
            values: list[str | int | None] = [*common]
            piece = plain[start : start + size]
            for product, number in zip(piece, _classes(piece), strict=True):
                values += (product.product_id, product.attributes, number)
            self._execute(statements.update_attributes(size), values)
        if keyed:
            self._execute(QUERIES["free_keys"], (self._row_ids(catalog_id, [item.product_id for item in keyed]),))
        for start, size in statements.chunks(len(keyed)):
            values = [*common]
            piece = keyed[start : start + size]
            for product, number in zip(piece, _classes(piece), strict=True):
                values += (product.product_id, product.attributes, number, product.sku, *_further_keys(product))
            try:
                self._execute(statements.update_products(size), values)
            except apsw.ConstraintError as error:
                raise ValueError(_KEY_TAKEN) from error
        self._job.log(catalog_id, revision, [product.product_id for product in products])

    def _row_ids(self, catalog_id: int, product_ids: Sequence[int]) -> object:
        """Make the row ids of products a table-valued parameter."""
        base, end = catalog_span(catalog_id)
        return int64s([base + product_id for product_id in product_ids], base, end)

    def delete(self, catalog_id: int, product_ids: Sequence[int], revision: int, now: int) -> int:
        """Delete products: each leaves a tombstone, frees its keys and takes its offers along. Gives how many there were."""
        text = self._value("live_product_ids", (self._row_ids(catalog_id, product_ids),))
        if text is None:
            return 0
        ids = _product_ids(text)
        row = self._counters(catalog_id)
        self._write()
        self._execute(QUERIES["bury"], (self._row_ids(catalog_id, ids), revision, now))
        if self._value("offers_exist", (catalog_id,)):
            self._execute(QUERIES["delete_offers_of"], (catalog_id, self._row_ids(catalog_id, ids)))
        self._execute(QUERIES["delete"], (self._row_ids(catalog_id, ids),))
        row.product_count -= len(ids)
        self._job.count(catalog_id, ids, -1)
        self._job.log(catalog_id, revision, ids)
        return len(ids)

    def name(self, catalog_id: int, product_ids: Sequence[int]) -> None:
        """Remember, until the job ends, that the batch named these products (see `delete_unnamed`)."""
        named = self._named.setdefault(catalog_id, array("q"))
        base, end = catalog_span(catalog_id)
        named.extend(base + product_id for product_id in product_ids if 0 < product_id < end - base)

    def _named_row_ids(self, catalog_id: int) -> object:
        """Make the row ids of the named products a table-valued parameter."""
        named = self._named.get(catalog_id)
        return apsw.carray(named) if named else None

    def unnamed_exist(self, catalog_id: int) -> bool:
        """Tell whether `delete_unnamed` would delete anything."""
        return bool(self._value("unnamed_exist", (*catalog_span(catalog_id), self._named_row_ids(catalog_id))))

    def delete_unnamed(self, catalog_id: int, revision: int, now: int) -> int:
        """Delete every product of the catalog that `name` was not called with in this job. Gives how many."""
        self._settle()
        row = self._counters(catalog_id)
        self._write()
        self._execute(QUERIES["create_doomed"])
        self._execute(QUERIES["doom"], (*catalog_span(catalog_id), self._named_row_ids(catalog_id)))
        count = self.connection.changes()
        if count:
            self._execute(QUERIES["bury_doomed"], (revision, now))
            if self._value("offers_exist", (catalog_id,)):
                self._execute(QUERIES["delete_offers_of_doomed"], (catalog_id,))
            self._execute(QUERIES["log_doomed"], (catalog_id, revision))
            self._execute(QUERIES["count_doomed"], (catalog_id,))
            self._execute(QUERIES["drop_empty_blocks"], (catalog_id,))
            self._execute(QUERIES["delete_doomed"])
            self._execute(QUERIES["clear_doomed"])
            row.product_count -= count
        return count

    def write_offers(self, catalog_id: int, offers: Sequence[Offer]) -> None:
        """Insert, replace or delete offers by (kind, sku, offer_id, line_number), in order: the last one wins."""
        if not offers:
            return
        self._write()
        last = {(offer.sku, offer.kind.value, offer.offer_id, offer.line_number): offer for offer in offers}
        written = [(*key, offer.attributes.decode()) for key, offer in last.items() if not offer.delete]
        removed = [key for key, offer in last.items() if offer.delete]
        self._write_pieces(catalog_id, statements.write_offers, written)
        self._write_pieces(catalog_id, statements.delete_offers, removed)

    def _write_pieces(
        self, catalog_id: int, statement: Callable[[int], str], rows: Sequence[tuple[str | int, ...]]
    ) -> None:
        """Run a statement of many rows whose first parameter is the catalog."""
        for start, size in statements.chunks(len(rows)):
            self._execute(statement(size), (catalog_id, *chain.from_iterable(rows[start : start + size])))

    def clear_offers(self, catalog_id: int, kind: OfferKind) -> int:
        """Delete all offers of this kind in the catalog. Gives how many."""
        self._write()
        self._execute(QUERIES["clear_offers"], (catalog_id, kind.value))
        return self.connection.changes()

    def save_reply(self, reply: ReplyRow) -> None:
        """Store an answer under its scope, replacing an expired one.

        Raises:
            ValueError: there is one that has not expired.
        """
        self._write()
        self._execute(
            QUERIES["save_reply"],
            (
                reply.scope,
                reply.fingerprint,
                reply.status,
                _encode(reply.headers).decode(),
                reply.body,
                reply.created_at,
                reply.expires_at,
            ),
        )
        if not self.connection.changes():
            message = "an answer that has not expired is stored under this scope"
            raise ValueError(message)

    def purge_replies(self, now: int) -> int:
        """Delete the answers that have expired at `now`. Gives how many."""
        self._write()
        self._execute(QUERIES["purge_replies"], (now,))
        return self.connection.changes()

    def create_catalog(self, name: str, now: int) -> CatalogRow:
        """Create a catalog.

        Raises:
            ValueError: the name is taken.
        """
        self._write()
        try:
            catalog_id = self._value("create_catalog", (name, now))
        except apsw.ConstraintError:
            message = f"there is a catalog of the name {name!r} already"
            raise ValueError(message) from None
        return CatalogRow(catalog_id, name, now)

    def create_credential(self, credential: CredentialRow) -> CredentialRow:
        """Store a credential; its `credential_id` is given out here, whatever the argument says.

        Raises:
            ValueError: there is one with this secret.
        """
        self._write()
        parameters = (
            credential.catalog_id,
            credential.dialect,
            credential.secret_hash,
            _encode(credential.permissions).decode(),
            credential.created_at,
            credential.expires_at,
            credential.revoked_at,
            credential.label,
            credential.password_hash,
        )
        try:
            credential_id = self._value("create_credential", parameters)
        except apsw.ConstraintError:
            message = "there is a credential with this secret already"
            raise ValueError(message) from None
        return msgspec.structs.replace(credential, credential_id=credential_id)

    def signing_key(self, new: bytes) -> bytes:
        """Give the installation's own key; it is `new` where there is none yet."""
        self._write()
        key: bytes = self._value("signing_key", (new,))
        return key

    def revoke_credential(self, credential_id: int, now: int) -> CredentialRow | None:
        """Revoke a credential for ever; None where there is none. One that was revoked before keeps its first date."""
        self._write()
        row = self._execute(QUERIES["revoke_credential"], (credential_id, now)).fetchone()
        return None if row is None else credential_row(row)

    def probe(self, now: int) -> None:
        """Write a little, to find out whether that is possible."""
        self._write()
        self._execute(QUERIES["probe"], (now,))

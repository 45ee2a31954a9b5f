"""The contract of every store: what the engine, access and the dialects may ask of the place where catalogs live.

Writes go through `Store.write`: a job is a plain function that gets a `Transaction`, runs in the store's writer beside other
jobs that waited with it, and is acknowledged after the commit that holds it. A job may be run more than once (after a failed
commit, or after a rollback that took its neighbours along), so it must have no effect but through its transaction.

Reads go through `Store.read`: a job gets a `Reader` that sees one consistent snapshot of what was committed.

Errors are few: a job's own exception rolls back that job alone and comes out of `write` as it is; `StoreBusy`, `StoreFull`
and `StoreFailed` say that nothing of the job was written. `SearchTooSlow` says that a search was stopped.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol, TypeVar

import msgspec

from shelfwire.catalog.change import Offer, OfferKind
from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.product import Product
from shelfwire.catalog.query import Expression, Query

__all__ = [
    "CatalogRow",
    "ChangeRun",
    "CredentialRow",
    "HeldProducts",
    "NewProduct",
    "PlainProducts",
    "Reader",
    "ReplyRow",
    "SearchTooSlow",
    "Store",
    "StoreBusy",
    "StoreError",
    "StoreFailed",
    "StoreFull",
    "StoreUnusable",
    "Transaction",
    "UpdatedProduct",
]

T = TypeVar("T")


class StoreError(Exception):
    """Something about the store, not about the request, kept a job from being carried out; nothing of it was written."""


class StoreBusy(StoreError):
    """The job waited in the writer's queue for longer than it may, or the queue is full; try again later.

    Attributes:
        retry_after_seconds: when it makes sense to try again.
    """

    def __init__(self, message: str, retry_after_seconds: int = 1) -> None:
        """Keep the time after which a client should try again."""
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class StoreFull(StoreError):
    """There is no space left for the job; it can be repeated when there is."""


class StoreFailed(StoreError):
    """The database could not be read or written (an I/O error, a commit that failed, a store that is closing)."""


class SearchTooSlow(StoreError):
    """A search ran for longer than it may and was stopped, so that others can read; one that asks for less may succeed."""


class StoreUnusable(StoreError):
    """The store cannot be opened at all: locked by another server, not ours, of a newer version. Told at start-up."""


class CatalogRow(msgspec.Struct):
    """One catalog and its counters.

    Attributes:
        catalog_id: 1 for the first, counting up.
        name: unique in the database.
        created_at: microseconds since 1970 in UTC.
        revision: how many batches have changed it.
        product_id_last: the last product_id that was given out; 0 at first.
        product_count: how many products are live; kept, not counted.
    """

    catalog_id: int
    name: str
    created_at: int
    revision: int = 0
    product_id_last: int = 0
    product_count: int = 0


class CredentialRow(msgspec.Struct, frozen=True):
    """One credential as it is stored: never its secret.

    Attributes:
        credential_id: counting up from 1 in the database.
        catalog_id: the one catalog that it opens.
        dialect: the one dialect that it speaks.
        secret_hash: SHA-256 of the secret (32 bytes); unique.
        permissions: what it may do, sorted.
        created_at: microseconds since 1970 in UTC.
        expires_at: likewise, or None where it never ends.
        revoked_at: likewise, or None while it is valid.
        label: what a person called it, or "".
        password_hash: SHA-256 of the second secret (32 bytes) of a credential whose client logs in, else None.
    """

    credential_id: int
    catalog_id: int
    dialect: str
    secret_hash: bytes
    permissions: tuple[str, ...]
    created_at: int
    expires_at: int | None = None
    revoked_at: int | None = None
    label: str = ""
    password_hash: bytes | None = None


class ReplyRow(msgspec.Struct, frozen=True):
    """The stored answer to a request that came with an idempotency key.

    Attributes:
        scope: who asked what under which key: SHA-256 over credential, method, path and key (32 bytes); unique.
        fingerprint: SHA-256 of the request's body and of what else decides its meaning (32 bytes).
        status: the HTTP status of the answer.
        headers: the answer's own headers as pairs.
        body: the answer's body.
        created_at: microseconds since 1970 in UTC.
        expires_at: likewise; from then on the row does not exist any more for a reader.
    """

    scope: bytes
    fingerprint: bytes
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    created_at: int
    expires_at: int


class NewProduct(msgspec.Struct, array_like=True, gc=False):
    """A product to insert; the store adds revision and times. `attributes` is a flat JSON object as text, without nulls."""

    product_id: int
    sku: str
    attributes: str
    handle: str | None = None
    option_code: str | None = None
    vending_key: str | None = None


class UpdatedProduct(msgspec.Struct, array_like=True, gc=False):
    """A product to update: all its keys and attributes as they shall be; `keys_change` where a key differs from before."""

    product_id: int
    sku: str
    attributes: str
    handle: str | None = None
    option_code: str | None = None
    vending_key: str | None = None
    keys_change: bool = False


class PlainProducts(msgspec.Struct, gc=False):
    """Products column by column: what bulk writes are made of.

    Attributes:
        product_ids: their numbers.
        attributes: of each a flat JSON object as bytes, its names sorted, without nulls.
        shapes: of each the number of the set of its attributes' names (`catalog.merge.Shape`), or 0.
        skus: of each the sku; not used where products are updated, whose keys stay.
        further_keys: of each the value of further text keys, or None; likewise.
    """

    product_ids: Sequence[int]
    attributes: Sequence[bytes]
    shapes: Sequence[int]
    skus: Sequence[str] = ()
    further_keys: Mapping[KeyName, Sequence[str | None]] = {}


class HeldProducts(msgspec.Struct, gc=False):
    """What a bulk write must know of the products that it finds by one of their keys, column by column.

    Attributes:
        places: which of the values asked for it has.
        product_ids, attributes, shapes: as in `PlainProducts`.
    """

    places: Sequence[int] = ()
    product_ids: Sequence[int] = ()
    attributes: Sequence[bytes] = ()
    shapes: Sequence[int] = ()


class ChangeRun(msgspec.Struct, frozen=True):
    """A run of consecutive product numbers that one revision changed or deleted.

    The log keeps runs, not single numbers: a first load of 100,000 products is one row (docs/adr/0005).
    """

    revision: int
    first_product_id: int
    last_product_id: int


class Reader(Protocol):
    """What can be asked of one consistent snapshot of the store."""

    def catalogs(self) -> list[CatalogRow]:
        """Give all catalogs, by their number."""
        ...

    def catalog(self, catalog_id: int) -> CatalogRow | None:
        """Give one catalog, or None."""
        ...

    def catalog_named(self, name: str) -> CatalogRow | None:
        """Give the catalog of this name, or None."""
        ...

    def credentials(self, catalog_id: int | None = None) -> list[CredentialRow]:
        """Give all credentials, or those of one catalog, by their number, revoked and expired ones included."""
        ...

    def installation_key(self) -> bytes | None:
        """Give the installation's own key (`Transaction.signing_key`), or None where there is none yet."""
        ...

    def reply(self, scope: bytes, now: int) -> ReplyRow | None:
        """Give the stored answer under this scope that has not expired at `now` (microseconds), or None."""
        ...

    def find(self, catalog_id: int, key: KeyName, values: Sequence[str] | Sequence[int]) -> list[Product]:
        """Give the products whose key is one of `values`, in no particular order, in one statement.

        Up to some thousand values a call; a value that stands twice gives its product once.
        """
        ...

    def held(self, catalog_id: int, values: Sequence[str] | Sequence[int], key: KeyName = KeyName.SKU) -> HeldProducts:
        """Find products by one of their keys, as `find` does, for a bulk write: no value stands twice in `values`."""
        ...

    def taken(self, catalog_id: int, key: KeyName, values: Collection[str]) -> list[str]:
        """Give those of these skus, handles or option codes that products have, in no particular order."""
        ...

    def page(self, catalog_id: int, offset: int, limit: int) -> list[Product]:
        """Give `limit` products from position `offset` (from 0) in the order of product_id.

        The cost does not grow with `offset` (below 100 ms at 2,000,000 products).
        """
        ...

    def after(self, catalog_id: int, product_id: int, limit: int) -> list[Product]:
        """Give the next `limit` products with a greater product_id, in its order."""
        ...

    def holding(
        self, catalog_id: int, attribute: str, value: bytes, after_product_id: int, limit: int
    ) -> list[Product]:
        """Give the next `limit` products, by product_id, whose attribute has this JSON value, as bytes in our encoding."""
        ...

    def search(self, catalog_id: int, query: Query) -> list[Product]:
        """Give the products that a query asks for, in the order that `catalog.query.full_order` says.

        Raises:
            ValueError: the query is beyond its bounds (`catalog.query.query_problem`).
            SearchTooSlow: it ran for longer than the setting `search_timeout_seconds`.
        """
        ...

    def count(self, catalog_id: int, where: Expression | None) -> int:
        """Tell exactly how many products a condition is true for; None is true for all, whose number is kept.

        Raises:
            ValueError, SearchTooSlow: as `search`.
        """
        ...

    def offers(self, catalog_id: int, skus: Sequence[str]) -> list[Offer]:
        """Give all offers of these skus, by sku, kind, offer_id and line_number."""
        ...

    def changes_since(self, catalog_id: int, revision: int, limit: int) -> list[ChangeRun]:
        """Give up to `limit` runs of changes after `revision`, oldest first, deletions included."""
        ...


class Transaction(Reader, Protocol):
    """What a write job may do; its reads see its own writes.

    The store keeps the catalog's counters (`product_count`, `revision`, `product_id_last`), its page index, its change log and
    its tombstones in step with these calls. A job that writes products calls `next_revision` first and passes the result on.
    """

    def next_revision(self, catalog_id: int) -> int:
        """Begin the batch's revision: one more than the catalog's last. Called at most once a job and catalog."""
        ...

    def next_product_ids(self, catalog_id: int, count: int) -> int:
        """Take `count` numbers from the catalog's counter and give the first.

        Raises:
            OverflowError: fewer than `count` are left below `PRODUCT_ID_MAX`.
        """
        ...

    def insert(self, catalog_id: int, products: Sequence[NewProduct], revision: int, now: int) -> None:
        """Insert products whose keys no other product has."""
        ...

    def insert_plain(self, catalog_id: int, products: PlainProducts, revision: int, now: int) -> None:
        """As `insert`, of products whose numbers follow one another."""
        ...

    def update_plain(self, catalog_id: int, products: PlainProducts, revision: int, now: int) -> None:
        """As `update`, of products whose keys stay."""
        ...

    def update(self, catalog_id: int, products: Sequence[UpdatedProduct], revision: int, now: int) -> None:
        """Update products by their number; a key may move from one of them to another in the same call."""
        ...

    def delete(self, catalog_id: int, product_ids: Sequence[int], revision: int, now: int) -> int:
        """Delete products: each leaves a tombstone, frees its keys and takes its offers along. Gives how many there were."""
        ...

    def name(self, catalog_id: int, product_ids: Sequence[int]) -> None:
        """Remember, until the job ends, that the batch named these products (see `delete_unnamed`)."""
        ...

    def delete_unnamed(self, catalog_id: int, revision: int, now: int) -> int:
        """Delete every product of the catalog that `name` was not called with in this job. Gives how many."""
        ...

    def unnamed_exist(self, catalog_id: int) -> bool:
        """Tell whether `delete_unnamed` would delete anything."""
        ...

    def write_offers(self, catalog_id: int, offers: Sequence[Offer]) -> None:
        """Insert, replace or delete offers by (kind, sku, offer_id, line_number), in order: the last one wins."""
        ...

    def clear_offers(self, catalog_id: int, kind: OfferKind) -> int:
        """Delete all offers of this kind in the catalog. Gives how many."""
        ...

    def save_reply(self, reply: ReplyRow) -> None:
        """Store an answer under its scope, replacing an expired one."""
        ...

    def purge_replies(self, now: int) -> int:
        """Delete the answers that have expired at `now`. Gives how many."""
        ...

    def create_catalog(self, name: str, now: int) -> CatalogRow:
        """Create a catalog.

        Raises:
            ValueError: the name is taken.
        """
        ...

    def create_credential(self, credential: CredentialRow) -> CredentialRow:
        """Store a credential; its `credential_id` is given out here, whatever the argument says."""
        ...

    def signing_key(self, new: bytes) -> bytes:
        """Give the installation's own key, which signs what clients are given to keep; it is `new` where there is none yet."""
        ...

    def revoke_credential(self, credential_id: int, now: int) -> CredentialRow | None:
        """Revoke a credential for ever; None where there is none. One that was revoked before keeps its first date."""
        ...


class Store(Protocol):
    """A place where catalogs live."""

    @property
    def description(self) -> str:
        """Say where the data lies, for a person."""
        ...

    async def write(self, job: Callable[[Transaction], T], *, rows: int) -> T:
        """Run a job in a transaction and give its result once that is durable.

        Args:
            job: see the module's text; it runs outside the event loop's thread.
            rows: how many rows it is about to write at the most: a bound on what shares one commit.

        Raises:
            StoreBusy, StoreFull, StoreFailed: nothing of the job was written.
            Exception: what the job itself raised; nothing of it was written.
        """
        ...

    async def read(self, job: Callable[[Reader], T]) -> T:
        """Run a job on a consistent snapshot, outside the event loop's thread, and give its result."""
        ...

    async def credential(self, secret_hash: bytes) -> CredentialRow | None:
        """Give the credential with this hash, fresh from the database: one that was revoked a moment ago says so."""
        ...

    async def probe(self) -> None:
        """Find out whether the store can write now.

        Raises:
            StoreError: it cannot, and why.
        """
        ...

    def queue_depth(self) -> int:
        """Tell how many jobs wait for the writer."""
        ...

    async def close(self) -> None:
        """Finish the jobs that were accepted, refuse new ones with `StoreFailed`, and let go of the database."""
        ...

"""A store with a desk in front of it: plain calls instead of coroutines, and short ways to say what a test needs."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

import msgspec

from shelfwire.catalog.change import Offer
from shelfwire.catalog.product import Product
from shelfwire.storage.port import (
    CatalogRow,
    ChangeRun,
    CredentialRow,
    NewProduct,
    Reader,
    ReplyRow,
    Store,
    Transaction,
    UpdatedProduct,
)

__all__ = ["NOW", "Desk", "new", "product"]

T = TypeVar("T")

NOW = 1_700_000_000_000_000
"""The time of every test, in microseconds since 1970."""


def new(product_id: int, sku: str | None = None, attributes: str = '{"name":"Tea"}', **keys: str) -> NewProduct:
    """Make a product to insert; its sku is `S<product_id>` where none is given."""
    return NewProduct(product_id, f"S{product_id}" if sku is None else sku, attributes, **keys)


def product(
    product_id: int, sku: str, attributes: bytes, revision: int = 1, updated_at: int = NOW, **keys: str | None
) -> Product:
    """Make a product as a store gives it back, created at `NOW`."""
    return Product(product_id, sku, revision, NOW, updated_at, msgspec.Raw(attributes), **keys)


class Desk:
    """A store, asked from outside any event loop."""

    def __init__(self, store: Store) -> None:
        """Stand before `store`, with an event loop of our own."""
        self.store = store
        self._runner = asyncio.Runner()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end."""
        return self._runner.run(coroutine)

    def write(self, job: Callable[[Transaction], T], rows: int = 1) -> T:
        """Run a job in the store's writer."""
        return self.run(self.store.write(job, rows=rows))

    def read(self, job: Callable[[Reader], T]) -> T:
        """Run a job in one of the store's readers."""
        return self.run(self.store.read(job))

    def close(self) -> None:
        """Close the store."""
        self.run(self.store.close())
        self._runner.close()

    def create_catalog(self, name: str = "Corner shop") -> int:
        """Create a catalog and give its number."""
        return self.write(lambda transaction: transaction.create_catalog(name, NOW)).catalog_id

    def catalog(self, catalog_id: int) -> CatalogRow:
        """Give a catalog that is there."""
        row = self.read(lambda reader: reader.catalog(catalog_id))
        assert row is not None
        return row

    def insert(self, catalog_id: int, products: Sequence[NewProduct], now: int = NOW) -> int:
        """Insert products in a revision of their own, which is given."""

        def job(transaction: Transaction) -> int:
            revision = transaction.next_revision(catalog_id)
            transaction.insert(catalog_id, products, revision, now)
            return revision

        return self.write(job, len(products))

    def fill(self, catalog_id: int, count: int) -> list[int]:
        """Insert `count` products with the catalog's next numbers, which are given."""

        def job(transaction: Transaction) -> list[int]:
            revision = transaction.next_revision(catalog_id)
            first = transaction.next_product_ids(catalog_id, count)
            numbers = list(range(first, first + count))
            transaction.insert(catalog_id, [new(number) for number in numbers], revision, NOW)
            return numbers

        return self.write(job, count)

    def update(self, catalog_id: int, products: Sequence[UpdatedProduct], now: int = NOW) -> int:
        """Update products in a revision of their own, which is given."""

        def job(transaction: Transaction) -> int:
            revision = transaction.next_revision(catalog_id)
            transaction.update(catalog_id, products, revision, now)
            return revision

        return self.write(job, len(products))

    def write_offers(self, catalog_id: int, offers: Sequence[Offer]) -> None:
        """Write offers in a job of their own."""
        self.write(lambda transaction: transaction.write_offers(catalog_id, offers), len(offers))

    def create_credential(self, row: CredentialRow) -> CredentialRow:
        """Store a credential and give it with its number."""
        return self.write(lambda transaction: transaction.create_credential(row))

    def save_reply(self, row: ReplyRow) -> None:
        """Store an answer."""
        self.write(lambda transaction: transaction.save_reply(row))

    def page(self, catalog_id: int, offset: int, limit: int) -> list[int]:
        """Give the product numbers of a page."""
        return [row.product_id for row in self.read(lambda reader: reader.page(catalog_id, offset, limit))]

    def after(self, catalog_id: int, product_id: int, limit: int) -> list[int]:
        """Give the product numbers after one."""
        return [row.product_id for row in self.read(lambda reader: reader.after(catalog_id, product_id, limit))]

    def runs(self, catalog_id: int, revision: int = 0, limit: int = 100_000) -> list[ChangeRun]:
        """Give the change log after a revision."""
        return self.read(lambda reader: reader.changes_since(catalog_id, revision, limit))

    def delete(self, catalog_id: int, product_ids: Sequence[int], now: int = NOW) -> int:
        """Delete products in a revision of their own, and give how many there were."""

        def job(transaction: Transaction) -> int:
            return transaction.delete(catalog_id, product_ids, transaction.next_revision(catalog_id), now)

        return self.write(job, len(product_ids))

    def all_products(self, catalog_id: int) -> list[Product]:
        """Give all products of a catalog, in the order of their numbers."""
        return self.read(lambda reader: reader.after(catalog_id, 0, 1_000_000))

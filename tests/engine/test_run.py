"""What the engine tells the store of a job before it runs."""

from collections.abc import Callable
from typing import TypeVar

import pytest

from shelfwire.catalog.change import Change, Offer, OfferBatch, OfferKind, Rewrite
from shelfwire.catalog.policy import COLLEQTIVE_FLUSH, COLLEQTIVE_WRITE
from shelfwire.engine.run import ROWS_UNKNOWN
from shelfwire.storage.port import Transaction
from tests.engine.conftest import Shop

T = TypeVar("T")


@pytest.fixture
def declared(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows that jobs declared, in order, as the store was told."""
    rows_declared: list[int] = []
    write = shop.store.write

    async def listening(job: Callable[[Transaction], T], *, rows: int) -> T:
        rows_declared.append(rows)
        return await write(job, rows=rows)

    monkeypatch.setattr(shop.store, "write", listening)
    return rows_declared


def test_a_batch_declares_its_products_and_what_may_write_any_number_says_so(shop: Shop, declared: list[int]) -> None:
    shop.write(Change(0, sku="a"), Change(1, sku="b"), Change(2, sku="a"), policy=COLLEQTIVE_WRITE)
    shop.write(Change(0, sku="a"), policy=COLLEQTIVE_FLUSH)
    shop.rewrite(Rewrite(shop.catalog_id, "brand", b'"x"', b'"y"'))
    offers = [Offer(OfferKind.DISCOUNT, "a", "d1")]
    shop.offer(OfferBatch(shop.catalog_id, OfferKind.DISCOUNT, offers))
    shop.offer(OfferBatch(shop.catalog_id, OfferKind.DISCOUNT, offers, flush=True))
    assert declared == [2, ROWS_UNKNOWN, ROWS_UNKNOWN, 1, ROWS_UNKNOWN]

"""The engine: what dialects call to have a batch carried out."""

from collections.abc import Callable

from shelfwire.catalog.change import Batch, OfferBatch, Rewrite
from shelfwire.catalog.outcome import BatchOutcome
from shelfwire.engine.reply import Claim, Reply
from shelfwire.observe import Observe, ignore
from shelfwire.storage.port import Store

__all__ = ["Engine"]


class Engine:
    """Carries out batches on a store."""

    def __init__(
        self, store: Store, now: Callable[[], int], *, idempotency_seconds: int = 86_400, observe: Observe = ignore
    ) -> None:
        """Work on `store` by the clock `now` (microseconds since 1970 in UTC)."""

    async def run(self, batch: Batch, render: Callable[[BatchOutcome], Reply], claim: Claim | None = None) -> Reply:
        """Carry out a batch of product changes and give the rendered answer.

        Args:
            batch: what is asked.
            render: turns the outcome into the API's answer; pure, runs in the writer so that the answer is stored with the rows.
            claim: the request's idempotency key, or None.

        Returns:
            The answer; with the header `idempotency-replayed: true` where it is that of an earlier equal request.

        Raises:
            KeyReused: the key came before with another request.
            StoreError: nothing was written.
        """
        raise NotImplementedError

    async def run_offers(
        self, batch: OfferBatch, render: Callable[[BatchOutcome], Reply], claim: Claim | None = None
    ) -> Reply:
        """Carry out a batch of offers (prices or discounts): as `run`; the outcome counts written offers as `updated`
        and removed ones as `deleted`."""
        raise NotImplementedError

    async def rewrite(
        self, rewrite: Rewrite, render: Callable[[BatchOutcome], Reply], claim: Claim | None = None
    ) -> Reply:
        """Set one value to another wherever it stands in the catalog: as `run`; the outcome counts what was `updated`."""
        raise NotImplementedError

"""The engine: what dialects call to have a batch carried out."""

import asyncio
from collections.abc import Callable
from time import perf_counter

import msgspec

from shelfwire.catalog.change import Batch, OfferBatch, Rewrite
from shelfwire.catalog.merge import merge
from shelfwire.catalog.outcome import BatchOutcome
from shelfwire.catalog.product import PRODUCT_ID_MAX
from shelfwire.engine.once import Once
from shelfwire.engine.plan import plan
from shelfwire.engine.reply import Claim, Reply
from shelfwire.engine.write import SLICE_CHANGES, BatchRejectedError, BatchRun
from shelfwire.observe import BatchDone, Observe, ignore
from shelfwire.storage.port import Store, Transaction, UpdatedProduct

__all__ = ["Engine"]

PLAN_INLINE_CHANGES_MAX = 5_000
"""A batch up to this size is planned on the event loop (about 1 ms), a larger one beside it."""

ROWS_UNKNOWN = PRODUCT_ID_MAX
"""What a job declares that may write any number of rows, a flush or a rewrite: it begins a commit of its own."""

Render = Callable[[BatchOutcome], Reply]


class _Work(msgspec.Struct):
    """What a job in the writer tells of itself: the outcome and where the time went, in seconds."""

    outcome: BatchOutcome
    began: float = 0.0
    ended: float = 0.0
    phases: dict[str, float] = {}


class Engine:
    """Carries out batches on a store."""

    def __init__(
        self, store: Store, now: Callable[[], int], *, idempotency_seconds: int = 86_400, observe: Observe = ignore
    ) -> None:
        """Work on `store` by the clock `now` (microseconds since 1970 in UTC).

        Args:
            store: where the catalogs live.
            now: the clock.
            idempotency_seconds: how long the answer to an idempotency key is kept.
            observe: told of every batch.
        """
        self._store = store
        self._now = now
        self._observe = observe
        self._once = Once(store, now, idempotency_seconds)

    async def run(self, batch: Batch, render: Render, claim: Claim | None = None) -> Reply:
        """Carry out a batch of product changes and give the rendered answer.

        Args:
            batch: what is asked.
            render: turns the outcome into the API's answer; pure, runs in the writer so that the answer is stored with
                the rows.
            claim: the request's idempotency key, or None.

        Returns:
            The answer; with the header `idempotency-replayed: true` where it is that of an earlier equal request.

        Raises:
            KeyReused: the key came before with another request.
            StoreError: nothing was written.
        """
        began = perf_counter()
        if len(batch.changes) > PLAN_INLINE_CHANGES_MAX:
            planned = await asyncio.to_thread(plan, batch)
        else:
            planned = plan(batch)
        plan_seconds = perf_counter() - began

        def carry_out(transaction: Transaction, work: _Work) -> None:
            run = BatchRun(transaction, batch, planned, self._now())
            try:
                work.outcome = run.run()
            finally:
                work.phases = {
                    "plan": plan_seconds,
                    "read": run.read_seconds,
                    "merge": run.merge_seconds,
                    "write": run.write_seconds,
                }

        rows = ROWS_UNKNOWN if batch.policy.delete_unnamed else len(planned.changes)
        return await self._carry_out(
            carry_out, render, claim, batch.catalog_id, batch.policy.name, len(batch.changes), rows
        )

    async def run_offers(self, batch: OfferBatch, render: Render, claim: Claim | None = None) -> Reply:
        """Carry out a batch of offers (prices or discounts).

        As `run`; the outcome counts written offers as `updated` and removed ones, those that a flush removed included, as
        `deleted`. Offers overlay products and never change them: the catalog's revision stays.
        """

        def carry_out(transaction: Transaction, work: _Work) -> None:
            began = perf_counter()
            outcome = work.outcome
            if batch.flush:
                outcome.deleted = transaction.clear_offers(batch.catalog_id, batch.kind)
            for start in range(0, len(batch.offers), SLICE_CHANGES):
                transaction.write_offers(batch.catalog_id, batch.offers[start : start + SLICE_CHANGES])
            removed = sum(offer.delete for offer in batch.offers)
            outcome.deleted += removed
            outcome.updated = len(batch.offers) - removed
            row = transaction.catalog(batch.catalog_id)
            outcome.revision = row.revision if row is not None else 0
            work.phases = {"write": perf_counter() - began}

        count = len(batch.offers)
        return await self._carry_out(
            carry_out,
            render,
            claim,
            batch.catalog_id,
            f"offers.{batch.kind.value}",
            count,
            ROWS_UNKNOWN if batch.flush else count,
        )

    async def rewrite(self, rewrite: Rewrite, render: Render, claim: Claim | None = None) -> Reply:
        """Set one value to another wherever it stands in the catalog.

        As `run`; the outcome counts the products that were `updated`.
        """

        def carry_out(transaction: Transaction, work: _Work) -> None:
            work.outcome, work.phases = _rewrite(transaction, rewrite, self._now())

        return await self._carry_out(carry_out, render, claim, rewrite.catalog_id, "rewrite", 1, ROWS_UNKNOWN)

    async def _carry_out(  # noqa: PLR0913, PLR0917 - private: the one place where the three asks meet
        self,
        carry_out: Callable[[Transaction, _Work], None],
        render: Render,
        claim: Claim | None,
        catalog_id: int,
        name: str,
        items: int,
        rows: int,
    ) -> Reply:
        """Run a job once, render its answer in the writer, observe it, and say in `server-timing` where the time went."""
        asked = perf_counter()
        done: list[_Work] = []

        def job(transaction: Transaction) -> Reply:
            work = _Work(BatchOutcome(bytearray(), [], []), began=perf_counter())
            done[:] = [work]
            try:
                carry_out(transaction, work)
                return render(work.outcome)
            except BatchRejectedError as rejected:
                work.outcome = rejected.outcome
                raise
            finally:
                work.ended = perf_counter()

        try:
            reply = await self._once.run(job, claim, rows=rows)
        except BatchRejectedError as rejected:
            reply = render(rejected.outcome)
        if not done:
            self._observe(BatchDone(catalog_id, name, items, {}, 0, {}, replayed=True))
            return reply
        work = done[0]
        work.phases["wait"] = work.began - asked
        work.phases["commit"] = perf_counter() - work.ended
        self._observe(
            BatchDone(catalog_id, name, items, outcome_counts(work.outcome, items), work.outcome.revision, work.phases)
        )
        return Reply(reply.status, reply.body, (*reply.headers, ("server-timing", server_timing(work.phases))))


def _rewrite(transaction: Transaction, rewrite: Rewrite, now: int) -> tuple[BatchOutcome, dict[str, float]]:
    """Go through the products that have the old value, a slice at a time."""
    outcome = BatchOutcome(bytearray(), [], [])
    began = perf_counter()
    change = msgspec.json.encode({rewrite.attribute: msgspec.Raw(rewrite.new)})
    revision = 0
    after = 0
    while rewrite.old != rewrite.new:
        products = transaction.holding(rewrite.catalog_id, rewrite.attribute, rewrite.old, after, SLICE_CHANGES)
        if not products:
            break
        after = products[-1].product_id
        revision = revision or transaction.next_revision(rewrite.catalog_id)
        updated = [
            UpdatedProduct(
                product.product_id,
                product.sku,
                (merge(product.attributes, change) or bytes(product.attributes)).decode(),
                product.handle,
                product.option_code,
                product.vending_key,
            )
            for product in products
        ]
        transaction.update(rewrite.catalog_id, updated, revision, now)
        outcome.updated += len(updated)
    row = transaction.catalog(rewrite.catalog_id)
    outcome.revision = row.revision if row is not None else 0
    return outcome, {"write": perf_counter() - began}


def outcome_counts(outcome: BatchOutcome, items: int) -> dict[str, int]:
    """Give how many products had which outcome; a batch that was refused as a whole had all its items rejected."""
    if outcome.rejected:
        return {"rejected": items}
    counts = {
        "created": outcome.created,
        "updated": outcome.updated,
        "unchanged": outcome.unchanged,
        "skipped": outcome.skipped,
        "deleted": outcome.deleted,
        "absent": outcome.absent,
        "rejected": outcome.rejected_items,
    }
    return {name: count for name, count in counts.items() if count}


def server_timing(phases: dict[str, float]) -> str:
    """Write phases as the header `Server-Timing` (W3C Server Timing): milliseconds."""
    return ", ".join(f"{name};dur={seconds * 1_000:.2f}" for name, seconds in phases.items())

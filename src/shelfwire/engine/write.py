"""Carry out a planned batch inside one transaction, in slices: read, match, merge, write.

Each slice asks the store for what its keys find, in one statement a rung of the policy's ladder, merges in Python, and
writes plain inserts and updates by number. Slices bound the memory and give the interpreter away between them.
"""

from collections.abc import Sequence
from time import perf_counter

import msgspec

from shelfwire.catalog.change import Action, Batch, Change
from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.merge import combine, merge, replace, without_nulls
from shelfwire.catalog.outcome import BatchOutcome, OutcomeKind, Problem, ProblemCode
from shelfwire.catalog.policy import Found, Missing, Policy, Refusal
from shelfwire.catalog.product import SKU_DERIVED, Product, given_sku
from shelfwire.engine.matching import Matcher
from shelfwire.engine.naming import Namer
from shelfwire.engine.plain import (
    PlainWay,
    are_free,
    are_plain,
    held_by,
    merge_held,
    new_products,
    places_not_held,
    plain_way,
)
from shelfwire.engine.plan import Plan
from shelfwire.engine.problems import exhausted_problem, missing_problem, taken_problem
from shelfwire.engine.telling import Telling
from shelfwire.storage.port import NewProduct, PlainProducts, Transaction, UpdatedProduct

__all__ = ["SLICE_CHANGES", "BatchRejectedError", "BatchRun"]

SLICE_CHANGES = 1_000
"""How many changes are read, merged and written together: large enough for set-based statements, small for memory."""


class BatchRejectedError(Exception):
    """The whole batch is refused; raised inside the transaction so that everything of it is rolled back.

    Attributes:
        outcome: what to tell the client.
    """

    def __init__(self, outcome: BatchOutcome) -> None:
        """Keep the outcome."""
        super().__init__("the batch is refused")
        self.outcome = outcome


# Bound once: a member of an enumeration costs 50 ns to look up in Python 3.11, and these are looked up for every product.
_WRITE = Action.WRITE
_UPDATED, _UNCHANGED = int(OutcomeKind.UPDATED), int(OutcomeKind.UNCHANGED)

_names_of = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode

_MARK = f'{{"{SKU_DERIVED}":true}}'.encode()

_Known = tuple[int, Change, Product]
"""The position of a change, the change, and the product that it is about."""


class BatchRun:
    """One batch in one transaction.

    Attributes:
        outcome: grows slice by slice.
        read_seconds, merge_seconds, write_seconds: where the time went.
    """

    def __init__(self, transaction: Transaction, batch: Batch, plan: Plan, now: int) -> None:
        """Prepare to carry out `plan` of `batch` at the time `now` (microseconds since 1970 in UTC)."""
        count = len(plan.changes)
        self.outcome = BatchOutcome(bytearray(count), [0] * count, list(plan.problems))
        self.read_seconds = self.merge_seconds = self.write_seconds = 0.0
        self._transaction = transaction
        self._catalog_id = batch.catalog_id
        self._policy: Policy = batch.policy
        self._way = None if plan.faulty else plain_way(batch.policy)
        self._plan = plan
        self._now = now
        self._revision = 0
        self._matcher = Matcher(transaction, batch.catalog_id, batch.policy)
        self._namer = Namer(transaction, batch.catalog_id, batch.policy, plan.firm)
        self._telling = Telling(transaction, batch.catalog_id) if batch.policy.tells_products else None

    def run(self) -> BatchOutcome:
        """Carry the batch out.

        Raises:
            BatchRejectedError: an item is at fault and the policy refuses the whole batch for it.
        """
        outcome = self.outcome
        for position in self._plan.faulty:
            outcome.kinds[position] = OutcomeKind.REJECTED
        if self._plan.rejected:
            raise self._rejected()
        for start in range(0, len(self._plan.changes), SLICE_CHANGES):
            self._run_slice(start, self._plan.changes[start : start + SLICE_CHANGES])
        if outcome.problems and self._policy.refusal is Refusal.BATCH:
            raise self._rejected()
        if self._policy.delete_unnamed:
            self._delete_unnamed()
        self._count()
        row = self._transaction.catalog(self._catalog_id)
        outcome.revision = row.revision if row is not None else 0
        self._expand()
        if self._telling is not None:
            began = perf_counter()
            outcome.products = self._telling.products(outcome.product_ids)
            self.read_seconds += perf_counter() - began
        return outcome

    def _rejected(self) -> BatchRejectedError:
        self.outcome.rejected = True
        self.outcome.problems.sort(key=lambda problem: problem.index)
        self._expand()
        return BatchRejectedError(self.outcome)

    def _run_slice(self, start: int, changes: Sequence[Change]) -> None:
        if self._way is not None and are_plain(changes, self._way) and self._run_plain(start, changes, self._way):
            return
        began = perf_counter()
        matched = self._matcher.match(start, changes, self._plan.faulty, self._problem)
        read = perf_counter()
        self.read_seconds += read - began
        deletes: list[int] = []
        creates: list[tuple[int, Change]] = []
        updates: list[_Known] = []
        kinds = self.outcome.kinds
        updating = self._policy.found is Found.MERGE or self._policy.found is Found.REPLACE
        creating = self._policy.missing is Missing.CREATE
        for position, (change, product) in enumerate(zip(changes, matched, strict=True), start):
            if kinds[position]:
                continue
            writing = change.action is _WRITE
            if product is None:
                if creating and writing:
                    creates.append((position, change))
                else:
                    self._missing(position, change, creates)
            elif writing and updating:
                updates.append((position, change, product))
            elif not writing or self._policy.found is Found.DELETE:
                deletes.append(product.product_id)
                if change.action is Action.RENEW:
                    creates.append((position, change))
                else:
                    self._settle(position, OutcomeKind.DELETED, product.product_id)
            else:
                self._skip(position, change, product)
        self.merge_seconds += perf_counter() - read
        self._write_slice(deletes, creates, updates)

    def _run_plain(self, start: int, changes: Sequence[Change], way: PlainWay) -> bool:
        """Carry out a slice column by column; False where it must go the general way, and nothing was done."""
        transaction, catalog_id = self._transaction, self._catalog_id
        began = perf_counter()
        held = held_by(transaction, catalog_id, changes, way)
        places = places_not_held(len(changes), held)
        new = changes if len(places) == len(changes) else [changes[place] for place in places]
        is_plain = not new or (
            way.creates
            and self._matcher.may_be_new(new)
            and are_free(transaction, catalog_id, new, way, self._plan.firm)
        )
        read = perf_counter()
        self.read_seconds += read - began
        if not is_plain:
            return False
        end = start + len(changes)
        merged = merge_held(changes, held, self._policy)
        self._matcher.touch(start, changes, held)
        self.outcome.kinds[start:end] = merged.kinds
        self.outcome.product_ids[start:end] = merged.product_ids
        created = self._created_plain(start, places, new, way) if new else None
        prepared = perf_counter()
        self.merge_seconds += prepared - read
        if merged.updated.product_ids:
            transaction.update_plain(catalog_id, merged.updated, self._begin_revision(), self._now)
        if created is not None:
            transaction.insert_plain(catalog_id, created, self._begin_revision(), self._now)
            if self._telling is not None:
                self._telling.add_plain(created, self._revision, self._now)
        if self._policy.delete_unnamed:
            transaction.name(catalog_id, self.outcome.product_ids[start:end])
        self.write_seconds += perf_counter() - prepared
        return True

    def _created_plain(
        self, start: int, places: Sequence[int], new: Sequence[Change], way: PlainWay
    ) -> PlainProducts | None:
        """Give out numbers and make the new products of a plain slice; None where the numbers are at their end."""
        try:
            first = self._transaction.next_product_ids(self._catalog_id, len(new))
        except OverflowError:
            for place, change in zip(places, new, strict=True):
                self._problem(start + place, exhausted_problem(change))
            return None
        products = new_products(self._transaction, self._catalog_id, new, first, way, self._plan.firm)
        product_ids = self.outcome.product_ids
        for place, product_id in zip(places, products.product_ids, strict=True):
            product_ids[start + place] = product_id
        return products

    def _missing(self, position: int, change: Change, creates: list[tuple[int, Change]]) -> None:
        """Settle a change that found nothing, or put it with those to create."""
        if self._policy.missing is Missing.REJECT:
            self._problem(position, missing_problem(change))
        elif change.action is Action.DELETE or self._policy.missing is Missing.IGNORE:
            self._settle(position, OutcomeKind.ABSENT, 0)
        else:
            creates.append((position, change))

    def _skip(self, position: int, change: Change, product: Product) -> None:
        """Leave a product alone that has one of the change's keys, and say which key it is."""
        self._settle(position, OutcomeKind.SKIPPED, product.product_id)
        if change.sku == product.sku and not change.sku_soft:
            key, value, sku = KeyName.SKU, product.sku, product.sku
        else:
            key, value = KeyName.OPTION_CODE, product.option_code or product.sku
            sku = given_sku(product.sku, _names_of(product.attributes)) or ""
        self.outcome.problems.append(taken_problem(change, key, value, product.product_id, sku))

    def _write_slice(self, deletes: list[int], creates: list[tuple[int, Change]], updates: list[_Known]) -> None:
        transaction, catalog_id = self._transaction, self._catalog_id
        if deletes:
            began = perf_counter()
            transaction.delete(catalog_id, deletes, self._begin_revision(), self._now)
            self.write_seconds += perf_counter() - began
        began = perf_counter()
        inserted = self._created(creates)
        updated = self._updated(updates)
        merged = perf_counter()
        self.merge_seconds += merged - began
        if self.outcome.problems and self._policy.refusal is Refusal.BATCH:
            return
        # Updates go first: they may free a key that a created product takes.
        if updated:
            transaction.update(catalog_id, updated, self._begin_revision(), self._now)
        if inserted:
            transaction.insert(catalog_id, inserted, self._begin_revision(), self._now)
            if self._telling is not None:
                self._telling.add(inserted, self._revision, self._now)
        if self._policy.delete_unnamed:
            named = [product.product_id for product in inserted]
            named += [product.product_id for _, _, product in updates]
            transaction.name(catalog_id, named)
        self.write_seconds += perf_counter() - merged

    def _created(self, creates: list[tuple[int, Change]]) -> list[NewProduct]:
        """Give out numbers and make the new products."""
        if not creates:
            return []
        try:
            product_id = self._transaction.next_product_ids(self._catalog_id, len(creates))
        except OverflowError:
            for position, change in creates:
                self._problem(position, exhausted_problem(change))
            return []
        products: list[NewProduct] = []
        append = products.append
        names = self._namer.name_new(creates, product_id, self._problem)
        for (position, change), keys in zip(creates, names, strict=True):
            if keys is not None:
                is_marked = change.sku_derived and change.sku is None
                is_derived = not is_marked and (change.sku_derived or keys.sku != change.sku)
                attributes = combine(change.attributes, _MARK) if is_derived else change.attributes
                append(
                    NewProduct(
                        product_id,
                        keys.sku,
                        without_nulls(attributes, None if is_derived else change.shape).decode(),
                        keys.handle,
                        keys.option_code,
                        keys.vending_key,
                    )
                )
                self._settle(position, OutcomeKind.CREATED, product_id)
            product_id += 1
        return products

    def _updated(self, updates: list[_Known]) -> list[UpdatedProduct]:
        """Merge the changes into what is stored; what differs is to be written."""
        products: list[UpdatedProduct] = []
        owner = self._policy.owner
        replaces = self._policy.found is Found.REPLACE
        rekeyed = self._namer.name_known(updates, self._problem)
        kinds, product_ids = self.outcome.kinds, self.outcome.product_ids
        for position, change, product in updates:
            if kinds[position]:
                continue
            attributes = (
                replace(product.attributes, change.attributes, owner)
                if replaces
                else merge(product.attributes, change.attributes, change.shape, change.clears)
            )
            keys = rekeyed.get(position) if rekeyed else None
            product_ids[position] = product.product_id
            if attributes is None and keys is None:
                kinds[position] = _UNCHANGED
                continue
            kinds[position] = _UPDATED
            text = (attributes if attributes is not None else bytes(product.attributes)).decode()
            if keys is None:
                products.append(
                    UpdatedProduct(
                        product.product_id,
                        product.sku,
                        text,
                        product.handle,
                        product.option_code,
                        product.vending_key,
                    )
                )
            else:
                products.append(
                    UpdatedProduct(
                        product.product_id,
                        keys.sku,
                        text,
                        keys.handle,
                        keys.option_code,
                        keys.vending_key,
                        keys_change=True,
                    )
                )
        return products

    def _delete_unnamed(self) -> None:
        began = perf_counter()
        if self._transaction.unnamed_exist(self._catalog_id):
            self.outcome.deleted_unnamed = self._transaction.delete_unnamed(
                self._catalog_id, self._begin_revision(), self._now
            )
        self.write_seconds += perf_counter() - began

    def _begin_revision(self) -> int:
        """Take the batch's revision when the first row is written: a batch that changes nothing has none."""
        if not self._revision:
            self._revision = self._transaction.next_revision(self._catalog_id)
        return self._revision

    def _settle(self, position: int, kind: OutcomeKind, product_id: int) -> None:
        self.outcome.kinds[position] = kind
        self.outcome.product_ids[position] = product_id

    def _problem(self, position: int, problem: Problem) -> None:
        """Record why a change is not carried out; a key that is taken only skips it where the policy says so."""
        skips = problem.code == ProblemCode.TAKEN and self._policy.taken_skips
        self._settle(position, OutcomeKind.SKIPPED if skips else OutcomeKind.REJECTED, problem.product_id)
        self.outcome.problems.append(problem)

    def _count(self) -> None:
        """Count products by outcome, before items that were folded into one product get its outcome again."""
        outcome, kinds = self.outcome, self.outcome.kinds
        outcome.created = kinds.count(OutcomeKind.CREATED)
        outcome.updated = kinds.count(OutcomeKind.UPDATED)
        outcome.unchanged = kinds.count(OutcomeKind.UNCHANGED)
        outcome.skipped = kinds.count(OutcomeKind.SKIPPED)
        outcome.deleted = kinds.count(OutcomeKind.DELETED) + outcome.deleted_unnamed
        outcome.absent = kinds.count(OutcomeKind.ABSENT)
        outcome.rejected_items = kinds.count(OutcomeKind.REJECTED)
        outcome.problems.sort(key=lambda problem: problem.index)

    def _expand(self) -> None:
        """Give every item of the request the outcome of its change."""
        slots = self._plan.slots
        if slots is not None:
            kinds, product_ids = self.outcome.kinds, self.outcome.product_ids
            self.outcome.kinds = bytearray(kinds[slot] for slot in slots)
            self.outcome.product_ids = [product_ids[slot] for slot in slots]

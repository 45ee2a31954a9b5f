"""Find the product that each change is about, by the ladder of its policy."""

from collections.abc import Callable, Collection, Sequence

from shelfwire.catalog.change import Action, Change
from shelfwire.catalog.keys import KeyName, vending_manufacturer
from shelfwire.catalog.outcome import Problem
from shelfwire.catalog.policy import Found, Match, Policy, Repeated
from shelfwire.catalog.product import Product
from shelfwire.engine.problems import repeated_problem
from shelfwire.storage.port import HeldProducts, Reader

__all__ = ["Matcher"]


def _sku(change: Change) -> str | None:
    return None if change.sku_soft else change.sku


def _always(change: Change, product: Product) -> bool:  # noqa: ARG001 - one signature for all rungs
    return True


def _same_manufacturer(change: Change, product: Product) -> bool:
    if product.vending_key is None or change.vending_key is None:
        return False
    return vending_manufacturer(product.vending_key) == vending_manufacturer(change.vending_key)


def _without_vending_key(change: Change, product: Product) -> bool:  # noqa: ARG001 - one signature for all rungs
    return product.vending_key is None


_Wanted = Callable[[Change], str | int | None]
_Accepts = Callable[[Change, Product], bool]

_RUNGS: dict[Match, tuple[KeyName, _Wanted, _Accepts]] = {
    Match.SKU: (KeyName.SKU, _sku, _always),
    Match.OPTION_CODE: (KeyName.OPTION_CODE, lambda change: change.option_code, _always),
    Match.PRODUCT_ID: (KeyName.PRODUCT_ID, lambda change: change.product_id, _always),
    Match.VENDING_KEY: (KeyName.VENDING_KEY, lambda change: change.vending_key, _always),
    Match.VENDING_RENAME: (KeyName.PRODUCT_ID, lambda change: change.product_id, _same_manufacturer),
    Match.SKU_WITHOUT_VENDING_KEY: (KeyName.SKU, lambda change: change.sku, _without_vending_key),
}

_KEY_OF: dict[KeyName, Callable[[Product], str | int | None]] = {
    KeyName.PRODUCT_ID: lambda product: product.product_id,
    KeyName.SKU: lambda product: product.sku,
    KeyName.HANDLE: lambda product: product.handle,
    KeyName.OPTION_CODE: lambda product: product.option_code,
    KeyName.VENDING_KEY: lambda product: product.vending_key,
}


class Matcher:
    """Matches the changes of one batch, slice by slice, against the store."""

    def __init__(self, reader: Reader, catalog_id: int, policy: Policy) -> None:
        """Match against what `reader` sees."""
        self._reader = reader
        self._catalog_id = catalog_id
        self._policy = policy
        self._watch = policy.repeated is Repeated.REJECT and policy.found is not Found.SKIP
        self._product_id_last = self._last_before() if Match.VENDING_RENAME in policy.match else 0
        self._touched: dict[int, tuple[int, Change]] = {}
        self._released: dict[tuple[KeyName, str], tuple[int, Change]] = {}

    def _last_before(self) -> int:
        """Give the last number that was given out before the batch."""
        row = self._reader.catalog(self._catalog_id)
        return 0 if row is None else row.product_id_last

    def match(
        self, start: int, changes: Sequence[Change], faulty: Collection[int], problem: Callable[[int, Problem], None]
    ) -> list[Product | None]:
        """Give for each change the product it is about, or None.

        Args:
            start: the position of the first change in the batch.
            changes: one slice.
            faulty: positions that are refused already.
            problem: called with a position and the reason where two changes turn out to be about one product.
        """
        if self._policy.match == (Match.SKU,):
            found = {
                product.sku: product
                for product in self._reader.find(
                    self._catalog_id, KeyName.SKU, [change.sku or "" for change in changes]
                )
            }
            return [found.get(change.sku or "") for change in changes] if found else [None] * len(changes)
        matched: list[Product | None] = [None] * len(changes)
        for rung in self._policy.match:
            self._climb(rung, changes, matched)
        if self._watch:
            self._check_touched(start, changes, matched, faulty, problem)
        return matched

    def may_be_new(self, changes: Sequence[Change]) -> bool:
        """Tell whether changes whose first key finds nothing are about no product, unless their sku finds one."""
        return not self._released and not any(self._is_older(change.product_id) for change in changes)

    def touch(self, start: int, changes: Sequence[Change], held: HeldProducts) -> None:
        """Remember products that were found by their first key without this matcher: a later change may name them too.

        No change before it was about such a product: it would go by the same key, and no two changes do.
        """
        if Match.VENDING_RENAME in self._policy.match:
            for place, product_id in zip(held.places, held.product_ids, strict=True):
                self._touched[product_id] = (start + place, changes[place])

    def _climb(self, rung: Match, changes: Sequence[Change], matched: list[Product | None]) -> None:
        """Look for the changes that no earlier rung found, in one statement."""
        key, wanted, accepts = _RUNGS[rung]
        wants = [(place, wanted(change)) for place, change in enumerate(changes) if matched[place] is None]
        if rung is Match.VENDING_RENAME:
            wants = [(place, value) for place, value in wants if self._is_older(value)]
        values = list({value for _, value in wants if value is not None})
        if not values:
            return
        key_of = _KEY_OF[key]
        found = {key_of(product): product for product in self._reader.find(self._catalog_id, key, values)}  # type: ignore[arg-type]  # all of one type: the key's
        for place, value in wants:
            product = found.get(value) if value is not None else None
            if product is not None and accepts(changes[place], product):
                matched[place] = product

    def _is_older(self, product_id: str | int | None) -> bool:
        """Tell whether a product was there before the batch: no client can know the number of one that the batch creates.

        What looks like it is the vendor's own number, and would make one product of two items.
        """
        return isinstance(product_id, int) and product_id <= self._product_id_last

    def _check_touched(
        self,
        start: int,
        changes: Sequence[Change],
        matched: Sequence[Product | None],
        faulty: Collection[int],
        problem: Callable[[int, Problem], None],
    ) -> None:
        """Refuse two changes about one product, also where the first took away the key that the second goes by."""
        for position, (change, product) in enumerate(zip(changes, matched, strict=True), start):
            if position in faulty:
                continue
            earlier = self._earlier(change, product)
            if earlier is not None:
                other_position, other = earlier
                key, value = (
                    (KeyName.PRODUCT_ID, str(product.product_id))
                    if product is not None
                    else (KeyName.SKU, change.sku or change.vending_key or "")
                )
                problem(other_position, repeated_problem(other, change, key, value))
                problem(position, repeated_problem(change, other, key, value))
            elif product is not None:
                self._touch(position, change, product)

    def _earlier(self, change: Change, product: Product | None) -> tuple[int, Change] | None:
        if product is not None:
            return self._touched.get(product.product_id)
        deleted = self._deleted(change)
        if deleted is not None or not self._released:
            return deleted
        released = self._released.get((KeyName.VENDING_KEY, change.vending_key or ""))
        return released or self._released.get((KeyName.SKU, change.sku or ""))

    def _deleted(self, change: Change) -> tuple[int, Change] | None:
        """Give the earlier change that deleted the product which this one would rename."""
        if Match.VENDING_RENAME not in self._policy.match:
            return None
        earlier = self._touched.get(change.product_id or 0)
        if earlier is None or earlier[1].action is not Action.DELETE:
            return None
        deleted, renamed = earlier[1].vending_key, change.vending_key
        if deleted is None or renamed is None or vending_manufacturer(deleted) != vending_manufacturer(renamed):
            return None
        return earlier

    def _touch(self, position: int, change: Change, product: Product) -> None:
        self._touched[product.product_id] = (position, change)
        if change.vending_key is not None and change.vending_key != product.vending_key:
            key, value = (
                (KeyName.SKU, product.sku)
                if product.vending_key is None
                else (KeyName.VENDING_KEY, product.vending_key)
            )
            self._released[key, value] = (position, change)

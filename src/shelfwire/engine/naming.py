"""Give products their keys: check the firm ones against other products, make the soft ones unique."""

from collections.abc import Callable, Sequence
from itertools import count

import msgspec

from shelfwire.catalog.change import Change
from shelfwire.catalog.keys import HANDLE_CHARACTERS_MAX, KeyName, suffixed
from shelfwire.catalog.outcome import Problem
from shelfwire.catalog.policy import Match, Policy
from shelfwire.catalog.product import Product
from shelfwire.engine.plan import FirmKeys
from shelfwire.engine.problems import taken_problem
from shelfwire.storage.port import Reader

__all__ = ["Keys", "Namer", "make_free"]

_MATCHED_BY: dict[KeyName, Match] = {
    KeyName.SKU: Match.SKU,
    KeyName.OPTION_CODE: Match.OPTION_CODE,
    KeyName.VENDING_KEY: Match.VENDING_KEY,
}
_CHARACTERS_MAX = {KeyName.HANDLE: HANDLE_CHARACTERS_MAX}
_TEXT_KEYS = (KeyName.SKU, KeyName.HANDLE, KeyName.OPTION_CODE, KeyName.VENDING_KEY)

Report = Callable[[int, Problem], None]


class Keys(msgspec.Struct, gc=False):
    """The text keys of a product as they shall be."""

    sku: str
    handle: str | None = None
    option_code: str | None = None
    vending_key: str | None = None


class _Wish(msgspec.Struct, gc=False):
    """A key that a product shall get, and who asks for it."""

    position: int
    change: Change
    product_id: int
    keys: Keys
    value: str
    soft: bool


def make_free(
    reader: Reader,
    catalog_id: int,
    key: KeyName,
    values: Sequence[str],
    product_ids: Sequence[int],
    claimed: Sequence[set[str]] = (),
) -> list[str]:
    """Give products the values they ask for of a key, or those with their number behind them where another has them.

    Args:
        reader: what other products have.
        catalog_id: the catalog.
        key: which key.
        values: what each product asks for; of those that ask for the same the first gets it.
        product_ids: their numbers.
        claimed: values that nobody here may have.
    """
    granted = list(values)
    waiting: Sequence[int] = range(len(granted))
    characters_max = _CHARACTERS_MAX.get(key)
    given: set[str] = set()
    for attempt in count(1):
        wanted = [granted[place] for place in waiting]
        distinct = set(wanted)
        others = distinct.intersection(given).union(*(distinct & held for held in claimed))
        others.update(reader.taken(catalog_id, key, distinct))
        if not others and len(distinct) == len(wanted):
            break
        still: list[int] = []
        for place, value in zip(waiting, wanted, strict=True):
            if value in others:
                granted[place] = suffixed(values[place], product_ids[place], characters_max, attempt=attempt)
                still.append(place)
            else:
                others.add(value)
        given |= distinct
        waiting = still
    return granted


class Namer:
    """Names the products of one batch, slice by slice."""

    def __init__(self, reader: Reader, catalog_id: int, policy: Policy, firm: FirmKeys) -> None:
        """Check against what `reader` sees; `firm` are the values that changes of the batch claim for themselves."""
        self._reader = reader
        self._catalog_id = catalog_id
        self._policy = policy
        self._firm = firm

    def name_new(
        self, creates: Sequence[tuple[int, Change]], first_product_id: int, problem: Report
    ) -> list[Keys | None]:
        """Give the keys of new products, whose numbers count up from `first_product_id`; None where one is taken."""
        named = [Keys("", change.handle, change.option_code, change.vending_key) for _, change in creates]
        source = self._policy.sku_from
        refused: set[int] = set()
        # What skus are made of is granted before them.
        for key in _TEXT_KEYS if source is None else (source, *(key for key in _TEXT_KEYS if key is not source)):
            asked: list[_Wish] = []
            for product_id, ((position, change), keys) in enumerate(zip(creates, named, strict=True), first_product_id):
                value, soft = self._wished(key, change, keys, product_id)
                if value is not None:
                    asked.append(_Wish(position, change, product_id, keys, value, soft))
            self._grant(key, asked, refused, problem, is_new=True)
        return [None if position in refused else keys for (position, _), keys in zip(creates, named, strict=True)]

    def _wished(self, key: KeyName, change: Change, keys: Keys, product_id: int) -> tuple[str | None, bool]:
        """Give the value that a new product shall have of a key, and whether it gives way."""
        if key is not KeyName.SKU:
            return getattr(change, key.value), key is KeyName.HANDLE and change.handle_soft
        source = self._policy.sku_from
        own = change.sku or (None if source is None else getattr(keys, source.value))
        return own or f"{self._policy.sku_prefix}{product_id}", change.sku_soft or change.sku is None

    def name_known(self, updates: Sequence[tuple[int, Change, Product]], problem: Report) -> dict[int, Keys]:
        """Give, by position, the keys of known products that a change gives another key; taken ones are reported."""
        if self._policy.match == (Match.SKU,):
            return {}
        wishes: dict[KeyName, list[_Wish]] = {key: [] for key in _TEXT_KEYS}
        named: dict[int, Keys] = {}
        for position, change, product in updates:
            keys = Keys(product.sku, product.handle, product.option_code, product.vending_key)
            wants = (
                (KeyName.SKU, None if change.sku_soft else change.sku, product.sku),
                (KeyName.HANDLE, None if change.handle_soft and product.handle else change.handle, product.handle),
                (KeyName.OPTION_CODE, change.option_code, product.option_code),
                (KeyName.VENDING_KEY, change.vending_key, product.vending_key),
            )
            for key, value, current in wants:
                if value is not None and value != current:
                    named[position] = keys
                    soft = key is KeyName.HANDLE and change.handle_soft
                    wishes[key].append(_Wish(position, change, product.product_id, keys, value, soft))
        refused: set[int] = set()
        for key, asked in wishes.items():
            self._grant(key, asked, refused, problem, is_new=False)
        return {position: keys for position, keys in named.items() if position not in refused}

    def _grant(self, key: KeyName, wishes: list[_Wish], refused: set[int], problem: Report, *, is_new: bool) -> None:
        """Grant the wishes for one key: a firm one that is taken is refused, a soft one gets a suffix until it is free."""
        if not wishes:
            return
        was_looked_up = is_new and _MATCHED_BY.get(key) in self._policy.match
        firm = [wish for wish in wishes if not wish.soft]
        soft = [wish for wish in wishes if wish.soft]
        owners = {} if was_looked_up else self._owners(key, {wish.value for wish in firm})
        given: set[str] = set()
        for wish in firm:
            owner = owners.get(wish.value, 0)
            if owner and owner != wish.product_id:
                refused.add(wish.position)
                problem(wish.position, taken_problem(wish.change, key, wish.value, owner))
            else:
                given.add(wish.value)
                setattr(wish.keys, key.value, wish.value)
        if soft:
            granted = make_free(
                self._reader,
                self._catalog_id,
                key,
                [wish.value for wish in soft],
                [wish.product_id for wish in soft],
                (given, self._firm.get(key, set())),
            )
            for wish, value in zip(soft, granted, strict=True):
                setattr(wish.keys, key.value, value)

    def _owners(self, key: KeyName, values: set[str]) -> dict[str, int]:
        """Give the numbers of the products that have these values now."""
        if not values:
            return {}
        products = self._reader.find(self._catalog_id, key, list(values))
        return {getattr(product, key.value): product.product_id for product in products}

"""Give products their keys: check the firm ones against other products, make the soft ones unique."""

from collections.abc import Callable, Sequence

import msgspec

from shelfwire.catalog.change import Change
from shelfwire.catalog.keys import HANDLE_CHARACTERS_MAX, KeyName, suffixed
from shelfwire.catalog.outcome import Problem
from shelfwire.catalog.policy import Match, Policy
from shelfwire.catalog.product import Product
from shelfwire.engine.plan import FirmKeys
from shelfwire.engine.problems import taken_problem
from shelfwire.storage.port import Reader

__all__ = ["Keys", "Namer"]

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
        named: list[Keys] = []
        wishes: dict[KeyName, list[_Wish]] = {key: [] for key in _TEXT_KEYS}
        for product_id, (position, change) in enumerate(creates, first_product_id):
            sku = change.sku or f"{self._policy.sku_prefix}{product_id}"
            keys = Keys(sku, change.handle, change.option_code, change.vending_key)
            named.append(keys)
            soft = change.sku_soft or change.sku is None
            wishes[KeyName.SKU].append(_Wish(position, change, product_id, keys, sku, soft))
            if change.handle is not None:
                wish = _Wish(position, change, product_id, keys, change.handle, change.handle_soft)
                wishes[KeyName.HANDLE].append(wish)
            if change.option_code is not None:
                wish = _Wish(position, change, product_id, keys, change.option_code, soft=False)
                wishes[KeyName.OPTION_CODE].append(wish)
            if change.vending_key is not None:
                wish = _Wish(position, change, product_id, keys, change.vending_key, soft=False)
                wishes[KeyName.VENDING_KEY].append(wish)
        refused: set[int] = set()
        for key, asked in wishes.items():
            self._grant(key, asked, refused, problem, is_new=True)
        return [None if position in refused else keys for (position, _), keys in zip(creates, named, strict=True)]

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
        owners = self._owners(key, {wish.value for wish in wishes if wish.soft or not was_looked_up})
        given: set[str] = set()
        for wish in wishes:
            owner = owners.get(wish.value, 0)
            if not wish.soft and owner and owner != wish.product_id:
                refused.add(wish.position)
                problem(wish.position, taken_problem(wish.change, key, wish.value, owner))
            elif not wish.soft:
                given.add(wish.value)
                setattr(wish.keys, key.value, wish.value)
        waiting = [wish for wish in wishes if wish.soft]
        firm = self._firm.get(key, set())
        while waiting:
            still: list[_Wish] = []
            for wish in waiting:
                if wish.value in given or wish.value in firm or owners.get(wish.value, 0) not in {0, wish.product_id}:
                    wish.value = suffixed(wish.value, wish.product_id, _CHARACTERS_MAX.get(key))
                    still.append(wish)
                else:
                    given.add(wish.value)
                    setattr(wish.keys, key.value, wish.value)
            waiting = still
            owners = self._owners(key, {wish.value for wish in waiting})

    def _owners(self, key: KeyName, values: set[str]) -> dict[str, int]:
        """Give the numbers of the products that have these values now."""
        if not values:
            return {}
        products = self._reader.find(self._catalog_id, key, list(values))
        return {getattr(product, key.value): product.product_id for product in products}

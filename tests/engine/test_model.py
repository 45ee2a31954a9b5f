"""The engine against a plain model: any sequence of batches leaves the catalogs as the rules say, and no other ones touched."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from shelfwire.catalog.change import Action, Change, Offer, OfferBatch, OfferKind, Rewrite
from shelfwire.catalog.merge import Shape
from shelfwire.catalog.policy import COLLEQTIVE_DELETE, COLLEQTIVE_FLUSH
from tests.engine.conftest import Shop

skus = st.sampled_from(["a", "b", "c", "0012", "é", "'; --"])
attributes = st.dictionaries(
    st.sampled_from(["name", "price", "brand", "colleqtive:moq", "cin7:status"]),
    st.one_of(st.none(), st.sampled_from(["x", "y", 1, 2.5, True, ["p", "q"], {"n": None}])),
    max_size=4,
)
items = st.lists(st.tuples(skus, attributes, st.booleans()), max_size=8)
catalogs = st.sampled_from([0, 1])

Catalog = dict[str, dict[str, Any]]


@cache
def shape_of(names: frozenset[str]) -> Shape:
    """Give the shape that a dialect would give with attributes of these names."""
    return Shape(names)


def merged(stored: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in (stored | change).items() if value is not None}


class EngineMachine(RuleBasedStateMachine):
    """Drives two catalogs of one store at random beside two dicts."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.shop = Shop(f"sqlite:///{Path(self.folder.name) / 'model.db'}")
        self.numbers = [self.shop.catalog_id, self.shop.new_catalog("two")]
        self.model: list[Catalog] = [{}, {}]

    @rule(catalog=catalogs, asked=items)
    def write(self, catalog: int, asked: list[tuple[str, dict[str, Any], bool]]) -> None:
        model = self.model[catalog]
        before = {sku: dict(stored) for sku, stored in model.items()}
        fresh: set[str] = set()
        for sku, change, deletes in asked:
            if deletes:
                model.pop(sku, None)
                fresh.discard(sku)
            else:
                if sku not in model:
                    fresh.add(sku)
                model[sku] = merged(model.get(sku, {}), change)
        outcome = self.shop.write(*self.changes(asked), catalog_id=self.numbers[catalog])
        assert outcome.named == len({sku for sku, _, _ in asked})
        assert outcome.deleted == len(set(before) - set(model))
        assert outcome.created == len(fresh)  # a product that is deleted and written anew is a new one

    @rule(catalog=catalogs, asked=items)
    def flush(self, catalog: int, asked: list[tuple[str, dict[str, Any], bool]]) -> None:
        asked = [
            (sku, {k: v for k, v in change.items() if not k.startswith("cin7:")}, False) for sku, change, _ in asked
        ]
        named: Catalog = {}
        for sku, change, _ in asked:
            named[sku] = named.get(sku, {}) | change
        model = self.model[catalog]
        self.model[catalog] = {
            sku: merged({k: v for k, v in model.get(sku, {}).items() if k.startswith("cin7:")}, change)
            for sku, change in named.items()
        }
        outcome = self.shop.write(*self.changes(asked), policy=COLLEQTIVE_FLUSH, catalog_id=self.numbers[catalog])
        assert outcome.deleted_unnamed == len(set(model) - set(named))

    @rule(catalog=catalogs, asked=st.lists(skus, max_size=4))
    def delete(self, catalog: int, asked: list[str]) -> None:
        changes = [Change(index, Action.DELETE, sku) for index, sku in enumerate(asked)]
        outcome = self.shop.write(*changes, policy=COLLEQTIVE_DELETE, catalog_id=self.numbers[catalog])
        assert outcome.deleted == len(set(asked) & set(self.model[catalog]))
        for sku in asked:
            self.model[catalog].pop(sku, None)

    @rule(catalog=catalogs, old=st.sampled_from(["x", 1, True]), new=st.sampled_from(["x", "y", 1]))
    def rewrite(self, catalog: int, old: Any, new: Any) -> None:
        encoded = msgspec.json.encode(old), msgspec.json.encode(new)
        outcome = self.shop.rewrite(Rewrite(self.numbers[catalog], "brand", *encoded))
        having = [
            stored for stored in self.model[catalog].values() if msgspec.json.encode(stored.get("brand")) == encoded[0]
        ]
        assert outcome.updated == (0 if encoded[0] == encoded[1] else len(having))
        for stored in having:
            stored["brand"] = new

    @rule(catalog=catalogs, sku=skus)
    def offer(self, catalog: int, sku: str) -> None:
        offer = Offer(OfferKind.PRICE, sku, "p1", attributes=b'{"price":1}')
        self.shop.offer(OfferBatch(self.numbers[catalog], OfferKind.PRICE, [offer]))

    @invariant()
    def catalogs_are_as_the_model_says(self) -> None:
        for number, model in zip(self.numbers, self.model, strict=True):
            assert self.shop.attributes(number) == model
            assert self.product_count(number) == len(model)

    def product_count(self, number: int) -> int:
        row = self.shop.wait(self.shop.store.read(lambda reader: reader.catalog(number)))
        assert row is not None
        return row.product_count

    def teardown(self) -> None:
        self.shop.close()
        self.folder.cleanup()

    @staticmethod
    def changes(asked: list[tuple[str, dict[str, Any], bool]]) -> list[Change]:
        """Make the changes as dialects make them: what they clear is null at even places, and named apart at odd ones."""
        made: list[Change] = []
        for index, (sku, change, deletes) in enumerate(asked):
            cleared = frozenset(name for name, value in change.items() if value is None and index % 2)
            sent = {name: value for name, value in change.items() if name not in cleared}
            shape = None if None in sent.values() else shape_of(frozenset(sent))
            action = Action.DELETE if deletes else Action.WRITE
            made.append(Change(index, action, sku, msgspec.json.encode(sent, order="sorted"), shape, clears=cleared))
        return made


TestEngineAgainstModel = EngineMachine.TestCase
TestEngineAgainstModel.settings = settings(max_examples=60, stateful_step_count=20)

"""Nothing crosses catalogs: whoever comes in with a credential reads and writes its own catalog and no other."""

import tempfile
from collections import Counter
from functools import partial
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from shelfwire.access import credentials
from shelfwire.access.caller import Caller
from shelfwire.access.credentials import NewCredential
from shelfwire.access.gate import Denied
from shelfwire.catalog.change import Batch, Change, Offer, OfferKind
from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.outcome import BatchOutcome
from shelfwire.catalog.policy import COLLEQTIVE_DELETE, COLLEQTIVE_FLUSH, COLLEQTIVE_WRITE
from shelfwire.engine.reply import Reply
from shelfwire.engine.run import Engine
from shelfwire.settings import Settings
from shelfwire.storage.port import Reader
from tests.access.conftest import House

CATALOGS = 3
SKUS = ("a", "b", "c")
POLICIES = {"write": COLLEQTIVE_WRITE, "flush": COLLEQTIVE_FLUSH, "delete": COLLEQTIVE_DELETE}

steps = st.lists(
    st.tuples(
        st.sampled_from([*POLICIES, "offer", "revoke", "key"]),
        st.integers(0, CATALOGS - 1),
        st.lists(st.sampled_from(SKUS), unique=True, max_size=3),
        st.integers(0, 9),
    ),
    max_size=15,
)

Products = dict[str, bytes]
Offers = set[tuple[str, str]]


class Story:
    """Three catalogs of one store beside what a plain dict says they must hold."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.engine = Engine(house.store, lambda: house.microseconds)
        self.catalog_ids = [house.catalog(f"catalog-{number}") for number in range(CATALOGS)]
        self.keys: list[list[NewCredential]] = [[self.key(number)] for number in range(CATALOGS)]
        self.revoked: list[NewCredential] = []
        self.products: list[Products] = [{} for _ in range(CATALOGS)]
        self.offers: list[Offers] = [set() for _ in range(CATALOGS)]

    def key(self, number: int) -> NewCredential:
        return self.house.key(f"catalog-{number}", permissions=["products.read", "products.flush"])

    def caller(self, number: int) -> Caller:
        return self.house.who(self.keys[number][-1].secret)

    def step(self, verb: str, number: int, skus: list[str], value: int) -> None:
        if verb == "key":
            self.keys[number].append(self.key(number))
        elif verb == "revoke" and len(self.keys[number]) > 1:
            gone = self.keys[number].pop()
            self.house.wait(credentials.revoke(self.house.store, gone.row.credential_id, self.house.microseconds))
            self.revoked.append(gone)
        elif verb == "offer":
            self.offer(number, skus)
        elif verb in POLICIES:
            self.batch(verb, number, skus, value)

    def offer(self, number: int, skus: list[str]) -> None:
        caller = self.caller(number)
        offers = [Offer(OfferKind.PRICE, sku, "1") for sku in skus]
        self.house.wait(
            self.house.store.write(lambda transaction: transaction.write_offers(caller.catalog_id, offers), rows=3)
        )
        self.offers[number] |= {(sku, "1") for sku in skus}

    def batch(self, verb: str, number: int, skus: list[str], value: int) -> None:
        attributes = b'{"name":"%d of %d"}' % (value, number)
        changes = [Change(index, sku=sku, attributes=attributes) for index, sku in enumerate(skus)]
        batch = Batch(self.caller(number).catalog_id, POLICIES[verb], changes)
        self.house.wait(self.engine.run(batch, done))
        kept = {} if verb == "flush" else self.products[number]
        lost = {sku for sku in self.products[number] if sku in skus} if verb == "delete" else set()
        if verb == "flush":
            lost = set(self.products[number]) - set(skus)
        written: Products = {} if verb == "delete" else dict.fromkeys(skus, attributes)
        self.products[number] = {sku: text for sku, text in kept.items() if sku not in lost} | written
        self.offers[number] = {offer for offer in self.offers[number] if offer[0] not in lost}

    def check(self) -> None:
        for number in range(CATALOGS):
            catalog_id = self.caller(number).catalog_id
            assert catalog_id == self.catalog_ids[number]
            seen = self.house.wait(self.house.store.read(partial(all_of, catalog_id=catalog_id)))
            assert seen == (
                self.products[number],
                self.products[number],
                self.offers[number],
                len(self.products[number]),
            )
        reasons = Counter(self.denial(gone.secret) for gone in self.revoked)
        assert reasons == Counter({"revoked": len(self.revoked)})

    def denial(self, secret: str) -> str:
        try:
            self.house.who(secret)
        except Denied as denied:
            return denied.reason
        return "let in"


def done(outcome: BatchOutcome) -> Reply:
    return Reply(200)


def all_of(reader: Reader, catalog_id: int) -> tuple[Products, Products, Offers, int]:
    """Give all that can be reached with a catalog's number, by list, by key, of offers, and counted."""
    listed = {product.sku: bytes(product.attributes) for product in reader.page(catalog_id, 0, 100)}
    found = {product.sku: bytes(product.attributes) for product in reader.find(catalog_id, KeyName.SKU, SKUS)}
    offers = {(offer.sku, offer.offer_id) for offer in reader.offers(catalog_id, SKUS)}
    row = reader.catalog(catalog_id)
    assert row is not None
    return listed, found, offers, row.product_count


@settings(max_examples=25)
@given(steps)
def test_nothing_crosses_catalogs(story: list[tuple[str, int, list[str], int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder), Settings())
        try:
            told = Story(house)
            for step in story:
                told.step(*step)
            told.check()
        finally:
            house.close()

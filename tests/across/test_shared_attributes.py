"""What one API wrote, the others read: every shared attribute, every pair."""

import itertools
from typing import Any

import pytest

from tests.across.company import Company
from tests.across.views import CIN7, COLLEQTIVE, SHARED, VENDNOVATION, VIEWS, Plain, View

CHANGED: Plain = {
    "name": "Thé vert",
    "description": "Picked early",
    "brand": "Söhne",
    "barcode": "00871000000018",
    "price": 20.5,
    "cost": 0.1,
    "active": True,
    "image_url": "https://images.example/new.jpg",
}
BASE = {name: SHARED[name] for name in ("sku", "name", "brand")}


def ids(value: Any) -> str:
    return value.dialect if hasattr(value, "dialect") else str(value)


PAIRS = [
    (attribute, writer, reader)
    for writer, reader in itertools.permutations(VIEWS, 2)
    for attribute in SHARED
    if attribute in writer.creates and attribute in reader.shows
]
UPDATES = [
    (attribute, creator, updater)
    for creator, updater in itertools.permutations(VIEWS, 2)
    for attribute in SHARED
    if attribute in creator.creates and attribute in updater.updates
]


def read(view: View, company: Company, sku: str = SHARED["sku"]) -> Plain:
    return view.plain(view.raw(company)[sku])


def test_the_pairs_are_those_of_the_table() -> None:
    assert len(PAIRS) == len(set(PAIRS)) == 7 + 7 + 9 + 7 + 7 + 5
    assert {(a, w.dialect, r.dialect) for a, w, r in PAIRS if a == "active"} == {
        ("active", "colleqtive", "cin7"),
        ("active", "cin7", "colleqtive"),
    }


@pytest.mark.parametrize(("attribute", "writer", "reader"), PAIRS, ids=ids)
def test_what_one_api_wrote_another_reads(company: Company, attribute: str, writer: View, reader: View) -> None:
    product = BASE | {attribute: SHARED[attribute]}
    writer.create(company, product)

    shown = read(reader, company)

    assert {name: shown[name] for name in product} == product
    assert shown == read(reader, company)


@pytest.mark.parametrize("writer", VIEWS, ids=ids)
def test_a_product_with_every_attribute_reads_the_same_through_all_apis(company: Company, writer: View) -> None:
    product = {name: SHARED[name] for name in SHARED if name in writer.creates}
    writer.create(company, product)

    for reader in VIEWS:
        shown = read(reader, company)
        both = [name for name in product if name in reader.shows]
        assert {name: shown[name] for name in both} == {name: product[name] for name in both}


@pytest.mark.parametrize(("attribute", "creator", "updater"), UPDATES, ids=ids)
def test_what_one_api_wrote_another_updates_and_all_read_it(
    company: Company, attribute: str, creator: View, updater: View
) -> None:
    creator.create(company, {name: SHARED[name] for name in SHARED if name in creator.creates})
    before = {view.dialect: read(view, company) for view in VIEWS}

    updater.update(company, BASE | {attribute: CHANGED[attribute]})

    for view in VIEWS:
        changed = {attribute: CHANGED[attribute]} if attribute in view.shows else {}
        assert read(view, company) == before[view.dialect] | changed


DELETIONS = [(creator, deleter) for creator in VIEWS for deleter in VIEWS if deleter.deletes]


@pytest.mark.parametrize(("creator", "deleter"), DELETIONS, ids=ids)
def test_what_one_api_wrote_another_deletes(company: Company, creator: View, deleter: View) -> None:
    creator.create(company, BASE)
    creator.create(company, BASE | {"sku": "other", "name": "other"})
    number = CIN7.raw(company)[BASE["sku"]]["id"]

    deleter.delete(company, BASE["sku"])

    for view in VIEWS:
        assert list(view.raw(company)) == ["other"]
    gone = company.ask("cin7", "GET", f"/api/v1/Products/{number}")
    assert (gone.status, sorted(gone.json)) == (404, ["message"])
    assert VENDNOVATION.records(company, productIds=[number]) == []


def test_a_product_that_was_deleted_gives_its_keys_free_and_its_number_never(company: Company) -> None:
    VENDNOVATION.create(company, BASE)
    first = VENDNOVATION.raw(company)[BASE["sku"]]["productId"]
    COLLEQTIVE.delete(company, BASE["sku"])

    CIN7.create(company, BASE)
    second = CIN7.raw(company)[BASE["sku"]]["id"]
    assert second > first
    COLLEQTIVE.delete(company, BASE["sku"])
    VENDNOVATION.create(company, BASE)
    assert VENDNOVATION.raw(company)[BASE["sku"]]["productId"] > second

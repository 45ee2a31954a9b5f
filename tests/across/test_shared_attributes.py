"""What one API wrote, the others read: every shared attribute, every pair."""

import itertools
from typing import Any

import pytest

from tests.across import lana_api
from tests.across.company import Company
from tests.across.views import CIN7, COLLEQTIVE, LANA, SHARED, VENDNOVATION, VIEWS, Plain, View, shown

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
    return view.plain(shown(view, company, sku))


def taken(view: View, plain: Plain) -> Plain:
    """Leave of a product what an API lets its clients give it; each gives it a sku in its own way."""
    return {name: value for name, value in plain.items() if name in view.creates or name == "sku"}


def common(writer: View, reader: View, plain: Plain) -> list[str]:
    return [name for name in plain if name in writer.creates and name in reader.shows]


def test_the_pairs_are_those_of_the_table() -> None:
    assert len(PAIRS) == len(set(PAIRS)) == 7 + 7 + 9 + 7 + 7 + 5 + 6
    assert {a for a, w, r in PAIRS if LANA in (w, r)} == {"name"}
    assert {(a, w.dialect, r.dialect) for a, w, r in PAIRS if a == "active"} == {
        ("active", "colleqtive", "cin7"),
        ("active", "cin7", "colleqtive"),
    }


@pytest.mark.parametrize(("attribute", "writer", "reader"), PAIRS, ids=ids)
def test_what_one_api_wrote_another_reads(company: Company, attribute: str, writer: View, reader: View) -> None:
    product = taken(writer, BASE | {attribute: SHARED[attribute]})
    writer.create(company, product)

    both = common(writer, reader, product)
    found = read(reader, company)

    assert attribute in both
    assert {name: found[name] for name in both} == {name: product[name] for name in both}
    assert found == read(reader, company)


@pytest.mark.parametrize("writer", VIEWS, ids=ids)
def test_a_product_with_every_attribute_reads_the_same_through_all_apis(company: Company, writer: View) -> None:
    product = taken(writer, SHARED)
    writer.create(company, product)

    for reader in VIEWS:
        found = read(reader, company)
        both = common(writer, reader, product)
        assert {name: found[name] for name in both} == {name: product[name] for name in both}


@pytest.mark.parametrize(("attribute", "creator", "updater"), UPDATES, ids=ids)
def test_what_one_api_wrote_another_updates_and_all_read_it(
    company: Company, attribute: str, creator: View, updater: View
) -> None:
    creator.create(company, taken(creator, SHARED))
    before = {view.dialect: read(view, company) for view in VIEWS}

    updater.update(company, taken(creator, BASE) | {attribute: CHANGED[attribute]})

    for view in VIEWS:
        changed = {attribute: CHANGED[attribute]} if attribute in view.shows else {}
        assert read(view, company) == before[view.dialect] | changed | gained(view, creator, updater)


def gained(view: View, creator: View, updater: View) -> Plain:
    """Give what VendNovation shows from then on of a product that it found by its sku: the number that it was sent."""
    if view is VENDNOVATION and updater is VENDNOVATION and "sku" not in creator.creates:
        return {"sku": SHARED["sku"]}
    return {}


DELETIONS = [(creator, deleter) for creator in VIEWS for deleter in VIEWS if deleter.deletes]


@pytest.mark.parametrize(("creator", "deleter"), DELETIONS, ids=ids)
def test_what_one_api_wrote_another_deletes(company: Company, creator: View, deleter: View) -> None:
    creator.create(company, BASE)
    creator.create(company, BASE | {"sku": "other", "name": "other"})
    number = shown(CIN7, company, BASE["sku"])["id"]
    identifier = shown(LANA, company, BASE["sku"])["id"]

    deleter.delete(company, BASE["sku"])

    assert list(COLLEQTIVE.raw(company)) == ["other"]
    for view in VIEWS:
        assert [view.plain(record)["name"] for record in view.records(company)] == ["other"]
    gone = company.ask("cin7", "GET", f"/api/v1/Products/{number}")
    assert (gone.status, sorted(gone.json)) == (404, ["message"])
    assert VENDNOVATION.records(company, productIds=[number]) == []
    missing = lana_api.read(company, [identifier])
    assert (missing.answer.status, (missing.error or {})["code"]) == (404, 404)
    assert lana_api.done(lana_api.read(company, [identifier], loose=True)) == []


def test_a_product_that_was_deleted_gives_its_keys_free_and_its_number_never(company: Company) -> None:
    VENDNOVATION.create(company, BASE)
    first = VENDNOVATION.raw(company)[BASE["sku"]]["productId"]
    COLLEQTIVE.delete(company, BASE["sku"])

    CIN7.create(company, BASE)
    second = CIN7.raw(company)[BASE["sku"]]["id"]
    assert second > first
    COLLEQTIVE.delete(company, BASE["sku"])
    VENDNOVATION.create(company, BASE)
    third = VENDNOVATION.raw(company)[BASE["sku"]]["productId"]
    assert third > second
    LANA.delete(company, BASE["sku"])
    LANA.create(company, BASE)
    (record,) = CIN7.records(company)
    assert (record["id"] > third, list(COLLEQTIVE.raw(company))) == (True, [BASE["sku"]])

"""Real assortments with their real dirt through the bulk writes of all four clients, read back and compared by field."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from shelfwire_client import BulkResult
from tests.clients import test_real_data as shops
from tests.clients import test_real_data_across as others
from tests.clients import test_real_data_lana as lana
from tests.clients.test_real_data import Row
from tests.sdk.conftest import Account

Opening = Callable[..., Any]
CIN7_TEXT_MAX = 250


@pytest.fixture
def written(opened: Opening, account: Account) -> Callable[..., tuple[Any, BulkResult]]:
    """Opens a client of a dialect and writes rows by one of its bulk methods, collecting what is refused."""

    def write(client: str, method: str, rows: list[Row]) -> tuple[Any, BulkResult]:
        made = opened(client, **account.settings(client.lower().removesuffix("omni")))
        result: BulkResult = getattr(made.products, method)(iter(rows), collect=True)
        assert len(result) == len(rows) == result.accepted + result.refused
        return made, result

    return write


def refused(result: BulkResult) -> dict[int, set[str]]:
    """Give the fields at fault of the refused items by position."""
    return {one.position: {fault.field for fault in one.faults} for one in result.refusals}


def known(record: Any, sent: Row) -> Row:
    """Give of a record what was sent, as plain JSON."""
    shown = record.to_dict()
    return {field: shown[field] for field in sent}


@pytest.mark.parametrize("assortment", [shops.groceries, shops.electronics])
def test_colleqtive_takes_all(written: Any, assortment: Callable[[], list[Row]]) -> None:
    rows = assortment()
    client, result = written("Colleqtive", "upsert_all", rows)
    assert result.refused == 0
    wanted: dict[str, Row] = {}
    for row in rows:
        wanted[row["product_number"]] = wanted.get(row["product_number"], {}) | row
    read = {one.product_number: one for one in client.products.list_products(page_size=500)}
    assert read.keys() == wanted.keys()
    for number, row in wanted.items():
        shown = row | {"attention_code": ",".join(row.get("attention_code", []))}
        assert known(read[number], shown) == shown


def cin7_groceries() -> list[Row]:
    """Open Food Facts for a stock system: the EAN is the style code."""
    return [
        {
            "name": row["product_name"],
            "styleCode": row["product_number"],
            "brand": row.get("brand_description", ""),
            "description": row.get("product_description", ""),
            "productOptions": [{"productOptionCode": row["product_number"]}],
        }
        for row in shops.groceries()
    ]


@pytest.mark.parametrize("assortment", [cin7_groceries, others.electronics])
def test_cin7_creates_what_is_new_and_updates_the_rest(written: Any, assortment: Callable[[], list[Row]]) -> None:
    rows = assortment()
    client, result = written("Cin7Omni", "upsert_all", rows)
    good = {place: row for place, row in enumerate(rows) if is_good_for_cin7(row)}
    assert refused(result).keys() == set(range(len(rows))) - good.keys()
    wanted: dict[str, Row] = {}
    for row in good.values():
        wanted[row["styleCode"]] = {field: value for field, value in row.items() if field != "productOptions"}
    read = {one.styleCode: one for one in client.products.list(rows=250)}
    assert read.keys() == wanted.keys()
    for code, row in wanted.items():
        assert known(read[code], row) == row
    assert {result[place].identifier for place in good} == {one.id for one in read.values()}


def is_good_for_cin7(row: Row) -> bool:
    """Tell whether Cin7 takes a row: its texts have an end."""
    codes = [row["styleCode"], *(option["productOptionCode"] for option in row["productOptions"])]
    return (
        1 <= len(row["name"]) <= CIN7_TEXT_MAX
        and len(row["description"]) <= CIN7_TEXT_MAX
        and len(row["brand"]) <= CIN7_TEXT_MAX
        and all(len(code) <= CIN7_TEXT_MAX for code in codes)
    )


def vending_electronics() -> list[Row]:
    """Best Buy for vending machines: brand, name and the image's number make a product unique."""
    return [
        {
            "manufacturer": "Best Buy",
            "brand": row.get("brand_description", ""),
            "name": row["product_name"],
            "size": 1,
            "unitsForSize": row["product_number"],
            "number": row["product_number"],
            "defaultPrice": row["price"],
            "productImage": row["image_url"],
        }
        for row in shops.electronics()
    ]


@pytest.mark.parametrize("assortment", [others.groceries, vending_electronics])
def test_vendnovation_takes_all_and_tells_their_numbers(written: Any, assortment: Callable[[], list[Row]]) -> None:
    rows = assortment()
    client, result = written("VendNovation", "upsert_all", rows)
    assert result.refused == 0
    wanted: dict[Any, Row] = {}
    numbers: dict[Any, Any] = {}
    for row, outcome in zip(rows, result, strict=True):
        key = others.vending_key(row)
        kept = {field: value for field, value in row.items() if value is not None or field not in others.SHARED}
        wanted[key] = wanted.get(key, {}) | kept
        assert numbers.setdefault(key, outcome.identifier) == outcome.identifier
    read = {one.productId: one for one in client.products.list_products()}
    assert len(read) == len(wanted)
    for key, row in wanted.items():
        assert known(read[numbers[key]], row) == row


@pytest.mark.parametrize("assortment", [lana.groceries, lana.electronics])
def test_lana_creates_what_keeps_its_rules_and_tells_the_others_why(
    written: Any, assortment: Callable[[], list[Row]]
) -> None:
    rows = assortment()
    client, result = written("Lana", "create_all", rows)
    faults: dict[int, set[str]] = {}
    for place, row in enumerate(rows):
        for fault in lana.faults([row]):
            faults.setdefault(place, set()).add(fault["field"].removeprefix("[0]."))
    told = refused(result)
    assert told.keys() == faults.keys()
    # An answer lists a thousand faults: of the last item of a list that is full, the second may not be there.
    assert all(told[place] and told[place] <= fields for place, fields in faults.items())
    assert sum(told[place] != fields for place, fields in faults.items()) <= result.requests
    read = {one.id: one for one in client.products.page(limit=250)}
    assert len(read) == result.accepted
    for row, outcome in zip(rows, result, strict=True):
        if outcome.status == "accepted":
            shown = json.loads(json.dumps(read[outcome.identifier].to_dict()))
            assert {field: shown[field] for field in ("title", "tags")} == {
                field: row[field] for field in ("title", "tags")
            }

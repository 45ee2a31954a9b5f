"""A real assortment, with its real dirt and its real duplicates, pushed and read back page by page."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from tests.dialects.vendnovation.conftest import Shop
from tests.dialects.vendnovation.test_push import EMPTY

GROCERIES = Path(__file__).parents[4] / "shared" / "data" / "openfoodfacts_1470.csv"
Row = dict[str, Any]


def groceries() -> list[Row]:
    """Open Food Facts: the true EAN is in the url; the quantity is a number and its units where it looks like that."""
    if not GROCERIES.exists():
        pytest.skip(f"the real data file {GROCERIES.name} is not beside this checkout")
    with GROCERIES.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    products = []
    for row in rows:
        quantity = re.fullmatch(r"\s*(\d+)(?:[.,](\d+))?\s*(\D*)", row["quantity"])
        whole, part, units = quantity.groups() if quantity else (None, None, row["quantity"])
        product = {
            "manufacturer": row["brands"].split(",")[0],
            "brand": row["brands"],
            "name": row["product_name"] or row["code"],
            "size": float(f"{whole}.{part}") if part else whole and int(whole),
            "unitsForSize": units,
            "upc": row["url"].split("/product/")[1].split("/")[0],
            "number": row["url"].split("/product/")[1].split("/")[0],
            "container": row["packaging"],
            "productGroup": row["main_category"],
            "productImage": row["image_url"] or None,
            "calories": float(row["energy_100g"]) if row["energy_100g"] else None,
            "customField1": row["labels"] or None,
            "customData": {"countries": row["countries"].split(",")},
        }
        products.append({name: value for name, value in product.items() if value is not None})
    return products


def key_of(product: Row) -> tuple[Any, ...]:
    """Give what makes a product unique, by a rule of the test's own."""
    texts = (str(product.get(name, "")).strip() for name in ("manufacturer", "brand", "name", "unitsForSize"))
    return (*texts, product.get("size"))


def test_a_real_assortment_is_read_back_as_it_was_sent_once_its_duplicates_are_out(shop: Shop) -> None:
    rows = groceries()
    positions: dict[tuple[Any, ...], list[int]] = {}
    for position, row in enumerate(rows):
        positions.setdefault(key_of(row), []).append(position)
    repeated = sorted(place for places in positions.values() if len(places) > 1 for place in places)
    assert repeated
    answer = shop.push(*rows)
    assert answer.body["message"] == f"Nothing was written: {len(repeated)} bad items."
    assert [error["index"] for error in answer.body["errors"]] == repeated[:20]

    unique = [rows[places[0]] for places in positions.values()]
    assert shop.pushed(*unique) == list(range(1, len(unique) + 1))
    expected = [EMPTY | row | {"productId": number, "organizationId": 1} for number, row in enumerate(unique, 1)]
    assert shop.listed() == expected
    assert shop.pushed(*reversed(unique)) == list(range(len(unique), 0, -1))
    assert shop.listed() == expected

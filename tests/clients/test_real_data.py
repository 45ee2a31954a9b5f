"""Real assortments, with their real dirt, through the official client: pushed, read back page by page, compared by field."""

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from colleqtive_sdk import Colleqtive

DATA = Path(__file__).parents[3] / "shared" / "data"
Row = dict[str, Any]
PUSH_PRODUCTS = 250
PAGE_PRODUCTS = 200


def data_file(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the real data file {name} is not beside this checkout")
    return path


def filled(row: Row) -> Row:
    """Leave out what the file leaves empty."""
    return {name: value for name, value in row.items() if value not in ("", None, [])}


def groceries() -> list[Row]:
    """Open Food Facts: the true EAN is in the url, the code column lost its leading zeros."""
    with data_file("openfoodfacts_1470.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    return [
        filled(
            {
                "product_number": row["url"].split("/product/")[1].split("/")[0],
                "product_name": row["product_name"] or row["code"],
                "is_counted": True,
                "product_description": row["generic_name"],
                "brand_description": row["brands"],
                "size": row["quantity"],
                "product_type": row["packaging"],
                "category_code": row["main_category"],
                "image_url": row["image_url"],
                "product_url": row["url"],
                "price_lines": row["labels"],
                "countries_allowed": [name.strip() for name in row["countries"].split(",") if name.strip()],
                "average_weight": float(row["energy_100g"]) if row["energy_100g"] else None,
                "free_fields": [{"key": "serving", "value": row["serving_size"], "sort_order": 1}]
                if row["serving_size"]
                else [],
            }
        )
        for row in rows
    ]


def electronics() -> list[Row]:
    """Best Buy: there is no number in the file but that of the image."""
    rows = json.loads(data_file("bestbuy_3291.json").read_bytes())
    return [
        filled(
            {
                "product_number": row["image"].rsplit("/", 1)[-1].split("_")[0],
                "product_name": row["name"],
                "is_counted": False,
                "product_description": row["description"],
                "brand_description": row["brand"],
                "category_code": " > ".join(row["categories"]),
                "attention_code": row["categories"],
                "price": row["price"],
                "image_url": row["image"],
                "ioq": row["popularity"],
            }
        )
        for row in rows
    ]


def pages(client: Colleqtive) -> Iterator[Row]:
    """Read the whole catalog as a real connector does: until a page is short."""
    number = 1
    while True:
        listed = client.products.list_products(page_size=str(PAGE_PRODUCTS), page_start=str(number))
        records = listed.records or []
        yield from (record.model_dump() for record in records)
        if len(records) < PAGE_PRODUCTS:
            return
        number += 1


def push(client: Colleqtive, rows: Sequence[Any]) -> None:
    for start in range(0, len(rows), PUSH_PRODUCTS):
        assert client.products.create_products(body=rows[start : start + PUSH_PRODUCTS]).success


@pytest.mark.parametrize("assortment", [groceries, electronics])
def test_a_real_assortment_is_read_back_as_it_was_sent(client: Colleqtive, assortment: Any) -> None:
    rows = assortment()
    expected: dict[str, Row] = {}
    for row in rows:  # a number that stands twice is one product: the later wins, field by field
        expected[row["product_number"]] = expected.get(row["product_number"], {}) | row
    push(client, rows)

    read = list(pages(client))
    assert [record["product_number"] for record in read] == list(expected)
    for record in read:
        row = expected[record["product_number"]]
        shown = row | {"attention_code": ",".join(row.get("attention_code", []))}
        assert {name: record[name] for name in shown} == shown
    assert client.products.list_products(page_size="1").total_record_count == len(expected)

    again = client.products.create_products(body=rows)
    assert "0 created, 0 updated" in (again.message or "") or len(rows) != len(expected)
    assert list(pages(client)) == read

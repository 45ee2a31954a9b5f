"""Real assortments through the other APIs of a running server, in requests of 250 as their clients send them, read by all."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from tests.across.company import Company
from tests.across.views import CIN7, COLLEQTIVE, VENDNOVATION, good
from tests.clients.test_real_data import PUSH_PRODUCTS, Row, data_file

VENDING_KEY = ("manufacturer", "brand", "name", "size", "unitsForSize")
SHARED = {"name", "brand", "upc", "productImage", "number"}
"""VendNovation's fields whose null keeps what is stored."""


def pieces(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), PUSH_PRODUCTS):
        yield rows[start : start + PUSH_PRODUCTS]


def pages(company: Company) -> dict[str, Row]:
    """Read the whole catalog through Colleqtive, by product number."""
    records: dict[str, Row] = {}
    for page in range(1, 100):
        target = f"/api/v2/public/products?page_size=1000&page_start={page}"
        part = good(company.ask("colleqtive", "GET", target))["records"]
        records |= {record["product_number"]: record for record in part}
        if len(part) < 1000:
            break
    return records


def groceries() -> list[Row]:
    """Open Food Facts for a vending machine; as real clients do, every product has every field, null where there is nothing."""
    with data_file("openfoodfacts_1470.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    products = []
    for row in rows:
        measure = re.fullmatch(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*([A-Za-z.]*)\s*", row["quantity"])
        products.append(
            {
                "manufacturer": row["brands"].split(",")[0],
                "brand": row["brands"],
                "name": row["product_name"] or row["code"],
                "customData": {"countries": row["countries"].split(","), "url": row["url"]},
                "size": float(measure[1].replace(",", ".")) if measure else None,
                "unitsForSize": measure[2] if measure else row["quantity"],
                "container": row["packaging"],
                "upc": row["url"].split("/product/")[1].split("/")[0],
                "productImage": row["image_url"] or None,
                "nutritionImage": row["image_small_url"] or None,
                "calories": float(row["energy_100g"] or 0),
                "productGroup": row["main_category"],
                "number": row["url"].split("/product/")[1].split("/")[0],
                "customField1": row["serving_size"] or None,
                "customField2": row["nutrition_grade_fr"] or None,
            }
        )
    return products


def vending_key(product: Row) -> tuple[Any, ...]:
    parts = (product[field] for field in VENDING_KEY)
    return tuple((part or "").strip() if part is None or isinstance(part, str) else part for part in parts)


def push_unique(company: Company, part: Sequence[Row], fates: Counter[str]) -> Sequence[Row]:
    """Push a request; where it names a product twice, see that it is refused for exactly that, and push the first of each."""
    places: dict[tuple[Any, ...], list[int]] = {}
    for place, product in enumerate(part):
        places.setdefault(vending_key(product), []).append(place)
    repeated = sorted(place for found in places.values() if len(found) > 1 for place in found)
    fates["requests"] += 1
    if not repeated:
        return part
    answer = VENDNOVATION.put(company, *part)
    assert answer.status == 400
    assert sorted(error["index"] for error in answer.json["errors"]) == repeated
    fates["requests refused"] += 1
    fates["items at fault"] += len(repeated)
    fates["items left out"] += len(part) - len(places)
    return [part[found[0]] for found in places.values()]


def test_groceries_are_pushed_through_vendnovation_and_read_by_all(company: Company) -> None:
    expected: dict[tuple[Any, ...], Row] = {}
    skus: dict[tuple[Any, ...], str] = {}
    numbers: dict[tuple[Any, ...], int] = {}
    fates: Counter[str] = Counter()
    for part in pieces(groceries()):
        sent = push_unique(company, part, fates)
        for product, number in zip(sent, good(VENDNOVATION.put(company, *sent)), strict=True):
            key = vending_key(product)
            fates["updated" if key in expected else "created"] += 1
            assert numbers.setdefault(key, number) == number
            skus.setdefault(key, product["number"])
            kept = {field: value for field, value in product.items() if value is not None or field not in SHARED}
            expected[key] = expected.get(key, {"productImage": None}) | kept

    assert dict(fates) == {
        "requests": 6,
        "requests refused": 5,
        "items at fault": 46,
        "items left out": 25,
        "created": 1_432,
        "updated": 13,
    }
    by_number = {record["productId"]: record for record in VENDNOVATION.records(company)}
    assert len(by_number) == len(expected)
    for key, product in expected.items():
        shown = by_number[numbers[key]]
        assert {field: shown[field] for field in product} == product
    records = pages(company)
    assert set(records) == set(skus.values())
    for key, product in expected.items():
        record = records[skus[key]]
        assert (record["product_name"], record["brand_description"], record["barcode"], record["image_url"]) == (
            product["name"],
            product["brand"],
            product["upc"],
            product["productImage"] or "",
        )
    omni = {record["id"]: record for page in (1, 2) for record in CIN7.records(company, f"rows=1000&page={page}")}
    assert {number: record["styleCode"] for number, record in omni.items()} == {
        numbers[key]: sku for key, sku in skus.items()
    }


def electronics() -> list[Row]:
    """Best Buy: its names are the style codes, for some of them repeat; the number of the image is the option's code."""
    rows = json.loads(data_file("bestbuy_3291.json").read_bytes())
    return [
        {
            "name": row["name"],
            "styleCode": row["name"],
            "description": row["description"],
            "brand": row["brand"],
            "skuRangeId": row["popularity"],
            "optionLabel1": " > ".join(row["categories"])[:250],
            "productOptions": [
                {"productOptionCode": row["image"].rsplit("/", 1)[-1].split("_")[0], "retailPrice": row["price"]}
            ],
        }
        for row in rows
    ]


def post_unique(company: Company, part: Sequence[Row], fates: Counter[str]) -> Sequence[Row]:
    """Post a request; where it names a code twice, see that it is refused for exactly that, and give the first of each."""
    codes = Counter(row["styleCode"] for row in part)
    fates["requests"] += 1
    if len(codes) == len(part):
        return part
    answer = CIN7.post(company, *part)
    assert answer.status == 400
    told = json.dumps(answer.json, ensure_ascii=False)
    assert all(json.dumps(code, ensure_ascii=False)[1:-1] in told for code, count in codes.items() if count > 1)
    fates["requests refused"] += 1
    fates["items left out"] += len(part) - len(codes)
    first = {row["styleCode"]: row for row in reversed(part)}
    return [row for row in part if first[row["styleCode"]] is row]


def test_electronics_are_posted_through_cin7_and_read_by_all(company: Company) -> None:
    fates: Counter[str] = Counter()
    created: dict[str, Row] = {}
    ids: dict[str, int] = {}
    too_long: list[Row] = []

    def post(rows: Sequence[Row]) -> None:
        for row, result in zip(rows, good(CIN7.post(company, *rows)), strict=True):
            code, (error, *more) = row["styleCode"], result["errors"] or [""]
            assert more == []
            if len(row["description"]) > 250:
                fates["failed"] += 1
                assert (result["success"], result["id"], "description" in error) == (False, 0, True)
                too_long.append(row)
            elif code in created:
                fates["skipped"] += 1
                assert (result["success"], result["id"], code in error) == (False, ids[code], True)
            else:
                fates["created"] += 1
                assert (result["success"], result["code"], error) == (True, code, "")
                created[code], ids[code] = row, result["id"]

    for part in pieces(electronics()):
        post(post_unique(company, part, fates))
    assert dict(fates) == {
        "requests": 14,
        "requests refused": 11,
        "items left out": 22,
        "failed": 2_091,
        "skipped": 24,
        "created": 1_154,
    }

    cut = {row["styleCode"]: row | {"description": row["description"][:250]} for row in reversed(too_long)}
    for part in pieces([row for code, row in cut.items() if code not in created]):
        post(part)
    assert len(created) == 3_229
    read = {row["styleCode"]: row for page in range(1, 5) for row in CIN7.records(company, f"rows=1000&page={page}")}
    assert read.keys() == created.keys()
    records = pages(company)
    vended = {record["productId"]: record for record in VENDNOVATION.records(company)}
    for code, row in created.items():
        shown = read[code]
        ((option,), (sent,)) = shown["productOptions"], row["productOptions"]
        assert {field: option[field] for field in sent} == sent
        assert {field: shown[field] for field in row.keys() - {"productOptions"}} == {
            field: value for field, value in row.items() if field != "productOptions"
        }
        record, machine = records[code], vended[ids[code]]
        assert COLLEQTIVE.plain(record) | {"barcode": ""} == {
            "sku": code,
            "name": row["name"],
            "description": row["description"],
            "brand": row["brand"],
            "price": sent["retailPrice"],
            "cost": 0,
            "active": True,
            "barcode": "",
            "image_url": "",
        }
        assert (machine["number"], machine["name"], machine["defaultPrice"]) == (code, row["name"], sent["retailPrice"])

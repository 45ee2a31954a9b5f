"""A real assortment, with its real dirt and its real duplicates, posted as clients post it and read back page by page."""

import json
from pathlib import Path
from typing import Any

import pytest

from shelfwire.settings import Settings
from tests.dialects.cin7.conftest import Shop

ELECTRONICS = Path(__file__).parents[4] / "shared" / "data" / "bestbuy_3291.json"
POST_PRODUCTS = 250
Row = dict[str, Any]


def electronics() -> list[Row]:
    """Best Buy: names stand in for style codes, because some of them repeat; the number of the image is the option's."""
    if not ELECTRONICS.exists():
        pytest.skip(f"the real data file {ELECTRONICS.name} is not beside this checkout")
    return [
        {
            "name": row["name"],
            "styleCode": row["name"],
            "description": row["description"],
            "brand": row["brand"],
            "skuRangeId": row["popularity"],
            "productOptions": [
                {"productOptionCode": row["image"].rsplit("/", 1)[-1].split("_")[0], "retailPrice": row["price"]}
            ],
        }
        for row in json.loads(ELECTRONICS.read_bytes())
    ]


def test_a_real_assortment_is_refused_skipped_and_created_item_by_item_and_read_back_as_it_was_sent(shop: Shop) -> None:
    rows = electronics()
    shop.settings = Settings()
    fates = {"refused": 0, "skipped": 0, "failed": 0, "created": 0}
    created: list[Row] = []
    stored: set[str] = set()
    for start in range(0, len(rows), POST_PRODUCTS):
        part = rows[start : start + POST_PRODUCTS]
        unique = {row["styleCode"]: row for row in reversed(part)}
        if len(unique) < len(part):
            answer = shop.ask("POST", part)
            codes = [row["styleCode"] for row in part]
            told = {f"[{place}].styleCode" for place, code in enumerate(codes) if codes.count(code) > 1}
            assert (answer.status, set(answer.body["modelState"])) == (400, told)
            fates["refused"] += len(part) - len(unique)
        sent = [row for row in part if unique[row["styleCode"]] is row]
        for row, result in zip(sent, shop.create(*sent), strict=True):
            if len(row["description"]) > 250:
                fates["failed"] += 1
                expected = (False, 0, ["description must have at most 250 characters."])
            elif row["styleCode"] in stored:
                fates["skipped"] += 1
                first = next(number for number, kept in enumerate(created, 1) if kept["name"] == row["name"])
                told_code = f"The style code {row['styleCode']!r} already exists: product {first} has it."
                expected = (False, first, [told_code])
            else:
                fates["created"] += 1
                stored.add(row["styleCode"])
                created.append(row)
                expected = (True, len(created), [])
            assert (result["success"], result["id"], result["errors"]) == expected
            assert result["code"] == row["styleCode"]

    assert min(fates.values()) > 0
    read = [product for page in range(1, 16) for product in shop.products(rows="250", page=str(page))]
    assert len(read) == len(created)
    for product, row in zip(read, created, strict=True):
        (option,), (sent_option,) = product["productOptions"], row["productOptions"]
        assert {name: option[name] for name in sent_option} == sent_option
        assert {name: product[name] for name in row if name != "productOptions"} == {
            name: value for name, value in row.items() if name != "productOptions"
        }
    revision = shop.revision()
    assert all(result["success"] for result in shop.update(*read))
    assert shop.revision() == revision

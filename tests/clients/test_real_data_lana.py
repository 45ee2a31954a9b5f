"""Real assortments through Lana's API of a running server, as its clients send them, read by all and pushed back by all."""

import csv
import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import pytest

from tests.across import lana_api
from tests.across.company import Company
from tests.across.lana_api import Way
from tests.across.views import CIN7, COLLEQTIVE, VENDNOVATION, good
from tests.clients.test_real_data import PUSH_PRODUCTS, Row, data_file
from tests.clients.test_real_data_across import pages

BULK_PRODUCTS = 30
"""How many the official client's bulk helper sends in one call."""

REQUEST_PRODUCTS = 1_000
PAGE_PRODUCTS = 250
FAULTS_LISTED_MAX = 1_000
META_TITLE_MAX, META_DESCRIPTION_MAX = 60, 160


def electronics() -> list[Row]:
    """Best Buy: descriptions are longer than Lana takes, titles repeat."""
    rows = json.loads(data_file("bestbuy_3291.json").read_bytes())
    return [
        {
            "title": row["name"],
            "meta_title": row["name"],
            "meta_description": row["description"],
            "raw_content": json.dumps(row, ensure_ascii=False),
            "tags": row["categories"],
            "custom_fields": [{"name": "brand", "value": row["brand"]}],
            "maximum_quantity": row["popularity"],
            "published": True,
            "published_at": "2014-09-04T12:23:34Z",
        }
        for row in rows
    ]


def groceries() -> list[Row]:
    """Open Food Facts: some have no name, many have the same, in several scripts."""
    with data_file("openfoodfacts_1470.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    return [
        {
            "title": row["product_name"],
            "meta_title": row["generic_name"] or None,
            "raw_content": json.dumps(row, ensure_ascii=False),
            "tags": [name.strip() for name in row["countries"].split(",") if name.strip()],
            "ban_countries": [],
            "custom_fields": [
                {"name": field, "value": row[field]} for field in ("brands", "quantity", "serving_size") if row[field]
            ],
            "type": "physical",
        }
        for row in rows
    ]


def faults(products: Sequence[Row]) -> list[dict[str, Any]]:
    """Say what Lana's rules find wrong with products, in the order of the products and of their fields."""
    lengths = {"meta_description": META_DESCRIPTION_MAX, "meta_title": META_TITLE_MAX}
    found = []
    for place, product in enumerate(products):
        for name, value in product.items():
            field = f"[{place}].{name}"
            if name == "title" and not value:
                found.append({"field": field, "problem": "invalid_non_empty", "min": 1, "max": 250})
            elif name in lengths and len(value or "") > lengths[name]:
                found.append({"field": field, "problem": "max_length_exceeded", "min": 0, "max": lengths[name]})
    return found[:FAULTS_LISTED_MAX]


def mended(product: Row) -> Row:
    cut = {"meta_title": META_TITLE_MAX, "meta_description": META_DESCRIPTION_MAX}
    fields = {name: (product[name] or "")[:most] for name, most in cut.items() if name in product}
    return product | fields | {"title": product["title"] or json.loads(product["raw_content"])["code"]}


def slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-") or "product"


def create(company: Company, products: Sequence[Row], way: Way, request_products: int) -> tuple[list[Row], int]:
    """Create products request by request; one with faults is refused for exactly these, and then sent without them."""
    created: list[Row] = []
    refused = 0
    for start in range(0, len(products), request_products):
        part = products[start : start + request_products]
        wrong = faults(part)
        if wrong:
            told = lana_api.create(company, *part, way=way)
            error = told.error or {}
            assert (error["code"], error["meta"]["fields"]) == (1000, wrong)
            refused += 1
        created += lana_api.done(lana_api.create(company, *map(mended, part), way=way))
    return created, refused


def assert_named(created: Sequence[Row], numbers: Sequence[int]) -> None:
    """See that the first of a title has its handle, and the others have their number behind it."""
    given: set[str] = set()
    for product, number in zip(created, numbers, strict=True):
        wanted = slug(product["title"])
        assert product["handle"] == (f"{wanted}-{number}" if wanted in given else wanted)
        given.add(product["handle"])


def but_time(products: Sequence[Row]) -> list[Row]:
    return [{name: value for name, value in product.items() if name != "updated_at"} for product in products]


def omni_of(company: Company) -> list[Row]:
    listed: list[Row] = []
    for page in range(1, 100):
        listed += CIN7.records(company, f"rows=1000&page={page}&order=id ASC")
        if len(listed) < page * 1000:
            break
    return listed


@pytest.mark.parametrize(
    ("assortment", "way", "request_products", "refusals"),
    [
        (electronics, Way.RELAY, BULK_PRODUCTS, 110),
        (electronics, Way.JSON, REQUEST_PRODUCTS, 4),
        (groceries, Way.GRAPHQL, REQUEST_PRODUCTS, 2),
    ],
    ids=["electronics-relay", "electronics-json", "groceries-graphql"],
)
def test_a_real_assortment_is_created_through_lana_read_by_all_and_pushed_back(
    company: Company, assortment: Any, way: Way, request_products: int, refusals: int
) -> None:
    products = assortment()
    created, refused = create(company, products, way, request_products)
    assert refused == refusals
    for product, sent in zip(created, map(mended, products), strict=True):
        shown = {name: value for name, value in sent.items() if value is not None}
        assert {name: product[name] for name in shown} == shown

    omni = omni_of(company)
    assert_named(created, [record["id"] for record in omni])
    assert lana_api.pages(company, way=way, limit=PAGE_PRODUCTS) == created
    assert [(record["name"], record["styleCode"]) for record in omni] == [(one["title"], "") for one in created]
    records = pages(company)
    assert {sku: record["product_name"] for sku, record in records.items()} == {
        product["handle"]: product["title"] for product in created
    }
    push_back(company, created, [record["id"] for record in omni])


def push_back(company: Company, created: Sequence[Row], numbers: Sequence[int]) -> None:
    """Send the products through each API again: the same products are found, and what is Lana's own stays."""
    whole = lana_api.pages(company, limit=1_000)
    for start in range(0, len(created), PUSH_PRODUCTS):
        part = created[start : start + PUSH_PRODUCTS]
        pushed = [COLLEQTIVE.item({"sku": one["handle"], "name": one["title"]}) for one in part]
        assert "0 created" in good(COLLEQTIVE.push(company, *pushed))["message"]
        skipped = [CIN7.item({"sku": one["handle"], "name": one["title"][:50]}) for one in part]
        fates = [(one["success"], one["id"]) for one in good(CIN7.post(company, *skipped))]
        ours = list(numbers[start : start + PUSH_PRODUCTS])
        assert fates == [(False, number) for number in ours]
        vended = [VENDNOVATION.item({"sku": one["handle"], "name": one["title"]}) for one in part]
        for place, item in enumerate(vended):
            item["size"] = start + place
        assert good(VENDNOVATION.put(company, *vended)) == ours
        again = [{"title": one["title"], "handle": one["handle"], "tags": one["tags"]} for one in part]
        lana_api.done(lana_api.modify(company, [one["id"] for one in part], *again))
    assert but_time(lana_api.pages(company, limit=1_000)) == but_time(whole)

    flush = [COLLEQTIVE.item({"sku": one["handle"], "name": one["title"]}) for one in created[::2]]
    good(COLLEQTIVE.push(company, *flush, flush=True))
    assert but_time(lana_api.pages(company, limit=1_000)) == but_time(whole[::2])
    assert [record["styleCode"] for record in omni_of(company)] == [one["handle"] for one in created[::2]]

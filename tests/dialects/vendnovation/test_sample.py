"""The sample of seed 004, byte for byte: what it creates, what it leaves alone, and what the list gives back of it."""

import json
from pathlib import Path
from typing import Any

from shelfwire.access import credentials
from tests.dialects.vendnovation.conftest import Shop

SAMPLE = Path(__file__).with_name("sample.json").read_bytes()
PRODUCTS: list[dict[str, Any]] = json.loads(SAMPLE)["body"]


def colleqtive_headers(shop: Shop) -> dict[str, str]:
    return {"authorization": shop.new_key(dialect="colleqtive").secret}


def test_the_seeds_sample_creates_both_products_and_they_are_read_back_as_sent(shop: Shop) -> None:
    answer = shop.ask("PUT", "/products", SAMPLE)
    assert (answer.status, answer.body) == (200, [1, 2])
    assert answer.headers["content-type"] == "application/json"
    assert shop.listed() == [{**PRODUCTS[0], "productId": 1}, {**PRODUCTS[1], "productId": 2}]


def test_the_seeds_sample_sent_twice_changes_nothing_and_gives_the_same_ids(shop: Shop) -> None:
    shop.ask("PUT", "/products", SAMPLE)
    before = shop.wait(shop.store.read(lambda reader: reader.after(shop.catalog_id, 0, 10)))
    shop.now += 1_000_000
    assert shop.ask("PUT", "/products", SAMPLE).body == [1, 2]
    assert shop.wait(shop.store.read(lambda reader: reader.after(shop.catalog_id, 0, 10))) == before


def test_the_seeds_sample_leaves_2000_products_of_another_api_alone_though_one_has_its_product_id(shop: Shop) -> None:
    headers = colleqtive_headers(shop)
    others = [
        {"product_number": f"{number:04}", "product_name": f"Other {number}", "is_counted": True}
        for number in range(2_000)
    ]
    path = "/api/v2/public/products"
    assert shop.send("POST", path, others, headers).status == 200
    before = shop.wait(shop.store.read(lambda reader: reader.after(shop.catalog_id, 0, 3_000)))
    assert before[1_672].product_id == PRODUCTS[0]["productId"]
    assert shop.ask("PUT", "/products", SAMPLE).body == [2_001, 2_002]
    assert shop.ask("PUT", "/products", SAMPLE).body == [2_001, 2_002]
    after = shop.wait(shop.store.read(lambda reader: reader.after(shop.catalog_id, 0, 3_000)))
    assert after[:2_000] == before
    assert shop.listed(2_001, 2_002) == [{**PRODUCTS[0], "productId": 2_001}, {**PRODUCTS[1], "productId": 2_002}]


def test_organizations_see_and_touch_only_their_own(shop: Shop) -> None:
    other_id = shop.wait(credentials.create_catalog(shop.store, "other", shop.now)).catalog_id
    other = shop.logged_in(shop.new_key(catalog="other"))
    assert shop.ask("PUT", "/products", SAMPLE).body == [1, 2]
    assert shop.ask("PUT", "/products", SAMPLE, headers=other).status == 400
    theirs = [product | {"organizationId": other_id, "calories": 1, "productId": 2} for product in PRODUCTS[:1]]
    assert shop.ask("PUT", "/products", theirs, headers=other).body == [1]
    assert shop.ask("POST", "/products", headers=other).body == [theirs[0] | {"productId": 1}]
    assert shop.ask("PUT", "/products", [theirs[0] | {"isDeleted": True}], headers=other).body == [1]
    assert shop.listed() == [{**PRODUCTS[0], "productId": 1}, {**PRODUCTS[1], "productId": 2}]

"""A write of any API can be repeated with the same Idempotency-Key: it happens once, and its answer outlives the service."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.across import lana_api
from tests.across.company import Company, Office
from tests.across.shapes import assert_refused
from tests.across.views import CIN7, CIN7_PRODUCTS, COLLEQTIVE, PRODUCTS, VENDING_PRODUCTS, VENDNOVATION, VIEWS

OMNI = {"name": "new", "styleCode": "S-1", "productOptions": [{"productOptionCode": "OC-1"}]}
WRITES: dict[str, tuple[str, str, str, Any]] = {
    "colleqtive": ("colleqtive", "POST", PRODUCTS, [COLLEQTIVE.item({"sku": "1", "name": "new"})]),
    "flush": ("colleqtive", "POST", f"{PRODUCTS}?flush=true", [COLLEQTIVE.item({"sku": "1", "name": "new"})]),
    "delete": ("colleqtive", "DELETE", PRODUCTS, {"product_number": ["here"]}),
    "cin7 create": ("cin7", "POST", CIN7_PRODUCTS, [OMNI, {"name": "fails"}]),
    "cin7 update": ("cin7", "PUT", CIN7_PRODUCTS, [{"id": 1, "name": "updated"}, {"id": 99, "name": "fails"}]),
    "vendnovation": ("vendnovation", "PUT", VENDING_PRODUCTS, {"body": [VENDNOVATION.item({"name": "n"})]}),
}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = Office(tmp_path)
    yield opened
    opened.close()


@pytest.mark.parametrize(("dialect", "method", "target", "body"), WRITES.values(), ids=WRITES)
def test_a_write_is_carried_out_once_and_its_answer_outlives_the_service(
    office: Office, company: Company, dialect: str, method: str, target: str, body: Any
) -> None:
    COLLEQTIVE.create(company, {"sku": "here", "name": "here"})
    key = {"idempotency-key": "k-1"}
    first = company.ask(dialect, method, target, body, key)
    after = [view.raw(company) for view in VIEWS]
    CIN7.put(company, {"id": 1, "name": "in between"})
    between = [view.raw(company) for view in VIEWS]

    office.restart()
    again = company.ask(dialect, method, target, body, key)

    assert (first.status, "idempotency-replayed" in first.headers) == (200, False)
    assert (again.status, again.body, again.headers["idempotency-replayed"]) == (200, first.body, "true")
    assert [view.raw(company) for view in VIEWS] == between
    assert after[0] != {} or method == "DELETE"

    other = json.loads(
        json.dumps(body)
        .replace('"n"', '"m"')
        .replace('"new"', '"old"')
        .replace("here", "there")
        .replace("updated", "uploaded")
    )
    assert_refused(dialect, company.ask(dialect, method, target, other, key), 422)
    assert company.ask(dialect, method, target, body, {"idempotency-key": "k-2"}).status == 200


def test_the_same_key_of_another_api_is_another_key(company: Company) -> None:
    key = {"idempotency-key": "k"}
    for name, (dialect, method, target, body) in WRITES.items():
        if " " not in name and name not in {"flush", "delete"}:
            answer = company.ask(dialect, method, target, body, key)
            assert (answer.status, "idempotency-replayed" in answer.headers) == (200, False)


@pytest.mark.parametrize(
    ("dialect", "spellings"),
    [
        ("cin7", ("/api/v1/Products", "/API/V1/products/")),
        ("vendnovation", ("/vendor/prod/products", "/vendor/test/products/")),
    ],
)
def test_a_key_belongs_to_the_operation_however_its_path_is_spelt(
    company: Company, dialect: str, spellings: tuple[str, str]
) -> None:
    method, body = ("POST", [OMNI]) if dialect == "cin7" else ("PUT", {"body": [VENDNOVATION.item({"name": "n"})]})
    first, again = (company.ask(dialect, method, path, body, {"idempotency-key": "k"}) for path in spellings)
    assert (first.status, "idempotency-replayed" in first.headers) == (200, False)
    assert (again.status, again.body, again.headers["idempotency-replayed"]) == (200, first.body, "true")


def lana_writes(ids: list[str]) -> dict[str, Any]:
    """Give Lana's writes, each as a function of a company, the way, what stands in its products, and the key."""
    return {
        "create": lambda company, way, text, **key: lana_api.create(
            company, {"title": text}, {"title": text}, way=way, **key
        ),
        "modify": lambda company, way, text, **key: lana_api.modify(
            company, ids[:1], {"title": text, "tags": [text]}, way=way, **key
        ),
        "delete": lambda company, way, text, **key: lana_api.delete(
            company, ids[1:2] if text == "new" else ids[2:], way=way, **key
        ),
    }


@pytest.mark.parametrize("way", lana_api.Way, ids=lambda way: way.value)
@pytest.mark.parametrize("kind", ["create", "modify", "delete"])
def test_lanas_write_is_carried_out_once_and_another_body_under_its_key_is_another_request(
    office: Office, company: Company, way: lana_api.Way, kind: str
) -> None:
    made = lana_api.done(lana_api.create(company, *({"title": title} for title in "abc")))
    write = lana_writes([product["id"] for product in made])[kind]
    first = write(company, way, "new", idempotency_key="k-1")
    CIN7.put(company, {"id": 1, "name": "in between"})
    between = [view.raw(company) for view in VIEWS]

    office.restart()
    again = write(company, way, "new", idempotency_key="k-1")

    assert first.error is again.error is None
    assert (again.answer.status, again.answer.body) == (200, first.answer.body)
    assert [view.raw(company) for view in VIEWS] == between
    assert ("idempotency-replayed" in again.answer.headers) == (way is not lana_api.Way.RELAY)

    other = write(company, way, "old", idempotency_key="k-1")
    assert other.error is None
    assert "idempotency-replayed" not in other.answer.headers
    after = [view.raw(company) for view in VIEWS]
    assert after != between
    assert [write(company, way, text, idempotency_key="k-1").value for text in ("new", "old")] == [
        first.value,
        other.value,
    ]
    assert [view.raw(company) for view in VIEWS] == after


def test_a_key_means_the_same_in_all_of_lanas_ways(company: Company) -> None:
    told = [
        lana_api.create(company, {"title": "t"}, way=way, idempotency_key="k") for way in (*lana_api.Way, *lana_api.Way)
    ]
    values = [lana_api.done(one) for one in told]
    assert {value[0]["id"] for value in values} == {values[0][0]["id"]}
    assert list(COLLEQTIVE.raw(company)) == ["t"]


def test_two_equal_creates_in_one_relay_make_two_products_and_the_same_two_again(company: Company) -> None:
    item = {"method": "POST", "url": f"products.json?shop_id={company.shop_id}", "request": [{"title": "t"}]}
    first, again = (
        company.ask("lana", "POST", "/relay.json", [item, item], {"idempotency-key": "k"}) for _ in range(2)
    )
    assert [element["response"][0]["handle"] for element in first.json] == ["t", "t-2"]
    assert again.body == first.body
    assert list(COLLEQTIVE.raw(company)) == ["t", "t-2"]


def test_a_refused_write_of_lana_is_not_remembered(company: Company) -> None:
    COLLEQTIVE.create(company, {"sku": "x", "name": "x"})
    (record,) = lana_api.pages(company)
    taken = lana_api.done(lana_api.create(company, {"title": "t", "handle": "h"}))
    asked = [{"title": "u", "handle": "h"}, {"title": "v"}]
    refused = lana_api.create(company, *asked, idempotency_key="k")
    assert (refused.error or {})["code"] == 1000
    lana_api.done(lana_api.delete(company, [taken[0]["id"]]))
    created = lana_api.done(lana_api.create(company, *asked, idempotency_key="k"))
    assert [product["handle"] for product in created] == ["h", "v"]
    assert lana_api.pages(company) == [record, *created]

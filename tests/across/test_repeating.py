"""A write of any API can be repeated with the same Idempotency-Key: it happens once, and its answer outlives the service."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

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

"""What a test is given: credentials that clients can use, and a catalog that is filled and read in each API's words."""

import os
from collections.abc import Mapping
from typing import Any

import pytest
from colleqtive_sdk import Colleqtive

from shelfwire.testing import SeedRefused, Shelfwire
from tests.testing.speaking import DIALECTS, ask, create, headers, names, product, seed


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_client_of_each_api_writes_with_what_it_is_given(shelfwire: Shelfwire, dialect: str) -> None:
    assert create(shelfwire, dialect, "Oats").status == 200

    assert {one: names(shelfwire, one) for one in DIALECTS} == {one: ["Oats"] for one in DIALECTS}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_seeds_are_read_by_every_api(shelfwire: Shelfwire, dialect: str) -> None:
    seed(shelfwire, dialect, "Oats", "Rye")

    assert {one: names(shelfwire, one) for one in DIALECTS} == {one: ["Oats", "Rye"] for one in DIALECTS}
    assert shelfwire.requests == []


def test_a_seed_gives_what_its_api_answers(shelfwire: Shelfwire) -> None:
    assert seed(shelfwire, "colleqtive", "Oats") == {
        "success": True,
        "data": "1",
        "message": "1 product: 1 created, 0 updated, 0 unchanged, 0 deleted.",
    }
    assert seed(shelfwire, "cin7", "Rye") == [{"index": 0, "success": True, "id": 2, "code": "Rye", "errors": []}]
    assert [one["handle"] for one in seed(shelfwire, "lana", "Spelt")] == ["spelt"]
    assert seed(shelfwire, "vendnovation", "Wheat", "Barley") == [4, 5]


@pytest.mark.parametrize(
    ("dialect", "bad", "reason", "left"),
    [
        ("colleqtive", {"product_number": "1", "is_counted": True}, "product_name is required", []),
        ("cin7", {"styleCode": "C", "productOptions": [{}]}, "1 of 2 products were refused", ["Oats"]),
        ("lana", {"title": ""}, "title", []),
        ("vendnovation", {"manufacturer": "Acme"}, "name", []),
    ],
)
def test_a_seed_that_is_refused_says_so(
    shelfwire: Shelfwire, dialect: str, bad: Mapping[str, object], reason: str, left: list[str]
) -> None:
    with pytest.raises(SeedRefused, match=reason):
        getattr(shelfwire, dialect).seed([product(dialect, "Oats"), bad])

    assert names(shelfwire, dialect) == left


@pytest.mark.parametrize("dialect", DIALECTS)
def test_products_are_read_to_the_last_page(shelfwire: Shelfwire, dialect: str) -> None:
    wanted = [f"Oats {number}" for number in range(1_001)]
    seed(shelfwire, "colleqtive", *wanted)

    assert names(shelfwire, dialect) == wanted


def test_the_environment_is_what_clients_read(shelfwire: Shelfwire, monkeypatch: pytest.MonkeyPatch) -> None:
    api = shelfwire.vendnovation
    assert {one: dict(getattr(shelfwire, one).environment) for one in DIALECTS[1:]} == {
        "cin7": {
            "CIN7_BASE_URL": f"{shelfwire.base_url}/api",
            "CIN7_USERNAME": shelfwire.cin7.username,
            "CIN7_KEY": shelfwire.cin7.key,
        },
        "lana": {
            "LANA_BASE_URL": shelfwire.base_url,
            "LANA_TOKEN": shelfwire.lana.token,
            "LANA_SHOP_ID": shelfwire.lana.shop_id,
        },
        "vendnovation": {
            "VENDNOVATION_BASE_URL": f"{shelfwire.base_url}/vendor/prod",
            "VENDNOVATION_API_KEY": api.api_key,
            "VENDNOVATION_USERNAME": api.username,
            "VENDNOVATION_PASSWORD": api.password,
        },
    }
    for name, value in shelfwire.colleqtive.environment.items():
        monkeypatch.setitem(os.environ, name, value)
    oats: Any = product("colleqtive", "Oats")
    with Colleqtive() as client:
        assert client.products.create_products(body=[oats]).data == "1"
    assert [request.status for request in shelfwire.colleqtive.requests] == [200]


def test_credentials_may_do_everything(shelfwire: Shelfwire) -> None:
    seed(shelfwire, "lana", "Oats")

    url = f"{shelfwire.colleqtive.base_url}/api/v2/public/products?flush=true"
    assert ask("POST", url, headers(shelfwire, "colleqtive"), []).status == 200

    assert names(shelfwire, "cin7") == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_reset_leaves_nothing_and_opens_nothing_to_old_credentials(shelfwire: Shelfwire, dialect: str) -> None:
    old = headers(shelfwire, dialect)
    assert create(shelfwire, dialect, "Oats", old | {"idempotency-key": "1"}).status == 200
    shelfwire.fail_next(500)

    shelfwire.reset()

    assert (names(shelfwire, dialect), shelfwire.requests) == ([], [])
    shelfwire.assert_faults_used()
    refused = create(shelfwire, dialect, "Oats", old).status
    assert refused == (403 if dialect == "vendnovation" else 401)
    new = headers(shelfwire, dialect)
    assert create(shelfwire, dialect, "Oats", new | {"idempotency-key": "1"}).status == 200
    assert names(shelfwire, dialect) == ["Oats"]

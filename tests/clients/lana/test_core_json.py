"""The official client's JSON API, unmodified, against a running server: operations, paging, bulk, errors, tries."""

import json
from pathlib import Path
from typing import Any

import pytest

from shelfwire.catalog.public_numbers import NUMBER_MAX, public_number
from tests.clients.fault_proxy import Fault, FaultProxy
from tests.clients.lana.conftest import Access, access_to
from tests.clients.lana.javascript import run_script
from tests.serving import Served

pytestmark = pytest.mark.javascript

TITLES = [f"product {number}" for number in range(65)]
ABSENT = f"pd_{public_number(NUMBER_MAX)}"


def run(scenario: str, access: Access, options: dict[str, Any] | None = None, **changed: str) -> Any:
    return run_script("core_json.mjs", scenario=scenario, options=options, absent=ABSENT, **access.given(**changed))


def test_products_are_created_modified_read_and_deleted(access: Access) -> None:
    found = run("operations", access)
    cola, soap = found["created"]
    assert (cola["title"], cola["brand"], soap["title"], soap["handle"]) == (
        "Cola",
        {"id": "br_1"},
        "Soap & Co, Ltd?",
        "soap-co-ltd",
    )
    moments = [{"updated_at": product["updated_at"]} for product in found["modified"]]
    assert found["modified"] == [cola | {"title": "Cola 2"} | moments[0], soap | {"tags": ["a", "b"]} | moments[1]]
    cola, soap = found["modified"]
    assert found["got"] == [soap, cola]
    assert found["brief"] == [{"title": "Cola 2", "brand": {"id": "br_1"}}, {"title": "Soap & Co, Ltd?", "brand": None}]
    assert found["loose"] == {"kind": "data", "data": [cola, soap]}
    assert found["deleted"] == {"kind": "data", "data": None}
    assert (found["left"]["count"], found["left"]["items"]) == (1, [soap])
    assert [shop["id"] for shop in found["shops"]] == [access.shop]


def test_pages_are_followed_to_their_end(access: Access) -> None:
    assert run("paging", access) == {"titles": TITLES, "all": TITLES, "backwards": TITLES[::-1]}


def test_the_bulk_mutator_gets_every_id_in_the_order_of_its_products(access: Access) -> None:
    found = run("mutator", access)
    assert found == {"titles": TITLES, "got": [[title, f"{number}"] for number, title in enumerate(TITLES)]}


def test_errors_are_read_as_what_they_are_at_the_first_try(access: Access) -> None:
    with FaultProxy(access.host) as proxy:
        found = run("errors", access, host=proxy.base_url)
    assert {name: (response["kind"], response["error"]["code"]) for name, response in found.items()} == {
        "unknown": ("error", 404),
        "invalid": ("error", 1000),
        "unauthorized": ("error", 401),
        "untrusted": ("error", 999),
        "uneven": ("error", 1132),
    }
    assert found["invalid"]["error"]["meta"] == {
        "fields": [
            {"field": "[1].title", "problem": "invalid_non_empty", "min": 1, "max": 250},
            {"field": "[1].ban_mode", "problem": "invalid_enum", "min": 0, "max": 0},
        ]
    }
    assert len(proxy.seen) == len(found) + 1


@pytest.mark.parametrize(
    ("fault", "timeouts"),
    [(Fault(withhold_answer=True), [300, 300]), (Fault(drop_answer=True), []), (Fault(status=502), [])],
    ids=["timed out", "dropped", "bad gateway"],
)
def test_a_create_whose_answer_was_lost_is_tried_again_and_done_once(
    access: Access, fault: Fault, timeouts: list[int]
) -> None:
    with FaultProxy(access.host) as proxy:
        proxy.faults.extend([fault, fault])
        found = run("create", access, {"timeouts": timeouts}, host=proxy.base_url)
    assert (found["kind"], [product["handle"] for product in found["data"]]) == ("data", ["cola"])
    assert len(proxy.seen) == 3
    assert len({seen.headers["idempotency-key"] for seen in proxy.seen}) == 1
    assert len({seen.body for seen in proxy.seen}) == 1
    assert [product["id"] for product in run("list", access)] == [found["data"][0]["id"]]


def test_the_same_create_by_two_runs_of_the_client_is_two(access: Access) -> None:
    handles = [run("create", access)["data"][0]["handle"] for _ in range(2)]
    assert handles[0] == "cola"
    assert len(run("list", access)) == 2


def test_a_client_that_is_too_fast_comes_again_without_using_up_a_try(tmp_path: Path) -> None:
    limited = Served(tmp_path, settings={"SHELFWIRE_RATE_REQUESTS_PER_SECOND": "4", "SHELFWIRE_RATE_BURST": "3"})
    try:
        access = access_to(limited)
        with FaultProxy(access.host) as proxy:
            found = run("together", access, {"tries": 1}, host=proxy.base_url)
        assert found == {"kinds": ["data"] * 5, "all": TITLES[:5]}
        refused = [seen for seen in proxy.seen if seen.status == 429]
        assert refused
        assert {json.loads(seen.body)[0]["method"] for seen in refused} <= {"POST", "GET"}
        assert limited.stop() == 0
    finally:
        limited.close()

"""The official client's GraphQL, unmodified, against a running server: with hashes of documents and without, and tries."""

import json
from typing import Any

import pytest

from tests.clients.fault_proxy import Fault, FaultProxy, Seen
from tests.clients.lana.conftest import Access
from tests.clients.lana.javascript import run_script

pytestmark = pytest.mark.javascript

TITLES = [f"product {number}" for number in range(65)]


def run(scenario: str, access: Access, options: dict[str, Any] | None = None, **changed: str) -> Any:
    return run_script("core_graphql.mjs", scenario=scenario, options=options, **access.given(**changed))


def parts(seen: Seen) -> set[str]:
    """Say which parts a request had."""
    return set(json.loads(seen.body))


@pytest.mark.parametrize("hashes", [True, False])
def test_products_are_created_modified_read_and_deleted(access: Access, *, hashes: bool) -> None:
    with FaultProxy(access.host) as proxy:
        found = run("operations", access, {"hashes": hashes}, host=proxy.base_url)
    created = found.pop("created")
    cola, soap = (product.pop("id") for product in created["data"])
    assert cola != soap
    assert created == {
        "kind": "data",
        "data": [
            {"title": "Cola", "handle": "cola", "published": False, "brand": {"id": "br_1"}},
            {"title": "Soap", "handle": "soap", "published": False, "brand": None},
        ],
    }
    missing = found.pop("missing")
    text = f"The product {cola} does not exist."
    assert (missing["kind"], missing["error"]["apiError"]) == ("error", {"code": 404, "message": text})
    assert found == {
        "modified": {"kind": "data", "data": [{"title": "Cola 2", "tags": []}, {"title": "Soap", "tags": ["a"]}]},
        "got": {"kind": "data", "data": [{"title": "Soap"}, {"title": "Cola 2"}]},
        "deleted": {"kind": "data", "data": True},
        "shops": {"kind": "data_or_error", "data": {"shops": [{"id": access.shop}]}},
    }
    assert {seen.status for seen in proxy.seen} == {200}
    assert {"extensions" in parts(seen) for seen in proxy.seen} == {hashes}
    if not hashes:
        assert len(proxy.seen) == 6


def test_a_document_is_sent_whole_once_and_by_its_hash_from_then_on(access: Access) -> None:
    with FaultProxy(access.host) as proxy:
        for _ in range(2):
            assert run("create", access, host=proxy.base_url)["kind"] == "data"
    *unknown, last = proxy.seen
    assert (parts(last), len(unknown) in {1, 2}) == ({"variables", "extensions"}, True)
    if len(unknown) == 2:
        asked, sent = unknown
        assert (parts(asked), parts(sent)) == ({"variables", "extensions"}, {"query", "variables", "extensions"})
        assert asked.headers["idempotency-key"] == sent.headers["idempotency-key"]


def test_pages_are_followed_to_their_end(access: Access) -> None:
    assert run("paging", access) == {"titles": TITLES, "all": TITLES}


def test_errors_are_read_as_what_they_are_at_the_first_try(access: Access) -> None:
    with FaultProxy(access.host) as proxy:
        found = run("errors", access, {"hashes": False}, host=proxy.base_url)
    assert len(proxy.seen) == len(found)
    codes = {name: found[name]["error"]["apiError"]["code"] for name in ("invalid", "unauthorized")}
    assert codes == {"invalid": 1000, "unauthorized": 401}
    for name in ("untyped", "unknown"):
        assert (found[name]["kind"], found[name]["data"]) == ("data_or_error", None)
        assert [error["apiError"]["code"] for error in found[name]["errors"]] == [1030]


@pytest.mark.parametrize("hashes", [True, False])
def test_a_create_whose_answer_was_lost_is_tried_again_and_done_once(access: Access, *, hashes: bool) -> None:
    run("create", access, {"hashes": hashes})
    with FaultProxy(access.host) as proxy:
        proxy.faults.extend([Fault(withhold_answer=True), Fault(drop_answer=True), Fault(status=429)])
        found = run("create", access, {"timeouts": [300], "hashes": hashes}, host=proxy.base_url)
    assert [seen.status for seen in proxy.seen] == [0, 0, 429, 200]
    assert len({seen.headers["idempotency-key"] for seen in proxy.seen}) == 1
    assert [product["handle"] for product in found["data"]] == ["cola-2"]
    again = run("create", access, {"hashes": hashes})
    assert [product["handle"] for product in again["data"]] == ["cola-3"]

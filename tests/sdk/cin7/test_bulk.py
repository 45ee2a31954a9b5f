"""Cin7 Omni's products in bulk: created, updated by id, and updated because their codes exist."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import msgspec
import pytest

import shelfwire_client
from shelfwire_client import BulkError, Fault
from shelfwire_client.bulk.result import RefusedItem
from tests.clients.fault_proxy import Fault as Injected
from tests.clients.fault_proxy import FaultProxy
from tests.sdk.cin7.products import product
from tests.sdk.conftest import Account, Opening


@pytest.fixture
def client(account: Account, opened: Opening, proxy: FaultProxy) -> Any:
    return opened("Cin7Omni", **account.settings("cin7", proxy.base_url))


def sent(proxy: FaultProxy) -> list[tuple[str, int]]:
    """Tell the methods of the requests and how many items each had."""
    return [(one.method, len(msgspec.json.decode(one.body)) if one.body else 0) for one in proxy.seen]


def brands(client: Any) -> dict[str, str]:
    return {one.styleCode: one.brand for one in client.products.list(rows=250)}


def outcomes(result: Any) -> list[tuple[str, int | None]]:
    return [(one.status, one.identifier) for one in result]


def test_new_products_are_created_in_requests_of_250(client: Any, proxy: FaultProxy) -> None:
    result = client.products.upsert_all(product(number) for number in range(1, 602))
    assert (result.accepted, result.refused, result.requests) == (601, 0, 3)
    assert sorted(sent(proxy)) == [("POST", 101), ("POST", 250), ("POST", 250)]
    assert sorted(one.identifier for one in result) == list(range(1, 602))
    found = {one.styleCode: one.id for one in client.products.list(rows=250)}
    assert [found[f"S-{number}"] for number in range(1, 602)] == [one.identifier for one in result]


def test_what_exists_is_updated_under_the_id_that_the_answer_tells(client: Any, proxy: FaultProxy) -> None:
    client.products.create([product(1), product(2)])
    del proxy.seen[:]
    changed = [
        product(3),
        product(1, brand="Acme", dimensions={"weight": 2.5}, stockControl="Batch"),
        {"name": "By its option", "brand": "Same", "productOptions": [{"productOptionCode": "O-2"}]},
    ]
    result = client.products.upsert_all(changed)
    assert outcomes(result) == [("accepted", 3), ("accepted", 1), ("accepted", 2)]
    assert [one.method for one in proxy.seen] == ["POST", "PUT"]
    assert msgspec.json.decode(proxy.seen[1].body) == [
        {"id": 1, "name": "Product 1", "styleCode": "S-1", "brand": "Acme", "productDimensions": {"weight": 2.5}},
        {"id": 2, "name": "By its option", "brand": "Same"},
    ]
    shown = [(one.name, one.brand, one.weight, one.stockControl) for one in client.products.list()]
    assert shown == [
        ("Product 1", "Acme", 2.5, "FIFO"),
        ("By its option", "Same", 0.0, "FIFO"),
        ("Product 3", "", 0.0, "FIFO"),
    ]


def test_items_with_an_id_are_updated_and_the_others_created(client: Any, proxy: FaultProxy) -> None:
    client.products.create([product(1), product(2)])
    del proxy.seen[:]
    mixed = [
        product(3),
        {"id": 2, "brand": "Two"},
        {"id": 9, "brand": "None"},
        product(1, brand="One"),
        {"Id": 1, "Description": "Un"},
    ]
    result = client.products.upsert_all(mixed, collect=True)
    assert outcomes(result) == [("accepted", 3), ("accepted", 2), ("refused", None), ("accepted", 1), ("accepted", 1)]
    assert sent(proxy) == [("PUT", 3), ("POST", 2), ("PUT", 1)]
    assert list(result.refusals) == [
        RefusedItem(2, {"id": 9, "brand": "None"}, [Fault("There is no product with the id 9.", position=2)])
    ]
    assert brands(client) == {"S-1": "One", "S-2": "Two", "S-3": ""}
    assert client.products.get(1).description == "Un"


def test_products_as_they_were_read_are_written_back(client: Any, proxy: FaultProxy) -> None:
    client.products.create([product(number) for number in range(1, 6)])
    read = list(client.products.list(rows=3))
    for one in read:
        one.brand = f"Brand {one.id}"
    del proxy.seen[:]
    assert outcomes(client.products.upsert_all(read)) == [("accepted", number) for number in range(1, 6)]
    assert sent(proxy) == [("PUT", 5)]
    assert brands(client) == {f"S-{number}": f"Brand {number}" for number in range(1, 6)}


def test_refused_items_have_their_reasons_and_all_others_land(client: Any) -> None:
    with pytest.raises(BulkError) as caught:
        client.products.upsert_all([product(1), product(2, name=""), product(3, productOptions=[]), product(4)])
    result = caught.value.result
    assert outcomes(result) == [("accepted", 1), ("refused", None), ("refused", None), ("accepted", 2)]
    assert [(one.position, [fault.message for fault in one.faults]) for one in result.refusals] == [
        (1, ["name must not be empty."]),
        (2, ["productOptions must hold exactly one option, not 0."]),
    ]
    assert list(brands(client)) == ["S-1", "S-4"]


def test_a_bad_item_whose_code_exists_is_judged_by_the_rules_of_an_update(client: Any, proxy: FaultProxy) -> None:
    client.products.create([product(1), product(2)])
    del proxy.seen[:]
    items = [product(1, name="", brand="Acme"), product(2, stockControl="none", brand="Acme"), product(3, name="")]
    result = client.products.upsert_all(items, collect=True)
    assert outcomes(result) == [("refused", None), ("accepted", 2), ("refused", None)]
    assert [one.method for one in proxy.seen] == ["POST", "GET", "PUT"]
    assert [[fault.message for fault in one.faults] for one in result.refusals] == [
        ["name must not be empty."],
        ["name must not be empty."],
    ]
    assert brands(client) == {"S-1": "", "S-2": "Acme"}


def test_an_option_code_of_another_style_is_refused(client: Any, proxy: FaultProxy) -> None:
    client.products.create([product(1)])
    del proxy.seen[:]
    result = client.products.upsert_all([product(1, styleCode="S-7")], collect=True)
    assert [[fault.message for fault in one.faults] for one in result.refusals] == [
        ["The product option code 'O-1' already exists: product 1 has it."]
    ]
    assert sent(proxy) == [("POST", 1)]
    assert brands(client) == {"S-1": ""}


def test_items_with_equal_keys_are_written_in_their_order(client: Any, proxy: FaultProxy) -> None:
    items = [product(number % 5, brand=f"{number}") for number in range(1, 51)]
    items += [{"id": 1, "brand": f"by id {number}"} for number in range(3)]
    result = client.products.upsert_all(items)
    assert (result.accepted, result.refused) == (53, 0)
    first = client.products.get(1).styleCode
    last = {f"S-{number % 5}": f"{number}" for number in range(46, 51)}
    assert brands(client) == last | {first: "by id 2"}


def test_create_all_refuses_what_exists(client: Any, proxy: FaultProxy) -> None:
    client.products.create([product(2)])
    del proxy.seen[:]
    result = client.products.create_all([product(number, brand="New") for number in range(1, 4)], collect=True)
    assert outcomes(result) == [("accepted", 2), ("refused", None), ("accepted", 3)]
    assert [[fault.message for fault in one.faults] for one in result.refusals] == [
        ["The style code 'S-2' already exists: product 1 has it."]
    ]
    assert sent(proxy) == [("POST", 3)]
    assert brands(client) == {"S-1": "New", "S-2": "", "S-3": "New"}


def test_codes_that_stand_twice_in_a_request_after_all_are_found_by_their_positions(
    client: Any, proxy: FaultProxy
) -> None:
    odd = {"name": "Odd", "STYLECODE": "S-1", "productOptions": [{}]}
    result = client.products.create_all([product(1), product(2), odd], collect=True)
    assert outcomes(result) == [("refused", None), ("accepted", 1), ("refused", None)]
    sentence = "The style code 'S-1' stands more than once, in items 0, 2."
    assert [(one.position, one.faults) for one in result.refusals] == [
        (0, [Fault(sentence, position=0, field="styleCode")]),
        (2, [Fault(sentence, position=2, field="styleCode")]),
    ]
    assert sent(proxy) == [("POST", 3), ("POST", 1)]


@pytest.mark.parametrize("fault", [Injected(drop_answer=True), Injected(status=503), Injected(status=429)])
def test_a_request_without_an_answer_is_sent_again_and_lands_once(
    client: Any, proxy: FaultProxy, fault: Injected
) -> None:
    proxy.faults.append(fault)
    result = client.products.create_all([product(number) for number in range(1, 11)], items_max=5, in_flight=1)
    assert (result.accepted, result.refused, result.requests) == (10, 0, 3)
    assert proxy.seen[0].headers["idempotency-key"] == proxy.seen[1].headers["idempotency-key"]
    assert len(brands(client)) == 10


def test_a_run_that_broke_off_goes_on_from_its_checkpoint(client: Any, proxy: FaultProxy, tmp_path: Path) -> None:
    items = [product(number, brand="Acme") for number in range(1, 31)]
    client.products.create(items[:3])
    client.products.update([{"id": number, "brand": "Old"} for number in range(1, 4)])
    del proxy.seen[:]

    def breaking() -> Iterator[Any]:
        yield from items[:25]
        raise RuntimeError("the source is gone")

    checkpoint = tmp_path / "checkpoint"
    options: dict[str, Any] = {"items_max": 10, "in_flight": 1, "checkpoint": checkpoint}
    with pytest.raises(shelfwire_client.BulkInterrupted):
        client.products.upsert_all(breaking(), **options)
    assert checkpoint.exists()
    result = client.products.upsert_all(items, **options)
    assert outcomes(result) == [("accepted", number) for number in range(1, 31)]
    assert not checkpoint.exists()
    chunks = {one.body: set[str]() for one in proxy.seen if one.method == "POST"}
    for one in proxy.seen:
        chunks.get(one.body, set()).add(one.headers["idempotency-key"])
    assert [len(keys) for keys in chunks.values()] == [1, 1, 1]
    assert set(brands(client).values()) == {"Acme"}


def test_an_async_iterable_is_taken(account: Account) -> None:
    settings = account.settings("cin7")

    async def rows() -> AsyncIterator[dict[str, Any]]:
        for number in range(1, 8):
            yield product(number)

    async def drive() -> Any:
        async with shelfwire_client.AsyncCin7Omni(**settings) as client:  # type: ignore[arg-type] # settings are texts
            return await client.products.upsert_all(rows(), items_max=3)

    assert asyncio.run(drive()).accepted == 7


class Vendor:
    """A server that documents no more than the vendor: it skips what exists and tells neither id nor reason.

    Attributes:
        products: by id, their style codes and option codes.
        seen: method and condition of each request.
    """

    def __init__(self, *codes: tuple[str, str], finds: bool = True) -> None:
        """Hold products with these codes, and refuse conditions unless it `finds`."""
        self.products = dict(enumerate(codes, 100))
        self.finds = finds
        self.seen: list[tuple[str, str]] = []

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request."""
        where = request.url.params.get("where", "")
        self.seen.append((request.method, where))
        if request.method == "GET":
            return self._found(where)
        results = []
        for index, item in enumerate(msgspec.json.decode(request.content)):
            done = item.get("id") in self.products if request.method == "PUT" else self._created(item)
            results.append({"index": index, "success": done, "id": item.get("id", 0), "code": None, "errors": None})
        return httpx2.Response(200, json=results)

    def _created(self, item: dict[str, Any]) -> bool:
        (option,) = item["productOptions"]
        codes = (item.get("styleCode", ""), option["productOptionCode"])
        for style, code in self.products.values():
            if codes[0] == style or codes[1] == code:
                return False
        self.products[100 + len(self.products)] = codes
        return True

    def _found(self, where: str) -> httpx2.Response:
        if not self.finds:
            return httpx2.Response(400, json={"message": "No such field."})
        place = 0 if where.startswith("styleCode") else 1
        listed = [
            {"id": product_id, "styleCode": codes[0]}
            if place == 0
            else {"id": product_id, "productOptions": [{"productOptionCode": codes[1]}]}
            for product_id, codes in self.products.items()
            if "'" + codes[place].replace("'", "''") + "'" in where
        ]
        return httpx2.Response(200, json=listed)


def upserted(vendor: Vendor, items: Any) -> Any:
    """Upsert items into it and collect what comes of them."""
    with httpx2.Client(transport=httpx2.MockTransport(vendor.answer)) as http_client:
        client = shelfwire_client.Cin7Omni(username="a", key="b", base_url="https://host/api", http_client=http_client)
        return client.products.upsert_all(items, collect=True, in_flight=1)


def test_a_server_that_tells_no_id_is_asked_for_it() -> None:
    vendor = Vendor(("S-1", "O-1"), ("S-2", "O-2"), ("it's", "O-3"), ("S-4", "O-4"))
    plain = {"name": "By option", "productOptions": [{"productOptionCode": "O-2"}]}
    result = upserted(
        vendor, [product(1), product(9), plain, product(3, styleCode="it's"), product(4, styleCode="S-7")]
    )
    assert outcomes(result) == [
        ("accepted", 100),
        ("accepted", None),
        ("accepted", 101),
        ("accepted", 102),
        ("refused", None),
    ]
    assert [one.faults for one in result.refusals] == [
        [Fault("It was not carried out, and the server gave no reason.", position=4)]
    ]
    assert vendor.seen == [
        ("POST", ""),
        ("GET", "styleCode IN ('S-1', 'it''s', 'S-7')"),
        ("GET", "productOptionCode IN ('O-2')"),
        ("PUT", ""),
        ("PUT", ""),
    ]


def test_lookups_are_cut_to_what_an_address_may_hold() -> None:
    codes = [(f"{number:03}é'&" + "x" * 60, f"O-{number}") for number in range(60)]
    vendor = Vendor(*codes)
    result = upserted(vendor, [product(0, styleCode=style) | {"name": "n"} for style, _ in codes])
    assert result.refused == 0
    asked = [where for method, where in vendor.seen if method == "GET"]
    assert len(asked) > 1
    assert max(len(quote(where)) for where in asked) < 1_600
    assert sum(where.count("é") for where in asked) == 60


def test_a_server_that_cannot_look_up_leaves_the_items_refused() -> None:
    vendor = Vendor(("S-1", "O-1"), ("S-2", "O-2"), finds=False)
    result = upserted(vendor, [product(number) for number in range(1, 5)])
    assert [one.status for one in result] == ["refused", "refused", "accepted", "accepted"]
    assert [[fault.message for fault in one.faults] for one in result.refusals] == [
        ["It was not carried out, and the server gave no reason."]
    ] * 2
    assert [method for method, _ in vendor.seen] == ["POST", "GET"]


def test_an_item_without_a_result_is_refused() -> None:
    def silent(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=[{"index": 1, "success": True, "id": 7}, 5] if request.content else [])

    with httpx2.Client(transport=httpx2.MockTransport(silent)) as http_client:
        client = shelfwire_client.Cin7Omni(username="a", key="b", base_url="https://host/api", http_client=http_client)
        result = client.products.create_all([product(1), product(2), product(3)], collect=True)
    assert outcomes(result) == [("refused", None), ("accepted", 7), ("refused", None)]
    assert {fault.message for one in result.refusals for fault in one.faults} == {
        "The answer has no result for this item."
    }


def test_the_faults_of_an_update_among_others_keep_their_items() -> None:
    def refusing(request: httpx2.Request) -> httpx2.Response:
        items = msgspec.json.decode(request.content)
        bad = {f"[{place}].brand": ["No."] for place, item in enumerate(items) if item.get("brand") == "bad"}
        if bad:
            return httpx2.Response(400, json={"message": "Invalid.", "modelState": bad | {"[77].name": ["Far."]}})
        return httpx2.Response(
            200, json=[{"index": place, "success": True, "id": place + 1} for place in range(len(items))]
        )

    items = [product(1), {"id": 5, "brand": "good"}, product(2), {"id": 6, "brand": "bad"}]
    with httpx2.Client(transport=httpx2.MockTransport(refusing)) as http_client:
        client = shelfwire_client.Cin7Omni(username="a", key="b", base_url="https://host/api", http_client=http_client)
        result = client.products.upsert_all(items, collect=True)
    assert [one.status for one in result] == ["accepted", "accepted", "accepted", "refused"]
    assert [one.faults for one in result.refusals] == [[Fault("No.", position=3, field="brand")]]

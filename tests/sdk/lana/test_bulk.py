"""Any number of Lana's products at once: cut, several requests in flight, an id for each, and reasons for those refused."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shelfwire_client import ArgumentError, BulkError, BulkInterrupted
from tests.clients.fault_proxy import Fault, FaultProxy
from tests.sdk.conftest import Account, Opening
from tests.sdk.lana.conftest import Exchange

PAUSE = (("retry-after-ms", "1"),)


def titled(count: int, **more: Any) -> Iterator[dict[str, Any]]:
    return ({"title": f"{number}"} | more for number in range(count))


def ids_by_title(client: Any) -> dict[str, str]:
    return {one.title: one.id for one in client.products.page(limit=1000, fields=["id", "title"])}


def test_every_item_has_the_id_of_its_product(client: Any) -> None:
    result = client.products.create_all(titled(250), items_max=40)
    assert (result.accepted, result.refused, result.requests, len(result)) == (250, 0, 7, 250)
    known = ids_by_title(client)
    assert {f"{one.position}": one.identifier for one in result} == known
    assert {one.status for one in result} == {"accepted"}


async def later(items: Iterator[Any]) -> AsyncIterator[Any]:
    for item in items:
        yield item


@pytest.mark.parametrize("kind", ["Async"])
def test_an_async_iterable_is_taken_too(client: Any) -> None:
    assert client.products.create_all(later(titled(5))).accepted == 5
    assert len(ids_by_title(client)) == 5


def test_bad_items_are_told_and_all_others_land(client: Any, tmp_path: Path) -> None:
    items = [{"title": f"{n}", "handle": f"h{n}"} for n in range(10)]
    items[3]["title"] = ""
    items[7]["handle"] = "h5"
    with pytest.raises(BulkError) as caught:
        client.products.create_all(items)
    result = caught.value.result
    assert (result.accepted, result.refused) == (8, 2)
    assert [(one.position, one.item, one.faults[0].code, one.faults[0].field) for one in result.refusals] == [
        (3, items[3], "1000", "title"),
        (7, items[7], "1000", "handle"),
    ]
    assert [one.faults[0].message for one in result.refusals] == [
        "title: invalid_non_empty (from 1 to 250)",
        "handle: already_exists",
    ]
    known = ids_by_title(client)
    assert sorted(known) == ["0", "1", "2", "4", "5", "6", "8", "9"]
    assert [one.identifier for one in result] == [known.get(f"{n}") for n in range(7)] + [None, known["8"], known["9"]]
    result.to_csv(tmp_path / "refused.csv", failed_only=True)
    assert [line.split(",")[:5] for line in (tmp_path / "refused.csv").read_text().splitlines()[1:]] == [
        ["3", "refused", "", "1000", "title"],
        ["7", "refused", "", "1000", "handle"],
    ]


def test_a_request_is_sent_again_under_its_key_until_it_is_answered(
    account: Account, opened: Opening, proxy: FaultProxy
) -> None:
    proxy.faults.extend([Fault(drop_answer=True), Fault(status=503, headers=PAUSE), Fault(status=429, headers=PAUSE)])
    client = opened("Lana", **account.settings("lana", proxy.base_url))
    result = client.products.create_all(titled(20), in_flight=1)
    assert (result.accepted, result.requests) == (20, 4)
    assert ids_by_title(client) == {f"{one.position}": one.identifier for one in result}
    sent = [seen for seen in proxy.seen if seen.method == "POST"]
    assert len({seen.headers["idempotency-key"] for seen in sent}) == 1
    assert {seen.target for seen in sent} == {f"/products.json?shop_id={client.shop_id}&fields=id"}


def test_an_interrupted_run_goes_on_where_it_was_and_creates_nothing_twice(
    account: Account, opened: Opening, proxy: FaultProxy, tmp_path: Path
) -> None:
    client = opened("Lana", **account.settings("lana", proxy.base_url))
    proxy.faults.extend([Fault(), Fault(drop_answer=True)])
    options: dict[str, Any] = {"items_max": 10, "in_flight": 1, "checkpoint": tmp_path / "run"}
    with pytest.raises(BulkInterrupted) as caught:
        client.products.create_all(titled(30), patience_seconds=0, **options)
    assert [one.status for one in caught.value.result].count("accepted") == 10
    result = client.products.create_all(titled(30), **options)
    assert (result.accepted, result.requests) == (30, 2)
    assert ids_by_title(client) == {f"{one.position}": one.identifier for one in result}
    with pytest.raises(ArgumentError, match="flush removes what one request does not name"):
        client.products.create_all(titled(1), flush=True)


def test_the_vendor_is_sent_as_many_at_once_as_its_own_client_does(exchange: Exchange) -> None:
    for base_url, sizes in (("https://api.lana.dev/", [30, 5]), ("https://host", [35])):
        del exchange.seen[:]
        made = msgspec.json.encode([{"id": f"pd_{n}"} for n in range(30)])
        exchange.ask(lambda client: client.products.create_all(titled(35)), made, base_url=base_url)
        assert sorted((len(msgspec.json.decode(one.content)) for one in exchange.seen), reverse=True) == sizes


def test_refusals_that_come_with_success_as_their_status_or_tell_no_position_are_found(exchange: Exchange) -> None:
    bad = b'{"status": 400, "error": {"code": 1132, "message": "no"}}'
    result = exchange.ask(
        lambda client: client.products.create_all(titled(3), collect=True, in_flight=1),
        bad,
        bad,
        b'[{"id":"pd_1","new":1},{"id":"pd_2"}]',
    )
    assert [(one.status, one.identifier) for one in result] == [
        ("refused", None),
        ("accepted", "pd_1"),
        ("accepted", "pd_2"),
    ]
    assert [fault.message for one in result.refusals for fault in one.faults] == ["no"]
    assert [len(msgspec.json.decode(one.content)) for one in exchange.seen] == [3, 1, 2]


def test_ids_that_are_not_as_documented_are_left_out(exchange: Exchange) -> None:
    result = exchange.ask(lambda client: client.products.create_all(titled(2)), b'[{"id": 5}, {}]')
    assert [(one.status, one.identifier) for one in result] == [("accepted", None), ("accepted", None)]


def test_items_of_one_handle_go_in_their_order_and_the_first_lands(client: Any) -> None:
    items = [{"title": f"{n}", "handle": f"h{n % 3}"} for n in range(9)]
    result = client.products.create_all(items, collect=True)
    assert [one.status for one in result] == ["accepted"] * 3 + ["refused"] * 6
    assert sorted(ids_by_title(client)) == ["0", "1", "2"]

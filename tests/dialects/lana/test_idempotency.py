"""A key makes a write happen once: for each position, operation and arguments, and only where it was carried out."""

import asyncio
from typing import Any

import pytest

from tests.dialects.lana.conftest import SECOND, Answer, LanaShop, cut_to, shown
from tests.dialects.lana.test_create import pd, refused

KEY = "0b5e6f4e-6d6b-4a4e-9d41-7d1a3a0c7d52"
REPLAYED = "idempotency-replayed"
A_DAY_SECONDS = 24 * 60 * 60


def test_a_request_that_is_sent_again_is_answered_again_and_done_once(shop: LanaShop) -> None:
    first = shop.create({"title": "a"}, {"title": "b"}, idempotency_key=KEY)
    again = shop.create({"title": "a"}, {"title": "b"}, idempotency_key=KEY)
    assert shop.good(first) == shop.good(again) == [shown(pd(1), "a", "a"), shown(pd(2), "b", "b")]
    assert (first.headers.get(REPLAYED), again.headers.get(REPLAYED)) == (None, "true")
    assert shop.titles() == ["a", "b"]


def test_two_equal_creations_of_one_relay_are_two_and_the_relay_again_gives_the_same_two(shop: LanaShop) -> None:
    items = [shop.creation({"title": "a"})] * 2
    first = shop.good(shop.relay(*items, idempotency_key=KEY))
    again = shop.good(shop.relay(*items, idempotency_key=KEY))
    assert first == again == [
        {"status": 200, "response": [shown(pd(1), "a", "a")]},
        {"status": 200, "response": [shown(pd(2), "a", "a-2")]},
    ]  # fmt: skip
    assert shop.titles() == ["a", "a"]


def test_what_of_a_relay_was_not_carried_out_is_carried_out_when_it_comes_again(shop: LanaShop) -> None:
    (taken,) = shop.created({"title": "x", "handle": "b"})
    items = [shop.creation({"title": "a"}), shop.creation({"title": "b", "handle": "b"})]
    first = shop.good(shop.relay(*items, idempotency_key=KEY))
    shop.good(shop.delete(taken["id"]))
    again = shop.good(shop.relay(*items, idempotency_key=KEY))
    assert [element["status"] for element in (*first, *again)] == [200, 400, 200, 200]
    assert first[0] == again[0]
    assert shop.titles() == ["a", "b"]


def test_the_same_key_with_other_arguments_is_another_request(shop: LanaShop) -> None:
    shop.good(shop.create({"title": "a"}, idempotency_key=KEY))
    other = shop.create({"title": "b"}, idempotency_key=KEY)
    assert (other.status, other.headers.get(REPLAYED), other.body[0]["title"]) == (200, None, "b")
    assert shop.titles() == ["a", "b"]
    assert shop.create({"title": "a"}, idempotency_key=KEY).headers[REPLAYED] == "true"
    assert shop.create({"title": "b"}, idempotency_key=KEY).headers[REPLAYED] == "true"
    shop.good(shop.create({"title": "a"}, {"title": "b"}, idempotency_key=KEY))
    assert shop.titles() == ["a", "b", "a", "b"]


def test_the_same_key_with_another_operation_is_another_request(shop: LanaShop) -> None:
    (first,) = [one["id"] for one in shop.good(shop.create({"title": "a"}, idempotency_key=KEY))]
    assert shop.good(shop.modify(first, {"title": "a", "meta_title": "m"}, idempotency_key=KEY))[0]["meta_title"] == "m"
    assert shop.good(shop.delete(first, idempotency_key=KEY)) is None
    assert shop.titles() == []


def test_the_same_items_for_other_ids_are_another_request(shop: LanaShop) -> None:
    first, second = shop.titled("a", "b")
    assert shop.good(shop.modify(first, {"title": "x"}, idempotency_key=KEY))[0]["id"] == first
    assert shop.good(shop.modify(second, {"title": "x"}, idempotency_key=KEY))[0]["id"] == second
    assert shop.titles() == ["x", "x"]


def test_a_position_in_a_relay_is_part_of_the_request(shop: LanaShop) -> None:
    creation = shop.creation({"title": "a"}, fields="id")
    shops = {"method": "GET", "url": "shops.json"}
    shop.good(shop.relay(creation, idempotency_key=KEY))
    moved = shop.good(shop.relay(shops, creation, idempotency_key=KEY))
    assert moved[1]["response"] == [{"id": pd(2)}]
    assert shop.good(shop.relay(creation, idempotency_key=KEY))[0]["response"] == [{"id": pd(1)}]


def test_a_modification_and_a_deletion_are_done_once(shop: LanaShop) -> None:
    first, second = shop.titled("a", "b")
    once = shop.good(shop.modify(first, {"title": "A"}, idempotency_key=KEY))
    shop.now += SECOND
    shop.good(shop.modify(first, {"title": "B"}))
    assert shop.good(shop.modify(first, {"title": "A"}, idempotency_key=KEY)) == once
    assert shop.titles() == ["B", "b"]
    assert [shop.good(shop.delete(second, idempotency_key=KEY)) for _ in range(2)] == [None, None]
    assert shop.delete(second).status == 404


def test_a_stored_answer_is_cut_to_other_fields(shop: LanaShop) -> None:
    brief = shop.good(shop.create({"title": "a", "brand_id": "br_1"}, fields="title", idempotency_key=KEY))
    whole = shop.good(shop.create({"title": "a", "brand_id": "br_1"}, idempotency_key=KEY))
    linked = shop.good(shop.create({"title": "a", "brand_id": "br_1"}, fields="brand.id,id", idempotency_key=KEY))
    assert whole == [shown(pd(1), "a", "a", brand={"id": "br_1"})]
    assert (brief, linked) == (cut_to(whole, "title"), cut_to(whole, "id", "brand"))


def test_what_was_refused_is_not_kept(shop: LanaShop) -> None:
    (taken,) = shop.created({"title": "x", "handle": "h"})
    assert refused(shop.create({"title": "a", "handle": "h"}, idempotency_key=KEY)) == [
        ("[0].handle", "already_exists")
    ]
    shop.good(shop.delete(taken["id"]))
    assert shop.good(shop.create({"title": "a", "handle": "h"}, idempotency_key=KEY))[0]["handle"] == "h"


def test_reads_may_carry_a_key_and_always_read(shop: LanaShop) -> None:
    (first,) = shop.titled("a")
    item = {"method": "GET", "url": shop.target("products.json", ids=first, fields="title")}
    for title in ("a", "b"):
        shop.good(shop.modify(first, {"title": title}))
        assert shop.good(shop.relay(item, idempotency_key=KEY))[0]["response"] == [{"title": title}]
        direct = shop.send("GET", shop.target("/products.json", ids=first, fields="title"), idempotency_key=KEY)
        assert shop.good(direct) == [{"title": title}]


@pytest.mark.parametrize("tries", [2, 5])
def test_tries_that_come_while_the_first_runs_wait_for_it(shop: LanaShop, tries: int) -> None:
    async def together() -> list[Answer]:
        items = [{"title": "a"}, {"title": "b"}]
        target = shop.target("/products.json")
        sent = (shop.sent("POST", target, items, idempotency_key=KEY) for _ in range(tries))
        return await asyncio.gather(*sent)

    answers = shop.wait(together())
    assert [answer.body for answer in answers] == [[shown(pd(1), "a", "a"), shown(pd(2), "b", "b")]] * tries
    assert sorted(answer.headers.get(REPLAYED, "") for answer in answers) == [""] + ["true"] * (tries - 1)
    assert shop.titles() == ["a", "b"]


def test_a_key_belongs_to_its_token(shop: LanaShop) -> None:
    other = shop.new_key().secret
    shop.good(shop.create({"title": "a"}, idempotency_key=KEY))
    shop.good(shop.create({"title": "a"}, idempotency_key=KEY, token=other))
    assert shop.titles() == ["a", "a"]


def test_a_key_is_forgotten_after_a_day(shop: LanaShop) -> None:
    shop.good(shop.create({"title": "a"}, idempotency_key=KEY))
    shop.now += (A_DAY_SECONDS - 1) * SECOND
    assert shop.create({"title": "a"}, idempotency_key=KEY).headers[REPLAYED] == "true"
    shop.now += SECOND
    assert REPLAYED not in shop.create({"title": "a"}, idempotency_key=KEY).headers
    assert shop.titles() == ["a", "a"]


@pytest.mark.parametrize("key", ["", " ", "é", "x" * 256, "a b"])
def test_a_key_that_is_none_is_refused(shop: LanaShop, key: str) -> None:
    error: Any = {
        "code": 1150,
        "message": "Idempotency-Key must be 1 to 255 visible ASCII characters.",
        "meta": {"reason": "Idempotency-Key must be 1 to 255 visible ASCII characters."},
    }
    answer = shop.create({"title": "a"}, idempotency_key=key)
    assert (answer.status, answer.body) == (400, {"status": 400, "error": error})
    assert shop.good(shop.relay(shop.creation({"title": "a"}), idempotency_key=key)) == [
        {"status": 400, "error": error}
    ]
    assert shop.titles() == []

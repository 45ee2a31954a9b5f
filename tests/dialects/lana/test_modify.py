"""Modifying products: absent keeps, null clears, ids and items pair by their place, all or nothing."""

from typing import Any

import pytest

from tests.dialects.lana.conftest import NOW_TEXT, SECOND, LanaShop, shown
from tests.dialects.lana.test_create import LINKED, LINKS, PLAN, SENT, pd, refused

LATER_TEXT = "2026-09-21T14:13:30Z"


@pytest.fixture
def cola(shop: LanaShop) -> dict[str, Any]:
    """A product with every field, written ten seconds before now."""
    (product,) = shop.created(SENT | LINKS | {"subscription_plans": [PLAN]})
    shop.now += 10 * SECOND
    changed: dict[str, Any] = product
    return changed


def test_ids_and_items_pair_by_their_place_and_products_are_answered_whole(shop: LanaShop) -> None:
    first, second = shop.titled("a", "b")
    shop.now += 10 * SECOND
    answer = shop.modify([second, first], {"title": "B"}, {"meta_title": "m"})
    assert shop.good(answer) == [
        shown(second, "B", "b", updated_at=LATER_TEXT),
        shown(first, "a", "a", updated_at=LATER_TEXT, meta_title="m"),
    ]
    assert shop.everything() == [answer.body[1], answer.body[0]]


def test_what_is_absent_stays(shop: LanaShop, cola: dict[str, Any]) -> None:
    assert shop.good(shop.modify(cola["id"], {"title": "New"})) == [cola | {"title": "New", "updated_at": LATER_TEXT}]


def test_null_clears_and_a_handle_stays(shop: LanaShop, cola: dict[str, Any]) -> None:
    everything = SENT | LINKS | {"subscription_plans": 0, "published": 0}
    cleared = dict.fromkeys(everything.keys() - {"title", "import_id", "import_index"})
    (product,) = shop.good(shop.modify(cola["id"], cleared))
    kept = {name: SENT[name] for name in ("title", "handle", "import_id", "import_index")}
    assert product == shown(cola["id"], **kept, updated_at=LATER_TEXT)


def test_a_change_that_changes_nothing_writes_nothing(shop: LanaShop, cola: dict[str, Any]) -> None:
    sent = {name: value for name, value in SENT.items() if not name.startswith("import")} | LINKS
    assert shop.good(shop.modify(cola["id"], sent)) == [cola]
    assert shop.good(shop.modify(cola["id"], {})) == [cola]
    assert cola["updated_at"] == NOW_TEXT


def test_where_a_product_was_imported_from_cannot_be_changed(shop: LanaShop, cola: dict[str, Any]) -> None:
    assert shop.good(shop.modify(cola["id"], {"import_id": "ta_x", "import_index": 7})) == [cola]


def test_published_follows_its_date_and_the_clock(shop: LanaShop) -> None:
    (product,) = shop.titled("a")

    def modified(**fields: Any) -> tuple[bool, str | None]:
        (shown_now,) = shop.good(shop.modify(product, fields))
        return shown_now["published"], shown_now["published_at"]

    assert modified(published=True) == (True, NOW_TEXT)
    assert modified(meta_title="m") == (True, NOW_TEXT)
    assert modified(published_at="2027-01-01T00:00:00Z") == (False, "2027-01-01T00:00:00Z")
    assert modified(published=False) == (False, None)
    assert modified(published_at="2020-01-01T00:00:00Z", published=True) == (True, "2020-01-01T00:00:00Z")
    assert modified(published_at=None) == (False, None)


def test_a_handle_can_be_changed_and_those_of_others_cannot_be_had(shop: LanaShop) -> None:
    first, second = shop.titled("a", "b")
    assert shop.good(shop.modify(first, {"handle": "c"}))[0]["handle"] == "c"
    taken = shop.modify([first, second], {"title": "A"}, {"handle": "c"})
    assert refused(taken) == [("[1].handle", "already_exists")]
    twice = shop.modify([first, second], {"handle": "d"}, {"handle": "d"})
    assert refused(twice) == [
        ("[0].handle", "duplicate"),
        ("[1].handle", "duplicate"),
    ]
    assert [(one["title"], one["handle"]) for one in shop.everything()] == [("a", "c"), ("b", "b")]
    assert shop.good(shop.modify(second, {"handle": "a"}))[0]["handle"] == "a"


@pytest.mark.parametrize(
    ("item", "bad"),
    [
        ({"title": None}, ("title", "mandatory")),
        ({"title": ""}, ("title", "invalid_non_empty", 1, 250)),
        ({"handle": "x" * 251}, ("handle", "max_length_exceeded", 0, 250)),
        ({"subscription_plans": [{"interval": "daily"}]}, ("subscription_plans[0].billing_interval_count",)),
    ],
)
def test_one_bad_item_and_nothing_is_written(shop: LanaShop, item: dict[str, Any], bad: tuple[Any, ...]) -> None:
    ids = shop.titled("a", "b")
    before = shop.everything()
    found = refused(shop.modify(ids, {"title": "A"}, item))
    assert found[0][: len(bad)] == (f"[1].{bad[0]}", *bad[1:])
    assert shop.everything() == before


def test_a_product_that_is_not_there_is_404_and_nothing_is_written(shop: LanaShop) -> None:
    (first,) = shop.titled("a")
    answer = shop.modify([first, pd(7)], {"title": "A"}, {"title": "B"})
    assert (answer.status, answer.body) == (
        404,
        {
            "status": 404,
            "error": {"code": 404, "message": f"Nothing was written: the product {pd(7)} does not exist."},
        },
    )
    assert [one["title"] for one in shop.everything()] == ["a"]


@pytest.mark.parametrize(("ids", "items"), [(2, 1), (1, 2), (1, 0)])
def test_ids_and_items_of_different_number_are_refused(shop: LanaShop, ids: int, items: int) -> None:
    created = shop.titled("a", "b")
    answer = shop.modify(created[:ids], *[{"title": "x"}] * items)
    assert (answer.status, answer.body["error"]["code"], answer.body["error"].keys()) == (
        400,
        1132,
        {"code", "message"},
    )
    assert shop.titles() == ["a", "b"]


@pytest.mark.parametrize(
    ("ids", "bad"),
    [
        ("", ("ids", "mandatory")),
        (",", ("ids", "mandatory")),
        ("pd_", ("ids[0]", "invalid_identifier")),
        ("br_EQzGqWoY", ("ids[0]", "invalid_identifier")),
        ("7", ("ids[0]", "invalid_identifier")),
        ("é", ("ids[0]", "invalid_identifier")),
        ("\0", ("ids[0]", "invalid_identifier")),
    ],
)
def test_ids_that_are_none_are_refused(shop: LanaShop, ids: str, bad: tuple[str, str]) -> None:
    shop.titled("a")
    assert refused(shop.modify(ids, {"title": "x"})) == [bad]
    assert refused(shop.delete(ids)) == [bad]
    assert refused(shop.read(ids)) == [bad]
    assert shop.titles() == ["a"]


def test_a_product_named_twice_is_refused(shop: LanaShop) -> None:
    (first,) = shop.titled("a")
    answer = shop.modify([first, first], {"title": "x"}, {"title": "y"})
    assert refused(answer) == [("ids[1]", "duplicate")]
    assert shop.titles() == ["a"]


def test_ids_may_come_under_their_name_more_than_once(shop: LanaShop) -> None:
    first, second = shop.titled("a", "b")
    target = shop.target("/products.json", ids=first) + f"&ids={second}"
    answer = shop.send("POST", target, [{"title": "A"}, {"title": "B"}])
    assert [one["title"] for one in shop.good(answer)] == ["A", "B"]


def test_the_fields_of_the_answer_can_be_chosen(shop: LanaShop) -> None:
    (first,) = shop.titled("a")
    assert shop.good(shop.modify(first, {"title": "A"}, fields="title")) == [{"title": "A"}]


def test_links_are_replaced_as_wholes(shop: LanaShop, cola: dict[str, Any]) -> None:
    (product,) = shop.good(shop.modify(cola["id"], {"category_ids": ["ca_9"], "tags": [], "brand_id": "br_9"}))
    changed = {"categories": [{"id": "ca_9"}], "tags": [], "brand": {"id": "br_9"}, "updated_at": LATER_TEXT}
    assert product == cola | LINKED | changed

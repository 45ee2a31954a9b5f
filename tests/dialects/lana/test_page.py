"""Pages of products: filters, orders, and walking to the empty page while products are written."""

import base64
import json
from collections import Counter
from itertools import product
from typing import Any

import pytest

from shelfwire.dialects.lana.paging import LIMIT_MAX
from tests.dialects.lana.conftest import SECOND, LanaShop, shown
from tests.dialects.lana.test_create import pd, refused


def test_a_page_counts_lists_and_names_the_key_of_the_next(shop: LanaShop) -> None:
    first, second, third = shop.titled("a", "b", "c")
    page = shop.good(shop.page(limit=2))
    assert page.keys() == {"count", "items", "last_key"}
    assert (page["count"], page["items"]) == (3, [shown(first, "a", "a"), shown(second, "b", "b")])
    last = shop.good(shop.page(limit=2, last_key=page["last_key"]))
    assert (last["count"], [one["id"] for one in last["items"]]) == (3, [third])
    end = shop.good(shop.page(limit=2, last_key=last["last_key"]))
    assert end == {"count": 3, "items": [], "last_key": ""}


def test_an_empty_catalog_has_an_empty_page(shop: LanaShop) -> None:
    assert shop.good(shop.page(last_key="")) == {"count": 0, "items": [], "last_key": ""}


def test_twenty_products_are_on_a_page_where_nothing_is_said(shop: LanaShop) -> None:
    shop.titled(*["a"] * 21)
    assert len(shop.good(shop.page())["items"]) == 20
    assert len(shop.good(shop.page(limit=""))["items"]) == 20


def written(shop: LanaShop) -> None:
    """Create a, b and c, each a second after the other, then change b."""
    ids = []
    for title in "abc":
        ids += shop.titled(title)
        shop.now += SECOND
    shop.good(shop.modify(ids[1], {"meta_title": "m"}))


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, "abc"),
        ({"sort_by": "created_at"}, "abc"),
        ({"sort_by": "created_at", "sort_desc": "true"}, "cba"),
        ({"sort_desc": "true"}, "cba"),
        ({"sort_by": "updated_at"}, "acb"),
        ({"sort_by": "updated_at", "sort_desc": "false"}, "acb"),
        ({"sort_by": "updated_at", "sort_desc": "true"}, "bca"),
        ({"sort_by": "created_at", "offset": "1"}, "bc"),
        ({"sort_by": "updated_at", "sort_desc": "1", "offset": "2"}, "a"),
        ({"offset": "3"}, ""),
    ],
)
def test_products_come_in_the_order_that_is_asked_for(shop: LanaShop, query: dict[str, str], titles: str) -> None:
    written(shop)
    page = shop.good(shop.page(**query))
    assert ("".join(one["title"] for one in page["items"]), page["count"]) == (titles, 3)
    if "offset" not in query:
        assert "".join(shop.titles(**query)) == titles


FILTERED: list[dict[str, Any]] = [
    {"title": "a", "brand_id": "br_1", "category_ids": ["ca_1", "ca_2"], "published_at": "2026-09-21T14:13:20Z"},
    {"title": "b", "brand_id": "br_11", "sales_channel_ids": ["sc_1"], "published_at": "2026-09-21T14:13:21Z"},
    {"title": "c", "category_ids": ["ca_2"], "sales_channel_ids": ["sc_1", "sc_2"], "published_at": "2030-01-01T00:00:00Z"},
    {"title": "d"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"status": "any"}, "abcd"),
        ({"status": ""}, "abcd"),
        ({"status": "published"}, "a"),
        ({"status": "unpublished"}, "bcd"),
        ({"brand_id": "br_1"}, "a"),
        ({"brand_id": "br_"}, ""),
        ({"category_id": "ca_2"}, "ac"),
        ({"category_id": "ca_1"}, "a"),
        ({"sales_channel_id": "sc_1"}, "bc"),
        ({"category_id": "ca_2", "sales_channel_id": "sc_2", "status": "unpublished"}, "c"),
        ({"category_id": "ca_2", "brand_id": "br_11"}, ""),
        ({"published_at_min": "2026-09-21T14:13:21Z"}, "bc"),
        ({"published_at_max": "2026-09-21T14:13:20Z"}, "a"),
        ({"published_at_min": "2026-09-21T16:13:20+02:00", "published_at_max": "2026-09-21T14:13:20.5Z"}, "a"),
        ({"created_at_min": "2026-09-21T14:13:20Z"}, "abcd"),
        ({"created_at_min": "2026-09-21T14:13:21Z"}, ""),
        ({"created_at_max": "2026-09-21T14:13:20Z"}, "abcd"),
        ({"created_at_max": "2026-09-21T14:13:19.999999Z"}, ""),
    ],
)
@pytest.mark.parametrize("sort", [{}, {"sort_desc": "true"}, {"sort_by": "updated_at"}])
def test_conditions_are_all_met_and_counted(
    shop: LanaShop, query: dict[str, str], titles: str, sort: dict[str, str]
) -> None:
    shop.created(*FILTERED)
    pages = list(shop.walked(limit=1, **query | sort))
    found = "".join(one["title"] for page in pages for one in page["items"])
    assert found == (titles[::-1] if sort.get("sort_desc") else titles)
    assert {page["count"] for page in pages} == {len(titles)}


def test_moments_of_creation_and_change_are_bounds(shop: LanaShop) -> None:
    written(shop)

    def titles(**query: str) -> str:
        return "".join(shop.titles(**query))

    assert titles(created_at_min="2026-09-21T14:13:21Z") == "bc"
    assert titles(created_at_max="2026-09-21T14:13:21Z") == "ab"
    assert titles(created_at_min="2026-09-21T14:13:21Z", created_at_max="2026-09-21T14:13:21Z") == "b"
    assert titles(updated_at_min="2026-09-21T14:13:22Z") == "bc"
    assert titles(updated_at_max="2026-09-21T14:13:22Z") == "ac"
    assert titles(updated_at_min="2026-09-21T14:13:22Z", sort_by="updated_at", sort_desc="true") == "bc"


def test_what_is_shown_as_a_second_is_found_by_that_second(shop: LanaShop) -> None:
    shop.now += 999_999
    (created,) = shop.created({"title": "a"})
    moment = created["created_at"]
    for name in ("created_at", "updated_at"):
        assert shop.titles(**{f"{name}_min": moment, f"{name}_max": moment}) == ["a"]


@pytest.mark.parametrize("sort", [{"sort_by": "created_at"}, {"sort_by": "created_at", "sort_desc": "true"}])
@pytest.mark.parametrize("status", [None, "unpublished"])
def test_a_walk_by_creation_has_no_gap_and_no_repeat_while_products_are_written(
    shop: LanaShop, sort: dict[str, str], status: str | None
) -> None:
    """Most are created in one moment; those that were there all the time are seen once, whatever becomes of others."""
    before = shop.titled(*(f"old {number}" for number in range(12)))
    shop.now += SECOND
    seen: list[str] = []
    for round_, page in enumerate(shop.walked(limit=3, status=status, **sort)):
        seen += [one["id"] for one in page["items"]]
        shop.good(shop.modify([before[round_ % 12], before[-1]], {"meta_title": f"{round_}"}, {"title": f"{round_}"}))
        if round_ == 1:
            shop.titled("new", "new")
            shop.good(shop.delete(before[6]))
    assert max(Counter(seen).values()) == 1
    assert set(before) - set(seen) <= {before[6]}
    assert len(set(seen) - set(before)) == (0 if "sort_desc" in sort else 2)


def test_a_walk_by_change_comes_to_every_change(shop: LanaShop) -> None:
    """Every product is seen at least once, one that changes behind the walk again, and the last state of each is seen."""
    ids = shop.titled(*(f"old {number}" for number in range(9)))
    last: dict[str, Any] = {}
    seen: list[tuple[str, str]] = []
    for round_, page in enumerate(shop.walked(limit=2, sort_by="updated_at")):
        seen += [(one["id"], one["meta_title"]) for one in page["items"]]
        last |= {one["id"]: one for one in page["items"]}
        if round_ < 3:
            shop.now += SECOND
            shop.good(shop.modify([ids[0], ids[8 - round_]], *[{"meta_title": f"{round_}"}] * 2))
    assert sorted(last) == sorted(ids)
    assert max(Counter(seen).values()) == 1
    assert {one["id"]: one for one in shop.everything()} == last


@pytest.mark.parametrize("sort_desc", ["false", "true"])
def test_products_of_one_moment_are_told_apart_by_their_number(shop: LanaShop, sort_desc: str) -> None:
    titles = [f"{number:02}" for number in range(11)]
    shop.titled(*titles)
    found = shop.titles(sort_by="updated_at", sort_desc=sort_desc, limit=3)
    assert found == (titles[::-1] if sort_desc == "true" else titles)


def test_an_offset_reaches_anywhere(shop: LanaShop) -> None:
    shop.titled(*"abcdef")
    assert [one["title"] for one in shop.good(shop.page(offset=4, limit=1))["items"]] == ["e"]
    assert shop.good(shop.page(offset=2**31 - 1)) == {"count": 6, "items": [], "last_key": ""}
    page = shop.good(shop.page(offset=3, limit=1))
    assert [one["title"] for one in shop.good(shop.page(last_key=page["last_key"]))["items"]] == ["e", "f"]


@pytest.mark.parametrize(
    ("query", "bad"),
    [
        ({"limit": "0"}, ("limit", "invalid_integer_range", 1, LIMIT_MAX)),
        ({"limit": "-1"}, ("limit", "invalid_integer_range", 1, LIMIT_MAX)),
        ({"limit": "1001"}, ("limit", "invalid_integer_range", 1, LIMIT_MAX)),
        ({"limit": "x"}, ("limit", "invalid_integer")),
        ({"limit": "9" * 30}, ("limit", "invalid_integer")),
        ({"limit": "1.0"}, ("limit", "invalid_integer")),
        ({"limit": "٣"}, ("limit", "invalid_integer")),
        ({"offset": "-1"}, ("offset", "invalid_integer_range", 0, 2**31 - 1)),
        ({"offset": "2147483648"}, ("offset", "invalid_integer_range", 0, 2**31 - 1)),
        ({"sort_by": "title"}, ("sort_by", "invalid_enum")),
        ({"sort_desc": "maybe"}, ("sort_desc", "invalid_boolean")),
        ({"status": "all"}, ("status", "invalid_enum")),
        ({"brand_id": "1"}, ("brand_id", "invalid_identifier")),
        ({"category_id": "br_1"}, ("category_id", "invalid_identifier")),
        ({"category_id": "ca_\0"}, ("category_id", "invalid_identifier")),
        ({"sales_channel_id": "\0"}, ("sales_channel_id", "invalid_identifier")),
        ({"created_at_min": "yesterday"}, ("created_at_min", "invalid_rfc3339_date")),
        ({"updated_at_max": "2026-09-21"}, ("updated_at_max", "invalid_rfc3339_date")),
        ({"published_at_min": "2026-13-21T00:00:00Z"}, ("published_at_min", "invalid_rfc3339_date")),
    ],
)
def test_an_argument_that_breaks_a_rule_is_told(shop: LanaShop, query: dict[str, str], bad: tuple[Any, ...]) -> None:
    assert refused(shop.page(**query)) == [bad]


def test_all_bad_arguments_are_told_at_once(shop: LanaShop) -> None:
    answer = shop.page(limit="0", sort_by="x", status="y", last_key="z")
    assert refused(answer) == [
        ("limit", "invalid_integer_range", 1, LIMIT_MAX),
        ("sort_by", "invalid_enum"),
        ("status", "invalid_enum"),
        ("last_key", "invalid_value"),
    ]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"limit": "5000"}, "limit must be from 1 to 1,000."),
        ({"limit": "x"}, "limit must be a whole number."),
        ({"sort_desc": "maybe"}, "sort_desc must be true or false."),
        ({"status": "all"}, "status must be any or published or unpublished."),
        ({"brand_id": "1"}, "brand_id must begin with br_."),
        ({"created_at_min": "2026-01-01"}, "created_at_min must be a time with a zone, like 2026-01-31T12:00:00Z."),
        ({"last_key": "x"}, "last_key is not the key of a page in this order."),
        ({"shop_id": ""}, "shop_id is required."),
        ({"shop_id": "1"}, "shop_id must begin with sh_."),
        ({"shop_id": "sh_tpdfJl1G"}, "This token opens no shop with this shop_id."),
    ],
)
def test_a_refusal_says_what_the_argument_must_be(shop: LanaShop, query: dict[str, str], message: str) -> None:
    assert shop.page(**query).body["error"]["message"] == message


def keyed(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "key",
    [
        "x",
        "é",
        "\0",
        pd(1),
        "AAAA",
        keyed([]),
        keyed({}),
        keyed("created_at"),
        keyed(["created_at", False, 0, "1", 0, None]),
        keyed(["created_at", False, 0, 1, 0, None, 0]),
        keyed(["updated_at", False, 0, 1, 0, None]),
        keyed(["created_at", True, 0, 1, 0, None]),
        base64.b64encode(b"[" * 5_000).decode(),
        base64.b64encode(b"\xff").decode(),
    ],
)
def test_a_key_that_is_none_is_refused(shop: LanaShop, key: str) -> None:
    shop.titled("a")
    assert refused(shop.page(last_key=key)) == [("last_key", "invalid_value")]


@pytest.mark.parametrize("number", [-(2**63), -1, 0, 2**31, 2**63 - 1, 2**63, 10**40, 1.5, None])
def test_no_made_up_key_is_a_fault_of_the_server(shop: LanaShop, number: Any) -> None:
    shop.titled("a")
    for place, sort_by, status in product((2, 3, 4, 5), ("created_at", "updated_at"), ("any", "unpublished")):
        value = [sort_by, False, 0, 0, 0, 0]
        value[place] = number
        answer = shop.page(last_key=keyed(value), sort_by=sort_by, status=status)
        assert answer.status == 200 or refused(answer) == [("last_key", "invalid_value")]


def test_a_key_and_an_offset_exclude_each_other(shop: LanaShop) -> None:
    shop.titled("a", "b")
    key = shop.good(shop.page(limit=1))["last_key"]
    assert refused(shop.page(last_key=key, offset=1)) == [("offset", "invalid_value")]
    assert shop.good(shop.page(last_key=key, offset=0))["items"][0]["title"] == "b"


def test_a_key_goes_on_under_other_conditions_which_are_counted_anew(shop: LanaShop) -> None:
    shop.created(*FILTERED)
    key = shop.good(shop.page(limit=1, category_id="ca_2"))["last_key"]
    page = shop.good(shop.page(last_key=key, sales_channel_id="sc_1"))
    assert ([one["title"] for one in page["items"]], page["count"]) == (["b", "c"], 2)


def test_the_fields_of_the_items_can_be_chosen(shop: LanaShop) -> None:
    (first,) = shop.titled("a")
    page = shop.good(shop.page(fields="title,id,brand.id"))
    assert page["items"] == [{"id": first, "title": "a", "brand": None}]
    assert (page["count"], bool(page["last_key"])) == (1, True)

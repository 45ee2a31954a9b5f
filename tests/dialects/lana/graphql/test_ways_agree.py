"""The two ways to a bulk mutation's arguments answer alike, and both as graphql-core would shape whole products."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from graphql import execute_sync, parse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shelfwire.dialects.lana.graphql import execution
from shelfwire.dialects.lana.graphql.sdl import schema
from tests.dialects.lana.conftest import LanaShop
from tests.dialects.lana.graphql.asking import CREATE, MODIFY, ask, data_of
from tests.dialects.lana.graphql.selections import selections
from tests.dialects.lana.items import CREATE_RULE, MODIFY_RULE, WHOLE_PRODUCT, any_item, good_object
from tests.dialects.lana.test_create import pd
from tests.dialects.shop import SETTINGS

QUICK = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

HEADS = {
    "productsCreate": "mutation M($d: [ProductCreate!]!, $shop_id: String!) { productsCreate(data: $d, shop_id: $shop_id)",
    "productsModify": "mutation M($d: [ProductModify!]!, $i: [String!]!, $shop_id: String!) "
    "{ x: productsModify(data: $d, ids: $i, shop_id: $shop_id)",
}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LanaShop, LanaShop]]:
    """Two shops that one test asks the same in step."""
    with asyncio.Runner() as runner:
        opened = [LanaShop(tmp_path_factory.mktemp("shop"), runner, SETTINGS) for _ in range(2)]
        yield opened[0], opened[1]
        for shop in opened:
            shop.close()


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanaShop]:
    """A shop whose answers are held against graphql-core's."""
    with asyncio.Runner() as runner:
        opened = LanaShop(tmp_path_factory.mktemp("shop"), runner, SETTINGS)
        yield opened
        opened.close()


def bytes_of(shop: LanaShop, query: str, variables: Any) -> tuple[int, bytes]:
    """Post a document; gives the status and the very bytes."""
    content = json.dumps({"query": query, "variables": variables}).encode()
    headers = {"content-type": "application/json", "authorization": f"Bearer {shop.token}"}
    response = shop.wait(shop.client.post("/commerce.json", content=content, headers=headers))
    return response.status_code, response.content


def with_general_way(query: str) -> str:
    """Give the same document with a directive that changes nothing but the way: such documents are planned each time."""
    head, bracket, rest = query.partition(") { ")
    field, end, selection = rest.partition(") {")
    assert bracket
    assert end
    return f"{head}{bracket}{field}) @include(if: true) {{{selection}"


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, list[Any]]:
    """Make an operation, its document and its items."""
    name = draw(st.sampled_from(sorted(HEADS)))
    rule = CREATE_RULE if name == "productsCreate" else MODIFY_RULE
    strange = st.lists(any_item(rule), max_size=3)
    items = draw(st.lists(good_object(rule), min_size=1, max_size=3) | strange)
    selection = draw(selections())
    return name, f"{HEADS[name]} {selection} }}", items


@QUICK
@given(request=requests())
def test_the_fast_way_answers_byte_for_byte_what_the_general_way_answers(
    pair: tuple[LanaShop, LanaShop], request: tuple[str, str, list[Any]]
) -> None:
    name, document, items = request
    variables: dict[str, Any] = {"d": items, "shop_id": pair[0].shop_id}
    if name == "productsModify":
        titles = [f"to modify {place}" for place in range(len(items))]
        variables["i"], again = (shop.titled(*titles) for shop in pair) if titles else ([], [])
        assert variables["i"] == again

    fast = bytes_of(pair[0], document, variables)
    general = bytes_of(pair[1], with_general_way(document), variables)

    assert fast == general
    assert fast[0] == 200
    newest = [shop.good(shop.page(limit=3, sort_by="created_at", sort_desc="true")) for shop in pair]
    assert newest[0] == newest[1]


@pytest.mark.parametrize("name", sorted(HEADS))
@pytest.mark.parametrize(
    "data", [[{"title": "One"}, None], [{"title": 5}], [{"title": "One", "foo": 1}], [{"title": "One"}] * 5_001]
)
@pytest.mark.parametrize("given", [{}, {"shop_id": "sh_other"}, {"i": ["pd_1"]}, {"i": []}])
def test_what_is_wrong_beside_the_items_does_not_hide_what_is_wrong_with_them(
    reading: LanaShop, name: str, data: list[Any], given: dict[str, Any]
) -> None:
    document = f"{HEADS[name]} {{ id }} }}"
    variables = {"d": data, "shop_id": reading.shop_id, "i": [pd(1)] * len(data)} | given

    general = bytes_of(reading, with_general_way(document), variables)

    assert (b'"code":1030' in general[1]) == (len(data) < 5_000)
    assert bytes_of(reading, document, variables) == general


def within_32_bits(value: Any) -> Any:
    """Give JSON with its whole numbers cut to what graphql-core can answer."""
    if isinstance(value, dict):
        return {name: within_32_bits(one) for name, one in value.items()}
    if isinstance(value, list):
        return [within_32_bits(one) for one in value]
    return min(value, 2**31 - 1) if type(value) is int else value


@QUICK
@given(selection=selections(), item=good_object(CREATE_RULE).map(within_32_bits))
def test_an_answer_is_what_graphql_core_makes_of_whole_products(
    reading: LanaShop, selection: str, item: dict[str, Any]
) -> None:
    products = reading.created(item | {"handle": ""})
    document = f"query($ids: [String!]!, $shop_id: String!) {{ products(ids: $ids, shop_id: $shop_id) {selection} }}"
    variables = {"ids": [product["id"] for product in products], "shop_id": reading.shop_id}

    root = {"products": lambda _info, **_arguments: products}
    expected = execute_sync(schema(), parse(document), root, variable_values=variables)

    assert expected.errors is None
    assert bytes_of(reading, document, variables) == (200, msgspec.json.encode({"data": expected.data}))


def test_plain_items_do_take_the_fast_way(shop: LanaShop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_arguments: object) -> None:
        raise AssertionError("the general way was taken")

    monkeypatch.setattr(execution, "coerced", never)
    whole = WHOLE_PRODUCT | {"handle": "fast"}

    made = data_of(ask(shop, CREATE, {"data": [whole, {"title": "One"}]}))["productsCreate"]
    ids = [product["id"] for product in made]
    changed = data_of(ask(shop, MODIFY, {"ids": ids, "data": [{"title": "2"}, {"tags": None}]}))["productsModify"]

    assert changed == [{"id": ids[0], "title": "2"}, {"id": ids[1], "title": "One"}]


@pytest.mark.parametrize(
    "item",
    [
        {"title": "One", "tags": "one word"},
        {"title": "One", "minimum_quantity": 1.0},
        {"title": "One", "subscription_plans": {**WHOLE_PRODUCT["subscription_plans"][0]}},
    ],
    ids=["a list of one", "a whole number with a point", "an object for a list"],
)
def test_what_graphql_coerces_is_coerced(shop: LanaShop, item: dict[str, Any]) -> None:
    made = data_of(ask(shop, CREATE.replace("id title", "title tags minimum_quantity"), {"data": [item]}))

    tags = ["one word"] if "tags" in item else []
    quantity = 1 if "minimum_quantity" in item else None
    assert made == {"productsCreate": [{"title": "One", "tags": tags, "minimum_quantity": quantity}]}


def test_one_item_for_the_list_is_a_list_of_one(shop: LanaShop) -> None:
    made = data_of(ask(shop, CREATE, {"data": {"title": "Alone"}}))

    assert [product["title"] for product in made["productsCreate"]] == ["Alone"]


def test_whole_numbers_of_more_than_32_bits_are_refused_but_read_where_another_way_wrote_them(
    shop: LanaShop,
) -> None:
    (made,) = shop.created({"title": "One", "maximum_quantity": 2**40})

    refused = ask(shop, CREATE, {"data": [{"title": "One", "maximum_quantity": 2**40}]})
    read = ask(
        shop,
        "query($ids: [String!]!, $shop_id: String!) { products(ids: $ids, shop_id: $shop_id) { maximum_quantity } }",
        {"ids": [made["id"]]},
    )

    message = (
        "Variable '$data' has invalid value at [0].maximum_quantity: "
        f"Int cannot represent non 32-bit signed integer value: {2**40}"
    )
    assert [entry["message"] for entry in refused.body["errors"]] == [message]
    assert data_of(read) == {"products": [{"maximum_quantity": 2**40}]}

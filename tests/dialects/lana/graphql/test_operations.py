"""What the operations answer when a document asks for them."""

import json
from typing import Any

import pytest

from shelfwire.dialects.lana.identifiers import PRODUCT, identifier
from tests.dialects.lana.conftest import LanaShop
from tests.dialects.lana.graphql.asking import CREATE, MODIFY, ask, data_of, failure

NESTED: dict[str, Any] = {
    "title": "IPod",
    "custom_fields": [{"name": "colour", "value": "blue"}],
    "subscription_plans": [
        {
            "align_hour": {"value": 3},
            "billing_interval_count": 12,
            "fulfillment_interval_count": 1,
            "interval": "annually",
            "price1_type": "price",
            "price2_type": "price",
        }
    ],
}


def test_products_are_created_in_order_and_answered_as_selected(shop: LanaShop) -> None:
    made = data_of(ask(shop, CREATE, {"data": [{"title": "One"}, {"title": "Two"}]}))

    stored = shop.everything()
    assert made == {"productsCreate": [{"id": one["id"], "title": one["title"]} for one in stored]}
    assert [one["title"] for one in stored] == ["One", "Two"]


def test_products_are_modified_pair_by_pair(shop: LanaShop) -> None:
    first, second = shop.titled("One", "Two")

    made = data_of(ask(shop, MODIFY, {"ids": [second, first], "data": [{"title": "2"}, {"meta_title": "m"}]}))

    assert made == {"productsModify": [{"id": second, "title": "2"}, {"id": first, "title": "One"}]}


def test_deleting_answers_true(shop: LanaShop) -> None:
    ids = shop.titled("One", "Two")

    document = "mutation($ids: [String!]!, $shop_id: String!) { productsDelete(ids: $ids, shop_id: $shop_id) }"
    assert data_of(ask(shop, document, {"ids": ids})) == {"productsDelete": True}
    assert shop.everything() == []


def test_products_are_read_by_their_ids_and_loosely_where_asked(shop: LanaShop) -> None:
    (known,) = shop.titled("One")
    document = """query($ids: [String!]!, $shop_id: String!, $loose: Boolean) {
      products(ids: $ids, loose: $loose, shop_id: $shop_id) { title }
    }"""

    unknown = identifier(PRODUCT, 1_000)
    loosely = ask(shop, document, {"ids": [known, unknown], "loose": True})
    strictly = ask(shop, document, {"ids": [known, unknown]})

    message = f"The product {unknown} does not exist."
    assert data_of(loosely) == {"products": [{"title": "One"}]}
    assert strictly.body == {
        "errors": [failure("products", 2, 7, code=404, message=message)],
        "data": {"products": None},
    }


def test_pages_are_followed_by_their_key_until_one_is_empty(shop: LanaShop) -> None:
    shop.titled("One", "Two", "Three")
    document = """query($last_key: String, $shop_id: String!) {
      productsPage(shop_id: $shop_id, limit: 2, last_key: $last_key, sort_by: created_at, sort_desc: true, status: any) {
        total: count items { title } last_key
      }
    }"""
    pages: list[dict[str, Any]] = []
    last_key = ""
    while not pages or pages[-1]["items"]:
        pages.append(data_of(ask(shop, document, {"last_key": last_key}))["productsPage"])
        last_key = pages[-1]["last_key"]

    assert [[one["title"] for one in page["items"]] for page in pages] == [["Three", "Two"], ["One"], []]
    assert {page["total"] for page in pages} == {3}


def test_the_shops_of_a_token_are_named(shop: LanaShop) -> None:
    answer = data_of(ask(shop, "{ shops { id name owner { id } __typename } }"))

    assert answer == {"shops": [{"id": shop.shop_id, "name": "shop", "owner": None, "__typename": "Shop"}]}


def test_a_selection_may_rename_and_cut_everything_at_any_depth(shop: LanaShop) -> None:
    (made,) = [product["id"] for product in shop.created(NESTED)]
    document = """query($ids: [String!]!, $shop_id: String!) {
      found: products(ids: $ids, shop_id: $shop_id) { ...names kind: __typename fields: custom_fields { text: value } }
      productsPage(shop_id: $shop_id) {
        __typename
        all: items { subscription_plans { hour: align_hour { is: value __typename } interval } }
      }
    }
    fragment names on Product { name: title ... on Product { brand { id } } }"""

    assert data_of(ask(shop, document, {"ids": [made]})) == {
        "found": [{"name": "IPod", "brand": None, "kind": "Product", "fields": [{"text": "blue"}]}],
        "productsPage": {
            "__typename": "ProductPage",
            "all": [{"subscription_plans": [{"hour": {"is": 3, "__typename": "OptionalInt"}, "interval": "annually"}]}],
        },
    }


@pytest.mark.parametrize(
    ("selection", "shown"),
    [
        ("title name: title", {"title": "IPod", "name": "IPod"}),
        ("a: tags b: tags", {"a": ["x"], "b": ["x"]}),
        ("a: brand { id } b: brand { __typename }", {"a": {"id": "br_1"}, "b": {"__typename": "Link"}}),
        (
            "a: custom_fields { name } b: custom_fields { value }",
            {"a": [{"name": "colour"}], "b": [{"value": "blue"}]},
        ),
        (
            "published a: published published_at b: published_at",
            dict.fromkeys(["published", "a"], False) | dict.fromkeys(["published_at", "b"]),
        ),
    ],
)
def test_a_field_may_be_selected_under_several_names(shop: LanaShop, selection: str, shown: dict[str, Any]) -> None:
    product = {
        "title": "IPod",
        "tags": ["x"],
        "brand_id": "br_1",
        "custom_fields": [{"name": "colour", "value": "blue"}],
    }
    made = data_of(ask(shop, CREATE.replace("id title", selection), {"data": [product]}))
    read = data_of(
        ask(shop, f"query($shop_id: String!) {{ productsPage(shop_id: $shop_id) {{ items {{ {selection} }} }} }}")
    )

    assert made == {"productsCreate": [shown]}
    assert read == {"productsPage": {"items": [shown]}}


@pytest.mark.parametrize(
    ("selection", "brand"),
    [
        ("__typename", {"__typename": "Link"}),
        ("__typename id", {"__typename": "Link", "id": "br_1"}),
        ("id __typename", {"id": "br_1", "__typename": "Link"}),
    ],
)
def test_links_are_answered_in_the_order_of_the_selection(
    shop: LanaShop, selection: str, brand: dict[str, str]
) -> None:
    document = CREATE.replace("id title", f"brand {{ {selection} }} categories {{ {selection} }}")

    made = data_of(ask(shop, document, {"data": [{"title": "One", "brand_id": "br_1", "category_ids": ["ca_1"]}]}))

    category = {name: value.replace("br_", "ca_") for name, value in brand.items()}
    assert json.dumps(made) == json.dumps({"productsCreate": [{"brand": brand, "categories": [category]}]})


@pytest.mark.parametrize("with_title", [True, False])
def test_directives_decide_what_is_selected_and_what_is_done(shop: LanaShop, *, with_title: bool) -> None:
    document = """mutation($data: [ProductCreate!]!, $shop_id: String!, $with: Boolean!) {
      made: productsCreate(data: $data, shop_id: $shop_id) { handle title @include(if: $with) }
      more: productsCreate(data: $data, shop_id: $shop_id) @skip(if: $with) { handle }
    }"""

    made = data_of(ask(shop, document, {"data": [{"title": "One"}], "with": with_title}))

    first = shop.everything()[0]
    if with_title:
        assert made == {"made": [{"handle": "one", "title": "One"}]}
    else:
        assert made == {"made": [{"handle": "one"}], "more": [{"handle": shop.everything()[1]["handle"]}]}
    assert first["handle"] == "one"


def test_mutations_of_one_document_run_in_order_and_each_has_its_own_error(shop: LanaShop) -> None:
    document = """mutation($shop_id: String!, $long: String!) {
      a: productsCreate(data: [{title: "One"}], shop_id: $shop_id) { title }
      b: productsCreate(data: {title: $long}, shop_id: $shop_id) { title }
      c: productsCreate(data: [{title: "Three", handle: "three"}], shop_id: $shop_id) { handle }
    }"""

    answer = ask(shop, document, {"long": "x" * 251})

    refused = shop.create({"title": "x" * 251}).body["error"]
    assert refused["code"] == 1000
    assert (answer.status, answer.body) == (
        200,
        {
            "errors": [failure("b", 3, 7, **refused)],
            "data": {"a": [{"title": "One"}], "b": None, "c": [{"handle": "three"}]},
        },
    )
    assert [one["title"] for one in shop.everything()] == ["One", "Three"]


def test_a_missing_permission_is_an_error_of_the_field(shop: LanaShop) -> None:
    reader = shop.new_key("products.read").secret

    answer = ask(shop, CREATE, {"data": [{"title": "One"}]}, token=reader)

    message = "This token lacks the permission products.create."
    entry = failure("productsCreate", 2, 3, code=997, message=message, meta={"bits": ["products.create"]})
    assert (answer.status, answer.body) == (200, {"errors": [entry], "data": {"productsCreate": None}})


def test_another_shop_is_an_error_of_the_field(shop: LanaShop) -> None:
    answer = ask(shop, CREATE, {"shop_id": "sh_EQzGqWoY", "data": [{"title": "One"}]})

    message = answer.body["errors"][0]["message"]
    entry = failure("productsCreate", 2, 3, code=404, message=message)
    assert (answer.status, answer.body) == (200, {"errors": [entry], "data": {"productsCreate": None}})
    assert shop.everything() == []


def test_without_a_credential_the_whole_request_is_refused_in_graphql_s_shape(shop: LanaShop) -> None:
    answer = ask(shop, CREATE, {"data": [{"title": "One"}]}, token="")

    message = answer.body["errors"][0]["message"]
    assert (answer.status, answer.body) == (
        401,
        {"errors": [{"message": message, "apiError": {"code": 401, "message": message}}]},
    )
    assert answer.headers["www-authenticate"] == "Bearer"


def test_the_schema_can_be_asked_about_beside_products(shop: LanaShop) -> None:
    document = """query($name: String!) {
      __typename
      __schema { queryType { name } }
      shops { id }
      __type(name: $name) { name ...kinds }
    }
    fragment kinds on __Type { kind }"""

    assert data_of(ask(shop, document, {"name": "Product"})) == {
        "__typename": "Query",
        "__schema": {"queryType": {"name": "Query"}},
        "shops": [{"id": shop.shop_id}],
        "__type": {"name": "Product", "kind": "OBJECT"},
    }

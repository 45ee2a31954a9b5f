"""The OpenAPI document: valid, whole, true to the structs, and its envelopes those of real answers."""

from typing import Any

import msgspec
import pytest
from msgspec import UNSET
from openapi_spec_validator import validate

from shelfwire.dialects.lana.attributes import CREATE_FIELDS, MODIFY_FIELDS
from shelfwire.dialects.lana.envelopes import Failure, GraphqlAnswer, ProductPage, RelayAnswer
from shelfwire.dialects.lana.operations import OPERATIONS
from shelfwire.dialects.lana.paging import PageAsk
from shelfwire.dialects.lana.reference import openapi_document
from shelfwire.dialects.lana.routes import LANA
from shelfwire.dialects.lana.schema import ProductItem
from tests.dialects.lana.conftest import LanaShop

PAGE_ARGUMENTS = PageAsk.__struct_fields__
GRAPHQL = "/commerce.json"


def test_the_document_is_valid_openapi_and_json() -> None:
    document = LANA.openapi()
    assert document["openapi"] == "3.1.0"
    validate(msgspec.json.decode(msgspec.json.encode(document)))


def test_it_has_every_operation_and_no_other() -> None:
    document = openapi_document()
    assert document["servers"] == [{"url": "/"}]
    shown = {
        (method.upper(), path, operation["operationId"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert shown == {(operation.method, operation.path, operation.name) for operation in LANA.operations}
    assert document["components"]["securitySchemes"]["token"]["bearerFormat"] == "JWT"


def test_every_field_is_described_and_required_as_decoded() -> None:
    schemas = openapi_document()["components"]["schemas"]
    assert set(schemas["ProductCreate"]["properties"]) == set(CREATE_FIELDS)
    assert set(schemas["ProductModify"]["properties"]) == set(MODIFY_FIELDS)
    assert schemas["ProductCreate"]["required"] == ["title"]
    assert schemas["ProductModify"]["required"] == []
    for always_whole in ("ProductItem", "ShopItem"):
        assert schemas[always_whole]["required"] == list(schemas[always_whole]["properties"])
    for name, schema in schemas.items():
        for field, description in schema["properties"].items():
            assert description.get("description"), f"{name}.{field}"


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ("brand_id", {"type": "string", "pattern": "^br_"}),
        ("handle", {"type": "string", "maxLength": 250}),
        ("meta_title", {"type": "string", "maxLength": 60}),
        ("meta_description", {"type": "string", "maxLength": 160}),
        ("raw_content", {"type": "string", "maxLength": 100_000}),
        ("minimum_quantity", {"type": "integer", "minimum": 0, "maximum": 2**63 - 1}),
        ("ban_mode", {"enum": ["allow_all_but", "deny_all_but"]}),
    ],
)
def test_the_rules_of_the_seed_stand_in_it(field: str, rule: dict[str, Any]) -> None:
    properties = openapi_document()["components"]["schemas"]["ProductCreate"]["properties"]
    assert properties[field]["anyOf"] == [rule, {"type": "null"}]
    assert (properties["title"]["minLength"], properties["title"]["maxLength"]) == (1, 250)


def test_every_argument_of_an_operation_stands_in_it() -> None:
    paths = openapi_document()["paths"]

    def names(path: str, method: str) -> list[str]:
        return [one["name"] for one in paths[path][method]["parameters"]]

    assert names("/products.json", "post") == ["shop_id", "ids", "fields", "Idempotency-Key"]
    assert names("/products.json", "get") == ["shop_id", "ids", "loose", "fields"]
    assert names("/products.json", "delete") == ["shop_id", "ids", "Idempotency-Key"]
    assert names("/shops.json", "get") == ["fields"]
    assert sorted(names("/products/page.json", "get")) == sorted(("shop_id", "fields", *PAGE_ARGUMENTS))


def test_permissions_and_samples_of_refusals_are_those_of_the_operations() -> None:
    for path, methods in openapi_document()["paths"].items():
        for method, operation in methods.items():
            name = operation["operationId"]
            if name in OPERATIONS:
                for permission in OPERATIONS[name].permissions:
                    assert permission in operation["description"], name
            for status, answer in operation["responses"].items():
                if status == "200" or path == GRAPHQL:
                    continue
                sample = answer["content"]["application/json"]["example"]
                if name == "relay":
                    (sample,) = msgspec.convert(sample, list[RelayAnswer])
                else:
                    sample = msgspec.convert(sample, Failure)
                assert sample.status == int(status), f"{method} {path}"


def test_real_answers_have_the_envelopes_that_it_shows(shop: LanaShop) -> None:
    refused = msgspec.convert(shop.create({"title": ""}).body, Failure)
    assert (refused.status, refused.error.code, refused.error.field) == (400, 1000, "[0].title")
    shop.titled("Red tea")
    page = msgspec.convert(shop.good(shop.page()), ProductPage)
    assert [(type(item), item.title) for item in page.items] == [(ProductItem, "Red tea")]
    sent = shop.relay({"method": "GET", "url": shop.target("products/page.json")}, {"url": "nowhere.json"})
    first, second = msgspec.convert(shop.good(sent), list[RelayAnswer])
    assert (first.status, first.error, second.status, second.response) == (200, UNSET, 404, UNSET)


def test_real_answers_of_graphql_have_the_envelopes_that_it_shows(shop: LanaShop) -> None:
    query = "query ($shop: String!) { productsPage(shop_id: $shop) { count } }"
    asked = shop.send("POST", GRAPHQL, {"query": query, "variables": {"shop": shop.shop_id}})
    answer = msgspec.convert(asked.body, GraphqlAnswer)
    assert (answer.data, answer.errors) == ({"productsPage": {"count": 0}}, UNSET)
    asked = shop.send("POST", GRAPHQL, {"query": query, "variables": {"shop": "sh_00000000"}})
    errors = msgspec.convert(asked.body, GraphqlAnswer).errors
    assert errors is not UNSET
    (error,) = errors
    assert error.api_error is not UNSET
    assert (error.path, error.api_error.code) == (["productsPage"], 404)
    asked = shop.send("POST", GRAPHQL, {"query": "{"}, token="")
    assert msgspec.convert(asked.body, GraphqlAnswer).data is UNSET

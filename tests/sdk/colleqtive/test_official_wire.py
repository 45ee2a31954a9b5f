"""Equal calls of the official SDK and of ours put the same on the wire, and both know the same fields by the same names."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Required, get_origin, get_type_hints

import colleqtive_sdk
import httpx
import httpx2
import msgspec
import pytest
from colleqtive_sdk.types import (
    ProductCreateProductsResponse,
    ProductItem,
    ProductListProductsResponse,
    product_create_discount_prices_params,
    product_create_prices_params,
    product_create_products_params,
)

from shelfwire.dialects.colleqtive.reference import openapi_document
from shelfwire_client import AsyncColleqtive, Colleqtive
from shelfwire_client.colleqtive import models, parameters

BASE_URL = "https://api.example"

PRODUCT: Any = {
    "product_number": "1",
    "product_name": "Cola",
    "is_counted": True,
    "price": 1.99,
    "moq": 3,
    "ioq": None,
    "attention_code": ["A", "B,C"],
    "barcodes_array": [{"barcode": "1"}, {"barcode": None}],
    "free_fields": [{"key": "k", "sort_order": 2, "value": "ü€"}],
    "set_products": [{"set_item_quantity": "2", "set_product_number": "3"}],
    "shelf_labels": [{"shelflabel_1": "one", "shelflabel_6": ""}],
    "units": [{"unit_barcode": "2", "unit_name": "box", "unit_quantity": 12.5}],
    "stores_allowed": [],
    "deprecation_date": "2030-01-01T00:00:00Z",
    "a_field_of_tomorrow": {"a": [1]},
}
PRICE: Any = {"price_id": "p", "product_number": "1", "price": 1.5, "valid_from": "2030-01-01T00:00:00Z"}
DISCOUNT: Any = {"product_number": "1", "discount_id": "d", "line_number": 0, "is_delete": False, "valid_to": None}

Ask = Callable[[Any], Any]
CALLS: dict[str, Ask] = {
    "create_products()": lambda products: products.create_products(),
    "create_products(body)": lambda products: products.create_products(body=[PRODUCT, PRODUCT]),
    "create_products(generator)": lambda products: products.create_products(body=iter([PRODUCT])),
    "create_products(empty)": lambda products: products.create_products(body=[]),
    "create_products(flush)": lambda products: products.create_products(flush=True, body=[PRODUCT]),
    "create_products(no flush)": lambda products: products.create_products(flush=False),
    "list_products()": lambda products: products.list_products(),
    "list_products(all)": lambda products: products.list_products(
        page_size="10", page_start="2", product_number=["1", "a b&c=d/é"]
    ),
    "list_products(none named)": lambda products: products.list_products(product_number=[]),
    "delete_products()": lambda products: products.delete_products(),
    "delete_products(numbers)": lambda products: products.delete_products(product_number=["1", "ü"]),
    "delete_products(none)": lambda products: products.delete_products(product_number=None),
    "create_prices()": lambda products: products.create_prices(),
    "create_prices(body)": lambda products: products.create_prices(body=[PRICE]),
    "create_discount_prices()": lambda products: products.create_discount_prices(),
    "create_discount_prices(all)": lambda products: products.create_discount_prices(
        discounts=[DISCOUNT], is_flush=True
    ),
    "create_discount_prices(none)": lambda products: products.create_discount_prices(discounts=None, is_flush=False),
    "update_product_attributes": lambda products: products.update_product_attributes(
        attribute="color", new_value="", old_value="é"
    ),
    "extras": lambda products: products.delete_products(
        product_number=["1"],
        extra_headers={"X-One": "1", "Accept": "text/plain"},
        extra_query={"q": "1", "flag": True, "of": ["a", "b"]},
        extra_body={"more": {"a": 1}},
        timeout=5,
    ),
}

COMPARED_HEADERS = ("authorization", "accept", "content-type", "is_flush", "x-one")


class Wire:
    """Takes requests of either HTTP library and answers all of them with success."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request | httpx2.Request] = []

    def official(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(200, json={"success": True})

    def ours(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        return httpx2.Response(200, json={"success": True})

    def seen(self) -> dict[str, Any]:
        """Give what the one request says."""
        (request,) = self.requests
        return {
            "method": request.method,
            "path": request.url.path,
            "query": sorted(request.url.params.multi_items()),
            "body": json.loads(request.content) if request.content else None,
            **{name: request.headers.get(name) for name in COMPARED_HEADERS},
        }


def asked(library: str, ask: Ask) -> dict[str, Any]:
    """Make one call through one of the four clients and give what it sent."""
    wire = Wire()
    settings: dict[str, Any] = {"bearer_token": "token", "base_url": BASE_URL, "max_retries": 0}

    async def drive(client: Any) -> None:
        async with client:
            await ask(client.products)

    match library:
        case "official":
            with httpx.Client(transport=httpx.MockTransport(wire.official)) as http:
                ask(colleqtive_sdk.Colleqtive(**settings, http_client=http).products)
        case "official async":
            other_http = httpx.AsyncClient(transport=httpx.MockTransport(wire.official))
            asyncio.run(drive(colleqtive_sdk.AsyncColleqtive(**settings, http_client=other_http)))
        case "ours":
            with httpx2.Client(transport=httpx2.MockTransport(wire.ours)) as our_http:
                ask(Colleqtive(**settings, http_client=our_http).products)
        case "ours async":
            our_other_http = httpx2.AsyncClient(transport=httpx2.MockTransport(wire.ours))
            asyncio.run(drive(AsyncColleqtive(**settings, http_client=our_other_http)))
    return wire.seen()


@pytest.mark.parametrize("called", CALLS)
def test_equal_calls_put_the_same_on_the_wire(called: str) -> None:
    official = asked("official", CALLS[called])
    if official["method"] == "GET":
        official["content-type"] = "application/json"  # ours says of every request what its content would be
    assert asked("ours", CALLS[called]) == asked("ours async", CALLS[called]) == official


def test_moments_are_the_same_ones_in_either_spelling_of_utc() -> None:
    moment = datetime(2030, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)

    def ask(products: Any) -> Any:
        return products.create_prices(body=[PRICE | {"valid_from": moment, "valid_to": moment.replace(tzinfo=None)}])

    (official,), (ours,) = asked("official", ask)["body"], asked("ours", ask)["body"]
    assert (official["valid_from"], ours["valid_from"]) == (
        "2030-01-02T03:04:05.678901+00:00",
        "2030-01-02T03:04:05.678901Z",
    )
    assert official["valid_to"] == ours["valid_to"] == "2030-01-02T03:04:05.678901"


LATER = {
    "general_ledger_account_number",
    "ledger_dimension_value",
    "product_description",
    "purchbook_free_txt",
    "variant_family",
}
"""Fields that the API's later schema has and the official SDK does not yet (see the reference of the server)."""

PARAMETERS = [
    (parameters.ProductParam, product_create_products_params.Body, "Product", LATER),
    (parameters.BarcodeParam, product_create_products_params.BodyBarcodesArray, "Barcode", set()),
    (parameters.FreeFieldParam, product_create_products_params.BodyFreeField, "FreeField", set()),
    (parameters.SetProductParam, product_create_products_params.BodySetProduct, "SetProduct", set()),
    (parameters.ShelfLabelParam, product_create_products_params.BodyShelfLabel, "ShelfLabel", set()),
    (parameters.UnitParam, product_create_products_params.BodyUnit, "Unit", set()),
    (parameters.PriceParam, product_create_prices_params.Body, "Price", set()),
    (parameters.DiscountParam, product_create_discount_prices_params.Discount, "Discount", set()),
]


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = openapi_document()["components"]["schemas"][name]
    return found


def required(form: Any) -> set[str]:
    hints = get_type_hints(form, include_extras=True)
    return {name for name, hint in hints.items() if get_origin(hint) is Required}


@pytest.mark.parametrize(("ours", "official", "component", "later"), PARAMETERS)
def test_parameters_have_the_fields_of_the_official_sdk_and_of_the_server(
    ours: Any, official: Any, component: str, later: set[str]
) -> None:
    assert set(get_type_hints(ours)) == set(get_type_hints(official)) | later == set(schema(component)["properties"])
    assert required(ours) == set(schema(component).get("required", [])) >= required(official)


def names(form: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(form)}


@pytest.mark.parametrize(
    ("ours", "official", "component"),
    [
        (models.MutationResponse, ProductCreateProductsResponse, "Mutation"),
        (models.ProductPageResponse, ProductListProductsResponse, "ProductPage"),
    ],
)
def test_answers_have_the_fields_of_the_official_sdk_and_of_the_server(
    ours: Any, official: Any, component: str
) -> None:
    assert names(ours) == set(official.model_fields) == set(schema(component)["properties"])


def test_listed_products_have_every_field_that_may_be_listed() -> None:
    listed = set(ProductItem.model_fields) | set(schema("ProductItem")["properties"])
    assert listed <= names(models.ProductItem) <= listed | set(get_type_hints(parameters.ProductParam))

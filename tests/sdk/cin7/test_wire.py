"""What Cin7 Omni's clients put on the wire, what they never send, and what they read from answers of other servers."""

import asyncio
from collections.abc import Callable
from types import NoneType
from typing import Any, Literal, Required, get_args, get_origin, get_type_hints

import httpx2
import msgspec
import pytest
from msgspec import UNSET

import shelfwire_client
from shelfwire.dialects.cin7 import record, schema
from shelfwire_client import (
    APIResponseValidationError,
    APIStatusError,
    ArgumentError,
    BadRequestError,
    Fault,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
)
from shelfwire_client.cin7 import models, parameters
from shelfwire_client.cin7.models import BatchResultItem, Product, ProductOption
from tests.sdk.cin7.products import product

Ask = Callable[[Any], Any]


class Exchange:
    """One client of either kind, whose requests are kept and answered by what it was told.

    Attributes:
        seen: the requests.
    """

    def __init__(self, name: str) -> None:
        """Take the name of the client's class."""
        self.name = name
        self.seen: list[httpx2.Request] = []

    def ask(self, ask: Ask, answer: bytes = b"[]", status: int = 200, **settings: Any) -> Any:
        """Carry out one call and give what it gives."""
        made: dict[str, Any] = {"username": "ärger", "key": "a:b", "base_url": "https://host/api", "max_retries": 0}
        made |= settings

        def take(request: httpx2.Request) -> httpx2.Response:
            self.seen.append(request)
            return httpx2.Response(status, content=answer)

        transport = httpx2.MockTransport(take)

        async def drive() -> Any:
            async with httpx2.AsyncClient(transport=transport) as http_client:
                return await ask(shelfwire_client.AsyncCin7Omni(**made, http_client=http_client).products)

        if self.name.startswith("Async"):
            return asyncio.run(drive())
        with httpx2.Client(transport=transport) as http_client:
            return ask(shelfwire_client.Cin7Omni(**made, http_client=http_client).products)


@pytest.fixture(params=["Cin7Omni", "AsyncCin7Omni"])
def exchange(request: pytest.FixtureRequest) -> Exchange:
    return Exchange(request.param)


@pytest.mark.parametrize(
    ("ask", "method", "target", "body"),
    [
        (lambda products: products.create([product(1)]), "POST", "/api/v1/Products", [product(1)]),
        (lambda products: products.create(body=iter([])), "POST", "/api/v1/Products", []),
        (
            lambda products: products.update([{"id": 1, "name": None, "brand": "é"}]),
            "PUT",
            "/api/v1/Products",
            [{"id": 1, "name": None, "brand": "é"}],
        ),
        (lambda products: products.list(), "GET", "/api/v1/Products", None),
        (
            lambda products: products.list(
                fields=["id", "name"],
                where="status='Public' AND id>7",
                order="id ASC",
                page=2,
                rows=250,
            ),
            "GET",
            "/api/v1/Products?fields=id%2Cname&where=status%3D%27Public%27%20AND%20id%3E7&order=id%20ASC&page=2&rows=250",
            None,
        ),
        (lambda products: products.list(fields="id, name"), "GET", "/api/v1/Products?fields=id%2C%20name", None),
        (lambda products: products.get(2147483647), "GET", "/api/v1/Products/2147483647", None),
    ],
)
def test_requests_are_as_documented(exchange: Exchange, ask: Ask, method: str, target: str, body: Any) -> None:
    exchange.ask(ask, b"{}" if "Products/" in target else b"[]")
    (request,) = exchange.seen
    assert (request.method, str(request.url)) == (method, f"https://host{target}")
    assert (msgspec.json.decode(request.content) if request.content else None) == body


def test_headers_are_those_of_json_and_basic_authentication(exchange: Exchange) -> None:
    exchange.ask(lambda products: products.create([]))
    exchange.ask(lambda products: products.update([], idempotency_key="mine"))
    exchange.ask(lambda products: products.list())
    exchange.ask(lambda products: products.get(1, extra_headers={"Accept": "text/json"}), b"{}")
    created, updated, listed, got = (dict(one.headers) for one in exchange.seen)
    plain = {
        "accept": "application/json",
        "content-type": "application/json",
        "authorization": "Basic w6RyZ2VyOmE6Yg==",
    }
    assert {name: listed.get(name) for name in plain} == plain
    assert {name: created.get(name) for name in plain} == plain
    assert got["accept"] == "text/json"
    assert created["user-agent"].startswith("shelfwire-client/")
    assert len(created["idempotency-key"]) == 36
    assert updated["idempotency-key"] == "mine"
    assert {"idempotency-key"}.isdisjoint([*listed, *got])


def test_a_base_url_with_or_without_a_slash_is_the_same(exchange: Exchange) -> None:
    exchange.ask(lambda products: products.list(), base_url="https://host/api/")
    assert str(exchange.seen[0].url) == "https://host/api/v1/Products"


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (
            lambda products: products.create(product(1)),
            "body must be a list of objects, not dict; put a single one in brackets.",
        ),
        (
            lambda products: products.update("[]"),
            "body must be a list of objects, not str; put a single one in brackets.",
        ),
        (
            lambda products: products.create([product(1, name=object)]),
            "A value of type type cannot be sent as JSON.",
        ),
        (
            lambda products: products.create([], extra_body={"more": 1}),
            "extra_body adds members to an object, but the body of this operation is a list.",
        ),
        (lambda products: products.get(0), "id must be a whole number above 0, not 0."),
        (lambda products: products.get("1"), "id must be a whole number above 0, not '1'."),
        (lambda products: products.list(page=0), "page must be a whole number above 0, not 0."),
        (lambda products: products.list(rows=True), "rows must be a whole number above 0, not True."),
        (lambda products: products.list(where=""), "where must be a text that is not empty, not ''."),
        (lambda products: products.list(order=None), "order must be a text that is not empty, not None."),
        (lambda products: products.list(fields=""), "fields must be a text that is not empty, not ''."),
        (lambda products: products.list(fields=[]), "fields names no field; leave it out to be given all of them."),
        (lambda products: products.list(fields=["id", 7]), "fields must be a list of texts, but 7 is in it."),
        (
            lambda products: products.list(fields=7),
            "fields must be a list of texts, not int; put a single one in brackets.",
        ),
    ],
)
def test_what_cannot_be_right_is_told_and_not_sent(exchange: Exchange, ask: Ask, sentence: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        exchange.ask(ask)
    assert str(caught.value) == sentence
    assert exchange.seen == []


def test_an_answer_that_is_not_as_documented_is_read_as_far_as_it_goes(exchange: Exchange) -> None:
    results = (
        b'[{"index": 0, "success": false, "id": null, "code": null, "errors": null, "warning": "w"}, {"success": true}]'
    )
    first, second = exchange.ask(lambda products: products.update([]), results)
    assert (first.index, first.success, first.id, first.code, first.errors) == (0, False, None, None, None)
    assert first.extra == {"warning": "w"}
    assert (second.success, second.id) == (True, UNSET)
    assert second.to_dict() == {"success": True}

    drifted = (
        b'{"id": 1, "brand": null, "weight": "1.5", "productOptions": [{"id": 2, "cost": null, "soon": []}], "new": 1}'
    )
    read = exchange.ask(lambda products: products.get(1), drifted)
    assert (read.id, read.brand, read.weight, read.name, read.extra) == (1, None, "1.5", UNSET, {"new": 1})
    (option,) = read.productOptions
    assert type(option) is ProductOption
    assert (option.id, option.cost, option.extra) == (2, None, {"soon": []})


@pytest.mark.parametrize("answer", [b"", b"<html>", b'{"message": "no list"}', b"null"])
def test_a_success_that_is_no_list_is_told(exchange: Exchange, answer: bytes) -> None:
    for ask in (lambda products: products.create([]), lambda products: products.list()):
        with pytest.raises(APIResponseValidationError) as caught:
            exchange.ask(ask, answer)
        assert (caught.value.status_code, caught.value.body) == (200, answer)


@pytest.mark.parametrize(
    ("status", "body", "kind", "message", "faults"),
    [
        (429, b'"API calls quota exceeded"', RateLimitError, "API calls quota exceeded", []),
        (403, b'{"Message": "Denied."}', PermissionDeniedError, "Denied.", []),
        (400, b"<html>no</html>", BadRequestError, "<html>no</html>", []),
        (400, b"", BadRequestError, "the request was refused without a reason", []),
        (404, b'{"error": {"message": "Nothing here."}}', NotFoundError, "Nothing here.", []),
        (404, b'{"error": "Nothing here."}', NotFoundError, "Nothing here.", []),
        (418, b"[1]", APIStatusError, "the request was refused without a reason", []),
        (
            400,
            b'{"message": "The request is invalid.", "modelState": {"request[3].Name": ["a", "b"], "[0]": "c", "rows": ["d"]}}',
            BadRequestError,
            "The request is invalid.",
            [
                Fault("a", position=3, field="Name"),
                Fault("b", position=3, field="Name"),
                Fault("c", position=0),
                Fault("d", field="rows"),
            ],
        ),
        (
            400,
            b'{"title": "Invalid.", "errors": {"$[1].productOptions[0].cost": ["e"], "[2].productOptions[0].cost": ["f"]}}',
            BadRequestError,
            "Invalid.",
            [
                Fault("e", position=1, field="productOptions[0].cost"),
                Fault("f", position=2, field="productOptions[0].cost"),
            ],
        ),
        (
            400,
            b'[{"index": 1, "success": false, "errors": ["g"]}, {"Success": false, "Errors": ["h"]}, 7]',
            BadRequestError,
            "g",
            [Fault("g", position=1), Fault("h", position=1)],
        ),
    ],
)
def test_refusals_are_read_in_whatever_shape_they_come(
    exchange: Exchange, status: int, body: bytes, kind: type[APIStatusError], message: str, faults: list[Fault]
) -> None:
    with pytest.raises(APIStatusError) as caught:
        exchange.ask(lambda products: products.create([]), body, status)
    error = caught.value
    assert type(error) is kind
    assert (error.message, error.status_code, error.errors) == (f"HTTP {status}: {message}", status, faults)


def takes(kind: Any) -> tuple[bool, bool, list[Any]]:
    """Tell of a type whether it is required, whether it takes null, and which words it is limited to."""
    is_required = get_origin(kind) is Required
    parts = get_args(kind) if is_required else (kind,)
    while any(get_args(part) and get_origin(part) is not Literal for part in parts):
        parts = tuple(
            below
            for part in parts
            for below in ([part] if get_origin(part) in {None, Literal} else get_args(part))
            if not isinstance(below, msgspec.Meta)
        )
    words = sorted(word for part in parts if get_origin(part) is Literal for word in get_args(part))
    return is_required, NoneType in parts, words


PARAMETERS = {
    parameters.CreateProductParam: schema.CreateProductRequest,
    parameters.CreateProductOptionParam: schema.CreateProductOptionRequest,
    parameters.CreateProductDimensionsParam: schema.CreateProductDimensionsRequest,
    parameters.UpdateProductParam: schema.UpdateProductRequest,
}


@pytest.mark.parametrize(("taken", "struct"), PARAMETERS.items())
def test_what_is_taken_has_the_fields_of_the_servers_schema(taken: Any, struct: type[msgspec.Struct]) -> None:
    ours = {name: takes(kind) for name, kind in get_type_hints(taken, include_extras=True).items()}
    fields = msgspec.structs.fields(struct)
    theirs = {field.encode_name: (field.required, *takes(field.type)[1:]) for field in fields}
    assert ours == theirs


MODELS = {
    BatchResultItem: schema.BatchResultItem,
    Product: record.Product,
    ProductOption: record.ProductOption,
    models.Image: record.Image,
}


@pytest.mark.parametrize(("model", "struct"), MODELS.items())
def test_what_is_answered_has_the_fields_of_the_servers_record(
    model: type[msgspec.Struct], struct: type[msgspec.Struct]
) -> None:
    assert [field.encode_name for field in msgspec.structs.fields(model)] == [
        field.encode_name for field in msgspec.structs.fields(struct)
    ]

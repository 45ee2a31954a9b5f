"""What VendNovation's clients put on the wire, byte by byte, and what they make of answers that nobody documents."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
import msgspec
import pytest
from msgspec import UNSET

from shelfwire.dialects.vendnovation import record, schema
from shelfwire_client import APIResponseValidationError, APIStatusError, Fault, PermissionDeniedError, VendNovation
from shelfwire_client.core.coding import Model
from shelfwire_client.vendnovation.models import AccessToken, Message, ProductItem, TokenInfo
from shelfwire_client.vendnovation.parameters import ProductParam
from tests.clients.fault_proxy import FaultProxy

OWN = ("x-api-key", "access-token", "page", "size", "content-type", "accept")
"""The headers that are the API's, or matter to it."""


def sent(proxy: FaultProxy) -> list[tuple[str, str, dict[str, str], Any]]:
    """Give what was sent: method, target, the API's headers, body."""
    return [
        (
            one.method,
            one.target,
            {name: value for name, value in one.headers.items() if name in OWN},
            json.loads(one.body) if one.body else None,
        )
        for one in proxy.seen
    ]


def test_requests_are_those_that_clients_of_the_vendor_send(
    watched: Any, settings: dict[str, str], proxy: FaultProxy
) -> None:
    watched.products.create_or_update_products(body=[{"name": "Tea", "upc": None}])
    watched.products.list_products()
    watched.products.list_products(organization_ids=[7], product_ids=(1, 2), page=3, size=4)
    watched.tokens.token_test()
    watched.tokens.token_info()
    own = watched.tokens.authenticate(username=settings["username"], password=settings["password"])
    watched.tokens.token_info(access_token=own.accessToken)

    key = {"x-api-key": settings["api_key"], "accept": "application/json", "content-type": "application/json"}
    token = key | {"access-token": proxy.seen[1].headers["access-token"]}
    login = {"username": settings["username"], "password": settings["password"]}
    everything: dict[str, Any] = {"requestFilter": {"organizationIds": [], "productIds": []}}
    some = {"requestFilter": {"organizationIds": [7], "productIds": [1, 2]}}
    assert sent(proxy) == [
        ("POST", "/vendor/prod/authenticate", key, login),
        ("PUT", "/vendor/prod/products", token, {"body": [{"name": "Tea", "upc": None}]}),
        ("POST", "/vendor/prod/products", token | {"page": "1", "size": "50"}, everything),
        ("POST", "/vendor/prod/products", token | {"page": "3", "size": "4"}, some),
        ("POST", "/vendor/prod/token-test", key, None),
        ("POST", "/vendor/prod/token-info", key, None),
        ("POST", "/vendor/prod/authenticate", key, login),
        ("POST", "/vendor/prod/token-info", key | {"access-token": own.accessToken}, None),
    ]


def test_only_a_push_has_an_idempotency_key(watched: Any, proxy: FaultProxy) -> None:
    watched.products.create_or_update_products(body=[], idempotency_key="once")
    watched.products.create_or_update_products(body=[])
    watched.products.create_or_update_products(body=[])
    watched.products.list_products()

    login, *pushes, listing = proxy.seen
    assert "idempotency-key" not in login.headers
    assert "idempotency-key" not in listing.headers
    keys = [push.headers["idempotency-key"] for push in pushes]
    assert keys[0] == "once"
    assert len(set(keys)) == 3


def test_extra_headers_query_and_body_go_along(watched: Any, proxy: FaultProxy) -> None:
    more = watched.with_options(default_query={"stage": "one"})
    more.products.list_products(
        extra_headers={"X-Way": "back"}, extra_query={"turn": 2}, extra_body={"routeFilter": {}}
    )

    login, listing = proxy.seen
    assert login.target == "/vendor/prod/authenticate?stage=one"
    assert listing.target == "/vendor/prod/products?stage=one&turn=2"
    assert listing.headers["x-way"] == "back"
    assert json.loads(listing.body) == {"requestFilter": {"organizationIds": [], "productIds": []}, "routeFilter": {}}


def answered(status: int, body: bytes) -> Callable[[httpx2.Request], httpx2.Response]:
    """Make a vendor that logs everybody in and answers all else alike."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/authenticate"):
            return httpx2.Response(200, content=b'{"accessToken": "t"}')
        return httpx2.Response(status, content=body)

    return answer


def vendor(answer: Callable[[httpx2.Request], httpx2.Response]) -> VendNovation:
    """Make a client of a vendor that answers so."""
    return VendNovation(
        api_key="k",
        username="u",
        password="p",
        base_url="https://vendor.example/prod",
        max_retries=0,
        http_client=httpx2.Client(transport=httpx2.MockTransport(answer)),
    )


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (403, b'{"message":"Forbidden"}', "HTTP 403: Forbidden"),
        (403, b'{"Message":"User is not authorized"}', "HTTP 403: User is not authorized"),
        (429, b'{"message":"Too Many Requests"}', "HTTP 429: Too Many Requests"),
        (404, b'{"error":{"message":"Nothing here."}}', "HTTP 404: Nothing here."),
        (404, b'{"error":"Nothing here."}', "HTTP 404: Nothing here."),
        (500, b"<h1>oh</h1>", "HTTP 500: <h1>oh</h1>"),
        (502, b"", "HTTP 502: the request was refused without a reason"),
        (400, b'["no"]', "HTTP 400: the request was refused without a reason"),
        (400, b'{"message":null,"errors":"all"}', "HTTP 400: the request was refused without a reason"),
    ],
)
def test_refusals_of_any_shape_become_errors_without_faults(status: int, body: bytes, message: str) -> None:
    with pytest.raises(APIStatusError) as caught:
        vendor(answered(status, body)).products.list_products()

    assert (caught.value.status_code, str(caught.value), caught.value.errors) == (status, message, [])


def test_faults_are_read_as_far_as_they_are_told() -> None:
    body = b'{"message":"no","errors":[{"index":2,"field":"upc","problem":"bad"},{"message":"worse"},{"index":"3"},7]}'

    with pytest.raises(APIStatusError) as caught:
        vendor(answered(400, body)).products.create_or_update_products(body=[])

    assert caught.value.errors == [
        Fault("bad", position=2, field="upc"),
        Fault("worse"),
        Fault("it was refused without a reason"),
    ]


def test_an_answer_that_is_not_as_expected_is_read_as_far_as_it_goes() -> None:
    body = b'[{"productId":7,"name":null,"size":"12","shelf":{"row":1}}]'

    [item] = vendor(answered(200, body)).products.list_products().items
    assert (item.productId, item.name, item.brand) == (7, None, UNSET)
    assert item.extra == {"shelf": {"row": 1}}
    assert item.to_dict() == {"productId": 7, "name": None, "size": "12", "shelf": {"row": 1}}


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"<html>"])
def test_an_answer_that_is_none_of_this_api_is_an_error(body: bytes) -> None:
    with pytest.raises(APIResponseValidationError):
        vendor(answered(200, body)).products.list_products()


@pytest.mark.parametrize("body", [b"", b"{}", b'{"accessToken":null}', b'{"accessToken":""}', b"[]"])
def test_a_login_without_a_token_is_an_error(body: bytes) -> None:
    with pytest.raises(APIResponseValidationError):
        vendor(lambda _: httpx2.Response(200, content=body)).products.list_products()


def test_where_nobody_is_let_in_the_login_is_what_failed() -> None:
    paths: list[str] = []

    def refuse(request: httpx2.Request) -> httpx2.Response:
        paths.append(request.url.path)
        return httpx2.Response(403, content=b'{"message":"Forbidden"}')

    with pytest.raises(PermissionDeniedError, match="Forbidden"):
        vendor(refuse).products.list_products()

    assert paths == ["/prod/authenticate"]


def test_a_product_has_the_fields_of_the_api_in_their_order() -> None:
    taken = [field.encode_name for field in msgspec.structs.fields(schema.Product)]

    assert list(ProductParam.__annotations__) == taken
    assert ProductParam.__required_keys__ == {"name"}
    assert names(ProductItem) == [field.encode_name for field in msgspec.structs.fields(record.ProductItem)]


@pytest.mark.parametrize(
    ("model", "struct"),
    [(AccessToken, schema.AccessToken), (Message, schema.Message), (TokenInfo, schema.TokenInfo)],
)
def test_answers_have_the_fields_of_the_api(model: type[Model], struct: type[msgspec.Struct]) -> None:
    assert names(model) == [field.encode_name for field in msgspec.structs.fields(struct)]


def names(model: type[Model]) -> list[str]:
    """Give the names of a model's fields."""
    return [field.encode_name for field in msgspec.structs.fields(model)]

"""Settings of a client, of one made from it, and of one call."""

from typing import Any

import pytest

from shelfwire_client.core.errors import ArgumentError, ConfigurationError
from shelfwire_client.core.steps import Settings
from tests.sdk.core.conftest import BASE_URL, TOKEN, Talk


def settings(client: Any) -> Settings:
    found: Settings = client._settings
    return found


def test_what_every_request_says(talk: Talk) -> None:
    talk.client(default_headers={"X-Mine": "1"}, default_query={"tenant": 7}).products.list_products(page_size=1)
    (request,) = talk.requests
    assert str(request.url) == f"{BASE_URL}/api/v2/public/products?Page_Size=1&tenant=7"
    assert request.headers["authorization"] == TOKEN
    assert request.headers["x-mine"] == "1"
    assert request.headers["user-agent"].startswith("shelfwire-client/")
    assert "idempotency-key" not in request.headers


def test_options_for_some_calls_are_added_and_share_the_connections(talk: Talk) -> None:
    client = talk.client(default_headers={"a": "1", "b": "1"}, default_query={"q": "1"}, timeout=3)
    other = client.with_options(default_headers={"B": "2"}, default_query={"r": 2}, max_retries=7)
    assert other._connection is client._connection
    assert type(other) is type(client)
    assert (settings(other).timeout, settings(other).max_retries) == (3, 7)
    assert (settings(client).timeout, settings(client).max_retries) == (3, 2)

    for one in (other, client):
        one.products.create_products()
    second, first = talk.requests
    assert [second.headers[name] for name in "ab"] == ["1", "2"]
    assert [first.headers[name] for name in "ab"] == ["1", "1"]
    assert (second.url.query, first.url.query) == (b"q=1&r=2", b"q=1")


def test_extras_of_one_call_win_over_everything(talk: Talk) -> None:
    client = talk.client(default_headers={"a": "1"}, default_query={"q": "1"})
    client.products.delete_products(
        product_number=["1"],
        extra_headers={"A": "2", "Authorization": "other"},
        extra_query={"q": ["2", "3"]},
        extra_body={"more": {"x": None}},
        timeout=7,
        idempotency_key="k",
    )
    (request,) = talk.requests
    assert (request.headers["a"], request.headers["authorization"]) == ("2", "other")
    assert request.headers["idempotency-key"] == "k"
    assert request.url.params["q"] == "2,3"
    assert request.content == b'{"product_number":["1"],"more":{"x":null}}'
    assert request.extensions["timeout"] == {"connect": 5.0, "read": 7, "write": 7, "pool": 7}


WRONG: list[dict[str, Any]] = [
    {"base_url": "api.example"},
    {"base_url": "ftp://api.example"},
    {"base_url": "http://"},
    {"base_url": "http://api.example?a=1"},
    {"base_url": "http://api.example#a"},
    {"base_url": "http://api.example:99999"},
    {"base_url": "http://[::1"},
    {"base_url": "http://api.example:0"},
    {"base_url": "http://api.example\n"},
    {"base_url": "http://user:line@api.example"},
    {"bearer_token": "line\nbreak"},
    {"timeout": 0},
    {"timeout": -1.5},
    {"timeout": float("nan")},
    {"max_retries": -1},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: repr(next(iter(wrong.items()))))
def test_settings_that_cannot_be_right_are_refused_when_a_client_is_made(talk: Talk, wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        talk.client(**wrong)
    assert "line" not in str(caught.value).partition("perhaps")[0]


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("create_products", {"body": {"product_number": "1"}}, "body must be a list of objects, not dict"),
    ("create_products", {"body": "text"}, "body must be a list of objects, not str"),
    ("create_products", {"body": 5}, "body must be a list of objects, not int"),
    ("create_products", {"body": [{"price": float("nan")}]}, "nan at [0].price cannot be sent as JSON"),
    ("create_products", {"body": [], "extra_body": {"a": 1}}, "extra_body adds members to an object"),
    ("create_products", {"body": [], "timeout": -1}, "timeout must be more than 0 seconds"),
    ("list_products", {"product_number": "12"}, "product_number must be a list of texts, not str"),
    ("list_products", {"product_number": [12]}, "product_number must be a list of texts, but 12 is in it"),
    ("delete_products", {"product_number": "12"}, "product_number must be a list of texts, not str"),
    ("create_prices", {"body": b"bytes"}, "body must be a list of objects, not bytes"),
    ("create_discount_prices", {"discounts": {"product_number": "1"}}, "discounts must be a list of objects, not dict"),
    (
        "update_product_attributes",
        {"attribute": "", "new_value": "", "old_value": ""},
        "attribute must be a text that is not empty, not ''",
    ),
]


@pytest.mark.parametrize(
    ("method", "arguments", "sentence"), REFUSED, ids=lambda part: part if isinstance(part, str) else ""
)
def test_arguments_that_cannot_be_right_are_refused_and_nothing_is_sent(
    talk: Talk, method: str, arguments: dict[str, Any], sentence: str
) -> None:
    products = talk.client().products
    with pytest.raises(ArgumentError) as caught:
        getattr(products, method)(**arguments)
    assert str(caught.value).startswith(sentence)
    assert talk.requests == []

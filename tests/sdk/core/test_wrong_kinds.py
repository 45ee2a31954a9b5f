"""Settings and options of a wrong kind are told before anything is sent; secrets do not stand in what is told."""

from typing import Any

import httpx2
import pytest

from shelfwire_client import ArgumentError, Colleqtive, ConfigurationError
from shelfwire_client.core.retries import asked_seconds
from tests.sdk.core.conftest import TOKEN, Talk


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"bearer_token": b"secret"}, "bearer_token must be a text, not bytes"),
        ({"bearer_token": 5}, "bearer_token must be a text, not int"),
        ({"base_url": b"http://host"}, "base_url must be a text, not bytes"),
        ({"base_url": "http://host/?"}, "The base URL must be like"),
        ({"base_url": "http://host/#"}, "The base URL must be like"),
        ({"base_url": " http://host"}, "The base URL must be like"),
        ({"base_url": "http://host name"}, "The base URL must be like"),
        ({"base_url": "http://host\\name"}, "The base URL must be like"),
        ({"base_url": "http://a..b"}, "The base URL must be like"),
        ({"base_url": "http://" + "a" * 64}, "The base URL must be like"),
        ({"timeout": "5"}, "timeout must be more than 0 seconds"),
        ({"timeout": float("inf")}, "timeout must be more than 0 seconds"),
        ({"timeout": 1e10}, "timeout must be more than 0 seconds"),
        ({"max_retries": "3"}, "max_retries must be a whole number from 0 on"),
        ({"max_retries": None}, "max_retries must be a whole number from 0 on"),
        ({"default_headers": [("a", "b")]}, "default_headers must be a mapping from texts"),
        ({"default_headers": {5: "b"}}, "default_headers must be a mapping from texts"),
        ({"default_query": "a=b"}, "default_query must be a mapping from texts"),
    ],
)
def test_a_setting_of_the_wrong_kind_is_refused(settings: Any, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        Colleqtive(**{"bearer_token": TOKEN, "base_url": "http://host"} | settings)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"timeout": float("inf")}, "timeout must be more than 0 seconds"),
        ({"extra_headers": [("a", "b")]}, "extra_headers must be a mapping from texts"),
        ({"extra_headers": {5: "b"}}, "extra_headers must be a mapping from texts"),
        ({"extra_headers": {"Content-Length": "1"}}, "The header 'Content-Length' cannot be given"),
        ({"extra_headers": {"transfer-encoding": "chunked"}}, "The header 'transfer-encoding' cannot be given"),
        ({"extra_query": "a=b"}, "extra_query must be a mapping from texts"),
        ({"extra_query": {"a": "\ud800"}}, "The query parameter a cannot be"),
        ({"extra_query": {"a": float("nan")}}, "The query parameter a cannot be nan"),
        ({"extra_query": {"a": "b" * 100_000}}, "The address of this request cannot be right: URL too long"),
        ({"extra_body": [1]}, "extra_body must be a mapping from texts"),
    ],
)
def test_an_option_of_the_wrong_kind_is_refused(talk: Talk, options: Any, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        talk.client().products.delete_products(product_number=["1"], **options)
    assert talk.requests == []


@pytest.mark.parametrize("token", ["sw_secret ", " sw_secret", "sw_sécret"])
def test_a_credential_that_no_header_can_have_is_refused_and_not_shown(talk: Talk, token: str) -> None:
    with pytest.raises(ArgumentError, match="The header 'authorization' cannot be sent") as caught:
        talk.client(bearer_token=token).products.list_products()
    assert "cret" not in str(caught.value)
    assert talk.requests == []


@pytest.mark.parametrize("text", ["Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "soon", "", "1e", "Mon, 99 Foo 1 1"])
def test_a_date_that_is_none_asks_for_nothing(text: str) -> None:
    assert asked_seconds({"retry-after": text}) is None


def test_a_mark_before_json_is_passed_over(talk: Talk) -> None:
    talk.answers.append(httpx2.Response(200, content=b'\xef\xbb\xbf{"success": true}'))
    assert talk.client().products.create_products(body=[]).success is True

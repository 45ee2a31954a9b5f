"""Any bytes sent to any path get an answer in this API's own shape, write nothing and are no fault of ours."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shelfwire.dialects.json_body import ITEM_BYTES_MAX
from tests.dialects.vendnovation.conftest import BASE, Answer, Shop
from tests.dialects.vendnovation.products import any_product

GOOD = b'{"name":"n"}'


def assert_refused(answer: Answer, status: int) -> None:
    assert (answer.status, answer.headers["content-type"]) == (status, "application/json")
    assert isinstance(answer.body["message"], str)
    assert answer.body["message"]
    assert answer.body.keys() <= {"message", "errors"}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[" + GOOD,
        b"[" + GOOD + b",]",
        b"[" + GOOD + b"] trailing",
        b'{"body":[' + GOOD + b"]",
        b'{"body":' + GOOD + b"}",
        b"not json",
        b"[NaN]",
        b'[{"cost":NaN}]',
        b"\xff\xfe[\x00]\x00",
        b"\xef\xbb\xbf\xff",
        b"[" * 10_000 + b"]" * 10_000,
        b'[{"name":"n","customData":' + b"[" * 900 + b"]" * 900 + b"}]",
        b'[{"name":"n","unknown":' + b"[" * 900 + b"]" * 900 + b"}]",
        b'{"body":',
        b'"text"',
        b"true",
        b"\x00",
    ],
    ids=range(18),
)
def test_a_body_that_is_not_a_list_of_products_is_a_bad_request(shop: Shop, body: bytes) -> None:
    assert_refused(shop.ask("PUT", "/products", body), 400)
    assert shop.listed() == []


def test_malformed_json_is_told_with_its_position(shop: Shop) -> None:
    answer = shop.ask("PUT", "/products", b"[" + GOOD + b",}")
    assert answer.body["message"].endswith(f"at byte {len(GOOD) + 2}.")


@pytest.mark.parametrize("field", ["name", "cost", "customField1", "customData", "unknown"])
@pytest.mark.parametrize(
    "text",
    [b'"\\ud800"', b'"\\udc00\\ud800"', b'"\xff"', b'"\xed\xa0\x80"', b"1e400", b"1" * 400, b"0x10", b"01"],
)
def test_values_that_are_no_json_or_no_unicode_are_refused_or_ignored_but_never_an_error_of_ours(
    shop: Shop, field: str, text: bytes
) -> None:
    answer = shop.ask("PUT", "/products", b'[{"name":"n","' + field.encode() + b'":' + text + b"}]")
    kept = (field == "unknown" and text[:1] in b'"1') or (field == "customData" and text == b"1" * 400)
    if answer.status == 200:
        assert kept
        assert [product["name"] for product in shop.listed()] == ["n"]
    else:
        assert_refused(answer, 400)
        assert shop.listed() == []


def test_an_item_longer_than_items_may_be_is_refused(shop: Shop) -> None:
    answer = shop.push({"name": "a"}, {"name": "b", "customData": "x" * ITEM_BYTES_MAX})
    assert_refused(answer, 400)
    assert [error["index"] for error in answer.body["errors"]] == [1]


def test_more_empty_objects_than_the_server_takes_are_refused_before_they_take_memory(shop: Shop) -> None:
    assert_refused(shop.ask("PUT", "/products", b"[" + b",".join([b"{}"] * 200_000) + b"]"), 413)


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/json; charset=utf-16", ";;;"])
@pytest.mark.parametrize("path", ["/products", "/authenticate"])
def test_another_content_type_is_refused(shop: Shop, path: str, content_type: str) -> None:
    answer = shop.ask("POST", path, b"{}", headers=shop.headers | {"content-type": content_type})
    assert_refused(answer, 415)


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "body",
                    "name",
                    "requestFilter",
                    "productIds",
                    "customData",
                    "username",
                    "password",
                    "isDeleted",
                    "cost",
                ]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=10,
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"]),
    path=st.one_of(
        st.sampled_from(["/products", "/products/", "/authenticate", "/token-info", "/products/variants"]), st.text()
    ),
    headers=st.dictionaries(
        st.sampled_from(["page", "size", "idempotency-key", "access-token", "x-api-key"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=5),
        max_size=2,
    ),
    body=st.one_of(
        st.binary(max_size=200),
        ANYTHING.map(lambda value: json.dumps(value).encode()),
        st.lists(st.one_of(any_product(), ANYTHING), max_size=3).map(
            lambda items: json.dumps({"body": items}).encode()
        ),
    ),
)
def test_no_request_at_all_is_an_error_of_ours(
    shop: Shop, method: str, path: str, headers: dict[str, str], body: bytes
) -> None:
    target = BASE + quote("/" + path.lstrip("/"), safe="/%", errors="surrogatepass")
    answer = shop.send(method, target, body, shop.headers | headers)
    assert answer.status < 500, answer.body
    known: Any = {200: (list, dict)}.get(answer.status, dict)
    assert isinstance(answer.body, known)
    if answer.status != 200:
        assert "message" in answer.body

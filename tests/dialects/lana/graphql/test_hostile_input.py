"""Whatever is sent to where documents go is answered in GraphQL's shape, and never with a fault of ours."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dialects.lana.conftest import LanaShop
from tests.dialects.lana.graphql.asking import CREATE, MODIFY
from tests.dialects.shop import SETTINGS

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

WORDS = st.sampled_from(
    [
        *"{}()[]:!$@.,\"'#\\ \n",
        "...",
        "on ",
        "query ",
        "mutation ",
        "fragment f ",
        "products",
        "shops",
        "id",
        "$a",
        "__type",
    ]
)
DOCUMENTS = st.lists(WORDS, max_size=30).map("".join) | st.text(max_size=20)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def answered(shop: LanaShop, method: str, body: bytes, query: str = "") -> None:
    """See that a request is answered with errors or data, and with no fault of ours."""
    answer = shop.send(method, f"/commerce.json{query}", body)
    assert answer.status < 500, answer.body
    assert {"errors", "data"} & set(answer.body)
    if answer.status < 300:
        assert "data" in answer.body
    for entry in answer.body.get("errors", ()):
        assert isinstance(entry["message"], str)
        assert isinstance(entry["apiError"]["code"], int)


@QUICK
@given(body=st.binary(max_size=60) | JSON_VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_answered(shop: LanaShop, body: bytes) -> None:
    answered(shop, "POST", body)


@QUICK
@given(document=DOCUMENTS, variables=JSON_VALUES, name=st.none() | st.text(max_size=3))
def test_any_document_is_answered(shop: LanaShop, document: str, variables: Any, name: str | None) -> None:
    asked = {"query": document, "variables": variables, "operationName": name}
    answered(shop, "POST", json.dumps(asked).encode())


@QUICK
@given(data=JSON_VALUES, ids=JSON_VALUES, shop_id=JSON_VALUES, document=st.sampled_from([CREATE, MODIFY]))
def test_any_variables_of_a_bulk_mutation_are_answered(
    shop: LanaShop, data: Any, ids: Any, shop_id: Any, document: str
) -> None:
    variables = {"data": data, "ids": ids, "shop_id": shop_id}
    answered(shop, "POST", json.dumps({"query": document, "variables": variables}).encode())


@QUICK
@given(
    query=st.dictionaries(
        st.sampled_from(["query", "variables", "operationName", "extensions", "other"]),
        DOCUMENTS | st.text(max_size=20) | JSON_VALUES.map(json.dumps),
    )
)
def test_any_address_is_answered(shop: LanaShop, query: dict[str, str]) -> None:
    answered(shop, "GET", b"", f"?{urlencode(query)}")


@pytest.mark.parametrize(
    "variables",
    [
        b'{"data": [{"title": "\xff"}], "shop_id": "%s"}',
        b'{"data": [{"title": "\\ud800"}], "shop_id": "%s"}',
        b'{"data": [{"title": "\\u0000"}], "shop_id": "%s"}',
        b'{"data": [{"title": "One", "\xff": 1}], "shop_id": "%s"}',
        b'{"data": [' + b"[" * 5_000 + b"]" * 5_000 + b'], "shop_id": "%s"}',
        b'{"data": [{"title": "One", "custom_fields": ' + b"[" * 200 + b"]" * 200 + b'}], "shop_id": "%s"}',
        b'{"data": [{"title": "One", "minimum_quantity": 1e400}], "shop_id": "%s"}',
        b'{"data": [{"title": "One", "minimum_quantity": ' + b"9" * 5_000 + b'}], "shop_id": "%s"}',
        b'{"data": [null], "shop_id": "%s"}',
        b'{"data": {"title": "One"}, "data": [5], "shop_id": "%s"}',
        b'{"data": [,], "shop_id": "%s"}',
        b'{"data": [{"title": "One"}], "shop_id": "%s", "\xff": 1}',
    ],
)
def test_strange_bytes_in_variables_are_answered(shop: LanaShop, variables: bytes) -> None:
    body = b'{"query": %s, "variables": %s}' % (json.dumps(CREATE).encode(), variables % shop.shop_id.encode())
    answered(shop, "POST", body)


def test_more_items_than_a_request_may_have_are_refused_before_they_take_memory(shop: LanaShop) -> None:
    items = b",".join([b"{}"] * (SETTINGS.items_max + 1))
    body = b'{"query": %s, "variables": {"shop_id": "%s", "data": [%s]}}'
    answer = shop.send("POST", "/commerce.json", body % (json.dumps(CREATE).encode(), shop.shop_id.encode(), items))

    (entry,) = answer.body["errors"]
    assert (entry["apiError"]["code"], entry["apiError"]["meta"]) == (1146, {"what": "items"})
    assert shop.everything() == []


def test_items_of_all_fields_count_together(shop: LanaShop) -> None:
    fields = " ".join(f"a{n}: productsCreate(data: $data, shop_id: $shop_id) {{ id }}" for n in range(3))
    document = f"mutation($data: [ProductCreate!]!, $shop_id: String!) {{ {fields} }}"
    variables = {"shop_id": shop.shop_id, "data": [{"title": "One"}] * 2_000}

    answer = shop.send("POST", "/commerce.json", {"query": document, "variables": variables})

    (entry,) = answer.body["errors"]
    assert entry["message"] == "The request has 6,000 items, of at most 5,000."
    assert entry["apiError"]["meta"] == {"what": "cost"}
    assert shop.everything() == []

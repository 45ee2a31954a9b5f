"""GraphQL over HTTP: how requests come, in which type answers go, and what makes a request happen once.

The specification's own audit (npm `graphql-http`, `serverAudits`) passes in full; the rules here are those of its statements
that a change could break, and what Lana's client needs beside them.
"""

import hashlib
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from shelfwire.dialects.lana.graphql import execution
from shelfwire.storage.port import StoreBusy
from tests.dialects.lana.conftest import LanaShop
from tests.dialects.lana.graphql.asking import CREATE, ask, data_of

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
SHOPS = "{ shops { id } }"


def post(shop: LanaShop, body: Any, **headers: str) -> tuple[int, str, Any]:
    """Post a body to where documents go; gives status, media type and body."""
    answer = shop.send("POST", "/commerce.json", body, **headers)
    return answer.status, answer.headers["content-type"], answer.body


def got(shop: LanaShop, **query: str) -> tuple[int, Any]:
    """Ask by GET; gives status and body."""
    answer = shop.send("GET", f"/commerce.json?{urlencode(query)}")
    return answer.status, answer.body


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", JSON),
        ("", JSON),
        (JSON, JSON),
        ("text/html", JSON),
        (GRAPHQL, f"{GRAPHQL}; charset=utf-8"),
        (f"{GRAPHQL}, {JSON};q=0.9", f"{GRAPHQL}; charset=utf-8"),
        (f"{JSON}, {GRAPHQL}", JSON),
        (f"{JSON};q=0.5, {GRAPHQL};q=0.6", f"{GRAPHQL}; charset=utf-8"),
        (f"{GRAPHQL};q=0", JSON),
    ],
)
def test_the_answer_has_the_type_that_is_preferred(shop: LanaShop, accept: str, media_type: str) -> None:
    assert post(shop, {"query": SHOPS}, accept=accept) == (200, media_type, {"data": {"shops": [{"id": shop.shop_id}]}})


def test_a_bad_document_is_400_in_graphql_s_own_type_and_has_no_data_there(shop: LanaShop) -> None:
    strict = post(shop, {"query": "{"}, accept=GRAPHQL)
    plain = post(shop, {"query": "{"}, accept=JSON)

    assert (strict[0], plain[0]) == (400, 200)
    assert strict[2] == {"errors": plain[2]["errors"]}
    assert plain[2]["data"] is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"5",
        b'{"query": 5}',
        b'{"query": "{a}", "variables": []}',
        b'{"query": "query($a: Int) {shops{id}}", "variables": 5}',
        b'{"query": "{shops{id}}", "operationName": 5}',
        b'{"query": "{shops{id}}", "extensions": []}',
        b'{"query": "{shops{id}}", "extensions": {"persistedQuery": 5}}',
        b'{"query": "{shops{id}}", "extensions": {"persistedQuery": {"version": 2, "sha256Hash": ""}}}',
        b'{"query": "{shops{id}}", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "zz"}}}',
        b"{}",
        b'{"query": null}',
        b'{"query": "\xff"}',
        b'{"query": "\\ud800"}',
    ],
)
def test_a_body_that_is_no_request_is_400_with_errors_and_without_data(shop: LanaShop, body: bytes) -> None:
    for accept in (JSON, GRAPHQL):
        status, _, answer = post(shop, body, accept=accept)
        assert (status, list(answer)) in ((400, ["errors"]), (200, ["errors", "data"]))
        assert answer["errors"][0]["apiError"]["code"] == 1030


@pytest.mark.parametrize("variables", [b"[]", b"5", b'"a"', b"{", b'{"a": }'])
def test_variables_that_are_no_object_are_refused(shop: LanaShop, variables: bytes) -> None:
    status, _, answer = post(shop, b'{"query": "{shops{bogus}}", "variables": %b}' % variables)

    assert (status, list(answer), answer["errors"][0]["apiError"]["code"]) == (400, ["errors"], 1030)


def test_a_body_of_another_type_is_refused_in_graphql_s_shape(shop: LanaShop) -> None:
    status, media_type, answer = post(shop, b"{shops{id}}", content_type="application/graphql")

    assert (status, media_type, list(answer)) == (415, JSON, ["errors"])


def test_queries_may_come_in_the_address(shop: LanaShop) -> None:
    document = "query A($name: String!) { __type(name: $name) { kind } } query B { shops { id } }"

    assert got(shop, query=document, operationName="A", variables='{"name": "Shop"}', extensions="{}") == (
        200,
        {"data": {"__type": {"kind": "OBJECT"}}},
    )
    assert got(shop, query=SHOPS, operationName="", variables="") == (200, {"data": {"shops": [{"id": shop.shop_id}]}})


@pytest.mark.parametrize(
    "query",
    [{}, {"query": ""}, {"query": SHOPS, "variables": "[]"}, {"query": SHOPS, "variables": "{"}, {"extensions": "5"}],
)
def test_an_address_that_is_no_request_is_400(shop: LanaShop, query: dict[str, str]) -> None:
    status, answer = got(shop, **query)

    assert (status, list(answer)) == (400, ["errors"])


def test_a_mutation_in_an_address_is_405_and_does_nothing(shop: LanaShop) -> None:
    variables = json.dumps({"shop_id": shop.shop_id, "data": [{"title": "One"}]})
    answer = shop.send("GET", f"/commerce.json?{urlencode({'query': CREATE, 'variables': variables})}")

    assert (answer.status, answer.headers["allow"], list(answer.body)) == (405, "POST", ["errors"])
    assert shop.everything() == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_405_in_graphql_s_shape(shop: LanaShop, method: str) -> None:
    answer = shop.send(method, "/commerce.json", {"query": SHOPS})

    assert (answer.status, answer.headers["allow"], list(answer.body)) == (405, "GET, HEAD, POST", ["errors"])


def persisted(document: str) -> dict[str, Any]:
    """Give the extension that sends a document by its hash."""
    return {"persistedQuery": {"version": 1, "sha256Hash": hashlib.sha256(document.encode()).hexdigest()}}


def test_a_persisted_query_is_asked_for_once_and_its_key_is_good_for_both_tries(shop: LanaShop) -> None:
    document = CREATE.replace("Create", "Persisted", 1)
    variables = {"shop_id": shop.shop_id, "data": [{"title": "One"}]}
    by_hash = {"variables": variables, "extensions": persisted(document)}

    first = post(shop, by_hash, idempotency_key="k")
    second = post(shop, by_hash | {"query": document}, idempotency_key="k")
    third = post(shop, by_hash, idempotency_key="k")
    other = post(shop, by_hash, idempotency_key="l")

    assert (first[0], first[2]["data"]) == (200, None)
    assert [entry["message"] for entry in first[2]["errors"]] == ["PersistedQueryNotFound"]
    assert (second[0], list(second[2])) == (200, ["data"])
    assert third == second
    assert other[2] != second[2]
    assert len(shop.everything()) == 2


def test_a_document_with_another_s_hash_is_refused(shop: LanaShop) -> None:
    other = persisted("{ shops { name } }")

    status, _, answer = post(shop, {"query": SHOPS, "extensions": other})

    assert (status, answer["errors"][0]["message"]) == (
        400,
        "The hash in `persistedQuery` is not that of the document.",
    )
    assert post(shop, {"extensions": other})[2]["errors"][0]["message"] == "PersistedQueryNotFound"


def test_a_persisted_query_may_be_asked_for_in_an_address(shop: LanaShop) -> None:
    document = "{ shops { id name created_at } }"
    post(shop, {"query": document, "extensions": persisted(document)})

    status, answer = got(shop, extensions=json.dumps(persisted(document)))

    assert (status, answer["data"]["shops"][0]["id"]) == (200, shop.shop_id)


def test_two_equal_mutations_in_one_document_happen_each_once_under_one_key(shop: LanaShop) -> None:
    document = """mutation($data: [ProductCreate!]!, $shop_id: String!) {
      a: productsCreate(data: $data, shop_id: $shop_id) { id }
      b: productsCreate(data: $data, shop_id: $shop_id) { id }
    }"""

    first = ask(shop, document, {"data": [{"title": "One"}]}, idempotency_key="k")
    second = ask(shop, document, {"data": [{"title": "One"}]}, idempotency_key="k")

    assert first.body == second.body
    assert data_of(first)["a"] != data_of(first)["b"]
    assert len(shop.everything()) == 2


def test_other_arguments_under_the_same_key_are_another_request(shop: LanaShop) -> None:
    ask(shop, CREATE, {"data": [{"title": "One"}]}, idempotency_key="k")
    ask(shop, CREATE, {"data": [{"title": "Two"}]}, idempotency_key="k")

    assert [one["title"] for one in shop.everything()] == ["One", "Two"]


def test_a_failure_is_not_kept_under_its_key(shop: LanaShop) -> None:
    variables = {"data": [{"title": "Two", "handle": "one"}]}
    (taken,) = shop.titled("One")

    refused = ask(shop, CREATE, variables, idempotency_key="k")
    assert shop.delete([taken]).status == 200
    made = ask(shop, CREATE, variables, idempotency_key="k")

    assert refused.body["data"] == {"productsCreate": None}
    assert data_of(made)["productsCreate"][0]["title"] == "Two"


async def too_busy(_name: str, _ask: object) -> None:
    raise StoreBusy("the queue is full", retry_after_seconds=7)


def test_where_nothing_could_be_done_the_status_says_that_trying_again_may_help(
    shop: LanaShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "perform", too_busy)

    answer = ask(shop, CREATE, {"data": [{"title": "One"}]})

    (entry,) = answer.body["errors"]
    assert (answer.status, answer.headers["retry-after"]) == (503, "7")
    assert answer.body == {"errors": [entry], "data": {"productsCreate": None}}
    assert (entry["path"], entry["apiError"]["code"]) == (["productsCreate"], 1153)


def test_where_something_was_done_the_status_is_200_whatever_became_of_the_rest(
    shop: LanaShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = CREATE.replace("{\n  productsCreate", "{\n  __typename productsCreate", 1)
    monkeypatch.setattr(execution, "perform", too_busy)

    answer = ask(shop, document, {"data": [{"title": "One"}]})

    assert (answer.status, answer.body["data"]) == (200, {"__typename": "Mutation", "productsCreate": None})


def test_a_fault_of_ours_is_one_field_s_and_tells_nothing_of_its_inside(
    shop: LanaShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_name: str, _ask: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(execution, "perform", broken)

    answer = ask(shop, CREATE, {"data": [{"title": "One"}]})

    assert (answer.status, answer.body["errors"][0]["apiError"]["code"]) == (500, 500)
    assert "secret" not in json.dumps(answer.body)

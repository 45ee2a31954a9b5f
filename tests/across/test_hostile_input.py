"""Any bytes sent to any path get an answer in the shape of the API that has the path; none is a fault of ours."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.across.company import DIALECTS, STAGE, Company
from tests.across.shapes import assert_refused
from tests.across.views import CIN7, COLLEQTIVE, SHARED, VENDNOVATION, VIEWS

PATHS = {
    "colleqtive": [f"/api/v2/public/products{end}" for end in ("", "/prices", "/discountprices", "/attributes", "/x")],
    "cin7": ["/api/v1/Products", "/api/v1/products/1", "/api/V1/PRODUCTS/x", "/api/v1/Products/99999999999", "/api/v1"],
    "vendnovation": [f"{STAGE}/{end}" for end in ("products", "authenticate", "token-test", "token-info", "x")],
}
NAMES = {
    "colleqtive": ["products", "product_number", "product_name", "is_counted", "units", "price", "attribute"],
    "cin7": [
        "id",
        "name",
        "Name",
        "styleCode",
        "productOptions",
        "retailPrice",
        "dimensions",
        "status",
        "categoryIdArray",
    ],
    "vendnovation": ["body", "manufacturer", "name", "size", "customData", "productId", "isDeleted", "requestFilter"],
}
WORDS = ["id", "name", "styleCode", "status", "modifieddate", "=", "<>", ">", "LIKE", "IN", "IS", "NULL", "NOT", "AND"]
WORDS += [
    "OR",
    "(",
    ")",
    ",",
    "'",
    "'a'",
    "'%_'",
    "1",
    "2026-01-01",
    "2026-13-99T",
    "-1",
    "99999999999999999999",
    "\x00",
]

wheres = st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)
queries = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=20),
    wheres.map(lambda text: f"where={text}"),
    wheres.map(lambda text: f"order={text}"),
    wheres.map(lambda text: f"fields={text}"),
    st.builds(
        "{}={}".format,
        st.sampled_from(["page", "rows", "skip", "top", "page_size", "page_start", "flush", "product_number"]),
        st.one_of(st.integers(-1, 2**70).map(str), st.text(max_size=3)),
    ),
)
header_values = st.one_of(
    st.sampled_from(["", "0", "1", "-1", "1e3", "9" * 30, "text/json", "*/*;q=x"]), st.text(max_size=5)
)
headers = st.dictionaries(
    st.sampled_from(["page", "size", "accept", "content-type", "idempotency-key", "is_flush", "x-request-id"]),
    header_values.map(lambda text: text.encode("latin-1", "replace").decode("latin-1")),
    max_size=2,
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.sampled_from(["\x00", "x" * 300, "Undefined", 2**31]),
)


def values(names: list[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        scalars,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(names), inner, max_size=4)
        ),
        max_leaves=10,
    )


bodies = {
    dialect: st.one_of(st.binary(max_size=60), values(names).map(lambda value: json.dumps(value).encode()))
    for dialect, names in NAMES.items()
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_request_at_all_is_an_error_of_ours(company: Company, dialect: str) -> None:
    COLLEQTIVE.create(company, SHARED)

    @settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
    @given(
        method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"]),
        path=st.one_of(
            st.sampled_from(PATHS[dialect]), st.text(max_size=10).map(lambda end: PATHS[dialect][0] + "/" + end)
        ),
        query=queries,
        sent=headers,
        body=bodies[dialect],
    )
    def ask(method: str, path: str, query: str, sent: dict[str, str], body: bytes) -> None:
        target = quote(path, safe="/", errors="surrogatepass") + "?" + quote(query, safe="=&", errors="surrogatepass")
        answer = company.ask(dialect, method, target, body, sent)
        if answer.status == 200:
            assert answer.json is not None
        else:
            assert answer.status < 500, answer.body
            assert_refused(dialect, answer, answer.status)

    ask()


@pytest.mark.parametrize(
    ("view", "items"),
    [
        (COLLEQTIVE, [{"product_number": "x", "product_name": "n\x00", "is_counted": True}]),
        (VENDNOVATION, [{"name": "n"}, {"name": 1}]),
        (VENDNOVATION, [{"name": "n", "customField1": "\x00"}]),
        (VENDNOVATION, [{"name": "n", "organizationId": 2_000_000}]),
        (CIN7, [{"name": "n\x00", "productOptions": [{}]}, {"name": "n", "productOptions": [{}, {}]}, {}]),
        (CIN7, [{"name": "n", "productOptions": [{}], "styleCode": "x" * 251}]),
    ],
)
def test_bad_items_are_named_by_position_and_write_nothing(company: Company, view: Any, items: list[Any]) -> None:
    send = {"colleqtive": COLLEQTIVE.push, "cin7": CIN7.post, "vendnovation": VENDNOVATION.put}[view.dialect]
    answer = send(company, *items)
    if view is CIN7:
        assert [(one["index"], one["success"], one["id"], len(one["errors"]) > 0) for one in answer.json] == [
            (index, False, 0, True) for index in range(len(items))
        ]
    else:
        errors = assert_refused(view.dialect, answer, 400)["errors"]
        assert {error["index"] for error in errors} == {len(items) - 1}
    assert [one.raw(company) for one in VIEWS] == [{}, {}, {}]

"""Any bytes sent to any path get an answer in the shape of the API that has the path; none is a fault of ours."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.across import lana_api
from tests.across.company import DIALECTS, SHOP, STAGE, Company
from tests.across.shapes import assert_refused
from tests.across.views import CIN7, COLLEQTIVE, LANA, SHARED, VENDNOVATION, VIEWS

PATHS = {
    "colleqtive": [f"/api/v2/public/products{end}" for end in ("", "/prices", "/discountprices", "/attributes", "/x")],
    "cin7": ["/api/v1/Products", "/api/v1/products/1", "/api/V1/PRODUCTS/x", "/api/v1/Products/99999999999", "/api/v1"],
    "vendnovation": [f"{STAGE}/{end}" for end in ("products", "authenticate", "token-test", "token-info", "x")],
    "lana": ["/products.json", "/products/page.json", "/relay.json", "/commerce.json", "/shops.json", "/x.json"],
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
    "lana": ["title", "handle", "published_at", "tags", "custom_fields", "name", "value", "subscription_plans", "id"],
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


URLS = [
    f"products.json?shop_id={SHOP}",
    f"products.json?shop_id={SHOP}&ids=pd_",
    f"/products/page.json?shop_id={SHOP}&limit=1&last_key=W10=",
    "shops.json?fields=id,x",
    "relay.json",
    "//x.json?%",
]
relays = st.lists(
    st.fixed_dictionaries(
        {"url": st.sampled_from(URLS)},
        optional={"method": st.sampled_from(["GET", "POST", "DELETE", "PUT", ""]), "request": values(NAMES["lana"])},
    )
    | values(["url", "method", "request"]),
    max_size=3,
)
PIECES = ["query", "mutation", "{", "}", "(", ")", "$data", ": ", "[ProductCreate!]!", "productsCreate", "shops", "id"]
PIECES += ['data: [{title: "t"}]', f'shop_id: "{SHOP}"', "...", "on Product", "fragment f", "@skip(if: true)", "é", '"']
PIECES += ["productsPage", "__typename", "__schema", "ids: 1", "limit: 99999999999", "#", "\\"]
documents = st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)
WHOLE = f"""mutation ($data: [ProductCreate!]!, $ids: [String!]!) {{
  productsModify(shop_id: "{SHOP}", data: $data, ids: $ids) {{ id custom_fields {{ name }} }}
}}"""
graphql = st.fixed_dictionaries(
    {"query": st.one_of(documents, st.just(WHOLE.replace("ProductCreate", "ProductModify")))},
    optional={
        "variables": st.one_of(scalars, st.fixed_dictionaries({"data": values(NAMES["lana"]), "ids": values(["id"])})),
        "operationName": scalars,
        "extensions": values(["persistedQuery", "version", "sha256Hash"]),
    },
)
bodies["lana"] = st.one_of(
    bodies["lana"],
    st.lists(values(NAMES["lana"]), max_size=2).map(lambda value: json.dumps(value).encode()),
    relays.map(lambda value: json.dumps(value).encode()),
    graphql.map(lambda value: json.dumps(value).encode()),
)
lana_queries = st.one_of(
    queries,
    st.builds(
        "shop_id={}&{}={}".format,
        st.just(SHOP),
        st.sampled_from(
            ["ids", "fields", "limit", "offset", "last_key", "sort_by", "status", "created_at_min", "query"]
        ),
        st.one_of(
            st.integers(-1, 2**70).map(str),
            st.text(max_size=3),
            st.sampled_from(["pd_", "id", "brand.id", "2026-01-01T00:00:00Z", "{shops{id}}", "W10="]),
        ),
    ),
)


def own_paths(dialect: str) -> st.SearchStrategy[str]:
    """Make paths that are known to be an API's, by their beginning or their ending."""
    begin, end = ("/", ".json") if dialect == "lana" else (PATHS[dialect][0] + "/", "")
    return st.text(max_size=10).map(lambda middle: f"{begin}x{middle}{end}" if end else f"{begin}{middle}")


def assert_no_fault_of_ours(body: Any) -> None:
    """Look into a relay's elements and GraphQL's errors, whose answer may be 200."""
    elements = body if isinstance(body, list) else body.get("errors", []) if isinstance(body, dict) else []
    errors = [one.get("error") or one.get("apiError") for one in elements if isinstance(one, dict)]
    assert [error for error in errors if error is not None and error["code"] == 500] == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_request_at_all_is_an_error_of_ours(company: Company, dialect: str) -> None:
    COLLEQTIVE.create(company, SHARED)

    @settings(max_examples=200 if dialect == "lana" else 120, suppress_health_check=[HealthCheck.too_slow])
    @given(
        method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH"]),
        path=st.one_of(st.sampled_from(PATHS[dialect]), own_paths(dialect)),
        query=lana_queries if dialect == "lana" else queries,
        sent=headers,
        body=bodies[dialect],
    )
    def ask(method: str, path: str, query: str, sent: dict[str, str], body: bytes) -> None:
        target = quote(path, safe="/", errors="surrogatepass") + "?" + quote(query, safe="=&", errors="surrogatepass")
        answer = company.ask(dialect, method, target, body, sent)
        if answer.status == 200:
            assert_no_fault_of_ours(answer.json)
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
        (LANA, [{"title": "t"}, {"title": "t", "tags": ["\x00"]}]),
        (LANA, [{"title": "t"}, {"title": "t", "published_at": "2026-02-30T00:00:00Z"}]),
        (LANA, [{"title": "t"}, {"title": "t", "custom_fields": [{"name": "n"}]}]),
    ],
)
def test_bad_items_are_named_by_position_and_write_nothing(company: Company, view: Any, items: list[Any]) -> None:
    send: dict[str, Any] = {"colleqtive": COLLEQTIVE.push, "cin7": CIN7.post, "vendnovation": VENDNOVATION.put}
    if view is LANA:
        for way in lana_api.Way:
            error = lana_api.create(company, *items, way=way).error or {}
            places = {field["field"].partition("]")[0] for field in error["meta"].get("fields", [])}
            assert places == {f"[{len(items) - 1}"} or error["code"] == 1030
        assert [one.raw(company) for one in VIEWS] == [{}] * len(VIEWS)
        return
    answer = send[view.dialect](company, *items)
    if view is CIN7:
        assert [(one["index"], one["success"], one["id"], len(one["errors"]) > 0) for one in answer.json] == [
            (index, False, 0, True) for index in range(len(items))
        ]
    else:
        errors = assert_refused(view.dialect, answer, 400)["errors"]
        assert {error["index"] for error in errors} == {len(items) - 1}
    assert [one.raw(company) for one in VIEWS] == [{}] * len(VIEWS)

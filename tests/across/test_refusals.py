"""Each refusal in each API's own shape; none of them writes anything."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from shelfwire.settings import Settings
from shelfwire.storage.port import StoreBusy, StoreError, StoreFull
from tests.across import lana_api
from tests.across.company import DIALECTS, SHOP, STAGE, Company, Office
from tests.across.lana_api import PRODUCTS as LANA_PRODUCTS
from tests.across.shapes import assert_refused, unauthenticated_status
from tests.across.views import CIN7_PRODUCTS, PRODUCTS, VENDING_PRODUCTS, VIEWS

BODY_BYTES_MAX = 20_000
ITEMS_MAX = 20


class Write(msgspec.Struct, frozen=True):
    """A write of an API that is good, and what can be wrong with it."""

    dialect: str
    method: str
    target: str
    head: bytes
    item: bytes
    tail: bytes
    needs: tuple[str, ...]

    def body(self, *items: bytes) -> bytes:
        return self.head + b",".join(items or (self.item,)) + self.tail


CREATE = """mutation ($shop_id: String!, $data: [ProductCreate!]!) {
  productsCreate(shop_id: $shop_id, data: $data) { id }
}"""
WRITES = {
    "colleqtive": Write(
        "colleqtive",
        "POST",
        PRODUCTS,
        b"[",
        b'{"product_number":"1","product_name":"n","is_counted":true}',
        b"]",
        ("products.create", "products.modify"),
    ),
    "cin7 create": Write(
        "cin7", "POST", CIN7_PRODUCTS, b"[", b'{"name":"nn","productOptions":[{}]}', b"]", ("products.create",)
    ),
    "cin7 update": Write("cin7", "PUT", CIN7_PRODUCTS, b"[", b'{"id":1,"name":"nn"}', b"]", ("products.modify",)),
    "vendnovation": Write(
        "vendnovation",
        "PUT",
        VENDING_PRODUCTS,
        b'{"body":[',
        b'{"manufacturer":"m","brand":"b","name":"n","size":1,"unitsForSize":"oz."}',
        b"]}",
        ("products.create", "products.modify"),
    ),
    "lana create": Write("lana", "POST", LANA_PRODUCTS, b"[", b'{"title":"n"}', b"]", ("products.create",)),
    "lana relay": Write(
        "lana",
        "POST",
        "/relay.json",
        f'[{{"url":"products.json?shop_id={SHOP}","request":['.encode(),
        b'{"title":"n"}',
        b"]}]",
        ("products.create",),
    ),
    "lana graphql": Write(
        "lana",
        "POST",
        "/commerce.json",
        f'{{"query":{json.dumps(CREATE)},"variables":{{"shop_id":"{SHOP}","data":['.encode(),
        b'{"title":"n"}',
        b"]}}",
        ("products.create",),
    ),
}
READS = {
    "colleqtive": ("GET", PRODUCTS, b""),
    "cin7": ("GET", CIN7_PRODUCTS, b""),
    "cin7 one": ("GET", f"{CIN7_PRODUCTS}/1", b""),
    "vendnovation": ("POST", VENDING_PRODUCTS, b'{"requestFilter":{}}'),
    "lana": ("GET", f"/products.json?shop_id={SHOP}&ids=pd_x", b""),
    "lana page": ("GET", f"/products/page.json?shop_id={SHOP}", b""),
    "lana relay": ("POST", "/relay.json", f'[{{"method":"GET","url":"products/page.json?shop_id={SHOP}"}}]'.encode()),
}
BASES = {"colleqtive": "/api/v2/public", "cin7": "/api/v1", "vendnovation": STAGE, "lana": "/x"}

write = pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    settings = Settings(body_bytes_max=BODY_BYTES_MAX, items_max=ITEMS_MAX)
    opened = Office(tmp_path_factory.mktemp("refusals"), settings)
    yield opened
    opened.close()


def assert_empty(company: Company) -> None:
    assert [view.raw(company) for view in VIEWS] == [{}] * len(VIEWS)


@write
@pytest.mark.parametrize("wrong", ["", "x", "Basic", "Basic !!!", "Basic eDp5", "Bearer " + "x" * 5_000, "\xff\xfe"])
def test_a_wrong_or_missing_credential(company: Company, write: Write, wrong: str) -> None:
    credential = dict.fromkeys(company.credential(write.dialect), wrong)
    for headers in (credential, {}):
        answer = company.office.ask(write.method, write.target, write.body(), headers)
        assert_refused(write.dialect, answer, unauthenticated_status(write.dialect))
    assert_empty(company)


@pytest.mark.parametrize("asked", READS, ids=str)
def test_a_read_needs_a_credential(company: Company, asked: str) -> None:
    dialect = asked.partition(" ")[0]
    answer = company.office.ask(*READS[asked], {})
    assert_refused(dialect, answer, unauthenticated_status(dialect))


@write
def test_a_credential_of_another_api_or_catalog_opens_nothing(company: Company, write: Write) -> None:
    other = company.office.company()
    for dialect in set(DIALECTS) - {write.dialect}:
        answer = company.office.ask(write.method, write.target, write.body(), company.credential(dialect))
        assert_refused(write.dialect, answer, unauthenticated_status(write.dialect))
    if write.dialect == "vendnovation":
        mixed = company.credential("vendnovation") | {"access-token": other.credential("vendnovation")["access-token"]}
        answer = company.office.ask(write.method, write.target, write.body(), mixed)
        assert_refused("vendnovation", answer, 403)
    assert_empty(company)
    assert_empty(other)


@write
def test_a_credential_without_the_permission_is_told_which(office: Office, write: Write) -> None:
    reader = office.company(("products.read",))
    body = assert_refused(write.dialect, reader.ask(write.dialect, write.method, write.target, write.body()), 403)
    assert all(permission in json.dumps(body) for permission in write.needs)
    assert_empty(reader)


@pytest.mark.parametrize("way", lana_api.Way, ids=lambda way: way.value)
def test_lanas_operations_need_each_its_own_permission(office: Office, way: lana_api.Way) -> None:
    asked: dict[str, Callable[[Company], lana_api.Told]] = {
        "products.create": lambda company: lana_api.create(company, {"title": "t"}, way=way),
        "products.modify": lambda company: lana_api.modify(company, ["pd_x"], {"title": "t"}, way=way),
        "products.delete": lambda company: lana_api.delete(company, ["pd_x"], way=way),
        "products.read": lambda company: lana_api.read(company, ["pd_x"], way=way),
    }
    for permission, ask in asked.items():
        only, but = office.company((permission,)), office.company(tuple(asked.keys() - {permission}))
        refused = ask(but).error or {}
        assert (refused["code"], refused["meta"]) == (997, {"bits": [permission]})
        assert permission in refused["message"]
        assert (ask(only).error or {"code": 0})["code"] in {0, 1000}


@pytest.mark.parametrize("asked", READS, ids=str)
def test_a_read_needs_its_permission(office: Office, asked: str) -> None:
    dialect = asked.partition(" ")[0]
    writer = office.company(("products.create", "products.modify", "products.delete"))
    body = assert_refused(dialect, writer.ask(dialect, *READS[asked]), 403)
    assert "products.read" in json.dumps(body)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("path", ["/nothing", "/products/1/", "/products/1/2", "/products%00", "/%F0%9F%92%A9", "//"])
def test_an_unknown_path_is_not_found(company: Company, dialect: str, path: str) -> None:
    ending = ".json" if dialect == "lana" else ""  # by which alone a path is known to be this API's
    assert_refused(dialect, company.ask(dialect, "GET", BASES[dialect] + path + ending), 404)


@write
@pytest.mark.parametrize("method", ["PATCH", "TRACE", "DELETE!", "BREW"])
def test_an_unknown_method_is_told_those_that_there_are(company: Company, write: Write, method: str) -> None:
    answer = company.ask(write.dialect, method, write.target)
    assert_refused(write.dialect, answer, 405)
    assert write.method in answer.headers["allow"]


@write
def test_a_body_that_is_too_long(company: Company, write: Write) -> None:
    assert_refused(
        write.dialect, company.ask(write.dialect, write.method, write.target, write.body(b" " * BODY_BYTES_MAX)), 413
    )


@write
def test_too_many_items(company: Company, write: Write) -> None:
    body = write.body(*[write.item] * (ITEMS_MAX + 1))
    refused = assert_refused(write.dialect, company.ask(write.dialect, write.method, write.target, body), 413)
    assert str(ITEMS_MAX) in json.dumps(refused)
    assert_empty(company)


@write
@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/xml"},
        {"content-type": "application/json; charset=utf-16"},
        {"content-type": ";;;"},
        {"content-encoding": "br"},
    ],
    ids=str,
)
def test_another_type_or_encoding_of_the_body(company: Company, write: Write, headers: dict[str, str]) -> None:
    answer = company.ask(write.dialect, write.method, write.target, write.body(), headers)
    assert_refused(write.dialect, answer, 415)
    assert_empty(company)


@write
@pytest.mark.parametrize("content_type", ["", "application/json", "Application/JSON; charset=UTF-8"])
def test_a_missing_type_is_json(company: Company, write: Write, content_type: str) -> None:
    headers = {"content-type": content_type} if content_type else {}
    assert company.ask(write.dialect, write.method, write.target, write.body(), headers).status == 200


MALFORMED = [
    b"",
    b"{",
    b"not json",
    b"\x00",
    b"\xff\xfe[\x00]\x00",
    b"\xef\xbb\xbf\xff",
    b"[NaN]",
    b"1",
    b"null",
    b'"text"',
    b"true",
    b"[" * 9_000 + b"]" * 9_000,
    b"[[1]]",
    b"[null]",
    b"[1,{}]",
    b'{"body":null}',
    b'{"body":{}}',
    b'{"body":[[]]}',
    b'{"products":',
    b'{"body":[{"name":"\\ud800"}]}',
    b'[{"name":"\\ud800"}]',
    b'[{"name":1e400}]',
]


@write
@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
def test_a_body_that_is_not_a_list_of_products(company: Company, write: Write, body: bytes) -> None:
    answer = company.ask(write.dialect, write.method, write.target, body)
    if write.dialect == "colleqtive" and body in {b"", b"null"}:  # its SDK sends no body where there are no products
        assert answer.status == 200
    elif answer.status == 200 and write.dialect == "cin7":  # Cin7 answers item by item what is wrong with each
        assert all(result["success"] is False and result["errors"] for result in answer.json)
    else:
        assert_refused(write.dialect, answer, 400)
    assert_empty(company)


@write
def test_malformed_json_is_told_with_its_position(company: Company, write: Write) -> None:
    body = write.body().replace(SHOP.encode(), company.shop_id.encode())[: -len(write.tail)] + b",}"
    refused = assert_refused(write.dialect, company.ask(write.dialect, write.method, write.target, body), 400)
    assert str(len(body) - 1) in json.dumps(refused)


@write
def test_a_rate_that_is_used_up(tmp_path: Any, write: Write) -> None:
    office = Office(tmp_path, Settings(rate_requests_per_second=0.01, rate_burst=1))
    try:
        company = office.company()
        statuses = [company.ask(write.dialect, write.method, write.target, write.body()) for _ in range(3)]
        assert_refused(write.dialect, statuses[-1], 429)
    finally:
        office.close()


FAILURES: list[tuple[StoreError, int]] = [
    (StoreBusy("full", retry_after_seconds=3), 503),
    (StoreFull("no space"), 507),
    (StoreError("a fault of the disk"), 503),
]


@write
@pytest.mark.parametrize(("failure", "status"), FAILURES, ids=lambda value: type(value).__name__)
def test_a_store_that_cannot_write_now(
    company: Company, monkeypatch: pytest.MonkeyPatch, write: Write, failure: StoreError, status: int
) -> None:
    company.credential(write.dialect)

    async def fail(*_arguments: Any, **_options: Any) -> None:
        raise failure

    with monkeypatch.context() as patched:
        patched.setattr(company.office.store, "write", fail)
        answer = company.ask(write.dialect, write.method, write.target, write.body())
    assert_refused(write.dialect, answer, status)
    assert_empty(company)


@write
@pytest.mark.parametrize("key", ["x" * 256, "a\tb", "é", " "])
def test_an_idempotency_key_that_is_none(company: Company, write: Write, key: str) -> None:
    answer = company.ask(write.dialect, write.method, write.target, write.body(), {"idempotency-key": key})
    assert_refused(write.dialect, answer, 400)
    assert_empty(company)

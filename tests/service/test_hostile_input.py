"""Any bytes sent to any path get an answer in the dialect's own shape, write nothing and leave the server well."""

import json
import socket
import time
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.service.conftest import PRODUCTS, Answer, Client, gzipped
from tests.serving import Served

GOOD = b'{"product_number":"1","product_name":"n","is_counted":true}'
MEBIBYTE = 1024 * 1024


def item(**fields: Any) -> bytes:
    return json.dumps([{"product_number": "1", "product_name": "n", "is_counted": True} | fields]).encode()


def assert_refused(answer: Answer, status: int) -> dict[str, Any]:
    """The one failure shape: four members at least, permanent refusals marked as such."""
    body: dict[str, Any] = answer.json
    assert answer.status == status, body
    assert answer.headers["content-type"].startswith("application/json")
    assert (body["success"], body["data"]) == (False, None)
    assert isinstance(body["message"], str)
    assert body["message"]
    assert isinstance(body["errors"], list)
    if status in {429, 503, 507}:
        assert int(answer.headers["retry-after"]) >= 1
    else:
        assert answer.headers["x-should-retry"] == "false"
    assert answer.headers["x-request-id"]
    return body


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[" + GOOD,
        b"[" + GOOD + b",]",
        b"[" + GOOD + b"] trailing",
        b"not json",
        b"[NaN]",
        b'[{"product_number":NaN}]',
        b"\xff\xfe[\x00]\x00",
        b"\xef\xbb\xbf\xff",
        b"[" * 10_000 + b"]" * 10_000,
        b"[" + b'{"units":' * 10_000 + b"1" + b"}" * 10_000 + b"]",
        b'[{"product_number":"1","product_name":"n","is_counted":true,"unknown":' + b"[" * 900 + b"]" * 900 + b"}]",
        b'{"products":',
        b'"text"',
        b"1",
        b"true",
        b"\x00",
    ],
    ids=range(17),
)
def test_a_body_that_is_not_a_list_of_products_is_a_bad_request(client: Client, body: bytes) -> None:
    assert_refused(client.post(body), 400)
    assert client.numbers() == []


def test_malformed_json_is_told_with_its_position(client: Client) -> None:
    body = assert_refused(client.post(b"[" + GOOD + b",}"), 400)
    assert str(len(GOOD) + 2) in body["message"]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"price": "1.99"}, "price"),
        ({"ioq": 2**31}, "ioq"),
        ({"ioq": -(2**31) - 1}, "ioq"),
        ({"ioq": 1.5}, "ioq"),
        ({"product_name": ""}, "product_name"),
        ({"product_number": None}, "product_number"),
        ({"product_number": 12}, "product_number"),
        ({"product_name": "a\x00b"}, "product_name"),
        ({"color": "\x00"}, "color"),
        ({"is_counted": 1}, "is_counted"),
        ({"units": {}}, "units"),
        ({"units": [{"unit_name": "box", "unit_quantity": 1}]}, "units[0].unit_barcode"),
        ({"units": [{"unit_barcode": "", "unit_name": "box", "unit_quantity": 1}]}, "units[0].unit_barcode"),
        ({"deprecation_date": "tomorrow"}, "deprecation_date"),
        ({"stores_allowed": ["1", 2]}, "stores_allowed[1]"),
        ({"free_fields": [{"sort_order": 2**40}]}, "free_fields[0].sort_order"),
        ({"product_number": "x" * 3_000}, "product_number"),
    ],
)
def test_a_bad_field_is_named_and_nothing_of_the_request_is_written(
    client: Client, fields: dict[str, Any], field: str
) -> None:
    good = {"product_number": "good", "product_name": "n", "is_counted": True}
    bad = json.loads(item(**fields))[0]
    body = assert_refused(client.post(json.dumps([good, bad]).encode()), 400)
    assert [(error["index"], error["field"]) for error in body["errors"]] == [(1, field)]
    assert client.numbers() == []


@pytest.mark.parametrize(
    "text",
    [
        b'"\\ud800"',
        b'"\\udc00\\ud800"',
        b'"\xff"',
        b'"\xc3\x28"',
        b'"\xed\xa0\x80"',
        b"1e400",
        b"-1e999",
        b"0x10",
        b"01",
    ],
)
@pytest.mark.parametrize("field", [b"product_name", b"price", b"unknown", b"units"])
def test_values_that_are_no_json_or_no_unicode_are_refused_or_ignored_but_never_an_error_of_ours(
    client: Client, field: bytes, text: bytes
) -> None:
    answer = client.post(b'[{"product_number":"1","is_counted":true,"' + field + b'":' + text + b"}]")
    assert_refused(answer, 400)
    assert client.numbers() == []


def test_a_million_empty_objects_are_counted_and_the_first_thousand_faults_listed(client: Client) -> None:
    body = assert_refused(client.post(b"[" + b",".join([b"{}"] * 1_000_000) + b"]"), 400)
    assert len(body["errors"]) == 1_000
    assert "1,000,000" in body["message"]
    assert client.send("GET", PRODUCTS).status == 200


def test_the_server_answers_others_while_it_reads_a_hostile_body(served: Served, client: Client) -> None:
    client.connection.request(
        "POST", PRODUCTS, b"[" + b",".join([b"{}"] * 1_000_000) + b"]", {"authorization": client.token}
    )
    other = Client(served.base_url, client.token)
    assert [other.send("GET", PRODUCTS).status for _ in range(20)] == [200] * 20
    other.close()
    assert client.connection.getresponse().read()


@pytest.mark.parametrize("packed", [gzipped, zstandard.ZstdCompressor().compress], ids=["gzip", "zstd"])
def test_packed_bodies_are_taken_and_bombs_refused(client: Client, packed: Any) -> None:
    encoding = {"content-encoding": "gzip" if packed is gzipped else "zstd"}
    assert client.send("POST", PRODUCTS, packed(b"[" + GOOD + b"]"), encoding).status == 200
    assert client.numbers() == ["1"]
    bomb = packed(b"[" + b" " * (64 * MEBIBYTE) + b"]")
    assert len(bomb) < MEBIBYTE
    assert_refused(client.send("POST", PRODUCTS, bomb, encoding), 413)
    assert_refused(client.send("POST", PRODUCTS, packed(b"[" + GOOD + b"]")[:-9], encoding), 400)
    assert_refused(client.send("POST", PRODUCTS, b"not packed", encoding), 400)


def test_a_body_over_the_bound_is_refused_before_it_is_read(served: Served, client: Client) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(served.base_url).port or 0), timeout=30) as wire:
        head = f"POST {PRODUCTS} HTTP/1.1\r\nhost: x\r\nauthorization: {client.token}\r\ncontent-length: 99999999999\r\n\r\n"
        wire.sendall(head.encode())
        assert wire.recv(65_536).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("", 200),
        ("application/json", 200),
        ("APPLICATION/JSON; charset=UTF-8", 200),
        ("text/plain", 415),
        ("application/xml", 415),
        ("multipart/form-data; boundary=x", 415),
        ("application/json; charset=utf-16", 415),
        (";;;", 415),
    ],
)
def test_a_missing_content_type_is_json_and_another_one_is_refused(
    client: Client, content_type: str, status: int
) -> None:
    answer = client.send("POST", PRODUCTS, b"[" + GOOD + b"]", {"content-type": content_type})
    if status == 200:
        assert answer.json["success"] is True
    else:
        assert_refused(answer, status)


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/api/v2/public/nothing", 404),
        ("POST", "/api/v2/public/products/", 404),
        ("GET", "/api/v2/public/products/%00", 404),
        ("GET", "/api/v2/public/products%2F..%2F..", 404),
        ("PATCH", PRODUCTS, 405),
        ("PUT", PRODUCTS, 405),
        ("GET", PRODUCTS + "/prices", 405),
        ("TRACE", PRODUCTS, 405),
        ("GET", PRODUCTS + "?page_size=0", 400),
        ("GET", PRODUCTS + "?page_size=1001", 400),
        ("GET", PRODUCTS + "?page_size=x", 400),
        ("GET", PRODUCTS + "?page_start=0", 400),
        ("GET", PRODUCTS + "?page_start=99999999999999999999999", 400),
        ("GET", PRODUCTS + "?page_start=%FF%FE", 400),
        ("POST", PRODUCTS + "?flush=maybe", 400),
        ("POST", PRODUCTS + "?flush=true", 400),
    ],
)
def test_unknown_paths_methods_and_parameters_are_told_in_the_apis_shape(
    client: Client, method: str, target: str, status: int
) -> None:
    answer = client.send(method, target)
    assert_refused(answer, status)
    if status == 405:
        assert answer.headers["allow"]


@pytest.mark.parametrize(
    "token", ["", "wrong", "Bearer", "Bearer ", "Basic eDp5", "x" * 10_000, "\xff\xfe", "Bearer  a b"]
)
def test_a_wrong_or_missing_token_is_unauthenticated(client: Client, token: str) -> None:
    for method, target in (
        ("GET", PRODUCTS),
        ("POST", PRODUCTS),
        ("DELETE", PRODUCTS),
        ("PUT", PRODUCTS + "/attributes"),
    ):
        assert_refused(client.send(method, target, headers={"authorization": token}), 401)


def test_both_ways_to_send_the_token_work(client: Client) -> None:
    for token in (client.token, f"Bearer {client.token}", f"bearer {client.token}"):
        assert client.send("GET", PRODUCTS, headers={"authorization": token}).status == 200


def test_a_revoked_token_is_refused_at_once(served: Served, client: Client) -> None:
    made = served.command("key", "create", "--catalog", client.catalog, "--dialect", "colleqtive")
    other = Client(served.base_url, made["token"])
    assert other.send("GET", PRODUCTS).status == 200
    served.command("key", "revoke", str(made["id"]))
    assert_refused(other.send("GET", PRODUCTS), 401)
    other.close()


def test_a_body_that_is_cut_off_writes_nothing(served: Served, client: Client) -> None:
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", urlsplit(served.base_url).port or 0), timeout=30) as wire:
            head = (
                f"POST {PRODUCTS} HTTP/1.1\r\nhost: x\r\nauthorization: {client.token}\r\ncontent-length: 500\r\n\r\n"
            )
            wire.sendall(head.encode() + b"[" + GOOD)
    time.sleep(0.2)
    assert client.numbers() == []


def test_a_client_that_stops_reading_holds_up_nobody(served: Served, client: Client) -> None:
    items = [{"product_number": str(i), "product_name": "n" * 500, "is_counted": True} for i in range(1_000)]
    client.push(*items)
    with socket.create_connection(("127.0.0.1", urlsplit(served.base_url).port or 0), timeout=30) as wire:
        request = f"GET {PRODUCTS}?page_size=1000 HTTP/1.1\r\nhost: x\r\nauthorization: {client.token}\r\n\r\n"
        wire.sendall(request.encode() * 20)
        assert [client.send("GET", PRODUCTS + "?page_size=10").status for _ in range(20)] == [200] * 20
        assert client.push({"product_number": "new", "product_name": "n", "is_counted": True}).status == 200


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]),
    path=st.one_of(
        st.sampled_from(["/products", "/products/prices", "/products/discountprices", "/products/attributes"]),
        st.text(),
    ),
    query=st.text(alphabet=st.characters(codec="utf-8"), max_size=30),
    body=st.one_of(
        st.binary(max_size=200),
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.dictionaries(
                    st.sampled_from(
                        [
                            "products",
                            "product_number",
                            "product_name",
                            "is_counted",
                            "units",
                            "price",
                            "discounts",
                            "attribute",
                        ]
                    ),
                    inner,
                    max_size=4,
                ),
            ),
            max_leaves=10,
        ).map(lambda value: json.dumps(value).encode()),
    ),
)
def test_no_request_at_all_is_an_error_of_ours(client: Client, method: str, path: str, query: str, body: bytes) -> None:
    target = (
        "/api/v2/public"
        + quote("/" + path.lstrip("/"), safe="/%", errors="surrogatepass")
        + "?"
        + quote(query, safe="=&")
    )
    answer = client.send(method, target, body)
    assert answer.status < 500, answer.body
    if method not in {"HEAD", "OPTIONS"}:
        assert set(answer.json) >= ({"success", "message"} if answer.status != 200 or method != "GET" else {"records"})

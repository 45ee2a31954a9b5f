"""The API as clients meet it: a real server, real credentials, and any bytes at all."""

import base64
import http.client
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dialects.cin7.conftest import BASE, one
from tests.serving import Served

GOOD = b'{"name":"n","productOptions":[{}]}'


class Answer(msgspec.Struct, frozen=True):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """Sends exactly the bytes it is told to, with a credential of one catalog."""

    def __init__(self, served: Served, catalog: str, *permissions: str) -> None:
        granted = [word for permission in permissions for word in ("--permission", permission)]
        made = served.command("key", "create", "--catalog", catalog, "--dialect", "cin7", *granted)
        self.catalog = catalog
        self.key_id: int = made["id"]
        self.authorization = authorization(made["username"], made["key"])
        self.username: str = made["username"]
        self.key: str = made["key"]
        self.connection = http.client.HTTPConnection(urlsplit(served.base_url).netloc, timeout=120)

    def send(
        self, method: str, target: str = BASE, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        sent = {"authorization": self.authorization} | dict(headers or {})
        self.connection.request(method, target, body, {name: value for name, value in sent.items() if value})
        response = self.connection.getresponse()
        answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        if response.will_close:
            self.connection.close()
        return answer


def authorization(username: str, key: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{key}".encode()).decode()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("served"))
    yield server
    assert server.stop() == 0
    assert [line for line in server.said if "Traceback" in line] == []


@pytest.fixture
def client(served: Served) -> Iterator[Client]:
    opened = Client(served, served.new_catalog())
    yield opened
    opened.connection.close()


def assert_refused(answer: Answer, status: int) -> dict[str, Any]:
    """The one failure shape: a message, and model state where a field is at fault."""
    body: dict[str, Any] = answer.json
    assert answer.status == status, body
    assert answer.headers["content-type"].partition(";")[0] in {"application/json", "text/json"}
    assert set(body) <= {"message", "modelState"}
    assert isinstance(body["message"], str)
    assert body["message"]
    for sentences in body.get("modelState", {}).values():
        assert sentences
        assert all(isinstance(sentence, str) for sentence in sentences)
    assert answer.headers["x-request-id"]
    return body


def test_a_client_creates_reads_and_updates(client: Client) -> None:
    created = client.send("POST", body=json.dumps([one(styleCode="S")]).encode())
    assert (created.status, created.json) == (
        200,
        [{"index": 0, "success": True, "id": 1, "code": "S", "errors": []}],
    )
    listed = client.send("GET", BASE + "?page=1&rows=250&fields=id,%20name")
    assert (listed.status, listed.json) == (200, [{"id": 1, "name": "One"}])
    product = client.send("GET", BASE + "/1").json
    put = client.send("PUT", body=json.dumps([product | {"name": "Two"}]).encode(), headers={"content-type": ""})
    assert (put.status, put.json[0]["success"]) == (200, True)
    assert client.send("GET", BASE + "/1").json["name"] == "Two"


@pytest.mark.parametrize("path", ["/api/v1/products", "/API/V1/PRODUCTS", "/api/V1/Products/"])
def test_paths_are_matched_in_any_case_with_and_without_a_slash_at_the_end(client: Client, path: str) -> None:
    assert client.send("POST", path, b"[" + GOOD + b"]").status == 200
    assert [product["id"] for product in client.send("GET", path).json] == [1]
    for product in (path.rstrip("/") + "/1", path.rstrip("/") + "/1/"):
        assert client.send("GET", product).json["id"] == 1


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("", 200),
        ("application/json", 200),
        ("text/json", 200),
        ("TEXT/JSON; charset=utf-8", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("text/json; charset=utf-16", 415),
    ],
)
def test_both_media_types_and_none_are_taken(client: Client, content_type: str, status: int) -> None:
    for method, body in (("POST", b"[" + GOOD + b"]"), ("PUT", b'[{"id":1,"brand":"b"}]')):
        answer = client.send(method, body=body, headers={"content-type": content_type})
        if status == 200:
            assert (answer.status, answer.json[0]["success"]) == (200, True)
        else:
            assert_refused(answer, status)


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [("text/json", "text/json"), ("application/json", "application/json"), ("*/*", "application/json")],
)
def test_text_json_is_answered_when_asked_for_refusals_too(client: Client, accept: str, content_type: str) -> None:
    for answer in (
        client.send("GET", headers={"accept": accept}),
        client.send("GET", BASE + "/99", headers={"accept": accept}),
        client.send("POST", body=b"[]", headers={"accept": accept}),
    ):
        assert answer.headers["content-type"].partition(";")[0] == content_type


def test_a_wrong_or_missing_credential_is_told_how_to_come_back(served: Served, client: Client) -> None:
    other = Client(served, served.new_catalog())
    colleqtive = served.token(client.catalog)
    for value in (
        "",
        "Basic",
        "Basic !!!",
        "Bearer x",
        client.key,
        authorization(client.username, "wrong"),
        authorization("", client.key),
        authorization("catalog999", client.key),
        authorization(other.username, client.key),
        authorization(client.username.upper(), client.key),
        authorization(client.username, other.key),
        authorization(client.username, colleqtive),
    ):
        for method, target in (("GET", BASE), ("POST", BASE), ("PUT", BASE), ("GET", BASE + "/1")):
            answer = client.send(method, target, headers={"authorization": value})
            assert_refused(answer, 401)
            assert answer.headers["www-authenticate"] == 'Basic realm="Shelfwire", charset="UTF-8"'
    other.connection.close()


def test_a_revoked_key_opens_nothing(served: Served, client: Client) -> None:
    assert client.send("GET").status == 200
    served.command("key", "revoke", str(client.key_id))
    assert_refused(client.send("GET"), 401)


@pytest.mark.parametrize(
    ("permission", "allowed"),
    [("products.read", {"GET"}), ("products.create", {"POST"}), ("products.modify", {"PUT"})],
)
def test_each_verb_needs_its_permission(served: Served, permission: str, allowed: set[str]) -> None:
    client = Client(served, served.new_catalog(), permission)
    for method, needed in (("GET", "products.read"), ("POST", "products.create"), ("PUT", "products.modify")):
        answer = client.send(method, body=b"[]")
        if method in allowed:
            assert answer.status == 200
        else:
            assert needed in assert_refused(answer, 403)["message"]
    client.connection.close()


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/API/v1/", 404),
        ("GET", BASE + "/1/2", 404),
        ("GET", BASE + "/%00", 400),
        ("DELETE", BASE, 405),
        ("PATCH", BASE, 405),
        ("POST", BASE + "/1", 405),
        ("DELETE", BASE + "/1", 405),
        ("GET", BASE + "?rows=1001", 400),
        ("GET", BASE + "?fields=%FF%FE", 400),
        ("GET", BASE + "?page=%00", 400),
    ],
)
def test_unknown_paths_methods_and_parameters_are_told_in_the_apis_shape(
    client: Client, method: str, target: str, status: int
) -> None:
    answer = client.send(method, target)
    assert_refused(answer, status)
    assert ("allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[" + GOOD, b"[" + GOOD + b",]", b"[" + GOOD + b"] x", b"not json", b"[NaN]", b"\xff\xfe[\x00]\x00",
     b"[" * 10_000 + b"]" * 10_000, b'{"products":[]}', b'"text"', b"1", b"true", b"\x00", b'[{"name":"\\ud800"}',
     b"\xef\xbb\xbf[]"],
    ids=range(16),
)  # fmt: skip
def test_a_body_that_is_not_a_list_of_products_is_a_bad_request(client: Client, body: bytes) -> None:
    for method in ("POST", "PUT"):
        assert_refused(client.send(method, body=body), 400)
    assert client.send("GET").json == []


@pytest.mark.parametrize(
    "text",
    [b'"\\ud800"', b'"\\udc00\\ud800"', b'"\xff"', b'"\xc3\x28"', b'"\xed\xa0\x80"', b"1e400", b"-1e999", b"0x10", b"01",
     b'"\\u0000"', b"9" * 5_000],
)  # fmt: skip
@pytest.mark.parametrize(
    "field", [b"name", b"styleCode", b"status", b"dimensions", b"categoryIdArray", b"productOptions"]
)
def test_values_that_are_no_json_or_no_unicode_fail_but_are_never_an_error_of_ours(
    client: Client, field: bytes, text: bytes
) -> None:
    for method in ("POST", "PUT"):
        answer = client.send(method, body=b'[{"id":1,"productOptions":[{}],"name":"n","' + field + b'":' + text + b"}]")
        if answer.status == 200:
            assert [result["success"] for result in answer.json] == [False]
        else:
            assert_refused(answer, 400)
    assert client.send("GET").json == []


def test_a_field_name_that_is_no_unicode_fails_its_item(client: Client) -> None:
    for method in ("POST", "PUT"):
        answer = client.send(method, body=b'[{"\xff":1,"name":"n","productOptions":[{}]}, 1]')
        assert (answer.status, [result["success"] for result in answer.json]) == (200, [False, False])


def test_items_of_megabytes_are_refused_one_by_one(client: Client) -> None:
    large = b'{"name":"n","productOptions":[{}],"x":"' + b"y" * (5 * 1024 * 1024) + b'"}'
    answer = client.send("POST", body=b"[" + large + b"," + GOOD + b"]")
    assert [result["success"] for result in answer.json] == [False, True]
    assert answer.json[0]["errors"] == ["The item must not be longer than 4,194,304 bytes."]
    update = b'{"id":1,"x":"' + b"y" * (5 * 1024 * 1024) + b'"}'
    answer = client.send("PUT", body=b"[" + update + b"]")
    assert answer.json[0]["errors"] == ["The item must not be longer than 4,194,304 bytes."]


def test_a_hundred_thousand_bad_items_are_all_told(client: Client) -> None:
    for method in ("POST", "PUT"):
        answer = client.send(method, body=b"[" + b",".join([b"{}"] * 100_000) + b"]")
        assert (answer.status, len(answer.json)) == (200, 100_000)
        assert {result["success"] for result in answer.json} == {False}
    assert client.send("GET").json == []


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5))
NAMES = st.sampled_from(
    ["id", "name", "Status", "styleCode", "stockControl", "dimensions", "productDimensions", "weight", "productOptions",
     "productOptionCode", "categoryIdArray", "retailPrice"]
)  # fmt: skip


@settings(
    max_examples=120,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]),
    path=st.one_of(st.sampled_from(["/Products", "/products/1", "/PRODUCTS/x"]), st.text()),
    query=st.one_of(
        st.text(alphabet=st.characters(codec="utf-8"), max_size=30),
        st.tuples(
            st.sampled_from(["where", "order", "fields", "rows", "page", "skip", "top"]),
            st.text(alphabet=st.characters(codec="utf-8"), max_size=20),
        ).map("=".join),
    ),
    body=st.one_of(
        st.binary(max_size=200),
        st.recursive(
            SCALARS,
            lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=5)),
            max_leaves=12,
        ).map(lambda value: json.dumps([value]).encode()),
    ),
)
def test_no_request_at_all_is_an_error_of_ours(client: Client, method: str, path: str, query: str, body: bytes) -> None:
    target = (
        "/api/v1" + quote("/" + path.lstrip("/"), safe="/%", errors="surrogatepass") + "?" + quote(query, safe="=&")
    )
    answer = client.send(method, target, body)
    assert answer.status < 500, answer.body
    if method not in {"HEAD", "OPTIONS"}:
        assert answer.status == 200 or "message" in answer.json

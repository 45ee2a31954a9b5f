"""Lana's paths under bytes that mean it no good: each gets an answer that Lana's clients can read, and writes nothing."""

import json
import socket
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
import zstandard

from tests.across.shapes import assert_refused
from tests.service.apis import LANA, LANA_GRAPHQL, LANA_RELAY, Api, Caller
from tests.service.conftest import Answer, Client, gzipped
from tests.serving import Served

WAYS = (LANA, LANA_RELAY, LANA_GRAPHQL)
MEBIBYTE = 1024 * 1024
PLAN = {"billing_interval_count": 1, "fulfillment_interval_count": 1, "interval": "daily"}

ways = pytest.mark.parametrize("api", WAYS, ids=lambda api: api.name)


@pytest.fixture
def sender(served: Served, client: Client, api: Api) -> Iterator["Sender"]:
    caller = api.caller(served, client.catalog)
    opened = Sender(served.base_url, caller)
    yield opened
    assert client.numbers() == []
    opened.client.close()


class Sender:
    """Sends bytes to the bulk write of one way."""

    def __init__(self, base_url: str, caller: Caller) -> None:
        self.client = Client(base_url, caller.headers["authorization"])
        self.caller = caller

    def send(self, body: bytes, **headers: str) -> Answer:
        return self.client.send("POST", self.caller.target, body, headers)

    def body(self, item: bytes) -> bytes:
        """Put an item where the way has its products."""
        return self.caller.body(["1"], "ITEM").replace(b'{"title": "ITEM", "handle": "1"}', item)


@ways
@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[",
        b"not json",
        b"\xff\xfe[\x00]\x00",
        b"[" * 10_000 + b"]" * 10_000,
        b'"text"',
        b"\x00",
        b"[{}",
        b'{"query":',
    ],
    ids=range(9),
)
def test_bytes_that_are_no_request_are_refused(sender: Sender, body: bytes) -> None:
    assert_refused("lana", sender.send(body), 400)


@ways
@pytest.mark.parametrize(
    "item",
    [
        b"{}",
        b"null",
        b"[]",
        b'{"title":"\xff"}',
        b'{"title":"\\ud800"}',
        b'{"title":"a\\u0000b"}',
        b'{"title":1e999}',
        b'{"title":"t","minimum_quantity":99999999999999999999}',
        b'{"title":"t","tags":' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"title":"t","unknown":' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"title":"' + b"x" * 3_000 + b'"}',
        b'{"title":"t","published_at":"9999-99-99T99:99:99Z"}',
        b'{"title":"t","subscription_plans":[' + json.dumps(PLAN).encode() + b"]}",
    ],
    ids=range(13),
)
def test_a_bad_product_is_refused_and_nothing_of_the_request_is_written(sender: Sender, item: bytes) -> None:
    assert_refused("lana", sender.send(sender.body(b'{"title":"good"},' + item)), 400)


@ways
def test_a_mass_of_empty_products_is_refused_and_others_answered_meanwhile(
    served: Served, client: Client, sender: Sender
) -> None:
    body = sender.body(b",".join([b"{}"] * 300_000))
    head = {"authorization": sender.client.token}
    sender.client.connection.request("POST", sender.caller.target, body, head)
    assert [len(client.numbers()) for _ in range(5)] == [0] * 5
    answer = json.loads(sender.client.connection.getresponse().read())
    error = answer[0]["error"] if isinstance(answer, list) else answer.get("error") or answer["errors"][0]["apiError"]
    assert error["code"] in {1000, 1030, 1146}


@ways
@pytest.mark.parametrize("packed", [gzipped, zstandard.ZstdCompressor().compress], ids=["gzip", "zstd"])
def test_packed_bodies_are_unpacked_within_bounds(sender: Sender, packed: Callable[[bytes], bytes]) -> None:
    encoding = {"content-encoding": "gzip" if packed is gzipped else "zstd"}
    bomb = packed(b"[" + b" " * (64 * MEBIBYTE) + b"]")
    assert_refused("lana", sender.send(bomb, **encoding), 413)
    assert_refused("lana", sender.send(packed(sender.body(b"{}"))[:-9], **encoding), 400)
    assert_refused("lana", sender.send(packed(sender.body(b"{}")), **encoding), 400)


@ways
def test_a_body_over_the_bound_is_refused_before_it_is_read(served: Served, sender: Sender) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(served.base_url).port or 0), timeout=30) as wire:
        head = (
            f"POST {sender.caller.target} HTTP/1.1\r\nhost: x\r\nauthorization: {sender.client.token}\r\n"
            "content-length: 99999999999\r\n\r\n"
        )
        wire.sendall(head.encode())
        status = b" 200 " if sender.caller.api is LANA_RELAY else b" 413 "
        assert status in wire.recv(65_536).partition(b"\r\n")[0]


@ways
@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer " + "x" * 10_000, "Bearer a.b.c"])
def test_a_token_that_opens_nothing_is_refused(sender: Sender, token: str) -> None:
    assert_refused("lana", sender.send(sender.body(b'{"title":"t"}'), authorization=token), 401)


@ways
def test_a_revoked_token_is_refused_at_once(served: Served, client: Client, sender: Sender) -> None:
    made = served.command("key", "create", "--catalog", client.catalog, "--dialect", "lana")
    token = f"Bearer {made['token']}"
    assert sender.client.send("GET", "/shops.json", headers={"authorization": token}).status == 200
    served.command("key", "revoke", str(made["id"]))
    assert_refused("lana", sender.send(sender.body(b'{"title":"t"}'), authorization=token), 401)


@pytest.mark.parametrize("api", [LANA], ids=["lana"])
def test_documents_and_relays_without_end_are_refused(sender: Sender) -> None:
    deep = "{" + "productsPage{items" * 2_000 + "}" * 2_000
    wide = "{" + " ".join(f"a{place}: shops{{id}}" for place in range(5_000)) + "}"
    documents = {deep: 400, wide: 400, "{" * 10_000: 400, "#" * MEBIBYTE: 413, '"' * 1_000: 400}
    for document, status in documents.items():
        answer = sender.client.send("POST", "/commerce.json", json.dumps({"query": document}).encode())
        assert_refused("lana", answer, status)
    answer = sender.client.send("POST", "/relay.json", json.dumps([{"url": "shops.json"}] * 101).encode())
    assert_refused("lana", answer, 413)

"""Requests as the server received them."""

import gzip
import json
import threading
from typing import Any

import pytest
import zstandard
from colleqtive_sdk import Colleqtive

from shelfwire.testing import Shelfwire
from tests.testing.speaking import DIALECTS, ask, create, headers, product


def test_a_request_is_kept_whole(shelfwire: Shelfwire) -> None:
    api = shelfwire.colleqtive
    oats: Any = product("colleqtive", "Oats")
    with Colleqtive(base_url=api.base_url, bearer_token=api.token) as client:
        client.products.create_products(body=[oats], flush=True, extra_headers={"X-Shop": "one"})

    (request,) = shelfwire.requests
    assert (request.method, request.path, request.query) == ("POST", "/api/v2/public/products", {"flush": ["true"]})
    assert (request.headers["x-shop"], request.headers["authorization"]) == ("one", api.token)
    assert json.loads(request.body) == request.json == [oats]
    assert (request.dialect, request.status, request.is_done) == ("colleqtive", 200, True)
    assert repr(request) == "<POST /api/v2/public/products 200>"


def test_each_api_has_its_own_requests(shelfwire: Shelfwire) -> None:
    for dialect in DIALECTS:
        create(shelfwire, dialect, "Oats")
    ask("GET", f"{shelfwire.base_url}/healthz")

    assert {dialect: len(getattr(shelfwire, dialect).requests) for dialect in DIALECTS} == {
        "colleqtive": 1,
        "cin7": 1,
        "lana": 1,
        "vendnovation": 2,
    }
    assert [request.dialect for request in shelfwire.requests] == [*DIALECTS, "vendnovation", None]


def test_paths_that_lead_nowhere_belong_to_the_api_that_refuses_them(shelfwire: Shelfwire) -> None:
    ask("GET", f"{shelfwire.cin7.base_url}/v1/Nothing%20here?a=1&a=2&b=")

    (request,) = shelfwire.cin7.requests
    assert (request.path, request.query, request.status) == (
        "/api/v1/Nothing here",
        {"a": ["1", "2"], "b": [""]},
        404,
    )


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_packed_body_is_kept_as_it_travelled_and_read_as_it_was_meant(shelfwire: Shelfwire, encoding: str) -> None:
    body = json.dumps([{"title": "Oats"}]).encode()
    packed = gzip.compress(body) if encoding == "gzip" else zstandard.ZstdCompressor().compress(body)
    url = f"{shelfwire.lana.base_url}/products.json?shop_id={shelfwire.lana.shop_id}"
    ask("POST", url, headers(shelfwire, "lana") | {"content-encoding": encoding}, packed)

    (request,) = shelfwire.requests
    assert (request.body, request.json, request.status) == (packed, [{"title": "Oats"}], 200)


def test_a_request_from_another_thread_can_be_waited_for(shelfwire: Shelfwire) -> None:
    shelfwire.delay_next(0.05)
    sender = threading.Thread(target=create, args=(shelfwire, "lana", "Oats"))
    sender.start()
    (request,) = shelfwire.lana.wait_for_requests(1, timeout_seconds=30)
    sender.join()

    assert (request.path, request.status) == ("/products.json", 200)


def test_waiting_for_what_does_not_come_says_what_came(shelfwire: Shelfwire) -> None:
    create(shelfwire, "cin7", "Oats")

    with pytest.raises(
        TimeoutError, match=r"^1 of 2 requests were done after 0.01 s: \[<POST /api/v1/Products 200>\]$"
    ):
        shelfwire.wait_for_requests(2, timeout_seconds=0.01)

"""A graceful stop finishes what was accepted."""

import json
import signal
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.http.running import read_answer
from tests.service.apis import COLLEQTIVE, LANA, Api
from tests.service.conftest import EVERY_PERMISSION, PRODUCTS, Client
from tests.serving import Served

COUNT = 5_000


@pytest.mark.parametrize("api", [COLLEQTIVE, LANA], ids=lambda api: api.name)
def test_a_stop_finishes_the_requests_that_were_accepted(tmp_path: Path, api: Api) -> None:
    server = Served(tmp_path)
    server.catalog("one")
    token = server.token("one", *EVERY_PERMISSION)
    caller = api.caller(server, "one")
    body = caller.body([str(i) for i in range(COUNT)], "n" * 100)
    head = (
        f"POST {caller.target} HTTP/1.1\r\nhost: x\r\nauthorization: {caller.headers['authorization']}\r\n"
        f"content-length: {len(body)}\r\nexpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", urlsplit(server.base_url).port or 0), timeout=60) as wire:
        wire.sendall(head.encode())
        assert read_answer(wire)[0] == 100  # it was accepted
        server.process.send_signal(signal.SIGTERM)
        wire.sendall(body)
        status, _, answer = read_answer(wire)
    assert (status, api.written(json.loads(answer))) == (200, COUNT)
    assert server.end() == 0

    server = Served(tmp_path)
    client = Client(server.base_url, token)
    assert client.send("GET", PRODUCTS + "?page_size=1").json["total_record_count"] == COUNT
    client.close()
    assert server.stop() == 0

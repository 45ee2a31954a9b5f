"""A graceful stop finishes what was accepted."""

import json
import threading
import time
from pathlib import Path

from tests.service.conftest import EVERY_PERMISSION, Answer, Client
from tests.serving import Served


def test_a_stop_finishes_the_requests_that_were_accepted(tmp_path: Path) -> None:
    server = Served(tmp_path)
    server.catalog("one")
    token = server.token("one", *EVERY_PERMISSION)
    items = [{"product_number": str(i), "product_name": "n" * 100, "is_counted": True} for i in range(60_000)]
    body = json.dumps(items).encode()
    answers: list[Answer] = []

    def send() -> None:
        client = Client(server.base_url, token)
        answers.append(client.post(body))
        client.close()

    sender = threading.Thread(target=send)
    sender.start()
    time.sleep(0.4)
    assert server.stop() == 0
    sender.join()
    assert [answer.status for answer in answers] == [200]

    server = Served(tmp_path)
    client = Client(server.base_url, token)
    assert client.send("GET", "/api/v2/public/products?page_size=1").json["total_record_count"] == 60_000
    client.close()
    assert server.stop() == 0

"""A request can be repeated with the same Idempotency-Key and is carried out once."""

import threading
from pathlib import Path

import pytest

from tests.service.apis import APIS, Api
from tests.service.conftest import PRODUCTS, Answer, Client
from tests.serving import Served

BODY = b'[{"product_number":"1","product_name":"n","is_counted":true}]'


def test_a_replay_answers_the_stored_reply(client: Client) -> None:
    first = client.post(BODY, **{"idempotency-key": "k"})
    again = client.post(BODY, **{"idempotency-key": "k"})
    assert (first.status, again.status) == (200, 200)
    assert again.body == first.body
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert "1 created" in again.json["message"]


def test_the_same_key_with_another_body_or_query_is_422_in_the_dialects_shape(client: Client) -> None:
    client.post(BODY, **{"idempotency-key": "k"})
    for answer in (
        client.post(BODY.replace(b'"n"', b'"m"'), **{"idempotency-key": "k"}),
        client.post(BODY, PRODUCTS + "?flush=true", **{"idempotency-key": "k"}),
    ):
        assert (answer.status, answer.json["success"], answer.json["errors"]) == (422, False, [])
        assert answer.headers["x-should-retry"] == "false"
    assert client.post(BODY, PRODUCTS + "?flush=true", **{"idempotency-key": "k2"}).status == 200


def test_a_key_that_is_no_key_is_a_bad_request(client: Client) -> None:
    for key in ("x" * 256, "a\tb", "é"):
        assert client.post(BODY, **{"idempotency-key": key}).status == 400
    assert client.numbers() == []


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_equal_requests_at_once_are_carried_out_once(served: Served, client: Client, api: Api) -> None:
    caller = api.caller(served, client.catalog)
    body = caller.body([str(number) for number in range(2_000)], "n")
    answers: list[Answer] = []

    def send() -> None:
        own = Client(served.base_url, "")
        answers.append(own.send(api.method, caller.target, body, caller.headers | {"idempotency-key": "k"}))
        own.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(answer.status, answer.body) for answer in answers} == {(200, answers[0].body)}
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == (5 if api.tells_replays else 0)
    assert api.written(answers[0].json) == 2_000
    assert client.send("GET", PRODUCTS + "?page_size=1").json["total_record_count"] == 2_000


def test_an_answer_outlives_the_server(tmp_path: Path) -> None:
    server = Served(tmp_path)
    server.catalog("one")
    token = server.token("one")
    client = Client(server.base_url, token)
    first = client.post(BODY, **{"idempotency-key": "k"})
    client.close()
    assert server.stop() == 0
    server = Served(tmp_path)
    client = Client(server.base_url, token)
    again = client.post(BODY, **{"idempotency-key": "k"})
    assert (again.body, again.headers["idempotency-replayed"]) == (first.body, "true")
    client.close()
    assert server.stop() == 0

"""A server that sends a request elsewhere is followed where that is the same request to the same server, else told."""

from typing import Any

import httpx2
import pytest

from shelfwire_client import APIStatusError, BulkInterrupted, VendNovation
from tests.sdk.core.conftest import BASE_URL, TOKEN, Talk

PATH = "/api/v2/public/products"
ELSEWHERE = "https://elsewhere.example/base" + PATH


def sent_to(status_code: int, location: str) -> httpx2.Response:
    return httpx2.Response(status_code, headers={"location": location})


@pytest.mark.parametrize("status_code", [301, 302, 303])
@pytest.mark.parametrize("location", [ELSEWHERE, "/base/there"])
def test_a_write_is_not_repeated_as_a_read(talk: Talk, status_code: int, location: str) -> None:
    talk.answers.append(sent_to(status_code, location))
    with pytest.raises(APIStatusError, match="set the base URL accordingly") as caught:
        talk.client().products.create_products(body=[])
    assert (caught.value.status_code, location in caught.value.message) == (status_code, True)
    assert [(one.method, str(one.url)) for one in talk.requests] == [("POST", BASE_URL + PATH)]


def test_a_bulk_write_that_is_sent_elsewhere_has_accepted_nothing(talk: Talk) -> None:
    talk.answers.append(sent_to(302, "/base/login"))
    with pytest.raises(BulkInterrupted, match="HTTP 302: the server sends this request to /base/login") as caught:
        talk.client().products.upsert_all([{"product_number": "1"}])
    assert [one.status for one in caught.value.result] == ["unknown"]


@pytest.mark.parametrize("status_code", [307, 308])
def test_the_same_request_goes_where_the_same_server_wants_it(talk: Talk, status_code: int) -> None:
    talk.answers += [sent_to(status_code, "/base/there#part"), sent_to(status_code, "here")]
    client = talk.client()
    assert client.products.create_products(body=[{"product_number": "1"}]).success is True
    assert [str(one.url) for one in talk.requests[1:]] == [
        "http://api.example/base/there",
        "http://api.example/base/here",
    ]
    (told,) = {
        (one.method, one.content, one.headers["authorization"], one.headers["idempotency-key"]) for one in talk.requests
    }
    assert told[:3] == ("POST", b'[{"product_number":"1"}]', TOKEN)


@pytest.mark.parametrize("status_code", [301, 302, 303, 307, 308])
def test_a_read_goes_on_at_the_same_host_with_encryption(talk: Talk, status_code: int) -> None:
    talk.answers.append(sent_to(status_code, f"https://api.example{PATH}"))
    talk.client().products.list_products()
    assert [str(one.url) for one in talk.requests] == [BASE_URL + PATH, f"https://api.example{PATH}"]


@pytest.mark.parametrize(
    "location",
    [
        ELSEWHERE,
        "//elsewhere.example/",
        "http://api.example:81/",
        "http://u:p@api.example/",
        "http://[",
        "ftp://api.example/",
    ],
)
def test_nothing_is_sent_to_another_server(talk: Talk, location: str) -> None:
    talk.answers.append(sent_to(307, location))
    with pytest.raises(APIStatusError, match="HTTP 307: the server sends this request to"):
        talk.client().products.list_products()
    assert len(talk.requests) == 1


def test_a_circle_is_left(talk: Talk) -> None:
    talk.answers += [sent_to(307, PATH) for _ in range(20)]
    with pytest.raises(APIStatusError, match="HTTP 307"):
        talk.client().products.list_products()
    assert len(talk.requests) == 6


def test_an_http_client_of_the_callers_own_that_follows_is_not_let_go_either() -> None:
    seen: list[Any] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append((request.url.host, request.headers.get("x-api-key")))
        return sent_to(307, "http://elsewhere.example/")

    with (
        httpx2.Client(transport=httpx2.MockTransport(handle), follow_redirects=True) as http_client,
        VendNovation(
            api_key="k", username="u", password="p", base_url="http://api.example", http_client=http_client
        ) as client,
        pytest.raises(APIStatusError, match=r"to http://elsewhere\.example/, where it was not sent"),
    ):
        client.products.list_products()
    assert seen == [("api.example", "k")]

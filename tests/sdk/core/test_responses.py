"""Answers as they came: whole, and piece by piece."""

from collections.abc import AsyncIterator, Iterator

import httpx2
import pytest

from shelfwire_client.core.call import Headers
from shelfwire_client.core.errors import APIConnectionError, BadRequestError, RateLimitError
from tests.sdk.core.conftest import Talk

ANSWER = {"success": True, "data": "ü"}


def test_a_raw_response_has_the_whole_answer(talk: Talk) -> None:
    pairs = [("X-Request-Id", "r1"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    talk.answers.append(httpx2.Response(201, json=ANSWER, headers=pairs))
    raw = talk.client().products.with_raw_response.create_products(body=[])
    assert (raw.status_code, raw.request_id, raw.json()) == (201, "r1", ANSWER)
    assert raw.content.decode() == raw.text
    assert raw.headers["SET-COOKIE"] == "a=1, b=2"
    assert raw.parse().to_dict() == ANSWER


def test_a_raw_response_of_a_list_parses_to_its_page(talk: Talk) -> None:
    talk.answers.append(httpx2.Response(200, json={"records": [{"product_number": "1"}]}))
    raw = talk.client().products.with_raw_response.list_products()
    assert [one.product_number for one in raw.parse().records] == ["1"]


def test_refusals_are_raised_with_raw_and_streamed_responses_too(talk: Talk) -> None:
    client = talk.client(max_retries=0)
    talk.answers += [httpx2.Response(400, json={"message": "one"}), httpx2.Response(429, json={"message": "two"})]
    with pytest.raises(BadRequestError, match="HTTP 400: one"):
        client.products.with_raw_response.create_products(body=[])
    with (
        pytest.raises(RateLimitError, match="HTTP 429: two"),
        client.products.with_streaming_response.create_products(body=[]),
    ):
        pytest.fail("the block must not be entered")


def test_a_streamed_response_is_tried_again_like_any_other(talk: Talk) -> None:
    talk.answers += [httpx2.Response(500, headers={"retry-after-ms": "1"}), httpx2.Response(200, json=ANSWER)]
    with talk.client().products.with_streaming_response.create_products(body=[]) as response:
        assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
        assert response.parse().to_dict() == ANSWER
    assert len(talk.requests) == 2


class Pieces(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body in pieces that tells how far it was read and that it was closed."""

    def __init__(self, *pieces: bytes | Exception) -> None:
        self.pieces = pieces
        self.read = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.read += 1
            if isinstance(piece, Exception):
                raise piece
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


def test_a_streamed_body_comes_piece_by_piece_and_the_rest_is_left(talk: Talk) -> None:
    pieces = Pieces(b"one", b"two", b"three")
    talk.answers.append(httpx2.Response(200, stream=pieces))
    with talk.client().products.with_streaming_response.list_products() as response:
        assert pieces.read == 0
        assert next(iter(response.iter_bytes())) == b"one"
        assert pieces.read == 1
    assert pieces.closed


def test_a_streamed_body_can_be_read_whole(talk: Talk) -> None:
    talk.answers += [httpx2.Response(200, stream=Pieces(b"one", b"two")) for _ in range(2)]
    client = talk.client()
    with client.products.with_streaming_response.list_products() as response:
        assert response.read() == b"onetwo"
    with client.products.with_streaming_response.list_products() as response:
        assert list(response.iter_bytes()) == [b"one", b"two"]


@pytest.mark.parametrize("reading", ["read", "iter_bytes", "parse"])
def test_a_streamed_body_that_breaks_off_is_a_connection_error(talk: Talk, reading: str) -> None:
    talk.answers.append(httpx2.Response(200, stream=Pieces(b"one", httpx2.ReadError("gone"))))
    with (
        talk.client().products.with_streaming_response.list_products() as response,
        pytest.raises(APIConnectionError, match="The answer broke off: gone") as caught,
    ):
        list(getattr(response, reading)())
    assert isinstance(caught.value.__cause__, httpx2.ReadError)


def test_headers_are_found_by_names_in_any_case() -> None:
    headers = Headers([("X-One", "1"), ("x-one", "2"), ("Other", "")])
    assert dict(headers) == {"x-one": "1, 2", "other": ""}
    assert (headers["X-ONE"], headers.get("nothing"), len(headers)) == ("1, 2", None, 2)
    assert "Other" in headers
    assert repr(headers) == "Headers([('x-one', '1, 2'), ('other', '')])"

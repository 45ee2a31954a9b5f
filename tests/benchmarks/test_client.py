import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import pytest

from benchmarks.client import (
    Answer,
    Driven,
    Request,
    UnexpectedAnswerError,
    drive,
    head,
    phase_seconds,
    quantile,
    single,
)


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[int]:
    """A server that gives one answer to every request without a body, a byte at a time."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (await reader.read(65_536)).endswith(b"\r\n\r\n"):
            for byte in answer:
                writer.write(bytes([byte]))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def ask(answer: bytes, requests: Iterable[Request], connections: int = 1) -> Driven:
    async def run() -> Driven:
        async with answering(answer) as port:
            return await drive(port, requests, connections=connections)

    return asyncio.run(run())


GET = (head("GET", "/", 0),)


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", b"hello"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", b""),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", b"hello"),
    ],
)
def test_answers_are_read_to_their_end_whatever_says_where_it_is(answer: bytes, body: bytes) -> None:
    driven = ask(answer, [GET] * 5, connections=2)
    assert len(driven.latencies) == 5
    assert driven.last is not None
    assert (driven.last.status, driven.last.body) == (200, body)


def test_another_answer_than_expected_is_an_error_that_shows_it() -> None:
    with pytest.raises(UnexpectedAnswerError, match="503 b'busy'"):
        ask(b"HTTP/1.1 503 Busy\r\ncontent-length: 4\r\n\r\nbusy", [GET])


def test_a_server_that_hangs_up_is_an_error() -> None:
    async def run() -> None:
        async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readline()
            writer.close()

        async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
            await single(server.sockets[0].getsockname()[1], GET)

    with pytest.raises(ConnectionError):
        asyncio.run(run())


def test_a_request_with_a_body_says_its_length_and_type() -> None:
    assert head("POST", "/x?y=1", 3, {"authorization": "t"}) == (
        b"POST /x?y=1 HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 3\r\n"
        b"authorization: t\r\n\r\n"
    )


def test_quantiles_are_of_the_values_themselves() -> None:
    assert (quantile([3, 1, 2], 0.5), quantile([3, 1, 2], 0.99), quantile([7], 0.0)) == (2, 3, 7)


def test_where_the_server_says_its_time_went_is_read_in_seconds() -> None:
    said = b"HTTP/1.1 200 OK\r\nServer-Timing: plan;dur=1.50, read;dur=20.25\r\ncontent-length: 0\r\n\r\n"
    assert phase_seconds(Answer(200, b"", said, 0.1)) == {"plan": 0.0015, "read": 0.02025}
    assert phase_seconds(Answer(200, b"", b"HTTP/1.1 200 OK\r\n\r\n", 0.1)) == {}

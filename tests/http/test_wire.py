"""What arrives in raw bytes: whatever it is, the answer is an orderly one and the next client is served."""

import json
import socket
from collections.abc import Iterator

import pytest

from shelfwire.http.server import HEAD_BYTES_MAX, TARGET_BYTES_MAX
from tests.http.echo import SECRET
from tests.http.running import Running, read_answer, read_to_end, request_head, running

NOT_HTTP = {"error": {"code": "bad_request", "message": "This is not a request in HTTP/1.1 as RFC 9112 has it."}}


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """Run one server for all tests here."""
    with running() as server:
        yield server


@pytest.fixture
def connection(server: Running) -> Iterator[socket.socket]:
    """Open a connection, and see afterwards that the next client is served."""
    with server.raw() as connection:
        yield connection
    with server.raw() as other:
        other.sendall(request_head("GET /echo/head"))
        assert read_answer(other)[0] == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
        b"hello\r\n\r\n",
        b"get /echo/head HTTP/1.1\r\nhost: x\r\n\r\n",
        b"FETCH /echo/head HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET /echo/head HTTP/9.9\r\nhost: x\r\n\r\n",
        b"GET /echo head HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET /echo/\xc3\xa9 HTTP/1.1\r\nhost: x\r\n\r\n",
        b"GET /echo/head HTTP/1.1\r\nhost: x\r\nbad header: 1\r\n\r\n",
        b"GET /echo/head HTTP/1.1\r\nhost: x\r\na: \x00\r\n\r\n",
        b"POST /echo/body HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        b"POST /echo/body HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        b"POST /echo/body HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999999999999999\r\n\r\n",
        b"POST /echo/body HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"CONNECT example.com:443 HTTP/1.1\r\nhost: x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)
def test_what_is_not_http_is_refused_and_the_connection_ends(connection: socket.socket, sent: bytes) -> None:
    connection.sendall(sent)
    status, headers, body = read_answer(connection)
    rest = read_to_end(connection)
    assert (status, json.loads(body), rest) == (400, NOT_HTTP, b"")
    assert headers == {"content-type": "application/json", "content-length": str(len(body)), "connection": "close"}


def test_a_body_that_is_not_chunked_as_it_says_is_refused(connection: socket.socket) -> None:
    connection.sendall(request_head("POST /echo/body", "transfer-encoding: chunked") + b"zz\r\n")
    assert read_answer(connection)[0] == 400
    assert read_to_end(connection) == b""


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("GET http://elsewhere/echo/head", 200),
        ("GET /echo/head#fragment", 200),
        ("GET /echo/head?%zz=%&=&&;%ff=%c3%28", 200),
        ("GET /echo/%zz%", 404),
        ("GET /echo/items/%00%0d%0a", 200),
        ("GET /echo/../../etc/passwd", 404),
        ("GET //", 404),
        ("GET //[::::", 404),
        ("TRACE /echo/head", 405),
        ("SOURCE /echo/head", 405),
    ],
)
def test_absurd_targets_are_answered(connection: socket.socket, request_line: str, status: int) -> None:
    connection.sendall(request_head(request_line))
    assert read_answer(connection)[0] == status


def test_bytes_that_are_not_utf_8_are_replaced_in_the_query(connection: socket.socket) -> None:
    connection.sendall(request_head("GET /echo/head?%zz=%&&;%ff=%c3%28"))
    assert json.loads(read_answer(connection)[2])["query"] == [["%zz", "%"], [";\ufffd", "\ufffd("]]


def test_headers_that_are_not_utf_8_are_survived(connection: socket.socket) -> None:
    connection.sendall(request_head("GET /echo/head", "x-twice: 1", "X-Twice: \xff\xfe\xe9"))
    status, _, body = read_answer(connection)
    assert (status, json.loads(body)["twice"]) == (200, "\xff\xfe\xe9")


def test_a_query_of_64_kilobytes_is_read(connection: socket.socket) -> None:
    connection.sendall(request_head("GET /echo/head?" + "&".join("a=%C3%A9" for _ in range(7_000))))
    assert json.loads(read_answer(connection)[2])["query"] == [["a", "é"]] * 7_000


def test_a_longer_query_is_refused_with_the_bound(connection: socket.socket) -> None:
    connection.sendall(request_head("GET /echo/head?" + "a" * 100_000))
    status, _, body = read_answer(connection)
    text = f"The target of a request, path and query, may have {TARGET_BYTES_MAX} bytes at the most."
    assert (status, json.loads(body)) == (414, {"error": {"code": "bad_request", "message": text}})


def test_a_header_of_100_kilobytes_and_a_thousand_headers_are_read(connection: socket.socket) -> None:
    many = [f"x-{number}: {number}" for number in range(1_000)]
    connection.sendall(request_head("GET /echo/head", "x-twice: " + "v" * 100_000, *many))
    status, _, body = read_answer(connection)
    assert (status, json.loads(body)["twice"]) == (200, "v" * 100_000)


@pytest.mark.parametrize("start", ["GET /", "GET / HTTP/1.1\r\nhost: ", "GET / HTTP/1.1\r\n"])
def test_a_head_without_an_end_is_refused_at_its_bound(connection: socket.socket, start: str) -> None:
    filler = b"a: b\r\n" * 4_096 if start.endswith("\n") else b"a" * 24_576
    connection.sendall(start.encode())
    for _ in range(HEAD_BYTES_MAX // len(filler) + 1):
        connection.sendall(filler)
    status, _, body = read_answer(connection)
    text = f"The head of a request may have {HEAD_BYTES_MAX} bytes at the most."
    assert (status, json.loads(body)) == (431, {"error": {"code": "bad_request", "message": text}})


def test_a_head_that_comes_byte_by_byte_is_read(connection: socket.socket) -> None:
    for byte in request_head("GET /echo/head"):
        connection.sendall(bytes([byte]))
    assert read_answer(connection)[0] == 200


def test_requests_that_come_at_once_are_answered_in_order(connection: socket.socket) -> None:
    connection.sendall(
        request_head("POST /echo/body", "content-length: 2", "x-request-id: 1")
        + b"{}"
        + request_head("GET /echo/nothing", "x-request-id: 2")
        + request_head("GET /healthz", "x-request-id: 3", "connection: close")
    )
    answers = read_to_end(connection)
    places = [answers.index(f"x-request-id: {number}".encode()) for number in (1, 2, 3)]
    assert places == sorted(places)
    assert answers.count(b"HTTP/1.1 ") == 3


def test_rubbish_behind_a_request_does_not_spoil_its_answer(server: Running, connection: socket.socket) -> None:
    connection.sendall(request_head("POST /echo/slow", "content-length: 2") + b"{}" + b"rubbish\r\n\r\n")
    server.wait_entered()
    server.call(server.echo.released.set)
    status, _, body = read_answer(connection)
    assert (status, json.loads(body), read_to_end(connection)) == (200, {"bytes": 2}, b"")


@pytest.mark.parametrize("protocol", ["websocket", "h2c"])
def test_an_upgrade_is_ignored_and_the_body_is_not(connection: socket.socket, protocol: str) -> None:
    asking = ("Connection: Upgrade, HTTP2-Settings", f"Upgrade: {protocol}", "HTTP2-Settings: AAEAAEAA")
    for _ in range(2):
        connection.sendall(request_head("POST /echo/body", *asking, "content-length: 2") + b"{}")
        status, headers, body = read_answer(connection)
        assert (status, json.loads(body)["bytes"], headers.get("connection")) == (200, 2, None)
        connection.sendall(request_head("POST /echo/body", *asking, "transfer-encoding: chunked"))
        connection.sendall(b"3\r\nabc\r\n0\r\n\r\n")
        assert json.loads(read_answer(connection)[2])["bytes"] == 3


def test_http_1_0_is_answered_and_closed(connection: socket.socket) -> None:
    connection.sendall(f"GET /echo/head HTTP/1.0\r\nauthorization: {SECRET}\r\n\r\n".encode())
    status, headers, _ = read_answer(connection)
    assert (status, headers["connection"], read_to_end(connection)) == (200, "close", b"")


def test_a_client_that_stops_reading_holds_nobody_up_and_is_cut_off() -> None:
    size = 64 * 1024 * 1024
    with running(body_timeout_seconds=0.5) as server:
        with server.raw() as slow:
            slow.sendall(request_head(f"GET /echo/big?bytes={size}"))
            assert slow.recv(1_000).startswith(b"HTTP/1.1 200 OK")
            with server.raw() as other:
                other.sendall(request_head("GET /echo/head"))
                assert read_answer(other)[0] == 200
            told = server.requests(2)[1]
        assert (told.operation, told.status) == ("big", 499)
        assert told.answer_bytes < size


def test_a_client_that_reads_slowly_gets_the_whole_answer(server: Running) -> None:
    size = 4 * 1024 * 1024
    with server.raw() as connection:
        connection.sendall(request_head(f"GET /echo/big?bytes={size}", "connection: close"))
        received = 0
        while piece := connection.recv(10_000):
            received += piece.count(b"x")
    assert received >= size


CHUNKED = request_head("POST /echo/body", "transfer-encoding: chunked")


def test_a_field_behind_the_body_is_no_header(connection: socket.socket) -> None:
    behind = b"authorization: wrong\r\nidempotency-key: 1\r\ncontent-encoding: gzip\r\nx-request-id: behind\r\n"
    for _ in range(2):
        connection.sendall(CHUNKED + b"2\r\n{}\r\n0\r\n" + behind + b"\r\n")
        status, headers, body = read_answer(connection)
        assert (status, json.loads(body)["bytes"]) == (200, 2)
        assert headers["x-request-id"] != "behind"


@pytest.mark.parametrize("start", [b"0\r\na: ", b"2;a="])
def test_what_stands_around_a_body_has_a_bound(connection: socket.socket, start: bytes) -> None:
    connection.sendall(request_head("POST /echo/body", "transfer-encoding: chunked", "expect: 100-continue"))
    assert read_answer(connection)[0] == 100
    connection.sendall(start)
    for _ in range(HEAD_BYTES_MAX // 24_576 + 1):
        connection.sendall(b"a" * 24_576)
    status, headers, body = read_answer(connection)
    text = f"What stands around a body may have {HEAD_BYTES_MAX} bytes at the most."
    error = {"error": {"code": "bad_request", "message": text}}
    assert (status, headers["connection"], json.loads(body)) == (431, "close", error)


def test_many_small_chunks_are_read(connection: socket.socket) -> None:
    connection.sendall(CHUNKED)
    for _ in range(100):
        connection.sendall((b"1;" + b"a" * 1_000 + b"\r\nx\r\n") * 100)
    connection.sendall(b"0\r\n\r\n")
    assert json.loads(read_answer(connection)[2])["bytes"] == 10_000


def test_a_client_of_http_1_0_is_not_told_to_continue(connection: socket.socket) -> None:
    head = f"POST /echo/body HTTP/1.0\r\nauthorization: {SECRET}\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n"
    connection.sendall(head.encode() + b"{}")
    assert read_answer(connection)[0] == 200


def test_a_transfer_coding_that_is_not_known_is_refused(connection: socket.socket) -> None:
    connection.sendall(request_head("POST /echo/body", "transfer-encoding: gzip, chunked") + b"2\r\n{}\r\n0\r\n\r\n")
    status, headers, body = read_answer(connection)
    text = "The body's transfer coding is not known here; send it chunked, or with its length."
    assert (status, headers["connection"]) == (400, "close")
    assert json.loads(body) == {"echo_refuses": "bad_request", "text": text, "missing": []}

"""How a request's body is read: its type, its packing, its bounds, and clients that stop in the middle."""

import gzip
import random
import socket
from collections.abc import Iterator

import httpx2
import pytest
import zstandard

from tests.http.echo import SECRET, body_answer
from tests.http.running import Running, read_answer, read_to_end, request_head, running


def gzipped(body: bytes, level: int = 6) -> bytes:
    """Pack without the time of day, so that a test has the same name wherever it is collected."""
    return gzip.compress(body, level, mtime=0)


AUTHORIZED = {"authorization": SECRET}
BOUND = 1_048_576
TOO_LARGE = (
    f"A request body may have {BOUND} bytes at the most, before and after unpacking; "
    "send the items in several requests, or raise SHELFWIRE_BODY_BYTES_MAX."
)


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """Run one server with a bound of 1 MiB for all tests here."""
    with running(body_bytes_max=BOUND) as server:
        yield server


def post(server: Running, content: bytes | Iterator[bytes], **headers: str) -> tuple[int, object]:
    """Send a body and give status and answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = httpx2.post(f"{server.url}/echo/body", headers=AUTHORIZED | named, content=content, timeout=60)
    return answer.status_code, answer.json()


def refused(code: str, text: str) -> dict[str, object]:
    """Give what the echo dialect answers to a refusal."""
    return {"echo_refuses": code, "text": text, "missing": []}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "APPLICATION/JSON",
        "application/json; charset=utf-8",
        'application/json;Charset="UTF-8"; q=1',
        "",
    ],
)
def test_json_in_utf_8_is_taken_however_it_is_written(server: Running, content_type: str) -> None:
    assert post(server, b"{}", content_type=content_type) == (200, body_answer(b"{}"))


def test_a_missing_content_type_is_taken_as_json(server: Running) -> None:
    assert post(server, b"{}") == (200, body_answer(b"{}"))


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", ";", "application/jsonx", "\xff"]
)
def test_another_media_type_is_refused(server: Running, content_type: str) -> None:
    headers = [(b"authorization", SECRET.encode()), (b"content-type", content_type.encode("latin-1"))]
    answer = httpx2.post(f"{server.url}/echo/body", headers=headers, content=b"{}")
    text = "This operation takes a body of type application/json."
    assert (answer.status_code, answer.json()) == (415, refused("unsupported_media_type", text))


def test_another_charset_is_refused(server: Running) -> None:
    text = "The body must be encoded in UTF-8."
    expected = (415, refused("unsupported_media_type", text))
    assert post(server, b"{}", content_type="application/json; charset=iso-8859-1") == expected


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, gzip", "zstd,gzip"])
def test_another_encoding_is_refused_with_those_that_are_known(server: Running, encoding: str) -> None:
    headers = {**AUTHORIZED, "content-encoding": encoding}
    answer = httpx2.post(f"{server.url}/echo/body", headers=headers, content=b"{}")
    text = "A body may come as it is, or packed with one of gzip, zstd."
    assert (answer.status_code, answer.json()) == (415, refused("unsupported_media_type", text))
    assert answer.headers["accept-encoding"] == "gzip, zstd"


BODY = random.Random(7).randbytes(300_000) + bytes(300_000)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("identity", BODY),
        ("gzip", gzipped(BODY)),
        ("X-GZIP", gzipped(BODY)),
        ("gzip", gzipped(BODY[:100_000]) + gzipped(b"") + gzipped(BODY[100_000:])),
        ("zstd", zstandard.compress(BODY)),
        ("zstd", zstandard.compress(BODY[:100_000]) + zstandard.compress(BODY[100_000:])),
        ("zstd", b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc" + zstandard.compress(BODY)),
    ],
)
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_is_unpacked(server: Running, encoding: str, packed: bytes, *, chunked: bool) -> None:
    pieces = (packed[start : start + 5_000] for start in range(0, len(packed), 5_000))
    assert post(server, pieces if chunked else packed, content_encoding=encoding) == (200, body_answer(BODY))


@pytest.mark.parametrize("encoding", ["gzip", "zstd", "identity"])
def test_an_empty_body_is_empty_in_every_encoding(server: Running, encoding: str) -> None:
    assert post(server, b"", content_encoding=encoding) == (200, body_answer(b""))
    assert post(server, iter(()), content_encoding=encoding) == (200, body_answer(b""))


@pytest.mark.parametrize(
    ("encoding", "packed", "what"),
    [
        ("gzip", gzipped(BODY)[:-1], "it was cut off."),
        ("gzip", gzipped(BODY)[:-8] + bytes(8), "Error -3 while decompressing data: incorrect data check."),
        ("gzip", b"{}", "Error -3 while decompressing data: incorrect header check."),
        ("gzip", gzipped(b"a") + b"junk", "Error -3 while decompressing data: incorrect header check."),
        ("gzip", gzipped(b"") * 16_385, None),
        ("zstd", zstandard.compress(BODY)[:-1], "it was cut off."),
        ("zstd", b"{}junk", None),
        ("zstd", zstandard.compress(b"a") + b"junkjunk", None),
        ("zstd", b"\x28\xb5\x2f\xfd\x00\xff" + bytes(20), None),
    ],
)
def test_a_body_that_cannot_be_unpacked_is_refused(
    server: Running, encoding: str, packed: bytes, what: str | None
) -> None:
    status, answer = post(server, packed, content_encoding=encoding)
    assert isinstance(answer, dict)
    text = answer["text"] if what is None else f"The {encoding} body cannot be unpacked: {what}"
    assert (status, answer) == (400, refused("bad_request", text))
    assert text.startswith(f"The {encoding} body cannot be unpacked: ")


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzipped(bytes(BOUND + 1))),
        ("gzip", gzipped(bytes(300_000_000), 1)),
        ("zstd", zstandard.compress(bytes(BOUND + 1))),
        ("zstd", zstandard.compress(bytes(300_000_000))),
    ],
)
def test_a_body_that_unpacks_to_more_than_the_bound_is_refused(server: Running, encoding: str, packed: bytes) -> None:
    assert post(server, packed, content_encoding=encoding) == (413, refused("body_too_large", TOO_LARGE))


def test_a_body_at_the_bound_is_taken(server: Running) -> None:
    body = bytes(BOUND)
    for encoding, content in (("identity", body), ("gzip", gzipped(body)), ("zstd", zstandard.compress(body))):
        assert post(server, content, content_encoding=encoding) == (200, body_answer(body))
    assert post(server, iter([body[:1], body[1:]])) == (200, body_answer(body))


def test_a_body_over_the_bound_is_refused(server: Running) -> None:
    expected = (413, refused("body_too_large", TOO_LARGE))
    assert post(server, bytes(BOUND + 1)) == expected
    assert post(server, iter([bytes(BOUND), b"x"])) == expected


def test_a_client_that_sends_50_megabytes_reads_why_it_is_refused(server: Running) -> None:
    body = bytes(50_000_000)
    assert post(server, body) == (413, refused("body_too_large", TOO_LARGE))
    assert post(server, (bytes(100_000) for _ in range(500))) == (413, refused("body_too_large", TOO_LARGE))
    answer = httpx2.post(f"{server.url}/echo/body", content=body, timeout=60)
    assert answer.json() == refused("unauthenticated", "This request carries no credential.")
    answer = httpx2.post(f"{server.url}/nothing", content=body, timeout=60)
    assert answer.json() == {"error": {"code": "not_found", "message": "There is nothing at /nothing"}}


def test_a_client_that_sends_all_before_it_reads_gets_its_answer(server: Running) -> None:
    with server.raw() as connection:
        connection.sendall(request_head("POST /echo/body", "content-length: 50000000"))
        for _ in range(500):
            connection.sendall(bytes(100_000))
        status, headers, _ = read_answer(connection)
        assert (status, headers["connection"], read_to_end(connection)) == (413, "close", b"")


def test_a_body_over_the_bound_is_refused_before_a_byte_of_it_came(server: Running) -> None:
    with server.raw() as connection:
        connection.sendall(request_head("POST /echo/body", "content-length: 50000000"))
        status, headers, body = read_answer(connection)
        assert (status, headers["connection"]) == (413, "close")
        assert TOO_LARGE.encode() in body


def test_a_client_that_waits_to_be_asked_is_refused_without_being_asked(server: Running) -> None:
    with server.raw() as connection:
        connection.sendall(request_head("POST /echo/body", "content-length: 50000000", "expect: 100-continue"))
        assert read_answer(connection)[0] == 413
        assert read_to_end(connection) == b""


def test_a_client_that_waits_to_be_asked_is_asked_for_a_body_that_is_wanted(server: Running) -> None:
    with server.raw() as connection:
        connection.sendall(request_head("POST /echo/body", "content-length: 2", "expect: 100-continue"))
        assert read_answer(connection)[0] == 100
        connection.sendall(b"{}")
        assert read_answer(connection)[0] == 200


def test_a_small_body_that_nobody_reads_leaves_the_connection_usable(server: Running) -> None:
    with server.raw() as connection:
        for _ in range(2):
            connection.sendall(request_head("GET /echo/head", "content-length: 3") + b"abc")
            status, headers, _ = read_answer(connection)
            assert (status, headers.get("connection")) == (200, None)
            connection.sendall(request_head("POST /echo/nothing", "content-length: 60000") + bytes(60_000))
            assert read_answer(connection)[0] == 404


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_body_that_an_operation_does_not_have_harms_nobody(server: Running, method: str) -> None:
    with server.raw() as connection:
        for length in (2, 60_000):
            headers = (f"content-length: {length}", "content-type: text/plain", "content-encoding: br")
            connection.sendall(request_head(f"{method} /echo/items/1", *headers) + bytes(length))
            status, answered, body = read_answer(connection)
            assert (status, answered.get("connection"), b'"item_id":"1"' in body) == (200, None, True)
        connection.sendall(
            request_head(f"{method} /echo/items/1", "transfer-encoding: chunked") + b"1\r\nx\r\n0\r\n\r\n"
        )
        status, answered, _ = read_answer(connection)
        assert (status, answered["connection"], read_to_end(connection)) == (200, "close", b"")


def test_a_client_that_stops_in_the_middle_is_told_so() -> None:
    with running(body_timeout_seconds=0.2) as server:
        with server.raw() as connection:
            connection.sendall(request_head("POST /echo/body", "content-length: 10") + b"12345")
            status, headers, body = read_answer(connection)
            assert read_to_end(connection) == b""
        told = server.requests(1)
    text = b"No byte of the body came for 0.2 seconds; send the request again."
    assert (status, headers["connection"], headers["retry-after"]) == (408, "close", "1")
    assert text in body
    assert [(done.status, done.request_bytes) for done in told] == [(408, 5)]


def test_a_client_that_leaves_in_the_middle_is_not_answered(server: Running) -> None:
    before = len(server.seen)
    with server.raw() as connection:
        connection.sendall(request_head("POST /echo/body", "content-length: 10") + b"12345")
        connection.shutdown(socket.SHUT_RDWR)
    told = server.requests(before + 1)[-1]
    assert (told.status, told.operation, told.request_bytes, told.answer_bytes) == (499, "body", 5, 0)

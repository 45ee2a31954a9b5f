"""Reading a request's body: what it may be, how long it may be, and unpacking it without ever holding more than that."""

import asyncio
import zlib
from typing import Final

import zstandard

from shelfwire.dialects.contract import Operation, Refusal, RefusalCode
from shelfwire.http.exchange import Exchange
from shelfwire.settings import Settings

__all__ = ["check_media_type", "read_body"]

UNPACK_PIECE_BYTES = 16 * 1024
"""How much is unpacked before the event loop gets a turn: at DEFLATE's best ratio of 1,032 to 1 this is 16 MiB."""

ZSTD_PIECE_BYTES = 256
"""A zstd block of 4 bytes can stand for 128 KiB and the decoder takes no bound; this one bounds a call to 8 MiB."""

ZSTD_WINDOW_BYTES_MAX = 8 * 1024 * 1024
"""The largest window a sender may use (RFC 9659, section 3)."""

PACKED_MEMBERS_MAX = 16_384
"""How many gzip members or zstd frames a body may consist of; each costs about as much as unpacking 10 kB."""

ENCODINGS: Final = "gzip, zstd"


def check_media_type(content_type: str, operation: Operation) -> None:
    """Refuse a body of another type than the operation takes; a missing type is taken as JSON.

    Raises:
        Refusal: 415, for another media type or another charset than UTF-8.
    """
    if content_type in operation.body_media_types or not content_type:
        return
    media_type, *parameters = content_type.split(";")
    if media_type.strip().lower() not in operation.body_media_types:
        wanted = " or ".join(operation.body_media_types)
        text = f"This operation takes a body of type {wanted}."
        raise Refusal(415, RefusalCode.MEDIA_TYPE, text)
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip().strip('"').lower() not in {"utf-8", "utf8"}:
            raise Refusal(415, RefusalCode.MEDIA_TYPE, "The body must be encoded in UTF-8.")


async def read_body(exchange: Exchange, settings: Settings) -> bytes | bytearray:
    """Read and unpack the whole body.

    Args:
        exchange: the request.
        settings: `body_bytes_max` bounds the body packed and unpacked; `body_timeout_seconds` the wait for a next byte.

    Returns:
        The body; nothing here refers to it any more.

    Raises:
        Refusal: 400 for a transfer coding other than chunked, 415 for an encoding other than gzip and zstd, 413 for a body
            over the bound (before reading where its length was told), 408 for a client that stopped sending, 400 for one
            that cannot be unpacked.
        Disconnected: the client left.
    """
    coding = exchange.headers.get("transfer-encoding", "chunked")
    if coding.strip().lower() != "chunked":
        text = "The body's transfer coding is not known here; send it chunked, or with its length."
        raise Refusal(400, RefusalCode.BAD_REQUEST, text)
    unpacker = _unpacker(exchange.headers.get("content-encoding", ""), settings.body_bytes_max)
    declared = exchange.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > settings.body_bytes_max:
        raise too_large(settings.body_bytes_max)
    if exchange.body_ended:
        return b""
    body = bytearray()
    while not exchange.body_ended:
        piece = await (exchange.receive() if exchange.arrived else _wait(exchange, settings.body_timeout_seconds))
        if exchange.request_bytes > settings.body_bytes_max:
            raise too_large(settings.body_bytes_max)
        if unpacker is not None:
            await _unpack(unpacker, piece, body)
        elif exchange.body_ended and not body:
            return piece
        else:
            body += piece
    if unpacker is not None:
        unpacker.end()
    return body


async def _wait(exchange: Exchange, timeout_seconds: float) -> bytes:
    """Wait for the next piece of the body, but not for ever: a bound costs more than a piece that is here already.

    Raises:
        Refusal: 408 where none came.
        Disconnected: the client left.
    """
    try:
        async with asyncio.timeout(timeout_seconds):
            return await exchange.receive()
    except TimeoutError:
        exchange.stalled = True
        text = f"No byte of the body came for {timeout_seconds:g} seconds; send the request again."
        raise Refusal(408, RefusalCode.BODY_TIMEOUT, text, retry_after_seconds=1) from None


def too_large(bytes_max: int) -> Refusal:
    """Give the refusal of a body over the bound, which it names."""
    text = (
        f"A request body may have {bytes_max} bytes at the most, before and after unpacking; "
        "send the items in several requests, or raise SHELFWIRE_BODY_BYTES_MAX."
    )
    return Refusal(413, RefusalCode.BODY_TOO_LARGE, text)


def _corrupt(encoding: str, what: str) -> Refusal:
    return Refusal(400, RefusalCode.BAD_REQUEST, f"The {encoding} body cannot be unpacked: {what}.")


class _Gzip:
    """One gzip member after another (RFC 1952), each call bounded by the room that is left."""

    name = "gzip"

    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def unpack(self, packed: bytes, room_bytes: int) -> tuple[bytes, bytes, bool]:
        """Give what came out (at most one byte over the room), what is left of `packed`, and whether the member ended."""
        try:
            out = self._member.decompress(packed, room_bytes + 1)
        except zlib.error as error:
            raise _corrupt(self.name, str(error)) from None
        if self._member.eof:
            rest = self._member.unused_data
            self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
            return out, rest, True
        return out, self._member.unconsumed_tail, False


class _Zstd:
    """One zstd frame after another (RFC 8878)."""

    name = "zstd"

    def __init__(self) -> None:
        self._decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW_BYTES_MAX)
        self._frame = self._decompressor.decompressobj()

    def unpack(self, packed: bytes, room_bytes: int) -> tuple[bytes, bytes, bool]:  # noqa: ARG002 - the decoder takes no bound
        """Give what came out, what is left of `packed`, and whether the frame ended; only a small part is looked at."""
        piece, rest = packed[:ZSTD_PIECE_BYTES], packed[ZSTD_PIECE_BYTES:]
        try:
            out = self._frame.decompress(piece)
        except zstandard.ZstdError as error:
            raise _corrupt(self.name, str(error)) from None
        if self._frame.eof:
            rest = self._frame.unused_data + rest
            self._frame = self._decompressor.decompressobj()
            return out, rest, True
        return out, rest, False


class _Unpacker:
    """Unpacks a body piece by piece and never lets it grow over its bound."""

    def __init__(self, codec: _Gzip | _Zstd, bytes_max: int) -> None:
        self._codec = codec
        self._bytes_max = bytes_max
        self._members = 0
        self._inside = False

    def feed(self, packed: bytes, body: bytearray) -> None:
        """Unpack a piece onto the end of the body."""
        while packed:
            out, packed, ended = self._codec.unpack(packed, self._bytes_max - len(body))
            body += out
            if len(body) > self._bytes_max:
                raise too_large(self._bytes_max)
            self._inside = not ended
            self._members += ended
            if self._members > PACKED_MEMBERS_MAX:
                raise _corrupt(self._codec.name, f"it consists of more than {PACKED_MEMBERS_MAX} parts")

    def end(self) -> None:
        """Refuse a body that was cut off."""
        if self._inside:
            raise _corrupt(self._codec.name, "it was cut off")


async def _unpack(unpacker: _Unpacker, piece: bytes, body: bytearray) -> None:
    """Unpack a piece as it came from the network and let others have a turn in between."""
    for start in range(0, len(piece), UNPACK_PIECE_BYTES):
        if start:
            await asyncio.sleep(0)
        unpacker.feed(piece[start : start + UNPACK_PIECE_BYTES], body)


def _unpacker(content_encoding: str, bytes_max: int) -> _Unpacker | None:
    """Give the unpacker for a `Content-Encoding`, or None where the body is as it is."""
    encoding = content_encoding.strip().lower()
    if encoding in {"", "identity"}:
        return None
    if encoding in {"gzip", "x-gzip"}:
        return _Unpacker(_Gzip(), bytes_max)
    if encoding == "zstd":
        return _Unpacker(_Zstd(), bytes_max)
    text = f"A body may come as it is, or packed with one of {ENCODINGS}."
    raise Refusal(415, RefusalCode.MEDIA_TYPE, text, headers=(("accept-encoding", ENCODINGS),))

"""Reading a JSON body in bounded memory: splitting it into raw items, and saying where it is malformed.

A bulk body is never turned into objects as a whole. It is split into raw items, slices of the same bytes, which a dialect
decodes one by one: the whole request then needs about two and a half times its body instead of six times.
"""

import re
from functools import lru_cache
from itertools import islice
from typing import Any

import msgspec
from msgspec import UNSET, Raw

from shelfwire.dialects.contract import Refusal, RefusalCode

__all__ = [
    "DECODE_ERRORS",
    "ITEM_BYTES_MAX",
    "can_be_renamed",
    "is_blank",
    "malformed",
    "may_hold_nul",
    "nesting_exceeds",
    "split_items",
    "too_many_items",
]

ITEM_BYTES_MAX = 4 * 1024 * 1024
"""The longest single item of a bulk request: a bound on what its decoded arrays can take."""

DECODE_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""Everything that msgspec raises for bytes that are not what was asked for."""

_NOT_BLANK = re.compile(rb"[^ \t\r\n]")
_BACKSLASH = ord("\\")
_BYTE_POSITION = re.compile(r"^(?:JSON is malformed: )?(.*) \(byte (\d+)\)$")
_ITEM_POSITION = re.compile(r"\[(\d+)\]`$")
_LONE_SURROGATE = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u)")
_SURROGATES_LOOKED_AT_MAX = 1_000
_ESCAPED = re.compile(r'[\x00-\x1f"\\]')
_TEXT = re.compile(rb'"[^"]*"')
_BRACKETS_ALIKE = bytes.maketrans(b"{}", b"[]")
_NO_BRACKET = bytes(byte for byte in range(256) if byte not in b"[]{}")


def can_be_renamed(name: str) -> bool:
    """Tell whether a struct can have a field of this name on the wire: msgspec takes none that JSON has to escape."""
    return _ESCAPED.search(name) is None


def is_blank(body: bytes | bytearray) -> bool:
    """Tell whether a body is absent: no bytes, or white space alone."""
    return _NOT_BLANK.search(body) is None


def may_hold_nul(body: bytes | bytearray) -> bool:
    r"""Tell whether an escaped NUL (`\u0000`) may stand somewhere in a body, which no text of ours may hold.

    Most bodies have no backslash at all, and a single byte is found fifty times as fast as six.
    """
    return b"\\" in body and b"\\u0000" in body


def malformed(body: bytes | bytearray, error: Exception) -> Refusal:
    """Put what msgspec said about a whole body into a refusal that names the position, counted in bytes from 0."""
    if isinstance(error, RecursionError):
        reason = "arrays and objects are nested too deeply"
    elif isinstance(error, UnicodeDecodeError):
        reason = "it holds bytes that are not UTF-8"
    elif found := _BYTE_POSITION.match(str(error)):
        # msgspec counts one byte too many where it has already stepped onto what trails.
        position = int(found[2]) - (found[1] == "trailing characters")
        reason = f"{found[1]} at byte {position}"
    elif (half := _lone_surrogate(body)) is not None:
        reason = f"half of a surrogate pair stands alone at byte {half}"
    else:
        reason = f"it ends too early, at byte {len(body)}"
    return Refusal(400, RefusalCode.MALFORMED_JSON, f"The body is not well-formed JSON: {reason}.")


def _lone_surrogate(body: bytes | bytearray) -> int | None:
    """Find the first half of a surrogate pair that no second half follows: msgspec says of it only that it ends too early.

    What stands behind a backslash that is itself escaped is no escape. Only so many places are looked at, for the whole
    service waits meanwhile.
    """
    for found in islice(_LONE_SURROGATE.finditer(body), _SURROGATES_LOOKED_AT_MAX):
        start = found.start()
        while start and body[start - 1] == _BACKSLASH:
            start -= 1
        if (found.start() - start) % 2 == 0:
            return found.start()
    return None


def too_many_items(items_max: int) -> Refusal:
    """Refuse a request with more items than the server takes, and say how many it takes."""
    return Refusal(
        413,
        RefusalCode.TOO_MANY_ITEMS,
        f"A request may hold at most {items_max:,} items; send them in several requests.",
    )


def nesting_exceeds(data: bytes, levels_max: int) -> bool:
    """Tell whether arrays and objects in a well-formed JSON text are nested deeper than `levels_max`.

    What is left without texts is brackets alone, and each round takes away the innermost ones: thirty times as fast as
    looking at one token after another, with the whole service waiting.
    """
    if data.count(b"[") + data.count(b"{") <= levels_max:
        return False
    marks = _TEXT.sub(b"", data.replace(b"\\\\", b"").replace(b'\\"', b"")).translate(_BRACKETS_ALIKE, _NO_BRACKET)
    for _ in range(levels_max):
        if not marks:
            return False
        marks = marks.replace(b"[]", b"")
    return bool(marks)


@lru_cache(maxsize=16)
def _envelope(name: str) -> msgspec.json.Decoder[Any]:
    """Make the decoder of an object that holds the items under `name`."""
    items = list[Raw] | None | msgspec.UnsetType
    return msgspec.json.Decoder(msgspec.defstruct("Envelope", [("items", items, UNSET)], rename={"items": name}))


_split_array = msgspec.json.Decoder(list[Raw]).decode


def split_items(body: bytes | bytearray, *, envelope: str, items_max: int, objects: bool = True) -> list[Raw] | None:
    """Split a body into raw items: a bare array, or an object with the array in its field `envelope`.

    Args:
        body: the whole body; the items are slices of it and keep it alive.
        envelope: the field's name.
        items_max: the most items that are taken.
        objects: the items are objects; otherwise they are texts.

    Returns:
        The items, or None where there is no list: an empty body, `null`, `{}`, or null in the envelope.

    Raises:
        Refusal: 400 for a body that is malformed or of another shape, 413 for too many items.
    """
    first = _NOT_BLANK.search(body)
    if first is None:
        return None
    try:
        if first[0] == b"[":
            _refuse_swarm(body, None, items_max, objects=objects)
            items: list[Raw] | None = _split_array(body)
        elif first[0] == b"{":
            _refuse_swarm(body, envelope, items_max, objects=objects)
            items = _split_envelope(body, envelope)
        elif msgspec.json.decode(body) is None:
            return None
        else:
            raise _wrong_shape(envelope)
    except msgspec.ValidationError:
        raise _wrong_shape(envelope) from None
    except DECODE_ERRORS as error:
        raise malformed(body, error) from None
    if items is not None and len(items) > items_max:
        raise too_many_items(items_max)
    return items


def _split_envelope(body: bytes | bytearray, envelope: str) -> list[Raw] | None:
    """Split an object's list; an object that has other fields but not this one is a mistake worth telling."""
    items: list[Raw] | msgspec.UnsetType | None = _envelope(envelope).decode(body).items
    if isinstance(items, msgspec.UnsetType):
        if msgspec.json.decode(body, type=dict[str, Raw]):
            raise _wrong_shape(envelope)
        return None
    return items


def _wrong_shape(envelope: str) -> Refusal:
    """Refuse a body that is neither of the two shapes."""
    text = f"The body must be a JSON array, or an object with an array in its field `{envelope}`."
    return Refusal(400, RefusalCode.BAD_REQUEST, text)


class _Swarm(Exception):
    """More items than may be; raised from within the decoder to stop it."""


def _refuse_swarm(body: bytes | bytearray, envelope: str | None, items_max: int, *, objects: bool) -> None:
    """Count the items of a body that could hold too many, before any of them takes memory.

    A raw item takes 64 bytes, and `{},` is three: 256 MiB of those would take 6 GB before they could be counted. The count
    makes no objects that outlive it and stops at the first item too many, or at the first that is no object. Texts are
    counted by their commas alone.
    """
    if len(body) < 2 * items_max or body.count(b",") < items_max:
        return
    if not objects:
        raise too_many_items(items_max)
    seen = 0

    def count(_: object) -> None:
        nonlocal seen
        seen += 1
        if seen > items_max:
            raise _Swarm

    probe: Any = msgspec.defstruct("Probe", [], namespace={"__post_init__": count}, gc=False)
    kind: Any = list[probe]
    if envelope is not None:
        fields = [("items", kind | None | msgspec.UnsetType, UNSET)]
        kind = msgspec.defstruct("Envelope", fields, rename={"items": envelope})
    try:
        msgspec.json.decode(body, type=kind)
    except _Swarm:
        raise too_many_items(items_max) from None
    except msgspec.ValidationError as error:
        if found := _ITEM_POSITION.search(str(error)):
            text = f"Item {found[1]} of the request is not a JSON object."
            raise Refusal(400, RefusalCode.BAD_REQUEST, text) from None
        raise

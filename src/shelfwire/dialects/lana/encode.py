"""From products to the wire: the JSON of an answer, whole or cut to what is wanted."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from msgspec import Raw

from shelfwire.catalog.product import Product as StoredProduct
from shelfwire.dialects.lana.errors import ApiError, ErrorCode
from shelfwire.dialects.lana.record import EVERYTHING, TYPENAME, Projection, recorder

__all__ = ["ANSWER_BYTES_MAX", "READ_BYTES_MAX", "answered_enough", "cut", "products_json", "refuse_large"]

SLICE_PRODUCTS = 1_000
"""How many products are encoded at once."""

READ_BYTES_MAX = 64 * 1024 * 1024
"""How many bytes the products of one read take at most, as they are stored: its answer is not much longer."""

ANSWER_BYTES_MAX = 128 * 1024 * 1024
"""After so many bytes of answers, what is left of a relay or of a document is not carried out."""

_encode = msgspec.json.Encoder().encode
_encode_into = msgspec.json.Encoder().encode_into


def products_json(products: Sequence[StoredProduct], now: int, projection: Projection | None = None) -> bytes:
    """Write products as the JSON array of an answer.

    Args:
        products: as they are stored, in the order of the answer.
        now: the clock (microseconds since 1970 in UTC), which decides what is published.
        projection: what is wanted of each; None for every field.
    """
    made = recorder(projection or EVERYTHING)
    buffer = bytearray()
    for start in range(0, len(products), SLICE_PRODUCTS):
        end = max(len(buffer) - 1, 0)
        _encode_into(made.records(products[start : start + SLICE_PRODUCTS], now), buffer, end)
        if start:
            # The bracket that begins this slice stands where the one stood that ended the last.
            buffer[end : end + 1] = b","
    return bytes(buffer) or b"[]"


def refuse_large(products: Iterable[StoredProduct]) -> None:
    """Refuse a read of products that take too many bytes together, each as often as it is wanted.

    Raises:
        ApiError: over `READ_BYTES_MAX`.
    """
    if sum(len(product.attributes) for product in products) > READ_BYTES_MAX:
        text = f"These products take more than {READ_BYTES_MAX:,} bytes together; ask for fewer at once."
        raise ApiError(413, ErrorCode.LIMIT_EXCEEDED, text, meta={"what": "answer_bytes"})


def answered_enough() -> ApiError:
    """Make the error for what is not carried out because the answers before it are long enough."""
    text = f"Not carried out: the answers before it take more than {ANSWER_BYTES_MAX:,} bytes. Ask for it by itself."
    return ApiError(413, ErrorCode.LIMIT_EXCEEDED, text, meta={"what": "answer_bytes"})


_records_of = msgspec.json.Decoder(list[dict[str, Raw]]).decode
_object_of = msgspec.json.Decoder(dict[str, Raw] | None).decode


def cut(body: bytes, projection: Projection) -> bytes:
    """Cut whole products, as `products_json` wrote them, to what is wanted."""
    return _encode([_cut(record, projection) for record in _records_of(body)])


def _cut(record: dict[str, Raw], projection: Projection) -> dict[str, Any]:
    """Cut one object; what is not of the kind that has fields stays as it is."""
    kept: dict[str, Any] = {}
    for selected in projection.fields:
        if selected.name == TYPENAME:
            kept[selected.key] = projection.type
            continue
        value = record.get(selected.name, Raw(b"null"))
        if selected.within is None:
            kept[selected.key] = value
        elif bytes(memoryview(value)[:1]) == b"[":
            kept[selected.key] = [_cut(one, selected.within) for one in _records_of(value)]
        else:
            inner = _object_of(value)
            kept[selected.key] = None if inner is None else _cut(inner, selected.within)
    return kept

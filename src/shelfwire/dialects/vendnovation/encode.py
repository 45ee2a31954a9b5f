"""From outcomes to the wire: the numbers of the products, and moments as this API writes them."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from shelfwire.catalog.outcome import BatchOutcome
from shelfwire.engine.reply import Reply

__all__ = ["answer", "moment", "product_ids"]

_encode = msgspec.json.Encoder().encode
_MICROSECONDS = 1_000_000


def answer(value: object) -> Reply:
    """Answer a request that was carried out."""
    return Reply(200, _encode(value))


def product_ids(outcome: BatchOutcome, deletions: Mapping[int, int]) -> Reply:
    """Answer a push with the products' numbers in the order of the request (seed 004, "The ids of the created products").

    Args:
        outcome: what became of the items.
        deletions: the positions of the items that delete, and the productId that each of them came with, or 0: the answer
            for those that found nothing.
    """
    numbers = outcome.product_ids
    if deletions:
        numbers = [number or deletions.get(index, 0) for index, number in enumerate(numbers)]
    return answer(numbers)


def moment(microseconds: int) -> str:
    """Write a moment (microseconds since 1970 in UTC) without a zone, as the vendor does where a name ends in Utc."""
    return datetime.fromtimestamp(microseconds // _MICROSECONDS, UTC).strftime("%Y-%m-%dT%H:%M:%S")

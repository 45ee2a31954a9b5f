"""Any kind of row as a JSON object: dicts, structs, dataclasses, named tuples, and the rows of a DataFrame.

DataFrames are told by their methods, so that neither pandas nor polars is imported. What pandas calls missing is left out of
the object: it is how pandas says that there is no value, and null would clear what is stored.
"""

from collections.abc import AsyncIterable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from shelfwire_client.core.coding import UNREADABLE
from shelfwire_client.core.encoding import encode_item
from shelfwire_client.core.errors import ArgumentError

__all__ = ["SHOWN_CHARACTERS_MAX", "Unfit", "count_of", "encoded", "encoded_or_unfit", "rows"]

SHOWN_CHARACTERS_MAX = 1_000
"""How much of a row that cannot be sent is kept for people to recognize it by."""


class Unfit(msgspec.Struct, frozen=True):
    """A row that cannot be sent.

    Attributes:
        shown: what a person recognizes it by.
        reason: what is wrong with it.
    """

    shown: str
    reason: str


def rows(items: Iterable[Any]) -> Iterator[Any]:
    """Give the rows of an iterable, or of a DataFrame of polars or pandas.

    Raises:
        ArgumentError: it is a single object, whose fields are never meant.
    """
    if isinstance(items, Mapping | str | bytes) or not isinstance(items, Iterable):
        raise ArgumentError(f"The items must be a list or another iterable of objects, not {type(items).__name__}.")
    frame: Any = items
    if hasattr(frame, "iter_rows") and hasattr(frame, "columns"):
        return iter(frame.iter_rows(named=True))
    if hasattr(frame, "itertuples") and hasattr(frame, "columns"):
        names = [str(name) for name in frame.columns]
        return (_present(dict(zip(names, row, strict=True))) for row in frame.itertuples(index=False, name=None))
    return iter(items)


def count_of(items: Iterable[Any] | AsyncIterable[Any]) -> int | None:
    """Give how many rows there are, where that is known before they are gone through."""
    size = getattr(items, "__len__", None)
    return None if size is None else int(size())


def encoded(row: Any) -> bytes:  # noqa: ANN401 - any kind of row
    """Give a row as a JSON object.

    Raises:
        ArgumentError: it is none, or something in it cannot be sent.
    """
    if type(row) is not dict:
        row = _plain(row)
    item = encode_item(row)
    if item[:1] != b"{":
        raise ArgumentError(f"An item must be an object, not {type(row).__name__}.")
    return item


def encoded_or_unfit(row: Any) -> bytes | Unfit:  # noqa: ANN401 - any kind of row
    """Give a row as a JSON object, or why it cannot be sent."""
    try:
        return encode_item(row) if type(row) is dict else encoded(row)
    except (ArgumentError, *UNREADABLE) as error:
        return Unfit(_shown(row), str(error))


def _shown(row: Any) -> str:  # noqa: ANN401 - any kind of row
    """Give what a person recognizes a row by that cannot be sent."""
    try:
        return repr(row)[:SHOWN_CHARACTERS_MAX]
    except Exception:  # noqa: BLE001 - it is an object of the caller's, or nested deeper than Python shows
        return f"an object of type {type(row).__name__}"


def _plain(row: Any) -> Any:  # noqa: ANN401 - any kind of row
    if isinstance(row, tuple):
        if hasattr(row, "_asdict"):
            return row._asdict()
        if len(row) == 2 and hasattr(row[1], "to_dict"):  # what DataFrame.iterrows() gives
            row = row[1]
    if not isinstance(row, Mapping) and hasattr(row, "to_dict") and hasattr(row, "index"):
        return _present(row.to_dict())
    return row


def _present(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not _is_missing(value)}


def _is_missing(value: Any) -> bool:  # noqa: ANN401 - any value of a cell
    if value is None:
        return True
    try:
        return bool(value != value)  # noqa: PLR0124 - true of NaN and NaT alone
    except (TypeError, ValueError):
        return type(value).__name__ == "NAType"

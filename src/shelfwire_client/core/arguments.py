"""Arguments that cannot be right are refused before anything is sent, with a sentence that says what to pass."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from msgspec import UnsetType

from shelfwire_client.core.call import Call, CallOptions, mapping
from shelfwire_client.core.errors import ArgumentError

__all__ = ["filled", "identifier", "items", "no_overriding", "texts"]

TextsT = TypeVar("TextsT", None, UnsetType)


def items(name: str, value: Iterable[object]) -> list[object]:
    """Give the items of a list that is to be sent.

    Raises:
        ArgumentError: it is a single object or a text, which are iterable and never meant.
    """
    if isinstance(value, Mapping | str | bytes | bytearray) or not isinstance(value, Iterable):
        raise ArgumentError(
            f"{name} must be a list of objects, not {type(value).__name__}; put a single one in brackets."
        )
    return list(value)


def texts(name: str, value: Sequence[str] | TextsT) -> list[str] | TextsT:
    """Give the texts of a list that is to be sent.

    Raises:
        ArgumentError: it is one text, whose letters are never meant, or something in it is no text.
    """
    if value is None or isinstance(value, UnsetType):
        return value
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise ArgumentError(
            f"{name} must be a list of texts, not {type(value).__name__}; put a single one in brackets."
        )
    listed = list(value)
    for one in listed:
        if not isinstance(one, str):
            raise ArgumentError(f"{name} must be a list of texts, but {one!r} is in it.")
    return listed


def filled(name: str, value: str) -> str:
    """Give a text that must not be empty.

    Raises:
        ArgumentError: it is empty, or no text.
    """
    if not isinstance(value, str) or not value:
        raise ArgumentError(f"{name} must be a text that is not empty, not {value!r}.")
    return value


def identifier(name: str, value: int) -> int:
    """Give a number that stands in a path.

    Raises:
        ArgumentError: it is no whole number above 0.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ArgumentError(f"{name} must be a whole number above 0, not {value!r}.")
    return value


def no_overriding(call: Call[Any], options: CallOptions) -> None:
    """See that a call which is repeated for each page is not given what would be the same for all of them.

    Raises:
        ArgumentError: an extra parameter or header is one that the operation has itself.
    """
    for word, own, extra in (
        ("extra_query", call.query, mapping("extra_query", options.get("extra_query"))),
        ("extra_headers", call.headers, mapping("extra_headers", options.get("extra_headers"))),
    ):
        known = {name.lower() for name in own}
        if clash := sorted(name for name in extra if name.lower() in known):
            raise ArgumentError(
                f"{word} has {', '.join(clash)}, which this operation sends itself: pass it as an argument."
            )

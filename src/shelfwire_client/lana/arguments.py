"""Arguments of Lana's operations that cannot be right are refused before anything is sent.

What stands in a query is checked as docs.lana.dev has it; products are left to the server, which knows the rules of the day.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from msgspec import UNSET

from shelfwire_client.core.arguments import filled, items, texts
from shelfwire_client.core.call import CallOptions, QueryValue
from shelfwire_client.core.coding import encode
from shelfwire_client.core.errors import ArgumentError
from shelfwire_client.lana.parameters import ProductsPageParam

__all__ = ["each_once", "flag", "mapping", "names", "page_query", "products", "relay_requests", "split_options"]

METHODS = ("GET", "POST", "DELETE")
"""The only ones that the JSON API has."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
"""A date and time as RFC 3339, section 5.6, has it."""


def names(name: str, value: Sequence[str]) -> list[str]:
    """Give a list of ids or names of fields, which stand in the query with commas between them.

    Raises:
        ArgumentError: it is no such list, it is empty, or something in it is empty or has a comma itself.
    """
    listed = texts(name, value)
    if not listed:
        raise ArgumentError(f"{name} must have at least one text in it.")
    for one in listed:
        if not one or "," in one:
            raise ArgumentError(f"{name} must be a list of texts without commas, but {one!r} is in it.")
    return listed


def each_once(ids: Sequence[str]) -> list[str]:
    """Give the ids of products to be written.

    Raises:
        ArgumentError: as `names`, or one stands in it twice.
    """
    listed = names("ids", ids)
    if len(set(listed)) < len(listed):
        seen: set[str] = set()
        for one in listed:
            if one in seen:
                raise ArgumentError(f"ids must name each product once, but {one!r} stands in it twice.")
            seen.add(one)
    return listed


def products(data: Iterable[object], count: int | None = None) -> bytes:
    """Give the body of a write.

    Args:
        data: the products.
        count: how many there must be; None for any number but none.

    Raises:
        ArgumentError: there are none, or not as many, or they have no form in JSON.
    """
    listed = items("data", data)
    if not listed:
        raise ArgumentError("data must have at least one product in it.")
    if count is not None and count != len(listed):
        raise ArgumentError(f"Each id needs its product, but ids has {count:,} and data {len(listed):,}.")
    return encode(listed)


def relay_requests(requests: Iterable[object]) -> list[object]:
    """Give the requests of a relay.

    Raises:
        ArgumentError: there are none, or one names no path or a method that there is not.
    """
    listed = items("requests", requests)
    if not listed:
        raise ArgumentError("requests must have at least one request in it.")
    for place, request in enumerate(listed):
        if isinstance(request, Mapping):
            filled(f"The url of requests[{place}]", request.get("url", ""))
            _one_of(METHODS)(f"The method of requests[{place}]", request.get("method", "POST"))
    return listed


def split_options(arguments: ProductsPageParam) -> tuple[dict[str, object], CallOptions]:
    """Tell a page's own arguments from the options of every call."""
    own: dict[str, object] = dict(arguments)
    options: dict[str, object] = {name: own.pop(name) for name in CallOptions.__annotations__ if name in own}
    return own, cast("CallOptions", options)


def page_query(arguments: Mapping[str, object]) -> dict[str, QueryValue]:
    """Give the query of a page.

    Args:
        arguments: those of the operation by their names, unset ones among them.

    Raises:
        ArgumentError: one cannot be right, or they contradict each other.
    """
    for name in arguments:
        if name not in _CHECKS:
            raise ArgumentError(f"A page has no argument {name}.")
    query = {name: _CHECKS[name](name, value) for name, value in arguments.items() if value is not UNSET}
    if "last_key" in query and query.get("offset"):
        raise ArgumentError("last_key and offset both say where a page begins: give one of them.")
    return query


def _at_least(low: int) -> Callable[[str, Any], int]:
    def check(name: str, value: Any) -> int:  # noqa: ANN401 - whatever the caller gave
        if not isinstance(value, int) or isinstance(value, bool) or value < low:
            raise ArgumentError(f"{name} must be a whole number from {low}, not {value!r}.")
        return value

    return check


def _one_of(choices: Sequence[str]) -> Callable[[str, Any], str]:
    def check(name: str, value: Any) -> str:  # noqa: ANN401 - whatever the caller gave
        if value not in choices:
            raise ArgumentError(f"{name} must be {', '.join(choices[:-1])} or {choices[-1]}, not {value!r}.")
        return str(value)

    return check


def mapping(name: str, value: Mapping[str, object]) -> Mapping[str, object]:
    """Give names with their values.

    Raises:
        ArgumentError: it is something else.
    """
    if not isinstance(value, Mapping):
        raise ArgumentError(f"{name} must be a mapping of names to values, not {type(value).__name__}.")
    return value


def flag(name: str, value: Any) -> bool:  # noqa: ANN401 - whatever the caller gave
    """Give true or false.

    Raises:
        ArgumentError: it is neither.
    """
    if not isinstance(value, bool):
        raise ArgumentError(f"{name} must be True or False, not {value!r}.")
    return value


def _moment(name: str, value: Any) -> str:  # noqa: ANN401 - whatever the caller gave
    """Write a time with its zone, without which it could be any of 26 hours."""
    text = value.isoformat() if isinstance(value, datetime) else value
    if not isinstance(text, str) or _MOMENT.fullmatch(text) is None:
        raise ArgumentError(
            f"{name} must be a time with a zone, a datetime or a text like 2026-01-31T12:00:00Z, not {value!r}."
        )
    return text


_CHECKS: Mapping[str, Callable[[str, Any], QueryValue]] = {
    "limit": _at_least(1),
    "offset": _at_least(0),
    "last_key": filled,
    "sort_by": _one_of(("created_at", "updated_at")),
    "sort_desc": flag,
    "status": _one_of(("any", "published", "unpublished")),
    "brand_id": filled,
    "category_id": filled,
    "sales_channel_id": filled,
    "created_at_min": _moment,
    "created_at_max": _moment,
    "updated_at_min": _moment,
    "updated_at_max": _moment,
    "published_at_min": _moment,
    "published_at_max": _moment,
    "fields": names,
}
"""How each argument of a page is checked."""

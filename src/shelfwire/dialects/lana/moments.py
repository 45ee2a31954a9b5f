"""Moments as this API writes and reads them: RFC 3339."""

import re
from datetime import UTC, datetime
from functools import lru_cache

from shelfwire.dialects.field_rules import moment_problem

__all__ = ["moment_of", "moment_text"]

_MICROSECONDS = 1_000_000
_WITH_ZONE = re.compile(r".{10}[Tt ].*([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
_FRACTION = re.compile(r"([.,]\d{6})\d+")


@lru_cache(maxsize=4096)
def moment_text(microseconds: int) -> str:
    """Write a moment (microseconds since 1970 in UTC) in whole seconds: 2014-09-04T12:23:34Z."""
    return datetime.fromtimestamp(microseconds // _MICROSECONDS, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=4096)
def moment_of(text: str) -> int | None:
    """Read a moment with its zone (RFC 3339); gives microseconds since 1970 in UTC, or None for what is no such text."""
    if moment_problem(text) is not None or not _WITH_ZONE.fullmatch(text):
        return None
    shortened = _FRACTION.sub(r"\1", text).replace(",", ".").upper()
    try:
        moment = datetime.fromisoformat(shortened)
    except ValueError:
        return None
    difference = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (difference.days * 86_400 + difference.seconds) * _MICROSECONDS + difference.microseconds

"""What commands print: one JSON object for programs, or lines for people."""

import datetime as dt
import sys
from collections.abc import Sequence
from typing import Any

import msgspec

__all__ = ["print_json", "print_table", "say", "time_text"]


def print_json(answer: dict[str, Any]) -> None:
    """Print one JSON object on one line of stdout."""
    print(msgspec.json.encode(answer).decode())


def print_table(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under titles in columns as wide as they need."""
    lines = [list(titles), *([str(value) for value in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(titles))]
    for line in lines:
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def say(text: str) -> None:
    """Tell a person something beside the command's result: on stderr, at once."""
    print(text, file=sys.stderr, flush=True)


def time_text(microseconds: int | None) -> str | None:
    """Write a time (microseconds since 1970 in UTC) as RFC 3339 has it, to the second; None stays None."""
    if microseconds is None:
        return None
    moment = dt.datetime.fromtimestamp(microseconds // 1_000_000, dt.UTC)
    return moment.isoformat().replace("+00:00", "Z")

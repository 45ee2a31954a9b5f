"""Where the list of products goes on, and where it ends."""

from collections.abc import Mapping

from shelfwire_client.core.call import QueryValue

__all__ = ["ROWS_MAX", "next_page_number"]

ROWS_MAX = 250
"""The largest page that the vendor documents. A server may give less than it was asked for beyond it."""


def next_page_number(found: int, query: Mapping[str, QueryValue]) -> int | None:
    """Give the number of the page behind this one, or None behind the last.

    An answer tells no total. A page that is shorter than was asked for is the last, but only where it is known that servers
    give pages of that size; else an empty page ends the list, so that nothing is lost to a server with smaller pages.

    Args:
        found: how many products the page has.
        query: what was asked for.
    """
    page, rows = query.get("page"), query.get("rows")
    is_last = not found or (isinstance(rows, int) and found < rows <= ROWS_MAX)
    return None if is_last else (page if isinstance(page, int) else 1) + 1

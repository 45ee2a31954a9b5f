"""Where the list of products goes on, and where it ends."""

from collections.abc import Mapping

from shelfwire_client.colleqtive.models import ProductPageResponse
from shelfwire_client.core.call import QueryValue

__all__ = ["next_page_number"]


def next_page_number(page: ProductPageResponse, query: Mapping[str, QueryValue]) -> int | None:
    """Give the number of the page behind this one, or None behind the last.

    The API does not say how its list ends, so whatever an answer tells counts: an empty page, a page that is shorter than
    pages are, or a total that is reached.

    Args:
        page: the answer.
        query: what was asked for.
    """
    found = len(page.records or [])
    number = _whole(query.get("Page_Start")) or _whole(page.page_number) or 1
    size = _whole(page.page_size) or _whole(query.get("Page_Size"))
    # A total that is less than what was given already is none, and says nothing of an end.
    is_last = not found or (size and (found < size or (number - 1) * size + found == _whole(page.total_record_count)))
    return None if is_last else number + 1


def _whole(value: object) -> int | None:
    """Give a number that is told or asked for, perhaps as a text."""
    return int(value) if isinstance(value, int | str) and str(value).isdecimal() else None

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
    number = page.page_number or _whole(query.get("Page_Start")) or 1
    size = page.page_size or _whole(query.get("Page_Size"))
    total = page.total_record_count
    is_last = not found or (size and found < size) or (size and isinstance(total, int) and number * size >= total)
    return None if is_last else number + 1


def _whole(value: QueryValue) -> int | None:
    return int(value) if isinstance(value, int | str) and str(value).isdigit() else None

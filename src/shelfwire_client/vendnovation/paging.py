"""Where the list of products goes on, and where it ends."""

from collections.abc import Mapping, Sequence

from shelfwire_client.vendnovation.calls import PAGE_SIZE_MAX

__all__ = ["next_page_headers"]


def next_page_headers(found: Sequence[object], headers: Mapping[str, str]) -> dict[str, str] | None:
    """Give the headers that ask for the page behind this one, or None behind the last.

    The API tells neither a total nor an end, so the page that is shorter than pages are is the last.

    Args:
        found: the products of this page.
        headers: those that asked for it.
    """
    size = min(int(headers["size"]), PAGE_SIZE_MAX)
    if len(found) < size:
        return None
    return {**headers, "page": str(int(headers["page"]) + 1)}

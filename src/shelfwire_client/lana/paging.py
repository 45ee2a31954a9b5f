"""Where the list of products goes on, and where it ends."""

from collections.abc import Mapping

from shelfwire_client.core.call import QueryValue
from shelfwire_client.lana.models import ProductPage

__all__ = ["next_query"]


def next_query(page: ProductPage, query: Mapping[str, QueryValue]) -> dict[str, QueryValue] | None:
    """Give the query of the page behind this one, or None behind the last, which is an empty one.

    The page is found by the key of this one's last product, so that none is missed or repeated while others come and go. The
    API may leave the key out where no order was asked for (its official client, `fetchAllItems`); products are counted then.

    Args:
        page: the answer.
        query: what was asked for.
    """
    if not page.items:
        return None
    rest = {name: value for name, value in query.items() if name not in {"last_key", "offset"}}
    if page.last_key:
        return rest | {"last_key": page.last_key}
    if query.get("last_key"):
        return None
    offset = query.get("offset")
    return rest | {"offset": (offset if isinstance(offset, int) else 0) + len(page.items)}

"""What methods that list give without asyncio: the first page, over which a loop goes on through all of them."""

from collections.abc import Callable
from typing import TypeVar

__all__ = ["first_page"]

PageT = TypeVar("PageT")


def first_page(first: Callable[[], PageT]) -> PageT:
    """Ask for the first page now."""
    return first()

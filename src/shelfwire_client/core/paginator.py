"""What methods that list give with asyncio: something to await, or to loop over."""

from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from typing import Any, Generic, TypeVar

__all__ = ["AsyncPaginator"]

PageT = TypeVar("PageT")
ItemT = TypeVar("ItemT")


class AsyncPaginator(Generic[PageT, ItemT]):
    """A list that comes page by page: awaited, its first page; in an `async for`, all items of all pages."""

    def __init__(self, first: Callable[[], Awaitable[PageT]]) -> None:
        """Send nothing before it is awaited or gone through."""
        self._first = first

    def __await__(self) -> Generator[Any, Any, PageT]:
        return self._first().__await__()

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        page: Any = await self._first()
        async for item in page:
            yield item

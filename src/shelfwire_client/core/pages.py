# Generated from async_pages.py by tools/sync_twin.py: change that one, then run `make twins`.
"""Lists that come page by page: one page, and going through all of them with a plain loop."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

from msgspec.structs import replace

from shelfwire_client.core.call import Answer, Call, CallOptions
from shelfwire_client.core.errors import APIError, APIResponseValidationError, ArgumentError

__all__ = ["Page"]

AnswerT = TypeVar("AnswerT")
ItemT = TypeVar("ItemT")


class Caller(Protocol):
    """What asks for the next page: a client."""

    def call(self, call: Call[AnswerT], options: CallOptions) -> AnswerT:
        """Carry out a call and give what its method returns."""


class Page(ABC, Generic[ItemT]):
    """One page of a list; a loop over it goes on through those behind it, asking for each when it is needed.

    A dialect's pages say where their items are and what the next call is.

    Attributes:
        data: the answer as the dialect has it.
        items: what is on this page alone.
        key: the name of what an item is known by.
    """

    key: ClassVar[str]
    data: Any
    items: list[ItemT]

    def __init__(self, client: Caller, call: Call[Any], options: CallOptions, answer: Answer) -> None:
        """Read a page from an answer.

        Args:
            client: asks for the next page.
            call: what was asked.
            options: what the caller gave with it.
            answer: what came back.
        """
        self._client = client
        self._asked = call
        self._options = options
        self.data = call.parse(answer)
        self.items = self._items()
        if not isinstance(self.items, list):
            raise APIResponseValidationError(
                "The answer has no list where this API has one.", status_code=answer.status_code, body=answer.body
            )

    @classmethod
    def paged(cls, client: Caller, call: Call[Any], options: CallOptions) -> Call[Self]:
        """Turn a call whose answer is a list into one that gives a page of this kind."""
        return replace(call, parse=lambda answer: cls(client, call, options, answer))

    @abstractmethod
    def _items(self) -> list[ItemT]:
        """Give the items of `data`."""

    @abstractmethod
    def _next_call(self) -> Call[Any] | None:
        """Give the call of the next page, made from `self._asked`; None behind the last one."""

    def has_next_page(self) -> bool:
        """Tell whether there may be more."""
        return self._next_call() is not None

    def get_next_page(self) -> Self:
        """Ask for the next page.

        Raises:
            ArgumentError: this is the last one; see `has_next_page`.
        """
        call = self._next_call()
        if call is None:
            raise ArgumentError("There is no page behind the last one: ask has_next_page() before get_next_page().")
        return self._client.call(self.paged(self._client, call, self._options), self._options)

    def _keys(self) -> tuple[Any, ...]:
        """Give what the items are known by; nothing where one does not say."""
        keys = tuple(getattr(item, self.key, None) for item in self.items)
        return keys if all(isinstance(one, int | str) for one in keys) else ()

    def iter_pages(self) -> Iterator[Self]:
        """Give this page and all behind it.

        Raises:
            APIError: the server gives a page for the second time, so that there would be no end.
        """
        page = self
        seen: set[int] = set()
        while True:
            if keys := page._keys():
                if hash(keys) in seen:
                    raise APIError("The server gives a page of this list for the second time: it does not go on in it.")
                seen.add(hash(keys))
            yield page
            if not page.has_next_page():
                return
            page = page.get_next_page()

    def __iter__(self) -> Iterator[ItemT]:
        for page in self.iter_pages():
            yield from page.items

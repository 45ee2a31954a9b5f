"""One case for both kinds of clients: an `Async` client behind a loop of its own looks as its twin does."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

__all__ = ["Driven"]


class Driven:
    """Something with asyncio, used without: what is awaited there is waited for here, and loops and blocks are plain."""

    def __init__(self, inner: Any, runner: asyncio.Runner) -> None:
        """Drive `inner` in the loop of `runner`."""
        self._inner = inner
        self._runner = runner

    def _run(self, awaitable: Any) -> Any:
        async def wait() -> Any:
            return await awaitable

        return self._runner.run(wait())

    def _plain(self, value: Any) -> Any:
        if inspect.isawaitable(value):  # a list's method too: without asyncio, it gives the first page at once
            value = self._run(value)
        if inspect.ismethod(value) or inspect.isfunction(value):
            return self._calling(value)
        if isinstance(value, AsyncIterator):
            return self._each(value)
        return Driven(value, self._runner) if type(value).__name__.startswith("Async") else value

    def _calling(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *arguments, **named: self._plain(function(*arguments, **named))

    def _each(self, iterator: AsyncIterator[Any]) -> Iterator[Any]:
        nothing = object()

        async def following() -> Any:
            return await anext(iterator, nothing)

        while (found := self._runner.run(following())) is not nothing:
            yield self._plain(found)

    def __getattr__(self, name: str) -> Any:
        return self._plain(getattr(self._inner, name))

    def __iter__(self) -> Iterator[Any]:
        return self._each(aiter(self._inner))

    def __enter__(self) -> Any:
        return self._plain(self._run(self._inner.__aenter__()))

    def __exit__(self, *failure: object) -> Any:
        return self._run(self._inner.__aexit__(*failure))

"""The one module that knows the HTTP library; clients import it when they send their first request."""

import os
import weakref
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx2

from shelfwire_client.core.call import Answer, Failure, Headers, Request
from shelfwire_client.core.errors import APIConnectionError, APITimeoutError, ArgumentError

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

__all__ = ["AsyncOpened", "AsyncTransport", "Opened", "Transport"]

CONNECT_SECONDS_MAX = 5.0
"""A server that cannot be reached in this time is not there; waiting longer is for answers."""

_LIMITS = httpx2.Limits(max_connections=100, max_keepalive_connections=20)


def _timeout(request: Request) -> httpx2.Timeout:
    seconds = request.timeout
    return httpx2.Timeout(
        seconds, connect=CONNECT_SECONDS_MAX if seconds is None else min(seconds, CONNECT_SECONDS_MAX)
    )


def _built(client: httpx2.Client | httpx2.AsyncClient, request: Request) -> httpx2.Request:
    try:
        return client.build_request(
            request.method, request.url, headers=request.headers, content=request.body, timeout=_timeout(request)
        )
    except httpx2.InvalidURL as error:
        raise ArgumentError(
            f"The address of this request cannot be right: {error}. Perhaps it names too much."
        ) from error


def _failure(error: httpx2.RequestError | httpx2.StreamError) -> Failure:
    return Failure(error, is_timeout=isinstance(error, httpx2.TimeoutException))


def _answer(response: httpx2.Response, body: bytes, opened: object = None) -> Answer:
    return Answer(response.status_code, Headers(response.headers.multi_items()), body, opened)


@contextmanager
def _told() -> Iterator[None]:
    """Raise what goes wrong while a body is read as an error of ours."""
    try:
        yield
    except httpx2.TimeoutException as error:
        raise APITimeoutError("The answer's body did not come within the time-out.") from error
    except (httpx2.RequestError, httpx2.StreamError) as error:
        raise APIConnectionError(f"The answer broke off: {error}.") from error


class Opened:
    """The body of an answer that is still to come."""

    def __init__(self, response: httpx2.Response) -> None:
        """Take the response as the library gave it."""
        self._response = response

    def chunks(self) -> Iterator[bytes]:
        """Give the body piece by piece as it comes, content codings undone."""
        with _told():
            yield from self._response.iter_bytes()

    def read(self) -> bytes:
        """Give the whole body."""
        with _told():
            return self._response.read()

    def close(self) -> None:
        """Leave the rest."""
        self._response.close()


class AsyncOpened:
    """The body of an answer that is still to come."""

    def __init__(self, response: httpx2.Response) -> None:
        """Take the response as the library gave it."""
        self._response = response

    async def chunks(self) -> AsyncIterator[bytes]:
        """Give the body piece by piece as it comes, content codings undone."""
        with _told():
            async for chunk in self._response.aiter_bytes():
                yield chunk

    async def read(self) -> bytes:
        """Give the whole body."""
        with _told():
            return await self._response.aread()

    async def close(self) -> None:
        """Leave the rest."""
        await self._response.aclose()


class Transport:
    """Sends requests over connections that are kept open; threads may share it."""

    def __init__(self, http_client: httpx2.Client | None = None) -> None:
        """Send by a client that the caller made, for proxies, certificates or transports of their own, or by one of ours."""
        self._is_own = http_client is None
        self._client = http_client or self._opened()

    def _opened(self) -> httpx2.Client:
        self._process_id = os.getpid()
        client = httpx2.Client(limits=_LIMITS)
        # Short programs make a client and end; they should see no warnings of sockets that nobody closed.
        weakref.finalize(self, client.close)
        return client

    def _here(self) -> httpx2.Client:
        """Give what sends in this process: over connections that were open at a fork, two would speak at once."""
        if self._is_own and self._process_id != os.getpid():
            self._client = self._opened()
        return self._client

    def send(self, request: Request) -> Answer | Failure:
        """Send a request and read its answer."""
        try:
            client = self._here()
            response = client.send(_built(client, request), follow_redirects=False)
        except (httpx2.RequestError, httpx2.StreamError) as error:
            return _failure(error)
        return _answer(response, response.content)

    def open(self, request: Request) -> Answer | Failure:
        """Send a request and leave the body of a success unread."""
        try:
            client = self._here()
            response = client.send(_built(client, request), stream=True, follow_redirects=False)
            if response.is_success:
                return _answer(response, b"", Opened(response))
            body = response.read()
        except (httpx2.RequestError, httpx2.StreamError) as error:
            return _failure(error)
        return _answer(response, body)

    def close(self) -> None:
        """Close all connections, unless they are the caller's."""
        if self._is_own:
            self._client.close()


def _running_loop() -> "AbstractEventLoop":
    from asyncio import get_running_loop  # noqa: PLC0415 - programs without asyncio need not wait for its import

    return get_running_loop()


class AsyncTransport:
    """Sends requests over connections that are kept open, for each event loop its own: they end with it."""

    def __init__(self, http_client: httpx2.AsyncClient | None = None) -> None:
        """Send by a client that the caller made, for proxies, certificates or transports of their own, or by one of ours."""
        self._given = http_client
        self._by_loop: dict[AbstractEventLoop, httpx2.AsyncClient] = {}

    def _here(self) -> httpx2.AsyncClient:
        """Give what sends in the loop that runs."""
        if self._given is not None:
            return self._given
        loop = _running_loop()
        if loop not in self._by_loop:
            self._by_loop = {one: client for one, client in self._by_loop.items() if not one.is_closed()}
            self._by_loop[loop] = httpx2.AsyncClient(limits=_LIMITS)
        return self._by_loop[loop]

    async def send(self, request: Request) -> Answer | Failure:
        """Send a request and read its answer."""
        try:
            client = self._here()
            response = await client.send(_built(client, request), follow_redirects=False)
        except (httpx2.RequestError, httpx2.StreamError) as error:
            return _failure(error)
        return _answer(response, response.content)

    async def open(self, request: Request) -> Answer | Failure:
        """Send a request and leave the body of a success unread."""
        try:
            client = self._here()
            response = await client.send(_built(client, request), stream=True, follow_redirects=False)
            if response.is_success:
                return _answer(response, b"", AsyncOpened(response))
            body = await response.aread()
        except (httpx2.RequestError, httpx2.StreamError) as error:
            return _failure(error)
        return _answer(response, body)

    async def close(self) -> None:
        """Close all connections of the loop that runs, unless they are the caller's; those of loops that ended are gone."""
        client = self._by_loop.pop(_running_loop(), None)
        if client is not None:
            await client.aclose()

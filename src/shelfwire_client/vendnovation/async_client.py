"""The clients of VendNovation.

The module without `async` in its name is made from this one by `tools/sync_twin.py`; change this one.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self, Unpack

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from shelfwire_client.bulk.async_writing import async_write_all
from shelfwire_client.bulk.options import AsyncItems, BulkOptions
from shelfwire_client.bulk.result import BulkResult
from shelfwire_client.core.async_client import AsyncApiClient, AsyncClientOptions, AsyncResource
from shelfwire_client.core.async_pages import AsyncPage
from shelfwire_client.core.async_responses import async_raw, async_streamed
from shelfwire_client.core.call import Call, CallOptions
from shelfwire_client.core.options import setting
from shelfwire_client.core.paginator import AsyncPaginator
from shelfwire_client.core.steps import FixedHeaders
from shelfwire_client.vendnovation import calls
from shelfwire_client.vendnovation.bulk import PRODUCTS_FORM
from shelfwire_client.vendnovation.models import AccessToken, Message, ProductItem, TokenInfo
from shelfwire_client.vendnovation.paging import next_page_headers
from shelfwire_client.vendnovation.parameters import ProductParam
from shelfwire_client.vendnovation.session import Session

__all__ = [
    "AsyncProductsPage",
    "AsyncVendNovation",
    "AsyncVendNovationProducts",
    "AsyncVendNovationProductsRaw",
    "AsyncVendNovationProductsStreamed",
    "AsyncVendNovationTokens",
    "AsyncVendNovationTokensRaw",
    "AsyncVendNovationTokensStreamed",
]


class AsyncVendNovation(AsyncApiClient):
    """Speaks to VendNovation, or to whatever speaks its API.

    It logs in by itself before its first call, and once more in a call that is told that its access token is not valid.

    Attributes:
        api_key: sent as `x-api-key`.
        username: whom it logs in.
    """

    def __init__(
        self,
        *,
        api_key: str | None = None,
        username: str | None = None,
        password: str | None = None,
        base_url: str | None = None,
        **options: Unpack[AsyncClientOptions],
    ) -> None:
        """Make a client; nothing is sent before its first call.

        Args:
            api_key: the organization's key; else the environment's VENDNOVATION_API_KEY.
            username: of a user of the organization; else VENDNOVATION_USERNAME.
            password: that user's; else VENDNOVATION_PASSWORD.
            base_url: where the API is, with its stage, such as `https://host/prod`; else VENDNOVATION_BASE_URL.
            options: see `AsyncClientOptions`.

        Raises:
            ConfigurationError: one of these is missing, or a setting cannot be right.
        """
        self.api_key = setting(api_key, "VENDNOVATION_API_KEY", "api_key")
        self.username = setting(username, "VENDNOVATION_USERNAME", "username")
        session = Session(self.api_key, self.username, setting(password, "VENDNOVATION_PASSWORD", "password"))
        super().__init__(setting(base_url, "VENDNOVATION_BASE_URL", "base_url"), session, options)

    @property
    def products(self) -> "AsyncVendNovationProducts":
        """Products."""
        return AsyncVendNovationProducts(self)

    @property
    def tokens(self) -> "AsyncVendNovationTokens":
        """The key and access tokens; no call of these logs in first."""
        return AsyncVendNovationTokens(self._with_key_alone())

    def _with_key_alone(self) -> Self:
        twin = copy.copy(self)
        twin._authorization = FixedHeaders({"x-api-key": self.api_key})  # noqa: SLF001 - it is one of us
        return twin


class AsyncProductsPage(AsyncPage[ProductItem]):
    """A page of products."""

    key = "productId"
    data: calls.Products

    def _items(self) -> list[ProductItem]:
        return self.data

    def _next_call(self) -> Call[Any] | None:
        headers = next_page_headers(self.data, self._asked.headers)
        return None if headers is None else replace(self._asked, headers=headers)


class AsyncVendNovationProducts(AsyncResource):
    """Products.

    A product is recognized by its manufacturer, brand, name, size and unitsForSize together.
    """

    @property
    def with_raw_response(self) -> "AsyncVendNovationProductsRaw":
        """The same methods, giving the whole answer with its status and headers."""
        return AsyncVendNovationProductsRaw(self)

    @property
    def with_streaming_response(self) -> "AsyncVendNovationProductsStreamed":
        """The same methods for an `async with` block, in which the answer's body is read piece by piece."""
        return AsyncVendNovationProductsStreamed(self)

    async def create_or_update_products(
        self, *, body: Iterable[ProductParam | Mapping[str, object] | msgspec.Struct], **options: Unpack[CallOptions]
    ) -> list[int]:
        """Create, update or delete products in bulk.

        Args:
            body: the products, all in one request; see `upsert_all` for any number of them.
            options: see `CallOptions`.

        Returns:
            the numbers of the products, in the order of `body`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call, or the login before it, failed; see `core.errors`.
        """
        return await self._call(calls.create_or_update_products(body), options)

    async def upsert_all(self, items: AsyncItems, **options: Unpack[BulkOptions]) -> BulkResult:
        """Create, update or delete any number of products, in as many requests as that takes.

        Items that are the same product, or may be by their productId or number, are sent in their order, one a request. The
        outcome of each item has the product's number.

        Args:
            items: dicts, structs, dataclasses or named tuples, in any iterable, or a DataFrame.
            options: see `BulkOptions`.

        Raises:
            ArgumentError: an option or the checkpoint cannot be right.
            BulkInterrupted: it ended before its time; its `result` tells how far it came.
            BulkError: items were refused, and `collect` was not asked for; all others landed.
        """
        return await async_write_all(self._client, PRODUCTS_FORM, items, options)

    def list_products(
        self,
        *,
        organization_ids: Sequence[int] = (),
        product_ids: Sequence[int] = (),
        page: int = 1,
        size: int = calls.PAGE_SIZE_MAX,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[AsyncProductsPage, ProductItem]:
        """List the products, page by page; an `async for` goes through all pages.

        Args:
            organization_ids: only those of these organizations; of all where it is empty.
            product_ids: only those with these numbers; all where it is empty.
            page: which page to begin with, from 1.
            size: how many products a page has; the API takes more than 50 as 50.
            options: see `CallOptions`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call, or the login before it, failed; see `core.errors`.
        """
        call = calls.list_products(organization_ids, product_ids, page, size)
        return self._paginate(AsyncProductsPage, call, options)


class AsyncVendNovationProductsRaw:
    """The methods of `AsyncVendNovationProducts`, giving whole answers."""

    def __init__(self, products: AsyncVendNovationProducts) -> None:
        """Send as this resource does."""
        one = products._as_raw()  # noqa: SLF001 - it is made for this
        self.create_or_update_products = async_raw(one.create_or_update_products)
        self.list_products = async_raw(one.list_products)


class AsyncVendNovationProductsStreamed:
    """The methods of `AsyncVendNovationProducts` for `async with` blocks, giving answers to be read piece by piece."""

    def __init__(self, products: AsyncVendNovationProducts) -> None:
        """Send as this resource does."""
        one = products._as_streamed()  # noqa: SLF001 - it is made for this
        self.create_or_update_products = async_streamed(one.create_or_update_products)
        self.list_products = async_streamed(one.list_products)


class AsyncVendNovationTokens(AsyncResource):
    """The key and access tokens, for programs that want to know about them; calls get what they need by themselves."""

    @property
    def with_raw_response(self) -> "AsyncVendNovationTokensRaw":
        """The same methods, giving the whole answer with its status and headers."""
        return AsyncVendNovationTokensRaw(self)

    @property
    def with_streaming_response(self) -> "AsyncVendNovationTokensStreamed":
        """The same methods for an `async with` block, in which the answer's body is read piece by piece."""
        return AsyncVendNovationTokensStreamed(self)

    async def authenticate(self, *, username: str, password: str, **options: Unpack[CallOptions]) -> AccessToken:
        """Log in for an access token of your own; the client goes on with the one it has.

        Args:
            username: of a user of the organization.
            password: that user's.
            options: see `CallOptions`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        return await self._call(calls.authenticate(username, password), options)

    async def token_test(self, **options: Unpack[CallOptions]) -> Message:
        """Find out whether the key is valid; one that is not is refused with 403.

        Args:
            options: see `CallOptions`.

        Raises:
            APIError: the call failed; see `core.errors`.
        """
        return await self._call(calls.token_test(), options)

    async def token_info(self, *, access_token: str | UnsetType = UNSET, **options: Unpack[CallOptions]) -> TokenInfo:
        """Find out what the key opens.

        Args:
            access_token: one whose end is to be told too.
            options: see `CallOptions`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        return await self._call(calls.token_info(access_token), options)


class AsyncVendNovationTokensRaw:
    """The methods of `AsyncVendNovationTokens`, giving whole answers."""

    def __init__(self, tokens: AsyncVendNovationTokens) -> None:
        """Send as this resource does."""
        one = tokens._as_raw()  # noqa: SLF001 - it is made for this
        self.authenticate = async_raw(one.authenticate)
        self.token_test = async_raw(one.token_test)
        self.token_info = async_raw(one.token_info)


class AsyncVendNovationTokensStreamed:
    """The methods of `AsyncVendNovationTokens` for `async with` blocks, giving answers to be read piece by piece."""

    def __init__(self, tokens: AsyncVendNovationTokens) -> None:
        """Send as this resource does."""
        one = tokens._as_streamed()  # noqa: SLF001 - it is made for this
        self.authenticate = async_streamed(one.authenticate)
        self.token_test = async_streamed(one.token_test)
        self.token_info = async_streamed(one.token_info)

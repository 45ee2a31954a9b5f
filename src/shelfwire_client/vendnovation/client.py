# Generated from async_client.py by tools/sync_twin.py: change that one, then run `make twins`.
"""The clients of VendNovation."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self, Unpack

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from shelfwire_client.bulk.options import BulkOptions, Items
from shelfwire_client.bulk.result import BulkResult
from shelfwire_client.bulk.writing import write_all
from shelfwire_client.core.call import Call, CallOptions
from shelfwire_client.core.client import ApiClient, ClientOptions, Resource
from shelfwire_client.core.options import setting
from shelfwire_client.core.pages import Page
from shelfwire_client.core.responses import raw, streamed
from shelfwire_client.core.steps import FixedHeaders
from shelfwire_client.vendnovation import calls
from shelfwire_client.vendnovation.bulk import PRODUCTS_FORM
from shelfwire_client.vendnovation.models import AccessToken, Message, ProductItem, TokenInfo
from shelfwire_client.vendnovation.paging import next_page_headers
from shelfwire_client.vendnovation.parameters import ProductParam
from shelfwire_client.vendnovation.session import Session

__all__ = [
    "ProductsPage",
    "VendNovation",
    "VendNovationProducts",
    "VendNovationProductsRaw",
    "VendNovationProductsStreamed",
    "VendNovationTokens",
    "VendNovationTokensRaw",
    "VendNovationTokensStreamed",
]


class VendNovation(ApiClient):
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
        **options: Unpack[ClientOptions],
    ) -> None:
        """Make a client; nothing is sent before its first call.

        Args:
            api_key: the organization's key; else the environment's VENDNOVATION_API_KEY.
            username: of a user of the organization; else VENDNOVATION_USERNAME.
            password: that user's; else VENDNOVATION_PASSWORD.
            base_url: where the API is, with its stage, such as `https://host/prod`; else VENDNOVATION_BASE_URL.
            options: see `ClientOptions`.

        Raises:
            ConfigurationError: one of these is missing, or a setting cannot be right.
        """
        self.api_key = setting(api_key, "VENDNOVATION_API_KEY", "api_key")
        self.username = setting(username, "VENDNOVATION_USERNAME", "username")
        session = Session(self.api_key, self.username, setting(password, "VENDNOVATION_PASSWORD", "password"))
        super().__init__(setting(base_url, "VENDNOVATION_BASE_URL", "base_url"), session, options)

    @property
    def products(self) -> "VendNovationProducts":
        """Products."""
        return VendNovationProducts(self)

    @property
    def tokens(self) -> "VendNovationTokens":
        """The key and access tokens; no call of these logs in first."""
        return VendNovationTokens(self._with_key_alone())

    def _with_key_alone(self) -> Self:
        twin = copy.copy(self)
        twin._authorization = FixedHeaders({"x-api-key": self.api_key})  # noqa: SLF001 - it is one of us
        return twin


class ProductsPage(Page[ProductItem]):
    """A page of products."""

    key = "productId"
    data: calls.Products

    def _items(self) -> list[ProductItem]:
        return self.data

    def _next_call(self) -> Call[Any] | None:
        headers = next_page_headers(self.data, self._asked.headers)
        return None if headers is None else replace(self._asked, headers=headers)


class VendNovationProducts(Resource):
    """Products.

    A product is recognized by its manufacturer, brand, name, size and unitsForSize together.
    """

    @property
    def with_raw_response(self) -> "VendNovationProductsRaw":
        """The same methods, giving the whole answer with its status and headers."""
        return VendNovationProductsRaw(self)

    @property
    def with_streaming_response(self) -> "VendNovationProductsStreamed":
        """The same methods for a `with` block, in which the answer's body is read piece by piece."""
        return VendNovationProductsStreamed(self)

    def create_or_update_products(
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
        return self._call(calls.create_or_update_products(body), options)

    def upsert_all(self, items: Items, **options: Unpack[BulkOptions]) -> BulkResult:
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
        return write_all(self._client, PRODUCTS_FORM, items, options)

    def list_products(
        self,
        *,
        organization_ids: Sequence[int] = (),
        product_ids: Sequence[int] = (),
        page: int = 1,
        size: int = calls.PAGE_SIZE_MAX,
        **options: Unpack[CallOptions],
    ) -> ProductsPage:
        """List the products, page by page; a `for` goes through all pages.

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
        return self._paginate(ProductsPage, call, options)


class VendNovationProductsRaw:
    """The methods of `VendNovationProducts`, giving whole answers."""

    def __init__(self, products: VendNovationProducts) -> None:
        """Send as this resource does."""
        one = products._as_raw()  # noqa: SLF001 - it is made for this
        self.create_or_update_products = raw(one.create_or_update_products)
        self.list_products = raw(one.list_products)


class VendNovationProductsStreamed:
    """The methods of `VendNovationProducts` for `with` blocks, giving answers to be read piece by piece."""

    def __init__(self, products: VendNovationProducts) -> None:
        """Send as this resource does."""
        one = products._as_streamed()  # noqa: SLF001 - it is made for this
        self.create_or_update_products = streamed(one.create_or_update_products)
        self.list_products = streamed(one.list_products)


class VendNovationTokens(Resource):
    """The key and access tokens, for programs that want to know about them; calls get what they need by themselves."""

    @property
    def with_raw_response(self) -> "VendNovationTokensRaw":
        """The same methods, giving the whole answer with its status and headers."""
        return VendNovationTokensRaw(self)

    @property
    def with_streaming_response(self) -> "VendNovationTokensStreamed":
        """The same methods for a `with` block, in which the answer's body is read piece by piece."""
        return VendNovationTokensStreamed(self)

    def authenticate(self, *, username: str, password: str, **options: Unpack[CallOptions]) -> AccessToken:
        """Log in for an access token of your own; the client goes on with the one it has.

        Args:
            username: of a user of the organization.
            password: that user's.
            options: see `CallOptions`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        return self._call(calls.authenticate(username, password), options)

    def token_test(self, **options: Unpack[CallOptions]) -> Message:
        """Find out whether the key is valid; one that is not is refused with 403.

        Args:
            options: see `CallOptions`.

        Raises:
            APIError: the call failed; see `core.errors`.
        """
        return self._call(calls.token_test(), options)

    def token_info(self, *, access_token: str | UnsetType = UNSET, **options: Unpack[CallOptions]) -> TokenInfo:
        """Find out what the key opens.

        Args:
            access_token: one whose end is to be told too.
            options: see `CallOptions`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        return self._call(calls.token_info(access_token), options)


class VendNovationTokensRaw:
    """The methods of `VendNovationTokens`, giving whole answers."""

    def __init__(self, tokens: VendNovationTokens) -> None:
        """Send as this resource does."""
        one = tokens._as_raw()  # noqa: SLF001 - it is made for this
        self.authenticate = raw(one.authenticate)
        self.token_test = raw(one.token_test)
        self.token_info = raw(one.token_info)


class VendNovationTokensStreamed:
    """The methods of `VendNovationTokens` for `with` blocks, giving answers to be read piece by piece."""

    def __init__(self, tokens: VendNovationTokens) -> None:
        """Send as this resource does."""
        one = tokens._as_streamed()  # noqa: SLF001 - it is made for this
        self.authenticate = streamed(one.authenticate)
        self.token_test = streamed(one.token_test)
        self.token_info = streamed(one.token_info)

# Generated from async_client.py by tools/sync_twin.py: change that one, then run `make twins`.
"""The clients of Colleqtive."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Unpack

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from shelfwire_client.bulk.options import BulkOptions, Items
from shelfwire_client.bulk.result import BulkResult
from shelfwire_client.bulk.writing import write_all
from shelfwire_client.colleqtive import calls
from shelfwire_client.colleqtive.bulk import PRODUCTS_FORM
from shelfwire_client.colleqtive.models import MutationResponse, ProductItem, ProductPageResponse
from shelfwire_client.colleqtive.paging import next_page_number
from shelfwire_client.colleqtive.parameters import DiscountParam, PriceParam, ProductParam
from shelfwire_client.core.call import Call, CallOptions
from shelfwire_client.core.client import ApiClient, ClientOptions, Resource
from shelfwire_client.core.options import setting
from shelfwire_client.core.pages import Page
from shelfwire_client.core.responses import raw, streamed
from shelfwire_client.core.steps import FixedHeaders

__all__ = [
    "Colleqtive",
    "ColleqtiveProducts",
    "ColleqtiveProductsRaw",
    "ColleqtiveProductsStreamed",
    "ProductItemsPage",
]

BASE_URL = "https://api.colleqtive.net"
"""The vendor's own, where nothing else is said."""


class Colleqtive(ApiClient):
    """Speaks to Colleqtive, or to whatever speaks its API.

    Attributes:
        bearer_token: sent as it is in `Authorization`, as the official SDK does.
    """

    def __init__(
        self, *, bearer_token: str | None = None, base_url: str | None = None, **options: Unpack[ClientOptions]
    ) -> None:
        """Make a client; nothing is sent before its first call.

        Args:
            bearer_token: the credential; else the environment's COLLEQTIVE_BEARER_TOKEN.
            base_url: where the API is; else COLLEQTIVE_BASE_URL; else the vendor's own.
            options: see `ClientOptions`.

        Raises:
            ConfigurationError: the credential is missing, or a setting cannot be right.
        """
        self.bearer_token = setting(bearer_token, "COLLEQTIVE_BEARER_TOKEN", "bearer_token")
        url = setting(base_url, "COLLEQTIVE_BASE_URL", "base_url", BASE_URL)
        super().__init__(url, FixedHeaders({"authorization": self.bearer_token}), options)

    @property
    def products(self) -> "ColleqtiveProducts":
        """Products, their prices and discounts."""
        return ColleqtiveProducts(self)


class ProductItemsPage(Page[ProductItem]):
    """A page of products; its answer's fields can be read from it directly."""

    key = "product_number"
    data: ProductPageResponse

    def _items(self) -> list[ProductItem]:
        return self.data.records or []

    def _next_call(self) -> Call[Any] | None:
        number = next_page_number(self.data, self._asked.query)
        return None if number is None else replace(self._asked, query={**self._asked.query, "Page_Start": number})

    @property
    def records(self) -> list[ProductItem]:
        """The products of this page."""
        return self.items

    @property
    def page_number(self) -> int | UnsetType | None:
        """Which page it is, from 1."""
        return self.data.page_number

    @property
    def page_size(self) -> int | UnsetType | None:
        """How many products a page has."""
        return self.data.page_size

    @property
    def total_record_count(self) -> int | UnsetType | None:
        """How many products all pages have."""
        return self.data.total_record_count


class ColleqtiveProducts(Resource):
    """Products, their prices and discounts."""

    @property
    def with_raw_response(self) -> "ColleqtiveProductsRaw":
        """The same methods, giving the whole answer with its status and headers."""
        return ColleqtiveProductsRaw(self)

    @property
    def with_streaming_response(self) -> "ColleqtiveProductsStreamed":
        """The same methods for a `with` block, in which the answer's body is read piece by piece."""
        return ColleqtiveProductsStreamed(self)

    def create_products(
        self,
        *,
        flush: bool | UnsetType = UNSET,
        body: Iterable[ProductParam | Mapping[str, object] | msgspec.Struct] | UnsetType = UNSET,
        **options: Unpack[CallOptions],
    ) -> MutationResponse:
        """Create or update products in bulk, matched by `product_number`.

        Args:
            flush: true removes all products that are not in `body`.
            body: the products, all in one request; see `upsert_all` for any number of them.
            options: see `CallOptions`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        return self._call(calls.create_products(flush=flush, body=body), options)

    def upsert_all(self, items: Items, **options: Unpack[BulkOptions]) -> BulkResult:
        """Create or update any number of products, matched by `product_number`, in as many requests as that takes.

        Products with the same number are sent in their order. Nothing is removed: `flush` is refused here.

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
        page_size: int | str | UnsetType = UNSET,
        page_start: int | str | UnsetType = UNSET,
        product_number: Sequence[str] | UnsetType = UNSET,
        **options: Unpack[CallOptions],
    ) -> ProductItemsPage:
        """List the products, page by page; a `for` goes through all pages.

        Args:
            page_size: how many products a page has; the server's default where it is left out.
            page_start: which page to begin with, from 1.
            product_number: only those with these numbers.
            options: see `CallOptions`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        return self._paginate(ProductItemsPage, calls.list_products(page_size, page_start, product_number), options)

    def delete_products(
        self, *, product_number: Sequence[str] | UnsetType | None = UNSET, **options: Unpack[CallOptions]
    ) -> MutationResponse:
        """Delete products.

        Args:
            product_number: their numbers.
            options: see `CallOptions`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        return self._call(calls.delete_products(product_number), options)

    def create_prices(
        self,
        *,
        body: Iterable[PriceParam | Mapping[str, object] | msgspec.Struct] | UnsetType = UNSET,
        **options: Unpack[CallOptions],
    ) -> MutationResponse:
        """Create or update prices of products, matched by `product_number` and `price_id`.

        Args:
            body: the prices.
            options: see `CallOptions`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        return self._call(calls.create_prices(body), options)

    def create_discount_prices(
        self,
        *,
        discounts: Iterable[DiscountParam | Mapping[str, object] | msgspec.Struct] | UnsetType | None = UNSET,
        is_flush: bool | UnsetType = UNSET,
        **options: Unpack[CallOptions],
    ) -> MutationResponse:
        """Create or update discount prices of products.

        Args:
            discounts: the discounts.
            is_flush: true removes all discounts that are not in `discounts`.
            options: see `CallOptions`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        return self._call(calls.create_discount_prices(discounts=discounts, is_flush=is_flush), options)

    def update_product_attributes(
        self, *, attribute: str, new_value: str, old_value: str, **options: Unpack[CallOptions]
    ) -> None:
        """Write a new value into a field of all products that have an old one there.

        Args:
            attribute: the name of a product field that holds a single value.
            new_value: what it becomes.
            old_value: what it is.
            options: see `CallOptions`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        self._call(calls.update_product_attributes(attribute, old_value, new_value), options)


class ColleqtiveProductsRaw:
    """The methods of `ColleqtiveProducts`, giving whole answers."""

    def __init__(self, products: ColleqtiveProducts) -> None:
        """Send as this resource does."""
        one = products._as_raw()  # noqa: SLF001 - it is made for this
        self.create_products = raw(one.create_products)
        self.list_products = raw(one.list_products)
        self.delete_products = raw(one.delete_products)
        self.create_prices = raw(one.create_prices)
        self.create_discount_prices = raw(one.create_discount_prices)
        self.update_product_attributes = raw(one.update_product_attributes)


class ColleqtiveProductsStreamed:
    """The methods of `ColleqtiveProducts` for `with` blocks, giving answers to be read piece by piece."""

    def __init__(self, products: ColleqtiveProducts) -> None:
        """Send as this resource does."""
        one = products._as_streamed()  # noqa: SLF001 - it is made for this
        self.create_products = streamed(one.create_products)
        self.list_products = streamed(one.list_products)
        self.delete_products = streamed(one.delete_products)
        self.create_prices = streamed(one.create_prices)
        self.create_discount_prices = streamed(one.create_discount_prices)
        self.update_product_attributes = streamed(one.update_product_attributes)

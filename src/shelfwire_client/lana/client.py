# Generated from async_client.py by tools/sync_twin.py: change that one, then run `make twins`.
"""The clients of Lana."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Unpack

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
from shelfwire_client.lana import calls
from shelfwire_client.lana.arguments import split_options
from shelfwire_client.lana.bulk import ITEMS_MAX, VENDOR_ITEMS_MAX, ProductsForm
from shelfwire_client.lana.models import Product, ProductPage, RelayAnswer, Shop
from shelfwire_client.lana.paging import next_query
from shelfwire_client.lana.parameters import (
    ProductCreateParam,
    ProductModifyParam,
    ProductsPageParam,
    RelayRequestParam,
    SortBy,
)

__all__ = [
    "Lana",
    "LanaProducts",
    "LanaProductsRaw",
    "LanaProductsStreamed",
    "LanaShops",
    "LanaShopsRaw",
    "LanaShopsStreamed",
    "ProductsPage",
]

BASE_URL = "https://api.lana.dev"
"""The vendor's own, where nothing else is said."""


class Lana(ApiClient):
    """Speaks to one shop of Lana's Commerce API, or to whatever speaks that API.

    Operations are found under their topics: productsCreate is `products.create`, and those without a verb, such as shops, are
    called by their HTTP method: `shops.get`.

    Attributes:
        token: the JSON Web Token that goes with every request.
        shop_id: the shop that products are of; sent with each of their operations.
    """

    def __init__(
        self,
        *,
        token: str | None = None,
        shop_id: str | None = None,
        base_url: str | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        """Make a client; nothing is sent before its first call.

        Args:
            token: the credential; else the environment's LANA_TOKEN.
            shop_id: the shop; else LANA_SHOP_ID.
            base_url: where the API is; else LANA_BASE_URL; else the vendor's own.
            options: see `ClientOptions`.

        Raises:
            ConfigurationError: the credential or the shop is missing, or a setting cannot be right.
        """
        self.token = setting(token, "LANA_TOKEN", "token")
        self.shop_id = setting(shop_id, "LANA_SHOP_ID", "shop_id")
        url = setting(base_url, "LANA_BASE_URL", "base_url", BASE_URL)
        super().__init__(url, FixedHeaders({"authorization": f"Bearer {self.token}"}), options)

    @property
    def products(self) -> "LanaProducts":
        """The products of the shop."""
        return LanaProducts(self)

    @property
    def shops(self) -> "LanaShops":
        """The shops that the token opens."""
        return LanaShops(self)

    def graphql(
        self,
        query: str,
        variables: Mapping[str, object] | None = None,
        *,
        operation_name: str | UnsetType = UNSET,
        **options: Unpack[CallOptions],
    ) -> dict[str, Any]:
        """Carry out a GraphQL document.

        Args:
            query: the document; it names the shop itself, as an argument of its fields.
            variables: what stands for its variables.
            operation_name: which of its operations to carry out, where it has several.
            options: see `CallOptions`.

        Returns:
            what its fields gave, by their names.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed, or one of the fields did: its `body` has what the others gave; see `core.errors`.
        """
        return self.call(calls.graphql(query, variables, operation_name), options)

    def relay(
        self,
        requests: Iterable[RelayRequestParam | Mapping[str, object] | msgspec.Struct],
        **options: Unpack[CallOptions],
    ) -> list[RelayAnswer]:
        """Send requests to the JSON paths in one; each is carried out for itself, in their order.

        Args:
            requests: each with its path, which has its whole query in it: `products.json?shop_id=...`.
            options: see `CallOptions`.

        Returns:
            the answer to each, or its error; they are not raised.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed as a whole; see `core.errors`.
        """
        return self.call(calls.relay(requests), options)


class ProductsPage(Page[Product]):
    """A page of products."""

    key = "id"
    data: ProductPage

    def _items(self) -> list[Product]:
        return self.data.items or []

    def _next_call(self) -> Call[Any] | None:
        query = next_query(self.data, self._asked.query)
        return None if query is None else replace(self._asked, query=query)

    @property
    def count(self) -> int:
        """How many products all pages have."""
        return self.data.count

    @property
    def last_key(self) -> str:
        """What leads to the next page; empty where this one is."""
        return self.data.last_key


class LanaProducts(Resource):
    """The products of a shop."""

    def __init__(self, client: Lana) -> None:
        """Send by this client, about its shop."""
        super().__init__(client)
        self._shop_id = client.shop_id

    @property
    def with_raw_response(self) -> "LanaProductsRaw":
        """The same methods, giving the whole answer with its status and headers."""
        return LanaProductsRaw(self)

    @property
    def with_streaming_response(self) -> "LanaProductsStreamed":
        """The same methods for a `with` block, in which the answer's body is read piece by piece."""
        return LanaProductsStreamed(self)

    def create(
        self,
        data: Iterable[ProductCreateParam | Mapping[str, object] | msgspec.Struct],
        *,
        fields: Sequence[str] | UnsetType = UNSET,
        **options: Unpack[CallOptions],
    ) -> list[Product]:
        """Create products, all or none (productsCreate).

        Args:
            data: the products, all in one request; see `create_all` for any number of them.
            fields: which fields of the products to answer, `brand.id` for one within a field; all where it is left out.
            options: see `CallOptions`.

        Returns:
            the products that were created, in their order.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        return self._call(calls.create(self._shop_id, data, fields), options)

    def create_all(self, items: Items, **options: Unpack[BulkOptions]) -> BulkResult:
        """Create any number of products, in as many requests as that takes; each outcome has the id of its product.

        Every item is created: only a checkpoint, and the Idempotency-Keys in it, keep an interrupted run from creating some of
        them again. Of items with the same handle the first is created and the others are refused.

        Args:
            items: dicts, structs, dataclasses or named tuples, in any iterable, or a DataFrame.
            options: see `BulkOptions`; a request has 1,000 items unless told, and 30 where it goes to the vendor.

        Raises:
            ArgumentError: an option or the checkpoint cannot be right.
            BulkInterrupted: it ended before its time; its `result` tells how far it came.
            BulkError: items were refused, and `collect` was not asked for; all others landed.
        """
        items_max = VENDOR_ITEMS_MAX if self._client.base_url == BASE_URL else ITEMS_MAX
        return write_all(self._client, ProductsForm(self._shop_id, items_max), items, options)

    def modify(
        self,
        ids: Sequence[str],
        data: Iterable[ProductModifyParam | Mapping[str, object] | msgspec.Struct],
        *,
        fields: Sequence[str] | UnsetType = UNSET,
        **options: Unpack[CallOptions],
    ) -> list[Product]:
        """Modify products, all or none (productsModify).

        Args:
            ids: of the products, each once.
            data: what to change, in the order of `ids`; a field that is left out keeps its value, null clears it.
            fields: which fields of the products to answer, `brand.id` for one within a field; all where it is left out.
            options: see `CallOptions`.

        Returns:
            the products as they are now, in their order.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        return self._call(calls.modify(self._shop_id, ids, data, fields), options)

    def delete(self, ids: Sequence[str], **options: Unpack[CallOptions]) -> None:
        """Delete products, all or none (productsDelete).

        Args:
            ids: of the products, each once.
            options: see `CallOptions`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        self._call(calls.delete(self._shop_id, ids), options)

    def get(
        self,
        ids: Sequence[str],
        *,
        loose: bool | UnsetType = UNSET,
        fields: Sequence[str] | UnsetType = UNSET,
        **options: Unpack[CallOptions],
    ) -> list[Product]:
        """Read products by their ids (products).

        Args:
            ids: of the products.
            loose: true leaves out those that do not exist, which are refused otherwise.
            fields: which fields of the products to answer, `brand.id` for one within a field; all where it is left out.
            options: see `CallOptions`.

        Returns:
            the products, in the order of `ids`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        return self._call(calls.get(self._shop_id, ids, loose=loose, fields=fields), options)

    def page(self, *, sort_by: SortBy = "created_at", **arguments: Unpack[ProductsPageParam]) -> ProductsPage:
        """List the products, page by page; a `for` goes through all pages (productsPage).

        Args:
            sort_by: the order, by the time of creation or of the last change. It is always sent: the API may leave out where
                a page goes on where it is not.
            arguments: see `ProductsPageParam`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        asked, options = split_options(arguments)
        call = calls.page(self._shop_id, {"sort_by": sort_by, **asked})
        return self._paginate(ProductsPage, call, options)


class LanaProductsRaw:
    """The methods of `LanaProducts`, giving whole answers."""

    def __init__(self, products: LanaProducts) -> None:
        """Send as this resource does."""
        one = products._as_raw()  # noqa: SLF001 - it is made for this
        self.create = raw(one.create)
        self.modify = raw(one.modify)
        self.delete = raw(one.delete)
        self.get = raw(one.get)
        self.page = raw(one.page)


class LanaProductsStreamed:
    """The methods of `LanaProducts` for `with` blocks, giving answers to be read piece by piece."""

    def __init__(self, products: LanaProducts) -> None:
        """Send as this resource does."""
        one = products._as_streamed()  # noqa: SLF001 - it is made for this
        self.create = streamed(one.create)
        self.modify = streamed(one.modify)
        self.delete = streamed(one.delete)
        self.get = streamed(one.get)
        self.page = streamed(one.page)


class LanaShops(Resource):
    """The shops that a token opens."""

    @property
    def with_raw_response(self) -> "LanaShopsRaw":
        """The same methods, giving the whole answer with its status and headers."""
        return LanaShopsRaw(self)

    @property
    def with_streaming_response(self) -> "LanaShopsStreamed":
        """The same methods for a `with` block, in which the answer's body is read piece by piece."""
        return LanaShopsStreamed(self)

    def get(self, *, fields: Sequence[str] | UnsetType = UNSET, **options: Unpack[CallOptions]) -> list[Shop]:
        """Read the shops (shops).

        Args:
            fields: which of their fields to answer; all where it is left out.
            options: see `CallOptions`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        return self._call(calls.shops(fields), options)


class LanaShopsRaw:
    """The methods of `LanaShops`, giving whole answers."""

    def __init__(self, shops: LanaShops) -> None:
        """Send as this resource does."""
        one = shops._as_raw()  # noqa: SLF001 - it is made for this
        self.get = raw(one.get)


class LanaShopsStreamed:
    """The methods of `LanaShops` for `with` blocks, giving answers to be read piece by piece."""

    def __init__(self, shops: LanaShops) -> None:
        """Send as this resource does."""
        one = shops._as_streamed()  # noqa: SLF001 - it is made for this
        self.get = streamed(one.get)

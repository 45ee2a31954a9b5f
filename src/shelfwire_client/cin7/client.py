# Generated from async_client.py by tools/sync_twin.py: change that one, then run `make twins`.
"""The clients of Cin7 Omni."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Unpack

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from shelfwire_client.bulk.options import BulkOptions, Items
from shelfwire_client.bulk.result import BulkResult
from shelfwire_client.bulk.writing import write_all
from shelfwire_client.cin7 import calls
from shelfwire_client.cin7.bulk import CREATE_FORM, UPSERT_FORM
from shelfwire_client.cin7.models import BatchResults, Product
from shelfwire_client.cin7.paging import next_page_number
from shelfwire_client.cin7.parameters import CreateProductParam, UpdateProductParam
from shelfwire_client.core.call import Call, CallOptions
from shelfwire_client.core.client import ApiClient, ClientOptions, Resource
from shelfwire_client.core.errors import ConfigurationError
from shelfwire_client.core.options import setting
from shelfwire_client.core.pages import Page
from shelfwire_client.core.responses import raw, streamed
from shelfwire_client.core.steps import FixedHeaders

__all__ = [
    "Cin7Omni",
    "Cin7OmniProducts",
    "Cin7OmniProductsRaw",
    "Cin7OmniProductsStreamed",
    "ProductsPage",
]

BASE_URL = "https://api.cin7.com/api"
"""The vendor's own, where nothing else is said."""


class Cin7Omni(ApiClient):
    """Speaks to Cin7 Omni, or to whatever speaks its API.

    Attributes:
        username: of the account.
        key: of the connection.
    """

    def __init__(
        self,
        *,
        username: str | None = None,
        key: str | None = None,
        base_url: str | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        """Make a client; nothing is sent before its first call.

        Args:
            username: the account's API username; else the environment's CIN7_USERNAME.
            key: the connection's key; else CIN7_KEY.
            base_url: where the API is, such as https://host/api; else CIN7_BASE_URL; else the vendor's own.
            options: see `ClientOptions`.

        Raises:
            ConfigurationError: a credential is missing, or a setting cannot be right.
        """
        self.username = setting(username, "CIN7_USERNAME", "username")
        self.key = setting(key, "CIN7_KEY", "key")
        if ":" in self.username:
            raise ConfigurationError("username has a colon in it, which HTTP Basic cannot send (RFC 7617, section 2).")
        basic = b64encode(f"{self.username}:{self.key}".encode()).decode()
        url = setting(base_url, "CIN7_BASE_URL", "base_url", BASE_URL)
        super().__init__(url, FixedHeaders({"authorization": f"Basic {basic}"}), options)

    @property
    def products(self) -> "Cin7OmniProducts":
        """Products and their options."""
        return Cin7OmniProducts(self)


class ProductsPage(Page[Product]):
    """A page of products."""

    key = "id"
    data: list[Product]

    def _items(self) -> list[Product]:
        return self.data

    def _next_call(self) -> Call[Any] | None:
        number = next_page_number(len(self.data), self._asked.query)
        return None if number is None else replace(self._asked, query={**self._asked.query, "page": number})


class Cin7OmniProducts(Resource):
    """Products and their options."""

    @property
    def with_raw_response(self) -> "Cin7OmniProductsRaw":
        """The same methods, giving the whole answer with its status and headers."""
        return Cin7OmniProductsRaw(self)

    @property
    def with_streaming_response(self) -> "Cin7OmniProductsStreamed":
        """The same methods for a `with` block, in which the answer's body is read piece by piece."""
        return Cin7OmniProductsStreamed(self)

    def create(
        self,
        body: Iterable[CreateProductParam | Mapping[str, object] | msgspec.Struct],
        **options: Unpack[CallOptions],
    ) -> BatchResults:
        """Create products in bulk (`POST v1/Products`).

        A style code or an option code that stands twice in the request refuses all of it. A product whose code exists is
        skipped, and one that breaks a rule fails; the others are created.

        Args:
            body: the products, all in one request; see `upsert_all` for any number of them.
            options: see `CallOptions`.

        Returns:
            A result for each product, in the order of the request; `success` tells those that were created.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        return self._call(calls.create(body), options)

    def update(
        self,
        body: Iterable[UpdateProductParam | Mapping[str, object] | msgspec.Struct],
        **options: Unpack[CallOptions],
    ) -> BatchResults:
        """Update products in bulk by their ids (`PUT v1/Products`).

        A field that is null or left out keeps its value, an empty text clears it. A whole product as it was read can be put
        back.

        Args:
            body: the products, all in one request.
            options: see `CallOptions`.

        Returns:
            A result for each product, in the order of the request; `success` tells those that were updated.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        return self._call(calls.update(body), options)

    def upsert_all(self, items: Items, **options: Unpack[BulkOptions]) -> BulkResult:
        """Create or update any number of products, in as many requests as that takes.

        Products with an `id` are updated, all others are created; those whose style code, or where they have none, option
        code exists are updated instead. The API updates no options, so the price of a product that exists stays. Creating,
        updating and reading must be allowed. Products with an equal id or code are sent in their order.

        Args:
            items: dicts, structs, dataclasses or named tuples, in any iterable, or a DataFrame.
            options: see `BulkOptions`; a request has at most 250 products where nothing else is said.

        Raises:
            ArgumentError: an option or the checkpoint cannot be right.
            BulkInterrupted: it ended before its time; its `result` tells how far it came.
            BulkError: items were refused, and `collect` was not asked for; all others landed.
        """
        return write_all(self._client, UPSERT_FORM, items, options)

    def create_all(self, items: Items, **options: Unpack[BulkOptions]) -> BulkResult:
        """Create any number of products, in as many requests as that takes; one whose code exists counts as refused.

        Where an answer was lost and the server knows no `Idempotency-Key`, products that this run created count as refused,
        too: their codes exist by then.

        Args:
            items: dicts, structs, dataclasses or named tuples, in any iterable, or a DataFrame.
            options: see `BulkOptions`; a request has at most 250 products where nothing else is said.

        Raises:
            ArgumentError: an option or the checkpoint cannot be right.
            BulkInterrupted: it ended before its time; its `result` tells how far it came.
            BulkError: items were refused, and `collect` was not asked for; all others landed.
        """
        return write_all(self._client, CREATE_FORM, items, options)

    def list(
        self,
        *,
        fields: str | Sequence[str] | UnsetType = UNSET,
        where: str | UnsetType = UNSET,
        order: str | UnsetType = UNSET,
        page: int | UnsetType = UNSET,
        rows: int | UnsetType = UNSET,
        **options: Unpack[CallOptions],
    ) -> ProductsPage:
        """List products, page by page (`GET v1/Products`); a `for` goes through all pages.

        Args:
            fields: the names of the fields to give; all of them where it is left out.
            where: a condition, such as `status='Public' AND modifiedDate>'2026-01-01'`.
            order: fields to sort by, such as `name ASC`.
            page: which page to begin with, from 1.
            rows: how many products a page has; the server's default (the vendor's is 50) where it is left out. The vendor
                gives at most 250.
            options: see `CallOptions`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            APIError: the call failed; see `core.errors`.
        """
        call = calls.find(fields=fields, where=where, order=order, page=page, rows=rows)
        return self._paginate(ProductsPage, call, options)

    def get(self, id: int, **options: Unpack[CallOptions]) -> Product:  # noqa: A002 - the API's own word
        """Get one product (`GET v1/Products/{id}`).

        Args:
            id: the product's id.
            options: see `CallOptions`.

        Raises:
            ArgumentError: an argument cannot be right, and nothing was sent.
            NotFoundError: there is no such product.
            APIError: the call failed; see `core.errors`.
        """
        return self._call(calls.get(id), options)


class Cin7OmniProductsRaw:
    """The methods of `Cin7OmniProducts`, giving whole answers."""

    def __init__(self, products: Cin7OmniProducts) -> None:
        """Send as this resource does."""
        one = products._as_raw()  # noqa: SLF001 - it is made for this
        self.create = raw(one.create)
        self.update = raw(one.update)
        self.list = raw(one.list)
        self.get = raw(one.get)


class Cin7OmniProductsStreamed:
    """The methods of `Cin7OmniProducts` for `with` blocks, giving answers to be read piece by piece."""

    def __init__(self, products: Cin7OmniProducts) -> None:
        """Send as this resource does."""
        one = products._as_streamed()  # noqa: SLF001 - it is made for this
        self.create = streamed(one.create)
        self.update = streamed(one.update)
        self.list = streamed(one.list)
        self.get = streamed(one.get)

"""Colleqtive's six product operations: paths, verbs, permissions and what each does."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Raw

from shelfwire.access.caller import (
    PRODUCTS_CREATE,
    PRODUCTS_DELETE,
    PRODUCTS_FLUSH,
    PRODUCTS_MODIFY,
    PRODUCTS_READ,
    Presented,
)
from shelfwire.catalog.change import Batch, OfferBatch, OfferKind
from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.outcome import BatchOutcome
from shelfwire.catalog.policy import COLLEQTIVE_DELETE, COLLEQTIVE_FLUSH, COLLEQTIVE_WRITE
from shelfwire.catalog.product import Product as StoredProduct
from shelfwire.dialects.claims import claim_of
from shelfwire.dialects.colleqtive import errors
from shelfwire.dialects.colleqtive.decode import DeletionReader, ProductReader
from shelfwire.dialects.colleqtive.encode import deletion_message, mutation, offers_message, product_message
from shelfwire.dialects.colleqtive.offers import OfferReader
from shelfwire.dialects.colleqtive.record import ProductPage, records
from shelfwire.dialects.colleqtive.reference import openapi_document
from shelfwire.dialects.colleqtive.rewriting import read_rewrite
from shelfwire.dialects.contract import Call, Head, Operation, Refusal, RefusalCode, needs
from shelfwire.dialects.fault_list import FaultList, UnknownFields, counted
from shelfwire.dialects.json_body import DECODE_ERRORS, ITEM_BYTES_MAX, is_blank, malformed, may_hold_nul, split_items
from shelfwire.dialects.slices import read_slices
from shelfwire.engine.reply import Claim, Reply
from shelfwire.storage.port import Reader

__all__ = ["COLLEQTIVE", "PAGE_SIZE_DEFAULT", "PAGE_SIZE_MAX", "Colleqtive"]

PAGE_SIZE_DEFAULT = 50
"""Products on a page of the list where the client names no size (the documentation's example shows 50)."""

PAGE_SIZE_MAX = 1_000
"""The largest page; a larger one is refused, because a client that stops at a short page would lose the rest."""

_PRODUCTS = "/api/v2/public/products"
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_PAGE_NUMBER = re.compile(r"0*[1-9]\d{0,15}", re.ASCII)

_encode = msgspec.json.Encoder().encode


def _bad_request(text: str) -> Refusal:
    return Refusal(400, RefusalCode.BAD_REQUEST, text)


def _flag(text: str | None, name: str) -> bool:
    """Read a flag of the query or a header; absent is false.

    Raises:
        Refusal: 400 for anything but true, false, 1 and 0.
    """
    if text is None:
        return False
    flag = _FLAGS.get(text.strip().lower())
    if flag is None:
        raise _bad_request(f"{name} must be true or false.")
    return flag


def _claim(call: Call) -> Claim | None:
    """Make the claim of a request that came with an idempotency key; the header `is_flush` decides its meaning too."""
    return claim_of(call, call.head.headers.get("is_flush", "").encode("utf-8", "backslashreplace"))


def _items(call: Call, body: bytes | bytearray, envelope: str, *, objects: bool = True) -> list[Raw] | None:
    return split_items(body, envelope=envelope, items_max=call.services.settings.items_max, objects=objects)


def _levels_max(call: Call) -> int:
    """How deep an item may be nested: the array around it is one level."""
    return call.services.settings.json_depth_max - 1


async def create_products(call: Call) -> Reply:
    """Create or update products in bulk; with `flush=true` they become all that the catalog holds."""
    flush = _flag(call.head.parameter("flush"), "flush")
    claim = _claim(call)
    body = call.take_body()
    items = _items(call, body, "products")
    if items is None:
        if flush:
            raise _bad_request("flush=true needs a list of products; an explicit empty list empties the catalogue.")
        return mutation(0, "No products were sent; nothing was done.")
    listed_max = call.services.settings.errors_listed_max
    reader = ProductReader(
        FaultList(listed_max),
        levels_max=_levels_max(call),
        body_has_nul=may_hold_nul(body),
        has_large_item=len(body) > ITEM_BYTES_MAX and max(map(len, items), default=0) > ITEM_BYTES_MAX,
    )
    del body
    await read_slices(items, reader)
    if reader.faults.bad_items:
        return errors.refuse_faults(reader.faults)
    if reader.deletions and PRODUCTS_DELETE not in call.caller.permissions:
        text = f"Products with is_deleted true need the permission {PRODUCTS_DELETE}."
        raise Refusal(403, RefusalCode.FORBIDDEN, text, missing_permissions=(PRODUCTS_DELETE,))
    ignored = reader.unknown.sentence

    def render(outcome: BatchOutcome) -> Reply:
        if outcome.rejected:
            return errors.refuse_outcome(outcome, listed_max)
        return mutation(outcome.named, product_message(outcome) + ignored)

    policy = COLLEQTIVE_FLUSH if flush else COLLEQTIVE_WRITE
    batch = Batch(call.caller.catalog_id, policy, reader.changes)
    del reader
    return await call.services.engine.run(batch, render, claim)


async def delete_products(call: Call) -> Reply:
    """Delete products by their numbers; numbers that no product has are counted and ignored."""
    claim = _claim(call)
    items = _items(call, call.take_body(), "product_number", objects=False)
    if items is None:
        return mutation(0, "No product numbers were sent; nothing was done.")
    listed_max = call.services.settings.errors_listed_max
    reader = DeletionReader(FaultList(listed_max))
    await read_slices(items, reader)
    if reader.faults.bad_items:
        return errors.refuse_faults(reader.faults)

    def render(outcome: BatchOutcome) -> Reply:
        if outcome.rejected:
            return errors.refuse_outcome(outcome, listed_max)
        return mutation(outcome.named, deletion_message(outcome))

    return await call.services.engine.run(
        Batch(call.caller.catalog_id, COLLEQTIVE_DELETE, reader.changes), render, claim
    )


async def create_prices(call: Call) -> Reply:
    """Create or replace prices, which overlay the products' own."""
    return await _write_offers(call, OfferKind.PRICE, "prices", flush=False)


async def create_discount_prices(call: Call) -> Reply:
    """Create, replace or remove discounts; with the header `is_flush: true` they become all that the catalog holds."""
    flush = _flag(call.head.headers.get("is_flush"), "is_flush")
    return await _write_offers(call, OfferKind.DISCOUNT, "discounts", flush=flush)


async def _write_offers(call: Call, kind: OfferKind, envelope: str, *, flush: bool) -> Reply:
    claim = _claim(call)
    body = call.take_body()
    items = _items(call, body, envelope)
    if items is None:
        if flush:
            raise _bad_request("is_flush needs a list of discounts; an explicit empty list removes them all.")
        return mutation(0, f"No {envelope} were sent; nothing was done.")
    faults = FaultList(call.services.settings.errors_listed_max)
    reader = OfferReader(kind, faults, levels_max=_levels_max(call), body_has_nul=may_hold_nul(body))
    del body
    await read_slices(items, reader)
    if faults.bad_items:
        return errors.refuse_faults(faults)
    named = len({offer.sku for offer in reader.offers})
    ignored = reader.unknown.sentence

    def render(outcome: BatchOutcome) -> Reply:
        return mutation(named, offers_message(outcome, kind.value, named) + ignored)

    batch = OfferBatch(call.caller.catalog_id, kind, reader.offers, flush)
    return await call.services.engine.run_offers(batch, render, claim)


async def update_product_attributes(call: Call) -> Reply:
    """Replace one value by another on every product that has it."""
    claim = _claim(call)
    body = call.take_body()
    if is_blank(body):
        raise _bad_request("The body must be an object with attribute, old_value and new_value.")
    try:
        raw = msgspec.json.decode(body, type=Raw)
    except DECODE_ERRORS as error:
        raise malformed(body, error) from None
    faults = FaultList(call.services.settings.errors_listed_max)
    unknown = UnknownFields()
    rewrite = read_rewrite(raw, call.caller.catalog_id, faults, unknown, _levels_max(call))
    if rewrite is None:
        return errors.refuse_faults(faults)

    def render(outcome: BatchOutcome) -> Reply:
        return mutation(outcome.updated, f"{counted(outcome.updated, 'product')} changed.{unknown.sentence}")

    return await call.services.engine.rewrite(rewrite, render, claim)


def _page_parameter(head: Head, name: str, default: int, most: int) -> int:
    """Read a paging parameter under either of its spellings (`page_size`, `Page_Size`).

    Raises:
        Refusal: 400 where it is no whole number from 1 to `most`.
    """
    spellings = (name, name.title())
    text = head.parameter(*spellings)
    if text is None:
        return default
    if _PAGE_NUMBER.fullmatch(text) is None or int(text) > most:
        raise _bad_request(f"{name} must be a whole number from 1 to {most:,}.")
    return int(text)


def _numbers_filter(head: Head) -> list[str]:
    """Read the product_number filter: comma lists, the parameter given once or more; each number once."""
    texts = head.parameters("product_number")
    return list(dict.fromkeys(number for text in texts for number in text.split(",") if number))


async def list_products(call: Call) -> Reply:
    """List products page by page, or those with certain product numbers."""
    page_size = _page_parameter(call.head, "page_size", PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX)
    page_number = _page_parameter(call.head, "page_start", 1, 10**16)
    numbers = _numbers_filter(call.head)
    catalog_id = call.caller.catalog_id
    now = call.services.now()
    offset = (page_number - 1) * page_size

    def read(reader: Reader) -> bytes:
        products: Sequence[StoredProduct]
        if numbers:
            found = sorted(reader.find(catalog_id, KeyName.SKU, numbers), key=lambda product: product.product_id)
            total = len(found)
            products = found[offset : offset + page_size]
        else:
            catalog = reader.catalog(catalog_id)
            total = catalog.product_count if catalog else 0
            products = reader.page(catalog_id, offset, page_size) if offset < total else []
        offers = reader.offers(catalog_id, [product.sku for product in products]) if products else []
        page = ProductPage(
            page_number=page_number,
            page_size=page_size,
            records=records(products, offers, now),
            total_record_count=total,
        )
        return _encode(page)

    return Reply(200, await call.services.store.read(read))


def _needs_create(head: Head) -> tuple[str, ...]:
    """Ask for the flush permission too where the request flushes; a flag that is none is refused by the handler."""
    flush = _FLAGS.get((head.parameter("flush") or "").strip().lower(), False)
    return (PRODUCTS_CREATE, PRODUCTS_MODIFY, PRODUCTS_FLUSH) if flush else (PRODUCTS_CREATE, PRODUCTS_MODIFY)


_OPERATIONS = (
    Operation(
        "create_products", "POST", _PRODUCTS, create_products, _needs_create, "Create or update products in bulk."
    ),
    Operation(
        "list_products", "GET", _PRODUCTS, list_products, needs(PRODUCTS_READ), "List products page by page.", ()
    ),
    Operation(
        "delete_products",
        "DELETE",
        _PRODUCTS,
        delete_products,
        needs(PRODUCTS_DELETE),
        "Delete products by their numbers.",
    ),
    Operation(
        "create_prices",
        "POST",
        f"{_PRODUCTS}/prices",
        create_prices,
        needs(PRODUCTS_MODIFY),
        "Create or replace prices.",
    ),
    Operation(
        "create_discount_prices",
        "POST",
        f"{_PRODUCTS}/discountprices",
        create_discount_prices,
        needs(PRODUCTS_MODIFY),
        "Create, replace or remove discount prices.",
    ),
    Operation(
        "update_product_attributes",
        "PUT",
        f"{_PRODUCTS}/attributes",
        update_product_attributes,
        needs(PRODUCTS_MODIFY),
        "Replace one value of one field by another, on every product that has it.",
    ),
)


class Colleqtive:
    """The dialect as the HTTP layer sees it (`contract.Dialect`)."""

    name = "colleqtive"
    title = "Colleqtive"
    operations: Sequence[Operation] = _OPERATIONS
    path_prefixes: Sequence[str] = ("/api/v2/public/",)
    path_suffixes: Sequence[str] = ()
    graphql_path: str | None = None
    paths_ignore_case = False

    def presented(self, head: Head) -> Presented:
        """Take the token from `Authorization`, bare as the official SDK sends it or after `Bearer`."""
        value = head.headers.get("authorization", "").strip()
        scheme, _, rest = value.partition(" ")
        return Presented((rest.strip() if scheme.lower() == "bearer" else value) or None)

    def refuse(self, refusal: Refusal) -> Reply:
        """Put a refusal into this API's own error shape."""
        return errors.refuse(refusal)

    def openapi(self) -> dict[str, Any]:
        """Give the OpenAPI 3.1 document of all six operations."""
        return openapi_document()


COLLEQTIVE = Colleqtive()

"""Lana's operations, each once: the JSON paths, the relay and GraphQL all ask for them here.

An `Ask` says what is asked, however it came; `perform` looks at permissions and at the shop, has it carried out, and gives the
JSON of its value or ends with an error. Writes are all or nothing, and one that comes with an idempotency key is carried out
once for each key, position, operation and arguments: another body under the same key is another request (docs.lana.dev,
"Idempotency"; its official client relies on that).
"""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable, Sequence

import msgspec
from msgspec import Raw

from shelfwire.access.caller import PRODUCTS_CREATE, PRODUCTS_DELETE, PRODUCTS_MODIFY, PRODUCTS_READ, Caller
from shelfwire.access.credentials import shop_id
from shelfwire.catalog.change import Action, Batch, Change
from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.outcome import BatchOutcome
from shelfwire.catalog.policy import LANA_CREATE, LANA_DELETE, LANA_MODIFY
from shelfwire.catalog.product import Product as StoredProduct
from shelfwire.dialects.claims import checked_key
from shelfwire.dialects.contract import Services
from shelfwire.dialects.fault_list import FaultList, counted
from shelfwire.dialects.json_body import ITEM_BYTES_MAX, too_many_items
from shelfwire.dialects.lana.decode import ProductReader
from shelfwire.dialects.lana.encode import cut, products_json, refuse_large
from shelfwire.dialects.lana.errors import (
    ApiError,
    ErrorCode,
    invalid_data,
    invalid_input,
    not_found,
    refused_outcome,
)
from shelfwire.dialects.lana.faults import InvalidField
from shelfwire.dialects.lana.identifiers import PRODUCT, number_of
from shelfwire.dialects.lana.paging import Page, PageAsk
from shelfwire.dialects.lana.record import Projection
from shelfwire.dialects.lana.shops import shops_json
from shelfwire.dialects.slices import SLICE_ITEMS, read_slices
from shelfwire.engine.reply import Claim, Reply
from shelfwire.storage.port import Reader

__all__ = ["IDS_MAX", "OPERATIONS", "Answer", "Ask", "NotPlain", "Operation", "perform"]

IDS_MAX = 10_000
"""How many products one read may name; writes are bounded by the setting `items_max`."""

CUT_BYTES_MAX = 500_000
"""A longer answer is cut to the wanted fields beside the event loop."""

_FIND_VALUES = 1_000

_find_nul = re.compile(rb"\\u0000").search


class NotPlain(Exception):
    """The items need a look that only the general way takes; nothing was done."""


class Ask(msgspec.Struct, kw_only=True):
    """What is asked of one operation, however it came.

    Attributes:
        caller: who asks.
        services: what to answer with.
        request_id: of the request that it came in.
        key: the header `Idempotency-Key`, or None.
        position: where in the request it stands: in a relay, or among GraphQL's top-level fields.
        shop_id: the argument of that name.
        ids: likewise.
        data: the items of a write as raw JSON; emptied on the way.
        loose: missing products are left out instead of refused.
        page: which page to list.
        projection: what is wanted of the answer's products, or of its page; None for everything.
        plain_only: end with `NotPlain`, before anything is done, unless every item has the types and fields that GraphQL's
            own input types would take unchanged; no longer set once that is known.
    """

    caller: Caller
    services: Services
    request_id: str = ""
    key: str | None = None
    position: int = 0
    shop_id: str | None = None
    ids: list[str] | None = None
    data: list[Raw] | None = None
    loose: bool = False
    page: PageAsk | None = None
    projection: Projection | None = None
    plain_only: bool = False


class Answer(msgspec.Struct, frozen=True):
    """What an operation answers.

    Attributes:
        body: its value as JSON; empty where it has none.
        headers: `server-timing` and the like, for an HTTP answer that has this for its whole.
    """

    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


class Operation(msgspec.Struct, frozen=True):
    """One operation.

    Attributes:
        name: as the API's documents call it.
        permissions: what it needs.
        writes: it changes something, which a token that has ended for writing may not.
        handler: carries it out.
        in_shop: it is about one shop.
    """

    name: str
    permissions: tuple[str, ...]
    writes: bool
    handler: Callable[[Ask], Awaitable[Answer]]
    in_shop: bool = True


async def perform(name: str, ask: Ask) -> Answer:
    """Carry out an operation.

    Args:
        name: one of `OPERATIONS`.
        ask: what is asked.

    Raises:
        ApiError: it is refused; nothing was written.
        NotPlain: see `Ask.plain_only`.
        StoreError, Refusal: likewise, for reasons that all APIs share.
    """
    operation = OPERATIONS[name]
    missing = ask.caller.missing(operation.permissions)
    if missing:
        text = f"This token lacks the permission {' and '.join(missing)}."
        raise ApiError(403, ErrorCode.NO_PERMISSIONS, text, meta={"bits": list(missing)})
    ends = ask.caller.writes_until
    if operation.writes and ends is not None and ends <= ask.services.now():
        text = "This token has ended for writing (wexp); it still reads. Ask for a new one."
        raise ApiError(401, ErrorCode.JWT_INVALID_FOR_WRITE, text)
    if operation.in_shop:
        _check_shop(ask)
    return await operation.handler(ask)


def _check_shop(ask: Ask) -> None:
    """See that the shop is named and is the one that the token opens."""
    if not ask.shop_id:
        raise invalid_input([InvalidField("shop_id", "mandatory")])
    if ask.shop_id != shop_id(ask.caller.catalog_id):
        if not ask.shop_id.startswith("sh_"):
            raise invalid_input([InvalidField("shop_id", "invalid_identifier")], "shop_id must begin with sh_.")
        raise ApiError(404, ErrorCode.NOT_FOUND, "This token opens no shop with this shop_id.")


def _numbers(ask: Ask, ids_max: int) -> list[int]:
    """Read the argument `ids`: at least one product, each once.

    Raises:
        ApiError: 1000 where there is none, one is no product's or stands twice, 1146 for too many.
    """
    ids = ask.ids
    if not ids:
        raise invalid_input([InvalidField("ids", "mandatory")])
    if len(ids) > ids_max:
        raise ApiError(
            413,
            ErrorCode.LIMIT_EXCEEDED,
            f"A request may name at most {ids_max:,} ids.",
            field="ids",
            meta={"what": "ids"},
        )
    numbers = [number_of(PRODUCT, one) or 0 for one in ids]
    listed_max = ask.services.settings.errors_listed_max
    if 0 in numbers:
        bad = [place for place, number in enumerate(numbers) if not number][:listed_max]
        text = f"ids[{bad[0]}] is no identifier of a product: pd_ and eight letters or digits, as an answer gave it."
        raise invalid_input([InvalidField(f"ids[{place}]", "invalid_identifier") for place in bad], text)
    return numbers


def _refuse_repeated(ask: Ask, numbers: Sequence[int]) -> None:
    """Refuse a write that names a product twice."""
    if len(set(numbers)) == len(numbers):
        return
    seen: set[int] = set()
    bad = []
    for place, number in enumerate(numbers):
        if number in seen:
            bad.append(InvalidField(f"ids[{place}]", "duplicate"))
        seen.add(number)
    raise invalid_input(bad[: ask.services.settings.errors_listed_max])


def _claim(operation: str, ask: Ask) -> Claim | None:
    """Make the claim of a write that came with an idempotency key; call it before the items are taken."""
    if ask.key is None:
        return None
    digest = hashlib.sha256()
    for part in (*(ask.ids or ()), None, *(ask.data or ())):
        piece = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part or b""
        digest.update(len(piece).to_bytes(8))
        digest.update(piece)
    scope = (ask.caller.credential_id, "lana", checked_key(ask.key), ask.position, operation, digest.hexdigest())
    return Claim.of(*scope, fingerprint=())


async def _write(ask: Ask, batch: Batch, claim: Claim | None) -> Answer:
    """Carry out a batch and answer its products; nothing for one that tells none.

    What is stored under a key is whole, so that the same request for other fields is answered from it, too.
    """
    now = ask.services.now()
    listed_max = ask.services.settings.errors_listed_max
    wanted = ask.projection
    stores_whole = claim is not None and wanted is not None
    refused: list[ApiError] = []
    told: list[StoredProduct] = []

    def render(outcome: BatchOutcome) -> Reply:
        if outcome.rejected:
            refused.append(refused_outcome(outcome, listed_max))
            return Reply(refused[0].status)
        if not batch.policy.tells_products:
            return Reply(200)
        if stores_whole:
            told[:] = outcome.products
        return Reply(200, products_json(outcome.products, now, None if stores_whole else wanted))

    reply = await ask.services.engine.run(batch, render, claim)
    if ("idempotency-replayed", "true") in reply.headers:
        # An attempt that was rolled back may have left something before the stored answer was found.
        refused.clear()
        told.clear()
    if refused:
        raise refused[0]
    headers = tuple(pair for pair in reply.headers if pair[0] != "content-type")
    if wanted is None or not stores_whole or not reply.body:
        return Answer(reply.body, headers)
    return Answer(await _cut_reply(reply.body, told, now, wanted), headers)


async def _cut_reply(body: bytes, told: Sequence[StoredProduct], now: int, wanted: Projection) -> bytes:
    """Give what is wanted of an answer that was stored whole: from its products, or from its text where it came before.

    Writing products once more takes a third of what reading their text takes. Much of it is done beside the event loop.
    """

    def made() -> bytes:
        return products_json(told, now, wanted) if told else cut(body, wanted)

    return made() if len(body) <= CUT_BYTES_MAX else await asyncio.to_thread(made)


async def _read_items(ask: Ask, *, product_ids: Sequence[int] | None) -> list[Change]:
    """Make the changes of a write's items; `product_ids` are those that a modification names, item by item.

    Raises:
        ApiError: 1000 for bad items, all or nothing.
        NotPlain: see `Ask.plain_only`.
        Refusal: there are too many.
    """
    settings = ask.services.settings
    items = ask.data
    if not items:
        raise invalid_input([InvalidField("data", "mandatory")], "There are no products in the request.")
    if len(items) > settings.items_max:
        raise too_many_items(settings.items_max)
    reader = ProductReader(
        FaultList(settings.errors_listed_max),
        now=ask.services.now(),
        product_ids=product_ids,
        levels_max=settings.json_depth_max - 1,
        body_has_nul=_may_hold_nul(items),
        has_large_item=max(map(len, items)) > ITEM_BYTES_MAX,
    )
    await read_slices(items, reader)
    if ask.plain_only and not (reader.plainly_typed and not reader.faults.bad_items):
        raise NotPlain
    ask.plain_only = False
    if reader.faults.bad_items:
        raise invalid_data(reader.faults)
    return reader.changes


def _may_hold_nul(items: Sequence[Raw]) -> bool:
    r"""Tell whether an escaped NUL (`\u0000`) may stand in an item, slice by slice: faster than item by item.

    Most bodies have no backslash at all, and a single byte is found ten times as fast as the pattern.
    """
    texts = (b"".join(items[start : start + SLICE_ITEMS]) for start in range(0, len(items), SLICE_ITEMS))
    return any(b"\\" in text and _find_nul(text) is not None for text in texts)


async def _products_create(ask: Ask) -> Answer:
    claim = _claim("productsCreate", ask)
    changes = await _read_items(ask, product_ids=None)
    return await _write(ask, Batch(ask.caller.catalog_id, LANA_CREATE, changes), claim)


async def _products_modify(ask: Ask) -> Answer:
    numbers = _numbers(ask, ask.services.settings.items_max)
    items = len(ask.data or ())
    if len(numbers) != items:
        text = (
            f"The request has {counted(len(numbers), 'id')} and {counted(items, 'product')}; each id needs its product."
        )
        raise ApiError(400, ErrorCode.INVALID_INPUT_COUNT, text)
    _refuse_repeated(ask, numbers)
    claim = _claim("productsModify", ask)
    changes = await _read_items(ask, product_ids=numbers)
    return await _write(ask, Batch(ask.caller.catalog_id, LANA_MODIFY, changes), claim)


async def _products_delete(ask: Ask) -> Answer:
    numbers = _numbers(ask, ask.services.settings.items_max)
    _refuse_repeated(ask, numbers)
    claim = _claim("productsDelete", ask)
    changes = [Change(index, Action.DELETE, product_id=number) for index, number in enumerate(numbers)]
    return await _write(ask, Batch(ask.caller.catalog_id, LANA_DELETE, changes), claim)


async def _products(ask: Ask) -> Answer:
    numbers = _numbers(ask, IDS_MAX)
    catalog_id, now = ask.caller.catalog_id, ask.services.now()

    def job(reader: Reader) -> bytes:
        found: dict[int, StoredProduct] = {}
        wanted = list(dict.fromkeys(numbers))
        for start in range(0, len(wanted), _FIND_VALUES):
            products = reader.find(catalog_id, KeyName.PRODUCT_ID, wanted[start : start + _FIND_VALUES])
            found |= {product.product_id: product for product in products}
            refuse_large(found.values())
        missing = next((place for place, number in enumerate(numbers) if number not in found), None)
        if missing is not None and not ask.loose:
            raise not_found(f"The product {(ask.ids or [])[missing]}")
        answered = [found[number] for number in numbers if number in found]
        refuse_large(answered)
        return products_json(answered, now, ask.projection)

    return Answer(await ask.services.store.read(job))


async def _products_page(ask: Ask) -> Answer:
    catalog_id, now = ask.caller.catalog_id, ask.services.now()
    page = Page(ask.page or PageAsk(), catalog_id, now, ask.projection)
    return Answer(await ask.services.store.read(page.read))


async def _shops(ask: Ask) -> Answer:
    caller = ask.caller
    return Answer(await ask.services.store.read(lambda reader: shops_json(reader, caller, ask.projection)))


OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation("productsCreate", (PRODUCTS_CREATE,), writes=True, handler=_products_create),
        Operation("productsModify", (PRODUCTS_MODIFY,), writes=True, handler=_products_modify),
        Operation("productsDelete", (PRODUCTS_DELETE,), writes=True, handler=_products_delete),
        Operation("products", (PRODUCTS_READ,), writes=False, handler=_products),
        Operation("productsPage", (PRODUCTS_READ,), writes=False, handler=_products_page),
        Operation("shops", (), writes=False, handler=_shops, in_shop=False),
    )
}
"""All operations by name; the seed has the first (seed 002), the official client the others."""

"""VendNovation's operations: paths, verbs, permissions and what each does.

Each is there once for each stage of the vendor's deployments, with and without a slash at its end, for the vendor's own pages
write both.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import msgspec

from shelfwire.access.caller import PRODUCTS_CREATE, PRODUCTS_DELETE, PRODUCTS_MODIFY, PRODUCTS_READ, Presented
from shelfwire.catalog.change import Batch
from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.outcome import BatchOutcome
from shelfwire.catalog.policy import VENDNOVATION_WRITE
from shelfwire.catalog.product import PRODUCT_ID_MAX
from shelfwire.catalog.product import Product as StoredProduct
from shelfwire.dialects.claims import claim_of
from shelfwire.dialects.contract import Call, Head, Operation, Refusal, RefusalCode, needs
from shelfwire.dialects.fault_list import FaultList
from shelfwire.dialects.json_body import DECODE_ERRORS, ITEM_BYTES_MAX, is_blank, malformed, may_hold_nul, split_items
from shelfwire.dialects.slices import read_slices
from shelfwire.dialects.vendnovation import errors
from shelfwire.dialects.vendnovation.decode import ProductReader
from shelfwire.dialects.vendnovation.encode import answer, moment, product_ids
from shelfwire.dialects.vendnovation.record import records
from shelfwire.dialects.vendnovation.reference import STAGES, openapi_document
from shelfwire.dialects.vendnovation.schema import AccessToken, ListRequest, Login, Message, RequestFilter, TokenInfo
from shelfwire.engine.reply import Reply
from shelfwire.storage.port import Reader

__all__ = ["PAGE_SIZE_MAX", "PRODUCT_IDS_MAX", "SMALL_BODY_BYTES_MAX", "VENDNOVATION", "Vendnovation"]

PAGE_SIZE_MAX = 50
"""Products on a page of the list: where the client names no size, and at most; the vendor cuts larger sizes, and so do we."""

PRODUCT_IDS_MAX = 10_000
"""How many productIds a list may ask for."""

SMALL_BODY_BYTES_MAX = 1024 * 1024
"""The longest body of a login or a list, which hold no products."""

_FIND_VALUES = 1_000
_COUNTING = re.compile(r"0*[1-9]\d{0,999}", re.ASCII)

_encode = msgspec.json.Encoder().encode
_Body = TypeVar("_Body", bound=msgspec.Struct)


def _bad_request(text: str) -> Refusal:
    return Refusal(400, RefusalCode.BAD_REQUEST, text)


async def put_products(call: Call) -> Reply:
    """Create, update or delete products in bulk."""
    claim = claim_of(call)
    settings = call.services.settings
    body = call.take_body()
    items = split_items(body, envelope="body", items_max=settings.items_max)
    if items is None:
        raise _bad_request("The body must be an object with an array of products in its field `body`.")
    listed_max = settings.errors_listed_max
    reader = ProductReader(
        FaultList(listed_max),
        organization_id=call.caller.catalog_id,
        levels_max=settings.json_depth_max - 1,
        body_has_nul=may_hold_nul(body),
        has_large_item=len(body) > ITEM_BYTES_MAX and max(map(len, items), default=0) > ITEM_BYTES_MAX,
    )
    del body
    await read_slices(items, reader)
    if reader.faults.bad_items:
        return errors.refuse_faults(reader.faults)
    deletions = reader.deletions
    if deletions and PRODUCTS_DELETE not in call.caller.permissions:
        text = f"Products with isDeleted true need the permission {PRODUCTS_DELETE}."
        raise Refusal(403, RefusalCode.FORBIDDEN, text, missing_permissions=(PRODUCTS_DELETE,))

    def render(outcome: BatchOutcome) -> Reply:
        if outcome.rejected:
            return errors.refuse_outcome(outcome, listed_max)
        return product_ids(outcome, deletions)

    batch = Batch(call.caller.catalog_id, VENDNOVATION_WRITE, reader.changes)
    del reader
    return await call.services.engine.run(batch, render, claim)


def _read_body(call: Call, kind: type[_Body], otherwise: str) -> _Body:
    """Decode the small body of a request.

    Raises:
        Refusal: 400 for one that is malformed or not of this kind, which `otherwise` describes; 413 for one that is too long.
    """
    body = call.take_body()
    if len(body) > SMALL_BODY_BYTES_MAX:
        text = f"The body of this request may have at most {SMALL_BODY_BYTES_MAX:,} bytes."
        raise Refusal(413, RefusalCode.BODY_TOO_LARGE, text)
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError:
        raise _bad_request(otherwise) from None
    except DECODE_ERRORS as error:
        raise malformed(body, error) from None


def _counting_header(head: Head, name: str, default: int) -> int:
    """Read a paging header.

    Raises:
        Refusal: 400 where it is no whole number from 1.
    """
    text = head.headers.get(name)
    if text is None:
        return default
    if _COUNTING.fullmatch(text.strip()) is None:
        raise _bad_request(f"The header {name} must be a whole number from 1.")
    return int(text)


def _filter(call: Call) -> RequestFilter:
    """Read which products to list.

    Raises:
        Refusal: 400 for a body of another kind, 413 for too many productIds.
    """
    if is_blank(call.body):
        return RequestFilter()
    otherwise = "The body must be an object; its requestFilter may hold organizationIds and productIds, whole numbers."
    found = _read_body(call, ListRequest, otherwise).request_filter or RequestFilter()
    if len(found.product_ids or ()) > PRODUCT_IDS_MAX:
        text = f"A list may ask for at most {PRODUCT_IDS_MAX:,} productIds; ask in several requests."
        raise Refusal(413, RefusalCode.TOO_MANY_ITEMS, text)
    return found


async def list_products(call: Call) -> Reply:
    """List products page by page, or those with certain numbers."""
    page = _counting_header(call.head, "page", 1)
    size = min(_counting_header(call.head, "size", PAGE_SIZE_MAX), PAGE_SIZE_MAX)
    wanted = _filter(call)
    catalog_id = call.caller.catalog_id
    if wanted.organization_ids and catalog_id not in wanted.organization_ids:
        return answer([])
    numbers = sorted({number for number in wanted.product_ids or () if 0 < number <= PRODUCT_ID_MAX})
    offset = (page - 1) * size

    def read(reader: Reader) -> bytes:
        if wanted.product_ids:
            products = list(islice(_with_numbers(reader, catalog_id, numbers), offset, offset + size))
        else:
            catalog = reader.catalog(catalog_id)
            total = catalog.product_count if catalog else 0
            products = reader.page(catalog_id, offset, size) if offset < total else []
        return _encode(records(products, catalog_id))

    return Reply(200, await call.services.store.read(read))


def _with_numbers(reader: Reader, catalog_id: int, numbers: list[int]) -> Iterator[StoredProduct]:
    """Give the products that have these numbers, in the order of the numbers."""
    for start in range(0, len(numbers), _FIND_VALUES):
        found = reader.find(catalog_id, KeyName.PRODUCT_ID, numbers[start : start + _FIND_VALUES])
        yield from sorted(found, key=lambda product: product.product_id)


async def authenticate(call: Call) -> Reply:
    """Give an access token for the username and the password that belong to the key."""
    login = _read_body(call, Login, "The body must be an object with the texts username and password.")
    session = await call.services.sessions.open(call.caller, login.username, login.password)
    if session is None:
        raise Refusal(403, RefusalCode.UNAUTHENTICATED, "The username or the password is wrong.")
    return answer(AccessToken(access_token=session.token, expires_utc=moment(session.expires_at)))


async def token_test(_call: Call) -> Reply:
    """Say that the key is valid; one that is not never comes here."""
    return answer(Message(message="The key is valid."))


async def token_info(call: Call) -> Reply:
    """Say what the key opens, and until when the access token holds, where one was sent."""
    token = _header(call.head, "access-token")
    ends = None
    if token is not None:
        ends = await call.services.sessions.expires_at(call.caller.credential_id, token)
        if ends is None:
            raise Refusal(403, RefusalCode.UNAUTHENTICATED, "The access token has ended or is none; log in again.")
    info = TokenInfo(
        organization_id=call.caller.catalog_id,
        permissions=sorted(call.caller.permissions),
        access_token_expires_utc=None if ends is None else moment(ends),
    )
    return answer(info)


_AT_ONE_STAGE = (
    Operation(
        "put_products",
        "PUT",
        "/products",
        put_products,
        needs(PRODUCTS_CREATE, PRODUCTS_MODIFY),
        "Create, update or delete products in bulk.",
        needs_session=True,
    ),
    Operation(
        "list_products",
        "POST",
        "/products",
        list_products,
        needs(PRODUCTS_READ),
        "List products page by page.",
        needs_session=True,
    ),
    Operation("authenticate", "POST", "/authenticate", authenticate, needs(), "Log in for an access token."),
    Operation("token_test", "POST", "/token-test", token_test, needs(), "Find out whether a key is valid.", ()),
    Operation("token_info", "POST", "/token-info", token_info, needs(), "Find out what a key opens.", ()),
)


def _header(head: Head, name: str) -> str | None:
    """Give a header's value without white space around it, or None where there is nothing."""
    return head.headers.get(name, "").strip() or None


def _at_all_stages(operation: Operation) -> Operation:
    """Give an operation with its paths at every stage, with and without a slash at their ends."""
    first, *others = (f"/vendor/{stage}{operation.path}{slash}" for stage in STAGES for slash in ("", "/"))
    return msgspec.structs.replace(operation, path=first, further_paths=tuple(others))


class Vendnovation:
    """The dialect as the HTTP layer sees it (`contract.Dialect`)."""

    name = "vendnovation"
    title = "VendNovation"
    operations: Sequence[Operation] = tuple(_at_all_stages(operation) for operation in _AT_ONE_STAGE)
    path_prefixes: Sequence[str] = ("/vendor/",)
    path_suffixes: Sequence[str] = ()
    graphql_path: str | None = None
    paths_ignore_case = False

    def presented(self, head: Head) -> Presented:
        """Take the key from `x-api-key`, and the access token, where there is one, from `access-token`."""
        return Presented(_header(head, "x-api-key"), token=_header(head, "access-token"))

    def refuse(self, refusal: Refusal) -> Reply:
        """Put a refusal into this API's own error shape."""
        return errors.refuse(refusal)

    def openapi(self) -> dict[str, Any]:
        """Give the OpenAPI 3.1 document of all operations, the same at every stage."""
        return openapi_document()


VENDNOVATION = Vendnovation()

"""Pages of products: which ones, in which order, and the key that leads to the next page.

A page follows the key of the last one's last item, so that pages neither overlap nor leave gaps while products are written, and
cost the same wherever they are. Products are created in the order of their numbers, so that this is the order of `created_at`.
"""

import base64
import binascii
import zlib
from typing import Annotated

import msgspec
from msgspec import Meta

from shelfwire.catalog.product import PRODUCT_ID_MAX
from shelfwire.catalog.product import Product as StoredProduct
from shelfwire.catalog.query import (
    PRODUCT_ID,
    UPDATED_AT,
    And,
    Attribute,
    Comparison,
    Contains,
    Expression,
    Field,
    IsNull,
    Operator,
    Or,
    Order,
    Query,
    Time,
    TimeName,
    ValueType,
    text_problem,
)
from shelfwire.dialects.lana.attributes import ATTRIBUTE_OF_FIELD, PUBLISHED_MOMENT
from shelfwire.dialects.lana.encode import products_json, refuse_large
from shelfwire.dialects.lana.errors import invalid_input
from shelfwire.dialects.lana.faults import InvalidField
from shelfwire.dialects.lana.moments import moment_of
from shelfwire.dialects.lana.record import TYPENAME, Projection, Selected
from shelfwire.storage.port import Reader

__all__ = ["LIMIT_DEFAULT", "LIMIT_MAX", "SORTS", "STATUSES", "Page", "PageAsk", "page_projection"]

LIMIT_DEFAULT = 20
"""Products on a page where nothing is said, as the official client has it."""

LIMIT_MAX = 1_000
"""Products on a page at most; the documents name no number."""

OFFSET_MAX = 2**31 - 1

SORTS = ("created_at", "updated_at")
STATUSES = ("any", "published", "unpublished")

_PUBLISHED = Attribute(PUBLISHED_MOMENT, ValueType.NUMBER)
_BRAND = Attribute(ATTRIBUTE_OF_FIELD["brand_id"], ValueType.TEXT)
_CATEGORIES = Attribute(ATTRIBUTE_OF_FIELD["category_ids"], ValueType.TEXT)
_SALES_CHANNELS = Attribute(ATTRIBUTE_OF_FIELD["sales_channel_ids"], ValueType.TEXT)
_CREATED_AT = Time(TimeName.CREATED_AT)

_encode = msgspec.json.Encoder().encode


class PageAsk(msgspec.Struct, kw_only=True):
    """Which page to list; the arguments of productsPage by their names, None where one is absent."""

    limit: int | None = None
    offset: int | None = None
    last_key: str | None = None
    sort_by: str | None = None
    sort_desc: bool | None = None
    status: str | None = None
    brand_id: str | None = None
    category_id: str | None = None
    sales_channel_id: str | None = None
    created_at_min: str | None = None
    created_at_max: str | None = None
    updated_at_min: str | None = None
    updated_at_max: str | None = None
    published_at_min: str | None = None
    published_at_max: str | None = None


class _Key(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """What the key of a page's last item holds; anybody can make one up, so that it is held to what ours can hold.

    Attributes:
        sort_by, sort_desc: the order that it belongs to.
        value: the item's moment, where that is the order.
        product_id: its number.
        asked: stands for the conditions of the page.
        count: how many products they found.
    """

    sort_by: str
    sort_desc: bool
    value: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    product_id: Annotated[int, Meta(ge=0, le=PRODUCT_ID_MAX)]
    asked: int
    count: Annotated[int, Meta(ge=0, le=PRODUCT_ID_MAX)] | None


_decode_key = msgspec.json.Decoder(_Key).decode


def page_projection(projection: Projection | None) -> Projection | None:
    """Give what is wanted of a page whose products are cut to `projection`; None for everything."""
    if projection is None:
        return None
    wanted = (Selected("count", "count"), Selected("items", "items", projection), Selected("last_key", "last_key"))
    return Projection("ProductPage", wanted)


_EVERYTHING = Projection("ProductPage", tuple(Selected(name, name) for name in ("count", "items", "last_key")))


class Page:
    """One page to be read."""

    def __init__(self, ask: PageAsk, catalog_id: int, now: int, projection: Projection | None) -> None:
        """Check what is asked.

        Args:
            ask: the arguments.
            catalog_id: whose products.
            now: the clock, in microseconds since 1970 in UTC.
            projection: what is wanted of the page; None for everything.

        Raises:
            ApiError: 1000 with every argument that breaks a rule.
        """
        self._bad: list[InvalidField] = []
        self._why = ""
        self._catalog_id = catalog_id
        self._now = now
        self._projection = projection or _EVERYTHING
        self._limit = self._whole("limit", ask.limit, LIMIT_DEFAULT, 1, LIMIT_MAX)
        self._offset = self._whole("offset", ask.offset, 0, 0, OFFSET_MAX)
        self._sort_by = self._one_of("sort_by", ask.sort_by, SORTS)
        self._sort_desc = bool(ask.sort_desc)
        self._where = self._conditions(ask)
        self._asked = zlib.crc32(
            _encode([ask.status, ask.brand_id, ask.category_id, ask.sales_channel_id, *self._bounds])
        )
        self._key = self._key_of(ask.last_key)
        if self._bad:
            raise invalid_input(self._bad, self._why)

    def read(self, reader: Reader) -> bytes:
        """Read the page and write it as JSON."""
        products = self._products(reader)
        refuse_large(products)
        count = self._count(reader)
        values: dict[str, bytes] = {
            TYPENAME: b'"ProductPage"',
            "count": _encode(count),
            "last_key": _encode(self._next_key(products[-1], count) if products else ""),
        }
        parts = []
        for selected in self._projection.fields:
            value = values.get(selected.name)
            if value is None:
                value = products_json(products, self._now, selected.within)
            parts.append(b"%b:%b" % (_encode(selected.key), value))
        return b"{%b}" % b",".join(parts)

    def _refuse(self, name: str, problem: str, rule: str, low: int = 0, high: int = 0) -> None:
        """Note an argument that breaks a rule; what is said is about the first one."""
        self._bad.append(InvalidField(name, problem, low, high))
        self._why = self._why or f"{name} {rule}."

    def _whole(self, name: str, value: int | None, default: int, low: int, high: int) -> int:
        if value is None:
            return default
        if not low <= value <= high:
            self._refuse(name, "invalid_integer_range", f"must be from {low:,} to {high:,}", low, high)
        return value

    def _one_of(self, name: str, value: str | None, choices: tuple[str, ...]) -> str:
        if value and value not in choices:
            self._refuse(name, "invalid_enum", f"must be {' or '.join(choices)}")
        return value or choices[0]

    def _conditions(self, ask: PageAsk) -> list[Expression]:
        """Turn the filters into conditions."""
        where: list[Expression] = []
        self._bounds: list[int] = []
        status = self._one_of("status", ask.status, STATUSES)
        if status == "published":
            where.append(Comparison(_PUBLISHED, Operator.LESS_OR_EQUAL, self._now))
        elif status == "unpublished":
            where.append(Or((IsNull(_PUBLISHED), Comparison(_PUBLISHED, Operator.GREATER, self._now))))
        if self._is_text("brand_id", ask.brand_id, "br_"):
            where.append(Comparison(_BRAND, Operator.EQUAL, ask.brand_id or ""))
        if self._is_text("category_id", ask.category_id, "ca_"):
            where.append(Contains(_CATEGORIES, ask.category_id or ""))
        if self._is_text("sales_channel_id", ask.sales_channel_id, ""):
            where.append(Contains(_SALES_CHANNELS, ask.sales_channel_id or ""))
        self._between(where, _CREATED_AT, "created_at", ask.created_at_min, ask.created_at_max)
        self._between(where, UPDATED_AT, "updated_at", ask.updated_at_min, ask.updated_at_max)
        self._between(where, _PUBLISHED, "published_at", ask.published_at_min, ask.published_at_max)
        return where

    def _is_text(self, name: str, value: str | None, prefix: str) -> bool:
        """Tell whether there is a condition on an identifier; one that can be none is noted."""
        if not value:
            return False
        if not value.startswith(prefix) or text_problem(value) is not None:
            rule = f"must begin with {prefix}" if prefix and not value.startswith(prefix) else "is no identifier"
            self._refuse(name, "invalid_identifier", rule)
        return True

    def _between(self, where: list[Expression], field: Field, name: str, low: str | None, high: str | None) -> None:
        """Add the bounds on a moment, both included; the upper one is that of its last microsecond's second."""
        bounds = (("min", low, Operator.GREATER_OR_EQUAL), ("max", high, Operator.LESS_OR_EQUAL))
        for end, text, operator in bounds:
            if not text:
                self._bounds.append(0)
                continue
            moment = moment_of(text)
            if moment is None:
                rule = "must be a time with a zone, like 2026-01-31T12:00:00Z"
                self._refuse(f"{name}_{end}", "invalid_rfc3339_date", rule)
                continue
            if operator is Operator.LESS_OR_EQUAL and field is not _PUBLISHED and "." not in text:
                # What is shown as 12:00:00 was written within that second, and has to be found by it.
                moment += 999_999
            self._bounds.append(moment)
            where.append(Comparison(field, operator, moment))

    def _key_of(self, text: str | None) -> _Key | None:
        """Read the key of the last page's last item; an empty one asks for the first page."""
        if not text:
            return None
        try:
            key = _decode_key(base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True))
        except (UnicodeEncodeError, binascii.Error, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            key = None
        if key is None or (key.sort_by, key.sort_desc) != (self._sort_by, self._sort_desc):
            self._refuse("last_key", "invalid_value", "is not the key of a page in this order")
        elif self._offset:
            self._refuse("offset", "invalid_value", "cannot go with a last_key")
        return key

    def _next_key(self, last: StoredProduct, count: int | None) -> str:
        """Write the key of this page's last item; it carries the count of a condition, which costs a walk."""
        value = last.updated_at if self._sort_by == "updated_at" else 0
        key = _Key(self._sort_by, self._sort_desc, value, last.product_id, self._asked, count if self._where else None)
        return base64.urlsafe_b64encode(_encode(key)).decode()

    def _count(self, reader: Reader) -> int | None:
        """Count what the conditions find, where that is wanted; None where it is not."""
        if all(selected.name != "count" for selected in self._projection.fields):
            return None if self._key is None else self._key.count
        if not self._where:
            row = reader.catalog(self._catalog_id)
            return 0 if row is None else row.product_count
        if self._key is not None and self._key.asked == self._asked and self._key.count is not None:
            return self._key.count
        return reader.count(self._catalog_id, And(tuple(self._where)))

    def _products(self, reader: Reader) -> list[StoredProduct]:
        """Read the products of the page."""
        key = self._key
        by_number = self._sort_by == "created_at" and not self._sort_desc
        if by_number and not self._where:
            if key is not None:
                return reader.after(self._catalog_id, key.product_id, self._limit)
            return reader.page(self._catalog_id, self._offset, self._limit)
        where = [*self._where, *(() if key is None else self._after(key))]
        field: Field = UPDATED_AT if self._sort_by == "updated_at" else PRODUCT_ID
        query = Query(
            where=And(tuple(where)) if where else None,
            order=(Order(field, self._sort_desc),),
            offset=self._offset,
            limit=self._limit,
        )
        return reader.search(self._catalog_id, query)

    def _after(self, key: _Key) -> list[Expression]:
        """Give the conditions of what comes behind a key."""
        beyond, from_there = (
            (Operator.LESS, Operator.LESS_OR_EQUAL)
            if self._sort_desc
            else (Operator.GREATER, Operator.GREATER_OR_EQUAL)
        )
        number = Comparison(PRODUCT_ID, beyond, key.product_id)
        if self._sort_by != "updated_at":
            return [number]
        return [
            Comparison(UPDATED_AT, from_there, key.value),
            Or((Comparison(UPDATED_AT, beyond, key.value), number)),
        ]

"""The fast lane of an update: what an item sent and what the list shows as two rows of raw values, compared at once.

Only what differs is decoded. Whatever the lane does not take, such as another spelling, an unknown field or a value that
is not allowed, goes the general way of `update.py`; both give the same change for the same item.
"""

from collections.abc import Callable
from itertools import compress
from operator import itemgetter, ne
from typing import Any

import msgspec
from msgspec import Raw

from shelfwire.catalog.change import Action, Change
from shelfwire.catalog.product import SKU_DERIVED
from shelfwire.dialects.cin7.attributes import ACTIVE, ATTRIBUTE_OF_FIELD, STATUS, STATUS_STORED
from shelfwire.dialects.cin7.names import canonical_status
from shelfwire.dialects.cin7.record import COMPARED, FIELDS, Shown
from shelfwire.dialects.cin7.schema import DIMENSION_FIELDS, TEXT_CHARACTERS_MAX, ProductId, UpdateProductRequest
from shelfwire.dialects.field_rules import Kind, present_type, rule_of
from shelfwire.dialects.json_body import DECODE_ERRORS, nesting_exceeds

__all__ = ["CLEARED_BY_EMPTY", "DIMENSIONS", "LANES", "UPDATE_RULE", "UpdateLane", "lane_change", "row_id"]

DIMENSIONS = "productDimensions"

UPDATE_RULE = rule_of(UpdateProductRequest)

CLEARED_BY_EMPTY = frozenset(name for name, rule in UPDATE_RULE.fields.items() if rule.kind is Kind.TEXT) - {"name"}
"""The fields that an empty text clears; a name cannot be cleared, it has at least two characters."""

_WRITE = Action.WRITE
_NULL = Raw(b"null")
_EMPTY = Raw(b'""')

_ROW = (*COMPARED, "id", "styleCode", "status")
"""What stands in a row: first the raw values in the order of `Shown.values`."""

_ID_AT, _STYLE_AT, _STATUS_AT = range(len(COMPARED), len(_ROW))
_PLACES = range(len(COMPARED))

_RULES = UPDATE_RULE.fields | UPDATE_RULE.fields[DIMENSIONS].fields
_DECODERS = tuple(msgspec.json.Decoder(present_type(_RULES[name])).decode for name in COMPARED)
_CLEARED = tuple(name in CLEARED_BY_EMPTY for name in COMPARED)
_STORED = tuple(ATTRIBUTE_OF_FIELD[name] for name in COMPARED)
_decode_status = msgspec.json.Decoder(present_type(_RULES["status"])).decode

_decode = msgspec.json.Decoder().decode
_encode_sorted = msgspec.json.Encoder(order="sorted").encode
_astuple = msgspec.structs.astuple


class UpdateLane(msgspec.Struct, frozen=True):
    """One spelling of the fields, with or without those that the list shows and an update does not write.

    Attributes:
        decode: bytes to the wire struct, in which absent fields read null; refuses an item with other fields.
        dimensions_at: where the wire struct has its dimensions.
        nulls: the values of dimensions that are null or absent.
        pick: takes a row from the values of the wire struct and of its dimensions.
        has_ignored: there are fields of which nothing is looked at but their depth.
    """

    decode: Callable[[Raw], Any]
    dimensions_at: int
    nulls: tuple[Raw, ...]
    pick: Callable[[tuple[Any, ...]], tuple[Any, ...]]
    has_ignored: bool

    def row(self, item: Raw, levels_max: int) -> tuple[Any, ...] | None:
        """Give the values of an item, raw but for its id and style code; None where it does not fit this lane."""
        try:
            values = _astuple(self.decode(item))
        except DECODE_ERRORS:
            return None
        if self.has_ignored and nesting_exceeds(bytes(item), levels_max):
            return None
        dimensions = values[self.dimensions_at]
        return self.pick(values + (self.nulls if dimensions is None else _astuple(dimensions)))


def _lane(names: tuple[str, ...], spell: Callable[[str], str]) -> UpdateLane:
    """Make the lane of these fields."""
    nested = msgspec.defstruct(
        "LaneDimensions",
        [(name, Raw, _NULL) for name in DIMENSION_FIELDS],
        rename={name: spell(name) for name in DIMENSION_FIELDS},
        forbid_unknown_fields=True,
        gc=False,
    )
    forms: dict[str, Any] = {"styleCode": str | None, DIMENSIONS: nested | None}
    fields: list[Any] = [
        ("id", ProductId) if name == "id" else (name, forms[name], None) if name in forms else (name, Raw, _NULL)
        for name in names
    ]
    wire = msgspec.defstruct(
        "LaneUpdate", fields, rename={name: spell(name) for name in names}, forbid_unknown_fields=True, gc=False
    )
    writable = [name for name in names if name in UPDATE_RULE.fields]
    place_of = {name: place for place, name in enumerate((*names, *DIMENSION_FIELDS))}
    return UpdateLane(
        decode=msgspec.json.Decoder(wire).decode,
        dimensions_at=names.index(DIMENSIONS),
        nulls=(_NULL,) * len(DIMENSION_FIELDS),
        pick=itemgetter(*(place_of[name] for name in _ROW)),
        has_ignored=len(writable) < len(names),
    )


def _pascal(name: str) -> str:
    return name[:1].upper() + name[1:]


_WRITTEN = tuple(UPDATE_RULE.fields)
_READ = (*FIELDS, *(name for name in _WRITTEN if name not in FIELDS))

LANES = tuple(_lane(names, spell) for spell in (str, _pascal) for names in (_WRITTEN, _READ))
"""The lanes that there are: what an update writes, and what the list shows beside it; camelCase and PascalCase."""


def row_id(row: tuple[Any, ...]) -> int:
    """Give the id that stands in a row."""
    product_id: int = row[_ID_AT]
    return product_id


def lane_change(index: int, sent: tuple[Any, ...], shown: Shown) -> tuple[Change, str]:
    """Make the change of an item of what differs from what the list shows.

    Args:
        index: the item's position.
        sent: its row.
        shown: its product.

    Returns:
        The change, and the code that the product has after it.

    Raises:
        MsgspecError, UnicodeDecodeError, RecursionError: a value that differs is not allowed.
    """
    values: dict[str, Any] = {}
    before = shown.values
    for place in compress(_PLACES, map(ne, sent, before)):
        value = sent[place]
        if value == _NULL:
            continue
        if value == _EMPTY and _CLEARED[place]:
            values[_STORED[place]] = None
            continue
        decoded = _DECODERS[place](value)
        if decoded != _decode(before[place]):
            values[_STORED[place]] = decoded
    status = sent[_STATUS_AT]
    if status not in (_NULL, shown.status):
        _set_status(values, status, shown.status)
    style: str | None = sent[_STYLE_AT]
    code = shown.code if style is None else style or shown.option_code
    if style == shown.style_code:
        style = None
    elif style is not None:
        _mark_style(values, style, shown)
    # No shape: what is stored has further names as good as always, and to look for them would be half a microsecond in vain.
    return Change(index, _WRITE, style or None, _encode_sorted(values), None, sent[_ID_AT]), code


def _set_status(values: dict[str, Any], sent: Raw, shown: Raw) -> None:
    """Set what a status comes to that is written in other bytes."""
    status = _decode_status(canonical_status(sent))
    if status != _decode(shown):
        active, own = STATUS_STORED[status]
        values[ACTIVE] = active
        if active:
            values[STATUS] = own


def _mark_style(values: dict[str, Any], style: str, shown: Shown) -> None:
    """Set whether a client gave the product's style code, which differs from the one before.

    Raises:
        ValidationError: it is too long.
    """
    if len(style) > TEXT_CHARACTERS_MAX:
        raise msgspec.ValidationError("the style code is too long")
    if not style:
        values[SKU_DERIVED] = True
    elif shown.is_derived:
        values[SKU_DERIVED] = None

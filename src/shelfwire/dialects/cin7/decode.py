"""From the wire to changes: the products to create, in slices, with every bad field of every bad item.

An item goes through up to three lanes. A fast lane is a pair of structs made from exactly the fields of one item of the
request, in the client's own spelling, because clients send much the same fields for every product. An item that does not fit is
written anew in the schema's spelling and goes to the general struct of all fields; where that does not take it either, it
is examined field by field. All lanes give the same changes for the same item. Unknown fields are ignored, as the vendor's
API does.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any

import msgspec
from msgspec import UNSET, Raw

from shelfwire.catalog.change import Action, Change
from shelfwire.catalog.merge import Shape
from shelfwire.dialects.cin7.attributes import ACTIVE, ATTRIBUTE_OF_FIELD, STATUS, STATUS_STORED
from shelfwire.dialects.cin7.encode import UNLISTED, UNTOLD, BadItem, fault_texts
from shelfwire.dialects.cin7.names import CREATE_FIELDS, Names, canonical
from shelfwire.dialects.cin7.schema import CreateProductRequest
from shelfwire.dialects.fault_list import FaultList
from shelfwire.dialects.field_faults import examine_item
from shelfwire.dialects.field_rules import Rule, present_type, rule_of, strict_struct
from shelfwire.dialects.json_body import DECODE_ERRORS, ITEM_BYTES_MAX, can_be_renamed, nesting_exceeds
from shelfwire.dialects.lanes import LANE_UNKNOWN_MAX

__all__ = ["CreateReader", "Lane", "lane_for"]

_LANES_MAX = 8
"""How many lanes a request has at a time, and how many are made for one slice: making one takes as long as 100 items."""

_OPTIONS = "productOptions"
_DIMENSIONS = "dimensions"

_NULL = Raw(b"null")
_WRITE = Action.WRITE
_encode = msgspec.json.Encoder().encode
_encode_sorted = msgspec.json.Encoder(order="sorted").encode
_fields_of = msgspec.json.Decoder(dict[str, Raw]).decode
_elements_of = msgspec.json.Decoder(list[Raw]).decode
_text_of = msgspec.json.Decoder(str).decode
_astuple = msgspec.structs.astuple

_RULE = rule_of(CreateProductRequest)
_RULES = _RULE.fields
_OPTION_RULE: Rule = _RULES[_OPTIONS].element or _RULE
_REQUIRED = frozenset(_RULE.required)
_Strict: Any = strict_struct(_RULE)
_decode_strict = msgspec.json.Decoder(_Strict).decode

_STATUS_PAIRS: dict[str | None, tuple[Any, Any]] = {
    status: (active, UNSET if own is None else own) for status, (active, own) in STATUS_STORED.items()
}
"""By status, the values of the stored attributes `active` and `cin7:status`."""


class Lane(msgspec.Struct, frozen=True):
    """A pair of structs for products that have exactly the same fields, spelt the same way.

    The values of the wire struct, of its option, of its dimensions (where the lane has them) and of its status stand in one
    row; the numbers below are places in that row.

    Attributes:
        decode: bytes to the wire struct; refuses an item with other fields, or with null in other places.
        held: the stored struct.
        pick: takes the stored struct's values from the row.
        style_at, code_at, status_at: where style code, option code and status stand, or None.
        has_dimensions: the products have dimensions.
        has_unknown: the products have fields that this API does not know, to be looked at for their depth.
        shapes: the stored names without and with `cin7:status`.
    """

    decode: Callable[[Raw], Any]
    held: Any
    pick: Callable[[tuple[Any, ...]], tuple[Any, ...]]
    style_at: int | None
    code_at: int | None
    status_at: int | None
    has_dimensions: bool
    has_unknown: bool
    shapes: tuple[Shape, Shape]

    def change(self, index: int, item: Raw) -> Change:
        """Make the change of an item.

        Raises:
            MsgspecError, UnicodeDecodeError, RecursionError: the item does not fit this lane.
        """
        wire = self.decode(item)
        row = _astuple(wire) + _astuple(wire.productOptions[0])
        if self.has_dimensions:
            row += _astuple(wire.dimensions)
        style = (row[self.style_at] or None) if self.style_at is not None else None
        code = (row[self.code_at] or None) if self.code_at is not None else None
        is_derived = style is None and code is not None
        shape = self.shapes[0]
        if self.status_at is not None:
            pair = _STATUS_PAIRS[row[self.status_at]]
            row += pair
            if pair[1] is not UNSET:
                shape = self.shapes[1]
        return Change(
            index,
            _WRITE,
            style or code,
            _encode(self.held(*self.pick(row))),
            shape,
            option_code=code,
            sku_soft=is_derived,
            sku_derived=is_derived,
        )


class _Fields(msgspec.Struct, frozen=True):
    """The fields of one object of a lane: what each was sent as, by its name; which are null; what is unknown."""

    sent: tuple[tuple[str, str], ...]
    nulls: frozenset[str]
    unknown: tuple[str, ...]

    def struct(self, rules: Mapping[str, Rule], **nested: Any) -> type[msgspec.Struct]:  # noqa: ANN401 - type forms
        """Make the wire struct of these fields; `nested` are the types of those that are objects."""
        fields: list[tuple[str, Any]] = [
            (name, None if name in self.nulls else nested.get(name) or present_type(rules[name]))
            for name, _ in self.sent
        ]
        ignored = {f"unknown_{number}": name for number, name in enumerate(self.unknown)}
        fields += [(field, Raw) for field in ignored]
        return msgspec.defstruct(
            "LaneProduct", fields, rename=dict(self.sent) | ignored, forbid_unknown_fields=True, gc=False
        )

    @property
    def width(self) -> int:
        """How many values the struct has."""
        return len(self.sent) + len(self.unknown)


def _fields(item: Raw, names: Names) -> tuple[_Fields, dict[str, Raw]]:
    """Look at the fields of one object; the second result is name to value.

    Raises:
        LookupError: a field stands twice in two spellings, or too many are unknown, or one that no struct can have.
    """
    values: dict[str, Raw] = {}
    sent: dict[str, str] = {}
    unknown: list[str] = []
    for spelling, value in _fields_of(item).items():
        name = names.find(spelling)
        if name is None:
            unknown.append(spelling)
        elif name in sent:
            raise LookupError(name)
        else:
            sent[name], values[name] = spelling, value
    if len(unknown) > LANE_UNKNOWN_MAX or not all(map(can_be_renamed, unknown)):
        raise LookupError(unknown)
    nulls = frozenset(name for name, value in values.items() if value == _NULL)
    return _Fields(tuple(sorted(sent.items())), nulls, tuple(sorted(unknown))), values


def lane_for(item: Raw) -> Lane | None:
    """Find or make the fast lane for products like this one; None where it cannot have one."""
    try:
        product, values = _fields(item, CREATE_FIELDS)
        if not values.keys() - product.nulls >= _REQUIRED:
            return None
        (sent_option,) = _elements_of(values[_OPTIONS])
        option, _ = _fields(sent_option, CREATE_FIELDS.nested[_OPTIONS])
        dimensions = None
        if _DIMENSIONS in values and _DIMENSIONS not in product.nulls:
            dimensions, _ = _fields(values[_DIMENSIONS], CREATE_FIELDS.nested[_DIMENSIONS])
    except (LookupError, ValueError, *DECODE_ERRORS):
        return None
    return _make_lane(product, option, dimensions)


@lru_cache(maxsize=64)
def _make_lane(product: _Fields, option: _Fields, dimensions: _Fields | None) -> Lane:
    """Make a lane from the fields of a product, of its option and of its dimensions."""
    nested: dict[str, Any] = {_OPTIONS: tuple[option.struct(_OPTION_RULE.fields)]}  # type: ignore[misc]  # a type made here
    if dimensions is not None:
        nested[_DIMENSIONS] = dimensions.struct(_RULES[_DIMENSIONS].fields)
    parts = [part for part in (product, option, dimensions) if part is not None]
    place_of: dict[str, int] = {}
    start = 0
    for part in parts:
        for place, (name, _) in enumerate(part.sent, start):
            if name not in part.nulls:
                place_of[name] = place
        start += part.width
    stored = {ATTRIBUTE_OF_FIELD[name]: place for name, place in place_of.items() if name in ATTRIBUTE_OF_FIELD}
    names = set(stored)
    if "status" in place_of:
        stored |= {ACTIVE: start, STATUS: start + 1}
        names.add(ACTIVE)
    ordered = sorted(stored)
    fields = [(f"field_{number}", Any) for number in range(len(ordered))]
    held = msgspec.defstruct(
        "LaneHeld", fields, rename={f"field_{number}": name for number, name in enumerate(ordered)}, gc=False
    )
    return Lane(
        decode=msgspec.json.Decoder(product.struct(_RULES, **nested)).decode,
        held=held,
        pick=_picker([stored[name] for name in ordered]),
        style_at=place_of.get("styleCode"),
        code_at=place_of.get("productOptionCode"),
        status_at=place_of.get("status"),
        has_dimensions=dimensions is not None,
        has_unknown=any(part.unknown for part in parts),
        shapes=(Shape(names), Shape({*names, STATUS})),
    )


def _picker(places: list[int]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """Give what takes the values at these places from a row; `itemgetter` gives no tuple where it is one place."""
    if len(places) > 1:
        return itemgetter(*places)
    (only,) = places
    return lambda row: (row[only],)


class _Recent:
    """The lane that was made last: it is tried first, for to find out what lane an item has costs more than to decode it."""

    lane: Lane | None = None


class CreateReader:
    """Turns the products of a request into changes.

    Attributes:
        changes: one for each good item; their `index` is the item's position.
        faults: the bad fields of the others.
        style_codes, option_codes: by item, the codes that it claims, good or bad; empty ones are none.
        further_codes: position and option code of every further option of a bad item.
    """

    def __init__(self, faults: FaultList, *, levels_max: int, body_has_nul: bool, has_large_item: bool) -> None:
        r"""Read items that may be nested `levels_max` deep.

        Args:
            faults: collects the bad fields.
            levels_max: how deep an item may be nested, itself included.
            body_has_nul: `\u0000` stands somewhere in the body, so that every item has to be looked at.
            has_large_item: some item is longer than items may be, likewise.
        """
        self.changes: list[Change] = []
        self.faults = faults
        self.style_codes: list[str | None] = []
        self.option_codes: list[str | None] = []
        self.further_codes: list[tuple[int, str]] = []
        self._bad_positions: list[int] = []
        self._levels_max = levels_max
        self._body_has_nul = body_has_nul
        self._suspicious = body_has_nul or has_large_item
        self._lanes: list[Lane] = [] if _Recent.lane is None else [_Recent.lane]
        self._lanes_to_make = 0

    def read(self, items: list[Raw], first_index: int) -> None:
        """Read a slice; a request begins with the lane that was made last."""
        self._lanes_to_make = _LANES_MAX
        for index, item in enumerate(items, first_index):
            if (self._suspicious and self._is_suspect(item)) or not self._along_a_lane(index, item):
                self.general(index, item)

    def _along_a_lane(self, index: int, item: Raw) -> bool:
        """Carry an item along the lane that took the last one, or one of the others, or a new one; False where none does."""
        lanes = self._lanes
        for place, lane in enumerate(lanes):
            if self.take(lane, index, item):
                if place:
                    lanes.insert(0, lanes.pop(place))
                return True
        if not self._lanes_to_make:
            return False
        self._lanes_to_make -= 1
        made = lane_for(item)
        if made is None or not self.take(made, index, item):
            return False
        lanes.insert(0, made)
        del lanes[_LANES_MAX:]
        _Recent.lane = made
        return True

    def bad_items(self) -> dict[int, BadItem]:
        """Give the bad items with their errors; call it when all items are read."""
        texts = fault_texts(self.faults)
        told: dict[int, BadItem] = {}
        for index in self._bad_positions:
            code = self.style_codes[index] or self.option_codes[index] or ""
            told[index] = BadItem(0, code, texts.get(index, UNLISTED)) if code or index in texts else UNTOLD
        return told

    def take(self, lane: Lane, index: int, item: Raw) -> bool:
        """Carry an item along a lane; False where it does not fit and nothing was done."""
        try:
            change = lane.change(index, item)
        except DECODE_ERRORS:
            return False
        if lane.has_unknown and nesting_exceeds(bytes(item), self._levels_max):
            return False
        self._keep(change)
        return True

    def general(self, index: int, item: Raw) -> None:
        """Read an item of any fields and spelling: its change, or else all its faults."""
        try:
            fields = {} if self._is_out_of_bounds(item) else canonical(item, CREATE_FIELDS)
        except DECODE_ERRORS:
            fields = {}
        written = Raw(_encode(fields)) if fields else item
        if fields and not (self._body_has_nul and b"\\u0000" in bytes(item)):
            try:
                wire = _decode_strict(written)
            except DECODE_ERRORS:
                pass
            else:
                if len(wire.productOptions) == 1:
                    self._keep(_general_change(index, wire))
                    return
        self._examine(index, written, fields)

    def _examine(self, index: int, item: Raw, fields: Mapping[str, Raw]) -> None:
        """Read an item field by field."""
        room = max(self.faults.room, 1)
        examination, values = examine_item(item, _RULE, self._levels_max, faults_max=room)
        options = values.get(_OPTIONS) if isinstance(values, dict) else None
        if isinstance(options, list) and len(options) != 1:
            examination.fault(_OPTIONS, f"must hold exactly one option, not {len(options):,}", len(options))
        if not examination.faults:
            self._keep(_general_change(index, msgspec.convert(values, _Strict)))
            return
        self.faults.add(index, examination.faults)
        self._bad_positions.append(index)
        codes = _codes(fields)
        self.style_codes.append(_text(fields.get("styleCode")))
        self.option_codes.append(codes[0] if codes else None)
        self.further_codes += [(index, code) for code in codes[1:]]

    def _keep(self, change: Change) -> None:
        """Keep the change that a good item asks for, and the codes that it claims."""
        self.changes.append(change)
        self.style_codes.append(None if change.sku_soft else change.sku)
        self.option_codes.append(change.option_code)

    def _is_suspect(self, item: Raw) -> bool:
        """Tell whether an item needs a look that the fast lane does not take."""
        return len(item) > ITEM_BYTES_MAX or (self._body_has_nul and b"\\u0000" in bytes(item))

    def _is_out_of_bounds(self, item: Raw) -> bool:
        return len(item) > ITEM_BYTES_MAX or nesting_exceeds(bytes(item), self._levels_max)


def _general_change(index: int, wire: Any) -> Change:  # noqa: ANN401 - the strict struct
    """Make the change of an item that came by the general struct."""
    values: dict[str, Any] = {}
    option = wire.productOptions[0]
    for part in (wire, option, wire.dimensions):
        if part is UNSET or part is None:
            continue
        for name in part.__struct_fields__:
            value = getattr(part, name)
            if name in ATTRIBUTE_OF_FIELD and value is not UNSET and value is not None:
                values[ATTRIBUTE_OF_FIELD[name]] = value
    if wire.status is not UNSET and wire.status is not None:
        active, own = STATUS_STORED[wire.status]
        values[ACTIVE] = active
        if own is not None:
            values[STATUS] = own
    style = wire.styleCode or None
    code = option.productOptionCode or None
    is_derived = style is None and code is not None
    return Change(
        index,
        _WRITE,
        style or code,
        _encode_sorted(values),
        option_code=code,
        sku_soft=is_derived,
        sku_derived=is_derived,
    )


def _text(value: Raw | None) -> str | None:
    """Give the text that a field of a bad item holds; None where it holds none."""
    try:
        return (_text_of(value) or None) if value is not None else None
    except DECODE_ERRORS:
        return None


def _codes(fields: Mapping[str, Raw]) -> list[str]:
    """Give the option codes of a bad item, however many options it has."""
    codes: list[str] = []
    try:
        options = _elements_of(fields[_OPTIONS]) if _OPTIONS in fields else []
    except DECODE_ERRORS:
        return codes
    for option in options:
        try:
            code = _text(_fields_of(option).get("productOptionCode"))
        except DECODE_ERRORS:
            continue
        if code is not None:
            codes.append(code)
    return codes

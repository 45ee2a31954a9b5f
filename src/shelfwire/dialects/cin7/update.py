"""From the wire to changes: the products to update, compared with what the list shows of them.

A client may put back a whole product as it read it. Other APIs write what this one's update would refuse, such as longer
names, so a field that is equal to what the list shows is neither checked nor written; what is left goes through the
struct of the update. Unknown fields, those that cannot be written among them, are ignored.

An item whose fields come in one of the usual spellings goes along a fast lane (`update_lane.py`), any other the general way.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import UNSET, Raw
from msgspec.structs import replace

from shelfwire.catalog.change import Action, Change
from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.product import SKU_DERIVED
from shelfwire.dialects.cin7.attributes import ACTIVE, ATTRIBUTE_OF_FIELD, STATUS, STATUS_STORED
from shelfwire.dialects.cin7.encode import UNLISTED, UNTOLD, BadItem, fault_texts
from shelfwire.dialects.cin7.names import UPDATE_FIELDS, canonical
from shelfwire.dialects.cin7.record import Shown
from shelfwire.dialects.cin7.schema import DIMENSION_FIELDS, ProductId
from shelfwire.dialects.cin7.update_lane import CLEARED_BY_EMPTY, DIMENSIONS, LANES, UPDATE_RULE, lane_change, row_id
from shelfwire.dialects.fault_list import FaultList
from shelfwire.dialects.field_faults import examine_item
from shelfwire.dialects.field_rules import strict_struct
from shelfwire.dialects.json_body import DECODE_ERRORS, ITEM_BYTES_MAX, nesting_exceeds
from shelfwire.storage.port import Reader

__all__ = ["UpdateReader"]

_SEARCHES_MAX = 8
"""How many items of a slice may be tried with every lane in vain; the others are tried with one."""

_NULL = Raw(b"null")
_EMPTY = Raw(b'""')

_encode = msgspec.json.Encoder().encode
_encode_sorted = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.decode
_fields_of = msgspec.json.Decoder(dict[str, Raw]).decode
_id_of = msgspec.json.Decoder(ProductId).decode
_number_of = msgspec.json.Decoder(float).decode
_FLAG = re.compile(rb"true|false")

_Strict: Any = strict_struct(UPDATE_RULE)
_decode_strict = msgspec.json.Decoder(_Strict).decode


class _Item(msgspec.Struct, gc=False):
    """One item of the request on its way."""

    index: int
    raw: Raw
    product_id: int
    fields: dict[str, Raw]


class UpdateReader:
    """Turns the items of an update into changes.

    Attributes:
        changes: one for each good item; their `index` is the item's position.
        codes: the code of each before and after the update.
        faults: the bad fields of the others.
    """

    def __init__(self, catalog_id: int, faults: FaultList, *, levels_max: int, body_has_nul: bool) -> None:
        r"""Read items that may be nested `levels_max` deep.

        Args:
            catalog_id: where the products are.
            faults: collects the bad fields.
            levels_max: how deep an item may be nested, itself included.
            body_has_nul: `\u0000` stands somewhere in the body, so that every item has to be looked at.
        """
        self.changes: list[Change] = []
        self.codes: list[tuple[str, str]] = []
        self.faults = faults
        self._catalog_id = catalog_id
        self._levels_max = levels_max
        self._body_has_nul = body_has_nul
        self._ids: list[int] = []
        self._lanes = list(LANES)
        self._searches_left = 0
        self._bad: dict[int, BadItem] = {}

    def read(self, reader: Reader, items: list[Raw], first_index: int) -> None:
        """Read a slice whose first item stands at `first_index`; the products are looked up in one statement."""
        self._searches_left = _SEARCHES_MAX
        rows = [self._row(item) for item in items]
        apart = {place: self._item(first_index + place, items[place]) for place, row in enumerate(rows) if row is None}
        ids = [apart[place].product_id if row is None else row_id(row) for place, row in enumerate(rows)]
        self._ids += ids
        named = [product_id for product_id in ids if product_id]
        found = reader.find(self._catalog_id, KeyName.PRODUCT_ID, named) if named else []
        shown_of = {product.product_id: Shown.of(product) for product in found}
        for place, (row, product_id) in enumerate(zip(rows, ids, strict=True)):
            shown = shown_of.get(product_id)
            if row is None or shown is None or not self._take(first_index + place, row, shown):
                self._general(apart.get(place) or self._item(first_index + place, items[place]), shown)

    def bad_items(self) -> dict[int, BadItem]:
        """Give the bad items with their errors; an id that stands more than once makes all its items bad."""
        texts = fault_texts(self.faults)
        self._bad |= {index: replace(self._bad[index], errors=told) for index, told in texts.items()}
        repeated = self._repeated()
        if not repeated:
            return self._bad
        kept = []
        for change, codes in zip(self.changes, self.codes, strict=True):
            if change.product_id in repeated:
                self._bad[change.index] = BadItem(change.product_id or 0, codes[0], [])
            else:
                kept.append((change, codes))
        self.changes, self.codes = [change for change, _ in kept], [codes for _, codes in kept]
        for product_id, places in repeated.items():
            text = f"The id {product_id} stands more than once in the request, in items {places[0]} and {places[1]}"
            more = f" and {len(places) - 2:,} more." if len(places) > 2 else "."
            for index in places:
                self._bad[index] = replace(self._bad[index], errors=[text + more, *self._bad[index].errors])
        return self._bad

    def _repeated(self) -> dict[int, list[int]]:
        """Give the ids that stand more than once, and where."""
        repeated: dict[int, list[int]] = {
            product_id: [] for product_id, count in Counter(self._ids).items() if product_id and count > 1
        }
        for index, product_id in enumerate(self._ids if repeated else ()):
            if product_id in repeated:
                repeated[product_id].append(index)
        return repeated

    def _row(self, item: Raw) -> tuple[Any, ...] | None:
        """Give the row of an item by the lane that took the last one, or by one of the others; None where none takes it."""
        if len(item) > ITEM_BYTES_MAX or (self._body_has_nul and b"\\u0000" in bytes(item)):
            return None
        lanes = self._lanes
        row = lanes[0].row(item, self._levels_max)
        if row is not None or not self._searches_left:
            return row
        for place in range(1, len(lanes)):
            row = lanes[place].row(item, self._levels_max)
            if row is not None:
                lanes.insert(0, lanes.pop(place))
                return row
        self._searches_left -= 1
        return None

    def _item(self, index: int, raw: Raw) -> _Item:
        """Take an item apart; its id is 0 where it has none that can be one, and it has no fields where it is out of bounds."""
        item = _Item(index, raw, 0, {})
        if len(raw) > ITEM_BYTES_MAX or nesting_exceeds(bytes(raw), self._levels_max):
            return item
        try:
            item.fields = canonical(raw, UPDATE_FIELDS)
            item.product_id = _product_id(item.fields["id"])
        except (KeyError, *DECODE_ERRORS):
            return item
        return item

    def _take(self, index: int, row: tuple[Any, ...], current: Shown) -> bool:
        """Make the change of an item from its row; False where a value is not allowed and nothing was done."""
        try:
            change, code = lane_change(index, row, current)
        except DECODE_ERRORS:
            return False
        self.changes.append(change)
        self.codes.append((current.code, code))
        return True

    def _general(self, item: _Item, current: Shown | None) -> None:
        """Make the change of an item the general way, or note what is wrong with it."""
        fields, cleared = _differing(item.fields, current)
        written = Raw(_encode(fields)) if item.fields else item.raw
        wire: Any = None
        if item.product_id and not (self._body_has_nul and b"\\u0000" in bytes(item.raw)):
            try:
                wire = _decode_strict(written)
            except DECODE_ERRORS:
                wire = None
        if wire is None:
            room = max(self.faults.room, 1)
            examination, values = examine_item(written, UPDATE_RULE, self._levels_max, faults_max=room)
            if examination.faults:
                self.faults.add(item.index, examination.faults)
                code = current.code if current is not None else ""
                self._bad[item.index] = BadItem(item.product_id, code, UNLISTED) if item.product_id else UNTOLD
                return
            wire = msgspec.convert(values, _Strict)
        change = _change(item.index, wire, fields, cleared, current)
        before = current.code if current is not None else ""
        kept = current.option_code if current is not None and "styleCode" in cleared else before
        self.changes.append(change)
        self.codes.append((before, change.sku or kept))


def _product_id(sent: Raw) -> int:
    """Read an id, which may be written 39.0 as any whole number may.

    Raises:
        MsgspecError: it is none.
    """
    try:
        return _id_of(sent)
    except DECODE_ERRORS:
        number = _number_of(sent)
    return _id_of(b"%d" % int(number)) if number.is_integer() else _id_of(sent)


def _is_same(sent: Raw, current: Raw | None) -> bool:
    """Tell whether a sent value is what the list shows, however it is written."""
    if current is None or sent == current:
        return current is not None
    try:
        value = _decode(sent)
        # Encoded anew, for in Python True is equal to 1.
        return bool(value == _decode(current)) and (not _FLAG.search(sent) or _encode(value) == bytes(current))
    except DECODE_ERRORS:
        return False


def _differing(fields: dict[str, Raw], current: Shown | None) -> tuple[dict[str, Raw], list[str]]:
    """Give the fields that are to be checked and written, and those that an empty text clears."""
    wanted: dict[str, Raw] = {}
    cleared: list[str] = []
    for name, value in fields.items():
        if value == _NULL:
            if name == "id":
                wanted[name] = value
        elif name == DIMENSIONS:
            wanted[name] = _differing_dimensions(value, current)
        elif current is None or not _is_same(value, current.field(name)):
            if value == _EMPTY and name in CLEARED_BY_EMPTY:
                cleared.append(name)
            else:
                wanted[name] = value
    return wanted, cleared


def _differing_dimensions(value: Raw, current: Shown | None) -> Raw:
    """Leave out the measures that are equal to what the list shows; what is no object stays as it came."""
    try:
        measures = _fields_of(value)
    except DECODE_ERRORS:
        return value
    if current is not None:
        measures = {name: one for name, one in measures.items() if not _is_same(one, current.field(name))}
    return Raw(_encode(measures))


def _sizes(dimensions: Any) -> dict[str, float]:  # noqa: ANN401 - the strict struct of the dimensions
    """Give the measures that are to be written, by their stored names."""
    sizes = {ATTRIBUTE_OF_FIELD[measure]: getattr(dimensions, measure) for measure in DIMENSION_FIELDS}
    return {name: size for name, size in sizes.items() if size is not UNSET and size is not None}


def _change(index: int, wire: Any, sent: Iterable[str], cleared: list[str], current: Shown | None) -> Change:  # noqa: ANN401 - the strict struct
    """Make the change of a good item.

    Args:
        index: the item's position.
        wire: the fields that are to be written.
        sent: their names.
        cleared: the names of those that an empty text clears.
        current: the product, where it was found.
    """
    values: dict[str, Any] = {ATTRIBUTE_OF_FIELD[name]: None for name in cleared if name in ATTRIBUTE_OF_FIELD}
    style: str | None = None
    for name in sent:
        value = getattr(wire, name)
        if name in ATTRIBUTE_OF_FIELD:
            values[ATTRIBUTE_OF_FIELD[name]] = value
        elif name == "status":
            active, own = STATUS_STORED[value]
            values[ACTIVE] = active
            if active:
                values[STATUS] = own
        elif name == "styleCode":
            style = value or None
        elif name == DIMENSIONS:
            values |= _sizes(value)
    if "styleCode" in cleared and current is not None:
        values[SKU_DERIVED] = True
    elif style is not None and current is not None and current.is_derived:
        values[SKU_DERIVED] = None
    return Change(index, Action.WRITE, style, _encode_sorted(values), product_id=wire.id)

"""From the wire to changes: products to create or to modify, in slices, with every bad field of every bad item.

An item goes through up to three kinds of lanes. The fast lane is a pair of structs made from exactly the fields of one item of
the request, because clients send the same fields for every product. An item that does not fit goes to structs of all fields:
one that takes what GraphQL takes, one that takes whole numbers of 64 bits, too, and one that ignores unknown fields. Where none
takes it, it is examined field by field. All lanes give the same changes for the same item.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from shelfwire.catalog.change import Action, Change
from shelfwire.catalog.keys import slug
from shelfwire.catalog.product import SKU_DERIVED
from shelfwire.dialects.fault_list import FaultList
from shelfwire.dialects.field_faults import examine_item, is_hopeless
from shelfwire.dialects.field_rules import Kind, Rule, lenient_struct, present_type, rule_of, strict_struct
from shelfwire.dialects.json_body import DECODE_ERRORS, ITEM_BYTES_MAX, can_be_renamed, nesting_exceeds
from shelfwire.dialects.lana.attributes import (
    ATTRIBUTE_OF_FIELD,
    NOT_STORED,
    PUBLISHED_AT,
    PUBLISHED_MOMENT,
    SLUG_OF_NOTHING,
    STORED_ORDER,
)
from shelfwire.dialects.lana.moments import moment_of, moment_text
from shelfwire.dialects.lana.patterns import Pattern, pattern_of
from shelfwire.dialects.lana.schema import INT32_MAX, ProductCreate, ProductModify
from shelfwire.dialects.lanes import LANE_UNKNOWN_MAX, LaneReader, NullShapes

__all__ = ["Lane", "ProductReader", "lane_for"]

_MICROSECONDS = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_SECONDS = 86_400
_WRITE = Action.WRITE
_NOTHING: frozenset[str] = frozenset()

_Dates = tuple[str | UnsetType | None, int | UnsetType | None]
_Row = tuple[Any, ...]
_encode = msgspec.json.Encoder().encode
_fields_of = msgspec.json.Decoder(dict[str, Raw]).decode
_astuple = msgspec.structs.astuple

_CREATE_RULE = rule_of(ProductCreate)
_MODIFY_RULE = rule_of(ProductModify)
_MOMENT_PATTERN = _CREATE_RULE.fields["published_at"].pattern or ""
_is_moment = re.compile(_MOMENT_PATTERN).search


@lru_cache(maxsize=4096)
def _moment(text: str) -> int | None:
    """Read a moment as a product may have it; gives microseconds since 1970 in UTC, or None for what is none."""
    if _is_moment(text) is None:
        return None
    try:
        since = datetime.fromisoformat(text) - _EPOCH
    except ValueError:
        # Small letters, which fromisoformat does not know, or a day that does not exist.
        return moment_of(text)
    return (since.days * _DAY_SECONDS + since.seconds) * _MICROSECONDS + since.microseconds


def _typed(rule: Rule, whole_max: int | None) -> Rule:
    """Turn a rule into one whose type a lane has: with whole numbers up to `whole_max`; patterns are looked at afterwards."""
    if rule.pattern is not None:
        return msgspec.structs.replace(rule, pattern=None)
    if rule.kind is Kind.WHOLE and whole_max is not None and rule.high is not None:
        return msgspec.structs.replace(rule, high=min(rule.high, whole_max))
    element = None if rule.element is None else _typed(rule.element, whole_max)
    fields = {name: _typed(field, whole_max) for name, field in rule.fields.items()}
    return msgspec.structs.replace(rule, element=element, fields=fields)


class Lane(msgspec.Struct, frozen=True):
    """A pair of structs for products that have exactly the same fields, or any fields.

    Attributes:
        decode: bytes to the wire struct, in which fields that the lane does not have read as unset.
        held: the stored struct, made from the stored values; those that are null or unset are not written.
        width: how many of the wire struct's values are stored; they come first.
        date_place: where the date of publication and its moment stand among the stored values; None where nothing is said.
        dates_sent: whether the wire struct has the date: 1 or 0.
        texts: where texts that follow a pattern stand among the wire struct's values, and the pattern.
        lists: likewise where lists of such texts stand.
        nulls: the shapes of its products.
        is_create: its products are created, not modified.
        is_plain: GraphQL takes its products in the same way.
        has_unknown: its products may have fields that are unknown.
    """

    decode: Callable[[Raw], Any]
    held: Any
    width: int
    date_place: int | None
    dates_sent: int
    texts: tuple[tuple[int, Pattern], ...]
    lists: tuple[tuple[int, Pattern], ...]
    nulls: NullShapes
    is_create: bool
    is_plain: bool
    has_unknown: bool


_TEXT_PATTERNS = {
    name: rule.pattern
    for name, rule in _CREATE_RULE.fields.items()
    if rule.pattern is not None and rule.kind is not Kind.MOMENT
}
_LIST_PATTERNS = {
    name: rule.element.pattern
    for name, rule in _CREATE_RULE.fields.items()
    if rule.element is not None and rule.element.pattern is not None
}


def _lane(  # noqa: PLR0913 - all that tells one lane from another
    decode: Callable[[Raw], Any],
    stored: Sequence[str],
    *,
    is_create: bool,
    is_fast: bool,
    is_plain: bool,
    has_dates: bool,
    has_unknown: bool,
) -> Lane:
    """Put a lane together from its decoder and those of its fields that are stored, in their order."""
    names = [ATTRIBUTE_OF_FIELD[name] for name in stored]
    if has_dates:
        names = sorted({*names, PUBLISHED_AT, PUBLISHED_MOMENT})
    marks = [SKU_DERIVED] if is_create else []
    renamed = {f"field_{place}": name for place, name in enumerate((*names, *marks))}
    held = msgspec.defstruct(
        "Held", [(field, Any, None) for field in renamed], rename=renamed, omit_defaults=True, gc=False
    )
    return Lane(
        decode=decode,
        held=held,
        width=len(stored),
        date_place=names.index(PUBLISHED_AT) if has_dates else None,
        dates_sent=int("published_at" in stored),
        texts=tuple(
            (place, pattern_of(_TEXT_PATTERNS[name])) for place, name in enumerate(stored) if name in _TEXT_PATTERNS
        ),
        lists=tuple(
            (place, pattern_of(_LIST_PATTERNS[name])) for place, name in enumerate(stored) if name in _LIST_PATTERNS
        ),
        nulls=NullShapes(
            names,
            has_shape=is_fast,
            marks=frozenset(marks),
            # A product that is created has nothing to clear.
            kept=frozenset(names if is_create else ()),
        ),
        is_create=is_create,
        is_plain=is_plain,
        has_unknown=has_unknown,
    )


class _Form(msgspec.Struct, frozen=True):
    """What the items of one operation may hold.

    Attributes:
        rule: what an item must be.
        types: by its name on the wire, the type of a field of a fast lane.
        order: the names of all fields on the wire, those that are stored first and in their stored order.
        general: the lanes of any fields, in the order in which they are tried.
        examined: the struct of an item that was examined, which goes along the second of these lanes.
    """

    rule: Rule
    types: dict[str, Any]
    order: tuple[str, ...]
    general: tuple[Lane, Lane, Lane]
    examined: type[msgspec.Struct]


def _form(rule: Rule, *, is_create: bool) -> _Form:
    """Prepare an operation's lanes."""
    stored = tuple(name for name in STORED_ORDER if name in rule.fields)
    order = (*stored, *NOT_STORED)
    ordered = msgspec.structs.replace(rule, fields={name: rule.fields[name] for name in order})
    narrow, wide = _typed(ordered, INT32_MAX), _typed(ordered, None)
    types = {
        name: present_type(field) | None if field.nullable else present_type(field)
        for name, field in narrow.fields.items()
    }
    examined = strict_struct(wide)

    def lane(struct: type[msgspec.Struct], *, is_plain: bool, has_unknown: bool) -> Lane:
        decode = msgspec.json.Decoder(struct).decode
        return _lane(
            decode,
            stored,
            is_create=is_create,
            is_fast=False,
            is_plain=is_plain,
            has_dates=True,
            has_unknown=has_unknown,
        )

    general = (
        lane(strict_struct(narrow), is_plain=True, has_unknown=False),
        lane(examined, is_plain=False, has_unknown=False),
        lane(lenient_struct(wide), is_plain=False, has_unknown=True),
    )
    return _Form(rule, types, order, general, examined)


_CREATE = _form(_CREATE_RULE, is_create=True)
_MODIFY = _form(_MODIFY_RULE, is_create=False)


def lane_for(item: Raw, *, is_create: bool) -> Lane | None:
    """Find or make the fast lane for products like this one; None where it cannot have one."""
    form = _CREATE if is_create else _MODIFY
    try:
        fields = _fields_of(item)
    except DECODE_ERRORS:
        return None
    unknown = tuple(sorted(fields.keys() - form.types.keys()))
    if len(unknown) > LANE_UNKNOWN_MAX or not all(map(can_be_renamed, unknown)):
        return None
    if not fields.keys() >= set(form.rule.required):
        return None
    return _make_lane(tuple(name for name in form.order if name in fields), unknown, is_create=is_create)


@lru_cache(maxsize=64)
def _make_lane(names: tuple[str, ...], unknown: tuple[str, ...], *, is_create: bool) -> Lane:
    """Make a lane from known field names, those that are stored first and in their stored order, and unknown names."""
    form = _CREATE if is_create else _MODIFY
    fields: list[tuple[str, Any]] = [(name, form.types[name]) for name in names]
    renamed = {f"unknown_{number}": name for number, name in enumerate(unknown)}
    fields += [(field, Raw) for field in renamed]
    wire = msgspec.defstruct(
        "LaneProduct",
        fields,
        rename=renamed,
        namespace={name: UNSET for name in form.order if name not in names},
        forbid_unknown_fields=True,
        gc=False,
    )
    return _lane(
        msgspec.json.Decoder(wire).decode,
        [name for name in names if name not in NOT_STORED],
        is_create=is_create,
        is_fast=True,
        is_plain=not unknown,
        has_dates="published" in names or "published_at" in names,
        has_unknown=bool(unknown),
    )


def _follows_patterns(lane: Lane, row: _Row) -> bool:
    """Tell whether the texts among the values of a wire struct follow their patterns."""
    for place, pattern in lane.texts:
        if row[place] not in pattern.known and not pattern.follows(row[place]):
            return False
    for place, pattern in lane.lists:
        texts = row[place]
        if texts and not pattern.known.issuperset(texts) and not all(map(pattern.follows, texts)):
            return False
    return True


def _is_date(lane: Lane, dates: _Dates) -> bool:
    """Tell whether a date of publication is one that the lane takes."""
    date, moment = dates
    return date is None or (moment is not None and (moment is not UNSET or lane.nulls.shape is None))


def _dated(lane: Lane, row: _Row, dates: _Dates) -> _Row:
    """Put a date of publication and its moment where they stand among the values to store."""
    place = lane.date_place
    return row if place is None else (*row[:place], *dates, *row[place + lane.dates_sent :])


class ProductReader(LaneReader[Lane]):
    """Turns products to create or to modify into changes.

    A new product's change has no sku and says that it is derived; the mark of that stands in its attributes already. Its handle
    is the one that was sent, or is made from the title and may get a suffix. A modification has a handle only if one was sent.

    Attributes:
        changes: one for each item, as long as no item is bad; empty from then on.
        faults: the bad fields.
        unknown: how many items have an unknown field, as far as all items are good.
        plainly_typed: every item has known fields alone, at every depth, and its values are such that GraphQL takes them in the
            same way: nothing to coerce, no whole number of more than 32 bits.
    """

    def __init__(
        self,
        faults: FaultList,
        *,
        now: int,
        product_ids: Sequence[int] | None = None,
        levels_max: int,
        body_has_nul: bool,
        has_large_item: bool,
    ) -> None:
        r"""Read items that may be nested `levels_max` deep.

        Args:
            faults: collects the bad fields.
            now: microseconds since 1970 in UTC: when a product is published that gives no date.
            product_ids: item by item, the product to modify; None where all are created.
            levels_max: how deep an item may be nested, itself included; at least four, which known fields may need.
            body_has_nul: `\u0000` stands somewhere in the body, so that every item has to be looked at.
            has_large_item: some item is longer than items may be, likewise.
        """
        super().__init__(faults, levels_max=levels_max, body_has_nul=body_has_nul, has_large_item=has_large_item)
        self.unknown = 0
        self.plainly_typed = True
        self._product_ids = product_ids
        self._is_create = product_ids is None
        self._form = _CREATE if self._is_create else _MODIFY
        if self._lane is not None and self._lane.is_create != self._is_create:
            self._lane = None
        self._now_pair = moment_text(now), now - now % _MICROSECONDS

    def lane_for(self, item: Raw) -> Lane | None:
        """Find or make the fast lane for products like this one; None where it cannot have one."""
        return lane_for(item, is_create=self._is_create)

    def read_first(self, lane: Lane, items: list[Raw], first_index: int) -> int:
        """Carry the first items of a slice along a fast lane together, column by column, up to one that does not fit."""
        if lane.has_unknown:
            return 0
        wires: list[Any] = []
        with suppress(*DECODE_ERRORS):
            # What was decoded before an item that does not fit is kept.
            wires.extend(map(lane.decode, items))
        rows = [values[: lane.width] for values in map(_astuple, wires)]
        if lane.texts or lane.lists:
            unfit = next((place for place, row in enumerate(rows) if not _follows_patterns(lane, row)), len(rows))
            del rows[unfit:]
        may_have_nulls = b"null" in b"".join(items)
        if lane.date_place is not None:
            dates = list(map(self._dates, wires))
            unfit = next((place for place, pair in enumerate(dates) if not _is_date(lane, pair)), len(dates))
            rows = [_dated(lane, row, pair) for row, pair in zip(rows, dates[:unfit], strict=False)]
            may_have_nulls = may_have_nulls or (None, None) in dates
        self._keep(lane, first_index, wires, rows, may_have_nulls=may_have_nulls)
        return len(rows)

    def take(self, lane: Lane, index: int, item: Raw) -> bool:
        """Carry an item along a lane; False where it does not fit and nothing was done."""
        try:
            wire = lane.decode(item)
        except DECODE_ERRORS:
            return False
        row = _astuple(wire)[: lane.width]
        if not _follows_patterns(lane, row):
            return False
        if lane.date_place is not None:
            dates = self._dates(wire)
            if not _is_date(lane, dates):
                return False
            row = _dated(lane, row, dates)
        if lane.has_unknown and nesting_exceeds(bytes(item), self._levels_max):
            return False
        self._keep(lane, index, (wire,), (row,))
        return True

    def general(self, index: int, item: Raw) -> None:
        """Read an item of any fields; once the list of faults is full, bad items are only counted."""
        if len(item) > ITEM_BYTES_MAX:
            self.examine(index, item)
        elif self.faults.full and self._is_hopeless(item):
            self.faults.add(index)
        elif not any(self.take(lane, index, item) for lane in self._form.general):
            self.examine(index, item)

    def _is_hopeless(self, item: Raw) -> bool:
        """Tell whether an item has a fault that can be told without examining it."""
        lane = self._form.general[-1]
        try:
            wire = lane.decode(item)
        except DECODE_ERRORS as error:
            return is_hopeless(error)
        return not _follows_patterns(lane, _astuple(wire)[: lane.width])

    def examine(self, index: int, item: Raw) -> None:
        """Read an item field by field: all its faults, or else its change; beyond the list's end bad items are only counted."""
        self.plainly_typed = False
        examination, values = examine_item(item, self._form.rule, self._levels_max, faults_max=self.faults.room or 1)
        if examination.faults:
            self.faults.add(index, examination.faults)
            return
        self.unknown += examination.unknown_count > 0
        wire = msgspec.convert(values, self._form.examined)
        lane = self._form.general[1]
        row = _dated(lane, _astuple(wire)[: lane.width], self._dates(wire))
        self._keep(lane, index, (wire,), (row,))

    def _keep(
        self, lane: Lane, first_index: int, wires: Sequence[Any], rows: Sequence[_Row], *, may_have_nulls: bool = True
    ) -> None:
        """Keep the changes that good items ask for, which follow each other.

        Args:
            lane: along which they came.
            first_index: where the first of them stands in the request.
            wires: the items, or more.
            rows: of each the values to store.
            may_have_nulls: some of these may be null.
        """
        usual = lane.nulls.shape, _NOTHING
        forms = [usual] * len(rows)
        if may_have_nulls:
            forms = [lane.nulls.without(row) if None in row else usual for row in rows]
        if not lane.is_plain:
            self.plainly_typed = False
            self.unknown += lane.has_unknown * len(rows)
        held, append = lane.held, self.changes.append
        product_ids = self._product_ids
        columns = enumerate(zip(wires, rows, forms, strict=False), first_index)
        if product_ids is not None:
            for index, (wire, row, (shape, clears)) in columns:
                attributes = _encode(held(*row))
                handle = wire.handle or None
                append(Change(index, _WRITE, None, attributes, shape, product_ids[index], handle, clears=clears))
            return
        for index, (wire, row, (shape, _)) in columns:
            attributes = _encode(held(*row, True))  # noqa: FBT003 - the value of the mark
            handle = wire.handle or None
            is_soft = handle is None
            if handle is None:
                handle = slug(wire.title) or SLUG_OF_NOTHING
            append(Change(index, _WRITE, None, attributes, shape, None, handle, handle_soft=is_soft, sku_derived=True))

    def _dates(self, wire: Any) -> _Dates:  # noqa: ANN401 - a wire struct of any lane
        """Give the date of publication and its moment, which is None beside a date that is none.

        Null clears both, unset keeps both (design, "One attribute map").
        """
        date = wire.published_at
        if isinstance(date, str):
            moment = _moment(date)
            return (None, None) if moment is not None and wire.published is False else (date, moment)
        if wire.published is True:
            return self._now_pair
        return (None, None) if wire.published is False else (date, date)

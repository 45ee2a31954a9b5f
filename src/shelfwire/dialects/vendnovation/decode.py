"""From the wire to changes: products, in slices, with every bad field of every bad item.

An item goes through up to three lanes. The fast lane is a pair of structs made from exactly the fields of one item of the
request, because clients send the same fields for every product. An item that does not fit goes to the general struct of all
35 fields, and where that does not take it either, it is examined field by field. All lanes give the same changes for the
same item.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Raw

from shelfwire.catalog.change import Action, Change
from shelfwire.catalog.keys import KEY_BYTES_MAX, key_problem, vending_key
from shelfwire.dialects.fault_list import FaultList
from shelfwire.dialects.field_faults import Examination, examine_item, is_hopeless
from shelfwire.dialects.field_rules import Kind, Rule, present_type, rule_of
from shelfwire.dialects.json_body import DECODE_ERRORS, ITEM_BYTES_MAX, can_be_renamed, nesting_exceeds
from shelfwire.dialects.lanes import KEY_CHARACTERS_SAFE, LANE_UNKNOWN_MAX, LaneReader, NullShapes
from shelfwire.dialects.vendnovation.attributes import (
    ATTRIBUTE_OF_FIELD,
    KEPT_ON_NULL,
    KEY_FIELDS,
    ORDERS,
    PRODUCT_FIELDS,
    STORED_ORDER,
)
from shelfwire.dialects.vendnovation.errors import UNIQUENESS
from shelfwire.dialects.vendnovation.schema import Product

__all__ = ["Lane", "ProductReader", "lane_for"]

_WRITE = Action.WRITE
_DELETE = Action.DELETE
_NULL = b"null"
_NOTHING: frozenset[str] = frozenset()

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode
_fields_of = msgspec.json.Decoder(dict[str, Raw]).decode
_astuple = msgspec.structs.astuple
_key_parts = attrgetter(*KEY_FIELDS)
_kept = frozenset(ATTRIBUTE_OF_FIELD[name] for name in KEPT_ON_NULL)

_PRODUCT_RULE = rule_of(Product)
_RULES = _PRODUCT_RULE.fields
_ORDERS_IN_ORDER = tuple(name for name in PRODUCT_FIELDS if name in ORDERS)
_Whole = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]


def _form(rule: Rule) -> Any:  # noqa: ANN401 - a type form
    """Give the type of a lane's field; a longer whole number is examined, for it may be beyond a double."""
    match rule.kind:
        case Kind.NUMBER:
            return _Whole | float
        case Kind.SCALAR:
            return str | bool | _Whole | float
        case _:
            return present_type(rule)


def _nullable(rule: Rule) -> Any:  # noqa: ANN401 - a type form
    """Give the type that takes null too; any JSON takes it as it is."""
    return _form(rule) | None if rule.nullable and rule.kind is not Kind.ANY else _form(rule)


class Lane(msgspec.Struct, frozen=True):
    """A pair of structs for products that have exactly the same fields.

    Attributes:
        decode: bytes to the wire struct, in which fields that the lane does not have read as unset.
        held: the stored struct, made from the wire struct's first values; those that are null or unset are not written.
        width: how many of the wire struct's values are stored; they come first.
        nulls: the shapes of its products.
        is_flat: it has no unknown fields, so that nothing but customData can be nested.
        has_data: it has customData.
        has_key: it has every field of the vending key.
    """

    decode: Callable[[Raw], Any]
    held: Any
    width: int
    nulls: NullShapes
    is_flat: bool
    has_data: bool
    has_key: bool


def _make_general() -> tuple[Any, Lane]:
    """Make the lane of any fields: all there are, each of which may be absent."""
    order = (*STORED_ORDER, *_ORDERS_IN_ORDER)
    wire_fields = [
        ("name", _form(_RULES["name"])) if name == "name" else (name, _general_form(name), UNSET) for name in order
    ]
    wire = msgspec.defstruct("GeneralProduct", wire_fields, kw_only=True, gc=False)
    return wire, _lane(wire, STORED_ORDER, has_shape=False, is_flat=False)


def _lane(wire: type[msgspec.Struct], stored: Sequence[str], *, has_shape: bool, is_flat: bool) -> Lane:
    """Put a lane together from its wire struct and those of its fields that are stored."""
    names = tuple(ATTRIBUTE_OF_FIELD[name] for name in stored)
    return Lane(
        decode=msgspec.json.Decoder(wire).decode,
        held=msgspec.defstruct(
            "Held", [(name, Any, None) for name in stored], rename=ATTRIBUTE_OF_FIELD, omit_defaults=True, gc=False
        ),
        width=len(stored),
        nulls=NullShapes(names, has_shape=has_shape, kept=_kept),
        is_flat=is_flat,
        has_data="customData" in stored,
        has_key=has_shape and set(KEY_FIELDS) <= set(stored),
    )


def _general_form(name: str) -> Any:  # noqa: ANN401 - a type form
    rule = _RULES[name]
    return Raw if rule.kind is Kind.ANY else _nullable(rule) | msgspec.UnsetType


_GeneralProduct, _GENERAL = _make_general()


def lane_for(item: Raw) -> Lane | None:
    """Find or make the fast lane for products like this one; None where it cannot have one."""
    try:
        fields = _fields_of(item)
    except DECODE_ERRORS:
        return None
    unknown = tuple(sorted(fields.keys() - _RULES.keys()))
    if len(unknown) > LANE_UNKNOWN_MAX or "name" not in fields or not all(map(can_be_renamed, unknown)):
        return None
    known = tuple(name for name in (*STORED_ORDER, *_ORDERS_IN_ORDER) if name in fields)
    return _make_lane(known, unknown)


@lru_cache(maxsize=64)
def _make_lane(names: tuple[str, ...], unknown: tuple[str, ...]) -> Lane:
    """Make a lane from known field names, those that are stored first and in their stored order, and unknown names."""
    wire_fields = [(name, _nullable(_RULES[name])) for name in names]
    renamed = {f"unknown_{number}": name for number, name in enumerate(unknown)}
    wire_fields += [(field, Raw) for field in renamed]
    wire = msgspec.defstruct(
        "LaneProduct",
        wire_fields,
        rename=renamed,
        namespace={name: UNSET for name in PRODUCT_FIELDS if name not in names},
        forbid_unknown_fields=True,
        gc=False,
    )
    return _lane(wire, [name for name in names if name not in ORDERS], has_shape=True, is_flat=not unknown)


class ProductReader(LaneReader[Lane]):
    """Turns products into changes.

    Attributes:
        changes: one for each item, as long as no item is bad; empty from then on.
        faults: the bad fields.
        deletions: the positions of the items that delete, and the productId that each came with, or 0.
    """

    def __init__(
        self, faults: FaultList, *, organization_id: int, levels_max: int, body_has_nul: bool, has_large_item: bool
    ) -> None:
        r"""Read items that may be nested `levels_max` deep.

        Args:
            faults: collects the bad fields.
            organization_id: the only one that items may name.
            levels_max: how deep an item may be nested, itself included.
            body_has_nul: `\u0000` stands somewhere in the body, so that every item has to be looked at.
            has_large_item: some item is longer than items may be, likewise.
        """
        super().__init__(faults, levels_max=levels_max, body_has_nul=body_has_nul, has_large_item=has_large_item)
        self.deletions: dict[int, int] = {}
        self._organization_ids = (UNSET, None, organization_id)

    def lane_for(self, item: Raw) -> Lane | None:
        """Find or make the fast lane for products like this one; None where it cannot have one."""
        return lane_for(item)

    def take(self, lane: Lane, index: int, item: Raw) -> bool:
        """Carry an item along a lane; False where it does not fit and nothing was done."""
        try:
            wire = lane.decode(item)
        except DECODE_ERRORS:
            return False
        key = vending_key(*_key_parts(wire)) if lane.has_key else _key_of(wire)
        if not self._fits(lane, item, wire, key):
            return False
        self._keep(lane, index, wire, key)
        return True

    def _fits(self, lane: Lane, item: Raw, wire: Any, key: str) -> bool:  # noqa: ANN401 - the lane's own struct
        """Tell whether a decoded item keeps the rules that no type expresses."""
        number = wire.number
        if wire.organizationId not in self._organization_ids:
            return False
        if len(key) > KEY_CHARACTERS_SAFE and key_problem(key) is not None:
            return False
        if number and len(number) > KEY_CHARACTERS_SAFE and key_problem(number) is not None:
            return False
        if lane.has_data and wire.customData is not UNSET and not _is_null(wire.customData):
            return _is_well_formed(wire.customData) and self._is_shallow(item)
        return lane.is_flat or self._is_shallow(item)

    def _is_shallow(self, item: Raw) -> bool:
        return not nesting_exceeds(bytes(item), self._levels_max)

    def general(self, index: int, item: Raw) -> None:
        """Read an item of any fields; once the list of faults is full, bad items are only counted."""
        if self.faults.full and self._is_plainly_bad(item):
            self.faults.add(index)
        elif len(item) > ITEM_BYTES_MAX or not self.take(_GENERAL, index, item):
            self.examine(index, item)

    def _is_plainly_bad(self, item: Raw) -> bool:
        """Tell whether an item has a fault, where that can be told without examining it."""
        if len(item) > ITEM_BYTES_MAX:
            return True
        try:
            wire = _GENERAL.decode(item)
        except DECODE_ERRORS as error:
            return is_hopeless(error)
        return not self._fits(_GENERAL, item, wire, _key_of(wire))

    def examine(self, index: int, item: Raw) -> None:
        """Read an item field by field: all its faults, or else its change; beyond the list's end bad items are only counted."""
        examination, values = examine_item(
            item, _PRODUCT_RULE, self._levels_max, "number", faults_max=self.faults.room or 1
        )
        key = self._key_examined(examination, values)
        if examination.faults:
            self.faults.add(index, examination.faults)
        else:
            self._keep(_GENERAL, index, _GeneralProduct(**values), key)

    def _key_examined(self, examination: Examination, values: Any) -> str:  # noqa: ANN401 - the item's fields, if it is an object
        """Give the key of an item that was examined, and note what is wrong with its fields taken together."""
        if not isinstance(values, dict):
            return ""
        organization_id = values.get("organizationId")
        if organization_id not in self._organization_ids:
            must = f"must be {self._organization_ids[-1]}, the organization of this key, or be left out"
            examination.fault("organizationId", must, organization_id)
        key = vending_key(*(values.get(name) for name in KEY_FIELDS))
        if key_problem(key) is not None:
            examination.fault("", f"must have no more than {KEY_BYTES_MAX} bytes in {UNIQUENESS} together", None)
        return key

    def _keep(self, lane: Lane, index: int, wire: Any, key: str) -> None:  # noqa: ANN401 - the lane's own struct
        """Keep the change that a good item asks for."""
        product_id = wire.productId or None
        sku = wire.number or None
        if wire.isDeleted is True:
            self.deletions[index] = product_id or 0
            deletion = Change(index, _DELETE, sku, product_id=product_id, vending_key=key, sku_soft=True)
            self.changes.append(deletion)
            return
        if lane.has_data and wire.customData is not UNSET and _is_null(wire.customData):
            wire.customData = None
        values = _astuple(wire)[: lane.width]
        shape, clears = lane.nulls.without(values) if None in values else (lane.nulls.shape, _NOTHING)
        attributes = _encode(lane.held(*values))
        self.changes.append(
            Change(index, _WRITE, sku, attributes, shape, product_id, None, None, key, sku_soft=True, clears=clears)
        )


def _key_of(wire: Any) -> str:  # noqa: ANN401 - a wire struct of any lane
    """Give the vending key of a product; what it does not have is empty there."""
    return vending_key(*(None if part is UNSET else part for part in _key_parts(wire)))


def _is_null(data: Raw | None) -> bool:
    """Tell whether customData is null: it decodes as it came, or as None where it was examined."""
    return data is None or (len(data) == len(_NULL) and bytes(data) == _NULL)


def _is_well_formed(data: Raw) -> bool:
    """Tell whether customData, which no type looks into, is well-formed throughout."""
    try:
        _decode(data)
    except DECODE_ERRORS:
        return False
    return True

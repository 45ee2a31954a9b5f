"""Slices that need no look at keys, carried along column by column: the way of nearly all bulk loads.

In such a slice every change goes by one key, what that key finds keeps its keys, and what it does not find is new, with
keys that no other product has. Of what is stored only the attributes matter, and where their names are known to be those of
the change, they are not even decoded. Half of the processor time of the general way (docs/adr/0010).
"""

from collections.abc import Callable, Sequence

import msgspec

from shelfwire.catalog.change import Action, Change
from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.merge import Shape, merge, replace, without_nulls
from shelfwire.catalog.outcome import OutcomeKind
from shelfwire.catalog.policy import Found, Match, Missing, Policy
from shelfwire.engine.naming import make_free
from shelfwire.engine.plan import FirmKeys
from shelfwire.storage.port import HeldProducts, PlainProducts, Reader

__all__ = [
    "Merged",
    "PlainWay",
    "are_free",
    "are_plain",
    "held_by",
    "merge_held",
    "new_products",
    "places_not_held",
    "plain_way",
]

# As in `engine.write`.
_WRITE = Action.WRITE
_CREATED, _UPDATED, _UNCHANGED = int(OutcomeKind.CREATED), int(OutcomeKind.UPDATED), int(OutcomeKind.UNCHANGED)


class Merged(msgspec.Struct, gc=False):
    """What a plain slice comes to, before its new products have numbers.

    Attributes:
        kinds: an `OutcomeKind` for each change.
        product_ids: likewise, the product's number, or 0 where it is new.
        updated: the products to be written.
    """

    kinds: bytearray
    product_ids: list[int]
    updated: PlainProducts


class PlainWay(msgspec.Struct, frozen=True):
    """How the plain slices of a policy go.

    Attributes:
        finds: the key by which products are found; None where a slice is plain only if all its products are new.
        hinders: tells whether a change needs a look at keys: anything but None, "", 0 or False says so.
        creates: what is not found is new.
        fresh: the keys of new products that no other product may have, beside the one that found nothing.
        further_keys: the keys that new products have beside their sku.
        is_soft: the skus give way to each other and to those that other changes claim firmly.
        is_derived: the skus are made of the handles, some of which may give way themselves.
    """

    finds: KeyName | None
    hinders: Callable[[Change], object]
    creates: bool = True
    fresh: tuple[KeyName, ...] = ()
    further_keys: tuple[KeyName, ...] = ()
    is_soft: bool = False
    is_derived: bool = False


_BY_SKU = PlainWay(
    KeyName.SKU,
    lambda change: (
        not change.sku
        or change.sku_soft
        or change.sku_derived
        or change.option_code
        or change.vending_key
        or change.handle
    ),
)
_ALL_NEW = PlainWay(
    None,
    lambda change: not change.sku or change.sku_soft or change.sku_derived or change.vending_key or change.handle,
    fresh=(KeyName.SKU, KeyName.OPTION_CODE),
    further_keys=(KeyName.OPTION_CODE,),
)
_BY_PRODUCT_ID = PlainWay(
    KeyName.PRODUCT_ID,
    lambda change: not change.product_id or change.sku or change.option_code or change.vending_key or change.handle,
    creates=False,
)
_BY_VENDING_KEY = PlainWay(
    KeyName.VENDING_KEY,
    lambda change: (
        not change.vending_key
        or not change.sku
        or not change.sku_soft
        or change.sku_derived
        or change.option_code
        or change.handle
    ),
    fresh=(KeyName.SKU,),
    further_keys=(KeyName.VENDING_KEY,),
    is_soft=True,
)
_BY_HANDLE = PlainWay(
    None,
    lambda change: (
        not change.handle
        or change.sku is not None
        or not change.sku_derived
        or change.option_code
        or change.vending_key
    ),
    further_keys=(KeyName.HANDLE,),
    is_derived=True,
)
_WAYS: dict[tuple[tuple[Match, ...], Missing, bool, KeyName | None], PlainWay] = {
    ((Match.SKU,), Missing.CREATE, True, None): _BY_SKU,
    ((Match.SKU, Match.OPTION_CODE), Missing.CREATE, False, None): _ALL_NEW,
    ((Match.PRODUCT_ID,), Missing.REJECT, True, None): _BY_PRODUCT_ID,
    (
        (Match.VENDING_KEY, Match.VENDING_RENAME, Match.SKU_WITHOUT_VENDING_KEY),
        Missing.CREATE,
        True,
        None,
    ): _BY_VENDING_KEY,
    ((), Missing.CREATE, True, KeyName.HANDLE): _BY_HANDLE,
}
"""By how a policy matches, what it does with what is missing, whether it writes what it finds, and what it makes skus of."""


def plain_way(policy: Policy) -> PlainWay | None:
    """Give the way of a policy's plain slices; None where it has none."""
    if policy.found is Found.DELETE:
        return None
    return _WAYS.get((policy.match, policy.missing, policy.found is not Found.SKIP, policy.sku_from))


def are_plain(changes: Sequence[Change], way: PlainWay) -> bool:
    """Tell whether nothing in some changes themselves keeps them from going this way."""
    hinders = way.hinders
    return not any(change.action is not _WRITE or hinders(change) for change in changes)


def held_by(reader: Reader, catalog_id: int, changes: Sequence[Change], way: PlainWay) -> HeldProducts:
    """Find the products that plain changes are about."""
    if way.finds is None:
        return HeldProducts()
    name = way.finds.value
    return reader.held(catalog_id, [getattr(change, name) for change in changes], way.finds)


def places_not_held(count: int, held: HeldProducts) -> Sequence[int]:
    """Give the places of those of `count` changes that found no product."""
    if not held.places:
        return range(count)
    found = set(held.places)
    return [] if len(found) == count else [place for place in range(count) if place not in found]


def are_free(reader: Reader, catalog_id: int, new: Sequence[Change], way: PlainWay, firm: FirmKeys) -> bool:
    """Tell whether new products can have the keys that their changes ask for.

    Args:
        reader: what other products have.
        catalog_id: the catalog.
        new: plain changes whose products are new.
        way: theirs.
        firm: what changes of the batch claim.
    """
    for key in way.fresh:
        values = [value for value in (getattr(change, key.value) for change in new) if value is not None]
        if way.is_soft and (len(set(values)) < len(values) or not firm.get(key, set()).isdisjoint(values)):
            return False
        if values and reader.taken(catalog_id, key, values):
            return False
    if way.is_derived:
        given = [change.handle or "" for change in new if not change.handle_soft]
        return not (given and reader.taken(catalog_id, KeyName.HANDLE, given))
    return True


def merge_held(changes: Sequence[Change], held: HeldProducts, policy: Policy) -> Merged:
    """Merge a slice into what is stored.

    Args:
        changes: plain ones, about different products.
        held: the products that they are about; the others are new.
        policy: theirs.
    """
    count = len(changes)
    kinds = bytearray((_CREATED,)) * count
    product_ids = [0] * count
    ids: list[int] = []
    attributes: list[bytes] = []
    shapes: list[int] = []
    combine = merge if policy.found is Found.MERGE else _replacing(policy.owner)
    columns = zip(held.places, held.product_ids, held.attributes, held.shapes, strict=True)
    for place, product_id, before, before_shape in columns:
        change = changes[place]
        product_ids[place] = product_id
        kinds[place] = _UNCHANGED
        if before == change.attributes:
            continue
        shape = change.shape
        after_shape = 0 if shape is None else shape.number
        if after_shape and after_shape == before_shape:
            after = change.attributes
        else:
            combined = combine(before, change.attributes, shape, change.clears)
            if combined is None:
                continue
            after = combined
            if after != change.attributes:
                after_shape = 0
        kinds[place] = _UPDATED
        ids.append(product_id)
        attributes.append(after)
        shapes.append(after_shape)
    return Merged(kinds, product_ids, PlainProducts(ids, attributes, shapes))


def _replacing(owner: str) -> Callable[[bytes, bytes, Shape | None, frozenset[str]], bytes | None]:
    return lambda stored, change, _shape, _clears: replace(stored, change, owner)


def new_products(
    reader: Reader, catalog_id: int, changes: Sequence[Change], first_product_id: int, way: PlainWay, firm: FirmKeys
) -> PlainProducts:
    """Make the products of plain changes whose keys are free.

    Args:
        reader: what other products have.
        catalog_id: the catalog.
        changes: plain ones, of whose firm keys `are_free` said that they can be had.
        first_product_id: their numbers count up from here.
        way: theirs.
        firm: what changes of the batch claim.
    """
    product_ids = range(first_product_id, first_product_id + len(changes))
    further: dict[KeyName, list[str | None]]
    if way.is_derived:
        handles = _handles(reader, catalog_id, changes, first_product_id, firm)
        skus = make_free(reader, catalog_id, KeyName.SKU, handles, product_ids)
        further = {KeyName.HANDLE: [*handles]}
    else:
        skus = [change.sku or "" for change in changes]
        further = {key: [getattr(change, key.value) for change in changes] for key in way.further_keys}
    return PlainProducts(
        product_ids,
        [change.attributes if change.shape else without_nulls(change.attributes) for change in changes],
        [change.shape.number if change.shape else 0 for change in changes],
        skus,
        further,
    )


def _handles(
    reader: Reader, catalog_id: int, changes: Sequence[Change], first_product_id: int, firm: FirmKeys
) -> list[str]:
    """Give each of some new products its handle."""
    handles = [change.handle or "" for change in changes]
    soft = [place for place, change in enumerate(changes) if change.handle_soft]
    granted = make_free(
        reader,
        catalog_id,
        KeyName.HANDLE,
        [handles[place] for place in soft],
        [first_product_id + place for place in soft],
        (firm.get(KeyName.HANDLE, set()),),
    )
    for place, handle in zip(soft, granted, strict=True):
        handles[place] = handle
    return handles

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
    """

    finds: KeyName | None
    hinders: Callable[[Change], object]
    creates: bool = True
    fresh: tuple[KeyName, ...] = ()
    further_keys: tuple[KeyName, ...] = ()
    is_soft: bool = False


_BY_SKU = PlainWay(
    KeyName.SKU,
    lambda change: not change.sku or change.sku_soft or change.sku_derived or change.option_code or change.vending_key,
)
_ALL_NEW = PlainWay(
    None,
    lambda change: not change.sku or change.sku_soft or change.sku_derived or change.vending_key,
    fresh=(KeyName.SKU, KeyName.OPTION_CODE),
    further_keys=(KeyName.OPTION_CODE,),
)
_BY_PRODUCT_ID = PlainWay(
    KeyName.PRODUCT_ID,
    lambda change: not change.product_id or change.sku or change.option_code or change.vending_key,
    creates=False,
)
_BY_VENDING_KEY = PlainWay(
    KeyName.VENDING_KEY,
    lambda change: (
        not change.vending_key or not change.sku or not change.sku_soft or change.sku_derived or change.option_code
    ),
    fresh=(KeyName.SKU,),
    further_keys=(KeyName.VENDING_KEY,),
    is_soft=True,
)
_WAYS: dict[tuple[tuple[Match, ...], Missing, bool], PlainWay] = {
    ((Match.SKU,), Missing.CREATE, True): _BY_SKU,
    ((Match.SKU, Match.OPTION_CODE), Missing.CREATE, False): _ALL_NEW,
    ((Match.PRODUCT_ID,), Missing.REJECT, True): _BY_PRODUCT_ID,
    ((Match.VENDING_KEY, Match.VENDING_RENAME, Match.SKU_WITHOUT_VENDING_KEY), Missing.CREATE, True): _BY_VENDING_KEY,
}
"""By how a policy matches, what it does with what is missing, and whether it writes what it finds."""


def plain_way(policy: Policy) -> PlainWay | None:
    """Give the way of a policy's plain slices; None where it has none."""
    if policy.found is Found.DELETE:
        return None
    return _WAYS.get((policy.match, policy.missing, policy.found is not Found.SKIP))


def are_plain(changes: Sequence[Change], way: PlainWay) -> bool:
    """Tell whether nothing in some changes themselves keeps them from going this way."""
    hinders = way.hinders
    return not any(change.action is not _WRITE or change.handle or hinders(change) for change in changes)


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
        if values and reader.exist(catalog_id, key, values):
            return False
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


def new_products(changes: Sequence[Change], first_product_id: int, way: PlainWay) -> PlainProducts:
    """Make the products of plain changes whose keys are free, their numbers counting up from `first_product_id`."""
    return PlainProducts(
        range(first_product_id, first_product_id + len(changes)),
        [change.attributes if change.shape else without_nulls(change.attributes) for change in changes],
        [change.shape.number if change.shape else 0 for change in changes],
        [change.sku or "" for change in changes],
        {key: [getattr(change, key.value) for change in changes] for key in way.further_keys},
    )

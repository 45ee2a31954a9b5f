"""Products that go by their sku alone, carried along column by column: the lane of nearly all bulk loads.

What such a slice comes to is known without looking at keys: a product whose sku is there is changed, any other is new. Of
what is stored only the attributes matter, and where their names are known to be those of the change, they are not even
decoded. Half of the processor time of the general way (docs/adr/0010).
"""

from collections.abc import Callable, Sequence

import msgspec

from shelfwire.catalog.change import Action, Change
from shelfwire.catalog.merge import Shape, merge, replace, without_nulls
from shelfwire.catalog.outcome import OutcomeKind
from shelfwire.catalog.policy import Found, Match, Missing, Policy
from shelfwire.storage.port import HeldProducts, PlainProducts

__all__ = ["Merged", "are_plain", "is_plain", "merge_held", "new_products"]

# As in `engine.write`.
_WRITE = Action.WRITE
_CREATED, _UPDATED, _UNCHANGED = int(OutcomeKind.CREATED), int(OutcomeKind.UPDATED), int(OutcomeKind.UNCHANGED)


class Merged(msgspec.Struct, gc=False):
    """What a plain slice comes to, before its new products have numbers.

    Attributes:
        kinds: an `OutcomeKind` for each change.
        product_ids: likewise, the product's number, or 0 where it is new.
        updated: the products to be written.
        new_places: the places of the changes whose products are new.
    """

    kinds: bytearray
    product_ids: list[int]
    updated: PlainProducts
    new_places: Sequence[int]


def is_plain(policy: Policy) -> bool:
    """Tell whether a policy's batches can go this way."""
    return (
        policy.match == (Match.SKU,)
        and policy.found in {Found.MERGE, Found.REPLACE}
        and policy.missing is Missing.CREATE
    )


def are_plain(changes: Sequence[Change]) -> bool:
    """Tell whether all that some changes ask for is to write products that have a sku and no other key."""
    return not any(
        change.action is not _WRITE
        or not change.sku
        or change.sku_soft
        or change.sku_derived
        or change.handle
        or change.option_code
        or change.vending_key
        for change in changes
    )


def merge_held(changes: Sequence[Change], held: HeldProducts, policy: Policy) -> Merged:
    """Merge a slice into what is stored.

    Args:
        changes: plain ones, of different skus.
        held: the products that their skus found.
        policy: a plain one.
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
    new_places: Sequence[int] = range(count)
    if held.places:
        new_places = [place for place, kind in enumerate(kinds) if kind == _CREATED]
    return Merged(kinds, product_ids, PlainProducts(ids, attributes, shapes), new_places)


def _replacing(owner: str) -> Callable[[bytes, bytes, Shape | None, frozenset[str]], bytes | None]:
    return lambda stored, change, _shape, _clears: replace(stored, change, owner)


def new_products(changes: Sequence[Change], first_product_id: int) -> PlainProducts:
    """Make the products of plain changes whose skus no product has, their numbers counting up from `first_product_id`."""
    return PlainProducts(
        range(first_product_id, first_product_id + len(changes)),
        [change.attributes if change.shape else without_nulls(change.attributes) for change in changes],
        [change.shape.number if change.shape else 0 for change in changes],
        [change.sku or "" for change in changes],
    )

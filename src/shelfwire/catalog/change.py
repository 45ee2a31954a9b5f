"""The waist of the house: what any request asks of a catalog, in the catalogue's own terms.

Four dialects and the file readers all become the same small `Batch`; engine and storage never see anything else. Beside the
batch of product changes stand two smaller asks that Colleqtive's API has: offers (prices and discounts that overlay a
product) and the rewriting of one value wherever it stands.
"""

from enum import Enum, IntEnum

import msgspec

from shelfwire.catalog.merge import Shape
from shelfwire.catalog.policy import Policy

__all__ = ["Action", "Batch", "Change", "Offer", "OfferBatch", "OfferKind", "Rewrite"]


class Action(IntEnum):
    """What one change asks for."""

    WRITE = 1
    """Create the product, or update the one that the policy matches."""
    DELETE = 2
    """Delete the product that the policy matches; create nothing where nothing matches."""
    RENEW = 3
    """Delete what matches and create anew: what is left when one request deletes a product and then writes it."""


class Change(msgspec.Struct, gc=False):
    """What one item of a request asks for.

    Attributes:
        index: the item's position in the request, from 0.
        action: see `Action`.
        sku: the sku that the client gave, or that the dialect derived; None lets the engine derive one for a new product, by
            the policy.
        attributes: a flat JSON object as bytes. A name that is absent keeps what is stored; null clears it.
        clears: further stored names to clear, none of which stands in `attributes`. A dialect whose clients send many nulls
            keeps them out of `attributes` this way, so that these can have a shape.
        shape: the set of names in `attributes`, where the dialect knows it, wrote them in sorted order and no value is null;
            else None. Only for speed.
        product_id: the product that the client names by its number, or None.
        handle: a handle to set, or None to keep what is stored.
        option_code: an option code to set, or None to keep what is stored.
        vending_key: a vending key to match on and to set, or None.
        sku_soft: a sku that another product has gets `-product_id` behind it instead of being refused.
        handle_soft: likewise for the handle.
        sku_derived: the dialect derived the sku from something else; it is none that a client gave. Where sku is None it says
            that the mark of such a product (`catalog.product.SKU_DERIVED`) stands in `attributes` and `shape` already. Only
            for speed: else the engine puts it there.
    """

    index: int
    action: Action = Action.WRITE
    sku: str | None = None
    attributes: bytes = b"{}"
    shape: Shape | None = None
    product_id: int | None = None
    handle: str | None = None
    option_code: str | None = None
    vending_key: str | None = None
    sku_soft: bool = False
    handle_soft: bool = False
    sku_derived: bool = False
    clears: frozenset[str] = frozenset()


class Batch(msgspec.Struct, gc=False):
    """The changes of one request together with their write policy: the unit of atomicity.

    Attributes:
        catalog_id: the one catalog that is read and written.
        policy: how changes are matched and what happens to those that cannot be carried out.
        changes: in the order of the request; every one has passed its dialect's own checks.
    """

    catalog_id: int
    policy: Policy
    changes: list[Change]


class OfferKind(Enum):
    """What an offer is."""

    PRICE = "price"
    DISCOUNT = "discount"


class Offer(msgspec.Struct, gc=False):
    """A price or a discount for a sku: an entity of its own that overlays a product and never alters it.

    Attributes:
        kind: price or discount.
        sku: the product number it is for; the product need not exist yet.
        offer_id: the caller's identifier of the price or discount.
        line_number: the line of a discount; 0 for a price and for a discount without lines.
        attributes: the flat JSON object of everything else, in the words of the dialect that wrote it.
        delete: remove the offer instead of writing it.
    """

    kind: OfferKind
    sku: str
    offer_id: str
    line_number: int = 0
    attributes: bytes = b"{}"
    delete: bool = False


class OfferBatch(msgspec.Struct, gc=False):
    """The offers of one request: written as a whole or not at all.

    Attributes:
        catalog_id: the catalog they belong to.
        kind: all offers of the batch are of this kind.
        offers: in the order of the request; the later of two with one key wins.
        flush: remove every other offer of this kind in the catalog.
    """

    catalog_id: int
    kind: OfferKind
    offers: list[Offer]
    flush: bool = False


class Rewrite(msgspec.Struct, gc=False):
    """Set one attribute to a new value on every product of a catalog that has the old value.

    Attributes:
        catalog_id: the catalog.
        attribute: the attribute's stored name.
        old: the JSON value to look for, as bytes in msgspec's own encoding.
        new: the JSON value to set, likewise.
    """

    catalog_id: int
    attribute: str
    old: bytes
    new: bytes

"""What became of a batch: one outcome an item, counts, and the reasons for what was refused."""

from enum import IntEnum

import msgspec

from shelfwire.catalog.product import Product

__all__ = ["BatchOutcome", "OutcomeKind", "Problem", "ProblemCode"]


class OutcomeKind(IntEnum):
    """What became of one change."""

    CREATED = 1
    UPDATED = 2
    UNCHANGED = 3
    SKIPPED = 4
    """A product with one of its keys exists, and the policy leaves that product alone."""
    DELETED = 5
    REJECTED = 6
    ABSENT = 7
    """A deletion that found nothing."""


class ProblemCode:
    """The stable codes of what the engine refuses; dialects put them into their own words."""

    REPEATED = "repeated"
    """Two items of the request name the same product or claim the same key."""
    TAKEN = "taken"
    """Another product has this key."""
    MISSING = "missing"
    """No product has this number."""
    INVALID = "invalid"
    """A key that cannot be one."""
    EXHAUSTED = "exhausted"
    """The catalog has given out its last product_id."""


class Problem(msgspec.Struct, frozen=True, gc=False):
    """One reason why one item was refused or skipped.

    Attributes:
        index: the item's position in the request, from 0.
        code: one of `ProblemCode`.
        key: the name of the key at fault (`sku`, `handle`, ...).
        value: the key's value, as text.
        text: a sentence a person can act on.
        product_id: the other product that is involved, or 0.
        product_sku: its sku, where it is known and a client gave it, else "".
        other_index: the other item that is involved, or -1.
    """

    index: int
    code: str
    key: str
    value: str
    text: str
    product_id: int = 0
    product_sku: str = ""
    other_index: int = -1


class BatchOutcome(msgspec.Struct):
    """What became of a whole batch.

    Attributes:
        kinds: one `OutcomeKind` an item of `Batch.changes`, in their order. Items folded into one product share its outcome.
        product_ids: likewise, the product's number, or 0 where there is none.
        problems: the reasons for every rejected or skipped item.
        rejected: the whole batch was refused and nothing of it was written.
        created, updated, unchanged, skipped, deleted, absent: how many products, not items.
        rejected_items: how many changes were refused while others landed.
        deleted_unnamed: how many of `deleted` no item named (a flush).
        revision: the catalog's revision after the batch; it grows only where something was written.
        products: where the policy tells them, the products as they stand after the batch, in the order of the items; an item
            that leaves no product has none here.
    """

    kinds: bytearray
    product_ids: list[int]
    problems: list[Problem]
    rejected: bool = False
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    deleted: int = 0
    absent: int = 0
    rejected_items: int = 0
    deleted_unnamed: int = 0
    revision: int = 0
    products: list[Product] = []

    @property
    def named(self) -> int:
        """How many distinct products the batch named."""
        return (
            self.created
            + self.updated
            + self.unchanged
            + self.skipped
            + self.deleted
            + self.absent
            - self.deleted_unnamed
        )

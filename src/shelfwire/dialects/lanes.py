"""Fast lanes: how the items of a request find the typed structs that take them without a second look.

Clients send the same fields for every product. A dialect makes a lane, a pair of structs, from exactly the fields of one item;
what does not fit goes the general way. Every dialect has lanes of its own; here is what those have in common that keep to one
lane for a slice.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from operator import is_
from typing import Any, ClassVar, Generic, TypeVar

from msgspec import Raw

from shelfwire.catalog.change import Change
from shelfwire.catalog.keys import KEY_BYTES_MAX
from shelfwire.catalog.merge import Shape
from shelfwire.dialects.fault_list import FaultList
from shelfwire.dialects.json_body import ITEM_BYTES_MAX
from shelfwire.dialects.slices import SLICE_ITEMS

__all__ = ["KEY_CHARACTERS_SAFE", "LANE_UNKNOWN_MAX", "LaneReader", "NullShapes"]

KEY_CHARACTERS_SAFE = KEY_BYTES_MAX // 4
"""A text of so many characters is no longer than a key may be, whatever they are."""

LANE_UNKNOWN_MAX = 50
"""A client whose products have more unknown fields than this goes without a fast lane."""

_NULL_PATTERNS_MAX = 64
"""How many sets of null fields a lane has shapes for: to make one takes as long as to decode 20 items."""


class NullShapes:
    """What shape the products of a lane have, and what they clear, by which of their stored values are null.

    Attributes:
        shape: that of a product without nulls; None where the products need not have the same fields.
    """

    __slots__ = ("_kept", "_marks", "_nones", "_patterns", "_stored", "shape")

    def __init__(
        self,
        stored: Sequence[str],
        *,
        has_shape: bool,
        marks: frozenset[str] = frozenset(),
        kept: frozenset[str] = frozenset(),
    ) -> None:
        """Prepare for the products of a lane.

        Args:
            stored: the names of its stored values, in their order.
            has_shape: its products all have the same fields.
            marks: further names that every product has.
            kept: the names of the values whose null clears nothing.
        """
        self._stored = tuple(stored)
        self._marks = marks
        self._kept = kept
        self._nones = (None,) * len(self._stored)
        self._patterns: dict[tuple[bool, ...], tuple[Shape | None, frozenset[str]]] = {}
        self.shape = Shape(marks.union(stored)) if has_shape else None

    def without(self, values: tuple[Any, ...]) -> tuple[Shape | None, frozenset[str]]:
        """Give shape and names to clear of a product some of whose stored values are null."""
        pattern = tuple(map(is_, values, self._nones))
        known = self._patterns.get(pattern)
        if known is None:
            nulls = {name for name, is_null in zip(self._stored, pattern, strict=True) if is_null}
            has_room = self.shape is not None and len(self._patterns) < _NULL_PATTERNS_MAX
            shape = Shape(self._marks.union(self._stored) - nulls) if has_room else None
            known = shape, frozenset(nulls - self._kept)
            if has_room:
                self._patterns[pattern] = known
        return known


L = TypeVar("L")


class LaneReader(ABC, Generic[L]):
    """Turns items into changes, most of them along one fast lane (`slices.ItemReader`).

    A request begins with the lane that the last one made, for to find out what lane an item has costs more than to decode it.

    Attributes:
        changes: one for each item, as long as no item is bad; empty from then on.
        faults: the bad fields.
    """

    recent: ClassVar[Any] = None
    """The lane that was made last, by any reader of the same class."""

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
        self._levels_max = levels_max
        self._body_has_nul = body_has_nul
        self._suspicious = body_has_nul or has_large_item
        self._lane: L | None = self.recent
        self._misses = 0

    @abstractmethod
    def lane_for(self, item: Raw) -> L | None:
        """Find or make the fast lane for items like this one; None where it cannot have one."""

    @abstractmethod
    def take(self, lane: L, index: int, item: Raw) -> bool:
        """Carry an item along a lane; False where it does not fit and nothing was done."""

    @abstractmethod
    def general(self, index: int, item: Raw) -> None:
        """Read an item of any fields."""

    @abstractmethod
    def examine(self, index: int, item: Raw) -> None:
        """Read an item field by field: all its faults, or else its change."""

    def read_first(self, lane: L, items: list[Raw], first_index: int) -> int:  # noqa: ARG002 - for those that have a way
        """Carry the first items of a slice along a lane in a quicker way than one by one, and give how many; here none."""
        return 0

    def read(self, items: list[Raw], first_index: int) -> None:
        """Read a slice; where most of the last one missed the fast lane, a new lane is made from this one's first item.

        A request begins with the lane of the last one, and with one of its own where its first item does not fit that.
        """
        if self._misses * 2 > SLICE_ITEMS:
            self._lane = self.lane_for(items[0])
        self._misses = 0
        lane = self._lane
        start = 0 if lane is None or self._suspicious else self.read_first(lane, items, first_index)
        for index, item in enumerate(items[start:] if start else items, first_index + start):
            if self._suspicious and self._is_suspect(item):
                self.examine(index, item)
            elif lane is None or not self.take(lane, index, item):
                if not index:
                    lane = self._lane = self.lane_for(item)
                    if lane is not None:
                        type(self).recent = lane
                        if self.take(lane, index, item):
                            continue
                self._misses += 1
                self.general(index, item)
        if self.faults.bad_items:
            self.changes.clear()

    def _is_suspect(self, item: Raw) -> bool:
        """Tell whether an item needs a look that the typed lanes do not take."""
        return len(item) > ITEM_BYTES_MAX or (self._body_has_nul and b"\\u0000" in bytes(item))

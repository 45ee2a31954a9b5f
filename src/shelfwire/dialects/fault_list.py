"""What was found wrong with the items of a request, and which of their fields nobody knows, within bounds."""

from collections.abc import Iterable

from shelfwire.dialects.field_faults import Examination, Fault

__all__ = ["FaultList", "UnknownFields", "counted"]


def counted(count: int, noun: str) -> str:
    """Write a count with its noun: `1 product`, `1,000 products`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


class FaultList:
    """The bad fields of a request: the first ones in full, the number of bad items to the end.

    Attributes:
        listed: the positions of items and their faults, at most as many as may be listed.
        bad_items: how many items have at least one.
    """

    def __init__(self, listed_max: int) -> None:
        """List at most `listed_max` bad fields."""
        self.listed: list[tuple[int, Fault]] = []
        self.bad_items = 0
        self._listed_max = listed_max

    @property
    def room(self) -> int:
        """How many more bad fields can be listed."""
        return self._listed_max - len(self.listed)

    @property
    def full(self) -> bool:
        """Whether further bad items are only counted."""
        return len(self.listed) >= self._listed_max

    def add(self, index: int, faults: Iterable[Fault] = ()) -> None:
        """Count one bad item and list its faults as far as there is room."""
        self.bad_items += 1
        for fault in faults:
            if self.full:
                break
            self.listed.append((index, fault))


class UnknownFields:
    """The fields of a request that this API does not know: how many, and some of their names."""

    def __init__(self) -> None:
        """Begin with none."""
        self.count = 0
        self._names: dict[str, None] = {}
        self._names_max = 10

    def add(self, count: int, names: Iterable[str]) -> None:
        """Count fields and remember their names while there is room."""
        self.count += count
        if len(self._names) < self._names_max:
            self._names.update(dict.fromkeys(names))

    def add_examined(self, examination: Examination) -> None:
        """Count the unknown fields of an item that was examined."""
        self.add(examination.unknown_count, examination.unknown_names)

    @property
    def sentence(self) -> str:
        """Say that they were ignored; "" where there are none."""
        if not self.count:
            return ""
        names = ", ".join(list(self._names)[: self._names_max])
        verb = "was" if self.count == 1 else "were"
        return f" {counted(self.count, 'unknown field')} {verb} ignored ({names})."

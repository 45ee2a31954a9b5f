"""Merging what a change says into what is stored: shallow, on raw JSON values, the same for every store.

Attributes travel as the bytes of a flat JSON object. They are taken apart only where that is needed: bytes that are equal
are an unchanged product, and a change that names every stored attribute is itself the result. Values are compared as text,
which is right because both sides come from one encoder (a dialect encodes what it decoded, so 1e2 and 100.0 meet as 100.0).
What is stored has its names in sorted order, always, so that equal attributes are equal bytes.
"""

import hashlib
from collections.abc import Iterable

import msgspec

__all__ = ["Shape", "combine", "merge", "replace", "with_nulls", "without_nulls"]

_NULL = msgspec.Raw(b"null")
_EMPTY = b"{}"
_decode = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_encode = msgspec.json.Encoder(order="sorted").encode


class Shape:
    """The set of attribute names that many changes of a batch have in common.

    Clients send the same fields for every product. A dialect that decodes with a struct of exactly those fields knows the
    names without looking at them again. A store keeps the number of a product's shape beside it, where it is known; where it
    is not, whether a stored product has no other names is one typed decoding, with no dict made: about a fifth of the time
    of the general merge (benchmarks/merge.py).

    Attributes:
        names: the names.
        number: stands for exactly these names, from 1 to 2^63 - 1, the same for ever (63 bits of a SHA-256).
    """

    __slots__ = ("_decode", "names", "number")

    def __init__(self, names: Iterable[str]) -> None:
        """Make the shape of these names; a change of it has them all, in sorted order, with values that are not null."""
        self.names = frozenset(names)
        self.number = _number_of(self.names)
        fields = [
            (f"field_{number}", msgspec.Raw | msgspec.UnsetType, msgspec.UNSET) for number in range(len(self.names))
        ]
        renamed = {f"field_{number}": name for number, name in enumerate(sorted(self.names))}
        struct = msgspec.defstruct("ShapeStruct", fields, rename=renamed, forbid_unknown_fields=True, gc=False)
        self._decode = msgspec.json.Decoder(struct).decode

    def covers(self, attributes: msgspec.Raw | bytes) -> bool:
        """Tell whether every name in the JSON object `attributes` is one of this shape's."""
        try:
            self._decode(attributes)
        except msgspec.ValidationError:
            return False
        return True


def _number_of(names: frozenset[str]) -> int:
    digest = hashlib.sha256(_encode(sorted(names))).digest()
    return int.from_bytes(digest[:8]) % (2**63 - 1) + 1


def merge(
    stored: msgspec.Raw | bytes,
    change: bytes,
    shape: Shape | None = None,
    clears: frozenset[str] = frozenset(),
) -> bytes | None:
    """Merge a change into stored attributes.

    Args:
        stored: a flat JSON object without nulls.
        change: a flat JSON object; absent keeps, null clears.
        shape: the names in `change`, where they are known, stand in sorted order, and none of the values is null.
        clears: further names to clear, none of which stands in `change`.

    Returns:
        The merged object without nulls, or None where nothing changes.
    """
    if bytes(stored) == change or (change == _EMPTY and not clears):
        return None
    if shape is not None and shape.covers(stored):
        return change
    merged = _decode(stored)
    changed = False
    for name in clears:
        changed |= merged.pop(name, None) is not None
    for name, value in _decode(change).items():
        if value == _NULL:
            changed |= merged.pop(name, None) is not None
        elif merged.get(name) != value:
            merged[name] = value
            changed = True
    return _encode(merged) if changed else None


def replace(stored: msgspec.Raw | bytes, change: bytes, owner: str) -> bytes | None:
    """Make the shared attributes and the owner's own exactly what the change says; those of other owners stay.

    Args:
        stored: a flat JSON object without nulls.
        change: a flat JSON object; null and absent both clear.
        owner: the prefix of the names that belong to the writer.

    Returns:
        The new object without nulls, or None where nothing changes.
    """
    before = _decode(stored)
    prefix = f"{owner}:"
    after = {name: value for name, value in _decode(change).items() if value != _NULL}
    after |= {name: value for name, value in before.items() if ":" in name and not name.startswith(prefix)}
    return None if before == after else _encode(after)


def combine(first: bytes, second: bytes) -> bytes:
    """Fold two changes of the same product into one: the later wins name by name, and its nulls still clear."""
    return _encode(_decode(first) | _decode(second))


def with_nulls(change: bytes, clears: frozenset[str]) -> bytes:
    """Write the further names that a change clears into it."""
    return _encode(_decode(change) | dict.fromkeys(clears, _NULL)) if clears else change


def without_nulls(change: bytes, shape: Shape | None = None) -> bytes:
    """Turn a change into the attributes of a new product: what it clears is simply not there."""
    if shape is not None:
        return change
    return _encode({name: value for name, value in _decode(change).items() if value != _NULL})

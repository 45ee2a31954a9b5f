"""Lana's view over a product's attribute map: which stored name each wire field has."""

from types import MappingProxyType

import msgspec

from shelfwire.dialects.lana.schema import ProductCreate, ProductModify

__all__ = [
    "ATTRIBUTE_OF_FIELD",
    "CREATE_FIELDS",
    "MODIFY_FIELDS",
    "NOT_STORED",
    "OWNER",
    "PUBLISHED_AT",
    "PUBLISHED_MOMENT",
    "SLUG_OF_NOTHING",
    "STORED_ORDER",
]

OWNER = "lana"
"""The prefix of the attributes that only this dialect knows."""

CREATE_FIELDS: tuple[str, ...] = tuple(field.encode_name for field in msgspec.structs.fields(ProductCreate))
"""The names of all fields of a product to create, on the wire."""

MODIFY_FIELDS: tuple[str, ...] = tuple(field.encode_name for field in msgspec.structs.fields(ProductModify))
"""The names of all fields of a product to modify, on the wire."""

NOT_STORED = ("handle", "published")
"""The fields that are no attributes: the handle is a key, and `published` says what becomes of the date."""

ATTRIBUTE_OF_FIELD = MappingProxyType(
    {
        field: "name" if field == "title" else f"{OWNER}:{field}"
        for field in sorted(CREATE_FIELDS)
        if field not in NOT_STORED
    }
)
"""From a wire field's name to the stored attribute's: the title is the shared name, all others have the prefix."""

PUBLISHED_AT = ATTRIBUTE_OF_FIELD["published_at"]
"""From when on a product is published, as the client wrote it."""

PUBLISHED_MOMENT = f"{OWNER}:published_moment"
"""The same in microseconds since 1970 in UTC: there wherever `PUBLISHED_AT` is, to search by and to compare with the clock."""

STORED_ORDER: tuple[str, ...] = tuple(sorted(ATTRIBUTE_OF_FIELD, key=ATTRIBUTE_OF_FIELD.__getitem__))
"""The stored fields in the order of their stored names, which is the order of every stored attribute map (`catalog.merge`)."""

SLUG_OF_NOTHING = "product"
"""The handle of a product whose title has no letter and no digit to make one of."""

"""What a query must find, worked out over all products in plain Python: the rules of `catalog.query`, and no index."""

import re
from collections.abc import Sequence
from functools import cmp_to_key
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import msgspec

from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.product import Product, given_sku
from shelfwire.catalog.query import (
    And,
    Attribute,
    Comparison,
    Contains,
    Expression,
    Field,
    IsNull,
    Key,
    Member,
    Not,
    Operator,
    Or,
    Query,
    ValueType,
    full_order,
)

__all__ = ["COMPARE", "plain_search"]

COMPARE = {
    Operator.EQUAL: eq,
    Operator.NOT_EQUAL: ne,
    Operator.LESS: lt,
    Operator.LESS_OR_EQUAL: le,
    Operator.GREATER: gt,
    Operator.GREATER_OR_EQUAL: ge,
}
TYPES: dict[ValueType, tuple[type, ...]] = {
    ValueType.TEXT: (str,),
    ValueType.NUMBER: (int, float),
    ValueType.FLAG: (bool,),
}


def read(product: Product, field: Field) -> Any:
    """Give what a field reads, or None."""
    if isinstance(field, Attribute):
        value = msgspec.json.decode(product.attributes).get(field.name)
        fits = isinstance(value, TYPES[field.type]) and (field.type is ValueType.FLAG or not isinstance(value, bool))
        return value if fits else field.default
    value = getattr(product, field.name.value)
    if isinstance(field, Key) and field.given and field.name is KeyName.SKU:
        value = given_sku(product.sku, msgspec.json.decode(product.attributes))
    return field.default if value is None and isinstance(field, Key) else value


def like(text: str, pattern: str) -> bool:
    """Tell whether a text is like a pattern."""
    parts = [{"%": ".*", "_": "."}.get(character, re.escape(character)) for character in pattern]
    return re.fullmatch("".join(parts), text, re.IGNORECASE | re.ASCII | re.DOTALL) is not None


def holds(part: Expression, product: Product) -> bool | None:  # noqa: PLR0911 - one line a kind of condition
    """Evaluate a condition; None is unknown."""
    if isinstance(part, And | Or):
        values = [holds(below, product) for below in part.parts]
        decisive = isinstance(part, Or)
        return decisive if decisive in values else None if None in values else not decisive
    if isinstance(part, Not):
        value = holds(part.part, product)
        return None if value is None else not value
    if isinstance(part, Contains):
        elements = msgspec.json.decode(product.attributes).get(part.field.name)
        return part.value in elements if isinstance(elements, list) else None
    value = read(product, part.field)
    if isinstance(part, IsNull):
        return value is None
    if value is None:
        return None
    if isinstance(part, Comparison):
        return bool(COMPARE[part.operator](value, part.value))
    return value in part.values if isinstance(part, Member) else like(value, part.pattern)


def plain_search(products: Sequence[Product], query: Query) -> list[Product]:
    """Give what a query finds among all products of a catalog."""
    order = full_order(query)

    def compare(one: Product, other: Product) -> int:
        for term in order:
            first, second = read(one, term.field), read(other, term.field)
            if first != second:
                less = second is not None and (first is None or first < second)
                return 1 if less is term.descending else -1
        return 0

    found = [product for product in products if query.where is None or holds(query.where, product) is True]
    return sorted(found, key=cmp_to_key(compare))[query.offset : query.offset + query.limit]

"""The language of `order`: fields with ASC or DESC behind them, separated by commas; ascending where nothing is said."""

from shelfwire.catalog.query import Order
from shelfwire.dialects.cin7.searchable import IS_ACTIVE, OWN_STATUS
from shelfwire.dialects.cin7.tokens import Fault, Kind, WhereFault, tokens
from shelfwire.dialects.cin7.where import known_field

__all__ = ["TERMS_MAX", "parse_order"]

TERMS_MAX = 20
"""How many fields an order may name."""


def parse_order(text: str) -> tuple[Order, ...] | WhereFault:
    """Read an order.

    Args:
        text: what stands in the query parameter, decoded; nothing asks for no order.

    Returns:
        Its terms, or what keeps the text from being an order.
    """
    try:
        return _order(text)
    except Fault as error:
        return error.fault


def _order(text: str) -> tuple[Order, ...]:
    found = tokens(text)
    if found[0].kind is Kind.END:
        return ()
    terms: list[Order] = []
    words = iter(found)
    for count, name in enumerate(words):
        field = known_field(name)
        if count == TERMS_MAX:
            raise Fault(name.position, f"The order names more than {TERMS_MAX} fields.")
        end = next(words)
        descending = end.word == "DESC"
        if end.word in {"ASC", "DESC"}:
            end = next(words)
        # The order of the statuses' names is that of the flag and then that of their own.
        stored = (IS_ACTIVE, OWN_STATUS) if field.field is None else (field.field,)
        terms += [Order(part, descending) for part in stored]
        if end.kind is Kind.END:
            break
        if end.kind is not Kind.SIGN or end.text != ",":
            raise Fault(end.position, f"A comma, ASC, DESC or the end is missing before {end.shown}.")
    return tuple(terms)

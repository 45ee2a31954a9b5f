"""The sentences in which the engine says why a change is not carried out."""

from shelfwire.catalog.change import Change
from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.outcome import Problem, ProblemCode

__all__ = ["exhausted_problem", "missing_problem", "repeated_problem", "taken_problem"]


def repeated_problem(change: Change, other: Change, key: KeyName, value: str) -> Problem:
    """Say that two items of one request are about the same product or claim the same key."""
    first, second = sorted((change.index, other.index))
    return Problem(
        index=change.index,
        code=ProblemCode.REPEATED,
        key=key.value,
        value=value,
        text=f"items {first} and {second} are both about the {key.value} {value!r}",
        other_index=other.index,
    )


def taken_problem(change: Change, key: KeyName, value: str, product_id: int, product_sku: str = "") -> Problem:
    """Say that another product has a key; `product_id` is 0 where it is created by the same request."""
    holder = f"product {product_id}" if product_id else "another product of this request"
    return Problem(
        index=change.index,
        code=ProblemCode.TAKEN,
        key=key.value,
        value=value,
        text=f"{holder} has the {key.value} {value!r}",
        product_id=product_id,
        product_sku=product_sku,
    )


def missing_problem(change: Change) -> Problem:
    """Say that no product has the number that a change names."""
    number = change.product_id or 0
    return Problem(
        index=change.index,
        code=ProblemCode.MISSING,
        key=KeyName.PRODUCT_ID.value,
        value=str(number),
        text=f"no product has the number {number}",
    )


def exhausted_problem(change: Change) -> Problem:
    """Say that the catalog has no number left for a new product."""
    return Problem(
        index=change.index,
        code=ProblemCode.EXHAUSTED,
        key=KeyName.PRODUCT_ID.value,
        value="",
        text="the catalog has given out its last product number",
    )

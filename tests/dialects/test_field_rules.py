"""The types that take what a rule takes."""

from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta

from shelfwire.dialects.field_rules import Kind, Rule, present_type, rule_of


class Bounded(msgspec.Struct):
    """Numbers with bounds on one side, on both and on none."""

    share: Annotated[int, Meta(ge=0, le=9)] | Annotated[float, Meta(ge=0, le=9)]
    size: Annotated[float, Meta(ge=0, le=9)]
    count: Annotated[int, Meta(ge=0)]
    depth: Annotated[float, Meta(le=9)]
    free: int | float


def taken(rule: Rule, sent: str) -> Any:
    """Decode a value with the type of a rule; None where it is refused."""
    try:
        return msgspec.json.decode(sent, type=present_type(rule))
    except msgspec.ValidationError:
        return None


@pytest.mark.parametrize(
    ("field", "sent", "value"),
    [
        ("share", "2", 2),
        ("share", "2.0", 2.0),
        ("share", "9", 9),
        ("share", "10", None),
        ("share", "9.5", None),
        ("share", "-1", None),
        ("share", "-0.5", None),
        ("size", "2", 2.0),
        ("size", "9.5", None),
        ("count", "-1", None),
        ("count", "1000", 1000),
        ("depth", "-1000", -1000.0),
        ("depth", "9.5", None),
        ("free", "-1000", -1000),
        ("free", "0.5", 0.5),
    ],
)
def test_a_number_is_bounded_and_one_that_is_kept_as_sent_keeps_its_kind(
    field: str, sent: str, value: float | None
) -> None:
    found = taken(rule_of(Bounded).fields[field], sent)
    assert (found, type(found)) == (value, type(value))


def test_a_rule_is_the_same_read_back_from_its_type() -> None:
    rule = Rule(Kind.NUMBER, low=0, high=9, as_sent=True)
    struct = msgspec.defstruct("Back", [("share", present_type(rule))])
    assert rule_of(struct).fields == {"share": rule}

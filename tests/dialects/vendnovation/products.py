"""Any product that the wire can carry, as Hypothesis strategies made from the wire struct itself."""

from typing import Any

from hypothesis import strategies as st

from shelfwire.dialects.field_rules import Kind, Rule, rule_of
from shelfwire.dialects.vendnovation.schema import Product

__all__ = ["RULE", "any_product", "spoiled_product", "whole_product"]

RULE = rule_of(Product)

TEXTS = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=8)
NUMBERS = st.one_of(
    st.integers(-(10**9), 10**9),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.0, 2, 2.0, 19.99, 2**63]),
)
SCALARS = st.one_of(TEXTS, NUMBERS, st.booleans())
ANYTHING = st.recursive(
    st.one_of(st.none(), SCALARS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)


def value_of(rule: Rule) -> st.SearchStrategy[Any]:
    """Give a strategy for the values that a rule takes."""
    match rule.kind:
        case Kind.TEXT:
            strategy: st.SearchStrategy[Any] = TEXTS.filter(bool) if rule.characters_min else TEXTS
        case Kind.FLAG:
            strategy = st.booleans()
        case Kind.NUMBER:
            strategy = NUMBERS
        case Kind.WHOLE:
            strategy = st.integers(rule.low, rule.high)
        case Kind.SCALAR:
            strategy = SCALARS
        case Kind.ANY:
            strategy = ANYTHING
        case _:
            raise AssertionError(rule)
    return st.one_of(st.none(), strategy) if rule.nullable else strategy


@st.composite
def any_product(draw: st.DrawFn, organization_id: int = 1) -> dict[str, Any]:
    """A good product with a name and some of the other fields, some of them null, in any order."""
    optional = [name for name in RULE.fields if name != "name"]
    chosen = draw(st.lists(st.sampled_from(optional), max_size=14, unique=True))
    product = {name: draw(value_of(RULE.fields[name])) for name in draw(st.permutations(["name", *chosen]))}
    if product.get("organizationId") is not None:
        product["organizationId"] = organization_id
    return product


def whole_product(name: str) -> dict[str, Any]:
    """A product with every field of the wire, each with a value of its own."""
    values: dict[Kind, Any] = {Kind.FLAG: True}
    product = {
        field: values.get(rule.kind, f"{field} ü" if rule.kind is not Kind.NUMBER else place + 0.25)
        for place, (field, rule) in enumerate(RULE.fields.items(), 1)
    }
    custom = {"customField1": 7, "customField2": 7.0, "customField3": False, "customField4": "", "customField5": "007"}
    return product | custom | {
        "name": name,
        "productId": 0,
        "organizationId": 1,
        "isDeleted": False,
        "customData": {"a": [1, 1.0, "é", None], "b": {}},
    }  # fmt: skip


@st.composite
def spoiled_product(draw: st.DrawFn) -> dict[str, Any]:
    """A product in which some fields may be missing or hold anything."""
    product = draw(any_product())
    objects = st.dictionaries(st.text(max_size=3), st.none(), max_size=2)
    edges = st.sampled_from([{}, "\x00", "", 2.0, 2**31, -1, 10**400, ["\x00"], {"\x00": 1}, "x" * 3_000])
    anything = st.one_of(ANYTHING, st.text(max_size=4), objects, edges)
    for name in draw(st.lists(st.sampled_from([*RULE.fields, "unknown"]), max_size=4, unique=True)):
        if draw(st.booleans()):
            product.pop(name, None)
        else:
            product[name] = draw(anything)
    return product

"""Any product that the wire can carry, as Hypothesis strategies made from the wire structs themselves."""

from typing import Any

from hypothesis import strategies as st

from shelfwire.dialects.colleqtive.schema import Product
from shelfwire.dialects.field_rules import Kind, Rule, rule_of

__all__ = ["RULE", "any_product", "spoiled_product", "whole_product"]

RULE = rule_of(Product)

TEXTS = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=8)
MOMENTS = st.sampled_from(
    [
        "2026-01-31",
        "2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.123456+02:00",
        "2026-01-31 12:00:00",
        "2024-02-29T23:59:59",
    ]
)


def value_of(rule: Rule) -> st.SearchStrategy[Any]:
    """Give a strategy for the values that a rule takes."""
    match rule.kind:
        case Kind.TEXT:
            strategy: st.SearchStrategy[Any] = TEXTS.filter(bool) if rule.characters_min else TEXTS
        case Kind.MOMENT:
            strategy = MOMENTS
        case Kind.FLAG:
            strategy = st.booleans()
        case Kind.NUMBER:
            strategy = st.one_of(st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False))
        case Kind.WHOLE:
            strategy = st.integers(rule.low, rule.high)
        case Kind.LIST:
            assert rule.element is not None
            strategy = st.lists(value_of(rule.element), max_size=3)
        case Kind.OBJECT:
            strategy = st.fixed_dictionaries(
                {name: value_of(rule.fields[name]) for name in rule.required},
                optional={name: value_of(field) for name, field in rule.fields.items() if name not in rule.required},
            )
    return st.one_of(st.none(), strategy) if rule.nullable else strategy


@st.composite
def any_product(draw: st.DrawFn) -> dict[str, Any]:
    """A good product with the required fields and some of the others, some of them null, in any order."""
    optional = [name for name in RULE.fields if name not in RULE.required]
    chosen = draw(st.lists(st.sampled_from(optional), max_size=12, unique=True))
    names = draw(st.permutations([*RULE.required, *chosen]))
    return {name: draw(value_of(RULE.fields[name])) for name in names}


def whole_product(number: str) -> dict[str, Any]:
    """A product with every field of the wire, each with a value of its own."""
    texts = {name: f"{name} ü" for name, rule in RULE.fields.items() if rule.kind is Kind.TEXT}
    flags = {name: True for name, rule in RULE.fields.items() if rule.kind is Kind.FLAG}
    numbers = {
        name: place + 0.25 for place, (name, rule) in enumerate(RULE.fields.items(), 1) if rule.kind is Kind.NUMBER
    }
    wholes = {name: place for place, (name, rule) in enumerate(RULE.fields.items(), 1) if rule.kind is Kind.WHOLE}
    lists = {name: [f"{name} 1", f"{name} 2"] for name, rule in RULE.fields.items() if rule.kind is Kind.LIST}
    nested = {
        "barcodes_array": [{"barcode": "8710000000017"}, {"barcode": "8710000000024"}],
        "free_fields": [{"key": "colour", "sort_order": 2, "value": "red"}, {"key": "fit"}],
        "set_products": [{"set_item_quantity": "2", "set_product_number": "0007"}],
        "shelf_labels": [{f"shelflabel_{slot}": f"slot {slot}" for slot in range(1, 7)}],
        "units": [{"unit_barcode": "18710000000014", "unit_name": "box", "unit_quantity": 12.0}],
    }
    own = {"product_number": number, "is_deleted": False, "deprecation_date": "2027-01-31T00:00:00+01:00"}
    return texts | flags | numbers | wholes | lists | nested | own


@st.composite
def spoiled_product(draw: st.DrawFn) -> dict[str, Any]:
    """A product in which some fields may be missing or hold anything."""
    product = draw(any_product())
    objects = st.dictionaries(st.text(max_size=3), st.none(), max_size=2)
    lists = st.lists(st.one_of(st.none(), st.text(max_size=2), objects), max_size=2)
    floats = st.floats(allow_nan=False, allow_infinity=False)
    edges = st.sampled_from([{}, "\x00", "", 2.0, 2**31, "2026-02-30"])
    anything = st.one_of(st.none(), st.booleans(), st.integers(), floats, st.text(max_size=4), lists, edges)
    for name in draw(st.lists(st.sampled_from([*RULE.fields, "unknown"]), max_size=4, unique=True)):
        if draw(st.booleans()):
            product.pop(name, None)
        else:
            product[name] = draw(anything)
    return product

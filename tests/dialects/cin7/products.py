"""Any product that the wire can carry, as Hypothesis strategies made from the wire structs themselves."""

import json
from typing import Any

from hypothesis import strategies as st

from shelfwire.dialects.cin7.schema import STATUSES, STOCK_CONTROLS, CreateProductRequest, UpdateProductRequest
from shelfwire.dialects.field_rules import Kind, Rule, rule_of

__all__ = ["RULE", "any_product", "any_update", "in_any_case", "spoiled_product", "whole_product"]

RULE = rule_of(CreateProductRequest)

TEXTS = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=8)


def value_of(name: str, rule: Rule) -> st.SearchStrategy[Any]:
    """Give a strategy for the values that a field takes."""
    match rule.kind:
        case Kind.TEXT:
            strategy: st.SearchStrategy[Any] = st.sampled_from(rule.choices) if rule.choices else TEXTS
            strategy = strategy.filter(lambda text: len(text) >= rule.characters_min)
        case Kind.NUMBER:
            low, high = (-(10**9), 10**9) if rule.low is None else (rule.low, rule.high)
            strategy = st.one_of(st.integers(low, high), st.floats(low, high))
        case Kind.WHOLE:
            strategy = st.integers(rule.low, rule.high)
        case Kind.LIST:
            assert rule.element is not None
            least, most = (1, 1) if name == "productOptions" else (0, 3)
            strategy = st.lists(value_of("", rule.element), min_size=least, max_size=most)
        case _:
            strategy = st.fixed_dictionaries(
                {field: value_of(field, rule.fields[field]) for field in rule.required},
                optional={
                    field: value_of(field, below) for field, below in rule.fields.items() if field not in rule.required
                },
            )
    if name == "status":
        strategy = st.one_of(strategy, st.sampled_from(["Undefined", "public", *STATUSES]))
    if name == "stockControl":
        strategy = st.one_of(strategy, st.sampled_from(["Undefined", "BATCH", 0, *STOCK_CONTROLS]))
    return st.one_of(st.none(), strategy) if rule.nullable else strategy


@st.composite
def any_product(draw: st.DrawFn) -> dict[str, Any]:
    """A good product with the required fields and some of the others, some of them null, in any order."""
    optional = [name for name in RULE.fields if name not in RULE.required]
    chosen = draw(st.lists(st.sampled_from(optional), max_size=10, unique=True))
    names = draw(st.permutations([*RULE.required, *chosen]))
    return {name: draw(value_of(name, RULE.fields[name])) for name in names}


@st.composite
def any_update(draw: st.DrawFn) -> dict[str, Any]:
    """Some good fields of an update, the id aside, some of them null or empty."""
    rules = rule_of(UpdateProductRequest).fields
    names = draw(st.lists(st.sampled_from([name for name in rules if name != "id"]), unique=True))
    return {name: draw(value_of(name, rules[name])) for name in names}


def in_any_case(product: dict[str, Any], turn: Any) -> dict[str, Any]:
    """Write every field name as `turn` writes it, those of nested objects too."""

    def written(value: Any) -> Any:
        if isinstance(value, dict):
            return {turn(name): written(below) for name, below in value.items()}
        return [written(below) for below in value] if isinstance(value, list) else value

    turned: dict[str, Any] = written(product)
    return turned


def whole_product(number: int) -> dict[str, Any]:
    """A product with every field of the wire, each with a value of its own."""
    return {
        "name": f"Name {number} ü",
        "status": "ShowInB2B",
        "styleCode": f"000{number}",
        "description": "Description",
        "stockControl": "Serial",
        "orderType": "Pre-order",
        "brand": "Brand",
        "optionLabel1": "Colour",
        "optionLabel2": "Size",
        "optionLabel3": "Fabric",
        "salesAccount": "Sales",
        "purchasesAccount": "Purchases",
        "importCustomsDuty": "Duty",
        "skuRangeId": 12,
        "categoryIdArray": [3, 1, 2],
        "dimensions": {"weight": 1.5, "height": 2.25, "width": 3.125, "length": 4.0, "volume": 0.1},
        "productOptions": [{"productOptionCode": f"00{number}-A", "retailPrice": 19.99, "cost": 2.0}],
        "sizeRangeId": 13,
    }


@st.composite
def spoiled_product(draw: st.DrawFn) -> dict[str, Any]:
    """A product in which some fields may be missing or hold anything."""
    product = draw(any_product())
    objects = st.dictionaries(st.sampled_from(["productOptionCode", "weight", "x"]), st.integers(), max_size=2)
    lists = st.lists(st.one_of(st.none(), st.text(max_size=2), objects), max_size=3)
    floats = st.floats(allow_nan=False, allow_infinity=False)
    edges = st.sampled_from([{}, "\x00", "", 2.0, 2**31, "x" * 251, 999.5])
    anything = st.one_of(st.none(), st.booleans(), st.integers(), floats, st.text(max_size=4), lists, edges)
    for name in draw(st.lists(st.sampled_from([*RULE.fields, "unknown"]), max_size=4, unique=True)):
        if draw(st.booleans()):
            product.pop(name, None)
        else:
            product[name] = draw(anything)
    return json.loads(json.dumps(product))  # type: ignore[no-any-return] # what a wire carries

import pytest

from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.query import (
    LIST_VALUES_MAX,
    PATTERN_CHARACTERS_MAX,
    PRODUCT_ID,
    QUERY_DEPTH_MAX,
    QUERY_NODES_MAX,
    UPDATED_AT,
    And,
    Attribute,
    Comparison,
    Expression,
    Key,
    Like,
    Member,
    Not,
    Operator,
    Or,
    Order,
    Query,
    ValueType,
    conjuncts,
    full_order,
    query_problem,
)

NAME = Attribute("name", ValueType.TEXT, "")
PRICE = Attribute("price", ValueType.NUMBER)
ONE = Comparison(PRODUCT_ID, Operator.EQUAL, 1)
SINCE = Comparison(UPDATED_AT, Operator.GREATER, 5)
BEFORE = Comparison(UPDATED_AT, Operator.LESS, 5)


def order_of(where: Expression | None, *order: Order) -> tuple[Order, ...]:
    return full_order(Query(where=where, order=order, limit=1))


def test_an_order_ends_with_the_number_in_the_direction_of_the_term_before_it() -> None:
    up, down = Order(NAME), Order(NAME, descending=True)

    assert order_of(None, up) == (up, Order(PRODUCT_ID))
    assert order_of(None, down) == (down, Order(PRODUCT_ID, descending=True))
    assert order_of(None, up, Order(PRODUCT_ID, descending=True), down) == (up, Order(PRODUCT_ID, descending=True))
    assert order_of(None, up, Order(PRICE), down) == (up, Order(PRICE), Order(PRODUCT_ID, descending=True))


def test_without_an_order_what_changed_since_a_moment_comes_in_the_order_of_change() -> None:
    by_change = (Order(UPDATED_AT), Order(PRODUCT_ID))

    assert order_of(None) == order_of(ONE) == order_of(BEFORE) == order_of(Or((SINCE, ONE))) == (Order(PRODUCT_ID),)
    assert order_of(SINCE) == order_of(And((ONE, And((BEFORE, SINCE))))) == by_change
    assert order_of(SINCE, Order(PRODUCT_ID)) == (Order(PRODUCT_ID),)


def test_conjuncts_are_the_parts_that_must_all_hold() -> None:
    assert list(conjuncts(None)) == []
    assert list(conjuncts(ONE)) == [ONE]
    assert list(conjuncts(And((ONE, And((SINCE,)), Or((ONE,)), And(()))))) == [ONE, SINCE, Or((ONE,))]


def nested(depth: int) -> Expression:
    expression: Expression = ONE
    for _ in range(depth - 1):
        expression = Not(expression)
    return expression


@pytest.mark.parametrize(
    ("where", "problem"),
    [
        (nested(QUERY_DEPTH_MAX), None),
        (nested(QUERY_DEPTH_MAX + 1), f"conditions lie more than {QUERY_DEPTH_MAX} deep within each other"),
        (nested(5_000), f"conditions lie more than {QUERY_DEPTH_MAX} deep within each other"),
        (And((ONE,) * (QUERY_NODES_MAX - 1)), None),
        (And((ONE,) * QUERY_NODES_MAX), f"there are more than {QUERY_NODES_MAX} conditions"),
        (Member(NAME, ("a",) * LIST_VALUES_MAX), None),
        (Member(NAME, ("a",) * (LIST_VALUES_MAX + 1)), f"a list has no value or more than {LIST_VALUES_MAX}"),
        (Member(NAME, ()), f"a list has no value or more than {LIST_VALUES_MAX}"),
        (Like(NAME, "%" * PATTERN_CHARACTERS_MAX), None),
        (
            Like(NAME, "%" * (PATTERN_CHARACTERS_MAX + 1)),
            f"a pattern has more than {PATTERN_CHARACTERS_MAX} characters",
        ),
        (Like(PRICE, "%"), "a pattern is for texts only"),
        (Comparison(NAME, Operator.EQUAL, 1), "a value must be a text"),
        (Comparison(NAME, Operator.EQUAL, "a\x00"), "a value must not contain the NUL character"),
        (Comparison(NAME, Operator.EQUAL, "\udc00"), "a value must not contain half of a surrogate pair"),
        (Comparison(PRICE, Operator.EQUAL, "1"), "a value must be a number"),
        (Comparison(PRICE, Operator.EQUAL, value=True), "a value must be a number"),
        (Comparison(PRICE, Operator.EQUAL, float("inf")), "a value must be finite"),
        (Comparison(PRICE, Operator.EQUAL, 2**63), "a value must fit into 64 bits"),
        (Comparison(PRICE, Operator.EQUAL, -(2**63)), None),
        (Comparison(UPDATED_AT, Operator.EQUAL, 1.0), "a value must be a moment"),
        (Comparison(Attribute("a", ValueType.FLAG), Operator.EQUAL, 1), "a value must be true or false"),
        (Comparison(Key(KeyName.SKU), Operator.EQUAL, 1), "a value must be a text"),
        (Comparison(Attribute("a b", ValueType.TEXT), Operator.EQUAL, ""), "'a b' is no attribute's name"),
        (
            Comparison(Attribute("a", ValueType.MOMENT), Operator.EQUAL, 1),
            "an attribute is a text, a number or a flag",
        ),
        (Comparison(Attribute("a", ValueType.TEXT, 1), Operator.EQUAL, ""), "the default of a must be a text"),
    ],
)
def test_what_is_beyond_the_bounds_is_said(where: Expression, problem: str | None) -> None:
    assert query_problem(Query(where=where, limit=1)) == problem


def test_an_order_has_bounds_too() -> None:
    assert query_problem(Query(order=(Order(NAME),) * QUERY_NODES_MAX, limit=1)) is None
    assert query_problem(Query(order=(Order(NAME),) * (QUERY_NODES_MAX + 1), limit=1)) == (
        f"the order has more than {QUERY_NODES_MAX} terms"
    )
    assert query_problem(Query(order=(Order(Attribute("", ValueType.TEXT)),), limit=1)) == "'' is no attribute's name"

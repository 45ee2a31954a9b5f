"""The language of `where`, without a store: what each text asks for, and what each mistake is told."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.query import (
    LIST_VALUES_MAX,
    PATTERN_CHARACTERS_MAX,
    PRODUCT_ID,
    QUERY_NODES_MAX,
    UPDATED_AT,
    And,
    Attribute,
    Comparison,
    Expression,
    Field,
    Key,
    Like,
    Member,
    Not,
    Operator,
    Or,
    Query,
    Time,
    TimeName,
    Value,
    ValueType,
    query_problem,
    type_of,
)
from shelfwire.dialects.cin7.record import FIELDS
from shelfwire.dialects.cin7.searchable import FIELD_NAMES, searchable
from shelfwire.dialects.cin7.tokens import TEXT_CHARACTERS_MAX
from shelfwire.dialects.cin7.where import NESTING_MAX, WhereFault, parse_where

NEW_YEAR = 1_767_225_600_000_000
"""2026-01-01T00:00:00Z, in microseconds since 1970."""

STYLE = Key(KeyName.SKU, given=True, default="")
CODE = Key(KeyName.OPTION_CODE, default="")
NAME = Attribute("name", ValueType.TEXT, "")
BRAND = Attribute("brand", ValueType.TEXT, "")
WEIGHT = Attribute("cin7:weight", ValueType.NUMBER, 0)
PRICE = Attribute("price", ValueType.NUMBER, 0)
ACTIVE = Attribute("active", ValueType.FLAG, default=True)
OWN = Attribute("cin7:status", ValueType.TEXT, "Public")
STOCK_CONTROL = Attribute("cin7:stockControl", ValueType.TEXT, "FIFO")

ALL, NONE = And(()), Or(())
IS_ACTIVE, INACTIVE = Comparison(ACTIVE, Operator.EQUAL, value=True), Comparison(ACTIVE, Operator.EQUAL, value=False)


def equal(field: Field, value: Value) -> Comparison:
    return Comparison(field, Operator.EQUAL, value)


def status(*own: str) -> And:
    return And((IS_ACTIVE, Member(OWN, own)))


A, B, C = equal(NAME, "a"), equal(BRAND, "b"), equal(PRODUCT_ID, 1)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("", ALL),
        (" \r\n\t", ALL),
        ("modifieddate>='2026-01-01T00:00:00Z'", Comparison(UPDATED_AT, Operator.GREATER_OR_EQUAL, NEW_YEAR)),
        ("modifieddate>=2026-01-01T00:00:00Z", Comparison(UPDATED_AT, Operator.GREATER_OR_EQUAL, NEW_YEAR)),
        ("modifieddate>2026-01-01", Comparison(UPDATED_AT, Operator.GREATER, NEW_YEAR)),
        (
            "status='Public' and modifieddate>'2026-01-01T00:00:00Z'",
            And((status("Public"), Comparison(UPDATED_AT, Operator.GREATER, NEW_YEAR))),
        ),
        ("id=16526", equal(PRODUCT_ID, 16_526)),
        ("styleCode='BC4439'", equal(STYLE, "BC4439")),
        ("ID = '16526'", equal(PRODUCT_ID, 16_526)),
        ("stylecode=4439", equal(STYLE, "4439")),
        ("styleCode=2026-01-01", equal(STYLE, "2026-01-01")),
        ("name='O''Neill'", equal(NAME, "O'Neill")),
        ("name=''", equal(NAME, "")),
        ("name='é 中'", equal(NAME, "é 中")),
        ("ProductOptions.ProductOptionCode='x'", equal(CODE, "x")),
        ("retailPrice<=19.99", Comparison(PRICE, Operator.LESS_OR_EQUAL, 19.99)),
        ("weight<-.5", Comparison(WEIGHT, Operator.LESS, -0.5)),
        ("weight=+1e2", equal(WEIGHT, 100.0)),
        ("weight='2'", equal(WEIGHT, 2)),
        ("weight=99999999999999999999", equal(WEIGHT, 1e20)),
        ("id<>1", Comparison(PRODUCT_ID, Operator.NOT_EQUAL, 1)),
        ("id!=1", Comparison(PRODUCT_ID, Operator.NOT_EQUAL, 1)),
        ("name like 'a%'", Like(NAME, "a%")),
        ("name NOT LIKE '_'", Not(Like(NAME, "_"))),
        ("id in (1,'2', 3)", Member(PRODUCT_ID, (1, 2, 3))),
        ("id not in (1)", Not(Member(PRODUCT_ID, (1,)))),
        ("name is null", equal(NAME, "")),
        ("styleCode IS NOT NULL", Comparison(STYLE, Operator.NOT_EQUAL, "")),
        ("id is null", NONE),
        ("createdDate is not null", ALL),
        ("stockControl is null", NONE),
        ("stockcontrol='fifo'", equal(STOCK_CONTROL, "FIFO")),
        ("stockControl=4", equal(STOCK_CONTROL, "Serial")),
        ("stockControl='other'", equal(STOCK_CONTROL, "other")),
    ],
)
def test_a_condition_is_read_as_the_catalogue_knows_it(text: str, expression: Expression) -> None:
    assert parse_where(text) == expression


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("='Inactive'", INACTIVE),
        ("=0", INACTIVE),
        ("='internal'", status("Internal")),
        ("<>'Inactive'", IS_ACTIVE),
        ("<>'Public'", Or((INACTIVE, status("Internal", "ShowInB2B")))),
        ("='other'", NONE),
        ("<>'other'", ALL),
        ("<'J'", Or((INACTIVE, status("Internal")))),
        (" in ('PUBLIC',3)", status("Internal", "Public")),
        (" not in ('Public')", Not(status("Public"))),
        (" like 'in%'", Or((INACTIVE, status("Internal")))),
        (" like '%%_nb2b'", status("ShowInB2B")),
        (" is null", NONE),
        (" is not null", ALL),
    ],
)
def test_a_condition_on_the_status_is_one_on_what_is_stored_of_it(text: str, expression: Expression) -> None:
    assert parse_where(f"status{text}") == expression


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("name='a' or brand='b' and id=1", Or((A, And((B, C))))),
        ("name='a' and brand='b' or id=1", Or((And((A, B)), C))),
        ("(name='a' or brand='b') and id=1", And((Or((A, B)), C))),
        ("not name='a' and brand='b'", And((Not(A), B))),
        ("not (name='a' and brand='b')", Not(And((A, B)))),
        ("NOT NOT ((name='a'))", Not(Not(A))),
        ("id=1 or id=2 or id in (2,3) or name='a'", Or((Member(PRODUCT_ID, (1, 2, 3)), A))),
        ("id=1 or name='a' or id=2", Or((C, A, equal(PRODUCT_ID, 2)))),
    ],
)
def test_not_binds_closer_than_and_and_that_closer_than_or(text: str, expression: Expression) -> None:
    assert parse_where(text) == expression


@pytest.mark.parametrize(
    ("date", "later"),
    [
        ("2026-01-01T00:00", 0),
        ("2026-01-01 00:00:01", 1_000_000),
        ("2026-01-01T00:00:00.5Z", 500_000),
        ("2026-01-01T00:00:00.1234567Z", 123_456),
        ("2026-01-01t02:00:00+02:00", 0),
        ("2026-01-01T02:00:00 02:00", 0),
        ("2025-12-31T19:00:00-0500", 0),
        ("0001-01-01T00:00:00+23:59", -NEW_YEAR - 62_135_596_800_000_000 - 86_340_000_000),
    ],
)
def test_dates_are_read_to_the_microsecond_and_are_utc_where_no_zone_is_said(date: str, later: int) -> None:
    expected = Comparison(Time(TimeName.CREATED_AT), Operator.LESS, NEW_YEAR + later)
    assert parse_where(f"createdDate<'{date}'") == expected
    if " 00:" not in date:
        assert parse_where(f"createdDate<{date}") == expected


NO_FIELD = f"there are {', '.join(FIELD_NAMES)}."


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("price=1", 0, f"There is no field 'price' to ask for; {NO_FIELD}"),
        ("id=1 and tags='x'", 9, f"There is no field 'tags' to ask for; {NO_FIELD}"),
        ("=1", 0, "A field's name is missing before '='."),
        ("id=1 and", 8, "A field's name is missing before the end."),
        ("'a'='b'", 0, "A field's name is missing before 'a'."),
        ("and", 0, "A field's name is missing before 'and'."),
        ("()", 1, "A field's name is missing before ')'."),
        ("name", 4, "One of =, <>, <, <=, >, >=, LIKE, IN or IS NULL is missing before the end."),
        ("name 'a'", 5, "One of =, <>, <, <=, >, >=, LIKE, IN or IS NULL is missing before 'a'."),
        ("name not = 'a'", 9, "One of LIKE or IN is missing before '='."),
        ("name not is null", 9, "One of LIKE or IN is missing before 'is'."),
        ("id between 1 and 2", 3, "BETWEEN is not known; write id >= ... AND id <= ..."),
        ("id=", 3, "A value is missing before the end."),
        ("id=)", 3, "A value is missing before ')'."),
        ("id=name", 3, "Text stands in single quotes: 'name'."),
        ("id=null", 3, "Nothing is equal to NULL; write IS NULL or IS NOT NULL."),
        ("id='x'", 3, "id is a number, and 'x' is none."),
        ("id=2026-01-01", 3, "id is a number, and '2026-01-01' is none."),
        ("weight=1e999", 7, "weight is a number, and '1e999' is none."),
        ("weight='nan'", 7, "weight is a number, and 'nan' is none."),
        ("modifiedDate>5", 13, "modifiedDate is a date such as 2026-01-31T12:00:00Z, and '5' is none."),
        (
            "modifiedDate>2026-02-30",
            13,
            "modifiedDate is a date such as 2026-01-31T12:00:00Z, and '2026-02-30' is none.",
        ),
        ("modifiedDate>''", 13, "modifiedDate is a date such as 2026-01-31T12:00:00Z, and '' is none."),
        (
            "modifiedDate>'2026-01-01T00:00:00+24:00'",
            13,
            "modifiedDate is a date such as 2026-01-31T12:00:00Z, and '2026-01-01T00:00:00+24:00' is none.",
        ),
        ("name='\x00'", 5, "A text must not contain the NUL character."),
        ("name like '\ud800'", 10, "A text must not contain half of a surrogate pair."),
        ("id like '1%'", 3, "LIKE is for texts; id is a number."),
        ("modifiedDate like '2026%'", 13, "LIKE is for texts; modifiedDate is a moment."),
        ("name like 5", 10, "A text in single quotes is missing before '5'."),
        (f"name like '{'x' * 251}'", 10, f"The pattern has more than {PATTERN_CHARACTERS_MAX} characters."),
        ("id in 1", 6, "A list in parentheses is missing before '1'."),
        ("id in ()", 7, "A value is missing before ')'."),
        ("id in (1 2)", 9, "A comma or a closing parenthesis is missing before '2'."),
        ("id in (1,", 9, "A value is missing before the end."),
        (f"id in ({'1,' * LIST_VALUES_MAX}2)", 7 + 2 * LIST_VALUES_MAX, "A list has more than 1,000 values."),
        ("id is 5", 6, "NULL is missing before '5'."),
        ("id is not", 9, "NULL is missing before the end."),
        ("(id=1", 5, "A closing parenthesis is missing before the end."),
        ("id=1)", 4, "AND, OR or the end is missing before ')'."),
        ("id=1 name='a'", 5, "AND, OR or the end is missing before 'name'."),
        ("id=1 escape", 5, "AND, OR or the end is missing before 'escape'."),
        ("name='x", 5, "This text has no closing quote; a quote within a text is written twice."),
        ('name="x"', 5, "Text stands in single quotes."),
        ("id=1; drop table", 4, "The character ';' has no meaning here."),
        ("id=1 -- x", 5, "The character '-' has no meaning here."),
        ("ﬁeld=1", 0, "The character 'ﬁ' has no meaning here."),
        ("(" * 10_000, NESTING_MAX + 1, f"Parentheses and NOT lie more than {NESTING_MAX} deep within each other."),
        (
            "not " * 10_000,
            4 * (NESTING_MAX + 1),
            f"Parentheses and NOT lie more than {NESTING_MAX} deep within each other.",
        ),
        ("x" * 70_000, TEXT_CHARACTERS_MAX, "The text has more than 65,535 characters."),
        (
            "name<'a' and " * 300 + "id=1",
            13 * QUERY_NODES_MAX,
            f"There are too many conditions; a query has at most {QUERY_NODES_MAX} parts.",
        ),
        (
            " or ".join(f"id={number}" for number in range(1_000, 2_001)),
            11 * LIST_VALUES_MAX,
            "There are more than 1,000 values for one field.",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, position: int, message: str) -> None:
    assert parse_where(text) == WhereFault(position, message)


def test_a_thousand_codes_joined_by_or_are_one_list() -> None:
    expected = Member(STYLE, tuple(f"S{number}" for number in range(LIST_VALUES_MAX)))
    assert parse_where(" or ".join(f"styleCode='S{number}'" for number in range(LIST_VALUES_MAX))) == expected


def test_every_field_of_a_mistakes_list_is_one_that_the_answer_has() -> None:
    options = {"productOptionBarcode", "productOptionCode", "retailPrice", "cost"}
    assert set(FIELD_NAMES) - options <= set(FIELDS)
    assert all(searchable(f"PRODUCTOPTIONS.{name}") == searchable(name.upper()) is not None for name in FIELD_NAMES)


SIGNS = ("(", ")", ",", "=", "<>", "!=", "<", "<=", ">", ">=", "'", "''", '"', ";", "\x00")
WORDS = ("AND", "OR", "NOT", "LIKE", "IN", "IS", "NULL", "BETWEEN", "TRUE")
LITERALS = ("'a'", "'%'", "1", "-2.5", "2026-01-01", "'2026-01-01T00:00:00Z'", "é", "1e400")
words = st.sampled_from([*FIELD_NAMES, *SIGNS, *WORDS, *LITERALS])


@given(text=st.text() | st.lists(words, max_size=40).map(" ".join) | st.binary().map(lambda raw: raw.decode("latin-1")))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_condition_within_the_bounds_or_a_mistake_with_a_place(text: str) -> None:
    read = parse_where(text)
    if isinstance(read, WhereFault):
        assert 0 <= read.position <= len(text)
        assert read.message.endswith((".", "..."))
    else:
        assert query_problem(Query(where=read, limit=1)) is None


PRINTED: dict[Field, str] = {
    PRODUCT_ID: "id",
    STYLE: "styleCode",
    CODE: "productOptions.productOptionCode",
    UPDATED_AT: "modifiedDate",
    NAME: "name",
    BRAND: "BRAND",
    WEIGHT: "weight",
}
VALUES: dict[ValueType, st.SearchStrategy[Any]] = {
    ValueType.TEXT: st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=5),
    ValueType.NUMBER: st.integers(-(10**15), 10**15) | st.floats(-1e9, 1e9, allow_subnormal=False),
    ValueType.MOMENT: st.integers(-(10**15), 10**15),
}


def printed_value(field: Field, value: Any) -> str:
    if type_of(field) is ValueType.MOMENT:
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=value)
        return moment.replace(tzinfo=None).isoformat() + "Z"
    return repr(value) if not isinstance(value, str) else "'" + value.replace("'", "''") + "'"


def printed(part: Expression) -> str:
    """Write a condition as a client would."""
    if isinstance(part, And | Or):
        return (" AND " if isinstance(part, And) else " or ").join(f"({printed(below)})" for below in part.parts)
    if isinstance(part, Not):
        return f"NOT ({printed(part.part)})"
    name = PRINTED[part.field]
    if isinstance(part, Comparison):
        return f"{name} {part.operator.value} {printed_value(part.field, part.value)}"
    if isinstance(part, Member):
        return f"{name} IN ({', '.join(printed_value(part.field, value) for value in part.values)})"
    assert isinstance(part, Like)
    return f"{name} LIKE {printed_value(part.field, part.pattern)}"


def single(field: Field) -> st.SearchStrategy[Expression]:
    values = VALUES[type_of(field)]
    compared = st.builds(Comparison, st.just(field), st.sampled_from(Operator), values)
    listed = st.builds(Member, st.just(field), st.lists(values, min_size=1, max_size=3).map(tuple))
    return (
        compared | listed | (st.builds(Like, st.just(field), values) if type_of(field) is ValueType.TEXT else compared)
    )


def several(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    two = st.lists(parts, min_size=2, max_size=3).map(tuple)
    # Equalities joined by OR become a list; a comparison beside each keeps them apart.
    apart = st.lists(parts.map(Not), min_size=2, max_size=3).map(tuple)
    return st.builds(And, two) | st.builds(Or, apart) | st.builds(Not, parts)


@given(expression=st.recursive(st.sampled_from([*PRINTED]).flatmap(single), several, max_leaves=8))
@settings(max_examples=150, deadline=None)
def test_a_printed_condition_is_read_as_itself(expression: Expression) -> None:
    assert parse_where(printed(expression)) == expression

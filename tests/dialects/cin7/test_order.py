import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.query import PRODUCT_ID, UPDATED_AT, Attribute, Key, Order, ValueType
from shelfwire.dialects.cin7.order import TERMS_MAX, parse_order
from shelfwire.dialects.cin7.searchable import FIELD_NAMES, IS_ACTIVE, OWN_STATUS
from shelfwire.dialects.cin7.where import WhereFault


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        ("  ", ()),
        ("id", (Order(PRODUCT_ID),)),
        ("id ASC", (Order(PRODUCT_ID),)),
        ("ModifiedDate desc", (Order(UPDATED_AT, descending=True),)),
        (
            "name DESC, productOptions.productOptionCode,id",
            (
                Order(Attribute("name", ValueType.TEXT, ""), descending=True),
                Order(Key(KeyName.OPTION_CODE, default="")),
                Order(PRODUCT_ID),
            ),
        ),
        ("status desc", (Order(IS_ACTIVE, descending=True), Order(OWN_STATUS, descending=True))),
    ],
)
def test_an_order_is_ascending_where_nothing_is_said(text: str, terms: tuple[Order, ...]) -> None:
    assert parse_order(text) == terms


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("colour", 0, f"There is no field 'colour' to ask for; there are {', '.join(FIELD_NAMES)}."),
        ("id,", 3, "A field's name is missing before the end."),
        (",id", 0, "A field's name is missing before ','."),
        ("id name", 3, "A comma, ASC, DESC or the end is missing before 'name'."),
        ("id ASC DESC", 7, "A comma, ASC, DESC or the end is missing before 'DESC'."),
        ("id;", 2, "The character ';' has no meaning here."),
        ("'id'", 0, "A field's name is missing before 'id'."),
        (",".join(["id"] * (TERMS_MAX + 1)), 3 * TERMS_MAX, f"The order names more than {TERMS_MAX} fields."),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, position: int, message: str) -> None:
    assert parse_order(text) == WhereFault(position, message)


@given(text=st.text() | st.lists(st.sampled_from([*FIELD_NAMES, ",", "asc", "DESC", "1", "(", "'x"])).map(" ".join))
def test_any_text_is_an_order_or_a_mistake_with_a_place(text: str) -> None:
    read = parse_order(text)
    assert isinstance(read, tuple) or 0 <= read.position <= len(text)

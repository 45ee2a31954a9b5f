"""The attributes operation: one value replaced by another wherever it stands."""

from typing import Any

import pytest

from tests.dialects.colleqtive.conftest import Shop
from tests.dialects.colleqtive.test_create import COLA, SOAP, done, refused


def rewrite(attribute: str, old: str, new: str) -> dict[str, str]:
    return {"attribute": attribute, "old_value": old, "new_value": new}


@pytest.mark.parametrize(
    ("field", "before", "old", "new", "after"),
    [
        ("color", "red", "red", "", ""),
        ("brand_description", "Acme", "Acme", "Apex", "Apex"),
        ("price", 20, "20", "1.5e1", 15.0),
        ("ioq", 7, "+7", "-8", -8),
        ("is_theft", True, "True", "false", False),
        ("deprecation_date", "2026-01-31", "2026-01-31", "2027-01-31T00:00:00Z", "2027-01-31T00:00:00Z"),
    ],
)
def test_a_value_is_replaced_on_every_product_that_has_it(
    shop: Shop, field: str, before: Any, old: str, new: str, after: Any
) -> None:
    other = COLA | {"product_number": "3"}
    shop.ask("POST", body=[COLA | {field: before}, SOAP | {field: before}, other])
    untouched = shop.records("3")
    assert done(shop.ask("PUT", "/attributes", rewrite(field, old, new))) == ("2", "2 products changed.")
    assert [record[field] for record in shop.records("0012", "0013")] == [after, after]
    assert shop.records("3") == untouched
    assert done(shop.ask("PUT", "/attributes", rewrite(field, old, new))) == ("0", "0 products changed.")


def test_what_nobody_set_is_no_value_to_look_for(shop: Shop) -> None:
    shop.ask("POST", body=[COLA])
    assert done(shop.ask("PUT", "/attributes", rewrite("country_code", "NL", "BE"))) == ("0", "0 products changed.")
    assert [record["country_code"] for record in shop.records()] == ["NL"]


@pytest.mark.parametrize(
    "name", ["product_number", "is_deleted", "units", "stores_allowed", "supplier_id", "Price", "x"]
)
def test_only_fields_of_a_single_value_can_be_rewritten(shop: Shop, name: str) -> None:
    problem = f"{name} is not a product field that holds a single value and can be rewritten."
    assert refused(shop.ask("PUT", "/attributes", rewrite(name, "a", "b"))) == [(0, "attribute", problem, name)]


@pytest.mark.parametrize(
    ("field", "text", "predicate"),
    [
        ("is_theft", "yes", "must be true or false"),
        ("price", "1,5", "must be a number within the range of a double"),
        ("price", "1e999", "must be a number within the range of a double"),
        ("price", "nan", "must be a number within the range of a double"),
        ("ioq", "1.5", "must be a whole number from -2,147,483,648 to 2,147,483,647"),
        ("ioq", "2147483648", "must be a whole number from -2,147,483,648 to 2,147,483,647"),
        ("product_name", "", "must not be empty"),
        ("deprecation_date", "", "must be a date and time such as 2026-01-31T12:00:00Z"),
        ("color", "\x00", "must not contain the NUL character"),
    ],
)
def test_a_text_that_is_not_of_the_fields_type_is_refused(shop: Shop, field: str, text: str, predicate: str) -> None:
    faults = [(0, name, f"{name} {predicate}.", text) for name in ("new_value", "old_value")]
    assert sorted(refused(shop.ask("PUT", "/attributes", rewrite(field, text, text)))) == faults


def test_all_three_texts_are_required(shop: Shop) -> None:
    assert refused(shop.ask("PUT", "/attributes", {"attribute": "", "new_value": None})) == [
        (0, "old_value", "old_value is required.", None),
        (0, "attribute", "attribute must not be empty.", ""),
        (0, "new_value", "new_value must not be null.", None),
    ]
    assert refused(shop.ask("PUT", "/attributes", [])) == [(0, "", "The item must be an object, not an array.", "[]")]
    for body in (b"", b"{"):
        assert refused(shop.ask("PUT", "/attributes", body)) == []


def test_unknown_fields_are_ignored_and_counted(shop: Shop) -> None:
    shop.ask("POST", body=[COLA | {"color": "red"}])
    body = rewrite("color", "red", "blue") | {"store": "1", "dry_run": True}
    message = "1 product changed. 2 unknown fields were ignored (store, dry_run)."
    assert done(shop.ask("PUT", "/attributes", body)) == ("1", message)

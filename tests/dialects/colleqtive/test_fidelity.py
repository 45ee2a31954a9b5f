"""docs/fidelity.md and docs/reference/colleqtive.md speak of everything that is there, and of tests that exist."""

import re
from pathlib import Path

import pytest

from shelfwire.dialects.colleqtive.routes import COLLEQTIVE, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX
from shelfwire.dialects.colleqtive.schema import (
    AttributeRewrite,
    Barcode,
    Discount,
    FreeField,
    Price,
    Product,
    SetProduct,
    ShelfLabel,
    Unit,
)

ROOT = Path(__file__).parents[3]
FIDELITY = (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "reference" / "colleqtive.md").read_text(encoding="utf-8")
NESTED = {
    "barcodes_array": Barcode,
    "free_fields": FreeField,
    "set_products": SetProduct,
    "shelf_labels": ShelfLabel,
    "units": Unit,
}


def test_every_product_field_has_a_row() -> None:
    nested = [f"{name}[].{field}" for name, struct in NESTED.items() for field in struct.__struct_fields__]
    rows = re.findall(r"^\| `([\w\[\].]+)` \|", FIDELITY, re.MULTILINE)
    assert [row for row in rows if row in {*Product.__struct_fields__, *nested}] == [
        *Product.__struct_fields__,
        *nested,
    ]


@pytest.mark.parametrize("struct", [Price, Discount, AttributeRewrite])
def test_every_field_of_the_other_requests_is_spoken_of(struct: type[Price]) -> None:
    assert {name for name in struct.__struct_fields__ if f"`{name}`" not in FIDELITY} == set()


def test_every_row_names_a_test_that_exists() -> None:
    files = (ROOT / "tests").rglob("test_*.py")
    written = {name for file in files for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)}
    rows = [line for line in FIDELITY.splitlines() if re.match(r"\| (?!statement|field|-)", line)]
    assert [row for row in rows if len(re.findall(r"`(test_\w+)` \|", row)) != 1] == []
    assert set(re.findall(r"`(test_\w+)`", FIDELITY)) - written == set()


def test_the_reference_page_names_every_operation_and_bound() -> None:
    for operation in COLLEQTIVE.operations:
        assert f"{operation.method} {operation.path}" in REFERENCE
    for bound in (PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX):
        assert f"{bound:,}" in REFERENCE

"""docs/fidelity.md and docs/reference/cin7.md speak of everything that is there, and the page's examples are true."""

import re
from pathlib import Path

from shelfwire.dialects.cin7.routes import CIN7
from shelfwire.dialects.cin7.schema import (
    DIMENSION_FIELDS,
    OPTION_FIELDS,
    ROWS_DEFAULT,
    ROWS_MAX,
    CreateProductRequest,
    UpdateProductRequest,
)
from shelfwire.dialects.cin7.searchable import FIELD_NAMES
from tests.house.documents import blocks
from tests.serving import serving

ROOT = Path(__file__).parents[3]
FIDELITY = (
    (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8").partition("\n## Cin7 Omni\n")[2].partition("\n## ")[0]
)
REFERENCE = (ROOT / "docs" / "reference" / "cin7.md").read_text(encoding="utf-8")


def test_every_field_of_a_create_has_a_row() -> None:
    table = FIDELITY.partition("| field |")[2].partition("\n\n")[0]
    cells = [line.split(" | ")[0] for line in table.splitlines()[2:]]
    named = [name for cell in cells for name in re.findall(r"`([\w.\[\]]+)`", cell)]
    flat = [field for field in CreateProductRequest.__struct_encode_fields__ if field != "dimensions"]
    nested = [f"dimensions.{name}" for name in DIMENSION_FIELDS] + [
        f"productOptions[].{name}" for name in OPTION_FIELDS
    ]
    assert sorted(named) == sorted(flat + nested)


def test_every_field_of_an_update_is_spoken_of() -> None:
    spoken = FIDELITY.replace("`optionLabel1` to `optionLabel3`", "`optionLabel1`, `optionLabel2`, `optionLabel3`")
    assert [name for name in UpdateProductRequest.__struct_encode_fields__ if f"`{name}`" not in spoken] == []


def test_the_reference_page_names_every_operation_bound_and_field_to_ask_for() -> None:
    for operation in CIN7.operations:
        assert f"`{operation.method} {operation.path}`" in REFERENCE
    conditions = REFERENCE.partition("### Conditions")[2]
    assert [name for name in FIELD_NAMES if f"`{name}`" not in conditions] == []
    for bound in (ROWS_DEFAULT, ROWS_MAX):
        assert f"{bound:,}" in REFERENCE


def test_the_examples_of_the_page_answer_as_they_show(tmp_path: Path) -> None:
    shell = [block.text for block in blocks(REFERENCE) if block.language == "sh"]
    shown = [block.text.rstrip("\n") for block in blocks(REFERENCE) if block.text.startswith("[")]
    with serving(tmp_path) as server:
        server.catalog("examples")
        key = server.command("key", "create", "--catalog", "examples", "--dialect", "cin7")
        told = server.pasted(*shell, USERNAME=key["username"], KEY=key["key"])
    assert told.splitlines() == shown

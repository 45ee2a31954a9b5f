"""docs/fidelity.md and docs/reference/vendnovation.md speak of everything that is there, and the page's examples are true."""

import re
from pathlib import Path

from shelfwire.dialects.vendnovation.attributes import PRODUCT_FIELDS
from shelfwire.dialects.vendnovation.routes import PAGE_SIZE_MAX, PRODUCT_IDS_MAX
from tests.house.documents import blocks
from tests.serving import serving

ROOT = Path(__file__).parents[3]
FIDELITY = (
    (ROOT / "docs" / "fidelity.md")
    .read_text(encoding="utf-8")
    .partition("\n## VendNovation\n")[2]
    .partition("\n## ")[0]
)
REFERENCE = (ROOT / "docs" / "reference" / "vendnovation.md").read_text(encoding="utf-8")


def test_every_product_field_has_a_row_in_the_samples_order() -> None:
    table = FIDELITY.partition("| field |")[2].partition("\n\n")[0]
    cells = [line.split(" | ")[0] for line in table.splitlines()[2:]]
    named = [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(PRODUCT_FIELDS)
    assert len(named) == 35


def test_the_reference_page_names_every_operation_and_bound() -> None:
    for asked in ("PUT", "POST"):
        assert f"`{asked} /vendor/prod/products`" in REFERENCE
    for route in ("authenticate", "token-test", "token-info"):
        assert f"`POST /vendor/prod/{route}`" in REFERENCE
    for bound in (PAGE_SIZE_MAX, PRODUCT_IDS_MAX):
        assert f"{bound:,}" in REFERENCE


def test_the_examples_of_the_page_answer_as_they_show(tmp_path: Path) -> None:
    shell = [block.text for block in blocks(REFERENCE) if block.language == "sh"]
    shown = [block.text.rstrip("\n") for block in blocks(REFERENCE) if block.text.startswith("[")]
    with serving(tmp_path) as server:
        server.catalog("examples")
        key = server.command("key", "create", "--catalog", "examples", "--dialect", "vendnovation")
        told = server.pasted(*shell, API_KEY=key["api_key"], USERNAME=key["username"], PASSWORD=key["password"])
    assert told.split() == shown

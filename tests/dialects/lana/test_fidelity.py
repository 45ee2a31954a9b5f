"""docs/fidelity.md and docs/reference/lana.md speak of everything that is there, and the page's examples are true."""

import json
import re
from pathlib import Path

import msgspec

from shelfwire.dialects.lana.attributes import CREATE_FIELDS
from shelfwire.dialects.lana.errors import ErrorCode
from shelfwire.dialects.lana.graphql.documents import (
    ALIASES_MAX,
    DEPTH_MAX,
    DOCUMENT_BYTES_MAX,
    FIELDS_MAX,
    TOKENS_MAX,
)
from shelfwire.dialects.lana.graphql.execution import COST_MAX
from shelfwire.dialects.lana.operations import IDS_MAX, OPERATIONS
from shelfwire.dialects.lana.paging import LIMIT_DEFAULT, LIMIT_MAX, PageAsk
from shelfwire.dialects.lana.relay import RELAY_ITEMS_MAX
from shelfwire.dialects.lana.routes import LANA
from shelfwire.dialects.lana.schema import ProductItem, SubscriptionPlanCreate
from tests.house.documents import blocks, tables
from tests.serving import serving

ROOT = Path(__file__).parents[3]
FIDELITY = (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8").partition("\n## Lana\n")[2].partition("\n## ")[0]
REFERENCE = (ROOT / "docs" / "reference" / "lana.md").read_text(encoding="utf-8")
BOUNDS = (
    *(ALIASES_MAX, DEPTH_MAX, DOCUMENT_BYTES_MAX, FIELDS_MAX, TOKENS_MAX, COST_MAX),
    *(IDS_MAX, LIMIT_DEFAULT, LIMIT_MAX, RELAY_ITEMS_MAX, len(ProductItem.__struct_fields__)),
)


def named(table: str, text: str) -> list[str]:
    """Give the names in the first cells of the table of `text` whose title begins so."""
    rows = text.partition(f"\n| {table} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [name for row in rows for name in re.findall(r"`(\w+)`", row.split(" | ")[0])]


def test_every_product_field_has_a_row() -> None:
    assert sorted(set(named("field", FIDELITY))) == sorted(CREATE_FIELDS)
    assert sorted(named("field", REFERENCE)) == sorted(CREATE_FIELDS)


def test_every_field_of_a_plan_is_spoken_of() -> None:
    fields = {field.encode_name for field in msgspec.structs.fields(SubscriptionPlanCreate)}
    assert {field for field in fields if f"`{field}`" not in REFERENCE} == set()


def test_the_reference_page_names_every_operation_argument_and_bound() -> None:
    for operation in LANA.operations:
        assert f"`{operation.method} {operation.path}`" in REFERENCE
    for name, performed in OPERATIONS.items():
        assert re.search(rf"^\| {name} \|.*{' '.join(performed.permissions)}", REFERENCE, re.MULTILINE)
    assert {*named("argument", REFERENCE)} == {"ids", "loose", "fields", *PageAsk.__struct_fields__}
    for bound in BOUNDS:
        assert f"{bound:,}" in REFERENCE


def test_the_reference_page_has_every_code() -> None:
    codes = {value for name, value in vars(ErrorCode).items() if name.isupper()}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", REFERENCE, re.MULTILINE)} == codes
    assert not [row for row in tables(REFERENCE) if not row[0]]


def test_the_examples_of_the_page_answer_as_they_show(tmp_path: Path) -> None:
    shell = [block.text for block in blocks(REFERENCE) if block.language == "sh"]
    shown = [block.text for block in blocks(REFERENCE) if block.language == "json"]
    with serving(tmp_path) as server:
        shop = server.command("catalog", "create", "examples")["shop_id"]
        token = server.command("key", "create", "--catalog", "examples", "--dialect", "lana")["token"]
        told = [server.pasted(text, TOKEN=token, SHOP=shop) for text in shell]
        refused = server.pasted(
            'curl -s "http://127.0.0.1:8000/products.json?shop_id=$SHOP" -H "Authorization: Bearer $TOKEN" '
            "-H 'Content-Type: application/json' -d '[{\"meta_title\": 5}]'",
            TOKEN=token,
            SHOP=shop,
        )
    assert [json.loads(text) for text in (*told, refused)] == [json.loads(text) for text in shown]

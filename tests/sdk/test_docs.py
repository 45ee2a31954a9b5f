"""The pages about the SDK run as they stand, and name all that there is and nothing else."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import shelfwire_client
from shelfwire_client.bulk.options import BulkOptions, Plan
from shelfwire_client.core.call import CallOptions
from shelfwire_client.core.client import ClientOptions
from shelfwire_client.core.errors import ShelfwireClientError
from shelfwire_client.core.log import LEVEL_VARIABLE
from tests.house.documents import Block, blocks, section, tables
from tests.house.source import ROOT, SOURCE
from tests.sdk.conftest import VARIABLES, Account
from tests.serving import environment

SDK_PAGE = (ROOT / "docs" / "sdk.md").read_text(encoding="utf-8")
API_PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
README = section((ROOT / "README.md").read_text(encoding="utf-8"), "sdk")

MARK = "@@ end of example @@"

RUNNER = f"""
import json, sys

names = {{"__name__": "__main__"}}
for number, text in enumerate(json.load(sys.stdin)):
    exec(compile(text, f"example {{number}}", "exec"), names)
    print({MARK!r})
"""


def examples(page: str) -> list[tuple[str, str]]:
    """Give each Python block of a page with the output that is shown behind it; empty where none is."""
    found = blocks(page)
    behind = [*found[1:], Block("", "")]
    return [
        (block.text, following.text if following.language == "text" else "")
        for block, following in zip(found, behind, strict=True)
        if block.language == "python"
    ]


@pytest.mark.parametrize("page", [SDK_PAGE, README], ids=["sdk.md", "README.md"])
def test_the_examples_of_a_page_print_what_it_shows(page: str, account: Account, tmp_path: Path) -> None:
    variables = {name: value for dialect in VARIABLES for name, value in account.environment(dialect).items()}

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUNNER],
        input=json.dumps([text for text, _ in examples(page)]),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=tmp_path,
        env=environment(variables),
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split(f"{MARK}\n") == [*(shown for _, shown in examples(page)), ""]


def documented(heading: str) -> dict[str, list[str]]:
    """Give the rows of the tables under a heading by their first cells, as far as that one is a name in code."""
    part = re.split(rf"^#+ {heading}\n", SDK_PAGE, maxsplit=1, flags=re.MULTILINE)[1]
    return {cells[0]: cells[1:] for cells in tables(re.split(r"^#+ ", part, maxsplit=1, flags=re.MULTILINE)[0])}


def test_every_variable_of_the_environment_is_documented_and_nothing_else() -> None:
    read = {
        name
        for path in (SOURCE / "shelfwire_client").rglob("*.py")
        for name in re.findall(r'\bsetting\(\w+, "(\w+)"', path.read_text(encoding="utf-8"))
    }
    named = {name for name in documented("Credentials and addresses") if name.isupper()}

    assert named == read | {LEVEL_VARIABLE}


def test_every_option_of_a_client_is_documented_and_nothing_else() -> None:
    named = {name for name in documented("Credentials and addresses") if not name.isupper()}

    assert named == set(ClientOptions.__annotations__)


def test_every_option_of_a_call_is_documented_and_nothing_else() -> None:
    assert set(documented("Calls")) == set(CallOptions.__annotations__)


def test_every_option_of_a_bulk_write_is_documented_with_what_it_is_unless_told() -> None:
    named = documented("Options")
    plan = Plan(items_max=1, bytes_max=1)
    defaults = {
        name: f"{getattr(plan, name):g}" if type(getattr(plan, name)) in {int, float} else str(getattr(plan, name))
        for name in ("in_flight", "collect", "progress", "checkpoint", "patience_seconds")
    }

    assert set(named) == set(BulkOptions.__annotations__)
    assert {name: named[name][0] for name in defaults} == defaults


def test_every_error_is_documented_and_nothing_else() -> None:
    errors = {
        name
        for name in shelfwire_client._HOMES
        if isinstance(kind := getattr(shelfwire_client, name), type) and issubclass(kind, ShelfwireClientError)
    }

    assert set(documented("Errors")) == errors


def test_every_public_name_is_mentioned() -> None:
    mentioned = set(re.findall(r"\w+", SDK_PAGE + API_PAGE))

    assert set(shelfwire_client._HOMES) - mentioned == set()

"""The documents say what is there, all of it, and nothing else."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest
from cyclopts import App

from shelfwire.catalog.outcome import ProblemCode
from shelfwire.cli import application
from shelfwire.dialects.contract import RefusalCode
from shelfwire.dialects.registry import DIALECTS
from shelfwire.http.metrics import Metrics
from shelfwire.settings import Settings, environment_name
from tests.house.documents import blocks, documents, headings, links, section, tables
from tests.house.source import ROOT
from tests.serving import serving

DOCS = ROOT / "docs"
SHELFWIRE = Path(sys.executable).with_name("shelfwire")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(document: Path) -> None:
    lost = []
    for link in links(document):
        address, _, heading = link.partition("#")
        if "://" in link:
            continue
        target = document.parent / address if address else document
        if not target.exists() or (heading and heading not in headings(target)):
            lost.append(link)

    assert lost == []


def test_every_decision_is_in_the_list_of_decisions() -> None:
    listed = [link for link in links(DOCS / "adr" / "README.md") if link.endswith(".md")]

    assert sorted(listed) == sorted(path.name for path in (DOCS / "adr").glob("0*.md"))


def test_every_setting_is_documented_with_its_default() -> None:
    documented = {cells[0]: cells[1].strip("`") for cells in tables(read(DOCS / "settings.md"))}
    defaults = {
        environment_name(field.name): "(empty)"
        if field.default == ""
        else f"{field.default:.12g}"
        if isinstance(field.default, float)
        else str(field.default)
        for field in msgspec.structs.fields(Settings)
    }

    assert documented == defaults


def test_every_variable_that_a_document_names_is_a_setting_or_an_option() -> None:
    known = {environment_name(field.name) for field in msgspec.structs.fields(Settings)}
    named = {
        name
        for document in documents()
        for name in re.findall(r"\bSHELFWIRE_[A-Z_]+\b", read(document))
        if not name.startswith(("SHELFWIRE_TEST_", "SHELFWIRE_CLIENT_"))
    }

    assert named - known == set()


def codes(holder: type) -> set[str]:
    """Give the values of a class that holds nothing but codes."""
    return {value for name, value in vars(holder).items() if name.isupper()}


def test_every_code_of_a_refusal_is_documented() -> None:
    documented = [cells[0] for cells in tables(read(DOCS / "errors.md"))]

    assert sorted(documented) == sorted(codes(RefusalCode) | codes(ProblemCode))


def test_every_metric_is_documented_with_its_labels() -> None:
    documented = {cells[0]: (cells[1], cells[2]) for cells in tables(read(DOCS / "operations.md"))}
    served = {}
    for family in Metrics().collect():
        suffix = "_total" if family.type == "counter" else ""
        labels: Sequence[str] = getattr(family, "_labelnames", ())
        served[f"{family.name}{suffix}"] = (family.type, ", ".join(labels) or "none")

    assert documented == served


def commands(app: App, prefix: str = "shelfwire") -> Iterator[str]:
    """Give the full name of every command."""
    for name in app:
        if not name.startswith("-"):
            below = list(commands(app[name], f"{prefix} {name}"))
            yield from below or [f"{prefix} {name}"]


def documented_commands() -> dict[str, set[str]]:
    """Give the options that docs/commands.md names, by command."""
    found = {}
    for part in read(DOCS / "commands.md").split("\n## ")[1:]:
        title, _, text = part.partition("\n")
        found[re.sub(r" [A-Z]+", "", title)] = {cells[0] for cells in tables(text)}
    return found


def test_every_command_is_documented_and_nothing_else() -> None:
    assert sorted(commands(application())) == sorted(documented_commands())


@pytest.mark.parametrize("command", sorted(documented_commands()))
def test_every_option_of_a_command_is_documented_and_nothing_else(command: str) -> None:
    shown = subprocess.run(
        [SHELFWIRE, *command.split()[1:], "--help"],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "200"},
    ).stdout
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", shown.partition("Parameters")[2])) - {"--help", "--version"}

    assert documented_commands()[command] == options


def operations() -> set[tuple[str, str]]:
    """Give method and path of every operation of every dialect."""
    return {
        (operation.method, path)
        for dialect in DIALECTS
        for operation in dialect.operations
        for path in (operation.path, *operation.further_paths)
    }


def test_every_operation_is_in_its_dialect_s_reference_and_nothing_else() -> None:
    shown = set()
    for dialect in DIALECTS:
        document = dialect.openapi()
        for server in document.get("servers", [{"url": "/"}]):
            base = server["url"].rstrip("/")
            shown |= {(method.upper(), base + path) for path, item in document["paths"].items() for method in item}

    assert shown == {(method, path.rstrip("/")) for method, path in operations()}


def test_every_operation_that_a_document_names_exists() -> None:
    named = {
        found
        for document in documents()
        for found in re.findall(r"`(GET|POST|PUT|DELETE|PATCH) (/[^\s`?]*)", read(document))
    }

    assert named - operations() == set()


def test_a_backup_by_the_documented_command_is_whole(tmp_path: Path) -> None:
    environment = os.environ | {
        "PATH": f"{SHELFWIRE.parent}{os.pathsep}{os.environ['PATH']}",
        "SHELFWIRE_DB": f"sqlite:///{tmp_path}/shelfwire.db",
    }
    script = re.sub(r"^```.*$", "", section(read(DOCS / "operations.md"), "backup"), flags=re.MULTILINE)
    subprocess.run([SHELFWIRE, "catalog", "create", "kept"], check=True, env=environment, capture_output=True)
    told = subprocess.run(
        ["bash", "-euc", script],
        check=True,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    ).stdout
    kept = subprocess.run(
        [SHELFWIRE, "catalog", "list", "--db", f"sqlite:///{tmp_path}/shelfwire-backup.db"],
        check=True,
        env=environment,
        capture_output=True,
        text=True,
    ).stdout

    assert told == "ok\n"
    assert "kept" in kept


@pytest.mark.parametrize("page", sorted((DOCS / "reference").glob("*.md")), ids=lambda path: path.stem)
def test_the_examples_of_a_reference_page_answer_as_they_show(page: Path, tmp_path: Path) -> None:
    examples = [block.text.removeprefix("$ ") for block in blocks(read(page)) if block.language == "console"]
    with serving(tmp_path) as server:
        server.catalog("examples")
        token = server.token("examples")
        for example in examples:
            asked, _, shown = example.rpartition("\n{")
            assert server.pasted(asked, TOKEN=token).rstrip("\n") == "{" + shown.rstrip("\n")

"""Size, names and order of the code. Ruff holds the rest, and may be told to look away; these may not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import ROOT, SOURCE, definitions, docstring_positions, python_files, tree

FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 70
EVERYTHING = ("src", "tests", "benchmarks")
DIALECTS = SOURCE / "shelfwire" / "dialects"
CLIENT = SOURCE / "shelfwire_client"
DIALECT_FOLDERS = [place / folder.name for folder in DIALECTS.glob("[a-z]*/") for place in (DIALECTS, CLIENT)]

VENDORS = re.compile(r"colleqtive|lana(?![a-z])|cin7|vendnovation", re.IGNORECASE)
VENDORS_ALLOWED = {
    "access/credentials.py": "the form of each dialect's credential",
    "catalog/policy.py": "the table of the APIs' write policies, one row an operation",
    "cli/loaders.py": "how the demo speaks each dialect, its clients' variables and its ready curl line",
    "dialects/registry.py": "the one list of dialects",
    "shelfwire_client/__init__.py": "the public names of all clients",
    "testing/apis.py": "what tests are given for each dialect, and how its products are seeded",
}


def relative(path: Path) -> str:
    """Name a file for a message."""
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    lines = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(*EVERYTHING)}

    assert {path: count for path, count in lines.items() if count > FILE_LINES_MAX} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    lines = {
        f"{relative(path)}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in python_files(*EVERYTHING)
        for node in definitions(path)
        if not isinstance(node, ast.ClassDef)
    }

    assert {name: count for name, count in lines.items() if count > FUNCTION_LINES_MAX} == {}


def test_modules_are_named_after_what_they_hold() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc"}
    parts = {relative(path): {*path.relative_to(ROOT).parts[:-1], path.stem} for path in python_files(*EVERYTHING)}

    assert [path for path, names in parts.items() if names & vague] == []


def undocumented(path: Path) -> Iterator[str]:
    """Name what is public in a file and has no docstring."""

    def visit(node: ast.Module | ast.ClassDef, prefix: str) -> Iterator[str]:
        for child in node.body:
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and child.name[0] != "_":
                if not ast.get_docstring(child) and not is_overload(child):
                    yield f"{prefix}{child.name}"
                if isinstance(child, ast.ClassDef):
                    yield from visit(child, f"{prefix}{child.name}.")

    if not ast.get_docstring(tree(path)):
        yield relative(path)
    yield from visit(tree(path), f"{relative(path)}:")


def is_overload(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Tell whether this is one signature of a function that is documented below it, or sets a documented property."""
    return any(ast.unparse(decorator).endswith(("overload", ".setter")) for decorator in node.decorator_list)


def test_everything_public_says_what_it_is() -> None:
    assert [name for path in python_files("src", "benchmarks") for name in undocumented(path)] == []


def test_only_commands_print() -> None:
    printing = [
        relative(path)
        for path in python_files("src")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]

    assert [path for path in printing if not path.startswith("src/shelfwire/cli/")] == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b|raise NotImplemented" r"Error")
    kept = [path for path in python_files(*EVERYTHING) if later.search(path.read_text(encoding="utf-8"))]

    assert [relative(path) for path in kept] == []


def test_every_exception_from_a_rule_has_its_reason_beside_it() -> None:
    silent = re.compile(r"#\s*noqa(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?\s*$", re.MULTILINE)
    untyped = re.compile(r"#\s*type: ignore(\[[^\]]*\])?\s*$", re.MULTILINE)
    found = [
        f"{relative(path)}: {match.group().strip()}"
        for path in python_files(*EVERYTHING)
        for rule in ((silent, untyped) if path.is_relative_to(SOURCE) else (silent,))
        for match in rule.finditer(path.read_text(encoding="utf-8"))
    ]
    ruff = (
        (ROOT / "pyproject.toml")
        .read_text(encoding="utf-8")
        .partition("[tool.ruff.lint]")[2]
        .partition("[tool.codespell]")[0]
    )
    unexplained = [line for line in ruff.splitlines() if re.match(r'  "[A-Z]+\d*",', line) and "#" not in line]

    assert found == []
    assert unexplained == []


def test_no_vendor_is_named_outside_its_folder() -> None:
    named = {}
    for path in python_files("src"):
        inside = path.relative_to(SOURCE).as_posix().removeprefix("shelfwire/")
        if inside in VENDORS_ALLOWED or any(folder in path.parents for folder in DIALECT_FOLDERS):
            continue
        texts = docstring_positions(path)
        words = {
            word
            for node in ast.walk(tree(path))
            for word in spoken(node)
            if VENDORS.search(word) and (node.lineno, node.col_offset) not in texts  # type: ignore[attr-defined] # spoken() gives words of nodes with a place only
        }
        if words:
            named[inside] = words

    assert named == {}


def spoken(node: ast.AST) -> Iterator[str]:
    """Give the names and texts that one node of a syntax tree holds."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Name(id=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Attribute(attr=name):
            yield name
        case ast.ImportFrom(module=str(name)):
            yield name
            yield from (alias.name for alias in node.names)
        case ast.Import(names=names):
            yield from (alias.name for alias in names)


@pytest.mark.parametrize("folder", sorted(path for path in DIALECTS.glob("[a-z]*/")))
def test_a_dialect_has_the_file_names_of_all_dialects_and_imports_no_other(folder: Path) -> None:
    others = {path.name for path in DIALECTS.iterdir() if path.is_dir()} - {folder.name}
    imported = {
        word for path in folder.rglob("*.py") for node in ast.walk(tree(path)) for word in spoken(node) if "." in word
    }

    assert {"schema.py", "decode.py", "encode.py", "errors.py", "routes.py"} <= {path.name for path in folder.iterdir()}
    assert [
        word for word in imported if word.startswith(tuple(f"shelfwire.dialects.{other}" for other in others))
    ] == []


@pytest.mark.parametrize("name", sorted(path.name for path in DIALECTS.glob("[a-z]*/")))
def test_the_sdk_has_a_folder_for_each_dialect_with_the_file_names_of_all(name: str) -> None:
    names = {"async_client", "bulk", "calls", "client", "models", "paging", "parameters", "refusals"}

    assert {f"{one}.py" for one in names} <= {path.name for path in (CLIENT / name).iterdir()}


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in python_files(*EVERYTHING)}

    assert [relative(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []

"""The project's own files, parsed once, for the tests of the house."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

__all__ = ["ROOT", "SOURCE", "definitions", "docstring_positions", "pyproject", "python_files", "tree"]

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Give all Python files below these folders of the project, generated ones excepted, in order."""
    found = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(path for path in found if not re.match(r'(#|""")\s*Generated\b', path.read_text(encoding="utf-8")))


@cache
def tree(path: Path) -> ast.Module:
    """Parse a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def definitions(path: Path) -> list[Definition]:
    """Give all functions and classes of a file, nested ones included."""
    return [node for node in ast.walk(tree(path)) if isinstance(node, Definition)]


def docstring_positions(path: Path) -> set[tuple[int, int]]:
    """Give line and column of every string that stands alone as a statement: docstrings, and texts behind a name."""
    return {
        (node.value.lineno, node.value.col_offset)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }


@cache
def pyproject() -> dict[str, object]:
    """Read pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

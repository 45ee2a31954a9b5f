"""SQL that lives in files: named and described statements, so that every query can be read in one place."""

import re
from importlib.resources import files

__all__ = ["load_queries", "read_sql"]

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def read_sql(package: str, *path: str) -> str:
    """Read one .sql file out of a package of ours."""
    return files(package).joinpath(*path).read_text(encoding="utf-8")


def load_queries(text: str) -> dict[str, str]:
    """Take a file of statements apart.

    Args:
        text: statements that each begin with a line `-- name: NAME`, followed by comment lines that describe it.

    Returns:
        The statements by name, without their comments and without the last semicolon.

    Raises:
        ValueError: a name stands twice, or a statement has no description.
    """
    _, *parts = _NAME.split(text)
    queries: dict[str, str] = {}
    for name, part in zip(parts[::2], parts[1::2], strict=True):
        if name in queries:
            message = f"the statement {name} stands twice"
            raise ValueError(message)
        if not part.startswith("-- "):
            message = f"the statement {name} has no description"
            raise ValueError(message)
        lines = [line for line in part.splitlines() if not line.startswith("--")]
        queries[name] = "\n".join(lines).strip().removesuffix(";")
    return queries

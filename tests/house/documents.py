"""The project's Markdown files, taken apart for the tests of the documents."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.house.source import ROOT

__all__ = ["Block", "blocks", "documents", "headings", "links", "section", "tables"]


class Block(NamedTuple):
    """A fenced block: the word behind its fence, and its text."""

    language: str
    text: str


def documents() -> list[Path]:
    """Give every Markdown file of the project that is ours."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.md")]
    return sorted(path for path in found if ".venv" not in path.parts)


def blocks(text: str) -> list[Block]:
    """Give the fenced blocks of a text in their order."""
    return [Block(*found) for found in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)]


def links(path: Path) -> Iterator[str]:
    """Give the addresses of all links of a document."""
    yield from re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", path.read_text(encoding="utf-8"))


def headings(path: Path) -> set[str]:
    """Give the names by which GitHub links to a document's headings."""
    found = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def section(text: str, name: str) -> str:
    """Give what stands between `<!-- name -->` and `<!-- /name -->`."""
    return text.partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]


def tables(text: str) -> list[list[str]]:
    """Give the cells of every table row of a text, titles and rules excepted; code marks are taken off the first cell."""
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line[:1] == "|"]
    return [[cells[0].strip("` |"), *cells[1:]] for cells in rows if cells[0].startswith("`")]

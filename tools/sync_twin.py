"""Makes the SDK's modules without asyncio from those with it: `async_client.py` gives `client.py` beside it, and so on.

`python -m tools.sync_twin` writes them, with `--check` only tells which are not what they would be; a test does that too. The
sources keep to words that have a twin (`WORDS`), so that replacing words is enough; what cannot be said that way is no part
of them but of the courses in `core/steps.py`, which both share.
"""

import re
import subprocess
import sys
from pathlib import Path

__all__ = ["SOURCES", "main", "stale", "twin_of"]

ROOT = Path(__file__).parent.parent
SDK = ROOT / "src" / "shelfwire_client"
SOURCES = sorted(SDK.glob("*/async_*.py"))

UNWRAPPED = ("Awaitable", "Coroutine", "AsyncPaginator")
"""Types that stand for what comes of them; of several arguments the last but for a paginator's, whose first is the page."""

WORDS = (
    (r"core\.paginator import AsyncPaginator", "core.first_page import first_page"),
    (r"\bAsyncPaginator\(", "first_page("),
    (r"\bimport asyncio\b", "import time"),
    (r"\basyncio\.sleep\b", "time.sleep"),
    (r"\b(anext|aiter)\b", lambda found: found[1][1:]),
    (r"\b__a(enter|exit|iter|next)__", r"__\1__"),
    (r"\bStopAsyncIteration\b", "StopIteration"),
    (r"\b(a)n (?=`async )", r"\1 "),
    (r"\basync (def|with|for)\b", r"\1"),
    (r"\bawait ", ""),
    (r"bulk\.tasks\b", "bulk.threads"),
    (r"\basync_(\w+)", r"\1"),
    (r"\b(_?)Async([A-Z]\w*)", r"\1\2"),
)


def twin_of(source: Path) -> Path:
    """Give the path of the module that is made from `source`."""
    return source.with_name(source.name.removeprefix("async_"))


def translate(source: Path) -> str:
    """Give the text of the twin."""
    text = source.read_text()
    for name in UNWRAPPED:
        text = _unwrap(text, name)
    for pattern, word in WORDS:
        text = re.sub(pattern, word, text)
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("The module without `async`")]
    text = re.sub(r'^("""[^"]*?)\n+"""', r'\1"""', "".join(lines), count=1)
    text = re.sub(r'^("""[^\n]*)"""', r'\1"""', text, count=1)
    head = f"# Generated from {source.name} by tools/sync_twin.py: change that one, then run `make twins`.\n"
    return _formatted(head + text, twin_of(source))


def _unwrap(text: str, name: str) -> str:
    """Replace `Name[...]` by what stands in the brackets."""
    while found := re.search(rf"\b{name}\[", text):
        depth, end = 1, found.end()
        while depth:
            depth += {"[": 1, "]": -1}.get(text[end], 0)
            end += 1
        parts = _parts(text[found.end() : end - 1])
        text = text[: found.start()] + (parts[0] if name == "AsyncPaginator" else parts[-1]) + text[end:]
    return text


def _parts(arguments: str) -> list[str]:
    """Split the arguments of a type at the commas that stand in no brackets."""
    parts, depth = [""], 0
    for character in arguments:
        depth += {"[": 1, "]": -1}.get(character, 0)
        if character == "," and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def _formatted(text: str, path: Path) -> str:
    """Sort the imports, leave out those that are not used any more, and format."""
    ruff = [str(Path(sys.executable).with_name("ruff"))]
    name = ["--stdin-filename", str(path), "-"]
    for command in (
        ["check", "--quiet", "--fix-only", "--unsafe-fixes", "--select", "I,F401,UP028"],
        ["format", "--quiet"],
    ):
        done = subprocess.run(ruff + command + name, input=text, capture_output=True, text=True, check=True, cwd=ROOT)
        text = done.stdout
    return text


def stale() -> list[Path]:
    """Give the twins that are not what their sources say."""
    return [
        twin_of(source)
        for source in SOURCES
        if not twin_of(source).exists() or twin_of(source).read_text() != translate(source)
    ]


def main(arguments: list[str]) -> int:
    """Write the twins, or with `--check` tell which are stale; 1 where any is."""
    found = stale()
    for twin in found:
        print(twin.relative_to(ROOT))
        if "--check" not in arguments:
            twin.write_text(translate(twin.with_name(f"async_{twin.name}")))
    return int(bool(found) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

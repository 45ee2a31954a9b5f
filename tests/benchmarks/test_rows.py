import asyncio
from importlib.util import find_spec

import pytest

from benchmarks.bench import Bench
from benchmarks.report import section_text
from benchmarks.rows import ROWS

LINES = {
    "a": 6,
    "b": 14,
    "c": 2,
    "d": 2,
    "e": 4,
    "f": 3,
    "g": 4,
    "h": 8,
    "i": 4,
    "j": 6,
    "k": 6,
    "l": 10,
    "m": 6,
    "n": 12,
    "o": 6,
    "p": 6,
}


@pytest.mark.parametrize("letter", ROWS)
def test_every_row_measures_the_real_thing_and_fills_its_table(letter: str, bench: Bench) -> None:
    if letter == "h" and not find_spec("fastapi"):
        pytest.skip("the other servers are installed where benchmarks run (make bench)")
    section = asyncio.run(ROWS[letter](bench))
    assert section.letter == letter
    assert len(section.lines) == LINES[letter]
    assert all((line.target == "") == (line.met is None) for line in section.lines)
    assert section_text(section).startswith(f"## ({letter}) ")
    assert [path.name for path in bench.workplace.folder.glob("raw*")] == []

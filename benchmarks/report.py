"""What a run found, kept as JSON and written as docs/benchmarks.md."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

__all__ = ["Line", "Results", "Section", "load_results", "save_results", "write_document"]


class Line(msgspec.Struct, frozen=True):
    """One line of a row's table.

    Attributes:
        what: what was measured.
        measured: the figure, with its unit.
        target: what it should be, or "" where there is none.
        met: whether it is; None where there is no target.
        figures: where the figure comes from, in words.
    """

    what: str
    measured: str
    target: str = ""
    met: bool | None = None
    figures: str = ""


class Section(msgspec.Struct, frozen=True):
    """One row of the list of what has to be shown.

    Attributes:
        letter: that of its module in `rows`.
        title: one line.
        lines: its table.
        notes: sentences that belong to it.
        measured_at: when, in UTC, as text; filled in by the runner, as the next.
        seconds: how long it took.
    """

    letter: str
    title: str
    lines: list[Line]
    notes: list[str] = []
    measured_at: str = ""
    seconds: float = 0.0


class Results(msgspec.Struct):
    """All sections that were measured so far, and the machine of the last run, as names and values."""

    machine: dict[str, str] = {}
    sections: dict[str, Section] = {}


def load_results(path: Path) -> Results:
    """Read what earlier runs found; nothing where there is no file."""
    return msgspec.json.decode(path.read_bytes(), type=Results) if path.exists() else Results()


def save_results(path: Path, results: Results) -> None:
    """Write what was found."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(results, order="deterministic"), indent=1) + b"\n")


_MET = {True: "yes", False: "**no**", None: ""}
_INTRODUCTION = """\
# Benchmarks

Written by `make bench`; `make bench BENCH_ARGS="a c"` measures some rows anew, and `BENCH_ARGS=--quick` prints a tenth of the
sizes without writing here. The server, the driver and every other server that is compared run on this one machine, at the
same time and on the same disk.

**Raw** is the store itself: plain multi-row upserts through apsw of the same rows, values prepared beforehand, the same schema
and indexes, WAL with `synchronous=FULL`, committed in the same request sizes, over one connection. Ours runs with two requests
in flight. Where no other API is named, products are loaded through Colleqtive's; one is about 640 bytes of JSON with 22 fields,
and a changed one differs in its price and its description. Products of the other APIs are as large.
"""


def write_document(path: Path, results: Results) -> None:
    """Write the document: the machine, then one table a section."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([_INTRODUCTION, _machine_text(results.machine), *_sections_text(results.sections)]))


def _machine_text(machine: Mapping[str, str]) -> str:
    lines = ["## The machine", "", "| | |", "|---|---|"]
    lines += [f"| {name} | {value} |" for name, value in machine.items()]
    return "\n".join(lines) + "\n"


def _sections_text(sections: Mapping[str, Section]) -> list[str]:
    return [section_text(section) for _, section in sorted(sections.items())]


def section_text(section: Section) -> str:
    """Write one section with its table."""
    lines = [
        f"## ({section.letter}) {section.title}",
        "",
        "| what | measured | target | met | figures |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {line.what} | {line.measured} | {line.target} | {_MET[line.met]} | {line.figures} |"
        for line in section.lines
    ]
    if section.notes:
        lines += ["", *section.notes]
    lines += ["", f"Measured {section.measured_at} in {section.seconds:.0f} s."]
    return "\n".join(lines) + "\n"

"""(p) How long importing the SDK takes, on top of an interpreter that starts."""

import subprocess
import sys
from statistics import median
from time import perf_counter

from benchmarks.bench import Bench
from benchmarks.report import Line, Section

__all__ = ["run"]

TARGET_SECONDS = 0.1
STARTS = 15

_PROGRAMS = {
    "nothing": "pass",
    "the package": "import shelfwire_client",
    "`from shelfwire_client import Colleqtive`": "from shelfwire_client import Colleqtive",
    "all four clients": "from shelfwire_client import Colleqtive, Cin7Omni, Lana, VendNovation",
    "a client's first use (with the HTTP library)": (
        "from shelfwire_client import Colleqtive; Colleqtive(bearer_token='t', base_url='http://127.0.0.1').open()"
    ),
    "`from colleqtive_sdk import Colleqtive`, to compare": "from colleqtive_sdk import Colleqtive",
}
_TARGETED = frozenset({"the package", "`from shelfwire_client import Colleqtive`"})


def _seconds(program: str) -> float:
    began = perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return perf_counter() - began


async def run(bench: Bench) -> Section:
    """Measure the row."""
    starts = STARTS if bench.sizes.repeats > 1 else 2
    taken: dict[str, list[float]] = {name: [] for name in _PROGRAMS}
    for _ in range(starts):
        for name, program in _PROGRAMS.items():
            taken[name].append(_seconds(program))
    bare = median(taken["nothing"])
    lines = []
    for name, found in taken.items():
        seconds = median(found) - bare
        if name == "nothing":
            lines.append(Line("an interpreter that imports nothing", f"{bare * 1e3:.0f} ms"))
        elif name in _TARGETED:
            lines.append(Line(name, f"{seconds * 1e3:.0f} ms", "< 100 ms", seconds < TARGET_SECONDS))
        else:
            lines.append(Line(name, f"{seconds * 1e3:.0f} ms"))
    notes = f"Medians of {starts} starts of a process in turn; what the bare interpreter takes is taken off."
    return Section("p", "Importing the SDK", lines, [notes])

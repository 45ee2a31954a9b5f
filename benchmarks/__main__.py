"""`python -m benchmarks [--quick] [--folder FOLDER] [a b c ...]`: measure, print, and write docs/benchmarks.md.

Without letters all rows are measured. Results are kept in benchmarks/results.json, so that measuring some rows anew updates
their sections only. `--quick` measures a tenth of the sizes and writes nothing: it finds errors, not figures.
"""

import argparse
import datetime as dt
import sys
from pathlib import Path
from time import perf_counter

import msgspec
import uvloop

from benchmarks.bench import FULL, QUICK, Bench
from benchmarks.machine import describe
from benchmarks.report import load_results, save_results, section_text, write_document
from benchmarks.rows import ROWS
from benchmarks.server import workplace

REPOSITORY = Path(__file__).resolve().parent.parent
RESULTS = REPOSITORY / "benchmarks" / "results.json"
DOCUMENT = REPOSITORY / "docs" / "benchmarks.md"


def say(text: str) -> None:
    """Tell a person how far the run is."""
    print(text, file=sys.stderr, flush=True)


async def measure(letters: list[str], folder: Path, *, quick: bool) -> None:
    """Measure the rows of these letters in a folder below `folder`, and keep what was found."""
    results = load_results(RESULTS)
    with workplace(folder) as made:
        results.machine = describe(made.folder)
        bench = Bench(made, QUICK if quick else FULL, say)
        for letter in letters:
            say(f"({letter}) ...")
            began = perf_counter()
            section = await ROWS[letter](bench)
            section = msgspec.structs.replace(
                section,
                measured_at=dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M UTC"),
                seconds=perf_counter() - began,
            )
            print(section_text(section), flush=True)
            results.sections[letter] = section
            if not quick:
                save_results(RESULTS, results)
                write_document(DOCUMENT, results)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("letters", nargs="*", help=f"rows to measure, of {' '.join(ROWS)}; all where none is given")
    parser.add_argument("--quick", action="store_true", help="a tenth of the sizes; writes nothing")
    parser.add_argument(
        "--folder", type=Path, default=REPOSITORY / ".build", help="where databases lie while they are measured"
    )
    chosen = parser.parse_args()
    if unknown := [letter for letter in chosen.letters if letter not in ROWS]:
        parser.error(f"there is no row {', '.join(unknown)}")
    uvloop.run(measure(chosen.letters or list(ROWS), chosen.folder, quick=chosen.quick))


if __name__ == "__main__":
    main()

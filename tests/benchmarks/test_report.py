from pathlib import Path

from benchmarks.report import Line, Results, Section, load_results, save_results, section_text, write_document

SECTION = Section(
    "c",
    "Single products",
    [Line("64 connections", "6,100/s", "≥ 5,000/s", met=True, figures="p50 9 ms"), Line("1 connection", "900/s")],
    ["A note."],
    "2026-01-02 03:04 UTC",
    12.4,
)
TEXT = """\
## (c) Single products

| what | measured | target | met | figures |
|---|---|---|---|---|
| 64 connections | 6,100/s | ≥ 5,000/s | yes | p50 9 ms |
| 1 connection | 900/s |  |  |  |

A note.

Measured 2026-01-02 03:04 UTC in 12 s.
"""


def test_a_section_is_a_table_with_target_and_whether_it_is_met() -> None:
    assert section_text(SECTION) == TEXT


def test_results_are_kept_between_runs_and_sections_stand_in_their_order(tmp_path: Path) -> None:
    results = Results({"processor": "a fast one"}, {"c": SECTION, "a": Section("a", "Bulk writes", [])})
    save_results(tmp_path / "results.json", results)
    kept = load_results(tmp_path / "results.json")
    assert kept == results
    write_document(tmp_path / "docs" / "benchmarks.md", kept)
    document = (tmp_path / "docs" / "benchmarks.md").read_text()
    assert "| processor | a fast one |" in document
    assert document.index("## (a) Bulk writes") < document.index(TEXT)


def test_no_results_are_empty_results(tmp_path: Path) -> None:
    assert load_results(tmp_path / "none.json") == Results()

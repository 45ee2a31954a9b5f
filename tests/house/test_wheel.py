"""What is installed: the package with everything that it reads, and nothing of the tests."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.house.source import ROOT, SOURCE


def test_the_wheel_holds_the_whole_package_and_its_licence(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
        described = {name.partition(".dist-info/")[2]: archive.read(name) for name in archive.namelist()}

    files = [path for path in (SOURCE / "shelfwire").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert held == {path.relative_to(SOURCE).as_posix() for path in files}
    assert {path.suffix for path in files} >= {".css", ".html", ".js", ".py", ".sql", ".svg", ".typed"}
    assert described["licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()
    assert b"shelfwire = shelfwire.cli:main" in described["entry_points.txt"]
    assert b"[pytest11]\nshelfwire = shelfwire.testing.plugin" in described["entry_points.txt"]

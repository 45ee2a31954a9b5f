"""Type checkers find the right uses of the SDK right and the wrong ones wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.lana.javascript import PACKAGES
from tests.house.source import ROOT

HERE = Path(__file__).parent


def test_mypy_agrees_with_every_use() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", str(HERE / "uses.py")],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        cwd=ROOT,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "Success: no issues found in 1 source file\n", "")


@pytest.mark.javascript
def test_pyright_agrees_with_every_use() -> None:
    pyright = str(PACKAGES / "node_modules" / "pyright" / "index.js")
    done = subprocess.run(
        ["node", pyright, "--outputjson", "-p", str(HERE), "--pythonpath", sys.executable],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    found = json.loads(done.stdout)
    assert found["generalDiagnostics"] == []
    assert (found["summary"]["filesAnalyzed"], done.returncode) == (1, 0)

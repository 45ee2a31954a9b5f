"""Runs the scripts beside it in Node.js, with the packages that `make javascript` installed."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

__all__ = ["run_script"]

PACKAGES = Path(__file__).parents[3] / ".build" / "javascript"
"""Where `package.json` and `package-lock.json` of this folder are installed."""

TIMEOUT_SECONDS = 60


def run_script(name: str, **given: Any) -> Any:
    """Run a script, which finds what is given to it in GIVEN as JSON, and give the JSON that it prints.

    It is read from standard input, so that it finds the packages of the folder it runs in.
    """
    done = subprocess.run(
        ["node", "--input-type=module", "-"],
        input=Path(__file__).with_name(name).read_text(encoding="utf-8"),
        cwd=PACKAGES,
        env={"PATH": os.environ["PATH"], "GIVEN": json.dumps(given)},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return json.loads(done.stdout)

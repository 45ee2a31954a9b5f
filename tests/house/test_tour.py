"""The tour of the README, run as it stands: each piece must print what the README shows behind it."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

from tests.house.documents import Block, blocks, section
from tests.house.source import ROOT

MARK = "@@ end of piece @@"
TOUR_SECONDS_MAX = 120


def pieces() -> list[tuple[str, Block | None]]:
    """Give each shell block of the tour with the block that shows its output, or None."""
    found = blocks(section((ROOT / "README.md").read_text(encoding="utf-8"), "tour"))
    behind = [*found[1:], None]
    return [
        (block.text, following if following and following.language != "sh" else None)
        for block, following in zip(found, behind, strict=True)
        if block.language == "sh"
    ]


def as_shown(output: str, shown: Block) -> object:
    """Read an output in the way it is shown: JSON as a value, text without white space at its ends."""
    return json.loads(output) if shown.language == "json" else output.strip()


def free_port() -> int:
    """Find a TCP port that nobody uses just now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def test_the_tour_of_the_readme_works_when_it_is_pasted(tmp_path: Path) -> None:
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parents[1])
    port = str(free_port())
    script = f"\necho '{MARK}'\n".join(text for text, _ in pieces()).replace("8000", port)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("SHELFWIRE_", "COLLEQTIVE_"))
    }

    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail", "-c", f"trap 'kill $SERVER 2>/dev/null || true' EXIT\n{script}"],
        check=False,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=TOUR_SECONDS_MAX,
    )
    outputs = done.stdout.split(f"{MARK}\n")

    assert (done.returncode, done.stderr) == (0, "")
    assert len(outputs) == len(pieces())
    assert [path.name for path in tmp_path.iterdir()] == [".venv"]
    for output, (_, shown) in zip(outputs, pieces(), strict=True):
        assert (as_shown(output, shown) if shown else output) == (as_shown(shown.text, shown) if shown else "")

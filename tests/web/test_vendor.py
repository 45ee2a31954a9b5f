"""What others made and we ship is what they published."""

import hashlib
from pathlib import Path

import pytest

import shelfwire

VENDOR = Path(shelfwire.__file__).parent / "web" / "vendor"
OWN = {"README.md", "SHA256SUMS"}


@pytest.mark.parametrize("folder", sorted(VENDOR.iterdir()), ids=lambda folder: folder.name)
def test_vendored_files_are_those_of_the_checksum_list_and_bring_their_licence(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: checksum for checksum, name in (line.split("  ", 1) for line in lines)}
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name not in OWN
    }

    assert found == listed
    assert "LICENSE" in listed

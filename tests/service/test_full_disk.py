"""A full disk: 507 in each API's shape, nothing lost, and the server recovers when there is space."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.across.shapes import assert_refused
from tests.service.apis import APIS
from tests.service.conftest import EVERY_PERMISSION, Client
from tests.serving import Served

DISK_MEBIBYTES = 12


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, a few mebibytes large."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEBIBYTES}m", "tmpfs", str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"this user may not mount a small file system: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_told_with_507_and_passes(small_disk: Path) -> None:
    server = Served(small_disk)
    server.catalog("one")
    client = Client(server.base_url, server.token("one", *EVERY_PERMISSION))
    others = [api.caller(server, "one") for api in APIS if api.dialect != "colleqtive"]
    items = [{"product_number": f"kept-{i}", "product_name": "n" * 200, "is_counted": True} for i in range(100)]
    assert client.push(*items).status == 200
    filling = small_disk / "filling"
    filling.write_bytes(b"x" * (DISK_MEBIBYTES - 6) * 1024 * 1024)

    acknowledged = 0
    for turn in range(1_000):
        more = [{"product_number": f"{turn}-{i}", "product_name": "n" * 200, "is_counted": True} for i in range(500)]
        answer = client.push(*more)
        if answer.status != 200:
            break
        acknowledged += 500
    body = assert_refused("colleqtive", answer, 507)
    assert body["errors"] == []
    for caller in others:
        sent = caller.body([f"{caller.api.name}-{i}" for i in range(2_000)], "n" * 200)
        assert_refused(caller.api.dialect, client.send(caller.api.method, caller.target, sent, caller.headers), 507)
    listed = client.send("GET", "/api/v2/public/products?page_size=1").json
    assert listed["total_record_count"] == 100 + acknowledged

    filling.unlink()
    assert client.push(*more).status == 200
    client.close()
    assert server.stop() == 0
    server = Served(small_disk)
    client = Client(server.base_url, server.token("one"))
    listed = client.send("GET", "/api/v2/public/products?page_size=1").json
    assert listed["total_record_count"] == 100 + acknowledged + 500
    client.close()
    assert server.stop() == 0

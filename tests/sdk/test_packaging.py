"""The SDK as it is installed: a distribution of its own, complete, without the server, on two libraries alone."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from shelfwire_client.version import VERSION
from tests.clients.test_colleqtive_sdk import SNIPPET
from tests.house.source import ROOT, SOURCE
from tests.sdk.conftest import Account
from tests.serving import environment

FOLDER = ROOT / "packages" / "shelfwire-client"
PACKAGE = SOURCE / "shelfwire_client"


def build(target: str, source: Path, folder: Path) -> Path:
    """Build a wheel or a source distribution and give its path."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)],
        cwd=source,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (built,) = folder.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", FOLDER, tmp_path_factory.mktemp("wheel"))


def sources() -> set[str]:
    files = [path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {path.relative_to(SOURCE).as_posix() for path in files}


def test_the_wheel_holds_every_module_the_mark_of_types_and_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        described = archive.read(f"shelfwire_client-{VERSION}.dist-info/METADATA").decode()
        licence = archive.read(f"shelfwire_client-{VERSION}.dist-info/licenses/LICENSE")
    assert {name for name in names if ".dist-info/" not in name} == sources()
    assert "shelfwire_client/py.typed" in names
    assert licence == (ROOT / "LICENSE").read_bytes() == (FOLDER / "LICENSE").read_bytes()
    assert re.findall(r"^(?:Name|Version|Requires-\S+|Provides-Extra): .*$", described, re.MULTILINE) == [
        "Name: shelfwire-client",
        f"Version: {VERSION}",
        "Requires-Python: <3.14,>=3.11",
        "Requires-Dist: httpx2>=2.16",
        "Requires-Dist: msgspec>=0.22",
        "Provides-Extra: progress",
        "Requires-Dist: rich>=13; extra == 'progress'",
    ]


def test_the_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    archive = build("sdist", FOLDER, tmp_path / "sdist")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    again = build("wheel", tmp_path / archive.name.removesuffix(".tar.gz"), tmp_path / "wheel")
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def needed(name: str) -> Iterator[str]:
    """Name a distribution and all that it needs on this Python."""
    yield name
    for text in distribution(name).requires or []:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield from needed(requirement.name)


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and its two libraries in it, and nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            archive.extract(name, folder)
    found = [distribution(name) for name in (*needed("httpx2"), *needed("msgspec"))]
    tops = {Path(str(one.locate_file(path.parts[0]))) for one in found for path in one.files or []}
    for top in tops:
        if top.name not in {"..", "__pycache__"}:
            (folder / top.name).symlink_to(top)
    return folder


def run(bare: Path, program: str, settings: dict[str, str]) -> tuple[int, str, str]:
    """Run a program that finds nothing but the standard library and that folder."""
    source = f"import sys\nsys.path.append({str(bare)!r})\n{program}"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-W", "error", "-c", source],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment(settings),
    )
    return done.returncode, done.stdout, done.stderr


def test_it_works_with_its_two_libraries_alone(bare: Path, account: Account) -> None:
    snippet = SNIPPET.replace("colleqtive_sdk", "shelfwire_client") + "client.close()\n"
    assert run(bare, snippet, account.environment("colleqtive")) == (0, "0\n", "")


EVERY_MODULE = """
import pkgutil
from importlib import import_module
from importlib.util import find_spec

import shelfwire_client

print([name for name in ("shelfwire", "rich", "colleqtive_sdk") if find_spec(name)])
found = [module.name for module in pkgutil.walk_packages(shelfwire_client.__path__, "shelfwire_client.")]
for name in found:
    import_module(name)
print(sorted(found))
"""


def test_every_module_can_be_imported_without_the_server_and_without_extras(bare: Path) -> None:
    modules = {name.removesuffix(".py").removesuffix("/__init__") for name in sources() if name.endswith(".py")}
    names = sorted(name.replace("/", ".") for name in modules - {"shelfwire_client"})
    assert run(bare, EVERY_MODULE, {}) == (0, f"[]\n{names}\n", "")


def test_the_version_is_said_once_more_and_equal() -> None:
    described = tomllib.loads((FOLDER / "pyproject.toml").read_text(encoding="utf-8"))
    assert described["project"]["version"] == VERSION


def test_its_readme_shows_the_documented_snippet() -> None:
    snippet = SNIPPET.replace("colleqtive_sdk", "shelfwire_client").strip()
    assert f"```python\n{snippet}\n```" in (FOLDER / "README.md").read_text(encoding="utf-8")

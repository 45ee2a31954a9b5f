"""Clients with and without asyncio: one is made from the other, and both offer the same."""

import inspect
import re
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import shelfwire_client
from tools.sync_twin import SDK, SOURCES, main, stale, translate, twin_of


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(SDK.parent).with_suffix("").parts)


MODULES = [pytest.param(name_of(source), name_of(twin_of(source)), id=name_of(source)) for source in SOURCES]


def test_every_twin_is_what_its_source_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert stale() == []
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == ""


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source and its twin in another folder, for tests that change them."""
    source = tmp_path / "async_pages.py"
    for path in (SDK / "core" / "async_pages.py", SDK / "core" / "pages.py"):
        (tmp_path / path.name).write_text(path.read_text())
    monkeypatch.setattr("tools.sync_twin.ROOT", tmp_path)
    monkeypatch.setattr("tools.sync_twin.SOURCES", [source])
    return source


def test_a_change_of_a_source_or_of_a_twin_is_noticed_and_writing_mends_it(
    copied: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twin = twin_of(copied)
    copied.write_text(copied.read_text().replace("def has_next_page", "def has_another_page"))
    assert main(["--check"]) == 1
    assert main([]) == 0
    assert "def has_another_page" in twin.read_text()
    assert main(["--check"]) == 0

    twin.write_text(twin.read_text() + "\n")
    assert main(["--check"]) == 1
    twin.unlink()
    assert main(["--check"]) == 1
    assert capsys.readouterr().out.split() == ["pages.py"] * 4


def test_words_of_asyncio_become_those_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "async_example.py"
    source.write_text(
        '"""An example.\n\nThe module without `async` in its name is made from this one; change this one.\n"""\n'
        "import asyncio\n"
        "async def wait(one: Awaitable[Callable[[int], dict[str, int]]]) -> AsyncPaginator[AsyncPage, Item]:\n"
        '    """Wait for an `async for` loop."""\n'
        "    await asyncio.sleep(1)\n"
        "    async with one as two:\n"
        "        return [three async for three in aiter(two)]\n"
    )
    assert translate(source) == (
        "# Generated from async_example.py by tools/sync_twin.py: change that one, then run `make twins`.\n"
        '"""An example."""\n\n'
        "import time\n\n\n"
        "def wait(one: Callable[[int], dict[str, int]]) -> Page:\n"
        '    """Wait for a `for` loop."""\n'
        "    time.sleep(1)\n"
        "    with one as two:\n"
        "        return [three for three in iter(two)]\n"
    )


def classes(module: ModuleType) -> dict[str, type]:
    """Give the public classes that a module makes, by their names without `Async`."""
    made = {name: value for name, value in vars(module).items() if inspect.isclass(value)}
    return {
        name.removeprefix("Async"): value
        for name, value in made.items()
        if value.__module__ == module.__name__ and name[0] != "_"
    }


def surface(kind: type) -> dict[str, tuple[Any, str]]:
    """Give the public members of a class: what each takes, and what it says, without words of asyncio."""
    return {
        name.replace("__a", "__"): (taken(inspect.getattr_static(kind, name)), plain(getattr(kind, name).__doc__))
        for name in dir(kind)
        if name[0] != "_" or name in {"__aenter__", "__aexit__", "__aiter__", "__enter__", "__exit__", "__iter__"}
    }


def taken(member: Any) -> Any:
    """Give the names, kinds and defaults of what a method takes; of a property, that it is one."""
    function = member.__func__ if isinstance(member, classmethod) else member
    if not inspect.isfunction(function):
        return type(member)
    return [(one.name, one.kind, one.default) for one in inspect.signature(function).parameters.values()]


def plain(documented: str | None) -> str:
    return re.sub(
        r"\b(an (?=`async )|async )",
        lambda found: "a " if found[0] == "an " else "",
        re.sub(r"\bAsync(?=[A-Z])", "", documented or ""),
    )


@pytest.mark.parametrize(("source", "twin"), MODULES)
def test_both_kinds_have_the_same_methods_with_the_same_parameters_and_words(source: str, twin: str) -> None:
    ours, theirs = classes(import_module(source)), classes(import_module(twin))
    assert set(ours) == set(theirs)
    for name, kind in ours.items():
        assert surface(kind) == surface(theirs[name]), name
        assert plain(kind.__doc__) == plain(theirs[name].__doc__), name


def test_every_public_client_has_its_twin() -> None:
    public = dir(shelfwire_client)
    clients = {name.removeprefix("Async") for name in public if name.startswith("Async")}
    assert clients == {"Cin7Omni", "Colleqtive", "Lana", "VendNovation"}
    assert clients <= set(public)


@pytest.mark.parametrize("name", ["Cin7Omni", "Colleqtive", "Lana", "VendNovation"])
@pytest.mark.parametrize("mode", ["Raw", "Streamed"])
def test_raw_and_streamed_resources_have_every_operation(name: str, mode: str) -> None:
    module = import_module(f"{getattr(shelfwire_client, name).__module__}")
    resources = {kind: value for kind, value in classes(module).items() if f"{kind}{mode}" in classes(module)}
    assert resources
    for kind, resource in resources.items():
        operations = {
            member for member, value in vars(resource).items() if inspect.isfunction(value) and member[0] != "_"
        }
        source = inspect.getsource(classes(module)[f"{kind}{mode}"])
        offered = set(re.findall(r"self\.(\w+) = \w+\(one\.\1\)", source))
        assert offered == {one for one in operations if not one.endswith("_all")}

"""docs/api.md is made from the code, and names every method of every client."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from tests.sdk.test_twins import classes
from tools import api_index
from tools.api_index import PAGE, clients, main, page_text


def test_the_page_is_what_the_code_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert PAGE.read_text(encoding="utf-8") == page_text()
    assert main(["--check"]) == 0
    assert capsys.readouterr().out == ""


def test_a_page_that_is_stale_or_missing_is_noticed_and_writing_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "api.md"
    monkeypatch.setattr(api_index, "PAGE", page)

    assert main(["--check"]) == 1
    assert not page.exists()
    assert main([]) == 0
    assert main(["--check"]) == 0
    page.write_text(page.read_text(encoding="utf-8").replace("flush: bool", "flush: int"), encoding="utf-8")
    assert main(["--check"]) == 1
    assert capsys.readouterr().out.split() == ["api.md"] * 3


def test_every_operation_of_every_client_is_listed_with_what_it_sends() -> None:
    listed = re.findall(r"^- `client\.(?:\w+\.)?(\w+)\(.*`: `(?:GET|POST|PUT|DELETE) /", page_text(), re.MULTILINE)
    expected = [
        method
        for client in clients()
        for name, kind in classes(import_module(client.__module__)).items()
        if not name.endswith(("Page", "Raw", "Streamed"))
        for method, member in vars(kind).items()
        if method[0] != "_" and not isinstance(member, property)
    ]

    assert sorted(listed) == sorted(expected)


def test_a_line_has_types_without_what_is_said_once_at_the_top() -> None:
    assert (
        "- `client.products.create_products(*, flush: bool = UNSET, body: Iterable[ProductParam] = UNSET, "
        "**options: CallOptions) -> MutationResponse`: `POST /api/v2/public/products`\n"
    ) in page_text()

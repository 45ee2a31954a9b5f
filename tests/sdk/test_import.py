"""What importing the package brings in, and that all it names is there."""

import ast
import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

import shelfwire_client

CLIENTS = (
    "AsyncCin7Omni",
    "AsyncColleqtive",
    "AsyncLana",
    "AsyncVendNovation",
    "Cin7Omni",
    "Colleqtive",
    "Lana",
    "VendNovation",
)
HEAVY = {"asyncio", "ssl", "httpx2", "msgspec", "shelfwire", "rich", "sqlite3", "email"}


def brought_in(statement: str) -> set[str]:
    """Give the packages that a fresh interpreter has loaded after a statement, and had not before."""
    source = (
        "import json, sys\nbefore = set(sys.modules)\n"
        f"{statement}\nprint(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True, timeout=60)
    names: list[str] = json.loads(done.stdout)
    return {name.partition(".")[0] for name in names}


def test_importing_the_package_brings_in_nothing_heavy() -> None:
    assert brought_in("import shelfwire_client") & HEAVY == set()


def test_errors_need_no_connection() -> None:
    assert brought_in("from shelfwire_client import APIStatusError") & HEAVY <= {"msgspec"}


@pytest.mark.parametrize("name", CLIENTS)
def test_a_client_is_made_without_the_http_library_and_without_the_server(name: str) -> None:
    arguments = {
        "Cin7Omni": 'username="u", key="k"',
        "Colleqtive": 'bearer_token="t"',
        "Lana": 'token="t", shop_id="s"',
        "VendNovation": 'api_key="k", username="u", password="p", base_url="http://api.example"',
    }[name.removeprefix("Async")]
    loaded = brought_in(f"from shelfwire_client import {name}\n{name}({arguments})")
    assert loaded & {"httpx2", "rich", "shelfwire", "sqlite3"} == set()
    assert "asyncio" not in loaded or name.startswith("Async")


def test_every_name_is_at_home_where_it_is_said_to_be() -> None:
    for name, home in shelfwire_client._HOMES.items():
        assert getattr(shelfwire_client, name) is getattr(importlib.import_module(home), name)
        assert name in dir(shelfwire_client)
    assert shelfwire_client.__version__ == "0.1.0"


def test_types_and_homes_agree() -> None:
    source = ast.parse(Path(shelfwire_client.__file__).read_text())
    (typed,) = [node for node in source.body if isinstance(node, ast.If)]
    seen = {
        alias.asname: node.module
        for node in typed.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname == alias.name
    }
    assert seen == shelfwire_client._HOMES


def test_there_is_nothing_else() -> None:
    with pytest.raises(AttributeError, match="module 'shelfwire_client' has no attribute 'nothing'"):
        _ = shelfwire_client.nothing

"""A server as an operator sees it: what it says, how it stops, and commands beside it."""

import json
import re
import signal
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.serving import Served, running, shelfwire


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path)
    yield server
    server.close()


def products(base_url: str, token: str) -> tuple[int, Any]:
    """Ask for the first products with a token: the status and the answer."""
    connection = HTTPConnection(base_url.removeprefix("http://"), timeout=60)
    try:
        connection.request("GET", "/api/v2/public/products", headers={"Authorization": f"Bearer {token}"})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_starting_says_where_everything_is_and_a_signal_stops_it_gracefully(
    tmp_path: Path, number: signal.Signals
) -> None:
    with running("serve", "--db", f"sqlite:///{tmp_path / 'shop.db'}", "--port", "0") as command:
        base_url = command.started()
        command.line(re.escape("  stop it with ctrl-C or SIGTERM"))
        assert command.said[1:] == [
            f"  data: the SQLite file {tmp_path / 'shop.db'}",
            f"  pages: {base_url}/",
            f"  Colleqtive reference: {base_url}/docs/colleqtive",
            f"  Lana reference: {base_url}/docs/lana",
            f"  Cin7 Omni reference: {base_url}/docs/cin7",
            f"  VendNovation reference: {base_url}/docs/vendnovation",
            "  stop it with ctrl-C or SIGTERM",
        ]
        assert command.stop(number) == 0
        assert command.said[8:] == ["stopped"]


def test_what_commands_do_beside_a_server_holds_there_at_once(served: Served) -> None:
    made = served.catalog("acme")
    first, second = served.token("acme"), served.token("acme", "products.create")
    status, answer = products(served.base_url, first)
    assert (status, answer["records"], answer["total_record_count"]) == (200, [], 0)
    assert products(served.base_url, second)[0] == 403
    assert products(served.base_url, first[:-1])[0] == 401
    served.command("key", "revoke", "1")
    status, answer = products(served.base_url, first)
    assert status == 401
    assert answer["success"] is False
    assert "revoked" in answer["message"]
    assert served.command("catalog", "list") == {"catalogs": [made | {"products": 0, "revision": 0}]}
    assert served.stop() == 0


def test_a_second_server_on_the_same_file_refuses_to_start_and_the_first_goes_on(served: Served) -> None:
    served.catalog("acme")
    token = served.token("acme")
    for command in ("serve", "demo"):
        refused = shelfwire(command, "--db", served.url, "--port", "0")
        assert refused.returncode == 2
        assert re.fullmatch(
            rf"shelfwire: another server is running on \S+ \(process {served.process.pid}\); SQLite has one writer\n",
            refused.stderr,
        )
    assert products(served.base_url, token)[0] == 200
    assert served.stop() == 0


def test_a_server_can_start_again_after_it_was_killed(tmp_path: Path) -> None:
    first = Served(tmp_path)
    first.catalog("acme")
    first.kill()
    second = Served(tmp_path)
    assert [row["name"] for row in second.command("catalog", "list")["catalogs"]] == ["acme"]
    assert second.stop() == 0


def test_an_address_in_use_is_told_by_name(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = shelfwire("serve", "--db", f"sqlite:///{tmp_path / 'shop.db'}", "--port", str(port))
    assert refused.returncode == 2
    assert refused.stderr == f"shelfwire: cannot listen on 127.0.0.1 port {port}: Address already in use\n"


@pytest.mark.parametrize("host", ["203.0.113.1", "a" * 300])
def test_an_address_that_is_not_ours_is_told_by_name(tmp_path: Path, host: str) -> None:
    refused = shelfwire("serve", "--db", f"sqlite:///{tmp_path / 'shop.db'}", "--port", "0", "--host", host)
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"shelfwire: cannot listen on {host} port 0: ")
    assert refused.stderr.count("\n") == 1


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    settings = {
        "SHELFWIRE_DB": f"sqlite:///{tmp_path / 'shop.db'}",
        "SHELFWIRE_PORT": "0",
        "SHELFWIRE_RATE_PER_DAY": "1",
    }
    with running("serve", settings=settings) as command:
        base_url = command.started()
        assert shelfwire("catalog", "create", "acme", settings=settings).returncode == 0
        made = shelfwire("key", "create", "--catalog", "acme", "--dialect", "colleqtive", "--json", settings=settings)
        token = json.loads(made.stdout)["token"]
        assert [products(base_url, token)[0] for _ in range(2)] == [200, 429]
        assert command.stop() == 0

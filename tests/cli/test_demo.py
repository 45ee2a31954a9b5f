"""The demo from its start to its end, with the lines that it prints used as they are."""

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

from shelfwire.cli.assortment import samples
from shelfwire.cli.loaders import LOADERS
from tests.serving import Command, running, shelfwire

PRODUCTS = len(samples())


def told(command: Command) -> tuple[str, str, str]:
    """Wait until the demo has said what Colleqtive's clients need: the base URL, the token and the curl line."""
    command.line(f"catalog demo: {PRODUCTS} products")
    base_url = command.line(r"colleqtive base URL: (http://127\.0\.0\.1:\d+)").group(1)
    token = command.line(r"colleqtive token: (sw_[0-9A-Za-z]{49})").group(1)
    return base_url, token, command.line(r"curl .*").group()


def pasted(line: str) -> Any:
    """Run a line in a shell, as somebody does who pastes it, and give the answer."""
    done = subprocess.run(  # noqa: S602 - a line for a shell
        line, shell=True, capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(done.stdout)


def test_the_demo_loads_its_products_and_its_curl_line_works_when_pasted(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    with running("demo", "--db", url, "--port", "0") as command:
        base_url, token, line = told(command)
        assert line == (
            f"curl -H 'Authorization: Bearer {token}' '{base_url}/api/v2/public/products?page_start=1&page_size=2'"
        )
        answer = pasted(line)
        assert (answer["total_record_count"], len(answer["records"])) == (PRODUCTS, 2)
        first, read = samples()[0], answer["records"][0]
        assert (read["product_number"], read["product_name"], read["barcode"], read["price"]) == (
            first.number,
            first.name,
            first.barcode,
            first.price_cents / 100,
        )
        assert command.stop() == 0
    assert command.said[0] == f"Shelfwire {shelfwire('--version').stdout.strip()} serves {base_url}"
    assert f"  data: the SQLite file {tmp_path / 'demo.db'}" in command.said
    assert command.said[-1] == "stopped"


def test_each_dialects_curl_line_shows_what_all_of_them_loaded(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    titled = samples()[list(LOADERS).index("lana") :: len(LOADERS)]
    with running("demo", "--db", url, "--port", "0") as command:
        base_url, _, _ = told(command)
        assert command.line(r"lana base URL: (.*)").group(1) == base_url
        latest = pasted(command.line(r"curl .*").group())["items"]
        assert command.line(r"cin7 base URL: (.*)").group(1) == f"{base_url}/api"
        styles = [product["styleCode"] for product in pasted(command.line(r"curl .*").group())]
        assert command.line(r"vendnovation base URL: (.*)").group(1) == f"{base_url}/vendor/prod"
        line = command.line(r"curl .*").group()
        assert command.stop() == 0
    assert styles == [sample.number for sample in samples()[: 2 * len(LOADERS) : len(LOADERS)]]
    assert [sorted(product) for product in latest] == [["handle", "id", "title"]] * 2
    assert [product["title"] for product in latest] == [sample.name for sample in titled[:-3:-1]]
    with running("serve", "--db", url, "--port", "0") as command:
        served = command.line(r"Shelfwire \S+ serves (http://127\.0\.0\.1:\d+)").group(1)
        line = line.replace(base_url, served).replace("'size: 2'", "'size: 50'")
        products = [product for page in range(1, PRODUCTS // 50 + 2) for product in pasted(f"{line} -H 'page: {page}'")]
        assert command.stop() == 0
    assert sorted(product["name"] for product in products) == sorted(sample.name for sample in samples())
    numbers = sorted(product["number"] for product in products if product["number"])
    assert numbers == sorted({sample.number for sample in samples()} - {sample.number for sample in titled})


def test_each_dialects_export_line_is_all_that_its_python_client_needs(tmp_path: Path) -> None:
    program = """
from shelfwire_client import Cin7Omni, Colleqtive, Lana, VendNovation

with Colleqtive() as colleqtive, Lana() as lana, Cin7Omni() as cin7, VendNovation() as vendnovation:
    print(len(colleqtive.products.list_products(page_size=1).items), len(lana.products.page(limit=1).items))
    print(len(cin7.products.list(rows=1).items), len(vendnovation.products.list_products(size=1).items))
"""
    with running("demo", "--db", f"sqlite:///{tmp_path / 'demo.db'}", "--port", "0") as command:
        lines = [command.line(r"export .*").group() for _ in LOADERS]
        done = subprocess.run(
            ["bash", "-c", "\n".join([*lines, f"exec {shlex.quote(sys.executable)} -c {shlex.quote(program)}"])],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert command.stop() == 0
    assert (done.stdout, done.stderr) == ("1 1\n1 1\n", "")


def test_the_demo_can_run_twice_on_one_database_and_changes_nothing_the_second_time(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    listed = []
    for _ in range(2):
        with running("demo", "--db", url, "--port", "0") as command:
            assert pasted(told(command)[2])["total_record_count"] == PRODUCTS
            assert command.stop() == 0
        listed.append(json.loads(shelfwire("catalog", "list", "--db", url, "--json").stdout))
    assert [row["name"] for row in listed[0]["catalogs"]] == ["demo"]
    assert listed[0]["catalogs"][0]["products"] == PRODUCTS
    assert listed[1] == listed[0]


def test_without_a_database_the_demo_makes_one_in_a_folder_of_its_own_and_says_where(tmp_path: Path) -> None:
    settings = {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    folders = set()
    for _ in range(2):
        with running("demo", "--port", "0", settings=settings) as command:
            folders.add(Path(command.line(r"  data: the SQLite file (.*/demo\.db)").group(1)).parent)
            told(command)
            assert command.stop() == 0
    assert folders == {path for path in (tmp_path / "shelfwire").iterdir() if path.is_dir()}
    assert len(folders) == 2


def test_a_demo_that_cannot_load_its_products_stops_with_the_servers_own_words(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    with running("demo", "--db", url, "--port", "0", settings={"SHELFWIRE_ITEMS_MAX": "10"}) as command:
        assert command.line(r"shelfwire: the samples were refused with (\d+): .*").group(1) == "413"
        assert command.end() == 2

import asyncio
from pathlib import Path

import apsw
import msgspec
import pytest

from benchmarks.apis.api import Api, Phase
from benchmarks.apis.cin7 import CIN7
from benchmarks.apis.colleqtive import COLLEQTIVE
from benchmarks.apis.lana import LANA, given_product
from benchmarks.apis.vendnovation import VENDNOVATION, VENDNOVATION_EVERY_FIELD
from benchmarks.client import Answer, drive, phase_seconds, single
from benchmarks.prepared import prepared
from benchmarks.products import NUMBER_STEP, bodies, number_text
from benchmarks.raw import Raw, prepare
from benchmarks.server import Workplace
from shelfwire.catalog.keys import slug


def rows_of(path: Path) -> list[tuple[object, ...]]:
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    rows = connection.execute(
        "SELECT row_id, catalog_id, product_id, revision, sku, handle, option_code, vending_key, attributes "
        "FROM products ORDER BY row_id"
    ).fetchall()
    connection.close()
    return rows


@pytest.mark.parametrize("api", [COLLEQTIVE, LANA, CIN7, VENDNOVATION, VENDNOVATION_EVERY_FIELD])
def test_raw_writes_the_very_rows_that_the_service_writes(api: Api, place: Workplace, tmp_path: Path) -> None:
    numbers = list(range(250))
    path = tmp_path / "raw.db"
    raw = Raw(path, 100, form=api.form)
    raw.write(prepare(numbers, first_product_id=1, api=api), 250)
    again = 1 if api.form.matches_number else 251
    raw.write(prepare(numbers, first_product_id=again, changed=True, api=api), 250)
    assert raw.count() == 250
    raw.close()
    database = place.database("ours.db")

    async def load() -> None:
        async with place.server(database) as server:
            client = await api.connect(server)
            for phase in api.phases:
                answers: list[Answer] = []
                await drive(server.port, client.requests(phase, numbers, 250), connections=1, answers=answers)
                client.check(phase, answers)

    asyncio.run(load())
    assert rows_of(path) == rows_of(database)


def test_raw_writes_the_same_whatever_the_size_of_its_statements(tmp_path: Path) -> None:
    written = []
    for statement_rows in (1, 7, 50):
        path = tmp_path / f"{statement_rows}.db"
        raw = Raw(path, statement_rows)
        raw.write(prepare(range(60), first_product_id=1), 25)
        raw.close()
        written.append(rows_of(path))
    assert written[0] == written[1] == written[2]
    assert len(written[0]) == 60


def test_a_prepared_file_is_a_catalog_that_the_service_serves_and_goes_on_with(place: Workplace) -> None:
    path = prepared(place, 3_000)
    assert prepared(place, 3_000) == path

    async def ask() -> tuple[dict[str, object], bytes, dict[str, object]]:
        async with place.server(place.database("ours.db", path)) as server:
            page = await single(server.port, server.read("page_size=50&page_start=60"))
            written = await single(server.port, server.small_write(bodies([16, 17], 2)[0]))
            found = await single(server.port, server.read(f"product_number={number_text(17)}"))
            return msgspec.json.decode(page.body), written.body, msgspec.json.decode(found.body)

    page, written, found = asyncio.run(ask())
    records = page["records"]
    assert isinstance(records, list)
    assert [record["product_number"] for record in records] == [
        number_text(place_in_catalog * NUMBER_STEP) for place_in_catalog in range(2_951, 3_001)
    ]
    assert page["total_record_count"] == 3_000
    assert b'"data":"2"' in written
    assert found["total_record_count"] == 1


def test_a_prepared_file_has_the_vending_keys_by_which_a_push_finds_its_products(place: Workplace) -> None:
    path = prepared(place, 3_000, VENDNOVATION)
    numbers = [place_in_catalog * NUMBER_STEP for place_in_catalog in (2_999, 1_001, 1, 3_000)]

    async def push() -> list[Answer]:
        answers: list[Answer] = []
        async with place.server(place.database("ours.db", path)) as server:
            client = await VENDNOVATION.connect(server)
            await drive(server.port, client.requests(Phase.FIRST, numbers, 4), connections=1, answers=answers)
        return answers

    (answer,) = asyncio.run(push())
    assert msgspec.json.decode(answer.body) == [2_999, 1_001, 1, 3_000]
    assert phase_seconds(answer).keys() >= {"read", "merge", "write"}


def test_a_prepared_file_has_handles_that_no_two_products_share_and_pages_by_the_moment_of_creation(
    place: Workplace,
) -> None:
    database = place.database("ours.db", prepared(place, 3_000, LANA))

    async def ask() -> bytes:
        async with place.server(database) as server:
            client = await LANA.connect(server)
            page = client.listed(
                {"created_at_min": "2025-10-09T08:53:20Z", "limit": 2, "offset": 1_000}, "items { handle }"
            )
            return (await single(server.port, page)).body

    handles = [slug(given_product(number * NUMBER_STEP)["title"]) for number in (1_001, 1_002)]
    items = msgspec.json.decode(asyncio.run(ask()))["data"]["productsPage"]["items"]
    assert [item["handle"][-11:] for item in items] == [handle[-11:] for handle in handles]

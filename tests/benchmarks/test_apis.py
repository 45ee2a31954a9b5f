import asyncio

import msgspec
import pytest

from benchmarks.apis.api import Api, Phase
from benchmarks.apis.cin7 import CIN7, created_product, updated_product
from benchmarks.apis.colleqtive import COLLEQTIVE
from benchmarks.apis.vendnovation import VENDNOVATION, VENDNOVATION_EVERY_FIELD, pushed_product
from benchmarks.client import Answer, UnexpectedAnswerError, drive
from benchmarks.products import NUMBER_STEP, TEMPLATES, number_text
from benchmarks.server import Workplace
from shelfwire.dialects.vendnovation.attributes import PRODUCT_FIELDS

APIS: dict[str, Api] = {"colleqtive": COLLEQTIVE, "cin7": CIN7, "vendnovation": VENDNOVATION}
EXAMPLES = 500


def stored_bytes(api: Api) -> float:
    """The length of an attribute map, on the average."""
    return sum(len(api.row(number)[-1]) for number in range(EXAMPLES)) / EXAMPLES


@pytest.mark.parametrize("name", APIS)
def test_what_is_stored_of_a_product_has_about_700_bytes_by_every_api(name: str) -> None:
    assert 640 <= stored_bytes(APIS[name]) <= 760


def test_the_two_sides_of_matching_store_the_same_amount_in_as_many_fields() -> None:
    assert stored_bytes(VENDNOVATION) == pytest.approx(stored_bytes(COLLEQTIVE), rel=0.02)
    assert len(pushed_product(1)) == 22


@pytest.mark.parametrize("name", APIS)
def test_a_row_has_the_keys_of_its_form_and_its_attributes_in_sorted_order(name: str) -> None:
    api = APIS[name]
    values = api.row(77)
    assert len(values) == len(api.form.keys) + 1
    stored = list(msgspec.json.decode(values[-1]))
    assert stored == sorted(stored)
    assert len({api.row(number)[: len(api.form.keys)] for number in range(EXAMPLES)}) == EXAMPLES


@pytest.mark.parametrize(
    ("name", "changing"),
    [
        ("colleqtive", {"description", "price"}),
        ("cin7", {"description", "cin7:weight"}),
        ("vendnovation", {"price", "vendnovation:customField1"}),
    ],
)
def test_a_changed_product_has_its_keys_still_and_differs_in_two_values(name: str, changing: set[str]) -> None:
    (*keys, before), (*keys_after, after) = APIS[name].row(77), APIS[name].row(77, changed=True)
    assert keys == keys_after
    stored, stored_after = msgspec.json.decode(before), msgspec.json.decode(after)
    assert stored.keys() == stored_after.keys()
    assert {name for name in stored if stored[name] != stored_after[name]} == changing


def test_a_cin7_product_keeps_the_bounds_of_both_operations() -> None:
    for number in range(EXAMPLES):
        update = updated_product(number, 1)
        assert 2 <= len(update["name"]) <= 50
        assert len(update["description"]) <= 250
        assert created_product(number, changed=True).items() >= {
            (name, value) for name, value in update.items() if isinstance(value, str)
        }


def test_what_makes_a_product_unique_comes_again_in_the_templates_of_prepared_files() -> None:
    template, later = 7 * NUMBER_STEP, (7 + 3 * TEMPLATES) * NUMBER_STEP
    key, later_key = VENDNOVATION.row(template)[1], VENDNOVATION.row(later)[1]
    assert key.replace(number_text(template), number_text(later)) == later_key


def test_a_load_whose_products_meet_another_fate_than_its_phase_means_is_an_error(place: Workplace) -> None:
    async def create_twice() -> None:
        async with place.fresh_server() as server:
            client = await CIN7.connect(server)
            requests = client.requests(Phase.FIRST, range(3), 3)
            for _ in range(2):
                answers: list[Answer] = []
                await drive(server.port, requests, connections=1, answers=answers)
                client.check(Phase.FIRST, answers)

    with pytest.raises(UnexpectedAnswerError, match="first load: _Result\\(success=False, id=1, code='P0000000000'\\)"):
        asyncio.run(create_twice())


def test_every_field_is_sent_where_it_shall_be_those_without_use_as_null(place: Workplace) -> None:
    async def bodies() -> list[bytes]:
        async with place.fresh_server() as server:
            clients = [await api.connect(server) for api in (VENDNOVATION, VENDNOVATION_EVERY_FIELD)]
        return [client.requests(Phase.FIRST, [5], 1)[0][1] for client in clients]

    ((usual,), (every,)) = (msgspec.json.decode(body)["body"] for body in asyncio.run(bodies()))
    assert usual == pushed_product(5)
    assert set(every) == set(PRODUCT_FIELDS)
    assert {name: value for name, value in every.items() if value is not None} == usual

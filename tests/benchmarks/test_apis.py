import msgspec
import pytest

from benchmarks.apis.api import Api, Phase
from benchmarks.apis.cin7 import CIN7, Cin7Client, created_product, updated_product
from benchmarks.apis.colleqtive import COLLEQTIVE
from benchmarks.apis.lana import LANA, LANA_GRAPHQL, LANA_SAME_TITLES, Lana, LanaClient, given_product
from benchmarks.apis.vendnovation import VENDNOVATION, VendnovationClient, pushed_product
from benchmarks.client import Answer, UnexpectedAnswerError
from benchmarks.products import NUMBER_STEP, TEMPLATES, number_text
from shelfwire.dialects.vendnovation.attributes import PRODUCT_FIELDS

APIS: dict[str, Api] = {"colleqtive": COLLEQTIVE, "lana": LANA, "cin7": CIN7, "vendnovation": VENDNOVATION}
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
        ("lana", {"lana:maximum_quantity", "lana:meta_description"}),
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


@pytest.mark.parametrize(("phase", "success"), [(Phase.FIRST, b"false"), (Phase.EXISTING, b"true")])
def test_an_item_of_cin7_that_meets_another_fate_than_its_phase_means_is_an_error(phase: Phase, success: bytes) -> None:
    answer = b'[{"index":0,"success":' + success + b',"id":1,"code":"P1","errors":[]}]'
    with pytest.raises(UnexpectedAnswerError, match=f"{phase.value}: _Result"):
        Cin7Client("catalog1", "key").check(phase, [Answer(200, answer, b"", 0.1)])


def test_a_product_that_vendnovation_gives_no_number_is_an_error() -> None:
    with pytest.raises(UnexpectedAnswerError, match="changed re-load: a product has no number"):
        VendnovationClient({}, every_field=False).check(Phase.CHANGED, [Answer(200, b"[7,0]", b"", 0.1)])


def test_every_field_is_sent_where_it_shall_be_those_without_use_as_null() -> None:
    usual, every = (
        msgspec.json.decode(VendnovationClient({}, every_field=every).requests(Phase.FIRST, [5], 1)[0][1])["body"][0]
        for every in (False, True)
    )
    assert usual == pushed_product(5)
    assert set(every) == set(PRODUCT_FIELDS)
    assert {name: value for name, value in every.items() if value is not None} == usual


def test_cin7_products_are_updated_by_the_ids_that_their_creation_answered() -> None:
    client = Cin7Client("catalog1", "key")
    created = [{"index": 0, "success": True, "id": 70 + number, "code": number_text(number)} for number in (1, 2)]
    client.check(Phase.FIRST, [Answer(200, msgspec.json.encode(created), b"", 0.1)])
    ((head, body),) = client.requests(Phase.CHANGED, [2, 1], 250)
    assert head.startswith(b"PUT /api/v1/Products HTTP/1.1")
    assert msgspec.json.decode(body) == [updated_product(2, 72), updated_product(1, 71)]


@pytest.mark.parametrize(
    ("api", "body"),
    [
        (LANA, b'[{"id":"pd_00000001","import_index":1}]'),
        (LANA_GRAPHQL, b'{"data":{"productsCreate":[{"id":"pd_00000001","import_index":1}]}}'),
    ],
)
def test_a_product_that_lana_does_not_answer_is_an_error(api: Lana, body: bytes) -> None:
    client = LanaClient("token", "sh_00000001", api)
    client.requests(Phase.FIRST, [1], 1)
    client.check(Phase.FIRST, [Answer(200, body, b"", 0.1)])
    with pytest.raises(UnexpectedAnswerError, match="first load: 0 products were answered, not 1"):
        client.check(Phase.FIRST, [Answer(200, body.replace(b'{"id":"pd_00000001","import_index":1}', b""), b"", 0.1)])


def test_a_fault_of_lana_is_an_error() -> None:
    for api in (LANA, LANA_GRAPHQL):
        with pytest.raises(UnexpectedAnswerError, match=r"first load: .*apiError"):
            LanaClient("token", "sh_00000001", api).check(
                Phase.FIRST, [Answer(200, b'{"errors":[{"apiError":{"code":1000}}],"data":null}', b"", 0.1)]
            )


def test_lana_products_are_modified_through_the_relay_by_the_ids_that_their_creation_answered() -> None:
    client = LanaClient("token", "sh_00000001", LANA)
    created = [{"id": f"pd_0000000{number}", "import_index": number} for number in (1, 2)]
    client.check(Phase.FIRST, [Answer(200, msgspec.json.encode(created), b"", 0.1)])
    ((head, body),) = client.requests(Phase.CHANGED, [2, 1], 30)
    (item,) = msgspec.json.decode(body)
    assert head.startswith(b"POST /relay.json HTTP/1.1")
    assert item["url"] == "products.json?shop_id=sh_00000001&ids=pd_00000002,pd_00000001"
    assert [one["title"] for one in item["request"]] == [given_product(number)["title"] for number in (2, 1)]


def test_lana_products_of_the_same_title_differ_in_all_else() -> None:
    ((_, body),) = LanaClient("token", "sh_00000001", LANA_SAME_TITLES).requests(Phase.FIRST, [1, 2], 30)
    first, second = msgspec.json.decode(body)
    assert first["title"] == second["title"]
    assert {**first, "title": given_product(1)["title"]} == given_product(1)
    assert second["import_index"] == 2

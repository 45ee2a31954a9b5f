"""GET with `where` and `order`: what is found, in which order, and what a mistake is told."""

import pytest

from shelfwire.catalog.query import QUERY_NODES_MAX
from tests.dialects.cin7.conftest import NOW, Shop, one

DAY = 24 * 60 * 60 * 1_000_000


@pytest.fixture
def filled(shop: Shop) -> Shop:
    """Five products: of every status one, written a day apart, and one that another API wrote."""
    for number, status in enumerate(("Public", "Inactive", "ShowInB2B", "Internal")):
        shop.now = NOW + number * DAY
        options = [{"productOptionCode": f"A{number}", "retailPrice": number + 0.5}]
        shop.create(one(styleCode=f"S{number}", name=f"Name {9 - number}", status=status, productOptions=options))
    shop.now = NOW + 4 * DAY
    shop.elsewhere("S4", name="name 5", active=True)
    return shop


def found(shop: Shop, where: str = "", **query: str) -> list[int]:
    return [product["id"] for product in shop.products(where=where, **query)]


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        ("id=3", [3]),
        ("id in (2, 4, 99)", [2, 4]),
        ("status='Public'", [1, 5]),
        ("STATUS = 'inactive'", [2]),
        ("status<>'Public'", [2, 3, 4]),
        ("status='ShowInB2B' or status='Internal'", [3, 4]),
        ("styleCode='S1'", [2]),
        ("styleCode LIKE 'S%' AND NOT styleCode='S1'", [1, 3, 4, 5]),
        ("productOptionCode='A3'", [4]),
        ("name='Name 7'", [3]),
        ("stockControl='FIFO' and orderType='Order' and brand=''", [1, 2, 3, 4, 5]),
        ("retailPrice>=2.5", [3, 4]),
        ("modifieddate>=2026-09-24T00:00:00Z", [4, 5]),
        ("status='Public' and modifieddate>'2026-09-22T00:00:00Z'", [5]),
        ("modifiedDate<'2026-09-22'", [1]),
        ("styleCode='nope'", []),
    ],
)
def test_a_condition_finds_its_products_by_what_the_list_shows(filled: Shop, where: str, ids: list[int]) -> None:
    assert found(filled, where) == ids
    assert found(filled, where, order="id desc") == ids[::-1]


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        ("id", [1, 2, 3, 4, 5]),
        ("id ASC", [1, 2, 3, 4, 5]),
        ("ID desc", [5, 4, 3, 2, 1]),
        ("modifiedDate DESC", [5, 4, 3, 2, 1]),
        ("name", [4, 3, 2, 1, 5]),
        ("status, id desc", [2, 4, 5, 1, 3]),
    ],
)
def test_an_order_is_kept_over_pages(filled: Shop, order: str, ids: list[int]) -> None:
    pages = [found(filled, order=order, rows="2", page=str(page)) for page in (1, 2, 3, 4)]
    assert pages == [ids[:2], ids[2:4], ids[4:], []]
    assert found(filled, order=order, skip="1", top="3") == ids[1:4]


def test_fields_cut_what_is_found(filled: Shop) -> None:
    assert filled.products(where="id=16 or id=2", fields="styleCode") == [{"styleCode": "S1"}]


@pytest.mark.parametrize(
    ("name", "text", "position"),
    [
        ("where", "colour='red'", 0),
        ("where", "status='Public' and", 19),
        ("where", "  id=", 5),
        ("where", "id=1; drop table products", 4),
        ("where", "name LIKE name", 10),
        ("order", "id sideways", 3),
        ("order", "name,", 5),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(filled: Shop, name: str, text: str, position: int) -> None:
    answer = filled.ask("GET", query=((name, text),))
    assert answer.status == 400
    assert answer.body["message"].endswith(f" This is at character {position} of {name}.")
    assert answer.body["modelState"] == {name: [answer.body["message"]]}


def test_a_condition_beyond_its_bounds_is_refused(filled: Shop) -> None:
    for where in (" or ".join(["name like 'a%'"] * (QUERY_NODES_MAX + 1)), "(" * 500 + "id=1" + ")" * 500):
        answer = filled.ask("GET", query=(("where", where),))
        assert (answer.status, set(answer.body)) == (400, {"message", "modelState"})

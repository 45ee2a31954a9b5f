"""Lana's key among the others': handles of products that other APIs wrote, skus made of handles, and who shows them."""

from typing import Any

import pytest

from tests.across import lana_api
from tests.across.company import Company
from tests.across.views import CIN7, COLLEQTIVE, LANA, VENDNOVATION, VIEWS, good


def made(company: Company, *items: dict[str, Any]) -> list[dict[str, Any]]:
    """Create through Lana and give the products."""
    products: list[dict[str, Any]] = lana_api.done(lana_api.create(company, *items))
    return products


def identity(company: Company) -> list[tuple[str, str, str, str]]:
    """Give what the four APIs show as a product's key: number, style code, VendNovation's number and handle."""
    lists = (
        list(COLLEQTIVE.raw(company)),
        [record["styleCode"] for record in CIN7.records(company)],
        [record["number"] for record in VENDNOVATION.records(company)],
        [record["handle"] for record in LANA.records(company)],
    )
    return list(zip(*lists, strict=True))


@pytest.mark.parametrize("view", [COLLEQTIVE, CIN7, VENDNOVATION], ids=lambda view: view.dialect)
@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Café crème, 2 × 250 g", "cafe-creme-2-250-g"),
        ("日本", "product"),
        ("  -- A  b!", "a-b"),
        ("n" * 50, "n" * 50),
    ],
)
def test_a_product_that_lana_did_not_write_shows_its_name_and_number(
    company: Company, view: Any, name: str, slug: str
) -> None:
    view.create(company, {"sku": "S-1", "name": name, "brand": "b"})
    (number,) = (record["id"] for record in CIN7.records(company))
    assert identity(company) == [("S-1", "S-1", "S-1", f"{slug}-{number}")]

    view.update(company, {"sku": "S-1", "name": "Renamed", "brand": "b"})
    assert identity(company) == [("S-1", "S-1", "S-1", f"renamed-{number}")]


def test_the_handle_of_a_long_name_is_cut_before_its_number(company: Company) -> None:
    COLLEQTIVE.create(company, {"sku": "S-1", "name": "n" * 400})
    (number,) = (record["id"] for record in CIN7.records(company))
    ((*_, handle),) = identity(company)
    assert handle == "n" * (249 - len(str(number))) + f"-{number}"


def test_a_product_of_lana_has_its_handle_for_a_sku_which_is_shown_where_something_must_be(company: Company) -> None:
    made(company, {"title": "IPod Nano - 8GB"}, {"title": "x", "handle": "Given Handle"})
    assert identity(company) == [("ipod-nano-8gb", "", "", "ipod-nano-8gb"), ("Given Handle", "", "", "Given Handle")]


def test_a_handle_that_another_products_sku_is_gives_a_sku_with_the_number_behind_it(company: Company) -> None:
    COLLEQTIVE.create(company, {"sku": "tea", "name": "n"})
    made(company, {"title": "Tea"}, {"title": "Tea"})
    first, second, third = (record["id"] for record in CIN7.records(company))
    assert identity(company) == [
        ("tea", "tea", "tea", f"n-{first}"),
        (f"tea-{second}", "", "", "tea"),
        (f"tea-{third}", "", "", f"tea-{third}"),
    ]


def test_a_sku_stays_when_its_handle_changes_and_the_handle_is_free_again(company: Company) -> None:
    (product,) = made(company, {"title": "Tea"})
    lana_api.done(lana_api.modify(company, [product["id"]], {"handle": "green-tea", "title": "Green tea"}))
    made(company, {"title": "Tea"})
    _, second = (record["id"] for record in CIN7.records(company))
    assert identity(company) == [("tea", "", "", "green-tea"), (f"tea-{second}", "", "", "tea")]


def test_a_handle_can_be_given_to_a_product_of_another_api_and_stays_through_its_renames(company: Company) -> None:
    COLLEQTIVE.create(company, {"sku": "S-1", "name": "n"})
    (record,) = LANA.records(company)
    lana_api.done(lana_api.modify(company, [record["id"]], {"handle": "chosen"}))
    COLLEQTIVE.update(company, {"sku": "S-1", "name": "Renamed"})
    assert identity(company) == [("S-1", "S-1", "S-1", "chosen")]
    told = lana_api.create(company, {"title": "t", "handle": "chosen"})
    assert (told.error or {})["meta"] == {
        "fields": [{"field": "[0].handle", "problem": "already_exists", "min": 0, "max": 0}]
    }


def test_colleqtive_finds_a_product_of_lana_by_its_sku(company: Company) -> None:
    (product,) = made(company, {"title": "Tea", "tags": ["hot"]})
    COLLEQTIVE.create(company, {"sku": "tea", "name": "Colleqtive's tea", "price": 2.5})
    (record,) = LANA.records(company)
    assert record == product | {"title": "Colleqtive's tea"}
    assert identity(company) == [("tea", "", "", "tea")]


def test_cin7_skips_an_item_whose_style_code_is_a_sku_made_of_a_handle(company: Company) -> None:
    made(company, {"title": "Tea"})
    (record,) = CIN7.records(company)
    (result,) = good(CIN7.post(company, CIN7.item({"sku": "tea", "name": "Cin7's tea"})))
    assert (result["success"], result["id"]) == (False, record["id"])
    assert [one["title"] for one in LANA.records(company)] == ["Tea"]


@pytest.mark.parametrize("style", ["tea", "S-1"])
def test_a_style_code_given_to_a_product_of_lana_is_its_sku_from_then_on_and_shown(
    company: Company, style: str
) -> None:
    (product,) = made(company, {"title": "Tea"})
    (record,) = CIN7.records(company)
    (result,) = good(CIN7.put(company, {"id": record["id"], "styleCode": style}))
    assert (result["success"], result["code"]) == (True, style)
    assert identity(company) == [(style, style, style, "tea")]
    assert LANA.records(company) == [product]


def test_vendnovation_takes_over_a_product_of_lana_by_its_sku(company: Company) -> None:
    (product,) = made(company, {"title": "Tea", "tags": ["hot"]})
    (record,) = VENDNOVATION.records(company)
    item = VENDNOVATION.item({"sku": "tea", "name": "Vended tea", "brand": "b"})
    assert good(VENDNOVATION.put(company, item)) == [record["productId"]]
    assert LANA.records(company) == [product | {"title": "Vended tea"}]
    assert identity(company) == [("tea", "", "tea", "tea")]

    lana_api.done(lana_api.modify(company, [product["id"]], {"title": "Renamed"}))
    assert good(VENDNOVATION.put(company, item)) == [record["productId"]]
    assert [one["title"] for one in LANA.records(company)] == ["Vended tea"]


def test_a_number_that_is_no_sku_makes_vendnovation_create_beside_a_product_of_the_same_name(company: Company) -> None:
    made(company, {"title": "Tea"})
    (number,) = good(VENDNOVATION.put(company, VENDNOVATION.item({"sku": "N-1", "name": "Tea", "brand": "b"})))
    assert identity(company) == [("tea", "", "", "tea"), ("N-1", "N-1", "N-1", f"tea-{number}")]


def test_a_flush_deletes_products_of_lana_that_it_does_not_name_and_keeps_what_is_lanas_own_of_the_others(
    company: Company,
) -> None:
    own = {"tags": ["hot"], "published_at": "2014-09-04T12:23:34Z", "brand_id": "br_1"}
    kept, gone = made(company, {"title": "Kept"} | own, {"title": "Gone"} | own)
    (number, _) = (record["id"] for record in CIN7.records(company))

    body = good(COLLEQTIVE.push(company, COLLEQTIVE.item({"sku": "kept", "name": "Flushed"}), flush=True))

    assert "1 product not named was deleted" in body["message"]
    assert LANA.records(company) == [kept | {"title": "Flushed"}]
    assert identity(company) == [("kept", "kept", "kept", "kept")]
    assert [record["id"] for record in CIN7.records(company)] == [number]
    told = lana_api.modify(company, [kept["id"], gone["id"]], {"title": "not written"}, {"title": "not written"})
    assert (told.error or {})["code"] == 404
    (again,) = made(company, {"title": "Gone", "handle": "gone"})
    assert again["id"] != gone["id"]
    assert LANA.records(company) == [kept | {"title": "Flushed"}, again]


def test_a_flush_of_nothing_empties_the_catalog_of_lana_too(company: Company) -> None:
    made(company, {"title": "Gone"}, {"title": "Gone"})
    good(COLLEQTIVE.push(company, flush=True))
    assert [view.records(company) for view in VIEWS] == [[], [], [], []]


def test_lana_reads_modifies_and_deletes_what_others_wrote_by_one_id(company: Company) -> None:
    for view in (COLLEQTIVE, CIN7, VENDNOVATION):
        view.create(company, {"sku": view.dialect, "name": view.dialect, "brand": "b"})
    identifiers = [record["id"] for record in LANA.records(company)]
    for way, identifier in zip(lana_api.Way, identifiers, strict=True):
        (before,) = lana_api.done(lana_api.read(company, [identifier], way=way))
        (after,) = lana_api.done(lana_api.modify(company, [identifier], {"title": "t", "tags": ["a"]}, way=way))
        assert after == before | {"title": "t", "tags": ["a"], "handle": f"t-{before['handle'].rsplit('-', 1)[1]}"}
    assert [record["product_name"] for record in COLLEQTIVE.records(company)] == ["t", "t", "t"]
    lana_api.done(lana_api.delete(company, identifiers[:2]))
    assert list(COLLEQTIVE.raw(company)) == ["vendnovation"]

"""Which product it is: numbers, skus that nobody gave, suffixes, renames, and the same product under three APIs' keys."""

from typing import Any

import pytest

from tests.across.company import Company
from tests.across.views import CIN7, COLLEQTIVE, LANA, SHARED, VENDNOVATION, VIEWS, good

BASE = {name: SHARED[name] for name in ("sku", "name", "brand")}


def vending(company: Company) -> dict[int, Any]:
    return {record["productId"]: record for record in VENDNOVATION.records(company)}


def omni(company: Company) -> dict[int, Any]:
    return {record["id"]: record for record in CIN7.records(company)}


def post(company: Company, *items: dict[str, Any]) -> list[int]:
    """Create through Cin7 and give the ids."""
    results = good(CIN7.post(company, *items))
    assert [result["success"] for result in results] == [True] * len(items)
    return [result["id"] for result in results]


def omni_item(name: str, style: str | None = None, option: str | None = None) -> dict[str, Any]:
    option_item = {"retailPrice": 1} | ({"productOptionCode": option} if option else {})
    return {"name": name, "productOptions": [option_item]} | ({"styleCode": style} if style else {})


def test_numbers_are_the_same_in_every_api(company: Company) -> None:
    for view in VIEWS:
        view.create(company, {"sku": view.dialect, "name": view.dialect, "brand": "b"})
    skus = list(COLLEQTIVE.raw(company))
    assert skus == ["colleqtive", "cin7", "vendnovation", "lana"]
    ids = {number: record["styleCode"] for number, record in omni(company).items()}
    assert {number: record["number"] for number, record in vending(company).items()} == ids
    assert list(ids.values()) == ["colleqtive", "cin7", "vendnovation", ""]
    handles = [f"{sku}-{number}" for sku, number in zip(skus, ids, strict=True)]
    assert list(LANA.raw(company)) == [*handles[:3], "lana"]


@pytest.mark.parametrize(
    ("style", "option", "sku"), [(None, None, "CN-{id}"), (None, "OC-1", "OC-1"), ("S-1", "OC-1", "S-1")]
)
def test_a_product_of_cin7_without_a_style_code_has_a_derived_sku_that_it_does_not_show(
    company: Company, style: str | None, option: str | None, sku: str
) -> None:
    (number,) = post(company, omni_item("n", style, option))
    assert list(COLLEQTIVE.raw(company)) == [sku.format(id=number)]
    shown = omni(company)[number]
    assert (shown["styleCode"] or None, shown["productOptions"][0]["productOptionCode"] or None) == (style, option)
    assert (vending(company)[number]["number"] or None) == style


def test_an_option_code_that_is_taken_as_a_sku_gets_a_suffix_there_and_is_shown_as_it_was_sent(
    company: Company,
) -> None:
    COLLEQTIVE.create(company, BASE | {"sku": "OC-1"})
    (number,) = post(company, omni_item("n", option="OC-1"))
    assert sorted(COLLEQTIVE.raw(company)) == ["OC-1", f"OC-1-{number}"]
    shown = omni(company)[number]
    assert (shown["styleCode"] or None, shown["productOptions"][0]["productOptionCode"]) == (None, "OC-1")


def test_a_product_of_vendnovation_without_a_number_has_a_derived_sku_that_it_does_not_show(company: Company) -> None:
    item = VENDNOVATION.item({"name": "n", "brand": "b"})
    (number,) = good(VENDNOVATION.put(company, item))
    assert list(COLLEQTIVE.raw(company)) == [f"VN-{number}"]
    assert not vending(company)[number]["number"]
    assert not omni(company)[number]["styleCode"]
    assert good(VENDNOVATION.put(company, item)) == [number]


def test_a_number_that_stands_twice_gets_a_suffix_and_is_shown_as_it_was_sent(company: Company) -> None:
    items = [VENDNOVATION.item({"sku": "N-1", "name": name, "brand": "b"}) for name in ("x", "y")]
    first, second = good(VENDNOVATION.put(company, *items))
    (third,) = good(VENDNOVATION.put(company, VENDNOVATION.item({"sku": "N-1", "name": "z", "brand": "b"})))

    assert sorted(COLLEQTIVE.raw(company)) == sorted(["N-1", f"N-1-{second}", f"N-1-{third}"])
    assert {number: record["number"] for number, record in vending(company).items()} == dict.fromkeys(
        (first, second, third), "N-1"
    )
    assert {number: record["styleCode"] or None for number, record in omni(company).items()} == {
        first: "N-1",
        second: None,
        third: None,
    }
    assert good(VENDNOVATION.put(company, *items)) == [first, second]


def test_cin7s_style_code_moves_a_product_for_everybody(company: Company) -> None:
    COLLEQTIVE.create(company, BASE)
    (number,) = omni(company)
    (result,) = good(CIN7.put(company, {"id": number, "styleCode": "moved"}))
    assert (result["success"], result["id"], result["code"]) == (True, number, "moved")

    assert list(COLLEQTIVE.raw(company)) == ["moved"]
    assert vending(company)[number]["number"] == "moved"
    COLLEQTIVE.create(company, BASE)
    assert [record["styleCode"] for record in CIN7.records(company)] == ["moved", BASE["sku"]]


def test_a_style_code_given_later_is_shown_from_then_on(company: Company) -> None:
    (number,) = post(company, omni_item("n", option="OC-1"))
    good(CIN7.put(company, {"id": number, "styleCode": "given"}))
    assert list(COLLEQTIVE.raw(company)) == ["given"]
    assert (omni(company)[number]["styleCode"], vending(company)[number]["number"]) == ("given", "given")


def test_a_style_code_that_another_api_used_skips_the_item(company: Company) -> None:
    COLLEQTIVE.create(company, BASE)
    VENDNOVATION.create(company, BASE | {"sku": "N-1", "name": "n"})
    first, second = omni(company)
    before = COLLEQTIVE.raw(company)

    results = good(CIN7.post(company, omni_item("new", BASE["sku"]), omni_item("new", "N-1"), omni_item("new", "free")))
    assert [(one["index"], one["success"], one["id"]) for one in results[:2]] == [(0, False, first), (1, False, second)]
    assert all(len(one["errors"]) == 1 for one in results[:2])
    assert BASE["sku"] in results[0]["errors"][0]
    assert "N-1" in results[1]["errors"][0]
    assert results[2]["success"] is True
    (taken,) = good(CIN7.put(company, {"id": second, "styleCode": BASE["sku"], "name": "not written"}))
    assert (taken["success"], BASE["sku"] in taken["errors"][0]) == (False, True)
    after = COLLEQTIVE.raw(company)
    after.pop("free")
    assert after == before


def test_vendnovation_finds_its_product_after_another_api_renamed_it(company: Company) -> None:
    VENDNOVATION.create(company, BASE)
    (number,) = vending(company)
    for view, name in ((COLLEQTIVE, "Renamed"), (CIN7, "Again")):
        view.update(company, BASE | {"name": name, "brand": "Rebranded"})
        assert (vending(company)[number]["name"], vending(company)[number]["brand"]) == (name, "Rebranded")

        assert good(VENDNOVATION.put(company, VENDNOVATION.item(BASE))) == [number]
        assert COLLEQTIVE.raw(company)[BASE["sku"]]["product_name"] == BASE["name"]


def test_vendnovation_takes_over_a_product_with_its_number_and_then_goes_by_its_own_key(company: Company) -> None:
    COLLEQTIVE.create(company, SHARED)
    (number,) = omni(company)
    item = VENDNOVATION.item(BASE)
    assert good(VENDNOVATION.put(company, item)) == [number]
    assert good(VENDNOVATION.put(company, {name: value for name, value in item.items() if name != "number"})) == [
        number
    ]
    assert list(vending(company)) == [number]

    (other,) = good(VENDNOVATION.put(company, item | {"name": "another"}))
    assert other != number
    assert sorted(COLLEQTIVE.raw(company)) == [BASE["sku"], f"{BASE['sku']}-{other}"]


def test_a_number_of_a_product_that_is_not_vendnovations_is_no_way_to_rename_it(company: Company) -> None:
    COLLEQTIVE.create(company, SHARED)
    (number,) = omni(company)
    before = COLLEQTIVE.raw(company)[BASE["sku"]]
    item = VENDNOVATION.item({"name": "stranger", "brand": "b"}) | {"productId": number}
    (other,) = good(VENDNOVATION.put(company, item))
    assert other != number
    assert COLLEQTIVE.raw(company)[BASE["sku"]] == before


def test_keys_differ_by_case_and_keep_their_zeros(company: Company) -> None:
    COLLEQTIVE.create(company, {"sku": "007a", "name": "n"})
    post(company, omni_item("n", "007A"))
    VENDNOVATION.create(company, {"sku": "7a", "name": "n", "brand": "b"})
    for view in (COLLEQTIVE, CIN7, VENDNOVATION):
        assert sorted(view.raw(company)) == ["007A", "007a", "7a"]


def test_a_flush_deletes_what_it_does_not_name_whoever_wrote_it_and_keeps_the_numbers_of_the_rest(
    company: Company,
) -> None:
    for view in VIEWS:
        for kind in ("kept", "gone"):
            view.create(company, {"sku": f"{view.dialect} {kind}", "name": f"{view.dialect} {kind}", "brand": "b"})
    (unnamed,) = post(company, omni_item("option", option="OC-1"))
    kept = {sku: number for sku, number in zip(COLLEQTIVE.raw(company), omni(company), strict=True) if "kept" in sku}

    body = good(COLLEQTIVE.push(company, *(COLLEQTIVE.item({"sku": sku, "name": "n"}) for sku in kept), flush=True))

    assert "5 products not named were deleted" in body["message"]
    assert {record["styleCode"]: number for number, record in omni(company).items()} == kept
    assert {record["number"]: number for number, record in vending(company).items()} == kept
    again = VENDNOVATION.item({"sku": "vendnovation kept", "name": "vendnovation kept", "brand": "b"})
    assert good(VENDNOVATION.put(company, again)) == [kept["vendnovation kept"]]
    (number,) = post(company, omni_item("option", option="OC-1"))
    assert number > unnamed


def test_a_derived_sku_can_be_named_in_a_flush(company: Company) -> None:
    (number,) = post(company, omni_item("n", option="OC-1"))
    good(COLLEQTIVE.push(company, COLLEQTIVE.item({"sku": "OC-1", "name": "flushed"}), flush=True))
    shown = omni(company)[number]
    assert (shown["name"], shown["productOptions"][0]["productOptionCode"]) == ("flushed", "OC-1")
    (result,) = good(CIN7.post(company, omni_item("again", option="OC-1")))
    assert (result["success"], result["id"]) == (False, number)


def test_a_rewritten_value_is_rewritten_whoever_wrote_it(company: Company) -> None:
    for view in (COLLEQTIVE, CIN7, VENDNOVATION):
        view.create(company, {"sku": view.dialect, "name": view.dialect, "brand": "old"})
    body = {"attribute": "brand_description", "old_value": "old", "new_value": "new"}
    good(company.ask("colleqtive", "PUT", "/api/v2/public/products/attributes", body))
    for view in (COLLEQTIVE, CIN7, VENDNOVATION):
        assert {
            record["brand"] if "brand" in record else record["brand_description"]
            for record in view.raw(company).values()
        } == {"new"}

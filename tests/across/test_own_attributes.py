"""What only one API knows is left alone by the others, and absent and null mean in each API what that API says."""

import itertools
from typing import Any

import pytest

from tests.across import lana_api
from tests.across.company import NOW, Company, Office
from tests.across.views import CIN7, COLLEQTIVE, LANA, SHARED, VENDNOVATION, VIEWS, Plain, View, good, shown

OWN: dict[str, dict[str, Any]] = {
    "colleqtive": {
        "color": "red",
        "country_code": "BE",
        "free_fields": [{"key": "fit", "value": "slim", "sort_order": 1}],
        "is_theft": True,
        "moq": 2.5,
        "size": "XL",
        "stores_allowed": ["0001", "2"],
        "volume": "3 l",
    },
    "cin7": {
        "categoryIdArray": [3, 1],
        "importCustomsDuty": "5%",
        "optionLabel1": "Colour",
        "orderType": "Kit",
        "salesAccount": "0200",
        "sizeRangeId": 8,
        "skuRangeId": 7,
        "status": "Internal",
        "stockControl": "Batch",
    },
    "vendnovation": {
        "calories": 3720,
        "container": "can",
        "customData": {"list": [1, None, "x"], "deep": {"a": 1.50}},
        "customField1": "one",
        "customField15": 15,
        "isACommonProduct": True,
        "nutritionImage": "https://images.example/facts.png",
        "productGroup": "Other",
        "vendSize": "large",
    },
    "lana": {
        "ban_countries": ["BE", "NL"],
        "ban_mode": "deny_all_but",
        "brand_id": "br_EQzGqWoY",
        "category_ids": ["ca_1", "ca_EQzGqWoY"],
        "custom_fields": [{"name": "fit", "value": "slim"}],
        "google_product_category_code": 499938,
        "import_id": "ta_EQzGqWoY",
        "import_index": 56,
        "maximum_quantity": 100,
        "meta_title": "Meta",
        "published_at": "2014-09-04T12:23:34Z",
        "raw_content": '{"a": [1]}',
        "return_mode": "not_allowed",
        "subscription_only": True,
        "tags": ["b", "a"],
        "type": "gift_card",
    },
}
ONLY_ON_CREATION = {"orderType", "stockControl", "import_id", "import_index"}
"""What Cin7's and Lana's updates have no fields for."""

LINKS = {"brand": {"id": "br_EQzGqWoY"}, "categories": [{"id": "ca_1"}, {"id": "ca_EQzGqWoY"}], "published": True}
"""What Lana shows for the brand, the categories and the date, beside the other fields as they were sent."""

MEASURES = {"weight": 1.5, "height": 2, "width": 3.25, "length": 4, "volume": 0.001}
SHARED_FIELDS = {
    "colleqtive": set(COLLEQTIVE.fields.values()),
    "cin7": {*CIN7.product.values(), "status", "images", "productOptions"},
    "vendnovation": set(VENDNOVATION.fields.values()),
    "lana": {"title"},
}
BASE = {name: SHARED[name] for name in ("sku", "name", "brand")}
OTHERS = {
    "name": "Renamed",
    "brand": "Rebranded",
    "description": "Described",
    "barcode": "4006381333931",
    "price": 3.5,
    "cost": 1.25,
    "active": True,
    "image_url": "https://images.example/2.jpg",
}


def ids(value: Any) -> str:
    if isinstance(value, tuple):
        return "-".join(map(ids, value))
    return value.dialect if hasattr(value, "dialect") else str(value)


def own(view: View, company: Company, sku: str = SHARED["sku"]) -> dict[str, Any]:
    record = shown(view, company, sku)
    return {field: value for field, value in record.items() if field not in SHARED_FIELDS[view.dialect]}


def updatable(view: View) -> dict[str, Any]:
    return {field: value for field, value in OWN[view.dialect].items() if field not in ONLY_ON_CREATION}


def expected(view: View, sent: dict[str, Any]) -> dict[str, Any]:
    """Say how an API shows its own fields that were sent."""
    if view is LANA:
        return {field: value for field, value in sent.items() if field not in {"brand_id", "category_ids"}} | LINKS
    flat = {field: value for field, value in sent.items() if field not in {"dimensions", "status"}}
    dimensions: dict[str, Any] = sent.get("dimensions", {})
    return flat | dimensions


ORDERS = [
    (owner, others) for owner in VIEWS for others in itertools.permutations(view for view in VIEWS if view is not owner)
]


@pytest.mark.parametrize(("owner", "others"), ORDERS, ids=ids)
def test_an_apis_own_attributes_are_untouched_by_the_updates_of_others(
    company: Company, owner: View, others: tuple[View, ...]
) -> None:
    sent = OWN[owner.dialect] | ({"dimensions": MEASURES} if owner is CIN7 else {})
    owner.create(company, BASE, sent)
    before = own(owner, company)
    assert {field: before[field] for field in expected(owner, sent)} == expected(owner, sent)

    for view in others:
        changes = {name: value for name, value in OTHERS.items() if name in view.updates}
        view.update(company, BASE | changes, updatable(view))
        assert own(owner, company) == before

    if "active" in owner.creates:
        owner.update(company, BASE | OTHERS)
        assert own(owner, company) == before
    for view in others:
        kept, shall = own(view, company), expected(view, updatable(view))
        assert {field: kept[field] for field in shall} == shall


@pytest.mark.parametrize("owner", [CIN7, VENDNOVATION, LANA], ids=ids)
def test_a_flush_leaves_other_apis_own_attributes_of_a_product_that_it_names(company: Company, owner: View) -> None:
    owner.create(company, BASE, OWN[owner.dialect])
    before = own(owner, company)

    good(COLLEQTIVE.push(company, COLLEQTIVE.item(BASE | {"name": "Flushed"}), flush=True))

    assert own(owner, company) == before
    assert owner.plain(shown(owner, company, SHARED["sku"]))["name"] == "Flushed"


CLEARED = sorted(set(SHARED) - {"sku", "name"})


def whole(company: Company) -> None:
    """Write one product with every shared attribute, and one that has none but a name."""
    COLLEQTIVE.create(company, SHARED)
    COLLEQTIVE.create(company, {"sku": "bare", "name": "bare"})


def shown_attribute(view: View, company: Company, attribute: str, sku: str) -> Any:
    return view.plain(shown(view, company, sku)).get(attribute)


@pytest.mark.parametrize("attribute", CLEARED)
def test_colleqtives_null_clears_for_everybody_and_absent_keeps(company: Company, attribute: str) -> None:
    whole(company)
    name = {"name": SHARED["name"], "sku": SHARED["sku"]}

    COLLEQTIVE.update(company, name)
    for view in VIEWS:
        if attribute in view.shows:
            assert shown_attribute(view, company, attribute, SHARED["sku"]) == SHARED[attribute]

    COLLEQTIVE.update(company, name | {attribute: None})
    for view in VIEWS:
        unset = shown_attribute(view, company, attribute, "bare")
        assert shown_attribute(view, company, attribute, SHARED["sku"]) == unset
        assert unset != SHARED[attribute]


@pytest.mark.parametrize("field", ["name", "description", "brand", "status", "styleCode", "optionLabel1"])
def test_cin7s_update_keeps_what_is_null_or_absent(company: Company, field: str) -> None:
    whole(company)
    number = CIN7.raw(company)[SHARED["sku"]]["id"]
    good(CIN7.put(company, {"id": number, "optionLabel1": "Colour"}))
    before = [view.raw(company) for view in VIEWS]

    for item in ({"id": number}, {"id": number, field: None}):
        (result,) = good(CIN7.put(company, item))
        assert (result["success"], result["id"], result["errors"]) == (True, number, [])
        assert [view.raw(company) for view in VIEWS] == before


@pytest.mark.parametrize(("field", "attribute"), [("description", "description"), ("brand", "brand")])
def test_cin7s_empty_text_clears_for_everybody(company: Company, field: str, attribute: str) -> None:
    whole(company)
    number = CIN7.raw(company)[SHARED["sku"]]["id"]

    (result,) = good(CIN7.put(company, {"id": number, field: ""}))

    assert result["success"] is True
    for view in (view for view in VIEWS if attribute in view.shows):
        unset = shown_attribute(view, company, attribute, "bare")
        assert shown_attribute(view, company, attribute, SHARED["sku"]) == unset


def test_cin7s_empty_text_clears_its_own(company: Company) -> None:
    CIN7.create(company, BASE, {"optionLabel1": "Colour", "salesAccount": "0200"})
    CIN7.create(company, {"sku": "bare", "name": "bare"})
    CIN7.update(company, BASE, {"optionLabel1": "", "salesAccount": None})
    shown, bare = CIN7.raw(company)[SHARED["sku"]], CIN7.raw(company)["bare"]
    assert (shown["optionLabel1"], shown["salesAccount"]) == (bare["optionLabel1"], "0200")


def test_vendnovations_null_keeps_what_others_maintain_and_clears_its_own(company: Company) -> None:
    VENDNOVATION.create(company, BASE | {"price": 2.5}, OWN["vendnovation"])
    VENDNOVATION.create(company, {"sku": "bare", "name": "bare", "brand": "bare"})
    COLLEQTIVE.update(company, SHARED)
    before = COLLEQTIVE.raw(company)[SHARED["sku"]]

    nulls = {"upc": None, "productImage": None, "customData": None, "customField1": None, "nutritionImage": None}
    VENDNOVATION.update(company, BASE, nulls)

    assert COLLEQTIVE.raw(company)[SHARED["sku"]] == before
    shown, bare = own(VENDNOVATION, company), own(VENDNOVATION, company, "bare")
    for field in ("customData", "customField1", "nutritionImage"):
        assert shown[field] == bare[field]
    assert (shown["customField15"], shown["calories"], shown["container"]) == (15, 3720, "can")


STATUSES = ["Public", "ShowInB2B", "Internal"]


@pytest.mark.parametrize("status", STATUSES)
def test_which_of_the_active_statuses_it_is_stays_cin7s_own(company: Company, status: str) -> None:
    CIN7.create(company, BASE, {"status": status})
    assert COLLEQTIVE.raw(company)[SHARED["sku"]]["is_active"] is True

    COLLEQTIVE.update(company, BASE | {"active": False})
    assert CIN7.raw(company)[SHARED["sku"]]["status"] == "Inactive"
    COLLEQTIVE.update(company, BASE | {"active": True})
    assert CIN7.raw(company)[SHARED["sku"]]["status"] == status
    COLLEQTIVE.update(company, BASE | {"active": None})
    assert CIN7.raw(company)[SHARED["sku"]]["status"] == status


@pytest.mark.parametrize("status", STATUSES)
def test_cin7s_status_switches_the_shared_attribute(company: Company, status: str) -> None:
    COLLEQTIVE.create(company, BASE)
    assert CIN7.raw(company)[SHARED["sku"]]["status"] == "Public"
    number = CIN7.raw(company)[SHARED["sku"]]["id"]
    for sent, active in (("Inactive", False), (status, True)):
        (result,) = good(CIN7.put(company, {"id": number, "status": sent}))
        assert result["success"] is True
        assert CIN7.raw(company)[SHARED["sku"]]["status"] == sent
        assert COLLEQTIVE.raw(company)[SHARED["sku"]]["is_active"] is active


CLEARABLE = sorted(set(updatable(LANA)) | {"published_at"})


@pytest.mark.parametrize("field", CLEARABLE)
def test_lanas_null_clears_its_own_and_absent_keeps(company: Company, field: str) -> None:
    whole(company)
    LANA.create(company, {"sku": "own", "name": "own"}, OWN["lana"])
    before = [view.records(company) for view in VIEWS]
    place = {"brand_id": "brand", "category_ids": "categories"}.get(field, field)

    LANA.update(company, {"sku": "own", "name": "own"})
    assert [view.records(company) for view in VIEWS] == before

    LANA.update(company, {"sku": "own", "name": "own"}, {field: None})
    cleared = {place: shown(LANA, company, "bare")[place]} | ({"published": False} if place == "published_at" else {})
    assert cleared[place] != before[-1][-1][place]
    before[-1][-1] |= cleared
    assert [view.records(company) for view in VIEWS] == before


def test_nobody_clears_the_title_through_lana(company: Company) -> None:
    whole(company)
    before = [view.raw(company) for view in VIEWS]
    for title in (None, ""):
        told = lana_api.modify(company, [shown(LANA, company, SHARED["sku"])["id"]], {"title": title})
        assert (told.answer.status, (told.error or {})["code"], (told.error or {})["field"]) == (400, 1000, "[0].title")
    assert [view.raw(company) for view in VIEWS] == before


SECOND = 1_000_000


@pytest.mark.parametrize("updater", [COLLEQTIVE, CIN7, VENDNOVATION], ids=ids)
def test_a_product_is_published_by_the_clock_whoever_updates_it(
    office: Office, company: Company, updater: View
) -> None:
    try:
        office.now = NOW
        LANA.create(company, BASE, {"published_at": "2026-09-21T14:13:30Z"})
        for seconds, published in ((9, False), (10, True), (9, False), (11, True)):
            office.now = NOW + seconds * SECOND
            changed: Plain = {"sku": SHARED["sku"], "name": f"after {seconds}"}
            updater.update(company, changed)
            product = shown(LANA, company, SHARED["sku"])
            assert (product["title"], product["published"]) == (changed["name"], published)
            assert product["published_at"] == "2026-09-21T14:13:30Z"
            status = "published" if published else "unpublished"
            assert lana_api.pages(company, status=status) == [product]
    finally:
        office.now = NOW

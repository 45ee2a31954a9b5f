"""All APIs at random against one catalog: after each request every list shows what a plain model of the rules says."""

import json
import os
from datetime import UTC, datetime
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.across import lana_api
from tests.across.company import Company, Office
from tests.across.model import CIN7_FIELDS, COLLEQTIVE_FIELDS, VENDING_FIELDS, Item, Model, Refused, Shelved
from tests.across.views import CIN7, COLLEQTIVE, VENDNOVATION, good

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "60"))
"""How many catalogs are made up; a long run (`MODEL_EXAMPLES=3000` and `--hypothesis-profile=search`) takes a few minutes."""

STEPS = 20
"""How many requests each of them gets at the most."""

MISSING_ID = 2_000_000_000
MISSING_IDENTIFIER = "pd_FjCseBA8"
"""The same as Lana's clients write it."""

SECOND = 1_000_000
LANA_SHOWN = ("title", "handle", "tags", "meta_title", "brand", "published_at", "published")

SKUS = ["A", "a", "OC-1", "N-1", "CN-3", "VN-2", "N-1-3", "x"]
NAMES = ["x", "name", "other", " name ", "é" * 60]
IMAGES = [None, "https://images.example/1.jpg", "https://images.example/2.jpg"]

skus = st.sampled_from(SKUS)
texts = st.sampled_from([None, "", "x", "y"])
choices = st.integers(0, 8)
"""Which of the products there are; 8 is one that does not exist."""


def items(required: dict[str, Any], optional: dict[str, Any], max_size: int = 4) -> st.SearchStrategy[list[Item]]:
    return st.lists(st.fixed_dictionaries(required, optional=optional), max_size=max_size)


COLLEQTIVE_OPTIONAL = {
    "product_description": texts,
    "brand_description": texts,
    "barcode": texts,
    "color": texts,
    "image_url": st.sampled_from(IMAGES),
    "is_active": st.sampled_from([None, True, False]),
}
colleqtive_required = {
    "product_number": skus,
    "product_name": st.sampled_from(NAMES),
    "is_counted": st.just(value=True),
}
colleqtive_items = items(
    colleqtive_required, COLLEQTIVE_OPTIONAL | {"is_deleted": st.sampled_from([False, False, False, True])}
)
flush_items = items(colleqtive_required, COLLEQTIVE_OPTIONAL)

CIN7_OPTIONAL = {
    "description": texts,
    "brand": texts,
    "optionLabel1": texts,
    "status": st.sampled_from([None, "Public", "Inactive", "ShowInB2B", "Internal"]),
    "styleCode": st.one_of(st.none(), st.just(""), skus),
}
post_items = items(
    {"name": st.sampled_from(NAMES)}, CIN7_OPTIONAL | {"optionCode": st.sampled_from(["OC-1", "OC-2", "A"])}
)
put_items = items({"id": choices}, CIN7_OPTIONAL | {"name": st.one_of(st.none(), st.sampled_from(NAMES))}, max_size=3)

vending_items = items(
    {"name": st.sampled_from(["n", "m", " n"]), "brand": st.sampled_from([None, "", "x", " x"])},
    {
        "container": texts,
        "customField1": st.sampled_from([None, "x", 1, True]),
        "isDeleted": st.sampled_from([False, False, False, False, True, None]),
        "manufacturer": st.sampled_from([None, "", "M", " M", "M "]),
        "number": st.one_of(st.none(), st.just(""), skus),
        "productId": st.one_of(st.none(), choices),
        "productImage": st.sampled_from(IMAGES),
        "size": st.sampled_from([2, 2.0]),
        "unitsForSize": st.sampled_from(["oz.", "oz. "]),
        "upc": texts,
    },
    max_size=3,
)

LANA_OPTIONAL = {
    "brand_id": st.sampled_from([None, "br_1", "br_2"]),
    "handle": st.sampled_from([None, "", "name", "x", "A", "N-1", "x-3"]),
    "meta_title": texts,
    "published": st.sampled_from([None, True, False]),
    "published_at": st.sampled_from([None, "past", "soon"]),
    "tags": st.sampled_from([None, [], ["a"], ["a", "b"]]),
}
lana_titles = st.sampled_from(["x", "x", "X!", "name", "other", "x 3", "日本", "é" * 60, ""])
create_items = st.lists(st.fixed_dictionaries({"title": lana_titles}, optional=LANA_OPTIONAL), min_size=1, max_size=4)
modify_items = st.lists(
    st.fixed_dictionaries({"id": choices}, optional=LANA_OPTIONAL | {"title": lana_titles}), min_size=1, max_size=3
)
ways = st.sampled_from(lana_api.Way)


def moment(microseconds: int) -> str:
    return datetime.fromtimestamp(microseconds // SECOND, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Across(RuleBasedStateMachine):
    """Drives one catalog through all APIs beside the model."""

    office: ClassVar[Office]

    @initialize()
    def open(self) -> None:
        self.company: Company = self.office.company()
        self.model = Model()
        self.last_id = 0
        self.identifiers: dict[int, str] = {MISSING_ID: MISSING_IDENTIFIER}
        self.times: dict[int, tuple[str, str, str]] = {}

    @property
    def now(self) -> str:
        return moment(self.office.now)

    @rule(seconds=st.sampled_from([1, 7]))
    def time_passes(self, seconds: int) -> None:
        self.office.now += seconds * SECOND

    @rule(asked=colleqtive_items)
    def colleqtive_write(self, asked: list[Item]) -> None:
        self.model.colleqtive_write(asked)
        body = good(COLLEQTIVE.push(self.company, *asked))
        assert body["data"] == str(len({item["product_number"] for item in asked}))

    @rule(asked=flush_items, kept=st.lists(choices, max_size=4))
    def colleqtive_flush(self, asked: list[Item], kept: list[int]) -> None:
        skus = [product.sku for product in self.model.products]
        for item, choice in zip(asked, kept, strict=False):
            item["product_number"] = skus[choice % len(skus)] if skus else item["product_number"]
        self.model.colleqtive_flush(asked)
        good(COLLEQTIVE.push(self.company, *asked, flush=True))

    @rule(asked=st.lists(skus, min_size=1, max_size=3))
    def colleqtive_delete(self, asked: list[str]) -> None:
        self.model.colleqtive_delete(asked)
        good(self.company.ask("colleqtive", "DELETE", "/api/v2/public/products", {"product_number": asked}))

    @rule(old=st.sampled_from(["x", "y"]), new=st.sampled_from(["x", "y"]))
    def colleqtive_rewrite(self, old: str, new: str) -> None:
        self.model.colleqtive_rewrite(old, new)
        body = {"attribute": "brand_description", "old_value": old, "new_value": new}
        good(self.company.ask("colleqtive", "PUT", "/api/v2/public/products/attributes", body))

    @rule(asked=post_items)
    def cin7_post(self, asked: list[Item]) -> None:
        answer = CIN7.post(self.company, *(wire(item) for item in asked))
        try:
            owners = self.model.cin7_post(asked)
        except Refused:
            assert answer.status == 400
            return
        results = good(answer)
        assert [result["index"] for result in results] == list(range(len(asked)))
        assert [result["success"] for result in results] == [owner is None for owner in owners]
        assert [bool(result["errors"]) for result in results] == [owner is not None for owner in owners]
        for result, owner in zip(results, owners, strict=True):
            assert owner is None or result["id"] == owner.product_id
        created = [0 if owner else result["id"] for owner, result in zip(owners, results, strict=True)]
        self.model.cin7_created(asked, created)

    def with_numbers(self, asked: list[Item], field: str) -> list[Item]:
        """Put the number of the product that was chosen in the place of the choice."""
        numbers = [product.product_id for product in self.model.products] or [MISSING_ID]
        return [
            item | {field: MISSING_ID if item[field] == 8 else numbers[item[field] % len(numbers)]}
            if item.get(field) is not None
            else item
            for item in asked
        ]

    @rule(asked=put_items)
    def cin7_put(self, asked: list[Item]) -> None:
        asked = self.with_numbers(asked, "id")
        results = good(CIN7.put(self.company, *asked))
        assert [result["success"] for result in results] == self.model.cin7_put(asked)
        assert [bool(result["errors"]) for result in results] == [not result["success"] for result in results]

    @rule(asked=vending_items)
    def vendnovation_put(self, asked: list[Item]) -> None:
        asked = self.with_numbers(asked, "productId")
        answer = VENDNOVATION.put(self.company, *asked)
        try:
            found = self.model.vending_matches(asked)
        except Refused:
            assert answer.status == 400
            return
        numbers = good(answer)
        for item, product, number in zip(asked, found, numbers, strict=True):
            if product is not None:
                assert number == product.product_id
            elif item.get("isDeleted") is True:
                assert number == (item.get("productId") or 0)
        self.model.vending_put(asked, found, numbers)

    def dated(self, asked: list[Item]) -> list[Item]:
        """Put moments in the place of those that were chosen."""
        dates = {"past": "2014-09-04T12:23:34Z", "soon": moment(self.office.now + 10 * SECOND), None: None}
        return [
            item | {"published_at": dates[item["published_at"]]} if "published_at" in item else item for item in asked
        ]

    @rule(asked=create_items, way=ways)
    def lana_create(self, asked: list[Item], way: lana_api.Way) -> None:
        asked = self.dated(asked)
        told = lana_api.create(self.company, *asked, way=way)
        try:
            self.model.lana_create(asked)
        except Refused as refused:
            assert_refused(told, refused)
            return
        products = lana_api.done(told)
        known = {product.product_id for product in self.model.products}
        numbers = [record["id"] for record in CIN7.records(self.company) if record["id"] not in known]
        self.model.lana_created(asked, numbers, self.now)
        assert [lana_shown(product) for product in products] == [
            self.model.shown_by_lana(self.now)[number] for number in numbers
        ]

    @rule(asked=modify_items, way=ways)
    def lana_modify(self, asked: list[Item], way: lana_api.Way) -> None:
        asked = self.dated(self.with_numbers(asked, "id"))
        numbers = [item["id"] for item in asked]
        items = [{field: value for field, value in item.items() if field != "id"} for item in asked]
        told = lana_api.modify(self.company, [self.identifiers[number] for number in numbers], *items, way=way)
        try:
            self.model.lana_modify(numbers, items, self.now)
        except Refused as refused:
            assert_refused(told, refused)
            return
        assert [lana_shown(product) for product in lana_api.done(told)] == [
            self.model.shown_by_lana(self.now)[number] for number in numbers
        ]

    @rule(asked=st.lists(choices, min_size=1, max_size=3), way=ways)
    def lana_delete(self, asked: list[int], way: lana_api.Way) -> None:
        numbers = [item["id"] for item in self.with_numbers([{"id": choice} for choice in asked], "id")]
        told = lana_api.delete(self.company, [self.identifiers[number] for number in numbers], way=way)
        try:
            self.model.lana_delete(numbers)
        except Refused as refused:
            assert_refused(told, refused)
            return
        lana_api.done(told)

    @rule(asked=st.lists(choices, min_size=1, max_size=3), loose=st.booleans(), way=ways)
    def lana_read(self, asked: list[int], way: lana_api.Way, *, loose: bool) -> None:
        numbers = [item["id"] for item in self.with_numbers([{"id": choice} for choice in asked], "id")]
        told = lana_api.read(self.company, [self.identifiers[number] for number in numbers], loose=loose, way=way)
        if MISSING_ID in numbers and not loose:
            assert_refused(told, Refused())
            return
        shown = self.model.shown_by_lana(self.now)
        assert [lana_shown(product) for product in lana_api.done(told)] == [
            shown[number] for number in numbers if number != MISSING_ID
        ]

    @rule(
        sort_by=st.sampled_from(["created_at", "updated_at"]),
        sort_desc=st.booleans(),
        status=st.sampled_from(["any", "published", "unpublished"]),
        limit=st.integers(1, 3),
        way=ways,
    )
    def lana_pages(self, way: lana_api.Way, sort_by: str, status: str, limit: int, *, sort_desc: bool) -> None:
        found = lana_api.pages(self.company, way=way, sort_by=sort_by, sort_desc=sort_desc, status=status, limit=limit)
        shown = self.model.shown_by_lana(self.now)
        wanted = {"any": {True, False}, "published": {True}, "unpublished": {False}}[status]
        numbers = [number for number, product in shown.items() if product["published"] in wanted]
        place = {"created_at": 0, "updated_at": 1}[sort_by]
        numbers.sort(key=lambda number: (self.times[number][place], number), reverse=sort_desc)
        assert [product["id"] for product in found] == [self.identifiers[number] for number in numbers]

    @invariant()
    def every_list_shows_what_the_model_says(self) -> None:
        omni = CIN7.records(self.company)
        self.learn_numbers(omni)
        shown = {record["id"]: cin7_shown(record) for record in omni}
        assert shown == self.model.shown_by_cin7()
        pushed = COLLEQTIVE.raw(self.company)
        assert {sku: part(record, COLLEQTIVE_FIELDS) for sku, record in pushed.items()} == (
            self.model.shown_by_colleqtive()
        )
        vended = VENDNOVATION.records(self.company)
        assert {record["productId"]: part(record, VENDING_FIELDS) for record in vended} == (
            self.model.shown_by_vendnovation()
        )
        titled = lana_api.pages(self.company)
        self.learn_times(titled)
        assert {number: lana_shown(record) for number, record in zip(shown, titled, strict=True)} == (
            self.model.shown_by_lana(self.now)
        )
        assert [(record["created_at"], record["updated_at"]) for record in titled] == [
            self.times[number][:2] for number in shown
        ]

    def learn_times(self, titled: list[Item]) -> None:
        """Keep for each product its identifier, and when it was created and changed, which is what it was just now."""
        for product, record in zip(sorted(self.model.products, key=number_of), titled, strict=True):
            assert self.identifiers.setdefault(product.product_id, record["id"]) == record["id"]
            state = json.dumps(msgspec.to_builtins(product), sort_keys=True)
            created, updated, before = self.times.get(product.product_id, (self.now, self.now, state))
            self.times[product.product_id] = (created, updated if before == state else self.now, state)

    def learn_numbers(self, omni: list[Item]) -> None:
        """New products have numbers that were never given before; Colleqtive tells none, so they are read here."""
        numbers = {record["styleCode"]: record["id"] for record in omni if record["styleCode"]}
        known = {product.product_id for product in self.model.products}
        for product in self.model.products:
            if not product.product_id:
                product.product_id = numbers[product.sku]
                assert product.product_id not in known
                assert product.product_id > self.last_id
        self.last_id = max([self.last_id, *numbers.values(), *(product.product_id for product in self.model.products)])


def number_of(product: Shelved) -> int:
    return product.product_id


def assert_refused(told: lana_api.Told, refused: Refused) -> None:
    """See that Lana tells every bad field, or what is missing."""
    error = told.error or {}
    if not refused.problems:
        assert error["code"] == 404
        return
    assert error["code"] == 1000
    assert sorted((field["field"], field["problem"]) for field in error["meta"]["fields"]) == refused.problems


def lana_shown(record: Item) -> Item:
    return part(record, dict.fromkeys(LANA_SHOWN, ""))


def wire(item: Item) -> Item:
    """Put the option's code where Cin7 has it."""
    option = {"productOptionCode": item["optionCode"]} if "optionCode" in item else {}
    return {field: value for field, value in item.items() if field != "optionCode"} | {"productOptions": [option]}


def part(record: Item, fields: dict[str, str]) -> Item:
    return {field: record[field] for field in fields}


def cin7_shown(record: Item) -> Item:
    (option,) = record["productOptions"]
    return part(record, CIN7_FIELDS) | {
        "styleCode": record["styleCode"],
        "status": record["status"],
        "optionCode": option["productOptionCode"],
        "barcode": option["productOptionBarcode"],
        "images": [image["link"] for image in record["images"]],
    }


@pytest.fixture(scope="module", autouse=True)
def at_the_office(office: Office) -> None:
    """One service for all examples; each example has a catalog of its own."""
    Across.office = office


TestAllApisAgainstTheModel = Across.TestCase
TestAllApisAgainstTheModel.settings = settings(max_examples=EXAMPLES, stateful_step_count=STEPS)

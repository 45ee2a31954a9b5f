"""Lana: products are created without looking for any, and modified by the ids that their creation answered."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from benchmarks.apis.api import Phase, RowForm
from benchmarks.client import Answer, Request, UnexpectedAnswerError, head
from benchmarks.products import BRANDS, KINDS, TRAITS, groups, mixed, number_text
from benchmarks.server import Server
from shelfwire.catalog.keys import slug
from shelfwire.catalog.product import SKU_DERIVED
from shelfwire.dialects.lana.attributes import ATTRIBUTE_OF_FIELD, NOT_STORED, PUBLISHED_MOMENT, STORED_ORDER
from shelfwire.dialects.lana.moments import moment_of

__all__ = [
    "EVERY_FIELD",
    "LANA",
    "LANA_CREATES",
    "LANA_GRAPHQL",
    "LANA_GRAPHQL_EVERY_FIELD",
    "LANA_SAME_TITLES",
    "SOME_FIELDS",
    "Lana",
    "LanaClient",
    "given_product",
]

PRODUCTS_PATH = "/products.json"
PAGE_PATH = "/products/page.json"
RELAY_PATH = "/relay.json"
GRAPHQL_PATH = "/commerce.json"

SOME_FIELDS = "id import_index title handle __typename"
"""What a form shows after it created products, as Apollo sends it: with the type's name, which its cache needs."""

EVERY_FIELD = """
    id title handle created_at updated_at published published_at type meta_title meta_description raw_content tags ban_mode
    ban_countries return_mode tiered_pricing_mode minimum_quantity maximum_quantity google_product_category_code
    google_product_category_name subscription_only
    subscription_plans { interval billing_interval_count fulfillment_interval_count price1 price1_type price2 price2_type }
    custom_fields { name value } brand { id } categories { id } sales_channels { id } variants { id } field_set { id }
    review_dimension_set { id } content_image_files { id } min_inventory_count max_inventory_count sum_inventory_count
    min_price average_score review_count recommended_yes_count recommended_no_count yes_count no_count import_id
    import_index __typename
"""
"""Nearly as much as the JSON path answers: all but what this service has no values for in any product."""

_DOCUMENT = (
    "mutation ProductsCreate($shop_id: String!, $data: [ProductCreate!]!) "
    "{{ productsCreate(shop_id: $shop_id, data: $data) {{ {selection} }} }}"
)
_PAGE_TYPES = {
    "limit": "Int",
    "offset": "Int",
    "shop_id": "String!",
    "sort_by": "ProductsPageSortBy",
    "sort_desc": "Boolean",
    "status": "PublishedStatus",
}
_PAGE = "query ProductsPage({types}) {{ productsPage({arguments}) {{ {selection} }} }}"
_CREATED_ONLY = ("import_index",)
_STORY = '[{{"text":"Made in small runs from what grows near. {}"}}]'
_SAME_TITLE = "Groenland oat biscuits organic"

_encode = msgspec.json.Encoder().encode


def given_product(number: int, *, changed: bool = False) -> dict[str, Any]:
    """Make the product with this number as productsCreate takes it (seed 002): 17 of its fields, and no handle.

    Args:
        number: from 0; decides every value.
        changed: the variant whose meta description and maximum quantity differ.
    """
    chance = mixed(number)
    kind, trait, brand = chance >> 5 & 7, chance >> 9 & 7, chance >> 13 & 7
    pieces = (6, 8, 12, 24)[chance >> 17 & 3]
    return {
        "ban_mode": "allow_all_but",
        "brand_id": f"br_EQzGqWo{brand}",
        "category_ids": [f"ca_EQzGqWo{kind}", f"ca_FRzGqWo{trait}"],
        "custom_fields": [{"name": "season", "value": TRAITS[trait]}],
        "google_product_category_code": 499_000 + chance % 900,
        "import_index": number,
        "maximum_quantity": pieces * (20 if changed else 10),
        "meta_description": f"{BRANDS[brand]}, {'in new packaging' if changed else 'on the shelf since 2019'}.",
        "meta_title": KINDS[kind],
        "minimum_quantity": 1,
        "published_at": f"2024-{kind + 1:02d}-{trait + 1:02d}T08:00:00Z",
        "raw_content": _STORY.format(TRAITS[trait]),
        "sales_channel_ids": ["sc_EQzGqWoY"],
        "subscription_only": False,
        "tags": [KINDS[kind], TRAITS[trait]],
        "title": f"{BRANDS[brand]} {KINDS[kind]} {TRAITS[trait]} {number_text(number)}",
        "type": "physical",
    }


class _Created(msgspec.Struct):
    """What is looked at of a product in an answer."""

    id: str
    import_index: int


class _Payload(msgspec.Struct):
    productsCreate: list[_Created]  # noqa: N815 - the API's name


class _Document(msgspec.Struct):
    data: _Payload


class _Element(msgspec.Struct):
    response: list[_Created]


_products_of = msgspec.json.Decoder(list[_Created]).decode
_document_of = msgspec.json.Decoder(_Document).decode
_relay_of = msgspec.json.Decoder(list[_Element]).decode


class LanaClient:
    """A client with a token, of one shop."""

    def __init__(self, token: str, shop: str, api: "Lana") -> None:
        """Call with this token for this shop, in the way that the API says."""
        self._headers = {"authorization": f"Bearer {token}"}
        self._shop = shop
        self._api = api
        self._ids: dict[int, str] = {}
        self._wanted: dict[Phase, int] = {}

    def requests(self, phase: Phase, numbers: Sequence[int], size: int) -> list[Request]:
        """Make the requests of a phase: products are modified through the relay, as the official client does."""
        self._wanted[phase] = len(numbers)
        make = self._create if phase is Phase.FIRST else self._modify
        return [make(group) for group in groups(numbers, size)]

    def _create(self, numbers: Sequence[int]) -> Request:
        products = [given_product(number) for number in numbers]
        if self._api.same_titles:
            products = [{**product, "title": _SAME_TITLE} for product in products]
        if not self._api.selection:
            return self._post(f"{PRODUCTS_PATH}?shop_id={self._shop}", products)
        document = {
            "operationName": "ProductsCreate",
            "query": _DOCUMENT.format(selection=" ".join(self._api.selection.split())),
            "variables": {"shop_id": self._shop, "data": products},
        }
        return self._post(GRAPHQL_PATH, document)

    def _modify(self, numbers: Sequence[int]) -> Request:
        ids = ",".join([self._ids[number] for number in numbers])
        products = [given_product(number, changed=True) for number in numbers]
        kept = [{name: value for name, value in one.items() if name not in _CREATED_ONLY} for one in products]
        url = f"products.json?shop_id={self._shop}&ids={ids}"
        return self._post(RELAY_PATH, [{"url": url, "method": "POST", "request": kept}])

    def _post(self, target: str, value: object) -> Request:
        body = _encode(value)
        return head("POST", target, len(body), self._headers), body

    def listed(
        self, arguments: Mapping[str, object], selection: str = f"items {{ {EVERY_FIELD} }} last_key"
    ) -> Request:
        """Make a GraphQL request for a page of products, with these arguments besides the shop."""
        variables = {**arguments, "shop_id": self._shop}
        types = ", ".join(f"${name}: {_PAGE_TYPES.get(name, 'String')}" for name in variables)
        passed = ", ".join(f"{name}: ${name}" for name in variables)
        query = _PAGE.format(types=types, arguments=passed, selection=" ".join(selection.split()))
        return (b"".join(self._post(GRAPHQL_PATH, {"query": query, "variables": variables})),)

    def count(self, arguments: Mapping[str, object]) -> Request:
        """Make a GraphQL request that counts what conditions find."""
        return self.listed({**arguments, "limit": 1}, "count")

    def page(self, query: str) -> Request:
        """Make a request for a page of products, with this query besides the shop."""
        return (head("GET", f"{PAGE_PATH}?shop_id={self._shop}&{query}", 0, self._headers),)

    def check(self, phase: Phase, answers: Sequence[Answer]) -> None:
        """Look whether every product was answered; keep the ids of the first load."""
        found = 0
        for answer in answers:
            try:
                created = self._created(phase, answer.body)
            except msgspec.MsgspecError as error:
                raise UnexpectedAnswerError(f"{phase.value}: {error}: {answer.body[:500]!r}") from error
            found += len(created)
            if phase is Phase.FIRST:
                self._ids.update((product.import_index, product.id) for product in created)
        wanted = self._wanted.get(phase, found)
        if found != wanted:
            raise UnexpectedAnswerError(f"{phase.value}: {found} products were answered, not {wanted}")

    def _created(self, phase: Phase, body: bytes) -> list[_Created]:
        if phase is not Phase.FIRST:
            return [product for element in _relay_of(body) for product in element.response]
        return _document_of(body).data.productsCreate if self._api.selection else _products_of(body)


class Lana(msgspec.Struct, frozen=True):
    """The API as loads see it.

    Attributes:
        selection: the fields that a GraphQL document asks for; "" where the JSON path is used.
        same_titles: all products have one title, so that their handles differ by their numbers; they have no rows.
        modifies: a load changes its products, too.
    """

    selection: str = ""
    same_titles: bool = False
    modifies: bool = True

    @property
    def phases(self) -> tuple[Phase, ...]:
        """What a load consists of."""
        return (Phase.FIRST, Phase.CHANGED, Phase.UNCHANGED) if self.modifies else (Phase.FIRST,)

    @property
    def form(self) -> RowForm:
        """Its rows have a sku, which is derived, and a handle."""
        return RowForm(("sku", "handle"), "(row_id)", matches_number=True)

    def row(self, number: int, *, changed: bool = False) -> tuple[str, ...]:
        """Give sku, handle and attribute map."""
        wire = given_product(number, changed=changed)
        handle = slug(wire["title"])
        kept = {
            ATTRIBUTE_OF_FIELD[name]: wire[name] for name in STORED_ORDER if name in wire and name not in NOT_STORED
        }
        kept |= {PUBLISHED_MOMENT: moment_of(wire["published_at"]), SKU_DERIVED: True}
        return handle, handle, _encode(dict(sorted(kept.items()))).decode()

    async def connect(self, server: Server) -> LanaClient:
        """Make a client of a server."""
        given = server.credentials["lana"]
        return LanaClient(str(given["token"]), str(given["shop_id"]), self)


LANA = Lana()
LANA_CREATES = Lana(modifies=False)
LANA_GRAPHQL = Lana(SOME_FIELDS, modifies=False)
LANA_GRAPHQL_EVERY_FIELD = Lana(EVERY_FIELD, modifies=False)
LANA_SAME_TITLES = Lana(same_titles=True, modifies=False)

"""Cin7 Omni: products are created by POST and updated by PUT, which finds them by the ids that the POST answered."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any

import msgspec

from benchmarks.apis.api import Phase, RowForm
from benchmarks.client import Answer, Request, UnexpectedAnswerError, head
from benchmarks.products import BRANDS, KINDS, TRAITS, groups, mixed, number_text
from benchmarks.server import Server
from shelfwire.dialects.cin7.attributes import ACTIVE, ATTRIBUTE_OF_FIELD

__all__ = ["CIN7", "Cin7", "Cin7Client", "created_product", "updated_product"]

PRODUCTS_PATH = "/api/v1/Products"

_DUTIES = ("2.5 percent", "none", "4 percent", "8.1 percent")
_STORY = (
    "Made in small runs by a family business that has been at it since 1931, from what grows nearby. Keep cool and dry, "
    "and use it up within a week of opening it. {}"
)

_encode = msgspec.json.Encoder().encode
_encode_sorted = msgspec.json.Encoder(order="sorted").encode


def created_product(number: int, *, changed: bool = False) -> dict[str, Any]:
    """Make the product with this number as POST v1/Products takes it (seed 003): every field but sizeRangeId.

    Args:
        number: from 0; decides every value.
        changed: the variant whose description and weight differ.
    """
    chance = mixed(number)
    kind, trait, brand = chance >> 5 & 7, chance >> 9 & 7, chance >> 13 & 7
    grams = chance % 900 + 100
    cents = 99 + (chance >> 3) % 4_900
    style_code = number_text(number)
    return {
        "name": f"{BRANDS[brand]} {KINDS[kind]} {TRAITS[trait]} {grams} g",
        "status": "Public",
        "styleCode": style_code,
        "description": _STORY.format("In new packaging." if changed else "In glass."),
        "stockControl": "FIFO",
        "orderType": "Order",
        "brand": BRANDS[brand],
        "optionLabel1": "Size",
        "optionLabel2": "Taste",
        "optionLabel3": "Packaging",
        "salesAccount": f"80{kind}0",
        "purchasesAccount": f"70{kind}0",
        "importCustomsDuty": _DUTIES[chance >> 17 & 3],
        "skuRangeId": kind + 1,
        "categoryIdArray": [kind + 1, trait + 11],
        "dimensions": {
            "weight": (grams + 50 if changed else grams) / 1_000,
            "height": 12.5,
            "width": 8.0,
            "length": 8.0,
            "volume": 0.8,
        },
        "productOptions": [
            {"productOptionCode": f"{style_code}-A", "retailPrice": cents / 100, "cost": cents * 6 // 10 / 100}
        ],
    }


_CREATED_ONLY = ("stockControl", "orderType", "productOptions", "dimensions")


def updated_product(number: int, product_id: int) -> dict[str, Any]:
    """Make the changed variant as PUT v1/Products takes it: by id, with every field that it shares with POST."""
    created = created_product(number, changed=True)
    shared = {name: value for name, value in created.items() if name not in _CREATED_ONLY}
    return {"id": product_id, **shared, "productDimensions": created["dimensions"]}


class _Result(msgspec.Struct):
    """What the answer says of one item."""

    success: bool
    id: int
    code: str


_results_of = msgspec.json.Decoder(list[_Result]).decode


class Cin7Client:
    """A client with HTTP Basic authentication."""

    def __init__(self, username: str, key: str) -> None:
        """Call with this username and connection key."""
        pair = b64encode(f"{username}:{key}".encode()).decode()
        self._headers = {"authorization": f"Basic {pair}"}
        self._ids: dict[str, int] = {}

    def requests(self, phase: Phase, numbers: Sequence[int], size: int) -> list[Request]:
        """Make the requests of a phase."""
        if phase in {Phase.FIRST, Phase.EXISTING}:
            made = [
                self._request("POST", [created_product(number) for number in group]) for group in groups(numbers, size)
            ]
        else:
            made = [
                self._request("PUT", [updated_product(number, self._ids[number_text(number)]) for number in group])
                for group in groups(numbers, size)
            ]
        return made

    def _request(self, method: str, products: list[dict[str, Any]]) -> Request:
        body = _encode(products)
        return head(method, PRODUCTS_PATH, len(body), self._headers), body

    def read(self, query: str) -> Request:
        """Make a request for the list, with this query."""
        return (head("GET", f"{PRODUCTS_PATH}?{query}", 0, self._headers),)

    def check(self, phase: Phase, answers: Sequence[Answer]) -> None:
        """Look whether every item succeeded, or was skipped where all exist; keep the ids of the first load."""
        for answer in answers:
            for result in _results_of(answer.body):
                if result.success is (phase is Phase.EXISTING):
                    raise UnexpectedAnswerError(f"{phase.value}: {result}")
                if phase is Phase.FIRST:
                    self._ids[result.code] = result.id


class Cin7:
    """The API as loads see it."""

    phases = (Phase.FIRST, Phase.EXISTING, Phase.CHANGED, Phase.UNCHANGED)
    form = RowForm(("sku", "option_code"), "(row_id)", matches_number=True)

    def row(self, number: int, *, changed: bool = False) -> tuple[str, ...]:
        """Give sku, option code and attribute map; the status Public is kept as `active` alone."""
        wire = created_product(number, changed=changed)
        (option,) = wire["productOptions"]
        fields = wire | wire["dimensions"] | option
        kept = {ATTRIBUTE_OF_FIELD[name]: value for name, value in fields.items() if name in ATTRIBUTE_OF_FIELD}
        attributes: bytes = _encode_sorted({ACTIVE: True, **kept})
        return wire["styleCode"], option["productOptionCode"], attributes.decode()

    async def connect(self, server: Server) -> Cin7Client:
        """Make a client of a server."""
        given = server.credentials["cin7"]
        return Cin7Client(str(given["username"]), str(given["key"]))


CIN7 = Cin7()

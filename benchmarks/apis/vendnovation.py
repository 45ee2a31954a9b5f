"""VendNovation: products are created and updated by what makes them unique, all with one operation."""

from collections.abc import Sequence
from typing import Any

import msgspec

from benchmarks.apis.api import Phase, RowForm
from benchmarks.client import Answer, Request, UnexpectedAnswerError, head, single
from benchmarks.products import BRANDS, KINDS, NUMBER_STEP, TEMPLATES, TRAITS, barcode, groups, mixed, number_text
from benchmarks.server import Server
from shelfwire.catalog.keys import vending_key
from shelfwire.dialects.vendnovation.attributes import ATTRIBUTE_OF_FIELD, KEY_FIELDS, PRODUCT_FIELDS, STORED_ORDER

__all__ = ["VENDNOVATION", "VENDNOVATION_EVERY_FIELD", "Vendnovation", "VendnovationClient", "pushed_product"]

BASE_PATH = "/vendor/prod"
ORGANIZATION_ID = 1

_MAKERS = ("Havermout Foods", "Groenland Dairy", "De Molen Bakery", "Zuiderzon Trading")
_GROUPS = ("Snacks", "Soups", "Drinks", "Household", "Pantry", "Bread", "Juices", "Other")

_encode = msgspec.json.Encoder().encode


def pushed_product(number: int, *, changed: bool = False) -> dict[str, Any]:
    """Make the product with this number as PUT {base-url}/products takes it (seed 004): 22 of its 34 fields.

    What makes it unique is the same for every `NUMBER_STEP * TEMPLATES`th number but for the number itself, which is in its
    name: prepared files are filled from so many templates.

    Args:
        number: from 0; decides every value.
        changed: the variant whose price and one custom field differ.
    """
    chance = mixed(number % (NUMBER_STEP * TEMPLATES))
    kind, trait, brand = chance >> 5 & 7, chance >> 9 & 7, chance >> 13 & 7
    cents = 99 + (chance >> 3) % 4_900
    upc = barcode(number)
    return {
        "manufacturer": _MAKERS[brand & 3],
        "brand": BRANDS[brand],
        "name": f"{KINDS[kind]} {TRAITS[trait]} {number_text(number)}",
        "size": (0.5, 1, 2, 12)[chance >> 17 & 3],
        "unitsForSize": ("oz.", "fl. oz.")[kind & 1],
        "container": "carton",
        "upc": upc,
        "productImage": f"https://images.example.com/{upc}.jpg",
        "nutritionImage": f"https://images.example.com/n/{upc}.jpg",
        "cost": cents * 6 // 10 / 100,
        "defaultPrice": (cents + 10 if changed else cents) / 100,
        "isACommonProduct": number % 3 != 0,
        "vendSize": "standard",
        "calories": chance % 900,
        "productGroup": _GROUPS[kind],
        "organizationId": ORGANIZATION_ID,
        "number": number_text(number),
        "customField1": "In new packaging." if changed else "On the shelf since 2019.",
        "customField2": TRAITS[trait],
        "customField3": f"Row {kind + 1}",
        "customField4": "Van Dalen",
        "isDeleted": False,
    }


class VendnovationClient:
    """A client that has logged in."""

    def __init__(self, headers: dict[str, str], *, every_field: bool) -> None:
        """Send these headers; `every_field` as `Vendnovation` has it."""
        self._headers = headers
        self._unused = dict.fromkeys(PRODUCT_FIELDS) if every_field else {}

    def requests(self, phase: Phase, numbers: Sequence[int], size: int) -> list[Request]:
        """Make the requests of a phase."""
        changed = phase is not Phase.FIRST
        made: list[Request] = []
        for group in groups(numbers, size):
            body = _encode({"body": [self._unused | pushed_product(number, changed=changed) for number in group]})
            made.append((head("PUT", f"{BASE_PATH}/products", len(body), self._headers), body))
        return made

    def check(self, phase: Phase, answers: Sequence[Answer]) -> None:
        """Look whether every product has a number."""
        for answer in answers:
            if not all(msgspec.json.decode(answer.body, type=list[int])):
                raise UnexpectedAnswerError(f"{phase.value}: a product has no number: {answer.body[:500]!r}")


class Vendnovation(msgspec.Struct, frozen=True):
    """The API as loads see it.

    Attributes:
        every_field: clients send the fields that they do not use too, as null, as in the seed's sample.
    """

    every_field: bool = False

    @property
    def phases(self) -> tuple[Phase, ...]:
        """What a load consists of."""
        return Phase.FIRST, Phase.CHANGED, Phase.UNCHANGED

    @property
    def form(self) -> RowForm:
        """Its rows have a sku, from the number, and a vending key."""
        return RowForm(("sku", "vending_key"), "(catalog_id, vending_key) WHERE vending_key IS NOT NULL")

    def row(self, number: int, *, changed: bool = False) -> tuple[str, ...]:
        """Give sku, vending key and attribute map."""
        wire = pushed_product(number, changed=changed)
        key = vending_key(*(wire[name] for name in KEY_FIELDS))
        attributes = _encode({ATTRIBUTE_OF_FIELD[name]: wire[name] for name in STORED_ORDER if name in wire})
        return wire["number"], key, attributes.decode()

    async def connect(self, server: Server) -> VendnovationClient:
        """Make a client of a server: it logs in for its access token."""
        given = server.credentials["vendnovation"]
        headers = {"x-api-key": str(given["api_key"])}
        body = _encode({"username": given["username"], "password": given["password"]})
        answer = await single(server.port, (head("POST", f"{BASE_PATH}/authenticate", len(body), headers), body))
        token: str = msgspec.json.decode(answer.body)["accessToken"]
        return VendnovationClient({**headers, "access-token": token}, every_field=self.every_field)


VENDNOVATION = Vendnovation()
VENDNOVATION_EVERY_FIELD = Vendnovation(every_field=True)

"""How the demo speaks each dialect: as a client would, over HTTP, in that API's own words."""

import base64
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import msgspec

from shelfwire.access.credentials import NewCredential, shop_id
from shelfwire.cli.assortment import Sample

__all__ = ["LOADERS", "Ask", "Loader"]

Ask = Callable[[str, str, dict[str, str], bytes], bytes]
"""Sends a body by a method to a path with these headers, and gives the answer's body; raises `CommandError` where the answer
is no success."""


class Loader(msgspec.Struct, frozen=True):
    """How the demo speaks one dialect.

    Attributes:
        base_path: what its clients append to this server's address to make their base URL.
        load: sends samples through the API, to the server at a base URL, with a credential; gives the arguments of a curl
            command that shows two of them.
        variables: by the names of the environment variables that its clients in Python read, the fields of the credential.
        base_url_variable: the one for the base URL.
    """

    base_path: str
    load: Callable[[Ask, str, NewCredential, Sequence[Sample]], list[str]]
    variables: dict[str, str]
    base_url_variable: str

    def environment(self, base_url: str, credential: NewCredential) -> dict[str, str]:
        """Give what its clients in Python read from the environment."""
        fields = credential.client_fields
        return {self.base_url_variable: base_url} | {name: str(fields[field]) for name, field in self.variables.items()}


def _colleqtive_product(sample: Sample) -> dict[str, object]:
    """Put a sample into Colleqtive's words."""
    return {
        "product_number": sample.number,
        "product_name": sample.name,
        "product_description": sample.description,
        "brand_description": sample.brand,
        "category_code": sample.category.upper(),
        "barcode": sample.barcode,
        "size": sample.size,
        "base_unit_name": "piece",
        "is_counted": True,
        "is_active": True,
        "price": sample.price_cents / 100,
        "purchase_price": sample.cost_cents / 100,
        "carrier_item_quantity": float(sample.case_quantity),
        "price_compare_unit": sample.compare_unit,
        "price_compare_multiplier": sample.compare_multiplier,
    }


def _load_colleqtive(ask: Ask, base_url: str, credential: NewCredential, assortment: Sequence[Sample]) -> list[str]:
    body = msgspec.json.encode({"products": [_colleqtive_product(sample) for sample in assortment]})
    authorization = f"Bearer {credential.secret}"
    ask("POST", "/api/v2/public/products", {"Authorization": authorization}, body)
    url = f"{base_url}/api/v2/public/products?page_start=1&page_size=2"
    return ["curl", "-H", f"Authorization: {authorization}", url]


def _cin7_product(sample: Sample) -> dict[str, object]:
    """Put a sample into Cin7's words."""
    return {
        "name": sample.name,
        "styleCode": sample.number,
        "description": sample.description,
        "brand": sample.brand,
        "optionLabel1": "Size",
        "productOptions": [
            {
                "productOptionCode": sample.number,
                "retailPrice": sample.price_cents / 100,
                "cost": sample.cost_cents / 100,
            }
        ],
    }


def _load_cin7(ask: Ask, base_url: str, credential: NewCredential, assortment: Sequence[Sample]) -> list[str]:
    body = msgspec.json.encode([_cin7_product(sample) for sample in assortment])
    user = "{username}:{key}".format(**credential.client_fields)
    authorization = f"Basic {base64.b64encode(user.encode()).decode()}"
    ask("POST", "/api/v1/Products", {"Authorization": authorization}, body)
    return ["curl", "-u", user, f"{base_url}/api/v1/Products?page=1&rows=2"]


def _vendnovation_product(sample: Sample) -> dict[str, object]:
    """Put a sample into VendNovation's words."""
    amount, unit = sample.size.split(" ")
    return {
        "manufacturer": sample.brand,
        "brand": sample.brand,
        "name": sample.name,
        "size": int(amount),
        "unitsForSize": unit,
        "productGroup": sample.category,
        "number": sample.number,
        "upc": sample.barcode,
        "cost": sample.cost_cents / 100,
        "defaultPrice": sample.price_cents / 100,
        "isACommonProduct": False,
        "isDeleted": False,
    }


def _load_vendnovation(ask: Ask, base_url: str, credential: NewCredential, assortment: Sequence[Sample]) -> list[str]:
    key = {"x-api-key": credential.secret}
    login = {name: credential.client_fields[name] for name in ("username", "password")}
    given = ask("POST", "/vendor/prod/authenticate", key, msgspec.json.encode(login))
    headers = {**key, "access-token": msgspec.json.decode(given)["accessToken"]}
    body = msgspec.json.encode({"body": [_vendnovation_product(sample) for sample in assortment]})
    ask("PUT", "/vendor/prod/products", headers, body)
    sent = {**headers, "Content-Type": "application/json", "size": "2"}
    shown = [part for name, value in sent.items() for part in ("-H", f"{name}: {value}")]
    return ["curl", *shown, "-d", "{}", f"{base_url}/vendor/prod/products"]


def _lana_product(sample: Sample) -> dict[str, object]:
    """Put a sample into Lana's words."""
    return {
        "title": sample.name,
        "meta_description": sample.description,
        "tags": [sample.category, sample.brand],
        "custom_fields": [{"name": "size", "value": sample.size}],
        "published": True,
        "type": "physical",
    }


def _lana_titles(ask: Ask, shop: str, headers: dict[str, str]) -> set[str]:
    """Walk the pages of a shop, and give the titles of its products."""
    titles: set[str] = set()
    last_key = ""
    while True:
        query = urlencode({"shop_id": shop, "limit": 1_000, "fields": "title", "last_key": last_key})
        page = msgspec.json.decode(ask("GET", f"/products/page.json?{query}", headers, b""))
        titles.update(product["title"] for product in page["items"])
        last_key = page["last_key"]
        if not page["items"]:
            return titles


def _load_lana(ask: Ask, base_url: str, credential: NewCredential, assortment: Sequence[Sample]) -> list[str]:
    shop = shop_id(credential.row.catalog_id)
    authorization = f"Bearer {credential.secret}"
    headers = {"Authorization": authorization}
    # This API creates what it is sent, however often it is sent: what an earlier run made has to be left out.
    titles = _lana_titles(ask, shop, headers)
    absent = [_lana_product(sample) for sample in assortment if sample.name not in titles]
    if absent:
        ask("POST", f"/products.json?shop_id={shop}&fields=id", headers, msgspec.json.encode(absent))
    url = (
        f"{base_url}/products/page.json?shop_id={shop}&sort_by=created_at&sort_desc=true&limit=2&fields=id,title,handle"
    )
    return ["curl", "-H", f"Authorization: {authorization}", url]


LOADERS = {
    "colleqtive": Loader("", _load_colleqtive, {"COLLEQTIVE_BEARER_TOKEN": "token"}, "COLLEQTIVE_BASE_URL"),
    "cin7": Loader("/api", _load_cin7, {"CIN7_USERNAME": "username", "CIN7_KEY": "key"}, "CIN7_BASE_URL"),
    "vendnovation": Loader(
        "/vendor/prod",
        _load_vendnovation,
        {
            "VENDNOVATION_API_KEY": "api_key",
            "VENDNOVATION_USERNAME": "username",
            "VENDNOVATION_PASSWORD": "password",
        },
        "VENDNOVATION_BASE_URL",
    ),
    "lana": Loader("", _load_lana, {"LANA_TOKEN": "token", "LANA_SHOP_ID": "shop_id"}, "LANA_BASE_URL"),
}
"""How to speak each dialect, by its name, in the order of loading: Lana's line shows the latest, its own."""

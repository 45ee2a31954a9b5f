"""Each API as its clients use it, told in the catalogue's shared words: `{"sku": "A", "price": 1.5}` through any of them.

What an API's fields are called is written down here from its own page and the design's table, never taken from the server.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol
from urllib.parse import quote

from tests.across import lana_api
from tests.across.company import STAGE, Answer, Company

__all__ = [
    "CIN7",
    "COLLEQTIVE",
    "LANA",
    "SHARED",
    "VENDNOVATION",
    "VIEWS",
    "Cin7",
    "Colleqtive",
    "Lana",
    "Plain",
    "VendNovation",
    "View",
    "shown",
]

Plain = dict[str, Any]
"""A product in shared words."""

SHARED: Plain = {
    "sku": "0012-A",
    "name": "Café crème, 2 × 250 g",
    "description": "Roasted slowly; 'dark'",
    "brand": "Brüder & Co",
    "barcode": "0871000000001",
    "price": 19.99,
    "cost": 12.005,
    "active": False,
    "image_url": "https://images.example/0012.jpg?size=1&kind=a",
}
"""Every shared attribute of the design's table, with a value that an unset attribute never has."""

PRODUCTS = "/api/v2/public/products"
CIN7_PRODUCTS = "/api/v1/Products"
VENDING_PRODUCTS = f"{STAGE}/products"


class View(Protocol):
    """What the tests want of an API.

    Attributes:
        dialect: its name.
        creates: the shared attributes that a client can give to a new product.
        updates: those that it can change afterwards.
        shows: those that it can read.
        deletes: whether it can delete.
    """

    dialect: str
    creates: frozenset[str]
    updates: frozenset[str]
    shows: frozenset[str]
    deletes: bool

    def create(self, company: Company, plain: Plain, own: Mapping[str, Any] | None = None) -> None:
        """Create a product, `own` being fields in the API's own words."""
        ...

    def update(self, company: Company, plain: Plain, own: Mapping[str, Any] | None = None) -> None:
        """Change what `plain` names of the product with its sku; a name and a brand are always there."""
        ...

    def delete(self, company: Company, sku: str) -> None:
        """Delete a product."""
        ...

    def records(self, company: Company) -> list[dict[str, Any]]:
        """Read the whole catalog as the API shows it, in the order in which the products were created."""
        ...

    def raw(self, company: Company) -> dict[str, Any]:
        """Read the whole catalog as the API shows it, by the API's own key: the sku where it shows one, or the handle."""
        ...

    def plain(self, shown: Mapping[str, Any]) -> Plain:
        """Put a product that was read into shared words."""
        ...


def named(plain: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    return {field: plain[name] for name, field in fields.items() if name in plain}


def shown(view: View, company: Company, sku: str) -> dict[str, Any]:
    """Give a product as an API shows it, by its sku, which only Colleqtive always shows: the order is the same in all APIs."""
    return view.records(company)[list(COLLEQTIVE.raw(company)).index(sku)]


def good(answer: Answer) -> Any:
    assert answer.status == 200, answer.body
    return answer.json


class Colleqtive:
    """Seeds 000 and 001."""

    dialect = "colleqtive"
    fields: ClassVar[dict[str, str]] = {
        "sku": "product_number",
        "name": "product_name",
        "description": "product_description",
        "brand": "brand_description",
        "barcode": "barcode",
        "price": "price",
        "cost": "purchase_price",
        "active": "is_active",
        "image_url": "image_url",
    }
    creates = shows = frozenset(fields)
    updates = frozenset(fields) - {"sku"}
    deletes = True

    def push(self, company: Company, *items: Mapping[str, Any], flush: bool = False) -> Answer:
        target = f"{PRODUCTS}?flush=true" if flush else PRODUCTS
        return company.ask("colleqtive", "POST", target, list(items))

    def item(self, plain: Plain) -> dict[str, Any]:
        return {"is_counted": True} | named(plain, self.fields)

    def create(self, company: Company, plain: Plain, own: Mapping[str, Any] | None = None) -> None:
        good(self.push(company, self.item(plain) | dict(own or {})))

    update = create

    def delete(self, company: Company, sku: str) -> None:
        body = good(company.ask("colleqtive", "DELETE", PRODUCTS, {"product_number": [sku]}))
        assert "1 deleted" in body["message"]

    def records(self, company: Company) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = good(company.ask("colleqtive", "GET", f"{PRODUCTS}?page_size=1000"))["records"]
        return listed

    def raw(self, company: Company) -> dict[str, Any]:
        return {record["product_number"]: record for record in self.records(company)}

    def plain(self, shown: Mapping[str, Any]) -> Plain:
        return {name: shown[field] for name, field in self.fields.items()}


class Cin7:
    """Seed 003; the update and the list from the vendor's help pages (reference, 3d)."""

    dialect = "cin7"
    product: ClassVar[dict[str, str]] = {
        "sku": "styleCode",
        "name": "name",
        "description": "description",
        "brand": "brand",
    }
    option: ClassVar[dict[str, str]] = {"price": "retailPrice", "cost": "cost"}
    creates = frozenset(product) | frozenset(option) | {"active"}
    updates = frozenset(product) - {"sku"} | {"active"}
    shows = creates | {"barcode", "image_url"}
    deletes = False

    def post(self, company: Company, *items: Mapping[str, Any]) -> Answer:
        return company.ask("cin7", "POST", CIN7_PRODUCTS, list(items))

    def put(self, company: Company, *items: Mapping[str, Any]) -> Answer:
        return company.ask("cin7", "PUT", CIN7_PRODUCTS, list(items))

    def status(self, plain: Plain) -> dict[str, Any]:
        return {"status": "Public" if plain["active"] else "Inactive"} if "active" in plain else {}

    def item(self, plain: Plain) -> dict[str, Any]:
        return named(plain, self.product) | self.status(plain) | {"productOptions": [named(plain, self.option)]}

    def create(self, company: Company, plain: Plain, own: Mapping[str, Any] | None = None) -> None:
        (result,) = good(self.post(company, self.item(plain) | dict(own or {})))
        assert (result["index"], result["success"], result["errors"]) == (0, True, []), result

    def update(self, company: Company, plain: Plain, own: Mapping[str, Any] | None = None) -> None:
        number = shown(self, company, plain["sku"])["id"]
        fields = {name: field for name, field in self.product.items() if name != "sku"}
        item = {"id": number} | named(plain, fields) | self.status(plain) | dict(own or {})
        (result,) = good(self.put(company, item))
        assert (result["success"], result["id"], result["errors"]) == (True, number, []), result

    def delete(self, company: Company, sku: str) -> None:
        raise AssertionError("this API has no deletion")

    def records(self, company: Company, query: str = "rows=1000&order=id ASC") -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = good(company.ask("cin7", "GET", f"{CIN7_PRODUCTS}?{quote(query, safe='=&')}"))
        return listed

    def raw(self, company: Company) -> dict[str, Any]:
        return {record["styleCode"] or f"id {record['id']}": record for record in self.records(company)}

    def plain(self, shown: Mapping[str, Any]) -> Plain:
        (option,) = shown["productOptions"]
        images = [image["link"] for image in shown["images"] or []]
        return (
            {name: shown[field] for name, field in self.product.items()}
            | {name: option[field] for name, field in self.option.items()}
            | {"active": shown["status"] != "Inactive", "barcode": option["productOptionBarcode"]}
            | {"image_url": images[0] if images else None}
        )


class VendNovation:
    """Seed 004; the list as the one public client asks for it."""

    dialect = "vendnovation"
    fields: ClassVar[dict[str, str]] = {
        "sku": "number",
        "name": "name",
        "brand": "brand",
        "barcode": "upc",
        "price": "defaultPrice",
        "cost": "cost",
        "image_url": "productImage",
    }
    creates = shows = frozenset(fields)
    updates = frozenset(fields) - {"sku"}
    deletes = True
    page_products = 50

    def put(self, company: Company, *items: Mapping[str, Any]) -> Answer:
        return company.ask("vendnovation", "PUT", VENDING_PRODUCTS, {"body": list(items)})

    def item(self, plain: Plain) -> dict[str, Any]:
        return {"manufacturer": "Maker", "size": 2, "unitsForSize": "oz."} | named(plain, self.fields)

    def create(self, company: Company, plain: Plain, own: Mapping[str, Any] | None = None) -> None:
        (product_id,) = good(self.put(company, self.item(plain) | dict(own or {})))
        assert product_id > 0

    def update(self, company: Company, plain: Plain, own: Mapping[str, Any] | None = None) -> None:
        number = shown(self, company, plain["sku"])["productId"]
        item = {"productId": number} | self.item(plain) | dict(own or {})
        assert good(self.put(company, item)) == [number]

    def delete(self, company: Company, sku: str) -> None:
        there = shown(self, company, sku)
        key = {field: there[field] for field in ("manufacturer", "brand", "name", "size", "unitsForSize")}
        assert good(self.put(company, key | {"number": sku, "isDeleted": True})) == [there["productId"]]

    def records(self, company: Company, **chosen: list[int]) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = []
        for page in range(1, 1_000):
            headers = {"page": str(page), "size": str(self.page_products)}
            body = {"requestFilter": chosen}
            part = good(company.ask("vendnovation", "POST", VENDING_PRODUCTS, body, headers))
            listed += part
            if len(part) < self.page_products:
                break
        return listed

    def raw(self, company: Company) -> dict[str, Any]:
        return {record["number"] or f"id {record['productId']}": record for record in self.records(company)}

    def plain(self, shown: Mapping[str, Any]) -> Plain:
        return {name: shown[field] for name, field in self.fields.items()}


class Lana:
    """Seed 002; the other operations as the official client asks for them."""

    dialect = "lana"
    creates = updates = shows = frozenset({"name"})
    deletes = True

    def create(self, company: Company, plain: Plain, own: Mapping[str, Any] | None = None) -> None:
        """Create a product whose handle is the sku, which is then its sku, too."""
        item = {"title": plain["name"], "handle": plain["sku"]} | dict(own or {})
        (product,) = lana_api.done(lana_api.create(company, item))
        assert (product["title"], product["handle"]) == (plain["name"], plain["sku"])

    def update(self, company: Company, plain: Plain, own: Mapping[str, Any] | None = None) -> None:
        identifier = shown(self, company, plain["sku"])["id"]
        (product,) = lana_api.done(lana_api.modify(company, [identifier], {"title": plain["name"]} | dict(own or {})))
        assert (product["id"], product["title"]) == (identifier, plain["name"])

    def delete(self, company: Company, sku: str) -> None:
        assert lana_api.done(lana_api.delete(company, [shown(self, company, sku)["id"]])) is None

    def records(self, company: Company) -> list[dict[str, Any]]:
        return lana_api.pages(company)

    def raw(self, company: Company) -> dict[str, Any]:
        return {record["handle"]: record for record in self.records(company)}

    def plain(self, shown: Mapping[str, Any]) -> Plain:
        return {"name": shown["title"]}


COLLEQTIVE, CIN7, VENDNOVATION, LANA = Colleqtive(), Cin7(), VendNovation(), Lana()
VIEWS: tuple[View, ...] = (COLLEQTIVE, CIN7, VENDNOVATION, LANA)

"""The rules of the four APIs over one catalog, written down plainly: what the server is held against.

Nothing here comes from the server's code; the rules are those of the design's sections on attributes, keys and matching.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import count
from typing import Any

import msgspec

__all__ = ["Model", "Refused", "Shelved"]

Item = dict[str, Any]
VendingKey = tuple[Any, ...]

COLLEQTIVE_FIELDS = {
    "product_name": "name",
    "product_description": "description",
    "brand_description": "brand",
    "barcode": "barcode",
    "is_active": "active",
    "image_url": "image_url",
    "color": "colleqtive:color",
    "is_counted": "colleqtive:is_counted",
}
CIN7_FIELDS = {
    "name": "name",
    "description": "description",
    "brand": "brand",
    "optionLabel1": "cin7:optionLabel1",
}
VENDING_FIELDS = {
    "name": "name",
    "brand": "brand",
    "upc": "barcode",
    "productImage": "image_url",
    "number": "vendnovation:number",
    "manufacturer": "vendnovation:manufacturer",
    "size": "vendnovation:size",
    "unitsForSize": "vendnovation:unitsForSize",
    "container": "vendnovation:container",
    "customField1": "vendnovation:customField1",
}
KEPT_ON_NULL = {"name", "brand", "barcode", "image_url", "vendnovation:number"}
"""Of VendNovation's fields those whose null keeps: the shared ones, and the number, which gave the product its sku."""


LANA_FIELDS = {
    "title": "name",
    "tags": "lana:tags",
    "meta_title": "lana:meta_title",
    "brand_id": "lana:brand_id",
}


OTHERS = ("cin7:", "vendnovation:", "lana:")
"""What other APIs' own attributes begin with, which Colleqtive's flush leaves alone."""


class Refused(Exception):
    """The whole request is refused and nothing of it is written.

    Attributes:
        problems: as Lana tells them: fields with what is wrong with them; none where something is missing.
    """

    def __init__(self, *problems: tuple[str, str]) -> None:
        super().__init__(*problems)
        self.problems = sorted(problems)


class Shelved(msgspec.Struct):
    """A product of the model; its number is 0 until it is known."""

    product_id: int
    sku: str
    sku_given: bool = True
    option_code: str = ""
    vending_key: VendingKey | None = None
    handle: str = ""
    attributes: dict[str, Any] = {}

    def set(self, attribute: str, value: Any) -> None:
        if value is None:
            self.attributes.pop(attribute, None)
        else:
            self.attributes[attribute] = value


def vending_key(item: Item) -> VendingKey:
    """Absent, null and empty are equal, white space at the ends does not count, numbers compare by value."""
    parts = (item.get(field) for field in ("manufacturer", "brand", "name", "size", "unitsForSize"))
    return tuple(part.strip() if isinstance(part, str) else "" if part is None else float(part) for part in parts)


def slug(text: str) -> str:
    """ASCII letters and digits in lower case, all else one hyphen."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")


def attempts(wanted: str, product_id: int) -> Iterator[str]:
    """Give what a product may get for a key that gives way: the key, then with its number, then with a counter behind it."""
    yield wanted
    yield f"{wanted}-{product_id}"
    for attempt in count(2):
        yield f"{wanted}-{product_id}-{attempt}"


def granted(wishes: list[tuple[int, str]], taken: set[str]) -> list[str]:
    """Give products, by their numbers, the keys that they wish for; what one asked for in vain nobody asks for later."""
    asked = [attempts(wanted, product_id) for product_id, wanted in wishes]
    got = dict.fromkeys(range(len(wishes)), "")
    unavailable = set(taken)
    while waiting := [place for place, value in got.items() if not value]:
        tried = [(place, next(asked[place])) for place in waiting]
        given: set[str] = set()
        for place, value in tried:
            if value not in unavailable | given:
                got[place] = value
                given.add(value)
        unavailable |= {value for _, value in tried}
    return list(got.values())


class Model:
    """A catalog as it must be."""

    def __init__(self) -> None:
        self.products: list[Shelved] = []

    def by_sku(self, sku: str | None) -> Shelved | None:
        return next((product for product in self.products if product.sku == sku), None)

    def by_id(self, product_id: int) -> Shelved | None:
        return next((product for product in self.products if product.product_id == product_id), None)

    def by_option(self, code: str | None) -> Shelved | None:
        return next((product for product in self.products if code and product.option_code == code), None)

    def free_sku(self, wanted: str, product_id: int, also_taken: set[str]) -> str:
        """Give a derived sku the product's number as a suffix where another product has it."""
        return next(sku for sku in attempts(wanted, product_id) if not self.by_sku(sku) and sku not in also_taken)

    def colleqtive_write(self, items: list[Item]) -> None:
        """One after the other: merge, null clears, is_deleted true deletes and creates nothing."""
        for item in items:
            product = self.by_sku(item["product_number"])
            if item.get("is_deleted") is True:
                self.colleqtive_delete([item["product_number"]])
                continue
            if product is None:
                product = Shelved(0, item["product_number"])
                self.products.append(product)
            for field, attribute in COLLEQTIVE_FIELDS.items():
                if field in item:
                    product.set(attribute, item[field])

    def colleqtive_flush(self, items: list[Item]) -> None:
        """What is named becomes exactly what was sent but for other APIs' own attributes and keys; the rest goes."""
        named: dict[str, Item] = {}
        for item in items:
            named[item["product_number"]] = named.get(item["product_number"], {}) | item
        self.products = [product for product in self.products if product.sku in named]
        for product in self.products:
            product.sku_given = True
            product.attributes = {name: value for name, value in product.attributes.items() if name.startswith(OTHERS)}
        self.colleqtive_write(list(named.values()))

    def colleqtive_delete(self, skus: list[str]) -> None:
        self.products = [product for product in self.products if product.sku not in skus]

    def colleqtive_rewrite(self, old: str, new: str) -> None:
        for product in self.products:
            if product.attributes.get("brand") == old:
                product.attributes["brand"] = new

    def cin7_post(self, items: list[Item]) -> list[Shelved | None]:
        """Create what is new; give for each item the product that has one of its codes, or None where it is created."""
        for field in ("styleCode", "optionCode"):
            codes = [item[field] for item in items if item.get(field)]
            if len(set(codes)) < len(codes):
                raise Refused
        return [self.by_sku(item.get("styleCode")) or self.by_option(item.get("optionCode")) for item in items]

    def cin7_created(self, items: list[Item], numbers: list[int]) -> None:
        """Put the items that are new on the shelf, under the numbers that they got; 0 is that of an item that is not.

        A style code that one item of the request gives is not derived for another, not even where that item is skipped.
        """
        claimed = {item["styleCode"] for item in items if item.get("styleCode")}
        for item, product_id in zip(items, numbers, strict=True):
            if not product_id:
                continue
            style, option = item.get("styleCode") or "", item.get("optionCode") or ""
            sku = style or self.free_sku(option or f"CN-{product_id}", product_id, claimed)
            product = Shelved(product_id, sku, bool(style), option)
            for field, attribute in CIN7_FIELDS.items():
                product.set(attribute, item.get(field))
            self.set_status(product, item.get("status"))
            self.products.append(product)

    def cin7_put(self, items: list[Item]) -> list[bool]:
        """Update by id, item by item; give which succeeded. An item with a fault of its own claims no style code.

        A field that says what is shown changes nothing, so that a product which is put back as it was read stays as it is.
        """
        ids = [item["id"] for item in items]
        faultless = [item for item in items if ids.count(item["id"]) == 1 and self.name_is_good(item)]
        claims = [item["styleCode"] for item in faultless if self.moves(item)]
        owners = {product.sku: product.product_id for product in self.products}
        done: list[bool] = []
        for item in items:
            product, style = self.by_id(item["id"]), item.get("styleCode")
            is_taken = style in claims and (claims.count(style) > 1 or owners.get(str(style), item["id"]) != item["id"])
            if product is None or item not in faultless or is_taken:
                done.append(False)
                continue
            done.append(True)
            for field, attribute in CIN7_FIELDS.items():
                if item.get(field) is not None:
                    product.set(attribute, item[field] or None)
            if item.get("status") != self._cin7(product)["status"]:
                self.set_status(product, item.get("status"))
            if style:
                product.sku, product.sku_given = style, True
            elif style == "":
                product.sku_given = False
        return done

    def name_is_good(self, item: Item) -> bool:
        """2 to 50 characters, unless it is the one that there is."""
        product, name = self.by_id(item["id"]), item.get("name")
        same = product is not None and product.attributes.get("name") == name
        return name is None or same or 2 <= len(name) <= 50

    def moves(self, item: Item) -> bool:
        """Tell whether an item gives its product a style code that it does not show now."""
        product, style = self.by_id(item["id"]), item.get("styleCode")
        return bool(style) and not (product is not None and product.sku_given and product.sku == style)

    @staticmethod
    def set_status(product: Shelved, status: str | None) -> None:
        """Inactive is false; the others are true, and which of them is Cin7's own."""
        if status is not None:
            product.attributes["active"] = status != "Inactive"
            if status != "Inactive":
                product.attributes["cin7:status"] = status

    def vending_matches(self, items: list[Item]) -> list[Shelved | None]:
        """Find the product of each item: by its key, by its number within one manufacturer, by a sku that has no key."""
        found = [self.vending_match(item) for item in items]
        keys = [vending_key(item) for item in items]
        same = [product.product_id for product in found if product is not None]
        if len(set(keys)) < len(keys) or len(set(same)) < len(same):
            raise Refused
        return found

    def vending_match(self, item: Item) -> Shelved | None:
        key = vending_key(item)
        for product in self.products:
            if product.vending_key == key:
                return product
        renamed = self.by_id(item.get("productId") or 0)
        if renamed is not None and renamed.vending_key is not None and renamed.vending_key[0] == key[0]:
            return renamed
        numbered = self.by_sku(item.get("number"))
        return numbered if numbered is not None and numbered.vending_key is None else None

    def vending_put(self, items: list[Item], found: list[Shelved | None], numbers: list[int]) -> None:
        """Carry out the items, given the products that they are about and the numbers that were answered."""
        for item, product in zip(items, found, strict=True):
            if item.get("isDeleted") is True:
                self.products = [one for one in self.products if one is not product]
        for item, product, product_id in zip(items, found, numbers, strict=True):
            if item.get("isDeleted") is True:
                continue
            one = product
            if one is None:
                number = item.get("number")
                sku = self.free_sku(number or f"VN-{product_id}", product_id, set())
                one = Shelved(product_id, sku, bool(number) and sku == number)
                self.products.append(one)
            one.vending_key = vending_key(item)
            for field, attribute in VENDING_FIELDS.items():
                if field in item and not (item[field] is None and attribute in KEPT_ON_NULL):
                    one.set(attribute, item[field])

    def handles(self) -> dict[str, int]:
        return {product.handle: product.product_id for product in self.products if product.handle}

    def lana_create(self, items: list[Item]) -> None:
        """Refuse products without a title, and handles that are given twice or belong to another."""
        self.lana_titles(items)
        self.lana_handles(items, [0] * len(items))

    def lana_titles(self, items: list[Item]) -> None:
        empty = [
            (f"[{place}].title", "invalid_non_empty") for place, item in enumerate(items) if item.get("title") == ""
        ]
        if empty:
            raise Refused(*empty)

    def lana_handles(self, items: list[Item], numbers: list[int]) -> None:
        given = {place: item["handle"] for place, item in enumerate(items) if item.get("handle")}
        twice = [place for place, handle in given.items() if list(given.values()).count(handle) > 1]
        if twice:
            raise Refused(*((f"[{place}].handle", "duplicate") for place in twice))
        owners = self.handles()
        taken = [place for place, handle in given.items() if owners.get(handle, numbers[place]) != numbers[place]]
        if not all(map(self.by_id, filter(None, numbers))):
            raise Refused
        if taken:
            raise Refused(*((f"[{place}].handle", "already_exists") for place in taken))

    def lana_created(self, items: list[Item], numbers: list[int], now: str) -> None:
        """Put new products on the shelf, under the numbers that they got: their handles, and skus made of these."""
        firm = [item.get("handle") or "" for item in items]
        soft = [(number, slug(item["title"]) or "product") for number, item in zip(numbers, items, strict=True)]
        wishes = [wish for wish, given in zip(soft, firm, strict=True) if not given]
        made = iter(granted(wishes, {*self.handles(), *firm}))
        handles = [given or next(made) for given in firm]
        skus = granted(list(zip(numbers, handles, strict=True)), {product.sku for product in self.products})
        for item, number, handle, sku in zip(items, numbers, handles, skus, strict=True):
            product = Shelved(number, sku, sku_given=False, handle=handle)
            self.lana_fields(product, item, now)
            self.products.append(product)

    def lana_modify(self, numbers: list[int], items: list[Item], now: str) -> None:
        """Change products by their numbers, all or none."""
        self.lana_numbers(numbers)
        self.lana_titles(items)
        self.lana_handles(items, numbers)
        for number, item in zip(numbers, items, strict=True):
            product = self.by_id(number)
            assert product is not None
            product.handle = item.get("handle") or product.handle
            self.lana_fields(product, item, now)

    def lana_delete(self, numbers: list[int]) -> None:
        self.lana_numbers(numbers)
        if not all(map(self.by_id, numbers)):
            raise Refused
        self.products = [product for product in self.products if product.product_id not in numbers]

    def lana_numbers(self, numbers: list[int]) -> None:
        """Refuse a write that names a product twice."""
        again = [(f"ids[{place}]", "duplicate") for place, number in enumerate(numbers) if number in numbers[:place]]
        if again:
            raise Refused(*again)

    @staticmethod
    def lana_fields(product: Shelved, item: Item, now: str) -> None:
        """Null clears. True without a date is now, false takes the date back, else the date says."""
        for field, attribute in LANA_FIELDS.items():
            if field in item:
                product.set(attribute, item[field])
        if item.get("published") is False:
            product.set("lana:published_at", None)
        elif item.get("published") is True and not item.get("published_at"):
            product.set("lana:published_at", now)
        elif "published_at" in item:
            product.set("lana:published_at", item["published_at"])

    def shown_by_lana(self, now: str) -> dict[int, Item]:
        return {product.product_id: self._lana(product, now) for product in self.products}

    @staticmethod
    def _lana(product: Shelved, now: str) -> Item:
        held = product.attributes
        date, brand, name = (held.get(attribute) for attribute in ("lana:published_at", "lana:brand_id", "name"))
        return {
            "title": name or "",
            "handle": product.handle or f"{slug(name or '') or 'product'}-{product.product_id}",
            "tags": held.get("lana:tags", []),
            "meta_title": held.get("lana:meta_title", ""),
            "brand": None if brand is None else {"id": brand},
            "published_at": date,
            "published": date is not None and date <= now,
        }

    def shown_by_colleqtive(self) -> dict[str, Item]:
        return {product.sku: self._colleqtive(product.attributes) for product in self.products}

    @staticmethod
    def _colleqtive(attributes: dict[str, Any]) -> Item:
        unset = {"is_active": True, "is_counted": False}
        return {
            field: attributes.get(attribute, unset.get(field, "")) for field, attribute in COLLEQTIVE_FIELDS.items()
        }

    def shown_by_cin7(self) -> dict[int, Item]:
        return {product.product_id: self._cin7(product) for product in self.products}

    @staticmethod
    def _cin7(product: Shelved) -> Item:
        held = product.attributes
        is_active, own = held.get("active", True), held.get("cin7:status", "Public")
        image = held.get("image_url")
        return {field: held.get(attribute, "") for field, attribute in CIN7_FIELDS.items()} | {
            "styleCode": product.sku if product.sku_given else "",
            "status": own if is_active else "Inactive",
            "optionCode": product.option_code,
            "barcode": held.get("barcode", ""),
            "images": [] if image is None else [image],
        }

    def shown_by_vendnovation(self) -> dict[int, Item]:
        return {product.product_id: self._vending(product) for product in self.products}

    @staticmethod
    def _vending(product: Shelved) -> Item:
        null = {"upc", "productImage", "size", "customField1"}
        held = {"vendnovation:number": product.sku if product.sku_given else ""} | product.attributes
        return {
            field: held.get(attribute, None if field in null else "") for field, attribute in VENDING_FIELDS.items()
        }

"""The whole service in this process, on a real store, with a clock that the test moves, and a client of this API."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import pytest

from shelfwire.access.credentials import shop_id
from shelfwire.dialects.lana.routes import LANA
from shelfwire.settings import Settings
from tests.dialects.shop import NOW, SETTINGS, Answer, ServiceShop

__all__ = ["NOW", "NOW_TEXT", "SECOND", "Answer", "LanaShop", "cut_to", "shown"]

T = TypeVar("T")
SECOND = 1_000_000
NOW_TEXT = "2026-09-21T14:13:20Z"
"""The clock of a test that does not move it, as this API writes it."""


def shown(identifier: str, title: str, handle: str, **fields: Any) -> dict[str, Any]:
    """Give a whole product as it is read when nothing else was ever set, with `fields` in their place."""
    return {
        "id": identifier,
        "title": title,
        "handle": handle,
        "created_at": NOW_TEXT,
        "updated_at": NOW_TEXT,
        "published": False,
        "published_at": None,
        "type": "physical",
        "meta_title": "",
        "meta_description": "",
        "raw_content": "",
        "tags": [],
        "ban_mode": "allow_all_but",
        "ban_countries": [],
        "return_mode": "allowed",
        "tiered_pricing_mode": "per_variant",
        "minimum_quantity": None,
        "maximum_quantity": None,
        "google_product_category_code": 0,
        "google_product_category_name": "",
        "subscription_only": False,
        "subscription_plans": [],
        "custom_fields": [],
        "custom_field_objects": None,
        "brand": None,
        "categories": [],
        "sales_channels": [],
        "variants": [],
        "field_set": None,
        "review_dimension_set": None,
        "content_image_files": [],
        "inventory_summary": None,
        "min_inventory_count": 0,
        "max_inventory_count": 0,
        "sum_inventory_count": 0,
        "min_price": 0,
        "min_currency_prices": [],
        "min_customer_group_prices": [],
        "average_score": 0,
        "average_scores": [],
        "review_count": 0,
        "recommended_yes_count": 0,
        "recommended_no_count": 0,
        "yes_count": 0,
        "no_count": 0,
        "survey_answers_summary": [],
        "analytics": {"sales": 0, "visits": 0},
        "import_id": None,
        "import_index": None,
    } | fields


def cut_to(products: Sequence[Mapping[str, Any]], *names: str) -> list[dict[str, Any]]:
    """Give products with these fields alone."""
    return [{name: product[name] for name in names} for product in products]


class LanaShop(ServiceShop):
    """A service with one catalog, asked over its own ASGI interface with a token that may do everything.

    Attributes:
        shop_id: what this API calls the catalog.
        token: sent along with every request unless another is given.
    """

    dialect = LANA

    def __init__(self, folder: Path, runner: asyncio.Runner, settings: Settings) -> None:
        super().__init__(folder, runner, settings)
        self.shop_id = shop_id(self.catalog_id)
        self.token = self.new_key().secret

    async def sent(
        self, method: str, target: str, body: Any = b"", *, token: str | None = None, **headers: str
    ) -> Answer:
        """Send a request; `body` is bytes, or a value to be sent as JSON; an empty token sends none."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"content-type": "application/json", "authorization": f"Bearer {token or self.token}"}
        if token == "":
            del given["authorization"]
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        raw = [(name.encode(), value.encode("latin-1")) for name, value in given.items()]
        response = await self.client.request(method, target, content=content, headers=raw)
        answered = json.loads(response.content) if response.content else None
        return Answer(response.status_code, dict(response.headers), answered)

    def send(self, method: str, target: str, body: Any = b"", **given: Any) -> Answer:
        """Send one request and wait for its answer."""
        return self.wait(self.sent(method, target, body, **given))

    def target(self, path: str, **query: Any) -> str:
        """Give a path with its query, in which the shop is named and a list is joined by commas."""
        pairs = {"shop_id": self.shop_id} | query
        joined = {name: ",".join(value) if isinstance(value, list) else value for name, value in pairs.items()}
        return f"{path}?{urlencode({name: value for name, value in joined.items() if value is not None})}"

    def create(self, *products: Any, fields: Any = None, **given: Any) -> Answer:
        return self.send("POST", self.target("/products.json", fields=fields), list(products), **given)

    def created(self, *products: Any) -> list[dict[str, Any]]:
        """Create products that are taken."""
        taken: list[dict[str, Any]] = self.good(self.create(*products))
        return taken

    def titled(self, *titles: str) -> list[str]:
        """Create products that have a title alone, and give their ids."""
        return [product["id"] for product in self.created(*({"title": title} for title in titles))]

    def modify(self, ids: Any, *products: Any, fields: Any = None, **given: Any) -> Answer:
        target = self.target("/products.json", ids=ids, fields=fields)
        return self.send("POST", target, list(products), **given)

    def delete(self, ids: Any, **given: Any) -> Answer:
        return self.send("DELETE", self.target("/products.json", ids=ids), **given)

    def read(self, ids: Any, **query: Any) -> Answer:
        return self.send("GET", self.target("/products.json", ids=ids, **query))

    def page(self, **query: Any) -> Answer:
        return self.send("GET", self.target("/products/page.json", **query))

    def walked(self, **query: Any) -> Iterator[dict[str, Any]]:
        """Give page after page as the official client reads them, the empty one that ends them included."""
        last_key = ""
        while True:
            page = self.good(self.page(last_key=last_key, **query))
            assert bool(page["items"]) == bool(page["last_key"])
            yield page
            if not page["items"]:
                return
            last_key = page["last_key"]

    def titles(self, **query: Any) -> list[str]:
        """Give the titles of all pages, each page of two products."""
        return [product["title"] for page in self.walked(**{"limit": 2} | query) for product in page["items"]]

    def relay(self, *items: Any, **given: Any) -> Answer:
        return self.send("POST", "/relay.json", list(items), **given)

    def creation(self, *products: Any, **query: Any) -> dict[str, Any]:
        """Give a relay's request that creates products."""
        return {"method": "POST", "url": self.target("products.json", **query), "request": list(products)}

    def good(self, answer: Answer) -> Any:
        """Give the body of an answer that took what was asked."""
        assert (answer.status, answer.headers["content-type"]) == (200, "application/json"), answer.body
        return answer.body

    def everything(self) -> list[dict[str, Any]]:
        """Give all products in the order of their creation."""
        return [product for page in self.walked(limit=1000) for product in page["items"]]


@pytest.fixture
def settings() -> Settings:
    return SETTINGS


@pytest.fixture
def shop(tmp_path: Path, settings: Settings) -> Iterator[LanaShop]:
    with asyncio.Runner() as runner:
        opened = LanaShop(tmp_path, runner, settings)
        yield opened
        opened.close()

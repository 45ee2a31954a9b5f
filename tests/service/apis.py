"""Each API's bulk write as a plain HTTP client makes it, so that one test can hold all of them to one promise."""

import base64
import http.client
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tests.serving import Served

__all__ = ["APIS", "CIN7", "COLLEQTIVE", "LANA", "LANA_GRAPHQL", "LANA_RELAY", "SHOP", "VENDNOVATION", "Api", "Caller"]

STAGE = "/vendor/prod"

SHOP = "SHOP"
"""Stands in a target, or in a body, for what Lana's clients call the catalog."""


class Caller(msgspec.Struct, frozen=True):
    """A key of one API for one catalog.

    Attributes:
        api: which.
        headers: say who calls.
        shop_id: what Lana's clients call the catalog; empty for other APIs' keys.
    """

    api: "Api"
    headers: dict[str, str]
    shop_id: str = ""

    @property
    def target(self) -> str:
        """The path and query of the bulk write."""
        return self.api.target.replace(SHOP, self.shop_id)

    def body(self, numbers: Sequence[str], name: str) -> bytes:
        """Write products with these numbers, all of one name."""
        return json.dumps(self.api.items(numbers, name)).replace(SHOP, self.shop_id).encode()


class Api:
    """One API, or one of the ways into it.

    Attributes:
        name: what tells it from the others.
        dialect: whose keys open it.
        method, target: of its bulk write; `SHOP` in it is the key's.
        tells_replays: an answer that was stored says so in a header.
    """

    name = "colleqtive"
    dialect = "colleqtive"
    method = "POST"
    target = "/api/v2/public/products"
    tells_replays = True

    def caller(self, served: Served, catalog: str) -> Caller:
        """Make a key."""
        made = served.command("key", "create", "--catalog", catalog, "--dialect", self.dialect)
        return Caller(self, self.headers(served, made), made.get("shop_id", ""))

    def headers(self, served: Served, made: dict[str, Any]) -> dict[str, str]:
        return {"authorization": made["token"]}

    def items(self, numbers: Sequence[str], name: str) -> Any:
        return [{"product_number": number, "product_name": name, "is_counted": True} for number in numbers]

    def written(self, answer: Any) -> int:
        """Tell from a good answer how many products were written."""
        return int(answer["data"])


class _Cin7(Api):
    name = dialect = "cin7"
    target = "/api/v1/Products"

    def headers(self, served: Served, made: dict[str, Any]) -> dict[str, str]:
        pair = base64.b64encode(f"{made['username']}:{made['key']}".encode()).decode()
        return {"authorization": f"Basic {pair}"}

    def items(self, numbers: Sequence[str], name: str) -> Any:
        return [{"name": name, "styleCode": number, "productOptions": [{"retailPrice": 1}]} for number in numbers]

    def written(self, answer: Any) -> int:
        return sum(result["success"] for result in answer)


class _VendNovation(Api):
    name = dialect = "vendnovation"
    method = "PUT"
    target = f"{STAGE}/products"

    def headers(self, served: Served, made: dict[str, Any]) -> dict[str, str]:
        connection = http.client.HTTPConnection(urlsplit(served.base_url).netloc, timeout=60)
        login = json.dumps({"username": made["username"], "password": made["password"]})
        connection.request("POST", f"{STAGE}/authenticate", login, {"x-api-key": made["api_key"]})
        token = json.loads(connection.getresponse().read())["accessToken"]
        connection.close()
        return {"x-api-key": made["api_key"], "access-token": token}

    def items(self, numbers: Sequence[str], name: str) -> Any:
        products = [
            {"manufacturer": "m", "brand": number, "name": name, "size": 1, "unitsForSize": "oz.", "number": number}
            for number in numbers
        ]
        return {"body": products}

    def written(self, answer: Any) -> int:
        return len(answer)


class _Lana(Api):
    name = dialect = "lana"
    target = f"/products.json?shop_id={SHOP}"

    def headers(self, served: Served, made: dict[str, Any]) -> dict[str, str]:
        return {"authorization": f"Bearer {made['token']}"}

    def items(self, numbers: Sequence[str], name: str) -> Any:
        return [{"title": name, "handle": number} for number in numbers]

    def written(self, answer: Any) -> int:
        return len(answer)


class _LanaRelay(_Lana):
    name = "lana relay"
    target = "/relay.json"
    tells_replays = False

    def items(self, numbers: Sequence[str], name: str) -> Any:
        return [{"url": f"products.json?shop_id={SHOP}", "request": super().items(numbers, name)}]

    def written(self, answer: Any) -> int:
        return len(answer[0]["response"])


class _LanaGraphql(_Lana):
    name = "lana graphql"
    target = "/commerce.json"
    document = """mutation ($data: [ProductCreate!]!, $shop_id: String!) {
      productsCreate(data: $data, shop_id: $shop_id) { id }
    }"""

    def items(self, numbers: Sequence[str], name: str) -> Any:
        return {"query": self.document, "variables": {"data": super().items(numbers, name), "shop_id": SHOP}}

    def written(self, answer: Any) -> int:
        return len(answer["data"]["productsCreate"])


COLLEQTIVE, CIN7, VENDNOVATION = Api(), _Cin7(), _VendNovation()
LANA, LANA_RELAY, LANA_GRAPHQL = _Lana(), _LanaRelay(), _LanaGraphql()
APIS = (COLLEQTIVE, CIN7, VENDNOVATION, LANA, LANA_RELAY, LANA_GRAPHQL)

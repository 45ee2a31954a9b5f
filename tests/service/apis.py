"""Each API's bulk write as a plain HTTP client makes it, so that one test can hold all of them to one promise."""

import base64
import http.client
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from tests.serving import Served

__all__ = ["APIS", "CIN7", "COLLEQTIVE", "VENDNOVATION", "Api"]

STAGE = "/vendor/prod"


class Api:
    """One API.

    Attributes:
        dialect: its name.
        method, target: of its bulk write.
    """

    dialect = "colleqtive"
    method = "POST"
    target = "/api/v2/public/products"

    def credential(self, served: Served, catalog: str) -> dict[str, str]:
        """Make a key and give the headers that say who calls."""
        return self.headers(served, served.command("key", "create", "--catalog", catalog, "--dialect", self.dialect))

    def headers(self, served: Served, made: dict[str, Any]) -> dict[str, str]:
        return {"authorization": made["token"]}

    def body(self, numbers: Sequence[str], name: str) -> bytes:
        """Write products with these numbers, all of one name."""
        return json.dumps(self.items(numbers, name)).encode()

    def items(self, numbers: Sequence[str], name: str) -> Any:
        return [{"product_number": number, "product_name": name, "is_counted": True} for number in numbers]

    def written(self, answer: Any) -> int:
        """Tell from a good answer how many products were written."""
        return int(answer["data"])


class _Cin7(Api):
    dialect = "cin7"
    target = "/api/v1/Products"

    def headers(self, served: Served, made: dict[str, Any]) -> dict[str, str]:
        pair = base64.b64encode(f"{made['username']}:{made['key']}".encode()).decode()
        return {"authorization": f"Basic {pair}"}

    def items(self, numbers: Sequence[str], name: str) -> Any:
        return [{"name": name, "styleCode": number, "productOptions": [{"retailPrice": 1}]} for number in numbers]

    def written(self, answer: Any) -> int:
        return sum(result["success"] for result in answer)


class _VendNovation(Api):
    dialect = "vendnovation"
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


COLLEQTIVE, CIN7, VENDNOVATION = Api(), _Cin7(), _VendNovation()
APIS = (COLLEQTIVE, CIN7, VENDNOVATION)

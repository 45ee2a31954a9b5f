"""What the clients of each API are given, and how its products are put there and read back in its own words."""

import base64
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

import msgspec

from shelfwire.access.credentials import NewCredential
from shelfwire.cli.loaders import LOADERS
from shelfwire.testing.background import BackgroundServer
from shelfwire.testing.traffic import Traffic, Watching

__all__ = ["Api", "Apis", "Cin7Api", "ColleqtiveApi", "LanaApi", "SeedRefused", "VendNovationApi"]

Product = Mapping[str, Any]
"""A product in an API's own words."""

PAGE_PRODUCTS = 1_000
VENDNOVATION_PAGE_PRODUCTS = 50
"""How many products `products` reads at once: the most that a page of these APIs holds."""

_encode = msgspec.json.Encoder(decimal_format="number").encode


class SeedRefused(Exception):
    """Products that a test wanted to be there were refused; the text is the API's answer."""


class Api(Watching):
    """One of the APIs of a running server.

    Attributes:
        base_url: what its clients take as their base URL.
        environment: the environment variables that its clients read, the base URL's among them.
    """

    def __init__(self, server: BackgroundServer, traffic: Traffic, credential: NewCredential) -> None:
        super().__init__(traffic, credential.row.dialect)
        loader = LOADERS[credential.row.dialect]
        self.base_url = server.base_url + loader.base_path
        self.environment = loader.environment(self.base_url, credential)
        self._server = server

    def _asked(self, method: str, target: str, headers: Mapping[str, str], body: object = msgspec.UNSET) -> Any:  # noqa: ANN401 - what the API answers
        """Ask the service something, past the network, and give the answer.

        Raises:
            SeedRefused: it is no success.
        """
        data = b"" if body is msgspec.UNSET else _encode(body)
        status, answer = self._server.ask(method, target, headers, data)
        if status != 200:
            message = f"{method} {target} was answered with {status}: {answer.decode('utf-8', 'replace')}"
            raise SeedRefused(message)
        return msgspec.json.decode(answer)


class ColleqtiveApi(Api):
    """Colleqtive's API.

    Attributes:
        token: the bearer token of a client.
    """

    def __init__(self, server: BackgroundServer, traffic: Traffic, credential: NewCredential) -> None:
        super().__init__(server, traffic, credential)
        self.token = credential.secret
        self._headers = {"authorization": f"Bearer {self.token}"}

    def seed(self, products: Iterable[Product]) -> dict[str, Any]:
        """Create or update products, and give the API's answer.

        Raises:
            SeedRefused: one of them was refused, so none is there.
        """
        answer: dict[str, Any] = self._asked("POST", "/api/v2/public/products", self._headers, list(products))
        return answer

    def products(self) -> list[dict[str, Any]]:
        """Give all products of the catalog as this API lists them, in the order in which they were created."""
        found: list[dict[str, Any]] = []
        while True:
            number = len(found) // PAGE_PRODUCTS + 1
            target = f"/api/v2/public/products?page_start={number}&page_size={PAGE_PRODUCTS}"
            page = self._asked("GET", target, self._headers)["records"]
            found += page
            if len(page) < PAGE_PRODUCTS:
                return found


class Cin7Api(Api):
    """Cin7 Omni's API.

    Attributes:
        username, key: of a client, for HTTP Basic authentication.
    """

    def __init__(self, server: BackgroundServer, traffic: Traffic, credential: NewCredential) -> None:
        super().__init__(server, traffic, credential)
        self.username = str(credential.client_fields["username"])
        self.key = credential.secret
        pair = base64.b64encode(f"{self.username}:{self.key}".encode()).decode()
        self._headers = {"authorization": f"Basic {pair}"}

    def seed(self, products: Iterable[Product]) -> list[dict[str, Any]]:
        """Create products, and give the API's answer: one result for each, with its `id`.

        Raises:
            SeedRefused: one of them was refused; this API creates the others nevertheless.
        """
        results: list[dict[str, Any]] = self._asked("POST", "/api/v1/Products", self._headers, list(products))
        refused = [result for result in results if not result["success"]]
        if refused:
            message = f"{len(refused)} of {len(results)} products were refused: {_encode(refused).decode()}"
            raise SeedRefused(message)
        return results

    def products(self) -> list[dict[str, Any]]:
        """Give all products of the catalog as this API lists them, by their ids."""
        found: list[dict[str, Any]] = []
        while True:
            target = f"/api/v1/Products?page={len(found) // PAGE_PRODUCTS + 1}&rows={PAGE_PRODUCTS}"
            page = self._asked("GET", target, self._headers)
            found += page
            if len(page) < PAGE_PRODUCTS:
                return found


class LanaApi(Api):
    """Lana's Commerce API.

    Attributes:
        token: the bearer token of a client.
        shop_id: the shop that its clients name on every call.
    """

    def __init__(self, server: BackgroundServer, traffic: Traffic, credential: NewCredential) -> None:
        super().__init__(server, traffic, credential)
        self.token = credential.secret
        self.shop_id = str(credential.client_fields["shop_id"])
        self._headers = {"authorization": f"Bearer {self.token}"}

    def seed(self, products: Iterable[Product]) -> list[dict[str, Any]]:
        """Create products, and give the API's answer: the products as they are read.

        Raises:
            SeedRefused: one of them was refused, so none is there.
        """
        target = f"/products.json?shop_id={self.shop_id}"
        answer: list[dict[str, Any]] = self._asked("POST", target, self._headers, list(products))
        return answer

    def products(self) -> list[dict[str, Any]]:
        """Give all products of the shop as this API reads them, in the order in which they were created."""
        found: list[dict[str, Any]] = []
        last_key = ""
        while True:
            query = urlencode({"shop_id": self.shop_id, "limit": PAGE_PRODUCTS, "last_key": last_key})
            page = self._asked("GET", f"/products/page.json?{query}", self._headers)
            found += page["items"]
            last_key = page["last_key"]
            if len(page["items"]) < PAGE_PRODUCTS:
                return found


class VendNovationApi(Api):
    """VendNovation's vendor API.

    Attributes:
        api_key: goes with every request of a client.
        username, password: what a client logs in with.
        organization_id: what this API calls the catalog.
    """

    def __init__(self, server: BackgroundServer, traffic: Traffic, credential: NewCredential) -> None:
        super().__init__(server, traffic, credential)
        self.api_key = credential.secret
        self.username = str(credential.client_fields["username"])
        self.password = str(credential.client_fields["password"])
        self.organization_id = credential.row.catalog_id
        self._access_token = ""

    def seed(self, products: Iterable[Product]) -> list[int]:
        """Push products, and give the API's answer: their numbers.

        Raises:
            SeedRefused: one of them was refused, so none is there.
        """
        body = {"body": list(products)}
        answer: list[int] = self._asked("PUT", "/vendor/prod/products", self._session(), body)
        return answer

    def products(self) -> list[dict[str, Any]]:
        """Give all products of the catalog as this API lists them, by their numbers."""
        found: list[dict[str, Any]] = []
        headers = {**self._session(), "size": str(VENDNOVATION_PAGE_PRODUCTS)}
        while True:
            headers["page"] = str(len(found) // VENDNOVATION_PAGE_PRODUCTS + 1)
            page = self._asked("POST", "/vendor/prod/products", headers, {})
            found += page
            if len(page) < VENDNOVATION_PAGE_PRODUCTS:
                return found

    def _session(self) -> dict[str, str]:
        """Log in where that was not done yet, and give the headers that say who calls."""
        key = {"x-api-key": self.api_key}
        if not self._access_token:
            login = {"username": self.username, "password": self.password}
            self._access_token = self._asked("POST", "/vendor/prod/authenticate", key, login)["accessToken"]
        return {**key, "access-token": self._access_token}


class Apis:
    """The APIs of a running server.

    Attributes:
        colleqtive, cin7, lana, vendnovation: one each, all to the same catalog.
    """

    def __init__(self, server: BackgroundServer, traffic: Traffic, credentials: Mapping[str, NewCredential]) -> None:
        """Make them from a credential for each, by the dialects' names."""
        self.colleqtive = ColleqtiveApi(server, traffic, credentials["colleqtive"])
        self.cin7 = Cin7Api(server, traffic, credentials["cin7"])
        self.lana = LanaApi(server, traffic, credentials["lana"])
        self.vendnovation = VendNovationApi(server, traffic, credentials["vendnovation"])

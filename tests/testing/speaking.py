"""The four APIs as plain clients speak them to a server that tests were given."""

import base64
import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from shelfwire.testing import Shelfwire
from tests.across.company import Answer

__all__ = ["DIALECTS", "ask", "create", "headers", "names", "product", "seed"]

DIALECTS = ("colleqtive", "cin7", "lana", "vendnovation")

_CREATE = {
    "colleqtive": ("POST", "/api/v2/public/products"),
    "cin7": ("POST", "/v1/Products"),
    "lana": ("POST", "/products.json?shop_id={shop_id}"),
    "vendnovation": ("PUT", "/products"),
}


def ask(method: str, url: str, headers: Mapping[str, str] | None = None, body: Any = b"") -> Answer:
    """Send one request over a connection of its own; `body` is bytes, or a value to be sent as JSON."""
    parts = urlsplit(url)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    try:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request(method, target, data, dict(headers or {}))
        response = connection.getresponse()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
    finally:
        connection.close()


def headers(shelfwire: Shelfwire, dialect: str) -> dict[str, str]:
    """Give the headers that say who calls; VendNovation's clients log in for them."""
    if dialect == "colleqtive":
        return {"authorization": shelfwire.colleqtive.token}
    if dialect == "lana":
        return {"authorization": f"Bearer {shelfwire.lana.token}"}
    if dialect == "cin7":
        pair = f"{shelfwire.cin7.username}:{shelfwire.cin7.key}".encode()
        return {"authorization": f"Basic {base64.b64encode(pair).decode()}"}
    api = shelfwire.vendnovation
    key = {"x-api-key": api.api_key}
    login = {"username": api.username, "password": api.password}
    return key | {"access-token": ask("POST", f"{api.base_url}/authenticate", key, login).json["accessToken"]}


def product(dialect: str, name: str) -> dict[str, Any]:
    """Put a product into an API's words."""
    match dialect:
        case "colleqtive":
            return {"product_number": name, "product_name": name, "is_counted": True}
        case "lana":
            return {"title": name}
        case "cin7":
            return {"name": name, "styleCode": name, "productOptions": [{"retailPrice": 1.5}]}
        case _:
            return {"name": name, "manufacturer": "Acme"}


def create(shelfwire: Shelfwire, dialect: str, name: str, sent: Mapping[str, str] | None = None) -> Answer:
    """Create a product as a client of this API does, with the headers that were given or else fetched."""
    method, path = _CREATE[dialect]
    api = getattr(shelfwire, dialect)
    url = api.base_url + path.format(shop_id=shelfwire.lana.shop_id)
    return ask(method, url, sent or headers(shelfwire, dialect), [product(dialect, name)])


def seed(shelfwire: Shelfwire, dialect: str, *names: str) -> Any:
    """Seed products of these names in an API's words."""
    return getattr(shelfwire, dialect).seed([product(dialect, name) for name in names])


def names(shelfwire: Shelfwire, dialect: str) -> list[str]:
    """Give the names of all products as an API reads them."""
    field = {"colleqtive": "product_name", "lana": "title"}.get(dialect, "name")
    return [one[field] for one in getattr(shelfwire, dialect).products()]

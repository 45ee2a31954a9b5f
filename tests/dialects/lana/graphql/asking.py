"""Documents that tests send, and how they are sent."""

from typing import Any

from shelfwire.dialects.lana.errors import ErrorCode
from tests.dialects.lana.conftest import Answer, LanaShop

__all__ = ["CREATE", "MODIFY", "ask", "data_of", "failure", "parsing_failure"]

CREATE = """mutation Create($data: [ProductCreate!]!, $shop_id: String!) {
  productsCreate(data: $data, shop_id: $shop_id) { id title }
}"""
MODIFY = """mutation Modify($data: [ProductModify!]!, $ids: [String!]!, $shop_id: String!) {
  productsModify(data: $data, ids: $ids, shop_id: $shop_id) { id title }
}"""


def ask(shop: LanaShop, query: str, variables: Any = None, /, **given: Any) -> Answer:
    """Post a document with its variables; the shop is always among them, and used where the document declares it."""
    known = {"shop_id": shop.shop_id} | (variables or {})
    return shop.send("POST", "/commerce.json", {"query": query, "variables": known}, **given)


def data_of(answer: Answer) -> Any:
    """Give the data of an answer without errors."""
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json"), answer.body
    assert set(answer.body) == {"data"}, answer.body
    return answer.body["data"]


def failure(key: str, line: int, column: int, **error: Any) -> dict[str, Any]:
    """Give the entry of a field that an operation refused."""
    message = error["message"]
    return {
        "message": message,
        "locations": [{"line": line, "column": column}],
        "path": [key],
        "apiError": error,
    }


def parsing_failure(message: str, *places: tuple[int, int]) -> dict[str, Any]:
    """Give the entry of a document or of variables that are not right."""
    entry: dict[str, Any] = {"message": message}
    if places:
        entry["locations"] = [{"line": line, "column": column} for line, column in places]
    error = {"code": ErrorCode.PARSING_FAILURE, "message": message, "meta": {"error": message}}
    return entry | {"apiError": error}

"""The query of a JSON path as the arguments of its operation: the same for a path that is asked directly and in a relay."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Raw

from shelfwire.access.caller import Caller
from shelfwire.dialects.contract import Services
from shelfwire.dialects.lana.errors import ApiError, ErrorCode, invalid_input
from shelfwire.dialects.lana.faults import InvalidField
from shelfwire.dialects.lana.operations import Ask
from shelfwire.dialects.lana.paging import PageAsk, page_projection
from shelfwire.dialects.lana.record import Projection, Selected, projection_of
from shelfwire.dialects.lana.shops import ShopItem

__all__ = ["Request", "ask_of", "operation_of"]

_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_PAGE_WHOLE = ("limit", "offset")
_PAGE_FLAGS = ("sort_desc",)
_SHOP_FIELDS = tuple(field.encode_name for field in msgspec.structs.fields(ShopItem))

_OPERATIONS = {
    ("GET", "/products.json"): "products",
    ("POST", "/products.json"): "productsCreate",
    ("DELETE", "/products.json"): "productsDelete",
    ("GET", "/products/page.json"): "productsPage",
    ("GET", "/shops.json"): "shops",
}


class Request(msgspec.Struct, kw_only=True):
    """One request to a JSON path, sent by itself or in a relay.

    Attributes:
        method: upper case.
        path: with a slash at its beginning, without the query.
        query: the query's pairs, decoded.
        data: the items of its body, or None.
        caller, services, request_id, key, position: as in `Ask`.
    """

    method: str
    path: str
    query: Sequence[tuple[str, str]]
    data: list[Raw] | None
    caller: Caller
    services: Services
    request_id: str
    key: str | None
    position: int = 0


def operation_of(method: str, path: str, query: Sequence[tuple[str, str]]) -> str | None:
    """Give the operation at a path, or None; products with `ids` are modified, without them they are created."""
    name = _OPERATIONS.get((method, path))
    if name == "productsCreate" and any(key == "ids" for key, _ in query):
        return "productsModify"
    return name


class _Arguments:
    """Reads arguments out of a query and notes what is wrong with them."""

    def __init__(self, query: Sequence[tuple[str, str]]) -> None:
        self.bad: list[InvalidField] = []
        self._last = dict(query)
        self._query = query

    def text(self, name: str) -> str | None:
        """Give the last value of an argument; an empty one is none."""
        return self._last.get(name) or None

    def texts(self, name: str) -> list[str]:
        """Give the values of a list: separated by commas, or under the same name more than once."""
        return [one for key, value in self._query if key == name for one in value.split(",") if one]

    def whole(self, name: str) -> int | None:
        """Give a whole number."""
        text = self.text(name)
        if text is None:
            return None
        if _WHOLE.fullmatch(text) is None:
            self.bad.append(InvalidField(name, "invalid_integer"))
            return None
        return int(text)

    def flag(self, name: str) -> bool | None:
        """Give true or false."""
        text = self.text(name)
        if text is None:
            return None
        if text.lower() not in _FLAGS:
            self.bad.append(InvalidField(name, "invalid_boolean"))
        return _FLAGS.get(text.lower())


def ask_of(name: str, request: Request) -> Ask:
    """Read the arguments of an operation.

    Raises:
        ApiError: 1000 for arguments that are no number or flag where one is wanted, 1131 for unknown `fields`.
    """
    arguments = _Arguments(request.query)
    ask = Ask(
        caller=request.caller,
        services=request.services,
        request_id=request.request_id,
        key=request.key,
        position=request.position,
        shop_id=arguments.text("shop_id"),
        ids=arguments.texts("ids"),
        data=request.data,
        loose=arguments.flag("loose") or False,
        page=_page(arguments) if name == "productsPage" else None,
        # Each name once: what is made of them is remembered under them.
        projection=_projection(name, tuple(dict.fromkeys(arguments.texts("fields")))),
    )
    if arguments.bad:
        raise invalid_input(arguments.bad)
    return ask


def _page(arguments: _Arguments) -> PageAsk:
    """Read the arguments of a page."""
    values: dict[str, Any] = {}
    for field in PageAsk.__struct_fields__:
        if field in _PAGE_WHOLE:
            values[field] = arguments.whole(field)
        elif field in _PAGE_FLAGS:
            values[field] = arguments.flag(field)
        else:
            values[field] = arguments.text(field)
    return PageAsk(**values)


def _projection(name: str, fields: tuple[str, ...]) -> Projection | None:
    """Read what is wanted of the answer's objects."""
    if not fields:
        return None
    if name != "shops":
        wanted = projection_of(fields)
        return page_projection(wanted) if name == "productsPage" else wanted
    unknown = next((field for field in fields if field not in _SHOP_FIELDS), None)
    if unknown is not None:
        text = f"A shop has no field {unknown[:100]!r}."
        raise ApiError(400, ErrorCode.INVALID_FIELDS, text, field="fields", meta={"error": text})
    return Projection("Shop", tuple(Selected(field, field) for field in _SHOP_FIELDS if field in fields))

"""Lana's operations: paths, verbs, permissions and what each does."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from shelfwire.access.caller import PRODUCTS_CREATE, PRODUCTS_DELETE, PRODUCTS_MODIFY, PRODUCTS_READ, Presented
from shelfwire.dialects.contract import Call, Head, Operation, Refusal, needs
from shelfwire.dialects.json_body import split_items
from shelfwire.dialects.lana import errors
from shelfwire.dialects.lana.errors import ApiError
from shelfwire.dialects.lana.graphql.routes import GRAPHQL_OPERATIONS, GRAPHQL_PATH
from shelfwire.dialects.lana.operations import perform
from shelfwire.dialects.lana.parameters import Request, ask_of, operation_of
from shelfwire.dialects.lana.reference import openapi_document
from shelfwire.dialects.lana.relay import refuse_relay, relay
from shelfwire.engine.reply import Reply

__all__ = ["LANA", "Lana"]

_BEARER = "bearer "


def _at_path(*, takes_data: bool) -> Callable[[Call], Awaitable[Reply]]:
    """Give the handler of a JSON path; the operation follows from method, path and query."""

    async def handle(call: Call) -> Reply:
        head = call.head
        method = "GET" if head.method == "HEAD" else head.method
        path = call.operation_path or head.path
        name = operation_of(method, path, head.query) or ""
        items = None
        if takes_data:
            items = split_items(call.take_body(), envelope="data", items_max=call.services.settings.items_max)
        request = Request(
            method=method,
            path=path,
            query=head.query,
            data=items,
            caller=call.caller,
            services=call.services,
            request_id=head.request_id,
            key=head.headers.get("idempotency-key"),
        )
        del items
        try:
            answer = await perform(name, ask_of(name, request))
        except ApiError as error:
            return errors.answer(error)
        return Reply(200, answer.body or b"null", (("content-type", "application/json"), *answer.headers))

    return handle


def _create_or_modify(head: Head) -> tuple[str, ...]:
    """Say what a POST of products needs: with `ids` it modifies."""
    return (PRODUCTS_MODIFY,) if head.parameter("ids") is not None else (PRODUCTS_CREATE,)


def _token(head: Head) -> str | None:
    """Take the token from `Authorization: Bearer TOKEN`."""
    value = head.headers.get("authorization", "").strip()
    return value[len(_BEARER) :].strip() or None if value.lower().startswith(_BEARER) else None


class Lana:
    """The dialect as the HTTP layer sees it (`contract.Dialect`)."""

    name = "lana"
    title = "Lana"
    operations: Sequence[Operation] = (
        Operation(
            "productsCreate",
            "POST",
            "/products.json",
            _at_path(takes_data=True),
            _create_or_modify,
            "Create products in bulk, or modify those that `ids` names.",
        ),
        Operation(
            "products",
            "GET",
            "/products.json",
            _at_path(takes_data=False),
            needs(PRODUCTS_READ),
            "Get products by their ids.",
            (),
        ),
        Operation(
            "productsDelete",
            "DELETE",
            "/products.json",
            _at_path(takes_data=False),
            needs(PRODUCTS_DELETE),
            "Delete products by their ids.",
            (),
        ),
        Operation(
            "productsPage",
            "GET",
            "/products/page.json",
            _at_path(takes_data=False),
            needs(PRODUCTS_READ),
            "List products page by page.",
            (),
        ),
        Operation("shops", "GET", "/shops.json", _at_path(takes_data=False), needs(), "List the token's shops.", ()),
        Operation(
            "relay",
            "POST",
            "/relay.json",
            relay,
            needs(),
            "Send up to 100 requests to the other JSON paths in one.",
            refuse=refuse_relay,
        ),
        *GRAPHQL_OPERATIONS,
    )
    path_prefixes: Sequence[str] = ()
    path_suffixes: Sequence[str] = (".json",)
    graphql_path: str | None = GRAPHQL_PATH
    paths_ignore_case = False

    def presented(self, head: Head) -> Presented:
        """Take the token from the header `Authorization`."""
        return Presented(_token(head))

    def refuse(self, refusal: Refusal) -> Reply:
        """Put a refusal into this API's own error shape."""
        return errors.refuse(refusal)

    def openapi(self) -> dict[str, Any]:
        """Give the OpenAPI 3.1 document of the JSON paths."""
        return openapi_document()


LANA = Lana()

"""The two operations of `/commerce.json`: documents posted, and queries in an address."""

import msgspec

from shelfwire.dialects.contract import Call, Operation, Refusal, needs
from shelfwire.dialects.lana.errors import error_of
from shelfwire.dialects.lana.graphql.documents import Documents
from shelfwire.dialects.lana.graphql.execution import Carried, carry_out
from shelfwire.dialects.lana.graphql.faults import DocumentFault, Entry, entry_of
from shelfwire.dialects.lana.graphql.plans import Plan, plan_of
from shelfwire.dialects.lana.graphql.requests import (
    GRAPHQL_RESPONSE,
    JSON,
    GraphqlRequest,
    answer_type,
    from_body,
    from_query,
)
from shelfwire.engine.reply import Reply

__all__ = ["GRAPHQL_OPERATIONS", "GRAPHQL_PATH", "refuse_graphql"]

GRAPHQL_PATH = "/commerce.json"
"""Where documents go, as the official client has it."""

PLANS_MAX = 10
"""How many plans of one document are remembered."""

_encode = msgspec.json.Encoder().encode
_documents = Documents()


async def post_document(call: Call) -> Reply:
    """Carry out a document."""
    media_type = answer_type(call.head.headers.get("accept", ""))
    try:
        request = from_body(call.take_body())
        plan = await _plan(request)
        return _answer(await carry_out(plan, request.variables, call), media_type)
    except DocumentFault as fault:
        return _fault_answer(fault, media_type)


async def get_document(call: Call) -> Reply:
    """Carry out a document that reads."""
    media_type = answer_type(call.head.headers.get("accept", ""))
    try:
        request = from_query(call.head)
        plan = await _plan(request)
        if plan.is_mutation:
            text = "A mutation must be posted; GET is for queries."
            raise Refusal(405, "method_not_allowed", text, headers=(("allow", "POST"),))
        return _answer(await carry_out(plan, request.variables, call), media_type)
    except DocumentFault as fault:
        return _fault_answer(fault, media_type)


async def _plan(request: GraphqlRequest) -> Plan:
    """Find out what a request asks for.

    Raises:
        DocumentFault: its document is unknown or not valid, or has no such operation.
    """
    document = await _documents.find(request.query, request.sha256_hex)
    if document.node is None:
        raise DocumentFault(document.errors)
    plan = document.plans.get(request.operation_name)
    if plan is None:
        plan = plan_of(document.node, request.operation_name, is_static=document.is_static)
        if len(document.plans) < PLANS_MAX:
            document.plans[request.operation_name] = plan
    return plan


def _answer(carried: Carried, media_type: str) -> Reply:
    """Answer what was carried out."""
    errors = b'"errors":%b,' % _encode(carried.errors) if carried.errors else b""
    body = b'{%b"data":{%b}}' % (errors, b",".join(carried.parts))
    return Reply(carried.status, body, (("content-type", _with_charset(media_type)), *carried.headers))


def _fault_answer(fault: DocumentFault, media_type: str) -> Reply:
    """Answer a request of which nothing was carried out.

    In plain JSON a well-formed request gets 200 whatever its document says, and `data` beside the errors: without it Lana's
    client takes the answer for none and tries five times.
    """
    is_json = media_type == JSON
    status = fault.status or (200 if is_json else 400)
    value: dict[str, list[Entry] | None] = {"errors": fault.entries}
    if status < 300:
        value["data"] = None
    return Reply(status, _encode(value), (("content-type", _with_charset(media_type)),))


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type == GRAPHQL_RESPONSE else media_type


def refuse_graphql(refusal: Refusal) -> Reply:
    """Put a refusal into GraphQL's shape."""
    error, _ = error_of(refusal, "")
    return Reply(error.status, _encode({"errors": [entry_of(error)]}), (("content-type", JSON), *error.headers))


GRAPHQL_OPERATIONS = (
    Operation(
        "post_document",
        "POST",
        GRAPHQL_PATH,
        post_document,
        needs(),
        "Carry out a GraphQL document.",
        refuse=refuse_graphql,
    ),
    Operation(
        "get_document",
        "GET",
        GRAPHQL_PATH,
        get_document,
        needs(),
        "Carry out a GraphQL document that reads.",
        (),
        refuse=refuse_graphql,
    ),
)
"""What the dialect offers for documents."""

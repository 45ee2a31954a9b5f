"""Refusals on the wire: in the shape of the operation or the dialect, or in the service's own."""

import msgspec

from shelfwire.dialects.contract import Dialect, Operation, Refusal
from shelfwire.engine.reply import Reply

__all__ = ["refuse", "service_refuse"]

_encode = msgspec.json.Encoder().encode


def service_refuse(refusal: Refusal) -> Reply:
    """Put a refusal into the service's own shape, for paths that belong to no dialect."""
    body = _encode({"error": {"code": refusal.code, "message": refusal.text}})
    return _complete(Reply(refusal.status, body), refusal)


def refuse(dialect: Dialect | None, refusal: Refusal, operation: Operation | None = None) -> Reply:
    """Put a refusal into the operation's own shape, else the dialect's, or the service's where there is no dialect."""
    if dialect is None:
        return service_refuse(refusal)
    own = None if operation is None else operation.refuse
    return _complete((own or dialect.refuse)(refusal), refusal)


def _complete(reply: Reply, refusal: Refusal) -> Reply:
    """Add the headers that belong to a refusal whatever its shape, where they are not there yet."""
    wanted = refusal.headers
    if refusal.retry_after_seconds is not None:
        wanted = (*wanted, ("retry-after", str(refusal.retry_after_seconds)))
    present = {name for name, _ in reply.headers}
    missing = tuple(pair for pair in wanted if pair[0] not in present)
    return Reply(reply.status, reply.body, (*reply.headers, *missing)) if missing else reply

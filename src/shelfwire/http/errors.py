"""Errors that nobody else caught: what each becomes on the wire, and the service's own error shape."""

import msgspec

from shelfwire.access.gate import Denied
from shelfwire.dialects.contract import Dialect, Operation, Refusal, RefusalCode
from shelfwire.engine.reply import KeyReused, Reply
from shelfwire.storage.port import SearchTooSlow, StoreBusy, StoreError, StoreFull

__all__ = ["internal_refusal", "refusal_of", "refuse", "service_refuse"]

STORE_FULL_RETRY_SECONDS = 60
STORE_FAILED_RETRY_SECONDS = 5

_encode = msgspec.json.Encoder().encode


def refusal_of(error: Exception) -> Refusal | None:  # noqa: PLR0911 - one line an error
    """Turn what a request ran into into a refusal; None where it is a fault of ours."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, Denied):
        return Refusal(401, RefusalCode.UNAUTHENTICATED, str(error), reason=error.reason.value)
    if isinstance(error, KeyReused):
        text = (
            "This idempotency key came before with another request; nothing was done. Use a new key for a new request."
        )
        return Refusal(422, RefusalCode.KEY_REUSED, text)
    if isinstance(error, StoreBusy):
        text = "The service has more writes waiting than it takes; nothing was done. Try again later."
        return Refusal(503, RefusalCode.BUSY, text, retry_after_seconds=error.retry_after_seconds)
    if isinstance(error, SearchTooSlow):
        text = (
            "The search took too long and was stopped. Ask for less: by id, code, status or date of change, or an earlier "
            "page."
        )
        return Refusal(503, RefusalCode.UNAVAILABLE, text, retry_after_seconds=STORE_FAILED_RETRY_SECONDS)
    if isinstance(error, StoreFull):
        text = "There is no space left where the data lies; nothing was done. Try again when there is."
        return Refusal(507, RefusalCode.STORAGE_FULL, text, retry_after_seconds=STORE_FULL_RETRY_SECONDS)
    if isinstance(error, StoreError):
        text = "The data could not be read or written just now; nothing was done. Try again later."
        return Refusal(503, RefusalCode.UNAVAILABLE, text, retry_after_seconds=STORE_FAILED_RETRY_SECONDS)
    return None


def internal_refusal(request_id: str) -> Refusal:
    """Give the refusal for a fault of ours: nothing of its inside, but where to find it in the log."""
    text = f"Something went wrong in the service. Its log has the details under request id {request_id}."
    return Refusal(500, RefusalCode.INTERNAL, text)


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

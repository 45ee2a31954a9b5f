"""What a request ran into, as the refusal that it becomes; the same whether a whole request or a part of one ended so."""

from shelfwire.access.gate import Denied
from shelfwire.dialects.contract import Refusal, RefusalCode
from shelfwire.engine.reply import KeyReused
from shelfwire.storage.port import SearchTooSlow, StoreBusy, StoreError, StoreFull

__all__ = ["internal_refusal", "refusal_of"]

STORE_FULL_RETRY_SECONDS = 60
STORE_FAILED_RETRY_SECONDS = 5


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

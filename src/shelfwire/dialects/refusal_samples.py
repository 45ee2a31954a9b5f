"""What the samples of refusals in the API references say: the service's own sentences, by status.

A sample that is made up from the schema alone shows fields that an answer of that status does not have.
"""

from types import MappingProxyType

__all__ = ["MESSAGES", "lacking"]

MESSAGES = MappingProxyType(
    {
        "401": "This credential is not valid for this API.",
        "413": "A request may hold at most 1,000,000 items; send them in several requests.",
        "415": "This operation takes a body of type application/json.",
        "422": "This idempotency key came before with another request; nothing was done. Use a new key for a new request.",
        "429": "This credential has used up its rate; try again in 1 s.",
        "503": "The service has more writes waiting than it takes; nothing was done. Try again later.",
        "507": "There is no space left where the data lies; nothing was done. Try again when there is.",
    }
)
"""By status, what a refusal says that is the same for all operations."""


def lacking(permission: str) -> str:
    """Say what a credential is told that lacks a permission."""
    return f"This credential lacks the permission {permission}."

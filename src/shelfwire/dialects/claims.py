"""The idempotency key of a request, as most of the APIs take it: a header that makes a write happen once."""

import re

from shelfwire.dialects.contract import Call, Refusal, RefusalCode
from shelfwire.engine.reply import Claim

__all__ = ["checked_key", "claim_of"]

_VISIBLE_ASCII = re.compile(r"[!-~]{1,255}")


def claim_of(call: Call, *further: bytes) -> Claim | None:
    """Make the claim of a request that came with the header `Idempotency-Key`; call it before the body is taken.

    Args:
        call: the request; its credential, method, operation and key are the claim's scope.
        further: what decides the request's meaning beside its query and body.

    Raises:
        Refusal: 400 for a key that is none.
    """
    key = call.head.headers.get("idempotency-key")
    if key is None:
        return None
    checked_key(key)
    query = repr(call.head.query).encode("utf-8", "backslashreplace")
    scope = (call.caller.credential_id, call.head.method, call.operation_path or call.head.path, key)
    return Claim.of(*scope, fingerprint=(query, *further, call.body))


def checked_key(key: str) -> str:
    """Give an idempotency key back that can be one.

    Raises:
        Refusal: 400 for a key that is none.
    """
    if _VISIBLE_ASCII.fullmatch(key) is None:
        text = "Idempotency-Key must be 1 to 255 visible ASCII characters."
        raise Refusal(400, RefusalCode.BAD_REQUEST, text)
    return key

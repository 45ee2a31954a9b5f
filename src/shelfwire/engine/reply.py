"""An answer that is ready to be sent, and what makes a request happen once."""

import hashlib

import msgspec

__all__ = ["Claim", "KeyReused", "Reply"]


class Reply(msgspec.Struct, frozen=True):
    """An HTTP answer: what a dialect renders, what is stored under an idempotency key, what is sent.

    Attributes:
        status: the HTTP status.
        body: the whole body.
        headers: pairs of lower-case name and value; `content-type` is among them where there is a body.
    """

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"),)


class Claim(msgspec.Struct, frozen=True):
    """An idempotency key with its scope and what must be equal for two requests to be one.

    Attributes:
        scope: SHA-256 over who asks what under which key (32 bytes).
        fingerprint: SHA-256 over what decides the request's meaning (32 bytes).
    """

    scope: bytes
    fingerprint: bytes

    @classmethod
    def of(cls, *scope: str | int, fingerprint: tuple[bytes | bytearray | memoryview, ...]) -> "Claim":
        """Make a claim: `scope` names credential, method, path and key; `fingerprint` the parts that must be equal."""
        outer = hashlib.sha256()
        for part in scope:
            text = str(part).encode("utf-8", "surrogatepass")
            outer.update(len(text).to_bytes(8))
            outer.update(text)
        inner = hashlib.sha256()
        for piece in fingerprint:
            inner.update(len(piece).to_bytes(8))
            inner.update(piece)
        return cls(outer.digest(), inner.digest())


class KeyReused(Exception):
    """The idempotency key came before with another request; nothing was done."""

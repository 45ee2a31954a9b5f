"""Sessions: what a login gives to the clients of APIs whose users log in beside having a credential.

A session is a token that names its credential and its end, signed with the installation's own key. Nothing of it is stored:
it opens something only together with its credential, which is looked up for every request, so that it ends with that.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from collections.abc import Callable

import msgspec

from shelfwire.access.caller import Caller
from shelfwire.access.credentials import credential_kind, secret_hash
from shelfwire.access.signing import SigningKey
from shelfwire.storage.port import CredentialRow, Reader, Store

__all__ = ["SESSION_SECONDS", "Session", "Sessions"]

SESSION_SECONDS = 3 * 24 * 60 * 60
"""How long a login holds (the clients of VendNovation expect three days)."""

_CLAIMS = struct.Struct(">QQ")
_PURPOSE = b"shelfwire session 1"
"""Signed along, so that no other token of this installation can be taken for a session."""


class Session(msgspec.Struct, frozen=True):
    """A login that holds.

    Attributes:
        token: what the client shows from now on.
        expires_at: when it ends, in microseconds since 1970 in UTC.
    """

    token: str
    expires_at: int

    def __repr__(self) -> str:
        """Show when it ends, not the token."""
        return f"Session(token=..., expires_at={self.expires_at})"


class Sessions:
    """Opens sessions and tells whether one holds."""

    def __init__(self, store: Store, signing_key: SigningKey, now: Callable[[], int]) -> None:
        """Use the credentials in `store`, the installation's key and the clock `now` (microseconds since 1970 in UTC)."""
        self._store = store
        self._signing_key = signing_key
        self._now = now

    async def open(self, caller: Caller, username: str, password: str) -> Session | None:
        """Log in.

        Args:
            caller: whose credential came with the request.
            username: that of the credential.
            password: its second secret.

        Returns:
            A session of `SESSION_SECONDS`, or None where the username or the password is wrong.

        Raises:
            StoreError: the credential could not be looked up.
        """

        def find(reader: Reader) -> CredentialRow | None:
            rows = reader.credentials(caller.catalog_id)
            return next((row for row in rows if row.credential_id == caller.credential_id), None)

        row = await self._store.read(find)
        if row is None or row.password_hash is None:
            return None
        right_username = credential_kind(row.dialect).username(row.catalog_id)
        knows_username = hmac.compare_digest(secret_hash(username), secret_hash(right_username))
        knows_password = hmac.compare_digest(secret_hash(password), row.password_hash)
        if not (knows_username and knows_password):
            return None
        expires_at = self._now() + SESSION_SECONDS * 1_000_000
        claims = _CLAIMS.pack(caller.credential_id, expires_at)
        token = base64.urlsafe_b64encode(claims + await self._signature(claims)).decode()
        return Session(token, expires_at)

    async def expires_at(self, credential_id: int, token: str | None) -> int | None:
        """Tell when a session of this credential ends, in microseconds since 1970 in UTC; None where it does not hold."""
        try:
            decoded = base64.b64decode((token or "").encode(), altchars=b"-_", validate=True)
            claims, signature = decoded[: _CLAIMS.size], decoded[_CLAIMS.size :]
            owner_id, expires_at = _CLAIMS.unpack(claims)
        except (UnicodeEncodeError, binascii.Error, struct.error):
            return None
        if not hmac.compare_digest(signature, await self._signature(claims)):
            return None
        return expires_at if owner_id == credential_id and expires_at > self._now() else None

    async def _signature(self, claims: bytes) -> bytes:
        """Sign with the installation's key."""
        return hmac.new(await self._signing_key.read(), _PURPOSE + claims, hashlib.sha256).digest()

"""The installation's own key, with which it signs what its clients are given to keep.

It lives in the database. Each purpose signs differently, so that nothing that was signed for one is good for another.
"""

import hashlib
import hmac
import secrets

from shelfwire.storage.port import Store, Transaction

__all__ = ["SigningKey", "derived_key", "installation_key"]

SIGNING_KEY_BYTES = 32


def installation_key(transaction: Transaction) -> bytes:
    """Give the installation's key (32 bytes), which is made when it is first needed."""
    return transaction.signing_key(secrets.token_bytes(SIGNING_KEY_BYTES))


def derived_key(key: bytes, purpose: bytes) -> bytes:
    """Give the key (32 bytes) for one purpose: HMAC-SHA-256 of the purpose's name under the installation's key."""
    return hmac.new(key, purpose, hashlib.sha256).digest()


class SigningKey:
    """The installation's key, read from the store once."""

    def __init__(self, store: Store) -> None:
        """Use the key in `store`."""
        self._store = store
        self._key: bytes | None = None

    async def read(self) -> bytes:
        """Give the key.

        Raises:
            StoreError: it could not be read, or made.
        """
        if self._key is not None:
            return self._key
        # Nearly always it is there, and whoever only reads must not wait for the writer.
        key = await self._store.read(lambda reader: reader.installation_key())
        if key is None:
            key = await self._store.write(installation_key, rows=1)
        self._key = key
        return key

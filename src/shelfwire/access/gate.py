"""The gate: finds out who calls, and whether they may call now.

A credential is looked up afresh for every request, so that one revoked a moment ago, by whatever process, opens nothing
any more.
"""

import hmac
import time
from collections.abc import Callable
from enum import StrEnum

from shelfwire.access.caller import Caller, Presented
from shelfwire.access.credentials import CREDENTIAL_KINDS, credential_kind, is_well_formed, secret_hash
from shelfwire.access.rates import DayCount, Rate
from shelfwire.access.sessions import Sessions
from shelfwire.access.signing import SigningKey
from shelfwire.access.tokens import Tokens, is_token
from shelfwire.settings import Settings
from shelfwire.storage.port import Store

__all__ = ["Denied", "Gate", "Reason"]


class Reason(StrEnum):
    """Why a credential opens nothing; for logs and metrics, never for the client."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    OTHER_DIALECT = "other_dialect"
    EXPIRED = "expired"
    REVOKED = "revoked"
    USERNAME = "username"
    SESSION = "session"


SENTENCES = {
    Reason.MISSING: "This request carries no credential.",
    Reason.UNKNOWN: "This credential is not valid for this API.",
    Reason.OTHER_DIALECT: "This credential is not valid for this API.",
    Reason.EXPIRED: "This credential has expired; ask for a new one.",
    Reason.USERNAME: "This credential is not valid for this API.",
    Reason.SESSION: "The access token is missing or has ended; log in again.",
    Reason.REVOKED: "This credential was revoked; ask for a new one.",
}
"""What the caller is told; whether an unknown credential is another API's is nobody's business but the operator's."""

MISTYPED = "This credential is not one that Shelfwire gave out, or it was mistyped or cut off."


class Denied(Exception):
    """The credential that came with a request opens nothing.

    Attributes:
        reason: see `Reason`; never for the client.
    """

    def __init__(self, reason: Reason, sentence: str | None = None) -> None:
        """Keep the reason; the text of the error is a sentence for the client."""
        super().__init__(sentence or SENTENCES[reason])
        self.reason = reason


class Gate:
    """Knows callers by what they present and holds them to their rates.

    Attributes:
        sessions: of those who have logged in.
    """

    def __init__(
        self,
        store: Store,
        now: Callable[[], int],
        settings: Settings,
        *,
        monotonic: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        """Look credentials up in `store`.

        Args:
            store: where credentials live.
            now: the clock, in microseconds since 1970 in UTC.
            settings: the three rates; those that are 0 limit nothing.
            monotonic: a clock in nanoseconds that never goes back.
        """
        signing_key = SigningKey(store)
        self.sessions = Sessions(store, signing_key, now)
        self._tokens = Tokens(signing_key)
        self._store = store
        self._now = now
        self._limits: list[Rate | DayCount] = []
        if settings.rate_requests_per_second:
            self._limits.append(Rate(settings.rate_requests_per_second, settings.rate_burst, monotonic))
        if settings.rate_requests_per_day:
            self._limits.append(DayCount(settings.rate_requests_per_day, now))

    async def identify(self, dialect: str, presented: Presented, *, needs_session: bool = False) -> Caller:
        """Find out who calls.

        Args:
            dialect: the API that is called.
            presented: what the request carried.
            needs_session: it must carry the token of a session of this credential, too.

        Returns:
            Who calls, with their permissions.

        Raises:
            Denied: nobody who may; why is in its `reason`.
            StoreError: the credential could not be looked up.
        """
        secret = presented.secret
        if not secret:
            raise Denied(Reason.MISSING)
        digest = secret_hash(secret)
        row = await self._store.credential(digest)
        if row is None or not hmac.compare_digest(row.secret_hash, digest):
            raise Denied(Reason.UNKNOWN, None if is_well_formed(secret) or is_token(secret) else MISTYPED)
        if row.dialect != dialect:
            raise Denied(Reason.OTHER_DIALECT)
        if row.revoked_at is not None:
            raise Denied(Reason.REVOKED)
        if row.expires_at is not None and row.expires_at <= self._now():
            raise Denied(Reason.EXPIRED)
        username = presented.username
        if username is not None and username != credential_kind(dialect).username(row.catalog_id):
            raise Denied(Reason.USERNAME)
        if needs_session and await self.sessions.expires_at(row.credential_id, presented.token) is None:
            raise Denied(Reason.SESSION)
        kind = CREDENTIAL_KINDS.get(dialect)
        writes_until = await self._writes_until(digest, secret) if kind is not None and kind.is_token else None
        return Caller(row.credential_id, row.catalog_id, row.dialect, frozenset(row.permissions), writes_until)

    async def _writes_until(self, digest: bytes, token: str) -> int:
        """Check a token that was found, and tell when it ends for writing, in microseconds since 1970 in UTC.

        Raises:
            Denied: it was not signed with this installation's key, or has ended.
            StoreError: the key could not be read.
        """
        ends = await self._tokens.ends(digest, token)
        if ends is None:
            raise Denied(Reason.UNKNOWN)
        if ends.expires_at <= self._now():
            raise Denied(Reason.EXPIRED)
        return ends.writes_until

    def admit(self, caller: Caller) -> int | None:
        """Count a request of this caller, unless it comes too soon.

        Returns:
            None where it may go ahead, else in how many whole seconds it may come again. A refused request counts nowhere.
        """
        waits = [wait for limit in self._limits if (wait := limit.wait_seconds(caller.credential_id)) is not None]
        if waits:
            return max(waits)
        for limit in self._limits:
            limit.count(caller.credential_id)
        return None

    def limit_of(self, caller: Caller) -> tuple[int, float]:
        """Give the limit that keeps a caller waiting for the longest: how many requests it allows, and how many a second."""
        limit = max(self._limits, key=lambda one: one.wait_seconds(caller.credential_id) or 0)
        return limit.requests_max, limit.requests_per_second

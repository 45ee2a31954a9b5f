"""Make a request that is repeated happen once.

The answer is stored in the same transaction as the rows, so that there is never one without the other. Only requests that
were carried out are remembered: what was refused wrote nothing and may be sent again under the same key, corrected
(docs/adr/0007).
"""

import asyncio
from collections.abc import Callable

from shelfwire.engine.reply import Claim, KeyReused, Reply
from shelfwire.storage.port import Reader, ReplyRow, Store, Transaction

__all__ = ["PURGE_SECONDS", "Once"]

PURGE_SECONDS = 600
"""How often the answers whose time is over are deleted, by the write that comes next."""

_MICROSECONDS = 1_000_000


class _ReplayError(Exception):
    """Another request under the same key was committed while this one waited for the writer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__("replayed")
        self.reply = reply


class Once:
    """Runs jobs, those with a claim at most once."""

    def __init__(self, store: Store, now: Callable[[], int], keep_seconds: int) -> None:
        """Keep answers in `store` for `keep_seconds` by the clock `now` (microseconds)."""
        self._store = store
        self._now = now
        self._keep = keep_seconds * _MICROSECONDS
        self._running: dict[bytes, asyncio.Future[None]] = {}
        self._purge_at = 0

    async def run(self, job: Callable[[Transaction], Reply], claim: Claim | None, *, rows: int) -> Reply:
        """Run a job; with a claim, give the stored answer instead where the request was carried out before.

        A second request with the same claim waits for the first one.

        Raises:
            KeyReused: the key came before with another fingerprint.
            StoreError, or what the job raises: nothing was written.
        """
        if claim is None:
            return await self._store.write(job, rows=rows)
        while (running := self._running.get(claim.scope)) is not None:
            await asyncio.wait([running])
        finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._running[claim.scope] = finished
        try:
            return await self._run_claimed(job, claim, rows)
        finally:
            del self._running[claim.scope]
            finished.set_result(None)

    async def _run_claimed(self, job: Callable[[Transaction], Reply], claim: Claim, rows: int) -> Reply:
        known = await self._store.read(lambda reader: self._known(reader, claim))
        if known is not None:
            return known

        def claimed(transaction: Transaction) -> Reply:
            committed = self._known(transaction, claim)
            if committed is not None:
                raise _ReplayError(committed)
            now = self._now()
            if now >= self._purge_at:
                transaction.purge_replies(now)
                self._purge_at = now + PURGE_SECONDS * _MICROSECONDS
            reply = job(transaction)
            transaction.save_reply(
                ReplyRow(claim.scope, claim.fingerprint, reply.status, reply.headers, reply.body, now, now + self._keep)
            )
            return reply

        try:
            return await self._store.write(claimed, rows=rows)
        except _ReplayError as replay:
            return replay.reply

    def _known(self, reader: Reader, claim: Claim) -> Reply | None:
        """Give the stored answer as a replay, or None."""
        stored = reader.reply(claim.scope, self._now())
        if stored is None:
            return None
        if stored.fingerprint != claim.fingerprint:
            message = "this idempotency key came before with another request"
            raise KeyReused(message)
        return Reply(stored.status, stored.body, (*stored.headers, ("idempotency-replayed", "true")))

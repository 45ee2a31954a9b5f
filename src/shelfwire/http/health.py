"""What an operator's machinery asks: does the process live, can it write, what does it count."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

import msgspec

from shelfwire.dialects.contract import Refusal, RefusalCode
from shelfwire.engine.reply import Reply
from shelfwire.http.errors import service_refuse
from shelfwire.storage.port import StoreError

__all__ = ["Readiness", "alive_reply"]

READY_CACHE_SECONDS = 1.0
READY_PROBE_SECONDS = 5.0

_ALIVE = Reply(
    200, msgspec.json.encode({"status": "ok"}), (("content-type", "application/json"), ("cache-control", "no-store"))
)
_READY = Reply(200, msgspec.json.encode({"status": "ready"}), _ALIVE.headers)


def alive_reply() -> Reply:
    """Answer `/healthz`: the process lives and its event loop turns."""
    return _ALIVE


class Readiness:
    """Whether the service can take requests now; asked at most once a second however many ask.

    Attributes:
        stopping: the service was told to stop and takes no new requests.
    """

    def __init__(self, probe: Callable[[], Awaitable[None]], clock: Callable[[], float] = monotonic) -> None:
        """Ask `probe` (of the store) at most once a second of `clock`."""
        self.stopping = False
        self._probe = probe
        self._clock = clock
        self._lock = asyncio.Lock()
        self._asked_at = float("-inf")
        self._problem: str | None = None

    async def reply(self) -> Reply:
        """Answer `/readyz`: 200 where the store can write, else 503 with the reason."""
        problem = "The service is stopping." if self.stopping else await self._store_problem()
        if problem is None:
            return _READY
        return service_refuse(Refusal(503, RefusalCode.UNAVAILABLE, problem, retry_after_seconds=1))

    async def _store_problem(self) -> str | None:
        async with self._lock:
            if self._clock() - self._asked_at >= READY_CACHE_SECONDS:
                self._problem = await self._ask()
                self._asked_at = self._clock()
            return self._problem

    async def _ask(self) -> str | None:
        try:
            async with asyncio.timeout(READY_PROBE_SECONDS):
                await self._probe()
        except TimeoutError:
            return f"The store did not answer within {READY_PROBE_SECONDS:g} seconds."
        except StoreError as error:
            return f"The store cannot write: {error}"
        return None

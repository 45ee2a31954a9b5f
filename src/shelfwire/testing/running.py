"""The object that tests use: a running server with one catalog, begun anew for each test."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from shelfwire.access.caller import PERMISSIONS
from shelfwire.access.credentials import CREDENTIAL_KINDS, NewCredential, create_catalog, create_credential, revoke
from shelfwire.cli.store import clock
from shelfwire.settings import Settings
from shelfwire.testing.apis import Apis
from shelfwire.testing.background import BackgroundServer, background_server
from shelfwire.testing.traffic import Watching

__all__ = ["Shelfwire", "serving"]


class Shelfwire(Watching, Apis):
    """A running server with one catalog that all its APIs share.

    Attributes:
        base_url: where the server listens; an API's clients want that API's own `base_url`.
    """

    def __init__(self, server: BackgroundServer) -> None:
        self._server = server
        self._numbers = count(1)
        self._credentials: dict[str, NewCredential] = {}
        self.base_url = server.base_url
        self.reset()

    def reset(self) -> None:
        """Begin anew: an empty catalog, new credentials, no faults, no requests; what is held back is cut off."""
        traffic = self._server.renew_traffic()
        self._credentials = self._server.wait(self._renew_credentials())
        Watching.__init__(self, traffic, None)
        Apis.__init__(self, self._server, traffic, self._credentials)

    async def _renew_credentials(self) -> dict[str, NewCredential]:
        """Make a catalog and a credential for each API that may do everything.

        The old ones are revoked: a client that outlived its test shall hear of it. What is gathered shares a commit.
        """
        store, now = self._server.store, clock()
        name = f"test {next(self._numbers)}"
        old = (revoke(store, credential.row.credential_id, now) for credential in self._credentials.values())
        await asyncio.gather(create_catalog(store, name, now), *old)
        made = await asyncio.gather(
            *(
                create_credential(store, catalog=name, dialect=dialect, permissions=PERMISSIONS, now=now)
                for dialect in CREDENTIAL_KINDS
            )
        )
        return {credential.row.dialect: credential for credential in made}

    def forget_faults(self) -> None:
        """Let nothing go wrong any more, whatever was asked for."""
        self._traffic.forget_faults()

    def assert_faults_used(self) -> None:
        """See that everything that was to go wrong did; the fixture does so after each test.

        Raises:
            UnusedFaults: something did not, and was not `optional`.
        """
        self._traffic.assert_faults_used()


@contextmanager
def serving(settings: Settings | None = None) -> Iterator[Shelfwire]:
    """Run a server for as long as the block lasts; without pytest, or where its fixtures do not fit.

    Args:
        settings: limits of the server, `shelfwire.settings.Settings`; where it listens and where its data lies is chosen here.

    Raises:
        UnusedFaults: at the end, where something that was to go wrong did not.
    """
    with background_server(settings) as server:
        running = Shelfwire(server)
        yield running
        running.assert_faults_used()

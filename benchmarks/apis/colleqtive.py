"""Colleqtive: products are created and updated by their product_number, all with one operation."""

from collections.abc import Sequence

from benchmarks.apis.api import Phase, RowForm
from benchmarks.client import Answer, Request, UnexpectedAnswerError
from benchmarks.products import bodies, number_text, product, stored_attributes
from benchmarks.server import Server

__all__ = ["COLLEQTIVE", "Colleqtive"]


class _Client:
    def __init__(self, server: Server) -> None:
        self._server = server

    def requests(self, phase: Phase, numbers: Sequence[int], size: int) -> list[Request]:
        """Make the requests of a phase."""
        return [self._server.write(body) for body in bodies(numbers, size, changed=phase is not Phase.FIRST)]

    def check(self, phase: Phase, answers: Sequence[Answer]) -> None:
        """Look whether every request succeeded."""
        for answer in answers:
            if b'"success":true' not in answer.body:
                raise UnexpectedAnswerError(f"{phase.value}: {answer.body[:500]!r}")


class Colleqtive:
    """The API as loads see it."""

    phases = (Phase.FIRST, Phase.CHANGED, Phase.UNCHANGED)
    form = RowForm(("sku",), "(catalog_id, sku)")

    def row(self, number: int, *, changed: bool = False) -> tuple[str, ...]:
        """Give sku and attribute map."""
        return number_text(number), stored_attributes(product(number, changed=changed)).decode()

    async def connect(self, server: Server) -> _Client:
        """Make a client of a server."""
        return _Client(server)


COLLEQTIVE = Colleqtive()

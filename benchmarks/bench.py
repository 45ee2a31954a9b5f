"""What every row gets: the workplace, the sizes to measure at, and the size of raw's statements."""

from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import Any

import msgspec

from benchmarks.raw import best_statement_rows
from benchmarks.report import Section
from benchmarks.server import Workplace

__all__ = ["FULL", "QUICK", "Bench", "Row", "Sizes"]


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """How much is measured.

    Attributes:
        products: how many a load writes.
        request_sizes: products a request in (a).
        request_sizes_further: likewise in (i) and (j); 250 is what Cin7's clients send.
        request_sizes_lana: likewise in (m); 30 is what its official client's bulk tool sends.
        repeats: how often a load is repeated for its median; `repeats_large` likewise in a large catalog.
        catalog_small, catalog_large: products that are there already.
        singles: single-product requests over one connection; `singles_many` over 64.
        jumps: random pages.
        body_bytes: the body of (e).
        products_compared: how many products other servers are given.
        products_sdk: how many products the SDK writes in (o).
    """

    products: int = 100_000
    request_sizes: tuple[int, ...] = (100, 1_000, 10_000, 100_000)
    request_sizes_further: tuple[int, ...] = (250, 1_000, 10_000)
    request_sizes_lana: tuple[int, ...] = (30, 1_000, 10_000)
    repeats: int = 3
    repeats_large: int = 2
    catalog_small: int = 10_000
    catalog_large: int = 2_000_000
    singles: int = 3_000
    singles_many: int = 30_000
    jumps: int = 500
    body_bytes: int = 64_000_000
    products_compared: int = 50_000
    products_sdk: int = 1_000_000


FULL = Sizes()
QUICK = Sizes(
    products=10_000,
    request_sizes=(100, 1_000, 10_000),
    repeats=1,
    repeats_large=1,
    catalog_small=1_000,
    catalog_large=200_000,
    singles=300,
    singles_many=3_000,
    jumps=50,
    body_bytes=6_400_000,
    products_compared=5_000,
    products_sdk=100_000,
)


class Bench:
    """One run.

    Attributes:
        workplace: where databases lie.
        sizes: see `Sizes`.
        say: tells a person how far the run is.
    """

    def __init__(self, workplace: Workplace, sizes: Sizes, say: Callable[[str], None]) -> None:
        """Measure in `workplace` at `sizes`."""
        self.workplace = workplace
        self.sizes = sizes
        self.say = say

    @cached_property
    def statement_rows(self) -> int:
        """The best size of raw's statements here, found out once a run."""
        rows = best_statement_rows(self.workplace.folder)
        self.say(f"raw is fastest with {rows} rows a statement")
        return rows


Row = Callable[[Bench], Coroutine[Any, Any, Section]]
"""Measures one row of the document."""

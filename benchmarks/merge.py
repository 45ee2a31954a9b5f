"""`python -m benchmarks.merge`: what merging one change into one stored product costs, lane by lane, in microseconds."""

from collections.abc import Callable
from time import perf_counter

import msgspec

from benchmarks.products import product, stored_attributes
from shelfwire.catalog.merge import Shape, merge, replace

__all__ = ["lanes", "measure"]

PRODUCTS = 2_000
ROUNDS = 20
OTHER_OWNER = b'{"lana:meta_title":"Another API wrote this",'


def lanes() -> dict[str, Callable[[int], object]]:
    """Give each lane of `catalog.merge` as a function of a product's place."""
    before = [stored_attributes(product(number)) for number in range(PRODUCTS)]
    after = [stored_attributes(product(number, changed=True)) for number in range(PRODUCTS)]
    stored = [msgspec.Raw(attributes) for attributes in before]
    wider = [msgspec.Raw(OTHER_OWNER + attributes[1:]) for attributes in before]
    shape = Shape(msgspec.json.decode(before[0]))
    return {
        "equal bytes": lambda place: merge(stored[place], before[place], shape),
        "changed, the shape covers what is stored": lambda place: merge(stored[place], after[place], shape),
        "changed, another API wrote more": lambda place: merge(wider[place], after[place], shape),
        "changed, no shape known": lambda place: merge(stored[place], after[place]),
        "replace": lambda place: replace(stored[place], after[place], "colleqtive"),
    }


def measure(lane: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """Give the seconds that one merge takes, at the best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        began = perf_counter()
        for place in range(PRODUCTS):
            lane(place)
        best = min(best, perf_counter() - began)
    return best / PRODUCTS


def main() -> None:
    """Print a line a lane."""
    for name, lane in lanes().items():
        print(f"{measure(lane) * 1e6:8.2f} µs  {name}")


if __name__ == "__main__":
    main()

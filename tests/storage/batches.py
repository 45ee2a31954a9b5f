"""A process that writes batches until it is killed: `python -m tests.storage.batches PATH RUN`.

Each line that it prints is a batch that the store has acknowledged.
"""

import asyncio
import sys
from collections.abc import Callable
from itertools import count

from shelfwire.settings import Settings
from shelfwire.storage.opening import open_store
from shelfwire.storage.port import Store, Transaction, UpdatedProduct
from tests.storage.desk import NOW, new

CALLERS = 4
"""How many batches are on their way at a time, so that some share a commit."""


def batch(name: str, size: int) -> Callable[[Transaction], None]:
    """Make a job that inserts `size` products and then marks every one of them, under names that tell the batch."""

    def job(transaction: Transaction) -> None:
        revision = transaction.next_revision(1)
        first = transaction.next_product_ids(1, size)
        attributes = '{"name":"' + "x" * 500 + '"}'
        transaction.insert(
            1, [new(first + place, f"{name}/{size}/{place}", attributes) for place in range(size)], revision, NOW
        )
        transaction.update(
            1,
            [UpdatedProduct(first + place, f"{name}/{size}/{place}", '{"name":"marked"}') for place in range(size)],
            revision,
            NOW,
        )

    return job


async def write_for_ever(store: Store, name: str) -> None:
    """Write one batch after the other, of many sizes, and print the name of each once it is acknowledged."""
    for number in count():
        size = (1, 7, 150, 2, 900)[number % 5]
        batch_name = f"{name}.{number}"
        await store.write(batch(batch_name, size), rows=size * 2)
        sys.stdout.write(f"{batch_name} {size}\n")
        sys.stdout.flush()


async def main(path: str, run: str) -> None:
    """Write with several callers at once, until killed."""
    store = open_store(f"sqlite:///{path}", Settings(readers=1), serving=True, now=lambda: NOW)
    await asyncio.gather(*(write_for_ever(store, f"{run}.{caller}") for caller in range(CALLERS)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))

"""A program that writes rows in bulk from a checkpoint, to be killed and started again; `python -m tests.sdk.bulk.writer`."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

from shelfwire_client import Cin7Omni, Colleqtive, Lana, VendNovation

ITEMS_MAX = 20


def colleqtive(number: int) -> dict[str, Any]:
    return {"product_number": f"R{number}", "product_name": f"row {number}", "is_counted": True}


def cin7(number: int) -> dict[str, Any]:
    return {"name": f"row {number}", "styleCode": f"R{number}", "productOptions": [{"productOptionCode": f"O{number}"}]}


def vendnovation(number: int) -> dict[str, Any]:
    return {"manufacturer": "Maker", "brand": "Brand", "name": f"row {number}", "size": 1, "unitsForSize": "oz."}


def lana(number: int) -> dict[str, Any]:
    """Give a row without any key: nothing but the Idempotency-Key keeps it from landing twice."""
    return {"title": f"row {number}"}


ROWS: dict[str, tuple[type, str, Callable[[int], dict[str, Any]]]] = {
    "colleqtive": (Colleqtive, "upsert_all", colleqtive),
    "cin7": (Cin7Omni, "upsert_all", cin7),
    "vendnovation": (VendNovation, "upsert_all", vendnovation),
    "lana": (Lana, "create_all", lana),
}
"""By dialect, the client, its bulk method and its rows."""


def rows(make: Callable[[int], dict[str, Any]], count: int) -> Iterator[dict[str, Any]]:
    return map(make, range(count))


def main(dialect: str, count: int, checkpoint: str) -> None:
    """Write the rows of a dialect, whose credential is in the environment, and say how many were accepted."""
    kind, method, make = ROWS[dialect]
    with kind() as client:
        write = getattr(client.products, method)
        result = write(rows(make, count), items_max=ITEMS_MAX, in_flight=3, checkpoint=checkpoint)
    print(result.accepted, result.requests)  # noqa: T201 - whoever started it reads this


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])

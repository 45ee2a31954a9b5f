"""A program that writes generated products by the SDK, in a process of its own whose memory is the SDK's: row (o) runs it.

It imports nothing of the server. The same products are what the bare loop sends, prepared.
"""

import asyncio
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from shelfwire_client import AsyncColleqtive, BulkResult, Colleqtive

__all__ = ["products"]

_TEMPLATE = {
    "is_counted": True,
    "is_active": True,
    "is_stock": True,
    "brand_description": "De Molen",
    "category_code": "bakery",
    "base_unit_name": "piece",
    "country_code": "NL",
    "purchase_unit_name": "box",
    "purchase_unit_quantity": 12.0,
    "moq": 12.0,
    "carrier_item_quantity": 12.0,
    "price_compare_unit": "kg",
    "price_compare_multiplier": 2.5,
    "supplier_name": "Van Dalen Groothandel",
    "supplier_number": "S0042",
    "image_url": "https://images.example/products/large/0042.jpg",
    "product_description": "Baked the old way with whole grain, in a box of twelve.",
    "stores_allowed": ["1001", "1002", "1003"],
}


def products(count: int) -> Iterator[dict[str, Any]]:
    """Generate products one by one: 22 fields, about 640 bytes of JSON each."""
    for number in range(count):
        yield {
            "product_number": f"P{number:010d}",
            "product_name": f"De Molen oat biscuits family size {number} g",
            "barcode": f"871{number:010d}",
            "price": 0.99 + number % 4_900 / 100,
            **_TEMPLATE,
        }


async def _by_tasks(count: int, settings: dict[str, Any]) -> BulkResult:
    async with AsyncColleqtive(**settings) as client:
        return await client.products.upsert_all(products(count))


def _by_threads(count: int, settings: dict[str, Any]) -> BulkResult:
    with Colleqtive(**settings) as client:
        return client.products.upsert_all(products(count))


def _peak_bytes() -> int:
    """Give the most memory that this program had; what the one that started it had is in getrusage's figure, not in this."""
    found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="utf-8"))
    assert found is not None
    return int(found[1]) * 1024


def main(kind: str, count: int, base_url: str, token: str) -> None:
    """Write the products and print seconds, accepted items, and the process's peak memory in bytes, as JSON."""
    settings: dict[str, Any] = {"base_url": base_url, "bearer_token": token}
    began = perf_counter()
    result = asyncio.run(_by_tasks(count, settings)) if kind == "async" else _by_threads(count, settings)
    told = {
        "seconds": perf_counter() - began,
        "accepted": result.accepted,
        "requests": result.requests,
        "peak_bytes": _peak_bytes(),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4])

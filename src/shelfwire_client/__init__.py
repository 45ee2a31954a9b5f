"""Shelfwire's client: product catalogues that speak Colleqtive, Lana, Cin7 Omni or VendNovation, from Python.

    from shelfwire_client import Colleqtive

    with Colleqtive(bearer_token="...", base_url="https://...") as client:
        result = client.products.upsert_all(products)

Names are imported when they are first used, so that importing the package is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from shelfwire_client.version import VERSION

if TYPE_CHECKING:
    from msgspec import UNSET as UNSET
    from msgspec import UnsetType as UnsetType

    from shelfwire_client.bulk.options import Progress as Progress
    from shelfwire_client.bulk.result import BulkError as BulkError
    from shelfwire_client.bulk.result import BulkInterrupted as BulkInterrupted
    from shelfwire_client.bulk.result import BulkResult as BulkResult
    from shelfwire_client.bulk.result import ItemOutcome as ItemOutcome
    from shelfwire_client.bulk.result import RefusedItem as RefusedItem
    from shelfwire_client.cin7.async_client import AsyncCin7Omni as AsyncCin7Omni
    from shelfwire_client.cin7.client import Cin7Omni as Cin7Omni
    from shelfwire_client.colleqtive.async_client import AsyncColleqtive as AsyncColleqtive
    from shelfwire_client.colleqtive.client import Colleqtive as Colleqtive
    from shelfwire_client.core.errors import APIConnectionError as APIConnectionError
    from shelfwire_client.core.errors import APIError as APIError
    from shelfwire_client.core.errors import APIResponseValidationError as APIResponseValidationError
    from shelfwire_client.core.errors import APIStatusError as APIStatusError
    from shelfwire_client.core.errors import APITimeoutError as APITimeoutError
    from shelfwire_client.core.errors import ArgumentError as ArgumentError
    from shelfwire_client.core.errors import AuthenticationError as AuthenticationError
    from shelfwire_client.core.errors import BadRequestError as BadRequestError
    from shelfwire_client.core.errors import ConfigurationError as ConfigurationError
    from shelfwire_client.core.errors import ConflictError as ConflictError
    from shelfwire_client.core.errors import Fault as Fault
    from shelfwire_client.core.errors import InternalServerError as InternalServerError
    from shelfwire_client.core.errors import NotFoundError as NotFoundError
    from shelfwire_client.core.errors import PermissionDeniedError as PermissionDeniedError
    from shelfwire_client.core.errors import RateLimitError as RateLimitError
    from shelfwire_client.core.errors import ShelfwireClientError as ShelfwireClientError
    from shelfwire_client.core.errors import UnprocessableEntityError as UnprocessableEntityError
    from shelfwire_client.lana.async_client import AsyncLana as AsyncLana
    from shelfwire_client.lana.client import Lana as Lana
    from shelfwire_client.vendnovation.async_client import AsyncVendNovation as AsyncVendNovation
    from shelfwire_client.vendnovation.client import VendNovation as VendNovation

__version__ = VERSION

_HOMES = {
    "UNSET": "msgspec",
    "UnsetType": "msgspec",
    "AsyncCin7Omni": "shelfwire_client.cin7.async_client",
    "Cin7Omni": "shelfwire_client.cin7.client",
    "AsyncColleqtive": "shelfwire_client.colleqtive.async_client",
    "Colleqtive": "shelfwire_client.colleqtive.client",
    "AsyncLana": "shelfwire_client.lana.async_client",
    "Lana": "shelfwire_client.lana.client",
    "AsyncVendNovation": "shelfwire_client.vendnovation.async_client",
    "VendNovation": "shelfwire_client.vendnovation.client",
    "Progress": "shelfwire_client.bulk.options",
    **dict.fromkeys(
        ("BulkError", "BulkInterrupted", "BulkResult", "ItemOutcome", "RefusedItem"), "shelfwire_client.bulk.result"
    ),
    **dict.fromkeys(
        (
            "APIConnectionError",
            "APIError",
            "APIResponseValidationError",
            "APIStatusError",
            "APITimeoutError",
            "ArgumentError",
            "AuthenticationError",
            "BadRequestError",
            "ConfigurationError",
            "ConflictError",
            "Fault",
            "InternalServerError",
            "NotFoundError",
            "PermissionDeniedError",
            "RateLimitError",
            "ShelfwireClientError",
            "UnprocessableEntityError",
        ),
        "shelfwire_client.core.errors",
    ),
}
"""In which module each public name is at home."""


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever has the name
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})

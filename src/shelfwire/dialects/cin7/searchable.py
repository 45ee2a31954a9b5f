"""The fields that `where` and `order` know: what each is in the catalogue, and what it reads where nobody set it.

They are those of the read shape (`record.py`) that can differ between products, in any case; a field of the product option
may be led by `productOptions.`. Each reads in a condition what the list shows.
"""

from types import MappingProxyType
from typing import get_args

import msgspec

from shelfwire.catalog.keys import KeyName
from shelfwire.catalog.query import PRODUCT_ID, UPDATED_AT, Attribute, Field, Key, Time, TimeName, ValueType
from shelfwire.dialects.cin7.attributes import ACTIVE, ATTRIBUTE_OF_FIELD, STATUS
from shelfwire.dialects.cin7.schema import (
    ORDER_TYPE_DEFAULT,
    STATUS_DEFAULT,
    STATUSES,
    STOCK_CONTROL_DEFAULT,
    STOCK_CONTROLS,
    Order,
)

__all__ = ["FIELD_NAMES", "IS_ACTIVE", "OWN_STATUS", "Searchable", "searchable"]

OPTION_PREFIX = "productoptions."

IS_ACTIVE = Attribute(ACTIVE, ValueType.FLAG, default=True)
OWN_STATUS = Attribute(STATUS, ValueType.TEXT, STATUS_DEFAULT)


class Searchable(msgspec.Struct, frozen=True):
    """A field on the wire as conditions know it.

    Attributes:
        name: on the wire.
        field: in the catalogue; None for `status`, which is spread over `IS_ACTIVE` and `OWN_STATUS`.
        choices: the values that it can have, by their text in lower case; empty where it can have any.
        numbers: those values by their number.
    """

    name: str
    field: Field | None
    choices: dict[str, str] = {}
    numbers: dict[int, str] = {}


def _choices(*texts: str) -> dict[str, str]:
    return {text.lower(): text for text in texts}


def _attribute(name: str, kind: ValueType, default: str | int, *choices: str, **numbers: dict[int, str]) -> Searchable:
    return Searchable(name, Attribute(ATTRIBUTE_OF_FIELD[name], kind, default), _choices(*choices), **numbers)


_ORDER_TYPES = get_args(get_args(Order)[0])

_TEXTS = (
    "name",
    "description",
    "brand",
    "optionLabel1",
    "optionLabel2",
    "optionLabel3",
    "salesAccount",
    "purchasesAccount",
    "importCustomsDuty",
    "productOptionBarcode",
)
_NUMBERS = ("sizeRangeId", "skuRangeId", "weight", "height", "width", "length", "volume", "retailPrice", "cost")

_ALL = (
    Searchable("id", PRODUCT_ID),
    Searchable("status", None, _choices(*STATUSES.values()), dict(STATUSES)),
    Searchable("createdDate", Time(TimeName.CREATED_AT)),
    Searchable("modifiedDate", UPDATED_AT),
    Searchable("styleCode", Key(KeyName.SKU, given=True, default="")),
    Searchable("productOptionCode", Key(KeyName.OPTION_CODE, default="")),
    _attribute(
        "stockControl",
        ValueType.TEXT,
        STOCK_CONTROL_DEFAULT,
        *STOCK_CONTROLS.values(),
        numbers=dict(STOCK_CONTROLS),
    ),
    _attribute("orderType", ValueType.TEXT, ORDER_TYPE_DEFAULT, *_ORDER_TYPES),
    *(_attribute(name, ValueType.TEXT, "") for name in _TEXTS),
    *(_attribute(name, ValueType.NUMBER, 0) for name in _NUMBERS),
)

FIELD_NAMES = tuple(sorted((field.name for field in _ALL), key=str.lower))
"""The names of all of them on the wire."""

_BY_NAME = MappingProxyType({field.name.lower(): field for field in _ALL})


def searchable(name: str) -> Searchable | None:
    """Give the field of this name, in any case and with or without the product option's prefix, or None."""
    return _BY_NAME.get(name.lower().removeprefix(OPTION_PREFIX))

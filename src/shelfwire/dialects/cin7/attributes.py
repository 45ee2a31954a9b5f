"""Cin7 Omni's view over a product's attribute map: which stored name each wire field has.

Two wire fields are no attributes: styleCode is the sku, productOptionCode a key of its own. `status` is spread over two:
the shared `active`, which every API can change, and `cin7:status` for what only this API knows.
"""

from types import MappingProxyType

from shelfwire.dialects.cin7.schema import STATUS_DEFAULT, STATUS_INACTIVE, STATUSES

__all__ = [
    "ACTIVE",
    "ATTRIBUTE_OF_FIELD",
    "OWNER",
    "STATUS",
    "STATUS_STORED",
]

OWNER = "cin7"
"""The prefix of the attributes that only this dialect knows."""

ACTIVE = "active"
"""The shared attribute that is false for an inactive product; unset reads true."""

STATUS = f"{OWNER}:status"
"""Which of the active statuses a product has: ShowInB2B or Internal; unset is Public.

An inactive product keeps it, so that activating the product, by whatever API, brings its status back.
"""

STATUS_STORED = MappingProxyType(
    {
        status: (status != STATUS_INACTIVE, None if status in {STATUS_INACTIVE, STATUS_DEFAULT} else status)
        for status in STATUSES.values()
    }
)
"""What a status sets: the shared `active`, and `cin7:status` where it has a value of its own."""

_SHARED = {
    "name": "name",
    "description": "description",
    "brand": "brand",
    "retailPrice": "price",
    "cost": "cost",
    "productOptionBarcode": "barcode",
}
_OWN = (
    "stockControl",
    "orderType",
    "optionLabel1",
    "optionLabel2",
    "optionLabel3",
    "salesAccount",
    "purchasesAccount",
    "importCustomsDuty",
    "skuRangeId",
    "categoryIdArray",
    "sizeRangeId",
    "weight",
    "height",
    "width",
    "length",
    "volume",
)

IMAGE_URL = "image_url"
"""The shared attribute that reads as the link of the one image."""

ATTRIBUTE_OF_FIELD = MappingProxyType(_SHARED | {field: f"{OWNER}:{field}" for field in _OWN})
"""From a wire field's name, those of dimensions and of the product option included, to the stored attribute's."""

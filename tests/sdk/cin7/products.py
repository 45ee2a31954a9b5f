"""Products as Cin7 Omni's clients create them, and what its list shows of them."""

from typing import Any

__all__ = ["SHOWN", "SHOWN_OPTION", "full", "product"]


def product(number: int, **fields: Any) -> dict[str, Any]:
    """Make the smallest product that has all three codes told apart: `S-1`, `O-1` and its id."""
    option = {"productOptionCode": f"O-{number}", "retailPrice": 1.5}
    return {"name": f"Product {number}", "styleCode": f"S-{number}", "productOptions": [option]} | fields


def full() -> dict[str, Any]:
    """Make a product that has every field."""
    return {
        "name": "Cola",
        "status": "ShowInB2B",
        "styleCode": "C-1",
        "description": "Sweet",
        "stockControl": "Batch",
        "orderType": "Pre-order",
        "brand": "Acme",
        "optionLabel1": "Colour",
        "optionLabel2": "Size",
        "optionLabel3": "Fabric",
        "salesAccount": "200",
        "purchasesAccount": "300",
        "importCustomsDuty": "400",
        "skuRangeId": 12,
        "categoryIdArray": [1, 2],
        "dimensions": {"weight": 1.5, "height": 2.5, "width": 3.5, "length": 4.5, "volume": 5.5},
        "productOptions": [{"productOptionCode": "C-1-A", "retailPrice": 19.99, "cost": 7.25}],
        "sizeRangeId": 13,
    }


SHOWN_OPTION: dict[str, Any] = {
    "status": "Primary",
    "code": "",
    "barcode": "",
    "productOptionCode": "",
    "productOptionSizeCode": "",
    "productOptionBarcode": "",
    "productOptionSizeBarcode": "",
    "supplierCode": "",
    "option1": "",
    "option2": "",
    "option3": "",
    "optionWeight": 0.0,
    "size": "",
    "sizeId": 0,
    "retailPrice": 0.0,
    "wholesalePrice": 0.0,
    "vipPrice": 0.0,
    "specialPrice": 0.0,
    "specialsStartDate": None,
    "specialDays": 0,
    "stockAvailable": 0.0,
    "stockOnHand": 0.0,
    "uomOptions": [],
    "image": None,
    "priceColumns": {},
    "cost": 0.0,
}
"""An option as it is shown where nobody set anything, without its ids and dates."""

SHOWN: dict[str, Any] = {
    "status": "Public",
    "styleCode": "",
    "name": "",
    "description": "",
    "tags": "",
    "images": [],
    "pdfUpload": "",
    "pdfDescription": "",
    "supplierId": 0,
    "brand": "",
    "category": "",
    "subCategory": "",
    "categoryIdArray": [],
    "channels": "",
    "weight": 0.0,
    "height": 0.0,
    "width": 0.0,
    "length": 0.0,
    "volume": 0.0,
    "stockControl": "FIFO",
    "orderType": "Order",
    "productType": "",
    "productSubtype": "",
    "projectName": "",
    "optionLabel1": "",
    "optionLabel2": "",
    "optionLabel3": "",
    "salesAccount": "",
    "purchasesAccount": "",
    "importCustomsDuty": "",
    "sizeRangeId": 0,
    "customFields": {},
    "skuRangeId": 0,
}
"""Likewise a product, without its option."""

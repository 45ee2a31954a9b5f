"""What the operations take: the fields of products to create and to update, by the API's own names.

A field that is left out has its default in a product that is created, and keeps what is stored in one that is updated. In an
update null keeps, too, and an empty text clears. Sources of the fields: seed 3 of the project, and the vendor's help pages for
`PUT v1/Products`.
"""

from collections.abc import Sequence
from typing import Literal, Required, TypedDict

__all__ = [
    "CreateProductDimensionsParam",
    "CreateProductOptionParam",
    "CreateProductParam",
    "OrderType",
    "ProductStatus",
    "StockControl",
    "UpdateProductParam",
]

ProductStatus = Literal["Public", "Inactive", "ShowInB2B", "Internal"]
StockControl = Literal["FIFO", "Batch", "Machine", "Serial", "Labour"]
OrderType = Literal["Order", "Kit", "Limited Stock", "Buy To Order", "Pre-order", "Gift Voucher"]


class CreateProductDimensionsParam(TypedDict, total=False):
    """The size of a product: each measure is from 0 to 999."""

    weight: float | None
    """Weight."""
    height: float | None
    """Height."""
    width: float | None
    """Width."""
    length: float | None
    """Length."""
    volume: float | None
    """Volume."""


class CreateProductOptionParam(TypedDict, total=False):
    """The one option of a new product: its code, price and cost."""

    productOptionCode: str | None
    """Code of the option, unique in the catalogue."""
    retailPrice: float | None
    """Price of sale."""
    cost: float | None
    """Price of purchase."""


class CreateProductParam(TypedDict, total=False):
    """A product to create."""

    name: Required[str]
    """Name of the product, of at most 250 characters."""
    status: ProductStatus | None
    """Who sees the product; Public if unset."""
    styleCode: str | None
    """Style code of the product, unique in the catalogue."""
    description: str | None
    """Description of the product."""
    stockControl: StockControl | None
    """How stock is kept; FIFO if unset."""
    orderType: OrderType | None
    """How the product is ordered; Order if unset."""
    brand: str | None
    """Name of the brand; any text."""
    optionLabel1: str | None
    """What the first option is, such as colour."""
    optionLabel2: str | None
    """What the second option is, such as size."""
    optionLabel3: str | None
    """What the third option is, such as fabric."""
    salesAccount: str | None
    """Account for sales."""
    purchasesAccount: str | None
    """Account for purchases."""
    importCustomsDuty: str | None
    """Customs duty on import."""
    skuRangeId: int | None
    """Id of the range of SKUs."""
    categoryIdArray: Sequence[int] | None
    """Ids of the product's categories."""
    dimensions: CreateProductDimensionsParam | None
    """The size of the product."""
    productOptions: Required[Sequence[CreateProductOptionParam]]
    """Exactly one option, with code, price and cost."""
    sizeRangeId: int | None
    """Id of the range of sizes."""


class UpdateProductParam(TypedDict, total=False):
    """A product to update; the API updates neither its options nor its prices."""

    id: Required[int]
    """The product's id."""
    name: str | None
    """Name of the product, of 2 to 50 characters."""
    status: ProductStatus | None
    """Who sees the product."""
    styleCode: str | None
    """Style code of the product, unique in the catalogue."""
    description: str | None
    """Description of the product."""
    brand: str | None
    """Name of the brand; any text."""
    optionLabel1: str | None
    """What the first option is, such as colour."""
    optionLabel2: str | None
    """What the second option is, such as size."""
    optionLabel3: str | None
    """What the third option is, such as fabric."""
    salesAccount: str | None
    """Account for sales."""
    purchasesAccount: str | None
    """Account for purchases."""
    importCustomsDuty: str | None
    """Customs duty on import."""
    skuRangeId: int | None
    """Id of the range of SKUs."""
    categoryIdArray: Sequence[int] | None
    """Ids of the product's categories."""
    productDimensions: CreateProductDimensionsParam | None
    """The size of the product."""
    sizeRangeId: int | None
    """Id of the range of sizes."""

"""What the operations answer.

Any field of a product may be missing, because `fields` says which are given. Texts, dates, prices and objects may be null; the
numbers that clients of the vendor take for never null are typed so.
"""
# ruff: noqa: N815 - the API's own spelling

from typing import Any

from msgspec import UNSET, UnsetType

from shelfwire_client.core.coding import Model

__all__ = ["BatchResultItem", "BatchResults", "Image", "Product", "ProductOption"]


class BatchResultItem(Model):
    """What became of one item of a request."""

    index: int
    """Position of the item in the request, from 0."""
    success: bool
    """The product was created or updated; false where the item failed or was skipped."""
    id: int
    """The product's id; 0 where there is none."""
    code: str
    """The style code, else the product option code; empty where there is none."""
    errors: list[str]
    """Why the item was not carried out; empty where it was."""


BatchResults = list[BatchResultItem]
"""What operations that write answer: one result for each item, in the order of the request."""


class Image(Model):
    """An image of a product."""

    link: str | UnsetType | None = UNSET
    """Where the image is."""


class ProductOption(Model):
    """An option of a product."""

    id: int | UnsetType = UNSET
    """The option's id."""
    createdDate: str | UnsetType | None = UNSET
    """When the option was created, in UTC."""
    modifiedDate: str | UnsetType | None = UNSET
    """When the option was last changed, in UTC."""
    status: str | UnsetType | None = UNSET
    """Primary, Active or Disabled."""
    productId: int | UnsetType = UNSET
    """Its product's id."""
    code: str | UnsetType | None = UNSET
    """The same as productOptionCode; obsolete."""
    barcode: str | UnsetType | None = UNSET
    """The same as productOptionBarcode; obsolete."""
    productOptionCode: str | UnsetType | None = UNSET
    """Code of the option; empty where it has none."""
    productOptionSizeCode: str | UnsetType | None = UNSET
    """Code of the option in its size."""
    productOptionBarcode: str | UnsetType | None = UNSET
    """Barcode of the option."""
    productOptionSizeBarcode: str | UnsetType | None = UNSET
    """Barcode of the option in its size."""
    supplierCode: str | UnsetType | None = UNSET
    """The supplier's code for it."""
    option1: str | UnsetType | None = UNSET
    """The first option, such as red."""
    option2: str | UnsetType | None = UNSET
    """The second option, such as large."""
    option3: str | UnsetType | None = UNSET
    """The third option, such as cotton."""
    optionWeight: float | UnsetType = UNSET
    """Weight of the option."""
    size: str | UnsetType | None = UNSET
    """Name of the size."""
    sizeId: int | UnsetType | None = UNSET
    """Id of the size."""
    retailPrice: float | UnsetType | None = UNSET
    """Price of sale."""
    wholesalePrice: float | UnsetType | None = UNSET
    """Price of wholesale."""
    vipPrice: float | UnsetType | None = UNSET
    """Price for preferred customers."""
    specialPrice: float | UnsetType | None = UNSET
    """Price of a special offer."""
    specialsStartDate: str | UnsetType | None = UNSET
    """When the special offer begins."""
    specialDays: int | UnsetType | None = UNSET
    """How many days the special offer lasts."""
    stockAvailable: float | UnsetType = UNSET
    """How much can be sold."""
    stockOnHand: float | UnsetType = UNSET
    """How much there is."""
    uomOptions: list[Any] | UnsetType | None = UNSET
    """Units of measure."""
    image: Image | UnsetType | None = UNSET
    """The option's image."""
    priceColumns: dict[str, float] | UnsetType | None = UNSET
    """Prices by the names of the account's price columns."""
    cost: float | UnsetType | None = UNSET
    """Price of purchase, where a server tells it."""


class Product(Model):
    """A product as it is listed."""

    id: int | UnsetType = UNSET
    """The product's id."""
    status: str | UnsetType | None = UNSET
    """Public, Inactive, ShowInB2B or Internal."""
    createdDate: str | UnsetType | None = UNSET
    """When the product was created, in UTC."""
    modifiedDate: str | UnsetType | None = UNSET
    """When the product was last changed, in UTC."""
    styleCode: str | UnsetType | None = UNSET
    """Style code of the product; empty where it has none."""
    name: str | UnsetType | None = UNSET
    """Name of the product."""
    description: str | UnsetType | None = UNSET
    """Description of the product."""
    tags: str | UnsetType | None = UNSET
    """Tags, separated by commas."""
    images: list[Image] | UnsetType | None = UNSET
    """Images of the product."""
    pdfUpload: str | UnsetType | None = UNSET
    """Where a document about the product is."""
    pdfDescription: str | UnsetType | None = UNSET
    """What the document is."""
    supplierId: int | UnsetType = UNSET
    """The supplier's id; 0 where there is none."""
    brand: str | UnsetType | None = UNSET
    """Name of the brand."""
    category: str | UnsetType | None = UNSET
    """Name of the category."""
    subCategory: str | UnsetType | None = UNSET
    """Name of the category below it."""
    categoryIdArray: list[int] | UnsetType | None = UNSET
    """Ids of the product's categories."""
    channels: str | UnsetType | None = UNSET
    """Channels of sale."""
    weight: float | UnsetType = UNSET
    """Weight."""
    height: float | UnsetType = UNSET
    """Height."""
    width: float | UnsetType = UNSET
    """Width."""
    length: float | UnsetType = UNSET
    """Length."""
    volume: float | UnsetType = UNSET
    """Volume."""
    stockControl: str | UnsetType | None = UNSET
    """How stock is kept."""
    orderType: str | UnsetType | None = UNSET
    """How the product is ordered."""
    productType: str | UnsetType | None = UNSET
    """Type of the product."""
    productSubtype: str | UnsetType | None = UNSET
    """Type below it."""
    projectName: str | UnsetType | None = UNSET
    """Name of the project."""
    optionLabel1: str | UnsetType | None = UNSET
    """What the first option is, such as colour."""
    optionLabel2: str | UnsetType | None = UNSET
    """What the second option is, such as size."""
    optionLabel3: str | UnsetType | None = UNSET
    """What the third option is, such as fabric."""
    salesAccount: str | UnsetType | None = UNSET
    """Account for sales."""
    purchasesAccount: str | UnsetType | None = UNSET
    """Account for purchases."""
    importCustomsDuty: str | UnsetType | None = UNSET
    """Customs duty on import."""
    sizeRangeId: int | UnsetType | None = UNSET
    """Id of the range of sizes."""
    customFields: dict[str, Any] | UnsetType | None = UNSET
    """The account's own fields."""
    productOptions: list[ProductOption] | UnsetType | None = UNSET
    """The product's options."""
    skuRangeId: int | UnsetType | None = UNSET
    """Id of the range of SKUs, where a server tells it."""

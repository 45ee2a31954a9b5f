"""What travels on Cin7 Omni's wire: the requests, as structs that say their fields and rules, and the answers.

Fields, lengths and allowed values of a create are those of seed 003; those of an update and of the other answers come from
the vendor's help pages for PUT v1/Products. The descriptions are ours. The read shape has its own module (`record.py`).
"""

from types import MappingProxyType
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

__all__ = [
    "CODE_CHARACTERS_MAX",
    "DIMENSION_FIELDS",
    "INT32_MAX",
    "INT32_MIN",
    "MEASURE_MAX",
    "OPTION_FIELDS",
    "ORDER_TYPE_DEFAULT",
    "ROWS_DEFAULT",
    "ROWS_MAX",
    "STATUSES",
    "STATUS_DEFAULT",
    "STATUS_INACTIVE",
    "STOCK_CONTROLS",
    "STOCK_CONTROL_DEFAULT",
    "BatchResultItem",
    "CreateProductDimensionsRequest",
    "CreateProductOptionRequest",
    "CreateProductRequest",
    "ErrorAnswer",
    "UpdateProductRequest",
]

INT32_MIN = -(2**31)
INT32_MAX = 2**31 - 1

TEXT_CHARACTERS_MAX = 250
"""The longest text of a product, in characters (seed 003, "Max length: 250")."""

CODE_CHARACTERS_MAX = 250
"""The longest product option code, in characters. The seed names no bound; this is the one of the style code."""

MEASURE_MAX = 999
"""The largest weight, height, width, length or volume (the vendor's read model bounds each to 0 to 999)."""

ROWS_DEFAULT = 50
"""Products on a page of the list where the client names no number (the vendor's documents: default 50)."""

ROWS_MAX = 1_000
"""The largest page. More is refused: a client that stops at a page shorter than it asked for would lose the rest."""

STATUS_INACTIVE = "Inactive"
STATUS_DEFAULT = "Public"
STOCK_CONTROL_DEFAULT = "FIFO"
ORDER_TYPE_DEFAULT = "Order"

STATUSES = MappingProxyType({0: STATUS_INACTIVE, 1: STATUS_DEFAULT, 2: "ShowInB2B", 3: "Internal"})
"""ProductStatus by number: the order of the vendor's read model. The seed's sample shows the type's zero value: Inactive."""

STOCK_CONTROLS = MappingProxyType({1: STOCK_CONTROL_DEFAULT, 2: "Batch", 3: "Machine", 4: "Serial", 5: "Labour"})
"""StockControl by number: the order of seed 003 behind `Undefined`, which its sample shows as the type's zero value."""

Int32 = Annotated[int, Meta(ge=INT32_MIN, le=INT32_MAX, extra_json_schema={"format": "int32"})]
ProductId = Annotated[int, Meta(ge=1, le=INT32_MAX, extra_json_schema={"format": "int32"})]
Decimal = Annotated[float, Meta(extra_json_schema={"format": "double"})]
Measure = Annotated[float, Meta(ge=0, le=MEASURE_MAX, extra_json_schema={"format": "double"})]
LongText = Annotated[str, Meta(max_length=TEXT_CHARACTERS_MAX)]
Code = Annotated[str, Meta(max_length=CODE_CHARACTERS_MAX)]

Text = LongText | UnsetType | None
Number = Decimal | UnsetType | None
Size = Measure | UnsetType | None
Whole = Int32 | UnsetType | None
Wholes = list[Int32] | UnsetType | None
Status = Literal["Inactive", "Public", "ShowInB2B", "Internal"] | UnsetType | None
Control = Literal["FIFO", "Batch", "Machine", "Serial", "Labour"] | UnsetType | None
Order = Literal["Order", "Kit", "Limited Stock", "Buy To Order", "Pre-order", "Gift Voucher"] | UnsetType | None


class CreateProductDimensionsRequest(msgspec.Struct, kw_only=True, rename="camel", gc=False):
    """The size of a product."""

    weight: Annotated[Size, Meta(description="Weight.")] = UNSET
    height: Annotated[Size, Meta(description="Height.")] = UNSET
    width: Annotated[Size, Meta(description="Width.")] = UNSET
    length: Annotated[Size, Meta(description="Length.")] = UNSET
    volume: Annotated[Size, Meta(description="Volume.")] = UNSET


class CreateProductOptionRequest(msgspec.Struct, kw_only=True, rename="camel", gc=False):
    """The one option of a new product: its code, price and cost."""

    product_option_code: Annotated[
        Code | UnsetType | None, Meta(description="Code of the option, unique in the catalogue.")
    ] = UNSET
    retail_price: Annotated[Number, Meta(description="Price of sale.")] = UNSET
    cost: Annotated[Number, Meta(description="Price of purchase.")] = UNSET


class CreateProductRequest(msgspec.Struct, kw_only=True, rename="camel", gc=False):
    """A product to create."""

    name: Annotated[
        Annotated[str, Meta(min_length=1, max_length=TEXT_CHARACTERS_MAX)], Meta(description="Name of the product.")
    ]
    status: Annotated[Status, Meta(description="Who sees the product; Public if unset.")] = UNSET
    style_code: Annotated[Text, Meta(description="Style code of the product, unique in the catalogue.")] = UNSET
    description: Annotated[Text, Meta(description="Description of the product.")] = UNSET
    stock_control: Annotated[Control, Meta(description="How stock is kept; FIFO if unset.")] = UNSET
    order_type: Annotated[Order, Meta(description="How the product is ordered; Order if unset.")] = UNSET
    brand: Annotated[Text, Meta(description="Name of the brand; any text.")] = UNSET
    option_label1: Annotated[Text, Meta(description="What the first option is, such as colour.")] = UNSET
    option_label2: Annotated[Text, Meta(description="What the second option is, such as size.")] = UNSET
    option_label3: Annotated[Text, Meta(description="What the third option is, such as fabric.")] = UNSET
    sales_account: Annotated[Text, Meta(description="Account for sales.")] = UNSET
    purchases_account: Annotated[Text, Meta(description="Account for purchases.")] = UNSET
    import_customs_duty: Annotated[Text, Meta(description="Customs duty on import.")] = UNSET
    sku_range_id: Annotated[Whole, Meta(description="Id of the range of SKUs; kept as sent.")] = UNSET
    category_id_array: Annotated[Wholes, Meta(description="Ids of the product's categories; kept as sent.")] = UNSET
    dimensions: Annotated[
        CreateProductDimensionsRequest | UnsetType | None, Meta(description="The size of the product.")
    ] = UNSET
    product_options: Annotated[
        list[CreateProductOptionRequest],
        Meta(min_length=1, max_length=1, description="Exactly one option, with code, price and cost."),
    ]
    size_range_id: Annotated[Whole, Meta(description="Id of the range of sizes; kept as sent.")] = UNSET


class UpdateProductRequest(msgspec.Struct, kw_only=True, rename="camel", gc=False):
    """A product to update: null or absent keeps a value, an empty text clears it."""

    id: Annotated[ProductId, Meta(description="The product's id.")]
    name: Annotated[
        Annotated[str, Meta(min_length=2, max_length=50)] | UnsetType | None, Meta(description="Name of the product.")
    ] = UNSET
    status: Annotated[Status, Meta(description="Who sees the product.")] = UNSET
    style_code: Annotated[Text, Meta(description="Style code of the product, unique in the catalogue.")] = UNSET
    description: Annotated[Text, Meta(description="Description of the product.")] = UNSET
    brand: Annotated[Text, Meta(description="Name of the brand; any text.")] = UNSET
    option_label1: Annotated[Text, Meta(description="What the first option is, such as colour.")] = UNSET
    option_label2: Annotated[Text, Meta(description="What the second option is, such as size.")] = UNSET
    option_label3: Annotated[Text, Meta(description="What the third option is, such as fabric.")] = UNSET
    sales_account: Annotated[Text, Meta(description="Account for sales.")] = UNSET
    purchases_account: Annotated[Text, Meta(description="Account for purchases.")] = UNSET
    import_customs_duty: Annotated[Text, Meta(description="Customs duty on import.")] = UNSET
    sku_range_id: Annotated[Whole, Meta(description="Id of the range of SKUs; kept as sent.")] = UNSET
    category_id_array: Annotated[Wholes, Meta(description="Ids of the product's categories; kept as sent.")] = UNSET
    product_dimensions: Annotated[
        CreateProductDimensionsRequest | UnsetType | None, Meta(description="The size of the product.")
    ] = UNSET
    size_range_id: Annotated[Whole, Meta(description="Id of the range of sizes; kept as sent.")] = UNSET


class BatchResultItem(msgspec.Struct, gc=False):
    """What became of one item of a request."""

    index: Annotated[int, Meta(ge=0, description="Position of the item in the request, from 0.")]
    success: Annotated[bool, Meta(description="The product was created or updated, or needed no update.")]
    id: Annotated[int, Meta(ge=0, description="The product's id; 0 where there is none.")]
    code: Annotated[str, Meta(description="The style code, else the product option code; empty where there is none.")]
    errors: Annotated[list[str], Meta(description="Why the item was not carried out; empty where it was.")]


class ErrorAnswer(msgspec.Struct, kw_only=True, rename="camel", omit_defaults=True):
    """The answer to a request that was refused; nothing of it was written."""

    message: Annotated[str, Meta(description="What is wrong, in words.")]
    model_state: Annotated[
        dict[str, list[str]], Meta(description="What is wrong with which field or parameter, where it is one of those.")
    ] = {}


DIMENSION_FIELDS: tuple[str, ...] = CreateProductDimensionsRequest.__struct_encode_fields__
"""The names of the five measures on the wire."""

OPTION_FIELDS: tuple[str, ...] = CreateProductOptionRequest.__struct_encode_fields__
"""The names of the fields of a product option on the wire."""

"""The read shape: a product as the list shows it, with its one product option.

Its fields are those of the vendor's read model, in its order, and `skuRangeId` and the option's `cost`, for which that model
has no place. Values pass through as raw JSON: a page is encoded without decoding what it does not have to look at. A field
that nobody set reads its documented default, else the empty value of its type: clients' models break on a null number.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw

from shelfwire.catalog.product import SKU_DERIVED
from shelfwire.catalog.product import Product as StoredProduct
from shelfwire.dialects.cin7.attributes import ACTIVE, ATTRIBUTE_OF_FIELD, IMAGE_URL, STATUS
from shelfwire.dialects.cin7.schema import (
    DIMENSION_FIELDS,
    ORDER_TYPE_DEFAULT,
    STATUS_DEFAULT,
    STATUS_INACTIVE,
    STOCK_CONTROL_DEFAULT,
    UpdateProductRequest,
)

__all__ = ["COMPARED", "FIELDS", "Image", "Product", "ProductOption", "Shown", "records"]

Int32 = Annotated[int, Meta(extra_json_schema={"format": "int32"})]
Decimal = Annotated[float, Meta(extra_json_schema={"format": "double"})]
Moment = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]

_encode = msgspec.json.Encoder().encode
_astuple = msgspec.structs.astuple


class Image(msgspec.Struct):
    """An image of a product."""

    link: Annotated[str, Meta(description="Where the image is.")]


class ProductOption(msgspec.Struct, kw_only=True, rename="camel"):
    """The one option of a product."""

    id: Annotated[Int32, Meta(description="The id of its product.")]
    created_date: Annotated[Moment, Meta(description="When the product was created, in UTC.")]
    modified_date: Annotated[Moment, Meta(description="When the product was last changed, in UTC.")]
    status: Annotated[str, Meta(description="Always Primary.")] = "Primary"
    product_id: Annotated[Int32, Meta(description="The id of its product.")]
    code: Annotated[str, Meta(description="What productOptionCode says.")] = ""
    barcode: Annotated[str, Meta(description="What productOptionBarcode says.")] = ""
    product_option_code: Annotated[str, Meta(description="Code of the option; empty where it has none.")] = ""
    product_option_size_code: Annotated[str, Meta(description="Always empty.")] = ""
    product_option_barcode: Annotated[str, Meta(description="The product's barcode.")] = ""
    product_option_size_barcode: Annotated[str, Meta(description="Always empty.")] = ""
    supplier_code: Annotated[str, Meta(description="Always empty.")] = ""
    option1: Annotated[str, Meta(description="Always empty.")] = ""
    option2: Annotated[str, Meta(description="Always empty.")] = ""
    option3: Annotated[str, Meta(description="Always empty.")] = ""
    option_weight: Annotated[Decimal, Meta(description="Always 0.")] = 0.0
    size: Annotated[str, Meta(description="Always empty.")] = ""
    size_id: Annotated[Int32, Meta(description="Always 0.")] = 0
    retail_price: Annotated[Decimal, Meta(description="Price of sale.")] = 0.0
    wholesale_price: Annotated[Decimal, Meta(description="Always 0.")] = 0.0
    vip_price: Annotated[Decimal, Meta(description="Always 0.")] = 0.0
    special_price: Annotated[Decimal, Meta(description="Always 0.")] = 0.0
    specials_start_date: Annotated[Moment | None, Meta(description="Always null.")] = None
    special_days: Annotated[Int32, Meta(description="Always 0.")] = 0
    stock_available: Annotated[Decimal, Meta(description="Always 0.")] = 0.0
    stock_on_hand: Annotated[Decimal, Meta(description="Always 0.")] = 0.0
    uom_options: Annotated[list[Any], Meta(description="Always empty.")] = []
    image: Annotated[Image | None, Meta(description="The product's image.")] = None
    price_columns: Annotated[dict[str, float], Meta(description="Always empty.")] = {}
    cost: Annotated[Decimal, Meta(description="Price of purchase, as it was written.")] = 0.0


class Product(msgspec.Struct, kw_only=True, rename="camel"):
    """A product as the list shows it."""

    id: Annotated[Int32, Meta(description="The product's id.")]
    status: Annotated[str, Meta(description="Public, Inactive, ShowInB2B or Internal.")] = STATUS_DEFAULT
    created_date: Annotated[Moment, Meta(description="When the product was created, in UTC.")]
    modified_date: Annotated[Moment, Meta(description="When the product was last changed, in UTC.")]
    style_code: Annotated[str, Meta(description="Style code; empty where no client gave one.")] = ""
    name: Annotated[str, Meta(description="Name of the product.")] = ""
    description: Annotated[str, Meta(description="Description of the product.")] = ""
    tags: Annotated[str, Meta(description="Always empty.")] = ""
    images: Annotated[list[Image], Meta(description="The product's image, where it has one.")] = []
    pdf_upload: Annotated[str, Meta(description="Always empty.")] = ""
    pdf_description: Annotated[str, Meta(description="Always empty.")] = ""
    supplier_id: Annotated[Int32, Meta(description="Always 0.")] = 0
    brand: Annotated[str, Meta(description="Name of the brand.")] = ""
    category: Annotated[str, Meta(description="Always empty.")] = ""
    sub_category: Annotated[str, Meta(description="Always empty.")] = ""
    category_id_array: Annotated[list[Int32], Meta(description="Ids of the product's categories.")] = []
    channels: Annotated[str, Meta(description="Always empty.")] = ""
    weight: Annotated[Decimal, Meta(description="Weight.")] = 0.0
    height: Annotated[Decimal, Meta(description="Height.")] = 0.0
    width: Annotated[Decimal, Meta(description="Width.")] = 0.0
    length: Annotated[Decimal, Meta(description="Length.")] = 0.0
    volume: Annotated[Decimal, Meta(description="Volume.")] = 0.0
    stock_control: Annotated[str, Meta(description="How stock is kept.")] = STOCK_CONTROL_DEFAULT
    order_type: Annotated[str, Meta(description="How the product is ordered.")] = ORDER_TYPE_DEFAULT
    product_type: Annotated[str, Meta(description="Always empty.")] = ""
    product_subtype: Annotated[str, Meta(description="Always empty.")] = ""
    project_name: Annotated[str, Meta(description="Always empty.")] = ""
    option_label1: Annotated[str, Meta(description="What the first option is.")] = ""
    option_label2: Annotated[str, Meta(description="What the second option is.")] = ""
    option_label3: Annotated[str, Meta(description="What the third option is.")] = ""
    sales_account: Annotated[str, Meta(description="Account for sales.")] = ""
    purchases_account: Annotated[str, Meta(description="Account for purchases.")] = ""
    import_customs_duty: Annotated[str, Meta(description="Customs duty on import.")] = ""
    size_range_id: Annotated[Int32, Meta(description="Id of the range of sizes.")] = 0
    custom_fields: Annotated[dict[str, Any], Meta(description="Always empty.")] = {}
    product_options: Annotated[list[ProductOption], Meta(description="Always one option.")] = []
    sku_range_id: Annotated[Int32, Meta(description="Id of the range of SKUs, as it was written.")] = 0


FIELDS: tuple[str, ...] = Product.__struct_encode_fields__
"""The names of a product's fields, in the order of an answer."""

_OPTION_FIELDS: tuple[str, ...] = ProductOption.__struct_encode_fields__


def _raw_defaults(struct: type[msgspec.Struct]) -> dict[str, Raw]:
    """Give by wire name what each field of a read struct reads where nobody set it; required fields read null."""
    defaults: dict[str, Raw] = {}
    for field in msgspec.structs.fields(struct):
        value: Any = field.default
        if field.default_factory is not msgspec.NODEFAULT:
            value = field.default_factory()
        defaults[field.encode_name] = Raw(b"null" if value is msgspec.NODEFAULT else _encode(value))
    return defaults


_EMPTY = _raw_defaults(Product)
_EMPTY_OPTION = _raw_defaults(ProductOption)
_TRUE, _ABSENT = Raw(b"true"), Raw(b"")
_FALSE = Raw(b"false")
_INACTIVE = Raw(_encode(STATUS_INACTIVE))
_PUBLIC = Raw(_encode(STATUS_DEFAULT))

_STORED = tuple(field for field in FIELDS if field in ATTRIBUTE_OF_FIELD)
_STORED_OPTION = ("retailPrice", "cost", "productOptionBarcode")

_Kept: Any = msgspec.defstruct(
    "Kept",
    [
        *((field, Raw, _EMPTY[field]) for field in _STORED),
        *((field, Raw, _EMPTY_OPTION[field]) for field in _STORED_OPTION),
        ("active", Raw, _TRUE),
        ("own_status", Raw, _PUBLIC),
        ("image", Raw, _ABSENT),
        ("derived", Raw, _ABSENT),
    ],
    rename=dict(ATTRIBUTE_OF_FIELD)
    | {"active": ACTIVE, "own_status": STATUS, "image": IMAGE_URL, "derived": SKU_DERIVED},
    gc=False,
)
_decode_kept = msgspec.json.Decoder(_Kept).decode

COMPARED: tuple[str, ...] = tuple(
    sorted(
        ATTRIBUTE_OF_FIELD.keys() & {*UpdateProductRequest.__struct_encode_fields__, *DIMENSION_FIELDS},
        key=lambda field: ATTRIBUTE_OF_FIELD[field],
    )
)
"""The fields of an update that are stored as they are, the measures included, in the order in which they are stored."""

_Compared: Any = msgspec.defstruct(
    "Compared",
    [
        *((field, Raw, _EMPTY[field]) for field in COMPARED),
        ("active", Raw, _TRUE),
        ("own_status", Raw, _PUBLIC),
        ("derived", Raw, _ABSENT),
    ],
    rename=dict(ATTRIBUTE_OF_FIELD) | {"active": ACTIVE, "own_status": STATUS, "derived": SKU_DERIVED},
    gc=False,
)
_decode_compared = msgspec.json.Decoder(_Compared).decode

_Record: Any = msgspec.defstruct("Record", [(field, Any, _EMPTY[field]) for field in FIELDS], gc=False)
_Option: Any = msgspec.defstruct("Option", [(field, Any, _EMPTY_OPTION[field]) for field in _OPTION_FIELDS], gc=False)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=4_096)
def _moment(microseconds: int) -> str:
    """Write a time as ISO 8601 in UTC, with a fraction of a second where there is one."""
    moment = _EPOCH + timedelta(microseconds=microseconds)
    return moment.replace(tzinfo=None).isoformat() + "Z"


class Shown(msgspec.Struct, frozen=True, gc=False):
    """What the list shows of a product, for an update to be compared with.

    Attributes:
        kept: its attributes, raw, with what they read where nobody set them.
        style_code: "" where no client gave one.
        option_code: "" where there is none.
        is_derived: no client gave the product's sku.
    """

    kept: Any
    style_code: str
    option_code: str
    is_derived: bool

    @classmethod
    def of(cls, product: StoredProduct) -> "Shown":
        """Look at a stored product."""
        kept = _decode_compared(product.attributes)
        is_derived = kept.derived is not _ABSENT
        return cls(kept, "" if is_derived else product.sku, product.option_code or "", is_derived)

    @property
    def code(self) -> str:
        """Give the style code, else the option code, else ""."""
        return self.style_code or self.option_code

    @property
    def values(self) -> tuple[Any, ...]:
        """Give the raw values of `COMPARED`, and behind them those that the status and the style code are made of."""
        return _astuple(self.kept)

    @property
    def status(self) -> Raw:
        """Give the raw status."""
        return _status(self.kept)

    def field(self, name: str) -> Raw | None:
        """Give the raw value of a field that an update can write, a measure of the dimensions included, or None."""
        if name == "status":
            return self.status
        if name == "styleCode":
            return Raw(_encode(self.style_code))
        value: Raw | None = getattr(self.kept, name, None)
        return value


def _status(kept: Any) -> Raw:  # noqa: ANN401 - a `_Kept` or a `_Compared`
    status: Raw = _INACTIVE if kept.active == _FALSE else kept.own_status
    return status


def _record(product: StoredProduct) -> Any:  # noqa: ANN401 - a `_Record`
    """Make the record of one product."""
    kept = _decode_kept(product.attributes)
    created, modified = _moment(product.created_at), _moment(product.updated_at)
    image = None if kept.image is _ABSENT else {"link": kept.image}
    option = _Option(product.product_id, created, modified, productId=product.product_id)
    option.code = option.productOptionCode = product.option_code or ""
    option.barcode = option.productOptionBarcode = kept.productOptionBarcode
    option.retailPrice, option.cost = kept.retailPrice, kept.cost
    option.image = image
    record = _Record(product.product_id, _status(kept), created, modified)
    if kept.derived is _ABSENT:
        record.styleCode = product.sku
    for field in _STORED:
        setattr(record, field, getattr(kept, field))
    if image is not None:
        record.images = [image]
    record.productOptions = [option]
    return record


@lru_cache(maxsize=64)
def _cut(fields: tuple[str, ...]) -> Any:  # noqa: ANN401 - a type and a callable
    """Make the struct of some fields, and what takes their values from a record's."""
    places = [FIELDS.index(field) for field in fields]
    struct = msgspec.defstruct("Cut", [(field, Any) for field in fields], gc=False)
    return struct, itemgetter(*places, *places[:1])


def records(products: Sequence[StoredProduct], fields: tuple[str, ...] = FIELDS) -> list[Any]:
    """Make the records of products.

    Args:
        products: as stored, in the order of the answer.
        fields: which of `FIELDS` each record has, in their order; at least one.

    Returns:
        One encodable value a product.
    """
    made = [_record(product) for product in products]
    if fields == FIELDS:
        return made
    struct, take = _cut(fields)
    return [struct(*take(_astuple(record))[:-1]) for record in made]

"""The read shape: what the list answers for a product, whose fields differ from those of a write.

Of the 76 fields of the official SDK's `ProductItem`, most are write fields under the same name; some are renamed, two are
arrays on write and text on read, and some cannot be written. The fields that only the write shape has are answered too,
under their write names. Values pass through as raw JSON: a page is encoded without decoding what it does not have to look at.
"""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw

from shelfwire.catalog.change import Offer
from shelfwire.catalog.product import Product as StoredProduct
from shelfwire.dialects.colleqtive.attributes import ATTRIBUTE_OF_FIELD, FIELDS_NOT_STORED, PRODUCT_FIELDS
from shelfwire.dialects.colleqtive.offers import Overlay
from shelfwire.dialects.colleqtive.schema import (
    Barcode,
    DateTime,
    Double,
    FreeField,
    Int32,
    Product,
    SetProduct,
    ShelfLabel,
    Unit,
)
from shelfwire.dialects.field_rules import Kind, Rule, rule_of

__all__ = ["ProductItem", "ProductPage", "records"]

_RULES = rule_of(Product).fields
_NESTED: dict[str, Any] = {
    "barcodes_array": list[Barcode],
    "free_fields": list[FreeField],
    "set_products": list[SetProduct],
    "shelf_labels": list[ShelfLabel],
    "units": list[Unit],
}
_DEFAULTS = {
    "carrier_item_quantity": b"1.0",
    "price_compare_multiplier": b"1.0",
    "country_code": b'"NL"',
    "is_active": b"true",
}
_EMPTY = {
    Kind.TEXT: b'""',
    Kind.MOMENT: b"null",
    Kind.FLAG: b"false",
    Kind.NUMBER: b"0.0",
    Kind.WHOLE: b"0",
    Kind.LIST: b"[]",
}
_TYPES: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.MOMENT: DateTime | None,
    Kind.FLAG: bool,
    Kind.NUMBER: Double,
    Kind.WHOLE: Int32,
    Kind.LIST: list[str],
}

_RENAMED: dict[str, str] = {
    "referral_product_id": "referral_product_number",
    "supplier_id": "supplier_number",
    "reset_store_stock": "is_reset_store_stock",
    "set_product": "set_products",
    "promotion": "promotion_text",
}
"""Read names whose value is that of a write field of another name (an inference: the API documents no pairs)."""

_AS_TEXT = {
    "attention_code": "The attention codes, separated by commas.",
    "barcodes_array": "The further barcodes, separated by commas.",
    "general_ledger": "The account in the general ledger, as text.",
}

_PRICES = {
    "old_price": "The price without the discount, while one holds; else 0.",
    "special_price": "The discount price that holds now, else the price on promotion.",
}

_CONSTANT: dict[str, tuple[Any, bytes, str]] = {
    "edit_min_max_percentage": (Int32, b"0", "By how much minimum and maximum may be edited; always 0."),
    "shelf_label": (bool, b"false", "A shelf label is printed; always false."),
    "shelf_label_barcode": (bool, b"false", "The shelf label has a barcode; always false."),
    "shelf_label_layout": (Int32, b"0", "Layout of the shelf label; always 0."),
    "shelf_label_price": (bool, b"false", "The shelf label has a price; always false."),
    "shelf_label_quantity": (Int32, b"0", "How many shelf labels; always 0."),
    "variant_factor": (Double, b"0.0", "Factor of the variant; always 0."),
}
"""Fields of the read shape that no operation of the API can write."""

_STORED_FIELDS = tuple(field for field in PRODUCT_FIELDS if field not in FIELDS_NOT_STORED)


_UNSET = {name: Raw(_DEFAULTS.get(name, _EMPTY[_RULES[name].kind])) for name in _STORED_FIELDS}
"""What each field reads while nobody has set it: the documented default, else the empty value of its type."""


def _described(form: Any, description: str) -> Any:  # noqa: ANN401 - type forms
    return Annotated[form, Meta(description=description)]


def _item_fields() -> list[tuple[str, Any]]:
    """List the read shape's fields with their types, for the API reference."""
    product = msgspec.json.schema_components([Product])[1]["Product"]
    descriptions = {name: schema["description"] for name, schema in product["properties"].items()}

    def form(name: str, rule: Rule) -> Any:  # noqa: ANN401 - type forms
        return _NESTED.get(name, _TYPES[rule.kind])

    fields: list[tuple[str, Any]] = []
    for name in PRODUCT_FIELDS:
        if name in _AS_TEXT:
            fields.append((name, _described(str, _AS_TEXT[name])))
        else:
            fields.append((name, _described(form(name, _RULES[name]), descriptions[name])))
    for name, source in _RENAMED.items():
        fields.append((name, _described(form(source, _RULES[source]), f"What was written as {source}.")))
    fields.append(("general_ledger", _described(str, _AS_TEXT["general_ledger"])))
    fields.extend((name, _described(Double, text)) for name, text in _PRICES.items())
    fields.extend((name, _described(form, text)) for name, (form, _, text) in _CONSTANT.items())
    return fields


ProductItem = msgspec.defstruct("ProductItem", _item_fields(), namespace={"__doc__": "A product as the list shows it."})
"""The read shape with its types: what the reference describes and clients parse."""

_Kept: Any = msgspec.defstruct(
    "Kept",
    [(name, Raw, _UNSET[name]) for name in _STORED_FIELDS],
    rename={name: ATTRIBUTE_OF_FIELD[name] for name in _STORED_FIELDS},
    gc=False,
)
_Record: Any = msgspec.defstruct(
    "Record",
    [
        *((name, Any) for name in ("product_number", *_STORED_FIELDS, *_RENAMED, "general_ledger", *_PRICES)),
        ("is_deleted", Any, Raw(b"false")),
        *((name, Raw, Raw(default)) for name, (_, default, _) in _CONSTANT.items()),
    ],
    gc=False,
)


class ProductPage(msgspec.Struct, kw_only=True):
    """One page of products."""

    page_number: Annotated[int, Meta(ge=1, description="Number of this page, from 1.")]
    page_size: Annotated[int, Meta(ge=1, description="How many products a page holds at the most.")]
    records: Annotated[list[Any], Meta(description="The products of this page.")]
    total_record_count: Annotated[int, Meta(ge=0, description="How many products match, on all pages.")]


_decode_kept = msgspec.json.Decoder(_Kept).decode
_decode_price = msgspec.json.Decoder(float).decode
_decode_text = msgspec.json.Decoder(str).decode
_decode_texts = msgspec.json.Decoder(list[str]).decode
_decode_barcodes = msgspec.json.Decoder(list[Barcode]).decode
_decode_free_fields = msgspec.json.Decoder(list[FreeField]).decode
_astuple = msgspec.structs.astuple

_ZERO = Raw(b"0.0")


def records(products: Sequence[StoredProduct], offers: Sequence[Offer], now: int) -> list[Any]:
    """Make the records of a page.

    Args:
        products: as stored, in the order of the page.
        offers: all offers of these products.
        now: the moment for which offers are looked at, in microseconds since 1970 in UTC.

    Returns:
        One encodable value a product, of the fields of `ProductItem`.
    """
    offers_of: dict[str, list[Offer]] = {}
    for offer in offers:
        offers_of.setdefault(offer.sku, []).append(offer)
    return [_record(product, offers_of.get(product.sku), now) for product in products]


def _record(product: StoredProduct, offers: Sequence[Offer] | None, now: int) -> Any:  # noqa: ANN401 - a `_Record`
    """Make one record."""
    kept = _decode_kept(product.attributes)
    record = _Record(
        product.sku,
        *_astuple(kept),
        *(getattr(kept, source) for source in _RENAMED.values()),
        _ledger(kept.general_ledger_account_number),
        _ZERO,
        kept.promotion_price,
    )
    record.attention_code = record.barcodes_array = ""
    if kept.attention_code is not _UNSET["attention_code"]:
        record.attention_code = ",".join(_decode_texts(kept.attention_code))
    if kept.barcodes_array is not _UNSET["barcodes_array"]:
        barcodes = (entry.barcode for entry in _decode_barcodes(kept.barcodes_array))
        record.barcodes_array = ",".join(barcode for barcode in barcodes if isinstance(barcode, str))
    if kept.free_fields is not _UNSET["free_fields"]:
        record.free_fields = _with_sort_order(kept.free_fields)
    if offers:
        _apply(record, Overlay.of(offers, _decode_text(kept.country_code), now))
    return record


def _apply(record: Any, overlay: Overlay) -> None:  # noqa: ANN401 - a `_Record`
    """Show what the offers say."""
    if overlay.price is not None:
        record.price = overlay.price
    if overlay.special_price is not None:
        record.old_price = record.price
        record.special_price = overlay.special_price


def _ledger(account: Raw) -> str:
    """Write the ledger account as text."""
    return "" if account is _UNSET["general_ledger_account_number"] else bytes(account).decode()


def _with_sort_order(free_fields: Raw) -> list[FreeField]:
    """Give free fields the sort_order 0 where they have none: clients of the newer API expect a number."""
    fields = _decode_free_fields(free_fields)
    for field in fields:
        if not isinstance(field.sort_order, int):
            field.sort_order = 0
    return fields

"""What travels on Colleqtive's wire: the requests, as structs that decode and check them, and the mutation answers.

Field names, types and constraints are those of the two published generations of the API: seed 000 (Python, three required
fields) and seed 001 (HTTP, 82 fields), and of the official SDK 0.1.1 for the other five operations. The descriptions are
ours. What the list answers has its own module (`record.py`), because its fields differ.
"""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

__all__ = [
    "INT32_MAX",
    "INT32_MIN",
    "AttributeRewrite",
    "Barcode",
    "Deletion",
    "Discount",
    "Failure",
    "FieldError",
    "FreeField",
    "Mutation",
    "Price",
    "Product",
    "SetProduct",
    "ShelfLabel",
    "Unit",
]

INT32_MIN = -(2**31)
INT32_MAX = 2**31 - 1

Int32 = Annotated[int, Meta(ge=INT32_MIN, le=INT32_MAX, extra_json_schema={"format": "int32"})]
Double = Annotated[float, Meta(extra_json_schema={"format": "double"})]
DateTime = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
FilledText = Annotated[str, Meta(min_length=1)]

Text = str | UnsetType | None
Texts = list[str] | UnsetType | None
Flag = bool | UnsetType | None
Number = Double | UnsetType | None
Whole = Int32 | UnsetType | None
Moment = DateTime | UnsetType | None


class Barcode(msgspec.Struct, kw_only=True, gc=False):
    """One more barcode of a product."""

    barcode: Annotated[Text, Meta(description="The barcode.")] = UNSET


class FreeField(msgspec.Struct, kw_only=True, gc=False):
    """A key and value that the customer defined."""

    key: Annotated[Text, Meta(description="Name of the free field.")] = UNSET
    sort_order: Annotated[
        Whole, Meta(description="Position among the free fields; may be left out and then reads 0.")
    ] = UNSET
    value: Annotated[Text, Meta(description="Value of the free field.")] = UNSET


class SetProduct(msgspec.Struct, kw_only=True, gc=False):
    """A product that is part of a set."""

    set_item_quantity: Annotated[Text, Meta(description="How many of it the set holds, as text.")] = UNSET
    set_product_number: Annotated[Text, Meta(description="Its product number.")] = UNSET


class ShelfLabel(msgspec.Struct, kw_only=True, gc=False):
    """The six text slots of a shelf label."""

    shelflabel_1: Annotated[Text, Meta(description="First slot.")] = UNSET
    shelflabel_2: Annotated[Text, Meta(description="Second slot.")] = UNSET
    shelflabel_3: Annotated[Text, Meta(description="Third slot.")] = UNSET
    shelflabel_4: Annotated[Text, Meta(description="Fourth slot.")] = UNSET
    shelflabel_5: Annotated[Text, Meta(description="Fifth slot.")] = UNSET
    shelflabel_6: Annotated[Text, Meta(description="Sixth slot.")] = UNSET


class Unit(msgspec.Struct, kw_only=True, gc=False):
    """A unit in which the product is sold, such as a box or a pallet."""

    unit_barcode: Annotated[FilledText, Meta(description="Barcode of the unit.")]
    unit_name: Annotated[FilledText, Meta(description="Name of the unit.")]
    unit_quantity: Annotated[Double, Meta(description="How many products the unit holds.")]


class Product(msgspec.Struct, kw_only=True, gc=False):
    """A product to create or update; a field that is left out keeps its value, null clears it."""

    product_number: Annotated[FilledText, Meta(description="Number of the product, unique in the catalogue.")]
    product_name: Annotated[FilledText, Meta(description="Name of the product as people see it.")]
    is_counted: Annotated[bool, Meta(description="The product is counted.")]
    carrier_item_quantity: Annotated[Number, Meta(description="How many pieces a carrier holds; reads 1 if unset.")] = (
        UNSET
    )
    price_compare_multiplier: Annotated[
        Number, Meta(description="Factor that gives the price to compare by; reads 1 if unset.")
    ] = UNSET
    allow_decimal: Annotated[Flag, Meta(description="Quantities may have decimals.")] = UNSET
    attention_code: Annotated[Texts, Meta(description="Attention codes of the product.")] = UNSET
    average_weight: Annotated[Number, Meta(description="Weight of the product on average.")] = UNSET
    barcode: Annotated[Text, Meta(description="The product's main barcode.")] = UNSET
    barcodes_array: Annotated[list[Barcode] | UnsetType | None, Meta(description="Further barcodes.")] = UNSET
    base_unit_name: Annotated[Text, Meta(description="Name of the base unit, such as piece or kg.")] = UNSET
    brand_code: Annotated[Text, Meta(description="Code of the brand.")] = UNSET
    brand_description: Annotated[Text, Meta(description="Name of the brand.")] = UNSET
    category_code: Annotated[Text, Meta(description="Code of the product's category.")] = UNSET
    color: Annotated[Text, Meta(description="Name of the colour.")] = UNSET
    color_code: Annotated[Text, Meta(description="Code of the colour.")] = UNSET
    countries_allowed: Annotated[Texts, Meta(description="Countries that may have the product.")] = UNSET
    countries_not_allowed: Annotated[Texts, Meta(description="Countries that may not have the product.")] = UNSET
    country_code: Annotated[Text, Meta(description="ISO code of the country; reads NL if unset.")] = UNSET
    default_location_tag: Annotated[Text, Meta(description="Tag of the product's usual location.")] = UNSET
    deprecation_date: Annotated[Moment, Meta(description="When the product leaves the assortment.")] = UNSET
    expiration_min_range: Annotated[Whole, Meta(description="Days before expiry at which to warn.")] = UNSET
    free_fields: Annotated[list[FreeField] | UnsetType | None, Meta(description="The customer's own fields.")] = UNSET
    general_ledger_account_number: Annotated[Whole, Meta(description="Account in the general ledger.")] = UNSET
    image_url: Annotated[Text, Meta(description="Address of the product's image.")] = UNSET
    ioq: Annotated[Whole, Meta(description="Quantity of the first order.")] = UNSET
    is_active: Annotated[Flag, Meta(description="The product is active; reads true if unset.")] = UNSET
    is_adr: Annotated[Flag, Meta(description="The product counts as hazardous goods (ADR).")] = UNSET
    is_deleted: Annotated[Flag, Meta(description="True deletes the product; false says nothing.")] = UNSET
    is_edit_min_max: Annotated[Flag, Meta(description="A store may edit minimum and maximum.")] = UNSET
    is_edit_replenishment: Annotated[Flag, Meta(description="A store may edit its replenishment.")] = UNSET
    is_expiration: Annotated[Flag, Meta(description="Expiry is tracked.")] = UNSET
    is_markdown_allowed: Annotated[Flag, Meta(description="The product may be marked down.")] = UNSET
    is_order_manually: Annotated[Flag, Meta(description="The product is ordered by hand.")] = UNSET
    is_ordering: Annotated[Flag, Meta(description="The product can be ordered.")] = UNSET
    is_promotion: Annotated[Flag, Meta(description="The product is on promotion now.")] = UNSET
    is_reset_store_stock: Annotated[Flag, Meta(description="True resets the stock of the stores.")] = UNSET
    is_set: Annotated[Flag, Meta(description="The product is a set of others.")] = UNSET
    is_stock: Annotated[Flag, Meta(description="The product is kept in stock.")] = UNSET
    is_store_product: Annotated[Flag, Meta(description="The product belongs to one store.")] = UNSET
    is_template: Annotated[Flag, Meta(description="The product is a template.")] = UNSET
    is_theft: Annotated[Flag, Meta(description="The product is likely to be stolen.")] = UNSET
    ledger_dimension_value: Annotated[Text, Meta(description="Ledger dimension for VC exports.")] = UNSET
    margin_category: Annotated[Text, Meta(description="Category of the margin.")] = UNSET
    moq: Annotated[Number, Meta(description="Smallest quantity to order.")] = UNSET
    price: Annotated[Number, Meta(description="Price of sale.")] = UNSET
    price_compare_unit: Annotated[Text, Meta(description="Unit of the price to compare by, such as kg.")] = UNSET
    price_lines: Annotated[Text, Meta(description="Identifiers of price lines, separated by commas.")] = UNSET
    product_description: Annotated[Text, Meta(description="Description of the product.")] = UNSET
    product_details: Annotated[Text, Meta(description="Details of the product, in any form.")] = UNSET
    product_reference_number: Annotated[Text, Meta(description="The product's number elsewhere.")] = UNSET
    product_status: Annotated[Text, Meta(description="Where the product is in its life.")] = UNSET
    product_type: Annotated[Text, Meta(description="Type of the product.")] = UNSET
    product_url: Annotated[Text, Meta(description="Address of the product's page.")] = UNSET
    promo_stores_allowed: Annotated[Texts, Meta(description="Stores that may have the promotion.")] = UNSET
    promo_stores_not_allowed: Annotated[Texts, Meta(description="Stores that may not have the promotion.")] = UNSET
    promotion_price: Annotated[Number, Meta(description="Price on promotion.")] = UNSET
    promotion_text: Annotated[Text, Meta(description="Text of the promotion on shelf labels.")] = UNSET
    promotion_week: Annotated[Text, Meta(description="Week of the promotion.")] = UNSET
    purchase_price: Annotated[Number, Meta(description="Price at which the supplier sells.")] = UNSET
    purchase_unit_barcode: Annotated[Text, Meta(description="Barcode of the unit of purchase.")] = UNSET
    purchase_unit_name: Annotated[Text, Meta(description="Name of the unit of purchase.")] = UNSET
    purchase_unit_product_number: Annotated[Text, Meta(description="Product number of the unit of purchase.")] = UNSET
    purchase_unit_quantity: Annotated[Number, Meta(description="How many the unit of purchase holds.")] = UNSET
    purchbook_free_txt: Annotated[Text, Meta(description="Text for exports of purchases and orders.")] = UNSET
    referral_product_number: Annotated[Text, Meta(description="Number of a product to sell instead.")] = UNSET
    set_products: Annotated[list[SetProduct] | UnsetType | None, Meta(description="What the set is made of.")] = UNSET
    shelf_labels: Annotated[list[ShelfLabel] | UnsetType | None, Meta(description="Texts of shelf labels.")] = UNSET
    size: Annotated[Text, Meta(description="The size in words.")] = UNSET
    size_code: Annotated[Text, Meta(description="Code of the size.")] = UNSET
    smallest_product_number: Annotated[Text, Meta(description="Product number of the smallest part.")] = UNSET
    smallest_quantity: Annotated[Number, Meta(description="Quantity of the smallest part.")] = UNSET
    store_number: Annotated[Text, Meta(description="The one store that the product belongs to.")] = UNSET
    stores_allowed: Annotated[Texts, Meta(description="Stores that may have the product.")] = UNSET
    stores_not_allowed: Annotated[Texts, Meta(description="Stores that may not have the product.")] = UNSET
    supplier_name: Annotated[Text, Meta(description="Name of the supplier.")] = UNSET
    supplier_number: Annotated[Text, Meta(description="Number of the supplier.")] = UNSET
    supplier_product_number: Annotated[Text, Meta(description="The supplier's number for the product.")] = UNSET
    units: Annotated[list[Unit] | UnsetType | None, Meta(description="Units in which the product is sold.")] = UNSET
    variant_code: Annotated[Text, Meta(description="Code of the variant.")] = UNSET
    variant_family: Annotated[Text, Meta(description="Family of the variant.")] = UNSET
    volume: Annotated[Text, Meta(description="Volume or size in words.")] = UNSET


class Price(msgspec.Struct, kw_only=True, gc=False):
    """A price for a product; it overlays what the list shows and never alters the product."""

    price_id: Annotated[FilledText, Meta(description="Identifier of the price, unique for its product.")]
    product_number: Annotated[FilledText, Meta(description="The product that the price is for.")]
    country_code: Annotated[Text, Meta(description="ISO code of the country it is for.")] = UNSET
    price: Annotated[Number, Meta(description="The price.")] = UNSET
    price_group: Annotated[Text, Meta(description="Group of customers; empty is the default group.")] = UNSET
    price_quantity: Annotated[Number, Meta(description="The quantity from which the price holds.")] = UNSET
    price_type: Annotated[Whole, Meta(description="Type of the price; kept as sent.")] = UNSET
    price_unit: Annotated[Text, Meta(description="Unit that the price is for.")] = UNSET
    store_number: Annotated[Text, Meta(description="The one store it is for.")] = UNSET
    valid_from: Annotated[Moment, Meta(description="From when it holds; always if unset.")] = UNSET
    valid_to: Annotated[Moment, Meta(description="Until when it holds, that moment excluded; for ever if unset.")] = (
        UNSET
    )


class Discount(msgspec.Struct, kw_only=True, gc=False):
    """A discount price for a product; while it holds, the list shows it as special_price."""

    product_number: Annotated[FilledText, Meta(description="The product that the discount is for.")]
    discount_description: Annotated[Text, Meta(description="The discount in words.")] = UNSET
    discount_group: Annotated[Text, Meta(description="Group of the discount; kept as sent.")] = UNSET
    discount_id: Annotated[Text, Meta(description="Identifier of the discount; empty if unset.")] = UNSET
    discount_type: Annotated[Whole, Meta(description="Type of the discount; kept as sent.")] = UNSET
    is_delete: Annotated[Flag, Meta(description="True removes this line of the discount.")] = UNSET
    line_number: Annotated[Whole, Meta(description="Line of the discount; 0 if unset.")] = UNSET
    price: Annotated[Number, Meta(description="The price while the discount holds.")] = UNSET
    valid_from: Annotated[Moment, Meta(description="From when it holds; always if unset.")] = UNSET
    valid_to: Annotated[Moment, Meta(description="Until when it holds, that moment excluded; for ever if unset.")] = (
        UNSET
    )


class Deletion(msgspec.Struct, kw_only=True, gc=False):
    """Which products to delete."""

    product_number: Annotated[list[FilledText] | UnsetType | None, Meta(description="Their product numbers.")] = UNSET


class AttributeRewrite(msgspec.Struct, kw_only=True, gc=False):
    """One value to replace by another on every product that has it."""

    attribute: Annotated[FilledText, Meta(description="Name of a product field that holds a single value.")]
    new_value: Annotated[str, Meta(description="The value to set, as text.")]
    old_value: Annotated[str, Meta(description="The value to look for, as text.")]


class Mutation(msgspec.Struct, kw_only=True):
    """The answer to a write that was carried out."""

    success: Annotated[bool, Meta(description="True.")]
    data: Annotated[str | None, Meta(description="How many different products the request named, as text.")]
    message: Annotated[str, Meta(description="What was done, in words.")]


class FieldError(msgspec.Struct, kw_only=True):
    """One bad field of one item of a request."""

    index: Annotated[int, Meta(ge=0, description="Position of the item in the request, from 0.")]
    field: Annotated[str, Meta(description="Path of the field within its item; empty for the item itself.")]
    problem: Annotated[str, Meta(description="What is wrong, as a sentence.")]
    value: Annotated[Any, Meta(description="What was sent: text cut to 200 characters, or a number, flag or null.")]


class Failure(msgspec.Struct, kw_only=True):
    """The answer to a request that was refused; nothing of it was written."""

    success: Annotated[bool, Meta(description="False.")]
    data: Annotated[None, Meta(description="Null.")]
    message: Annotated[str, Meta(description="What is wrong, in words.")]
    errors: Annotated[list[FieldError], Meta(description="The bad fields, the first thousand unless set otherwise.")]
    error_count: Annotated[int, Meta(ge=0, description="How many items are bad, those not listed included.")]

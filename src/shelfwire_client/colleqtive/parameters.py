"""What the operations take: the fields of products, prices and discounts, by the API's own names.

A field that is left out keeps what is stored, null clears it. Sources of the fields: seeds 0 and 1 of the project, and
`colleqtive-sdk` 0.1.1.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Required, TypedDict

__all__ = [
    "BarcodeParam",
    "DiscountParam",
    "FreeFieldParam",
    "PriceParam",
    "ProductParam",
    "SetProductParam",
    "ShelfLabelParam",
    "UnitParam",
]


class BarcodeParam(TypedDict, total=False):
    """One more barcode of a product."""

    barcode: str | None
    """The barcode."""


class FreeFieldParam(TypedDict, total=False):
    """A key and value that the customer defined."""

    key: str | None
    """Name of the free field."""
    sort_order: int | None
    """Position among the free fields; may be left out and then reads 0."""
    value: str | None
    """Value of the free field."""


class SetProductParam(TypedDict, total=False):
    """A product that is part of a set."""

    set_item_quantity: str | None
    """How many of it the set holds, as text."""
    set_product_number: str | None
    """Its product number."""


class ShelfLabelParam(TypedDict, total=False):
    """The six text slots of a shelf label."""

    shelflabel_1: str | None
    """First slot."""
    shelflabel_2: str | None
    """Second slot."""
    shelflabel_3: str | None
    """Third slot."""
    shelflabel_4: str | None
    """Fourth slot."""
    shelflabel_5: str | None
    """Fifth slot."""
    shelflabel_6: str | None
    """Sixth slot."""


class UnitParam(TypedDict, total=False):
    """A unit in which the product is sold, such as a box or a pallet."""

    unit_barcode: Required[str]
    """Barcode of the unit."""
    unit_name: Required[str]
    """Name of the unit."""
    unit_quantity: Required[float]
    """How many products the unit holds."""


class ProductParam(TypedDict, total=False):
    """A product to create or update; a number that is there already is updated."""

    product_number: Required[str]
    """Number of the product, unique in the catalogue."""
    product_name: Required[str]
    """Name of the product as people see it."""
    is_counted: Required[bool]
    """The product is counted."""
    carrier_item_quantity: float | None
    """How many pieces a carrier holds; reads 1 if unset."""
    price_compare_multiplier: float | None
    """Factor that gives the price to compare by; reads 1 if unset."""
    allow_decimal: bool | None
    """Quantities may have decimals."""
    attention_code: Sequence[str] | None
    """Attention codes of the product."""
    average_weight: float | None
    """Weight of the product on average."""
    barcode: str | None
    """The product's main barcode."""
    barcodes_array: Sequence[BarcodeParam] | None
    """Further barcodes."""
    base_unit_name: str | None
    """Name of the base unit, such as piece or kg."""
    brand_code: str | None
    """Code of the brand."""
    brand_description: str | None
    """Name of the brand."""
    category_code: str | None
    """Code of the product's category."""
    color: str | None
    """Name of the colour."""
    color_code: str | None
    """Code of the colour."""
    countries_allowed: Sequence[str] | None
    """Countries that may have the product."""
    countries_not_allowed: Sequence[str] | None
    """Countries that may not have the product."""
    country_code: str | None
    """ISO code of the country; reads NL if unset."""
    default_location_tag: str | None
    """Tag of the product's usual location."""
    deprecation_date: str | datetime | None
    """When the product leaves the assortment."""
    expiration_min_range: int | None
    """Days before expiry at which to warn."""
    free_fields: Sequence[FreeFieldParam] | None
    """The customer's own fields."""
    general_ledger_account_number: int | None
    """Account in the general ledger."""
    image_url: str | None
    """Address of the product's image."""
    ioq: int | None
    """Quantity of the first order."""
    is_active: bool | None
    """The product is active; reads true if unset."""
    is_adr: bool | None
    """The product counts as hazardous goods (ADR)."""
    is_deleted: bool | None
    """True deletes the product; false says nothing."""
    is_edit_min_max: bool | None
    """A store may edit minimum and maximum."""
    is_edit_replenishment: bool | None
    """A store may edit its replenishment."""
    is_expiration: bool | None
    """Expiry is tracked."""
    is_markdown_allowed: bool | None
    """The product may be marked down."""
    is_order_manually: bool | None
    """The product is ordered by hand."""
    is_ordering: bool | None
    """The product can be ordered."""
    is_promotion: bool | None
    """The product is on promotion now."""
    is_reset_store_stock: bool | None
    """True resets the stock of the stores."""
    is_set: bool | None
    """The product is a set of others."""
    is_stock: bool | None
    """The product is kept in stock."""
    is_store_product: bool | None
    """The product belongs to one store."""
    is_template: bool | None
    """The product is a template."""
    is_theft: bool | None
    """The product is likely to be stolen."""
    ledger_dimension_value: str | None
    """Ledger dimension for VC exports."""
    margin_category: str | None
    """Category of the margin."""
    moq: float | None
    """Smallest quantity to order."""
    price: float | None
    """Price of sale."""
    price_compare_unit: str | None
    """Unit of the price to compare by, such as kg."""
    price_lines: str | None
    """Identifiers of price lines, separated by commas."""
    product_description: str | None
    """Description of the product."""
    product_details: str | None
    """Details of the product, in any form."""
    product_reference_number: str | None
    """The product's number elsewhere."""
    product_status: str | None
    """Where the product is in its life."""
    product_type: str | None
    """Type of the product."""
    product_url: str | None
    """Address of the product's page."""
    promo_stores_allowed: Sequence[str] | None
    """Stores that may have the promotion."""
    promo_stores_not_allowed: Sequence[str] | None
    """Stores that may not have the promotion."""
    promotion_price: float | None
    """Price on promotion."""
    promotion_text: str | None
    """Text of the promotion on shelf labels."""
    promotion_week: str | None
    """Week of the promotion."""
    purchase_price: float | None
    """Price at which the supplier sells."""
    purchase_unit_barcode: str | None
    """Barcode of the unit of purchase."""
    purchase_unit_name: str | None
    """Name of the unit of purchase."""
    purchase_unit_product_number: str | None
    """Product number of the unit of purchase."""
    purchase_unit_quantity: float | None
    """How many the unit of purchase holds."""
    purchbook_free_txt: str | None
    """Text for exports of purchases and orders."""
    referral_product_number: str | None
    """Number of a product to sell instead."""
    set_products: Sequence[SetProductParam] | None
    """What the set is made of."""
    shelf_labels: Sequence[ShelfLabelParam] | None
    """Texts of shelf labels."""
    size: str | None
    """The size in words."""
    size_code: str | None
    """Code of the size."""
    smallest_product_number: str | None
    """Product number of the smallest part."""
    smallest_quantity: float | None
    """Quantity of the smallest part."""
    store_number: str | None
    """The one store that the product belongs to."""
    stores_allowed: Sequence[str] | None
    """Stores that may have the product."""
    stores_not_allowed: Sequence[str] | None
    """Stores that may not have the product."""
    supplier_name: str | None
    """Name of the supplier."""
    supplier_number: str | None
    """Number of the supplier."""
    supplier_product_number: str | None
    """The supplier's number for the product."""
    units: Sequence[UnitParam] | None
    """Units in which the product is sold."""
    variant_code: str | None
    """Code of the variant."""
    variant_family: str | None
    """Family of the variant."""
    volume: str | None
    """Volume or size in words."""


class PriceParam(TypedDict, total=False):
    """A price of a product to create or update."""

    price_id: Required[str]
    """Identifier of the price, unique for its product."""
    product_number: Required[str]
    """The product that the price is for."""
    country_code: str | None
    """ISO code of the country it is for."""
    price: float | None
    """The price."""
    price_group: str | None
    """Group of customers; empty is the default group."""
    price_quantity: float | None
    """The quantity from which the price holds."""
    price_type: int | None
    """Type of the price; kept as sent."""
    price_unit: str | None
    """Unit that the price is for."""
    store_number: str | None
    """The one store it is for."""
    valid_from: str | datetime | None
    """From when it holds; always if unset."""
    valid_to: str | datetime | None
    """Until when it holds, that moment excluded; for ever if unset."""


class DiscountParam(TypedDict, total=False):
    """A discount price of a product to create or update."""

    product_number: Required[str]
    """The product that the discount is for."""
    discount_description: str | None
    """The discount in words."""
    discount_group: str | None
    """Group of the discount; kept as sent."""
    discount_id: str | None
    """Identifier of the discount; empty if unset."""
    discount_type: int | None
    """Type of the discount; kept as sent."""
    is_delete: bool | None
    """True removes this line of the discount."""
    line_number: int | None
    """Line of the discount; 0 if unset."""
    price: float | None
    """The price while the discount holds."""
    valid_from: str | datetime | None
    """From when it holds; always if unset."""
    valid_to: str | datetime | None
    """Until when it holds, that moment excluded; for ever if unset."""

"""What the operations answer. Every field may be missing: the API promises none of them everywhere."""

from msgspec import UNSET, UnsetType

from shelfwire_client.core.coding import Model

__all__ = [
    "Barcode",
    "FreeField",
    "MutationResponse",
    "ProductItem",
    "ProductPageResponse",
    "SetProduct",
    "ShelfLabel",
    "Unit",
]


class MutationResponse(Model):
    """What every operation that writes answers."""

    data: str | UnsetType | None = UNSET
    """A word about the outcome; Shelfwire tells how many products the request named."""
    message: str | UnsetType | None = UNSET
    """What was done, in words."""
    success: bool | UnsetType | None = UNSET
    """True where it was done."""


class Barcode(Model):
    """One more barcode of a product."""

    barcode: str | UnsetType | None = UNSET
    """The barcode."""


class FreeField(Model):
    """A key and value that the customer defined."""

    key: str | UnsetType | None = UNSET
    """Name of the free field."""
    sort_order: int | UnsetType | None = UNSET
    """Position among the free fields; may be left out and then reads 0."""
    value: str | UnsetType | None = UNSET
    """Value of the free field."""


class SetProduct(Model):
    """A product that is part of a set."""

    set_item_quantity: str | UnsetType | None = UNSET
    """How many of it the set holds, as text."""
    set_product_number: str | UnsetType | None = UNSET
    """Its product number."""


class ShelfLabel(Model):
    """The six text slots of a shelf label."""

    shelflabel_1: str | UnsetType | None = UNSET
    """First slot."""
    shelflabel_2: str | UnsetType | None = UNSET
    """Second slot."""
    shelflabel_3: str | UnsetType | None = UNSET
    """Third slot."""
    shelflabel_4: str | UnsetType | None = UNSET
    """Fourth slot."""
    shelflabel_5: str | UnsetType | None = UNSET
    """Fifth slot."""
    shelflabel_6: str | UnsetType | None = UNSET
    """Sixth slot."""


class Unit(Model):
    """A unit in which the product is sold, such as a box or a pallet."""

    unit_barcode: str | UnsetType = UNSET
    """Barcode of the unit."""
    unit_name: str | UnsetType = UNSET
    """Name of the unit."""
    unit_quantity: float | UnsetType = UNSET
    """How many products the unit holds."""


class ProductItem(Model):
    """A product as it is listed."""

    product_number: str | UnsetType = UNSET
    """Number of the product, unique in the catalogue."""
    product_name: str | UnsetType = UNSET
    """Name of the product as people see it."""
    is_counted: bool | UnsetType = UNSET
    """The product is counted."""
    carrier_item_quantity: float | UnsetType = UNSET
    """How many pieces a carrier holds; reads 1 if unset."""
    price_compare_multiplier: float | UnsetType = UNSET
    """Factor that gives the price to compare by; reads 1 if unset."""
    allow_decimal: bool | UnsetType = UNSET
    """Quantities may have decimals."""
    attention_code: str | UnsetType = UNSET
    """The attention codes, separated by commas."""
    average_weight: float | UnsetType = UNSET
    """Weight of the product on average."""
    barcode: str | UnsetType = UNSET
    """The product's main barcode."""
    barcodes_array: str | UnsetType = UNSET
    """The further barcodes, separated by commas."""
    base_unit_name: str | UnsetType = UNSET
    """Name of the base unit, such as piece or kg."""
    brand_code: str | UnsetType = UNSET
    """Code of the brand."""
    brand_description: str | UnsetType = UNSET
    """Name of the brand."""
    category_code: str | UnsetType = UNSET
    """Code of the product's category."""
    color: str | UnsetType = UNSET
    """Name of the colour."""
    color_code: str | UnsetType = UNSET
    """Code of the colour."""
    countries_allowed: list[str] | UnsetType = UNSET
    """Countries that may have the product."""
    countries_not_allowed: list[str] | UnsetType = UNSET
    """Countries that may not have the product."""
    country_code: str | UnsetType = UNSET
    """ISO code of the country; reads NL if unset."""
    default_location_tag: str | UnsetType = UNSET
    """Tag of the product's usual location."""
    deprecation_date: str | UnsetType | None = UNSET
    """When the product leaves the assortment."""
    expiration_min_range: int | UnsetType = UNSET
    """Days before expiry at which to warn."""
    free_fields: list[FreeField] | UnsetType = UNSET
    """The customer's own fields."""
    general_ledger_account_number: int | UnsetType = UNSET
    """Account in the general ledger."""
    image_url: str | UnsetType = UNSET
    """Address of the product's image."""
    ioq: int | UnsetType = UNSET
    """Quantity of the first order."""
    is_active: bool | UnsetType = UNSET
    """The product is active; reads true if unset."""
    is_adr: bool | UnsetType = UNSET
    """The product counts as hazardous goods (ADR)."""
    is_deleted: bool | UnsetType = UNSET
    """True deletes the product; false says nothing."""
    is_edit_min_max: bool | UnsetType = UNSET
    """A store may edit minimum and maximum."""
    is_edit_replenishment: bool | UnsetType = UNSET
    """A store may edit its replenishment."""
    is_expiration: bool | UnsetType = UNSET
    """Expiry is tracked."""
    is_markdown_allowed: bool | UnsetType = UNSET
    """The product may be marked down."""
    is_order_manually: bool | UnsetType = UNSET
    """The product is ordered by hand."""
    is_ordering: bool | UnsetType = UNSET
    """The product can be ordered."""
    is_promotion: bool | UnsetType = UNSET
    """The product is on promotion now."""
    is_reset_store_stock: bool | UnsetType = UNSET
    """True resets the stock of the stores."""
    is_set: bool | UnsetType = UNSET
    """The product is a set of others."""
    is_stock: bool | UnsetType = UNSET
    """The product is kept in stock."""
    is_store_product: bool | UnsetType = UNSET
    """The product belongs to one store."""
    is_template: bool | UnsetType = UNSET
    """The product is a template."""
    is_theft: bool | UnsetType = UNSET
    """The product is likely to be stolen."""
    ledger_dimension_value: str | UnsetType = UNSET
    """Ledger dimension for VC exports."""
    margin_category: str | UnsetType = UNSET
    """Category of the margin."""
    moq: float | UnsetType = UNSET
    """Smallest quantity to order."""
    price: float | UnsetType = UNSET
    """Price of sale."""
    price_compare_unit: str | UnsetType = UNSET
    """Unit of the price to compare by, such as kg."""
    price_lines: str | UnsetType = UNSET
    """Identifiers of price lines, separated by commas."""
    product_description: str | UnsetType = UNSET
    """Description of the product."""
    product_details: str | UnsetType = UNSET
    """Details of the product, in any form."""
    product_reference_number: str | UnsetType = UNSET
    """The product's number elsewhere."""
    product_status: str | UnsetType = UNSET
    """Where the product is in its life."""
    product_type: str | UnsetType = UNSET
    """Type of the product."""
    product_url: str | UnsetType = UNSET
    """Address of the product's page."""
    promo_stores_allowed: list[str] | UnsetType = UNSET
    """Stores that may have the promotion."""
    promo_stores_not_allowed: list[str] | UnsetType = UNSET
    """Stores that may not have the promotion."""
    promotion_price: float | UnsetType = UNSET
    """Price on promotion."""
    promotion_text: str | UnsetType = UNSET
    """Text of the promotion on shelf labels."""
    promotion_week: str | UnsetType = UNSET
    """Week of the promotion."""
    purchase_price: float | UnsetType = UNSET
    """Price at which the supplier sells."""
    purchase_unit_barcode: str | UnsetType = UNSET
    """Barcode of the unit of purchase."""
    purchase_unit_name: str | UnsetType = UNSET
    """Name of the unit of purchase."""
    purchase_unit_product_number: str | UnsetType = UNSET
    """Product number of the unit of purchase."""
    purchase_unit_quantity: float | UnsetType = UNSET
    """How many the unit of purchase holds."""
    purchbook_free_txt: str | UnsetType = UNSET
    """Text for exports of purchases and orders."""
    referral_product_number: str | UnsetType = UNSET
    """Number of a product to sell instead."""
    set_products: list[SetProduct] | UnsetType = UNSET
    """What the set is made of."""
    shelf_labels: list[ShelfLabel] | UnsetType = UNSET
    """Texts of shelf labels."""
    size: str | UnsetType = UNSET
    """The size in words."""
    size_code: str | UnsetType = UNSET
    """Code of the size."""
    smallest_product_number: str | UnsetType = UNSET
    """Product number of the smallest part."""
    smallest_quantity: float | UnsetType = UNSET
    """Quantity of the smallest part."""
    store_number: str | UnsetType = UNSET
    """The one store that the product belongs to."""
    stores_allowed: list[str] | UnsetType = UNSET
    """Stores that may have the product."""
    stores_not_allowed: list[str] | UnsetType = UNSET
    """Stores that may not have the product."""
    supplier_name: str | UnsetType = UNSET
    """Name of the supplier."""
    supplier_number: str | UnsetType = UNSET
    """Number of the supplier."""
    supplier_product_number: str | UnsetType = UNSET
    """The supplier's number for the product."""
    units: list[Unit] | UnsetType = UNSET
    """Units in which the product is sold."""
    variant_code: str | UnsetType = UNSET
    """Code of the variant."""
    variant_family: str | UnsetType = UNSET
    """Family of the variant."""
    volume: str | UnsetType = UNSET
    """Volume or size in words."""
    referral_product_id: str | UnsetType = UNSET
    """What was written as referral_product_number."""
    supplier_id: str | UnsetType = UNSET
    """What was written as supplier_number."""
    reset_store_stock: bool | UnsetType = UNSET
    """What was written as is_reset_store_stock."""
    set_product: list[SetProduct] | UnsetType = UNSET
    """What was written as set_products."""
    promotion: str | UnsetType = UNSET
    """What was written as promotion_text."""
    general_ledger: str | UnsetType = UNSET
    """The account in the general ledger, as text."""
    old_price: float | UnsetType = UNSET
    """The price without the discount, while one holds; else 0."""
    special_price: float | UnsetType = UNSET
    """The discount price that holds now, else the price on promotion."""
    edit_min_max_percentage: int | UnsetType = UNSET
    """By how much minimum and maximum may be edited; always 0."""
    shelf_label: bool | UnsetType = UNSET
    """A shelf label is printed; always false."""
    shelf_label_barcode: bool | UnsetType = UNSET
    """The shelf label has a barcode; always false."""
    shelf_label_layout: int | UnsetType = UNSET
    """Layout of the shelf label; always 0."""
    shelf_label_price: bool | UnsetType = UNSET
    """The shelf label has a price; always false."""
    shelf_label_quantity: int | UnsetType = UNSET
    """How many shelf labels; always 0."""
    variant_factor: float | UnsetType = UNSET
    """Factor of the variant; always 0."""


class ProductPageResponse(Model):
    """A page of the list, as it is answered."""

    page_number: int | UnsetType | None = UNSET
    """Which page it is, from 1."""
    page_size: int | UnsetType | None = UNSET
    """How many products a page has."""
    records: list[ProductItem] | UnsetType | None = UNSET
    """The products."""
    total_record_count: int | UnsetType | None = UNSET
    """How many products all pages have."""

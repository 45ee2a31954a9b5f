"""What the operations answer.

Every operation takes `fields`, and what is not asked for is not there: so each field of a product or a shop, and of the objects
in them, may be UNSET, though a whole one has them all. Source of the fields: docs.lana.dev as its official client has them.
"""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from shelfwire_client.core.coding import Model
from shelfwire_client.lana.parameters import (
    ProductBanMode,
    ProductReturnMode,
    ProductType,
    SubscriptionPlanInterval,
    SubscriptionPlanPriceType,
    TieredPricingMode,
)

__all__ = [
    "CustomField",
    "CustomFieldObjects",
    "ErrorValue",
    "InventorySummary",
    "KeyValue",
    "Link",
    "MinCurrencyPrice",
    "MinCustomerGroupPrice",
    "OptionalInt",
    "Product",
    "ProductAnalytics",
    "ProductPage",
    "ProductReviewAnswerSummary",
    "ProductReviewAverageScore",
    "RelayAnswer",
    "Shop",
    "SubscriptionPlan",
]


class Link(Model):
    """Something else, by its id."""

    id: str | UnsetType = UNSET
    """Its id."""


class CustomField(Model):
    """A field of the customer's own."""

    name: str | UnsetType = UNSET
    """What the field is called."""
    value: str | UnsetType = UNSET
    """What it holds."""


class OptionalInt(Model):
    """A whole number that may be absent as a whole."""

    value: int | UnsetType = UNSET
    """The number."""


class SubscriptionPlan(Model):
    """A way to subscribe to a product."""

    align_day_of_month: OptionalInt | UnsetType | None = UNSET
    """The day of the month that annual and monthly subscriptions are moved to."""
    align_day_of_week: OptionalInt | UnsetType | None = UNSET
    """The day of the week that weekly subscriptions are moved to."""
    align_hour: OptionalInt | UnsetType | None = UNSET
    """The hour that annual, monthly and daily subscriptions are moved to."""
    align_month: OptionalInt | UnsetType | None = UNSET
    """The month that annual subscriptions are moved to."""
    billing_interval_count: int | UnsetType = UNSET
    """How many intervals lie between two payments."""
    discountable: bool | UnsetType = UNSET
    """A discount can be had beside the subscription."""
    fulfillment_interval_count: int | UnsetType = UNSET
    """How many intervals lie between two deliveries."""
    interval: SubscriptionPlanInterval | UnsetType = UNSET
    """What is counted."""
    limit: int | UnsetType = UNSET
    """After how many payments it ends; 0 is never."""
    price1: int | UnsetType = UNSET
    """The first price, or what is taken off it, in minor units."""
    price1_percentage: float | UnsetType = UNSET
    """What is taken off the first price, in percent."""
    price1_type: SubscriptionPlanPriceType | UnsetType = UNSET
    """How the first price is made."""
    price2: int | UnsetType = UNSET
    """The later price, or what is taken off it, in minor units."""
    price2_percentage: float | UnsetType = UNSET
    """What is taken off the later price, in percent."""
    price2_type: SubscriptionPlanPriceType | UnsetType = UNSET
    """How the later price is made."""


class CustomFieldObjects(Model):
    """What the custom fields point to."""

    brands: list[Link] | UnsetType = UNSET
    """The brands among them."""
    categories: list[Link] | UnsetType = UNSET
    """The categories among them."""
    content_blocks: list[Link] | UnsetType = UNSET
    """The content blocks among them."""
    files: list[Link] | UnsetType = UNSET
    """The files among them."""
    products: list[Link] | UnsetType = UNSET
    """The products among them."""
    variants: list[Link] | UnsetType = UNSET
    """The variants among them."""


class InventorySummary(Model):
    """How many pieces the variants have in stock."""

    min: int | UnsetType = UNSET
    """The least of a variant."""
    max: int | UnsetType = UNSET
    """The most of a variant."""
    sum: int | UnsetType = UNSET
    """All together."""
    positive_sum: int | UnsetType = UNSET
    """All together, without those below zero."""


class MinCurrencyPrice(Model):
    """The least price of a product's variants in one currency."""

    currency: str | UnsetType = UNSET
    """The currency."""
    min_price: int | UnsetType = UNSET
    """The price, in minor units."""


class MinCustomerGroupPrice(Model):
    """The least price of a product's variants for one group of customers."""

    customer_group: Link | UnsetType | None = UNSET
    """The group."""
    min_price: int | UnsetType = UNSET
    """The price, in minor units."""


class KeyValue(Model):
    """A name with its value."""

    key: str | UnsetType = UNSET
    """The name."""
    value: str | UnsetType = UNSET
    """The value."""


class ProductReviewAverageScore(Model):
    """How reviews score a product in one dimension."""

    count: int | UnsetType = UNSET
    """How many scores there are."""
    histogram: list[KeyValue] | UnsetType = UNSET
    """How many there are of each."""
    review_dimension: Link | UnsetType | None = UNSET
    """The dimension."""
    score: int | UnsetType = UNSET
    """The mean score, 0 to 9."""
    sum: int | UnsetType = UNSET
    """All scores together."""


class ProductReviewAnswerSummary(Model):
    """How one question about a product was answered."""

    count: int | UnsetType = UNSET
    """How many answers there are."""
    histogram: list[KeyValue] | UnsetType = UNSET
    """How many there are of each."""
    survey_question: Link | UnsetType | None = UNSET
    """The question."""


class ProductAnalytics(Model):
    """How a product does."""

    sales: int | UnsetType = UNSET
    """How many were sold."""
    visits: int | UnsetType = UNSET
    """How often it was looked at."""


class Product(Model):
    """A product as it is read."""

    id: str | UnsetType = UNSET
    """Its id."""
    title: str | UnsetType = UNSET
    """Its name."""
    handle: str | UnsetType = UNSET
    """A readable text that is unique in the shop."""
    created_at: str | UnsetType = UNSET
    """When it was created, in RFC 3339."""
    updated_at: str | UnsetType = UNSET
    """When it was changed last, in RFC 3339."""
    published: bool | UnsetType = UNSET
    """It is published now."""
    published_at: str | UnsetType | None = UNSET
    """From when on it is published, as it was sent."""
    type: ProductType | UnsetType = UNSET
    """What kind of thing it is."""
    meta_title: str | UnsetType = UNSET
    """Its title for search engines."""
    meta_description: str | UnsetType = UNSET
    """Its description for search engines."""
    raw_content: str | UnsetType = UNSET
    """Its content, as its editor wrote it."""
    tags: list[str] | UnsetType = UNSET
    """Words to find it by."""
    ban_mode: ProductBanMode | UnsetType = UNSET
    """Whether the countries are the only ones or the ones left out."""
    ban_countries: list[str] | UnsetType = UNSET
    """The countries that the ban mode is about."""
    return_mode: ProductReturnMode | UnsetType = UNSET
    """Whether customers may send it back."""
    tiered_pricing_mode: TieredPricingMode | UnsetType = UNSET
    """Whether tiers count all variants together or each alone."""
    minimum_quantity: int | UnsetType | None = UNSET
    """How many one order must have at least."""
    maximum_quantity: int | UnsetType | None = UNSET
    """How many one order may have at most."""
    google_product_category_code: int | UnsetType = UNSET
    """Its number in Google's product taxonomy, or 0."""
    google_product_category_name: str | UnsetType = UNSET
    """The name of that category."""
    subscription_only: bool | UnsetType = UNSET
    """It can be bought by subscription alone."""
    subscription_plans: list[SubscriptionPlan] | UnsetType = UNSET
    """The ways to subscribe to it."""
    custom_fields: list[CustomField] | UnsetType = UNSET
    """The customer's own fields."""
    custom_field_objects: CustomFieldObjects | UnsetType | None = UNSET
    """What the custom fields point to."""
    brand: Link | UnsetType | None = UNSET
    """Its brand."""
    categories: list[Link] | UnsetType = UNSET
    """The categories it is in."""
    sales_channels: list[Link] | UnsetType = UNSET
    """The channels that it is sold through."""
    variants: list[Link] | UnsetType = UNSET
    """Its variants."""
    field_set: Link | UnsetType | None = UNSET
    """The set of fields that it uses."""
    review_dimension_set: Link | UnsetType | None = UNSET
    """The set of dimensions in which it is reviewed."""
    content_image_files: list[Link] | UnsetType = UNSET
    """The images of its content."""
    inventory_summary: InventorySummary | UnsetType | None = UNSET
    """How many pieces its variants have."""
    min_inventory_count: int | UnsetType = UNSET
    """The fewest pieces of a variant."""
    max_inventory_count: int | UnsetType = UNSET
    """The most pieces of a variant."""
    sum_inventory_count: int | UnsetType = UNSET
    """The pieces of all variants."""
    min_price: int | UnsetType = UNSET
    """The least price of a variant, in minor units."""
    min_currency_prices: list[MinCurrencyPrice] | UnsetType = UNSET
    """The least prices by currency."""
    min_customer_group_prices: list[MinCustomerGroupPrice] | UnsetType = UNSET
    """The least prices by group of customers."""
    average_score: int | UnsetType = UNSET
    """The mean score of its reviews, 0 to 9."""
    average_scores: list[ProductReviewAverageScore] | UnsetType = UNSET
    """Its scores by dimension."""
    review_count: int | UnsetType = UNSET
    """How many reviews it has."""
    recommended_yes_count: int | UnsetType = UNSET
    """How many reviews recommend it."""
    recommended_no_count: int | UnsetType = UNSET
    """How many reviews do not."""
    yes_count: int | UnsetType = UNSET
    """How many votes recommend it."""
    no_count: int | UnsetType = UNSET
    """How many votes do not."""
    survey_answers_summary: list[ProductReviewAnswerSummary] | UnsetType = UNSET
    """The answers to its surveys."""
    analytics: ProductAnalytics | UnsetType = UNSET
    """How it does."""
    import_id: str | UnsetType | None = UNSET
    """The import that it comes from."""
    import_index: int | UnsetType | None = UNSET
    """Its place in that import, such as a line."""


class Shop(Model):
    """A shop that the token opens."""

    id: str | UnsetType = UNSET
    """Its id, to be named with every call."""
    name: str | UnsetType = UNSET
    """Its name."""
    app_domain: str | UnsetType = UNSET
    """The domain that it is run at."""
    persistent_app_domain: str | UnsetType = UNSET
    """The same, as it stays when the shop is renamed."""
    class_: str | UnsetType | None = msgspec.field(name="class", default=UNSET)
    """What kind of access the user has."""
    created_at: str | UnsetType = UNSET
    """When it was created, in RFC 3339."""
    updated_at: str | UnsetType = UNSET
    """When it was changed last, in RFC 3339."""
    currency: str | UnsetType = UNSET
    """The currency of its prices."""
    delete_reason: str | UnsetType | None = UNSET
    """Why it is deleted, where it is."""
    deleted_at: str | UnsetType | None = UNSET
    """When it was deleted, in RFC 3339."""
    owner: Any | UnsetType = UNSET
    """Whose it is."""
    permissions: list[str] | UnsetType = UNSET
    """What the token may do there."""
    primary_domain: Any | UnsetType = UNSET
    """The domain that customers see."""
    test: bool | UnsetType = UNSET
    """It is for trying out."""


class ProductPage(Model):
    """One page of products, as it is answered."""

    count: int
    """How many products the conditions find, on all pages."""
    items: list[Product]
    """The products."""
    last_key: str
    """Leads to the next page; empty where the page is."""


class ErrorValue(Model):
    """Why something was refused."""

    code: int
    """A number of the API's own list."""
    message: str | UnsetType = UNSET
    """A sentence for a person."""
    field: str | UnsetType = UNSET
    """The field or argument that is at fault, or the first."""
    meta: dict[str, Any] | UnsetType = UNSET
    """What belongs to the code, such as `fields`, each with `field`, `problem`, `min` and `max`."""


class RelayAnswer(Model):
    """What became of one request of a relay."""

    status: int
    """The HTTP status that it would have had by itself."""
    response: Any | UnsetType = UNSET
    """Its answer, where it was carried out."""
    error: ErrorValue | UnsetType = UNSET
    """Why it was refused, where it was."""

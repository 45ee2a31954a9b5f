"""What the operations take, by the API's own names.

Sources of the fields: seed 2 of the project, and docs.lana.dev for `tags` and `type`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Required, TypedDict

from msgspec import UnsetType

from shelfwire_client.core.call import CallOptions

__all__ = [
    "CustomFieldCreateParam",
    "OptionalIntParam",
    "ProductBanMode",
    "ProductCreateParam",
    "ProductModifyParam",
    "ProductReturnMode",
    "ProductType",
    "ProductsPageParam",
    "RelayRequestParam",
    "SortBy",
    "Status",
    "SubscriptionPlanInterval",
    "SubscriptionPlanParam",
    "SubscriptionPlanPriceType",
    "TieredPricingMode",
]

ProductBanMode = Literal["allow_all_but", "deny_all_but"]
ProductReturnMode = Literal["allowed", "not_allowed"]
ProductType = Literal["bundle", "digital_good", "gift_card", "physical", "service"]
TieredPricingMode = Literal["all_variants", "per_variant"]
SubscriptionPlanInterval = Literal["annually", "daily", "monthly", "weekly"]
SubscriptionPlanPriceType = Literal["fixed_off", "percentage_off", "price"]
SortBy = Literal["created_at", "updated_at"]
Status = Literal["any", "published", "unpublished"]


class CustomFieldCreateParam(TypedDict, total=False):
    """A field of the customer's own to set."""

    name: Required[str]
    """What the field is called."""
    value: Required[str]
    """What it holds."""


class OptionalIntParam(TypedDict, total=False):
    """A whole number that may be absent as a whole."""

    value: Required[int]
    """The number."""


class SubscriptionPlanParam(TypedDict, total=False):
    """A way to subscribe to a product."""

    align_day_of_month: OptionalIntParam | None
    """The day of the month that annual and monthly subscriptions are moved to."""
    align_day_of_week: OptionalIntParam | None
    """The day of the week that weekly subscriptions are moved to."""
    align_hour: OptionalIntParam | None
    """The hour that annual, monthly and daily subscriptions are moved to."""
    align_month: OptionalIntParam | None
    """The month that annual subscriptions are moved to."""
    billing_interval_count: Required[int]
    """How many intervals lie between two payments."""
    discountable: bool | None
    """A discount can be had beside the subscription."""
    fulfillment_interval_count: Required[int]
    """How many intervals lie between two deliveries."""
    interval: Required[SubscriptionPlanInterval]
    """What is counted."""
    limit: int | None
    """After how many payments it ends."""
    price1: int | None
    """The first price, or what is taken off it, in minor units."""
    price1_percentage: float | None
    """What is taken off the first price, in percent."""
    price1_type: Required[SubscriptionPlanPriceType]
    """How the first price is made."""
    price2: int | None
    """The later price, or what is taken off it, in minor units."""
    price2_percentage: float | None
    """What is taken off the later price, in percent."""
    price2_type: Required[SubscriptionPlanPriceType]
    """How the later price is made."""


class _SettableParam(TypedDict, total=False):
    """What can be set on a product whether it is created or modified, the title aside."""

    ban_countries: Sequence[str] | None
    """The countries that the ban mode is about."""
    ban_mode: ProductBanMode | None
    """Whether the countries are the only ones or the ones left out."""
    brand_id: str | None
    """Its brand."""
    category_ids: Sequence[str] | None
    """The categories it is in."""
    custom_fields: Sequence[CustomFieldCreateParam] | None
    """The customer's own fields."""
    field_set_id: str | None
    """The set of fields that it uses."""
    google_product_category_code: int | None
    """Its number in Google's product taxonomy; 0 is none."""
    handle: str | None
    """A readable text that is unique in the shop."""
    maximum_quantity: int | None
    """How many one order may have at most."""
    meta_description: str | None
    """Its description for search engines."""
    meta_title: str | None
    """Its title for search engines."""
    minimum_quantity: int | None
    """How many one order must have at least."""
    published: bool | None
    """True without published_at publishes it now, false takes it back; otherwise the date decides."""
    published_at: str | datetime | None
    """From when on it is published, in RFC 3339 with a zone; null is never."""
    raw_content: str | None
    """Its content, as its editor wrote it."""
    return_mode: ProductReturnMode | None
    """Whether customers may send it back."""
    review_dimension_set_id: str | None
    """The set of dimensions in which it is reviewed."""
    sales_channel_ids: Sequence[str] | None
    """The channels that it is sold through."""
    subscription_only: bool | None
    """It can be bought by subscription alone."""
    subscription_plans: Sequence[SubscriptionPlanParam] | None
    """The ways to subscribe to it."""
    tags: Sequence[str] | None
    """Words to find it by."""
    tiered_pricing_mode: TieredPricingMode | None
    """Whether tiers count all variants together or each alone."""
    type: ProductType | None
    """What kind of thing it is."""


class ProductModifyParam(_SettableParam, total=False):
    """What to change of a product: a field that is left out keeps its value, null clears it."""

    title: str
    """Its name, 1 to 250 characters."""


class ProductCreateParam(_SettableParam, total=False):
    """A product to create."""

    import_id: str | None
    """The import that it comes from."""
    import_index: int | None
    """Its place in that import, such as a line."""
    title: Required[str]
    """Its name, 1 to 250 characters."""


class RelayRequestParam(TypedDict, total=False):
    """One request of a relay."""

    url: Required[str]
    """The path with its whole query, without a host: `products.json?shop_id=...`."""
    method: Literal["GET", "POST", "DELETE"]
    """POST where it is left out."""
    request: object
    """What is posted, as to the path."""
    expansions: Sequence[str] | None
    """Links to show whole, such as `brand`."""


class ProductsPageParam(CallOptions, total=False):
    """Which products to list, and how; with the options of every call.

    Attributes:
        limit: how many products a page has, from 1; the server's default where it is left out.
        offset: how many products to skip before the first page.
        last_key: of a page before, behind which to begin.
        sort_desc: true begins with the latest.
        status: published ones, unpublished ones, or any.
        brand_id: only products of this brand.
        category_id: only products in this category.
        sales_channel_id: only products sold through this channel.
        created_at_min: only products created at this time or later: a datetime or a text, both with a zone.
        created_at_max: likewise, at this time or before.
        updated_at_min: only products changed last at this time or later.
        updated_at_max: likewise, at this time or before.
        published_at_min: only products whose date of publishing is this time or later.
        published_at_max: likewise, this time or before.
        fields: which fields of the products to answer; all where it is left out.
    """

    limit: int | UnsetType
    offset: int | UnsetType
    last_key: str | UnsetType
    sort_desc: bool | UnsetType
    status: Status | UnsetType
    brand_id: str | UnsetType
    category_id: str | UnsetType
    sales_channel_id: str | UnsetType
    created_at_min: str | datetime | UnsetType
    created_at_max: str | datetime | UnsetType
    updated_at_min: str | datetime | UnsetType
    updated_at_max: str | datetime | UnsetType
    published_at_min: str | datetime | UnsetType
    published_at_max: str | datetime | UnsetType
    fields: Sequence[str] | UnsetType

"""What travels on Lana's wire about products: what is sent, as structs that decode and check it, and what is read.

Fields and rules of what is sent are those of seed 002, with `tags` and `type` of the newer pages. Null is taken for every field
that may be left out, but for the title of a product to modify. What is read are the fields of a product that the types of the
official client name (`@lana-commerce/core`), and `type`, `import_id` and `import_index` beside them. The descriptions are ours.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

__all__ = [
    "INT32_MAX",
    "INT64_MAX",
    "CustomField",
    "CustomFieldCreate",
    "CustomFieldObjects",
    "InventorySummary",
    "KeyValue",
    "Link",
    "MinCurrencyPrice",
    "MinCustomerGroupPrice",
    "OptionalInt",
    "OptionalIntCreate",
    "ProductAnalytics",
    "ProductBanMode",
    "ProductCreate",
    "ProductItem",
    "ProductModify",
    "ProductReturnMode",
    "ProductReviewAnswerSummary",
    "ProductReviewAverageScore",
    "ProductType",
    "RelayItem",
    "SubscriptionPlan",
    "SubscriptionPlanCreate",
    "SubscriptionPlanInterval",
    "SubscriptionPlanPriceType",
    "TieredPricingMode",
]

INT32_MAX = 2**31 - 1
INT64_MAX = 2**63 - 1

ProductBanMode = Literal["allow_all_but", "deny_all_but"]
ProductReturnMode = Literal["allowed", "not_allowed"]
ProductType = Literal["bundle", "digital_good", "gift_card", "physical", "service"]
TieredPricingMode = Literal["all_variants", "per_variant"]
SubscriptionPlanInterval = Literal["annually", "daily", "monthly", "weekly"]
SubscriptionPlanPriceType = Literal["fixed_off", "percentage_off", "price"]

Title = Annotated[str, Meta(min_length=1, max_length=250)]
Handle = Annotated[str, Meta(max_length=250)]
MetaTitle = Annotated[str, Meta(max_length=60)]
MetaDescription = Annotated[str, Meta(max_length=160)]
RawContent = Annotated[str, Meta(max_length=100_000)]
Country = Annotated[str, Meta(max_length=250)]
BrandId = Annotated[str, Meta(pattern="^br_")]
CategoryId = Annotated[str, Meta(pattern="^ca_")]
FieldSetId = Annotated[str, Meta(pattern="^pf_")]
ReviewDimensionSetId = Annotated[str, Meta(pattern="^rs_")]
SalesChannelId = Annotated[str, Meta(pattern="^[0-9A-Za-z]{2}_.")]
ImportId = Annotated[str, Meta(pattern="^ta_")]
Moment = Annotated[
    str,
    Meta(
        pattern=(
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?"
            "([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
        ),
        extra_json_schema={"format": "date-time"},
    ),
]
"""RFC 3339, strictly: with a time and a zone."""

Int32 = Annotated[int, Meta(ge=-INT32_MAX - 1, le=INT32_MAX)]
Count32 = Annotated[int, Meta(ge=0, le=INT32_MAX)]
Positive32 = Annotated[int, Meta(ge=1, le=INT32_MAX)]
Count64 = Annotated[int, Meta(ge=0, le=INT64_MAX)]
Percentage = Annotated[float, Meta(ge=0, le=100)]


class CustomFieldCreate(msgspec.Struct, kw_only=True, gc=False):
    """A field of the customer's own to set."""

    name: Annotated[str, Meta(description="What the field is called.")]
    value: Annotated[str, Meta(description="What it holds.")]


class OptionalIntCreate(msgspec.Struct, kw_only=True, gc=False):
    """A whole number that may be absent as a whole."""

    value: Annotated[Int32, Meta(description="The number.")]


Alignment = OptionalIntCreate | UnsetType | None


class SubscriptionPlanCreate(msgspec.Struct, kw_only=True, gc=False):
    """A way to subscribe to a product."""

    align_day_of_month: Annotated[
        Alignment, Meta(description="The day of the month that annual and monthly subscriptions are moved to.")
    ] = UNSET
    align_day_of_week: Annotated[
        Alignment, Meta(description="The day of the week that weekly subscriptions are moved to.")
    ] = UNSET
    align_hour: Annotated[
        Alignment, Meta(description="The hour that annual, monthly and daily subscriptions are moved to.")
    ] = UNSET
    align_month: Annotated[Alignment, Meta(description="The month that annual subscriptions are moved to.")] = UNSET
    billing_interval_count: Annotated[Positive32, Meta(description="How many intervals lie between two payments.")]
    discountable: Annotated[
        bool | UnsetType | None, Meta(description="A discount can be had beside the subscription.")
    ] = UNSET
    fulfillment_interval_count: Annotated[
        Positive32, Meta(description="How many intervals lie between two deliveries.")
    ]
    interval: Annotated[SubscriptionPlanInterval, Meta(description="What is counted.")]
    limit: Annotated[Count32 | UnsetType | None, Meta(description="After how many payments it ends.")] = UNSET
    price1: Annotated[
        Count64 | UnsetType | None, Meta(description="The first price, or what is taken off it, in minor units.")
    ] = UNSET
    price1_percentage: Annotated[
        Percentage | UnsetType | None, Meta(description="What is taken off the first price, in percent.")
    ] = UNSET
    price1_type: Annotated[SubscriptionPlanPriceType, Meta(description="How the first price is made.")]
    price2: Annotated[
        Count64 | UnsetType | None, Meta(description="The later price, or what is taken off it, in minor units.")
    ] = UNSET
    price2_percentage: Annotated[
        Percentage | UnsetType | None, Meta(description="What is taken off the later price, in percent.")
    ] = UNSET
    price2_type: Annotated[SubscriptionPlanPriceType, Meta(description="How the later price is made.")]


class _Settable(msgspec.Struct, kw_only=True, gc=False):
    """What can be set on a product whether it is created or modified, the title aside."""

    ban_countries: Annotated[
        list[Country] | UnsetType | None, Meta(description="The countries that the ban mode is about.")
    ] = UNSET
    ban_mode: Annotated[
        ProductBanMode | UnsetType | None,
        Meta(description="Whether the countries are the only ones or the ones left out."),
    ] = UNSET
    brand_id: Annotated[BrandId | UnsetType | None, Meta(description="Its brand.", examples=["br_EQzGqWoY"])] = UNSET
    category_ids: Annotated[list[CategoryId] | UnsetType | None, Meta(description="The categories it is in.")] = UNSET
    custom_fields: Annotated[
        list[CustomFieldCreate] | UnsetType | None, Meta(description="The customer's own fields.")
    ] = UNSET
    field_set_id: Annotated[
        FieldSetId | UnsetType | None, Meta(description="The set of fields that it uses.", examples=["pf_EQzGqWoY"])
    ] = UNSET
    google_product_category_code: Annotated[
        Count32 | UnsetType | None,
        Meta(description="Its number in Google's product taxonomy; 0 is none.", examples=[499938]),
    ] = UNSET
    handle: Annotated[
        Handle | UnsetType | None,
        Meta(description="A readable text that is unique in the catalog.", examples=["ipod-nano"]),
    ] = UNSET
    maximum_quantity: Annotated[
        Count64 | UnsetType | None, Meta(description="How many one order may have at most.", examples=[100])
    ] = UNSET
    meta_description: Annotated[
        MetaDescription | UnsetType | None, Meta(description="Its description for search engines.")
    ] = UNSET
    meta_title: Annotated[MetaTitle | UnsetType | None, Meta(description="Its title for search engines.")] = UNSET
    minimum_quantity: Annotated[
        Count64 | UnsetType | None, Meta(description="How many one order must have at least.", examples=[0])
    ] = UNSET
    published: Annotated[
        bool | UnsetType | None,
        Meta(
            description="True without published_at publishes it now, false takes it back; otherwise the date decides."
        ),
    ] = UNSET
    published_at: Annotated[
        Moment | UnsetType | None,
        Meta(
            description="From when on it is published, in RFC 3339; null is never.", examples=["2014-09-04T12:23:34Z"]
        ),
    ] = UNSET
    raw_content: Annotated[
        RawContent | UnsetType | None, Meta(description="Its content, as its editor wrote it.", examples=["{}"])
    ] = UNSET
    return_mode: Annotated[
        ProductReturnMode | UnsetType | None, Meta(description="Whether customers may send it back.")
    ] = UNSET
    review_dimension_set_id: Annotated[
        ReviewDimensionSetId | UnsetType | None,
        Meta(description="The set of dimensions in which it is reviewed.", examples=["rs_EQzGqWoY"]),
    ] = UNSET
    sales_channel_ids: Annotated[
        list[SalesChannelId] | UnsetType | None, Meta(description="The channels that it is sold through.")
    ] = UNSET
    subscription_only: Annotated[
        bool | UnsetType | None, Meta(description="It can be bought by subscription alone.")
    ] = UNSET
    subscription_plans: Annotated[
        list[SubscriptionPlanCreate] | UnsetType | None, Meta(description="The ways to subscribe to it.")
    ] = UNSET
    tags: Annotated[list[str] | UnsetType | None, Meta(description="Words to find it by.")] = UNSET
    tiered_pricing_mode: Annotated[
        TieredPricingMode | UnsetType | None,
        Meta(description="Whether tiers count all variants together or each alone."),
    ] = UNSET
    type: Annotated[ProductType | UnsetType | None, Meta(description="What kind of thing it is.")] = UNSET


class ProductCreate(_Settable, kw_only=True, gc=False):
    """A product to create."""

    import_id: Annotated[
        ImportId | UnsetType | None, Meta(description="The import that it comes from.", examples=["ta_EQzGqWoY"])
    ] = UNSET
    import_index: Annotated[
        Count64 | UnsetType | None, Meta(description="Its place in that import, such as a line.", examples=[56])
    ] = UNSET
    title: Annotated[Title, Meta(description="Its name.", examples=["IPod Nano - 8GB"])]


class ProductModify(_Settable, kw_only=True, gc=False):
    """What to change of a product: a field that is left out keeps its value, null clears it."""

    title: Annotated[Title | UnsetType, Meta(description="Its name.", examples=["IPod Nano - 8GB"])] = UNSET


class Link(msgspec.Struct, kw_only=True, gc=False):
    """Something else, by its id."""

    id: Annotated[str, Meta(description="Its id.")]


class CustomField(msgspec.Struct, kw_only=True, gc=False):
    """A field of the customer's own."""

    name: Annotated[str, Meta(description="What the field is called.")]
    value: Annotated[str, Meta(description="What it holds.")]


class OptionalInt(msgspec.Struct, kw_only=True, gc=False):
    """A whole number that may be absent as a whole."""

    value: Annotated[int, Meta(description="The number.")]


class SubscriptionPlan(msgspec.Struct, kw_only=True, gc=False):
    """A way to subscribe to a product."""

    align_day_of_month: Annotated[
        OptionalInt | None, Meta(description="The day of the month that annual and monthly subscriptions are moved to.")
    ]
    align_day_of_week: Annotated[
        OptionalInt | None, Meta(description="The day of the week that weekly subscriptions are moved to.")
    ]
    align_hour: Annotated[
        OptionalInt | None, Meta(description="The hour that annual, monthly and daily subscriptions are moved to.")
    ]
    align_month: Annotated[OptionalInt | None, Meta(description="The month that annual subscriptions are moved to.")]
    billing_interval_count: Annotated[int, Meta(description="How many intervals lie between two payments.")]
    discountable: Annotated[bool, Meta(description="A discount can be had beside the subscription.")]
    fulfillment_interval_count: Annotated[int, Meta(description="How many intervals lie between two deliveries.")]
    interval: Annotated[SubscriptionPlanInterval, Meta(description="What is counted.")]
    limit: Annotated[int, Meta(description="After how many payments it ends; 0 is never.")]
    price1: Annotated[int, Meta(description="The first price, or what is taken off it, in minor units.")]
    price1_percentage: Annotated[float, Meta(description="What is taken off the first price, in percent.")]
    price1_type: Annotated[SubscriptionPlanPriceType, Meta(description="How the first price is made.")]
    price2: Annotated[int, Meta(description="The later price, or what is taken off it, in minor units.")]
    price2_percentage: Annotated[float, Meta(description="What is taken off the later price, in percent.")]
    price2_type: Annotated[SubscriptionPlanPriceType, Meta(description="How the later price is made.")]


class CustomFieldObjects(msgspec.Struct, kw_only=True, gc=False):
    """What the custom fields point to."""

    brands: Annotated[list[Link], Meta(description="The brands among them.")]
    categories: Annotated[list[Link], Meta(description="The categories among them.")]
    content_blocks: Annotated[list[Link], Meta(description="The content blocks among them.")]
    files: Annotated[list[Link], Meta(description="The files among them.")]
    products: Annotated[list[Link], Meta(description="The products among them.")]
    variants: Annotated[list[Link], Meta(description="The variants among them.")]


class InventorySummary(msgspec.Struct, kw_only=True, gc=False):
    """How many pieces the variants have in stock."""

    min: Annotated[int, Meta(description="The least of a variant.")]
    max: Annotated[int, Meta(description="The most of a variant.")]
    sum: Annotated[int, Meta(description="All together.")]
    positive_sum: Annotated[int, Meta(description="All together, without those below zero.")]


class MinCurrencyPrice(msgspec.Struct, kw_only=True, gc=False):
    """The least price of a product's variants in one currency."""

    currency: Annotated[str, Meta(description="The currency.")]
    min_price: Annotated[int, Meta(description="The price, in minor units.")]


class MinCustomerGroupPrice(msgspec.Struct, kw_only=True, gc=False):
    """The least price of a product's variants for one group of customers."""

    customer_group: Annotated[Link | None, Meta(description="The group.")]
    min_price: Annotated[int, Meta(description="The price, in minor units.")]


class KeyValue(msgspec.Struct, kw_only=True, gc=False):
    """A name with its value."""

    key: Annotated[str, Meta(description="The name.")]
    value: Annotated[str, Meta(description="The value.")]


class ProductReviewAverageScore(msgspec.Struct, kw_only=True, gc=False):
    """How reviews score a product in one dimension."""

    count: Annotated[int, Meta(description="How many scores there are.")]
    histogram: Annotated[list[KeyValue], Meta(description="How many there are of each.")]
    review_dimension: Annotated[Link | None, Meta(description="The dimension.")]
    score: Annotated[int, Meta(description="The mean score, 0 to 9.")]
    sum: Annotated[int, Meta(description="All scores together.")]


class ProductReviewAnswerSummary(msgspec.Struct, kw_only=True, gc=False):
    """How one question about a product was answered."""

    count: Annotated[int, Meta(description="How many answers there are.")]
    histogram: Annotated[list[KeyValue], Meta(description="How many there are of each.")]
    survey_question: Annotated[Link | None, Meta(description="The question.")]


class ProductAnalytics(msgspec.Struct, kw_only=True, gc=False):
    """How a product does."""

    sales: Annotated[int, Meta(description="How many were sold.")]
    visits: Annotated[int, Meta(description="How often it was looked at.")]


class ProductItem(msgspec.Struct, kw_only=True, gc=False):
    """A product as it is read."""

    id: Annotated[str, Meta(description="Its id.", examples=["pd_EQzGqWoY"])]
    title: Annotated[str, Meta(description="Its name.")]
    handle: Annotated[str, Meta(description="A readable text that is unique in the catalog.")]
    created_at: Annotated[str, Meta(description="When it was created, in RFC 3339.")]
    updated_at: Annotated[str, Meta(description="When it was changed last, in RFC 3339.")]
    published: Annotated[bool, Meta(description="It is published now, by the clock of this server.")]
    published_at: Annotated[str | None, Meta(description="From when on it is published, as it was sent.")]
    type: Annotated[ProductType, Meta(description="What kind of thing it is.")]
    meta_title: Annotated[str, Meta(description="Its title for search engines.")]
    meta_description: Annotated[str, Meta(description="Its description for search engines.")]
    raw_content: Annotated[str, Meta(description="Its content, as its editor wrote it.")]
    tags: Annotated[list[str], Meta(description="Words to find it by.")]
    ban_mode: Annotated[
        ProductBanMode, Meta(description="Whether the countries are the only ones or the ones left out.")
    ]
    ban_countries: Annotated[list[str], Meta(description="The countries that the ban mode is about.")]
    return_mode: Annotated[ProductReturnMode, Meta(description="Whether customers may send it back.")]
    tiered_pricing_mode: Annotated[
        TieredPricingMode, Meta(description="Whether tiers count all variants together or each alone.")
    ]
    minimum_quantity: Annotated[int | None, Meta(description="How many one order must have at least.")]
    maximum_quantity: Annotated[int | None, Meta(description="How many one order may have at most.")]
    google_product_category_code: Annotated[int, Meta(description="Its number in Google's product taxonomy, or 0.")]
    google_product_category_name: Annotated[
        str, Meta(description="Its name there; empty, for no taxonomy is held here.")
    ]
    subscription_only: Annotated[bool, Meta(description="It can be bought by subscription alone.")]
    subscription_plans: Annotated[list[SubscriptionPlan], Meta(description="The ways to subscribe to it.")]
    custom_fields: Annotated[list[CustomField], Meta(description="The customer's own fields.")]
    custom_field_objects: Annotated[
        CustomFieldObjects | None, Meta(description="What the custom fields point to; always null here.")
    ]
    brand: Annotated[Link | None, Meta(description="Its brand.")]
    categories: Annotated[list[Link], Meta(description="The categories it is in.")]
    sales_channels: Annotated[list[Link], Meta(description="The channels that it is sold through.")]
    variants: Annotated[list[Link], Meta(description="Its variants; always empty here.")]
    field_set: Annotated[Link | None, Meta(description="The set of fields that it uses.")]
    review_dimension_set: Annotated[Link | None, Meta(description="The set of dimensions in which it is reviewed.")]
    content_image_files: Annotated[list[Link], Meta(description="The images of its content; always empty here.")]
    inventory_summary: Annotated[
        InventorySummary | None, Meta(description="How many pieces its variants have; always null here.")
    ]
    min_inventory_count: Annotated[int, Meta(description="The fewest pieces of a variant; always 0 here.")]
    max_inventory_count: Annotated[int, Meta(description="The most pieces of a variant; always 0 here.")]
    sum_inventory_count: Annotated[int, Meta(description="The pieces of all variants; always 0 here.")]
    min_price: Annotated[int, Meta(description="The least price of a variant, in minor units; always 0 here.")]
    min_currency_prices: Annotated[
        list[MinCurrencyPrice], Meta(description="The least prices by currency; always empty here.")
    ]
    min_customer_group_prices: Annotated[
        list[MinCustomerGroupPrice], Meta(description="The least prices by group of customers; always empty here.")
    ]
    average_score: Annotated[int, Meta(description="The mean score of its reviews, 0 to 9; always 0 here.")]
    average_scores: Annotated[
        list[ProductReviewAverageScore], Meta(description="Its scores by dimension; always empty here.")
    ]
    review_count: Annotated[int, Meta(description="How many reviews it has; always 0 here.")]
    recommended_yes_count: Annotated[int, Meta(description="How many reviews recommend it; always 0 here.")]
    recommended_no_count: Annotated[int, Meta(description="How many reviews do not; always 0 here.")]
    yes_count: Annotated[int, Meta(description="How many votes recommend it; always 0 here.")]
    no_count: Annotated[int, Meta(description="How many votes do not; always 0 here.")]
    survey_answers_summary: Annotated[
        list[ProductReviewAnswerSummary], Meta(description="The answers to its surveys; always empty here.")
    ]
    analytics: Annotated[ProductAnalytics, Meta(description="How it does; always zeros here.")]
    import_id: Annotated[str | None, Meta(description="The import that it comes from.")]
    import_index: Annotated[int | None, Meta(description="Its place in that import, such as a line.")]


class RelayItem(msgspec.Struct, kw_only=True, gc=False):
    """One request of a relay."""

    url: Annotated[str, Meta(description="The path and its query, without a host.", examples=["products/page.json"])]
    method: Annotated[str, Meta(description="GET, POST or DELETE.")] = "POST"
    request: Annotated[Raw | UnsetType, Meta(description="What is posted, as to the path; or null.")] = UNSET
    expansions: Annotated[
        list[str] | UnsetType | None, Meta(description="Links to show whole; there are none here that could be.")
    ] = UNSET

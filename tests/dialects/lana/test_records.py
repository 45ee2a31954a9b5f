"""Products of the same attributes and products of any are recorded in two ways, which agree."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Raw

from shelfwire.catalog.product import Product
from shelfwire.dialects.lana.encode import SLICE_PRODUCTS, products_json
from shelfwire.dialects.lana.record import EVERYTHING, Projection, Recorder, Selected, projection_of

NOW = 1_760_000_000_000_000
ATTRIBUTES: dict[str, Any] = {
    "cin7:status": "Internal",
    "lana:brand_id": "br_EQzGqWoY",
    "lana:category_ids": ["ca_EQzGqWoY", 'ca_"],["'],
    "lana:custom_fields": [{"name": "season", "value": "spring"}, {"name": "", "value": "é"}],
    "lana:minimum_quantity": 3,
    "lana:published_at": "2025-10-09T08:53:20Z",
    "lana:published_moment": NOW,
    "lana:subscription_plans": [{"interval": "weekly", "price1": None, "align_hour": {"value": 3}}],
    "lana:tags": [],
    "sku_derived": True,
}
LINK = Projection("Link", (Selected("__typename", "__typename"), Selected("id", "id")))
PROJECTIONS = (
    EVERYTHING,
    projection_of(("id",)),
    projection_of(("custom_fields.value", "brand.id", "published")),
    Projection(
        "Product",
        (
            Selected("first", "handle"),
            Selected("second", "handle"),
            Selected("__typename", "__typename"),
            Selected("type", "type"),
            Selected("review_count", "review_count"),
            Selected("links", "categories", LINK),
            Selected("brand", "brand", LINK),
        ),
    ),
)


@st.composite
def products(draw: st.DrawFn) -> list[Product]:
    names = st.lists(st.sampled_from(sorted(ATTRIBUTES)), unique=True).map(sorted)
    kinds = draw(st.lists(names, min_size=1, max_size=4))
    made: list[Product] = []
    for kind, count in draw(st.lists(st.tuples(st.sampled_from(kinds), st.integers(1, 20)), max_size=5)):
        attributes = Raw(msgspec.json.encode({name: ATTRIBUTES[name] for name in kind} | {"name": "Green tea"}))
        for _ in range(count):
            number = len(made) + 1
            handle = draw(st.sampled_from((None, "green-tea", 'of "any" text')))
            made.append(Product(number, f"sku-{number}", 1, NOW + number * 1_000_000, NOW, attributes, handle))
    return made


@pytest.mark.parametrize("projection", PROJECTIONS)
@given(made=products(), now=st.sampled_from((NOW - 1, NOW)))
@settings(max_examples=40, deadline=None)
def test_a_product_reads_the_same_among_others_of_any_attributes_as_alone(
    projection: Projection, made: list[Product], now: int
) -> None:
    alone = [msgspec.json.encode(Recorder(projection).records([product], now))[1:-1] for product in made]
    assert products_json(made, now, projection) == b"[%b]" % b",".join(alone)


def test_products_of_more_than_one_slice_are_one_array() -> None:
    attributes = Raw(b'{"name":"Green tea"}')
    made = [Product(number, "sku", 1, NOW, NOW, attributes, f"tea-{number}") for number in range(1, SLICE_PRODUCTS + 3)]
    records = msgspec.json.decode(products_json(made, NOW, projection_of(("handle",))))
    assert records == [{"handle": product.handle} for product in made]
    assert products_json([], NOW) == b"[]"

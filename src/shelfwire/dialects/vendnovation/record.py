"""The read shape: what the list answers for a product.

The documents have no page on reading products. Clients read what they write, so the answer has the fields of the write, in the
order of seed 004's sample, productId always among them. Values pass through as raw JSON: what was sent comes back.
"""

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Raw

from shelfwire.catalog.product import SKU_DERIVED, given_sku
from shelfwire.catalog.product import Product as StoredProduct
from shelfwire.dialects.field_rules import Kind, rule_of
from shelfwire.dialects.vendnovation.attributes import ATTRIBUTE_OF_FIELD, ORDERS, PRODUCT_FIELDS
from shelfwire.dialects.vendnovation.schema import Product

__all__ = ["ProductItem", "records"]

_RULES = rule_of(Product).fields
_STORED_FIELDS = tuple(name for name in PRODUCT_FIELDS if name not in ORDERS)

_READ_NULL = frozenset({"customData", "size", "upc", "productImage", "nutritionImage"})
"""What reads null while nobody has set it: null in the sample; and the size, for 0 sent back would be another product."""

_EMPTY = {Kind.TEXT: b'""', Kind.FLAG: b"false", Kind.NUMBER: b"0.0"}


_READ_WHOLE = frozenset({"calories"})
"""What is a whole number in the sample, where prices are 0.0: a client's model may say so, and break on 0.0."""


def _empty(name: str) -> Raw:
    """Give what a field reads while nobody has set it: null as in the sample, else the empty value of its type."""
    rule = _RULES[name]
    if name in _READ_WHOLE:
        return Raw(b"0")
    return Raw(b"null" if name in _READ_NULL or rule.kind is Kind.SCALAR else _EMPTY[rule.kind])


_TYPES: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.FLAG: bool,
    Kind.NUMBER: int | float,
    Kind.WHOLE: int,
    Kind.SCALAR: str | int | float | bool,
    Kind.ANY: Any,
}


def _item_fields() -> list[tuple[str, Any]]:
    """List the read shape's fields with their types, for the API reference."""
    described = msgspec.json.schema_components([Product])[1]["Product"]["properties"]
    fields: list[tuple[str, Any]] = []
    for name in PRODUCT_FIELDS:
        kind = _RULES[name].kind
        nullable = kind is not Kind.ANY and (name in _READ_NULL or kind is Kind.SCALAR)
        form = _TYPES[kind] | None if nullable else _TYPES[kind]
        fields.append((name, Annotated[form, Meta(description=described[name]["description"])]))
    return fields


ProductItem = msgspec.defstruct("ProductItem", _item_fields(), namespace={"__doc__": "A product as the list shows it."})
"""The read shape with its types: what the reference describes."""

_Kept: Any = msgspec.defstruct(
    "Kept",
    [
        *((name, Raw, UNSET if name == "number" else _empty(name)) for name in _STORED_FIELDS),
        ("sku_derived", Raw, UNSET),
    ],
    rename={**ATTRIBUTE_OF_FIELD, "sku_derived": SKU_DERIVED},
    gc=False,
)
_Record: Any = msgspec.defstruct("Record", [(name, Any) for name in PRODUCT_FIELDS], gc=False)

_decode_kept = msgspec.json.Decoder(_Kept).decode


def records(products: Iterable[StoredProduct], organization_id: int) -> list[Any]:
    """Make the records of a page.

    Args:
        products: as stored, in the order of the page.
        organization_id: the organization that they all belong to.

    Returns:
        One encodable value a product, of the fields of `ProductItem`.
    """
    return [_record(product, organization_id) for product in products]


def _record(product: StoredProduct, organization_id: int) -> Any:  # noqa: ANN401 - a `_Record`
    """Make one record; a number that this API never set is the sku, where any client gave that."""
    kept = _decode_kept(product.attributes)
    values = {name: getattr(kept, name) for name in _STORED_FIELDS}
    if kept.number is UNSET:
        values["number"] = given_sku(product.sku, () if kept.sku_derived is UNSET else (SKU_DERIVED,)) or ""
    return _Record(productId=product.product_id, organizationId=organization_id, isDeleted=False, **values)

"""Write policies: the one thing in which the product APIs really differ.

Each operation of the four APIs is one row of the table below, as the design's section "Keys and matching" settles them. A
policy is data: the engine reads it, no dialect is named in the engine.
"""

from enum import Enum

import msgspec

from shelfwire.catalog.keys import KeyName

__all__ = [
    "CIN7_CREATE",
    "CIN7_UPDATE",
    "COLLEQTIVE_DELETE",
    "COLLEQTIVE_FLUSH",
    "COLLEQTIVE_WRITE",
    "LANA_CREATE",
    "LANA_DELETE",
    "LANA_MODIFY",
    "POLICIES",
    "VENDNOVATION_WRITE",
    "Found",
    "Match",
    "Missing",
    "Policy",
    "Refusal",
    "Repeated",
]


class Match(Enum):
    """One rung of the ladder by which a change finds its product."""

    SKU = "sku"
    OPTION_CODE = "option_code"
    PRODUCT_ID = "product_id"
    VENDING_KEY = "vending_key"
    VENDING_RENAME = "vending_rename"
    """By product_id, where that product has a vending_key of the same manufacturer."""
    SKU_WITHOUT_VENDING_KEY = "sku_without_vending_key"
    """By sku, where that product has no vending_key."""


class Found(Enum):
    """What happens to a change whose product exists."""

    MERGE = "merge"
    REPLACE = "replace"
    """Shared attributes and those of the policy's owner become exactly what was sent; those of others stay."""
    SKIP = "skip"
    DELETE = "delete"


class Missing(Enum):
    """What happens to a change whose product does not exist."""

    CREATE = "create"
    IGNORE = "ignore"
    REJECT = "reject"


class Repeated(Enum):
    """What happens when two items of one request name the same product or claim the same key."""

    FOLD = "fold"
    """Applied in the order of the request: the later wins, attribute by attribute."""
    REJECT = "reject"
    """Both are refused; the policy's `refusal` or `repeated_refusal` says what that means for the others."""


class Refusal(Enum):
    """What an item that cannot be carried out means for the other items."""

    BATCH = "batch"
    """Nothing of the request is written."""
    ITEM = "item"
    """That item fails, the others land."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """How a batch is matched and written.

    Attributes:
        name: stable, for logs and metrics: dialect and operation.
        owner: the prefix of the attributes that belong to the writing dialect.
        match: tried in this order; the first rung that finds a product decides.
        found, missing, repeated: see the enums.
        refusal: what an item that breaks a rule means for the others.
        repeated_refusal: likewise for a key that is named twice, where it differs from `refusal`.
        taken_skips: a key that another product has skips the item, instead of refusing it like any other item at fault.
        sku_from: a product created without a sku gets the value of this key of its own, where it has one.
        sku_prefix: else it gets this and its product_id.
        delete_unnamed: after the changes, every product of the catalog that no change named is deleted.
        tells_products: the outcome holds every product as it stands after the batch.
    """

    name: str
    owner: str
    match: tuple[Match, ...]
    found: Found
    missing: Missing
    repeated: Repeated
    refusal: Refusal = Refusal.BATCH
    repeated_refusal: Refusal = Refusal.BATCH
    taken_skips: bool = False
    sku_from: KeyName | None = None
    sku_prefix: str = "SW-"
    delete_unnamed: bool = False
    tells_products: bool = False


COLLEQTIVE_WRITE = Policy(
    name="colleqtive.create_products",
    owner="colleqtive",
    match=(Match.SKU,),
    found=Found.MERGE,
    missing=Missing.CREATE,
    repeated=Repeated.FOLD,
)
COLLEQTIVE_FLUSH = Policy(
    name="colleqtive.create_products.flush",
    owner="colleqtive",
    match=(Match.SKU,),
    found=Found.REPLACE,
    missing=Missing.CREATE,
    repeated=Repeated.FOLD,
    delete_unnamed=True,
)
COLLEQTIVE_DELETE = Policy(
    name="colleqtive.delete_products",
    owner="colleqtive",
    match=(Match.SKU,),
    found=Found.DELETE,
    missing=Missing.IGNORE,
    repeated=Repeated.FOLD,
)
LANA_CREATE = Policy(
    name="lana.products_create",
    owner="lana",
    match=(),
    found=Found.MERGE,
    missing=Missing.CREATE,
    repeated=Repeated.REJECT,
    sku_from=KeyName.HANDLE,
    sku_prefix="LN-",
    tells_products=True,
)
LANA_MODIFY = Policy(
    name="lana.products_modify",
    owner="lana",
    match=(Match.PRODUCT_ID,),
    found=Found.MERGE,
    missing=Missing.REJECT,
    repeated=Repeated.REJECT,
    tells_products=True,
)
LANA_DELETE = Policy(
    name="lana.products_delete",
    owner="lana",
    match=(Match.PRODUCT_ID,),
    found=Found.DELETE,
    missing=Missing.REJECT,
    repeated=Repeated.REJECT,
)
CIN7_CREATE = Policy(
    name="cin7.post_products",
    owner="cin7",
    match=(Match.SKU, Match.OPTION_CODE),
    found=Found.SKIP,
    missing=Missing.CREATE,
    repeated=Repeated.REJECT,
    refusal=Refusal.ITEM,
    taken_skips=True,
    sku_prefix="CN-",
)
CIN7_UPDATE = Policy(
    name="cin7.put_products",
    owner="cin7",
    match=(Match.PRODUCT_ID,),
    found=Found.MERGE,
    missing=Missing.REJECT,
    repeated=Repeated.REJECT,
    refusal=Refusal.ITEM,
    repeated_refusal=Refusal.ITEM,
    taken_skips=True,
)
VENDNOVATION_WRITE = Policy(
    name="vendnovation.put_products",
    owner="vendnovation",
    match=(Match.VENDING_KEY, Match.VENDING_RENAME, Match.SKU_WITHOUT_VENDING_KEY),
    found=Found.MERGE,
    missing=Missing.CREATE,
    repeated=Repeated.REJECT,
    sku_prefix="VN-",
)

POLICIES = (
    COLLEQTIVE_WRITE,
    COLLEQTIVE_FLUSH,
    COLLEQTIVE_DELETE,
    LANA_CREATE,
    LANA_MODIFY,
    LANA_DELETE,
    CIN7_CREATE,
    CIN7_UPDATE,
    VENDNOVATION_WRITE,
)

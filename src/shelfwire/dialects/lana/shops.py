"""The shops that a token opens: one, the catalog that it belongs to."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shelfwire.access.caller import Caller
from shelfwire.access.credentials import shop_id
from shelfwire.catalog.keys import slug
from shelfwire.dialects.lana.encode import cut
from shelfwire.dialects.lana.errors import not_found
from shelfwire.dialects.lana.moments import moment_text
from shelfwire.dialects.lana.record import Projection
from shelfwire.storage.port import Reader

__all__ = ["ShopItem", "shops_json"]


class ShopItem(msgspec.Struct, kw_only=True):
    """A shop as the API shows it; what this service has no such thing for is null or empty."""

    id: Annotated[str, Meta(description="The shop's identifier, to be named with every call.")]
    name: Annotated[str, Meta(description="The catalog's name.")]
    app_domain: Annotated[str, Meta(description="The catalog's name as a domain would write it.")]
    persistent_app_domain: Annotated[str, Meta(description="The same.")]
    class_: Annotated[str | None, Meta(description="Null: this service knows no users.")] = msgspec.field(
        name="class", default=None
    )
    created_at: Annotated[str, Meta(description="When the catalog was created.")]
    updated_at: Annotated[str, Meta(description="The same: a catalog's own data does not change.")]
    currency: Annotated[str, Meta(description="Empty: this service knows no currencies.")] = ""
    delete_reason: Annotated[str | None, Meta(description="Null: catalogs are not deleted.")] = None
    deleted_at: Annotated[str | None, Meta(description="Null, likewise.")] = None
    owner: Annotated[Any, Meta(description="Null: this service knows no users.")] = None
    permissions: Annotated[list[str], Meta(description="What the token may do.")]
    primary_domain: Annotated[Any, Meta(description="Null: this service knows no domains.")] = None
    test: Annotated[bool, Meta(description="False: every catalog is a real one.")] = False


_encode = msgspec.json.Encoder().encode


def shops_json(reader: Reader, caller: Caller, projection: Projection | None) -> bytes:
    """Write the list of shops that a caller's token opens.

    Raises:
        ApiError: 404 where its catalog is gone.
    """
    row = reader.catalog(caller.catalog_id)
    if row is None:
        raise not_found("The shop of this token")
    domain = slug(row.name) or f"shop-{row.catalog_id}"
    shop = ShopItem(
        id=shop_id(row.catalog_id),
        name=row.name,
        app_domain=domain,
        persistent_app_domain=domain,
        created_at=moment_text(row.created_at),
        updated_at=moment_text(row.created_at),
        permissions=sorted(caller.permissions),
    )
    body = _encode([shop])
    return body if projection is None else cut(body, projection)

"""The one who calls, once the credential was found to be good."""

import msgspec

__all__ = [
    "PERMISSIONS",
    "PERMISSIONS_DEFAULT",
    "PRODUCTS_CREATE",
    "PRODUCTS_DELETE",
    "PRODUCTS_FLUSH",
    "PRODUCTS_MODIFY",
    "PRODUCTS_READ",
    "Caller",
    "Presented",
]

PRODUCTS_READ = "products.read"
PRODUCTS_CREATE = "products.create"
PRODUCTS_MODIFY = "products.modify"
PRODUCTS_DELETE = "products.delete"
PRODUCTS_FLUSH = "products.flush"

PERMISSIONS_DEFAULT = (PRODUCTS_READ, PRODUCTS_CREATE, PRODUCTS_MODIFY, PRODUCTS_DELETE)
"""What a new credential may do where nothing else is said."""

PERMISSIONS = (*PERMISSIONS_DEFAULT, PRODUCTS_FLUSH)
"""All permissions; `products.flush` is had only where it was granted by name."""


class Presented(msgspec.Struct, frozen=True):
    """What a request carries to say who calls, as its dialect reads it.

    Attributes:
        secret: the credential's secret, or None where there is none.
        username: what the client says beside it, where its API has that; it must be the credential's.
        token: what a login gave, or None.
    """

    secret: str | None
    username: str | None = None
    token: str | None = None

    def __repr__(self) -> str:
        """Show nothing of it, so that no log and no traceback can hold it."""
        return "Presented(...)"


class Caller(msgspec.Struct, frozen=True):
    """Who calls, and what they may do.

    Attributes:
        credential_id: of the credential that was presented.
        catalog_id: the one catalog that it opens.
        dialect: the one dialect that it speaks.
        permissions: what it may do.
        writes_until: when it may no longer change anything although it may still read, in microseconds since 1970 in UTC;
            None where that is the same.
    """

    credential_id: int
    catalog_id: int
    dialect: str
    permissions: frozenset[str]
    writes_until: int | None = None

    def missing(self, needed: tuple[str, ...]) -> tuple[str, ...]:
        """Give those of `needed` that this caller does not have."""
        return tuple(permission for permission in needed if permission not in self.permissions)

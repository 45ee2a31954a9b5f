"""Catalogs and the credentials that open them: making, checking and revoking.

A secret is `sw_`, 32 random bytes and a checksum, letters and digits only: leak scanners find it by its shape, and a
mistyped or cut-off one is told apart from a wrong one without a database. What is stored is its SHA-256: a fast hash is
enough for 256 random bits, and one that is slow by intent would cost every request its time. Where an API's clients read
their secret, it is a signed token instead; it is stored in the same way.
"""

import hashlib
import secrets
import zlib
from collections.abc import Iterable

import msgspec

from shelfwire.access.caller import PERMISSIONS, PERMISSIONS_DEFAULT
from shelfwire.access.signing import installation_key
from shelfwire.access.tokens import TOKEN_END, TokenEnds, new_token
from shelfwire.catalog.public_numbers import DIGITS, public_number
from shelfwire.storage.port import CatalogRow, CredentialRow, Reader, Store, Transaction

__all__ = [
    "CREDENTIAL_KINDS",
    "AccessError",
    "CredentialKind",
    "NewCredential",
    "create_catalog",
    "create_credential",
    "credential_kind",
    "is_well_formed",
    "list_credentials",
    "new_secret",
    "revoke",
    "secret_hash",
    "shop_id",
]

SECRET_PREFIX = "sw_"  # noqa: S105 - what every secret begins with is no secret
SECRET_BYTES = 32
SECRET_CHARACTERS = 43
"""How many digits 32 bytes need in base 62."""
CHECKSUM_CHARACTERS = 6
"""How many digits a CRC-32 needs in base 62."""

NAME_CHARACTERS_MAX = 100
LABEL_CHARACTERS_MAX = 200
EXPIRES_DAYS_MAX = 36_500
MICROSECONDS_A_SECOND = 1_000_000
MICROSECONDS_A_DAY = 24 * 60 * 60 * MICROSECONDS_A_SECOND


class AccessError(ValueError):
    """What a person asked of catalogs or credentials cannot be done; the text says why, and what can."""


class CredentialKind(msgspec.Struct, frozen=True):
    """What a dialect's clients are given to identify themselves.

    Attributes:
        dialect: its name.
        secret_field: what its client calls the secret.
        username_field: what its client calls the username that goes with it; "" where there is none.
        username_prefix: what the username is before the catalog's number: it hides nothing and opens nothing.
        password_field: what its client calls the second secret, which it logs in with; "" where there is none.
        catalog_field: what its client calls the catalog's number, where it is told it; else "".
        shop_field: what its client calls the shop that it names on every call, where it is told it; else "".
        is_token: the secret is a signed token that says which shop it opens, until when, and until when for writing.
    """

    dialect: str
    secret_field: str
    username_field: str = ""
    username_prefix: str = ""
    password_field: str = ""
    catalog_field: str = ""
    shop_field: str = ""
    is_token: bool = False

    def username(self, catalog_id: int) -> str:
        """Give the username of every credential of a catalog; "" where this dialect has none."""
        return f"{self.username_prefix}{catalog_id}" if self.username_field else ""

    def client_fields(self, catalog_id: int, secret: str, password: str) -> dict[str, str | int]:
        """Give what a client is told, under its own words and in their usual order."""
        username = {self.username_field: self.username(catalog_id)} if self.username_field else {}
        if not self.password_field:
            shop = {self.shop_field: shop_id(catalog_id)} if self.shop_field else {}
            return {**username, self.secret_field: secret, **shop}
        return {
            self.secret_field: secret,
            **username,
            self.password_field: password,
            self.catalog_field: catalog_id,
        }


CREDENTIAL_KINDS = {
    kind.dialect: kind
    for kind in (
        CredentialKind("colleqtive", "token"),
        CredentialKind("lana", "token", shop_field="shop_id", is_token=True),
        CredentialKind("cin7", "key", username_field="username", username_prefix="catalog"),
        CredentialKind(
            "vendnovation",
            "api_key",
            username_field="username",
            username_prefix="api@catalog",
            password_field="password",  # noqa: S106 - a name
            catalog_field="organization_id",
        ),
    )
}
"""The dialects that credentials can be made for, by name."""


class NewCredential(msgspec.Struct, frozen=True):
    """A credential that was just made, and the only copy of its secret.

    Attributes:
        row: as it was stored, without the secret.
        catalog: the name of the catalog that it opens.
        secret: to be shown once.
        client_fields: what the dialect's client wants to be given, under the client's own words; holds the secrets.
        writes_until: when it ends for writing, in microseconds since 1970 in UTC; None where that was not said.
    """

    row: CredentialRow
    catalog: str
    secret: str
    client_fields: dict[str, str | int]
    writes_until: int | None = None

    def __repr__(self) -> str:
        """Show what it is without its secret, so that no log and no traceback can hold it."""
        return f"NewCredential(credential_id={self.row.credential_id}, catalog={self.catalog!r}, secret=...)"


def base62(number: int, characters: int) -> str:
    """Write a number in base 62 with leading zeros."""
    text = ""
    while number:
        number, digit = divmod(number, len(DIGITS))
        text = DIGITS[digit] + text
    return text.rjust(characters, "0")


def checksum(text: str) -> str:
    """Give the CRC-32 of a text in base 62."""
    return base62(zlib.crc32(text.encode("utf-8", "surrogatepass")), CHECKSUM_CHARACTERS)


def new_secret() -> str:
    """Make a secret: `sw_`, 32 random bytes in base 62, and a checksum of both; 52 characters."""
    text = SECRET_PREFIX + base62(int.from_bytes(secrets.token_bytes(SECRET_BYTES)), SECRET_CHARACTERS)
    return text + checksum(text)


def is_well_formed(secret: str) -> bool:
    """Tell whether a text has the shape and the checksum of a secret of ours, wherever it was made."""
    text, suffix = secret[:-CHECKSUM_CHARACTERS], secret[-CHECKSUM_CHARACTERS:]
    return (
        text.startswith(SECRET_PREFIX)
        and len(text) == len(SECRET_PREFIX) + SECRET_CHARACTERS
        and suffix == checksum(text)
    )


def secret_hash(secret: str) -> bytes:
    """Give the SHA-256 (32 bytes) under which a secret is stored and found."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def shop_id(catalog_id: int) -> str:
    """Give the id under which clients that name a shop on every call know this catalog: `sh_`, eight letters or digits.

    It follows from the number alone and differs for every catalog; it hides nothing and opens nothing. Source: the shape
    of the examples in seed 002 (`sh_EQzGqWoY`).
    """
    return "sh_" + public_number(catalog_id)


def _name_problem(name: str) -> str | None:
    """Say why a text cannot be a catalog's name, as the end of a sentence; None where it can."""
    if not name:
        return "must not be empty"
    if len(name) > NAME_CHARACTERS_MAX:
        return f"must not be longer than {NAME_CHARACTERS_MAX} characters"
    if not name.isprintable() or name != name.strip():
        return "must be printable characters without white space at its ends"
    return None


def _checked_permissions(permissions: Iterable[str] | None) -> tuple[str, ...]:
    """Give the permissions of a new credential, sorted: the default where nothing was said, else exactly what was."""
    if permissions is None:
        return tuple(sorted(PERMISSIONS_DEFAULT))
    chosen = set(permissions)
    if not chosen:
        message = "a credential needs at least one permission"
        raise AccessError(message)
    if unknown := sorted(chosen - set(PERMISSIONS)):
        message = f"there is no permission {unknown[0]!r}; there are: {', '.join(PERMISSIONS)}"
        raise AccessError(message)
    return tuple(sorted(chosen))


def _check_ends(kind: CredentialKind, expires_days: int | None, write_expires_days: int | None) -> None:
    """Check for how many days a credential shall be valid.

    Raises:
        AccessError: that cannot be.
    """
    for days, what in ((expires_days, "expires"), (write_expires_days, "ends for writing")):
        if days is not None and not 1 <= days <= EXPIRES_DAYS_MAX:
            message = f"a credential {what} after 1 to {EXPIRES_DAYS_MAX} days, not {days}"
            raise AccessError(message)
    if write_expires_days is None:
        return
    if not kind.is_token:
        tokens = ", ".join(other.dialect for other in CREDENTIAL_KINDS.values() if other.is_token)
        message = f"an end of its own for writing (--write-expires) is for {tokens} only, not for {kind.dialect}"
        raise AccessError(message)
    if expires_days is not None and write_expires_days > expires_days:
        message = f"a credential that expires after {expires_days} days cannot write for {write_expires_days}"
        raise AccessError(message)


def _token(transaction: Transaction, row: CredentialRow, writes_until: int | None) -> str:
    """Make the token of a credential; it may write until it ends where nothing else is said."""
    expires_at = TOKEN_END if row.expires_at is None else row.expires_at
    ends = TokenEnds(expires_at, expires_at if writes_until is None else min(writes_until, expires_at))
    return new_token(installation_key(transaction), shop_id(row.catalog_id), row.created_at, ends)


def _days_after(now: int, days: int | None) -> int | None:
    """Give the time (microseconds since 1970 in UTC) so many days after another; None stays None."""
    return None if days is None else now + days * MICROSECONDS_A_DAY


def credential_kind(dialect: str) -> CredentialKind:
    """Give what the clients of a dialect are given.

    Raises:
        AccessError: there is no such dialect, or not yet.
    """
    kind = CREDENTIAL_KINDS.get(dialect)
    if kind is None:
        message = f"there is no dialect {dialect!r} in this version; there are: {', '.join(CREDENTIAL_KINDS)}"
        raise AccessError(message)
    return kind


def _catalog_named(reader: Reader, name: str) -> CatalogRow:
    """Give the catalog of this name.

    Raises:
        AccessError: there is none.
    """
    catalog = reader.catalog_named(name)
    if catalog is None:
        message = f"there is no catalog named {name!r}"
        raise AccessError(message)
    return catalog


async def create_catalog(store: Store, name: str, now: int) -> CatalogRow:
    """Create a catalog.

    Args:
        store: where.
        name: 1 to 100 printable characters, unique in the database.
        now: microseconds since 1970 in UTC.

    Raises:
        AccessError: the name cannot be one, or is taken.
        StoreError: nothing was written.
    """
    if problem := _name_problem(name):
        message = f"a catalog's name {problem}"
        raise AccessError(message)

    def job(transaction: Transaction) -> CatalogRow:
        if transaction.catalog_named(name) is not None:
            message = f"there is already a catalog named {name!r}"
            raise AccessError(message)
        return transaction.create_catalog(name, now)

    return await store.write(job, rows=1)


async def create_credential(  # noqa: PLR0913 - one for each thing that a person says of a credential
    store: Store,
    *,
    catalog: str,
    dialect: str,
    permissions: Iterable[str] | None = None,
    expires_days: int | None = None,
    write_expires_days: int | None = None,
    label: str = "",
    now: int,
) -> NewCredential:
    """Make a credential for a catalog.

    Args:
        store: where.
        catalog: the catalog's name.
        dialect: the one dialect that it shall speak.
        permissions: exactly these; None for the default, which leaves `products.flush` out.
        expires_days: for how many days it is valid, 1 to 36,500; None for ever.
        write_expires_days: for how many days it may change anything, 1 to 36,500 and not more than `expires_days`; None for
            as long as it is valid. Only for a dialect whose secret is a token.
        label: what a person calls it, up to 200 characters.
        now: microseconds since 1970 in UTC.

    Returns:
        The credential with its secret, which is nowhere else.

    Raises:
        AccessError: one of the arguments cannot be.
        StoreError: nothing was written.
    """
    kind = credential_kind(dialect)
    granted = _checked_permissions(permissions)
    _check_ends(kind, expires_days, write_expires_days)
    if len(label) > LABEL_CHARACTERS_MAX or not label.isprintable():
        message = f"a label is up to {LABEL_CHARACTERS_MAX} printable characters"
        raise AccessError(message)
    password = new_secret() if kind.password_field else ""
    writes_until = _days_after(now, write_expires_days)

    def job(transaction: Transaction) -> tuple[CredentialRow, str]:
        row = CredentialRow(
            credential_id=0,
            catalog_id=_catalog_named(transaction, catalog).catalog_id,
            dialect=dialect,
            secret_hash=b"",
            permissions=granted,
            created_at=now,
            expires_at=_days_after(now, expires_days),
            label=label,
            password_hash=secret_hash(password) if password else None,
        )
        secret = _token(transaction, row, writes_until) if kind.is_token else new_secret()
        row = msgspec.structs.replace(row, secret_hash=secret_hash(secret))
        return transaction.create_credential(row), secret

    row, secret = await store.write(job, rows=1)
    return NewCredential(row, catalog, secret, kind.client_fields(row.catalog_id, secret, password), writes_until)


async def list_credentials(store: Store, catalog: str | None = None) -> list[tuple[CredentialRow, str]]:
    """Give all credentials, or those of one catalog, each with its catalog's name; revoked and expired ones too.

    Raises:
        AccessError: there is no catalog of this name.
    """

    def job(reader: Reader) -> list[tuple[CredentialRow, str]]:
        catalog_id = None if catalog is None else _catalog_named(reader, catalog).catalog_id
        names = {row.catalog_id: row.name for row in reader.catalogs()}
        return [(row, names[row.catalog_id]) for row in reader.credentials(catalog_id)]

    return await store.read(job)


async def revoke(store: Store, credential_id: int, now: int) -> CredentialRow:
    """Revoke a credential for ever; one that was revoked before keeps its first date.

    Raises:
        AccessError: there is none with this number.
        StoreError: nothing was written.
    """
    row = await store.write(lambda transaction: transaction.revoke_credential(credential_id, now), rows=1)
    if row is None:
        message = f"there is no credential {credential_id}"
        raise AccessError(message)
    return row

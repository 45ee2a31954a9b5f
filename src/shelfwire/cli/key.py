"""`shelfwire key create`, `shelfwire key list` and `shelfwire key revoke`."""

from typing import Annotated

from cyclopts import Parameter

from shelfwire.access import credentials
from shelfwire.access.caller import PERMISSIONS
from shelfwire.cli.options import Database, Json
from shelfwire.cli.output import print_json, print_table, time_text
from shelfwire.cli.store import clock, command_store
from shelfwire.storage.port import CredentialRow

__all__ = ["create", "list_all", "revoke"]

TOKEN_DIALECTS = [kind.dialect for kind in credentials.CREDENTIAL_KINDS.values() if kind.is_token]

CatalogName = Annotated[
    str, Parameter(name="--catalog", env_var="SHELFWIRE_CATALOG", help="The name of the catalog that it opens.")
]
DialectName = Annotated[
    str,
    Parameter(
        name="--dialect",
        env_var="SHELFWIRE_DIALECT",
        help=f"The API that it speaks: {', '.join(credentials.CREDENTIAL_KINDS)}.",
    ),
]
Permissions = Annotated[
    list[str] | None,
    Parameter(
        name="--permission",
        env_var="SHELFWIRE_PERMISSION",
        negative=(),
        consume_multiple=True,
        help=f"Exactly these, of: {', '.join(PERMISSIONS)}. Default: all but products.flush.",
    ),
]
ExpiresDays = Annotated[
    int | None,
    Parameter(name="--expires", env_var="SHELFWIRE_EXPIRES", help="For how many days it is valid. Default: for ever."),
]
WriteExpiresDays = Annotated[
    int | None,
    Parameter(
        name="--write-expires",
        env_var="SHELFWIRE_WRITE_EXPIRES",
        help=f"For how many days it may change anything; only for: {', '.join(TOKEN_DIALECTS)}. Default: as --expires.",
    ),
]
Label = Annotated[str, Parameter(name="--label", env_var="SHELFWIRE_LABEL", help="What to call it in lists.")]


async def create(  # noqa: PLR0913 - one for each option
    *,
    catalog: CatalogName,
    dialect: DialectName,
    permission: Permissions = None,
    expires: ExpiresDays = None,
    write_expires: WriteExpiresDays = None,
    label: Label = "",
    db: Database = None,
    json: Json = False,
) -> None:
    """Make a credential for a catalog in a dialect; its secret is printed once and never stored in clear."""
    credentials.credential_kind(dialect)  # before a mistyped word makes a new database
    async with command_store(db) as store:
        made = await credentials.create_credential(
            store,
            catalog=catalog,
            dialect=dialect,
            permissions=permission,
            expires_days=expires,
            write_expires_days=write_expires,
            label=label,
            now=clock(),
        )
    row = made.row
    if json:
        described = {
            "id": row.credential_id,
            "catalog": made.catalog,
            "dialect": row.dialect,
            "permissions": row.permissions,
        }
        print_json(described | made.client_fields)
        return
    print(f"credential {row.credential_id} opens catalog {made.catalog} for {row.dialect}")
    print(f"permissions: {', '.join(row.permissions)}")
    print(f"expires: {time_text(row.expires_at) or 'never'}")
    if made.writes_until is not None:
        print(f"writes until: {time_text(made.writes_until)}")
    for field, value in made.client_fields.items():
        print(f"{field}: {value}")
    print("What is secret here is shown this once and stored nowhere: keep it.")


def state(row: CredentialRow, now: int) -> str:
    """Say in one word whether a credential opens anything at `now` (microseconds): valid, expired or revoked."""
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at is not None and row.expires_at <= now else "valid"


async def list_all(
    *,
    catalog: Annotated[
        str | None, Parameter(name="--catalog", env_var="SHELFWIRE_CATALOG", help="Only those of this catalog.")
    ] = None,
    db: Database = None,
    json: Json = False,
) -> None:
    """List credentials, revoked and expired ones too; never their secrets."""
    now = clock()
    async with command_store(db) as store:
        rows = await credentials.list_credentials(store, catalog)
    if json:
        print_json(
            {
                "keys": [
                    {
                        "id": row.credential_id,
                        "catalog": name,
                        "dialect": row.dialect,
                        "permissions": row.permissions,
                        "label": row.label,
                        "state": state(row, now),
                        "created_at": time_text(row.created_at),
                        "expires_at": time_text(row.expires_at),
                        "revoked_at": time_text(row.revoked_at),
                    }
                    for row, name in rows
                ]
            }
        )
    else:
        print_table(
            ("ID", "CATALOG", "DIALECT", "STATE", "EXPIRES", "PERMISSIONS", "LABEL"),
            [
                (
                    row.credential_id,
                    name,
                    row.dialect,
                    state(row, now),
                    time_text(row.expires_at) or "never",
                    ",".join(row.permissions),
                    row.label,
                )
                for row, name in rows
            ],
        )


async def revoke(
    credential_id: Annotated[int, Parameter(name="ID", help="The credential's number, as `key list` shows it.")],
    /,
    *,
    db: Database = None,
    json: Json = False,
) -> None:
    """Revoke a credential for ever; a running server refuses it from its next request on."""
    async with command_store(db) as store:
        row = await credentials.revoke(store, credential_id, clock())
    if json:
        print_json({"id": row.credential_id, "revoked_at": time_text(row.revoked_at)})
    else:
        print(f"revoked credential {row.credential_id}")

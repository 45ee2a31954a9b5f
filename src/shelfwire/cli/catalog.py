"""`shelfwire catalog create` and `shelfwire catalog list`."""

from typing import Annotated

from cyclopts import Parameter

from shelfwire.access.credentials import create_catalog, shop_id
from shelfwire.cli.options import Database, Json
from shelfwire.cli.output import print_json, print_table
from shelfwire.cli.store import clock, command_store

__all__ = ["create", "list_all"]


async def create(
    name: Annotated[str, Parameter(help="1 to 100 printable characters, unique in the database.")],
    /,
    *,
    db: Database = None,
    json: Json = False,
) -> None:
    """Create a catalog: one organisation's list of products."""
    async with command_store(db) as store:
        row = await create_catalog(store, name, clock())
    if json:
        print_json({"name": row.name, "catalog_id": row.catalog_id, "shop_id": shop_id(row.catalog_id)})
    else:
        print(f"created catalog {row.catalog_id}: {row.name}")


async def list_all(*, db: Database = None, json: Json = False) -> None:
    """List all catalogs with how many products each has."""
    async with command_store(db) as store:
        rows = await store.read(lambda reader: reader.catalogs())
    if json:
        print_json(
            {
                "catalogs": [
                    {
                        "name": row.name,
                        "catalog_id": row.catalog_id,
                        "shop_id": shop_id(row.catalog_id),
                        "products": row.product_count,
                        "revision": row.revision,
                    }
                    for row in rows
                ]
            }
        )
    else:
        print_table(
            ("ID", "NAME", "PRODUCTS", "REVISION"),
            [(row.catalog_id, row.name, row.product_count, row.revision) for row in rows],
        )

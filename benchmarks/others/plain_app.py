"""A plain bulk endpoint as one writes it first: FastAPI, pydantic, SQLAlchemy Core's upsert, SQLite.

It keeps one column a field, and it is given what helps it: the write-ahead log, and one upsert for all products of a request.
"""

# mypy: ignore-errors
# The packages it uses are there where benchmarks run, and not where types are checked.

import os
from typing import Annotated, Any

from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel, Field
from sqlalchemy import JSON, Boolean, Column, Float, MetaData, String, Table, create_engine, event
from sqlalchemy.dialects.sqlite import insert

__all__ = ["app"]


class Unit(BaseModel):
    """A unit in which a product is sold."""

    unit_barcode: str
    unit_name: str
    unit_quantity: float


class Product(BaseModel):
    """A product with the fields that the benchmark's products have."""

    product_number: str = Field(min_length=1)
    product_name: str = Field(min_length=1)
    is_counted: bool
    carrier_item_quantity: float | None = None
    price_compare_multiplier: float | None = None
    barcode: str | None = None
    base_unit_name: str | None = None
    brand_code: str | None = None
    brand_description: str | None = None
    category_code: str | None = None
    country_code: str | None = None
    image_url: str | None = None
    is_active: bool | None = None
    is_stock: bool | None = None
    moq: float | None = None
    price: float | None = None
    product_description: str | None = None
    product_type: str | None = None
    purchase_price: float | None = None
    supplier_name: str | None = None
    units: list[Unit] | None = None
    volume: str | None = None


_FLAGS = {"is_counted", "is_active", "is_stock"}
_NUMBERS = {"carrier_item_quantity", "price_compare_multiplier", "moq", "price", "purchase_price"}


def _column(name: str) -> Column[Any]:
    """Make the column of a field."""
    if name in _FLAGS:
        return Column(name, Boolean)
    if name in _NUMBERS:
        return Column(name, Float)
    if name == "units":
        return Column(name, JSON)
    return Column(name, String, primary_key=name == "product_number")


_metadata = MetaData()
_products = Table("products", _metadata, *(_column(name) for name in Product.model_fields))
_engine = create_engine(f"sqlite:///{os.environ['PLAIN_DATABASE']}", connect_args={"timeout": 60})


@event.listens_for(_engine, "connect")
def _durable(connection: Any, record: object) -> None:  # noqa: ANN401 - SQLAlchemy's own type for any driver
    """Make what is answered durable, as the service does."""
    del record
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


_metadata.create_all(_engine)
_insert = insert(_products)
_upsert = _insert.on_conflict_do_update(
    index_elements=["product_number"],
    set_={name: _insert.excluded[name] for name in Product.model_fields if name != "product_number"},
)

app = FastAPI()


@app.post("/products")
def write(products: list[Product], authorization: Annotated[str, Header()]) -> dict[str, Any]:
    """Create or update products."""
    if authorization != os.environ["PLAIN_TOKEN"]:
        raise HTTPException(401)
    with _engine.begin() as connection:
        connection.execute(_upsert, [product.model_dump() for product in products])
    return {"success": True, "data": str(len(products))}

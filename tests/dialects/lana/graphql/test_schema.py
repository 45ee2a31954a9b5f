"""The schema says what the structs say, and what is answered keeps to it."""

import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, validate_schema

from shelfwire.dialects.lana import schema as structs
from shelfwire.dialects.lana.graphql.sdl import schema
from shelfwire.dialects.lana.operations import OPERATIONS
from shelfwire.dialects.lana.paging import SORTS, STATUSES, PageAsk
from shelfwire.dialects.lana.shops import ShopItem

SCALARS = {str: "String", int: "Int", float: "Float", bool: "Boolean"}
ENUMS = {value: name for name in structs.__all__ if get_origin(value := getattr(structs, name)) is Literal}
JSON_ONLY = {"RelayItem"}
STRUCTS = {
    name: value
    for name in structs.__all__
    if name not in JSON_ONLY and isinstance(value := getattr(structs, name), type) and issubclass(value, msgspec.Struct)
}
NAMES: dict[type[msgspec.Struct], str] = {structs.ProductItem: "Product"}


def named(annotation: Any) -> str:
    """Give the GraphQL type of a field's annotation; what may be left out or null may be null."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        kept = [one for one in get_args(annotation) if one not in (type(None), msgspec.UnsetType)]
        assert len(kept) == 1
        return named(kept[0]).removesuffix("!")
    if annotation is Any:
        return "Link"
    if get_origin(annotation) is list:
        return f"[{named(get_args(annotation)[0])}]!"
    return f"{SCALARS.get(annotation) or ENUMS.get(annotation) or NAMES.get(annotation) or annotation.__name__}!"


def fields_of(struct: type[msgspec.Struct]) -> dict[str, str]:
    """Give the GraphQL types of a struct's fields by their names."""
    hints = get_type_hints(struct, include_extras=True)
    return {field.encode_name: named(hints[field.name]) for field in msgspec.structs.fields(struct)}


def test_the_schema_is_valid() -> None:
    assert validate_schema(schema()) == []


@pytest.mark.parametrize("struct", [*STRUCTS.values(), ShopItem], ids=lambda struct: struct.__name__)
def test_every_type_has_the_fields_of_its_struct(struct: type[msgspec.Struct]) -> None:
    name = "Shop" if struct is ShopItem else NAMES.get(struct, struct.__name__)
    kind = schema().type_map[name]

    assert isinstance(kind, GraphQLInputObjectType | GraphQLObjectType)
    assert isinstance(kind, GraphQLInputObjectType) == name.endswith(("Create", "Modify"))
    assert {field: str(one.type) for field, one in kind.fields.items()} == fields_of(struct)
    assert kind.description == (struct.__doc__ or "").partition("\n")[0]


@pytest.mark.parametrize(("choices", "name"), ENUMS.items(), ids=ENUMS.values())
def test_every_enum_has_the_values_of_its_literal(choices: Any, name: str) -> None:
    kind = schema().type_map[name]

    assert isinstance(kind, GraphQLEnumType)
    assert tuple(kind.values) == get_args(choices)


def test_the_conditions_of_a_page_are_those_of_the_operation() -> None:
    query = schema().query_type
    assert query is not None
    arguments = query.fields["productsPage"].args
    named_elsewhere = {"sort_by": "ProductsPageSortBy", "status": "PublishedStatus"}

    assert {name: str(one.type) for name, one in arguments.items()} == (
        {name: kind.removesuffix("!") for name, kind in fields_of(PageAsk).items()}
        | named_elsewhere
        | {"shop_id": "String!"}
    )
    for name, values in (("ProductsPageSortBy", SORTS), ("PublishedStatus", STATUSES)):
        kind = schema().type_map[name]
        assert isinstance(kind, GraphQLEnumType)
        assert tuple(kind.values) == values


def test_the_fields_of_the_roots_are_the_operations_those_that_write_being_mutations() -> None:
    query, mutation = schema().query_type, schema().mutation_type
    assert query is not None
    assert mutation is not None

    assert set(query.fields) == {name for name, one in OPERATIONS.items() if not one.writes}
    assert set(mutation.fields) == {name for name, one in OPERATIONS.items() if one.writes}


def test_the_signatures_of_the_seed_are_kept() -> None:
    """Seed 002: data: [ProductCreate!]!, shop_id: String!, the result [Product!]."""
    mutation = schema().mutation_type
    assert mutation is not None
    create = mutation.fields["productsCreate"]

    assert ({name: str(one.type) for name, one in create.args.items()}, str(create.type)) == (
        {"data": "[ProductCreate!]!", "shop_id": "String!"},
        "[Product!]",
    )

"""The GraphQL schema: `schema.graphql` beside this module, built when it is first asked for."""

from functools import lru_cache
from importlib.resources import files

from graphql import GraphQLSchema, build_schema

__all__ = ["schema", "schema_text"]


@lru_cache(maxsize=1)
def schema_text() -> str:
    """Give the schema in GraphQL's definition language."""
    return files(__package__).joinpath("schema.graphql").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def schema() -> GraphQLSchema:
    """Give the schema as documents are validated against it."""
    return build_schema(schema_text())

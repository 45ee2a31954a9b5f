"""Selection sets into projections, and the few answers that have to be shaped again.

Everything that an operation answers is made of plain objects of one type, so that a selection is a projection once its
fragments are spread and its directives are decided. A selection that `record.py` cannot write by itself is asked for in
whole objects and cut afterwards; leaves pass through as they are.
"""

from functools import lru_cache

import msgspec
from graphql import GraphQLObjectType, OperationDefinitionNode, get_named_type
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_subfields
from graphql.execution.values import VariableValues

from shelfwire.dialects.lana.encode import cut
from shelfwire.dialects.lana.graphql.sdl import schema
from shelfwire.dialects.lana.record import OWN, TYPENAME, Projection, Selected

__all__ = ["Shape", "asked_of", "cut_to", "field_count", "projection_of_fields"]


class Shape(msgspec.Struct, frozen=True):
    """What decides what a selection selects, beside its own nodes.

    Attributes:
        operation: the operation that it belongs to.
        fragments: the document's, by name.
        variables: the coerced ones; directives may look at them.
    """

    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    variables: VariableValues


def projection_of_fields(shape: Shape, kind: GraphQLObjectType, details: list[FieldDetails]) -> Projection:
    """Say what fields of one response key select of the objects they hold.

    Args:
        shape: what they belong to.
        kind: the objects' type.
        details: the fields, whose selections are merged (GraphQL specification, section 6.4.3).
    """
    collected = collect_subfields(schema(), shape.fragments, shape.variables, shape.operation, kind, details)
    fields = []
    for key, found in collected.grouped_field_set.items():
        name = found[0].node.name.value
        within = None if name == TYPENAME else get_named_type(kind.fields[name].type)
        nested = projection_of_fields(shape, within, found) if isinstance(within, GraphQLObjectType) else None
        fields.append(Selected(key, name, nested))
    return Projection(kind.name, tuple(fields))


def field_count(projection: Projection) -> int:
    """Count the fields of a projection, those of nested objects among them."""
    return sum(1 if one.within is None else 1 + field_count(one.within) for one in projection.fields)


@lru_cache(maxsize=64)
def _whole(type_name: str) -> Projection:
    """Give the projection that selects every field of a type under its own name."""
    kind = schema().type_map[type_name]
    assert isinstance(kind, GraphQLObjectType)
    fields = []
    for name, field in kind.fields.items():
        named = get_named_type(field.type)
        fields.append(Selected(name, name, _whole(named.name) if isinstance(named, GraphQLObjectType) else None))
    return Projection(type_name, tuple(fields))


def _writable(projection: Projection) -> bool:
    """Tell whether a projection of products can be written as it is: no attribute twice, and within objects names are kept."""
    names = [one.name for one in projection.fields if one.name != TYPENAME and one.name not in OWN]
    return len(set(names)) == len(names) and all(
        inner.key == inner.name and (inner.within is None or inner.within == _whole(inner.within.type))
        for one in projection.fields
        if one.within is not None
        for inner in one.within.fields
    )


def asked_of(wanted: Projection) -> tuple[Projection, Projection | None]:
    """Give what an operation is asked for, and what its answer has to be cut to afterwards, or None where it is right.

    Args:
        wanted: what was selected of its value: of products, of a page of them, or of shops.
    """
    if wanted.type == "Product" and not _writable(wanted):
        names = dict.fromkeys(one.name for one in wanted.fields if one.name != TYPENAME)
        return Projection("Product", tuple(Selected(name, name) for name in names)), wanted
    if wanted.type == "ProductPage" and not all(one.within is None or _writable(one.within) for one in wanted.fields):
        names = dict.fromkeys(one.name for one in wanted.fields if one.name != TYPENAME)
        return Projection("ProductPage", tuple(Selected(name, name) for name in names)), wanted
    return wanted, None


def cut_to(body: bytes, wanted: Projection) -> bytes:
    """Cut the JSON of an operation's value, a list of objects or one, to what was selected of it."""
    return cut(body, wanted) if body[:1] == b"[" else cut(b"[%b]" % body, wanted)[1:-1]

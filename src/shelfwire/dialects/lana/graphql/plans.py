"""What an operation of a document does: which operations of the API, in which order, and what is wanted of each.

A plan is made once for each operation of a document, except where directives look at variables: those are planned afresh for
every request.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    SourceLocation,
    StringValueNode,
    VariableNode,
    get_location,
    get_named_type,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields
from graphql.execution.values import VariableValues
from graphql.language import print_ast
from msgspec import Raw

from shelfwire.dialects.lana.graphql.faults import DocumentFault, parsing_failures
from shelfwire.dialects.lana.graphql.sdl import schema
from shelfwire.dialects.lana.graphql.selections import Shape, asked_of, field_count, projection_of_fields
from shelfwire.dialects.lana.record import Projection

__all__ = ["BULK_FIELDS", "Bulk", "Plan", "Step", "plan_of", "planned"]

_NO_VARIABLES = VariableValues({}, {})
_BULK_DATA = {"productsCreate": "[ProductCreate!]!", "productsModify": "[ProductModify!]!"}
_BULK_TYPES = {"shop_id": "String!", "ids": "[String!]!"}
BULK_FIELDS: dict[str, Any] = {"data": list[Raw], "shop_id": str, "ids": list[str]}
"""What the variables of a bulk mutation are decoded into, by the argument that they are given for."""


class Step(msgspec.Struct, frozen=True):
    """One field of an operation itself.

    Attributes:
        key: its name in the answer.
        name: the API's operation, or a field of introspection.
        position: its place among the operation's fields, from 0.
        nodes: its nodes, whose selections are merged.
        locations: where they stand.
        asked: what the operation is asked for; None for everything.
        cut: what its answer is cut to afterwards; None where it is right as it comes.
        fields: how many fields are selected of each object.
    """

    key: str
    name: str
    position: int
    nodes: tuple[FieldNode, ...]
    locations: tuple[SourceLocation, ...]
    asked: Projection | None
    cut: Projection | None
    fields: int

    @property
    def is_introspection(self) -> bool:
        """Whether it asks about the schema, not about products."""
        return self.name.startswith("__")


class Bulk(msgspec.Struct, frozen=True):
    """A bulk mutation whose list is one variable: what its variables are decoded into without looking at the items.

    Attributes:
        decode: takes the variables' JSON text; gives an object with `data` and perhaps `shop_id` and `ids`.
        variables: the variables' names by argument.
        literals: the arguments that the document gives itself.
    """

    decode: Any
    variables: dict[str, str]
    literals: dict[str, Any]


class Plan(msgspec.Struct):
    """What an operation does.

    Attributes:
        operation: its node.
        is_mutation: whether it writes.
        steps: its fields in the order of the answer; None where they depend on the variables.
        fragments: the document's.
        bulk: the fast way to its arguments, where it has one.
        introspected: answers about the schema that are the same every time, by key; filled as they are asked for.
    """

    operation: OperationDefinitionNode
    is_mutation: bool
    steps: tuple[Step, ...] | None
    fragments: dict[str, FragmentDetails]
    bulk: Bulk | None = None
    introspected: dict[str, bytes] = msgspec.field(default_factory=dict)


def plan_of(document: DocumentNode, name: str | None, *, is_static: bool) -> Plan:
    """Make the plan of an operation.

    Args:
        document: a valid one.
        name: the operation's; None where the document has one alone.
        is_static: what is selected does not depend on variables.

    Raises:
        DocumentFault: there is no such operation, or more than one to choose from.
    """
    operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
    if name is not None:
        found = [one for one in operations if one.name is not None and one.name.value == name]
        if not found:
            raise DocumentFault(parsing_failures([f"Unknown operation named {name[:100]!r}."]))
    else:
        found = operations
        if len(found) != 1:
            text = "Must provide operation name if query contains multiple operations."
            raise DocumentFault(parsing_failures([text if found else "Must provide an operation."]))
    fragments = {
        one.name.value: FragmentDetails(one) for one in document.definitions if isinstance(one, FragmentDefinitionNode)
    }
    plan = Plan(found[0], found[0].operation is OperationType.MUTATION, None, fragments)
    if is_static:
        plan.steps = planned(plan, _NO_VARIABLES)
        plan.bulk = _bulk_of(plan, plan.steps)
    return plan


def planned(plan: Plan, variables: VariableValues) -> tuple[Step, ...]:
    """Give a plan's steps with these variables.

    Raises:
        DocumentFault: a directive cannot be decided.
    """
    operation = plan.operation
    root = schema().get_root_type(operation.operation)
    assert root is not None
    shape = Shape(operation, plan.fragments, variables)
    try:
        collected = collect_fields(schema(), plan.fragments, variables, root, operation)
        return tuple(
            _step(shape, root, key, position, found)
            for position, (key, found) in enumerate(collected.grouped_field_set.items())
        )
    except GraphQLError as error:
        # A variable with a default may still be null, which a directive does not take.
        raise DocumentFault(parsing_failures([error])) from None


def _step(shape: Shape, root: GraphQLObjectType, key: str, position: int, found: Sequence[FieldDetails]) -> Step:
    nodes = tuple(one.node for one in found)
    name = nodes[0].name.value
    locations = tuple(get_location(node.loc.source, node.loc.start) for node in nodes if node.loc is not None)
    kind = None if name.startswith("__") else get_named_type(root.fields[name].type)
    asked = cut = None
    fields = 1
    if isinstance(kind, GraphQLObjectType):
        wanted = projection_of_fields(shape, kind, list(found))
        fields = field_count(wanted)
        asked, cut = asked_of(wanted)
    return Step(key, name, position, nodes, locations, asked, cut, fields)


def _bulk_of(plan: Plan, steps: Sequence[Step]) -> Bulk | None:
    """Give the fast way to the arguments of a bulk mutation, or None where they need a closer look."""
    if len(steps) != 1 or steps[0].name not in _BULK_DATA:
        return None
    types = _BULK_TYPES | {"data": _BULK_DATA[steps[0].name]}
    declared = {one.variable.name.value: one for one in plan.operation.variable_definitions or ()}
    variables: dict[str, str] = {}
    literals: dict[str, Any] = {}
    for argument in steps[0].nodes[0].arguments or ():
        name, value = argument.name.value, argument.value
        if isinstance(value, VariableNode):
            definition = declared[value.name.value]
            if definition.default_value is not None or print_ast(definition.type) != types[name]:
                return None
            variables[name] = value.name.value
        elif isinstance(value, StringValueNode) and name == "shop_id":
            literals[name] = value.value
        else:
            return None
    if "data" not in variables or len(set(variables.values())) != len(variables):
        return None
    fields = [(name, BULK_FIELDS[name]) for name in variables]
    struct = msgspec.defstruct("Variables", fields, rename=variables, gc=False)
    return Bulk(msgspec.json.Decoder(struct).decode, variables, literals)

"""Variables: JSON into the values of GraphQL's types.

A list of input objects is coerced item by item and becomes a list of raw JSON again, so that a long one takes memory for one
item at a time and reaches an operation in the form in which the JSON API's items do. Everything else is decoded as it is,
within a bound.
"""

import asyncio
from typing import Any

import msgspec
from graphql import (
    GraphQLError,
    GraphQLInputType,
    OperationDefinitionNode,
    VariableDefinitionNode,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, get_variable_values
from graphql.pyutils import Undefined, print_path_list
from graphql.utilities import coerce_input_value
from graphql.utilities.validate_input_value import validate_input_value
from msgspec import Raw

from shelfwire.dialects.json_body import DECODE_ERRORS, malformed, split_items
from shelfwire.dialects.lana.graphql.faults import DocumentFault, parsing_failures
from shelfwire.dialects.lana.graphql.sdl import schema

__all__ = ["ERRORS_MAX", "INLINE_BYTES_MAX", "PLAIN_BYTES_MAX", "coerced", "named_values"]

ERRORS_MAX = 50
"""How many faults of the variables are listed."""

PLAIN_BYTES_MAX = 4 * 1024 * 1024
"""The most bytes of JSON that all variables together may have which are not lists of input objects."""

INLINE_BYTES_MAX = 50_000
"""Longer variables are coerced beside the event loop: these are some fifty items."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode
_decode_names = msgspec.json.Decoder(dict[str, Raw] | None).decode


def named_values(variables: Raw) -> dict[str, Raw]:
    """Split the JSON object of a request's variables by their names, without looking at what they hold.

    Raises:
        DocumentFault: it is no object.
        Refusal: it is malformed.
    """
    try:
        return _decode_names(variables) or {}
    except msgspec.ValidationError:
        raise DocumentFault(parsing_failures(["`variables` must be an object."]), 400) from None
    except DECODE_ERRORS as error:
        raise malformed(bytes(variables), error) from None


async def coerced(operation: OperationDefinitionNode, given: dict[str, Raw], items_max: int) -> VariableValues:
    """Give the values of an operation's variables.

    Args:
        operation: declares them.
        given: as they were sent, by name; emptied of what is taken.
        items_max: the most items of one list.

    Returns:
        As graphql-core has them, except that a list of input objects is a list of raw JSON.

    Raises:
        DocumentFault: some value is not of its type.
        Refusal: malformed JSON, or too many items.
    """
    work = _Coercion(operation, given, items_max)
    if sum(map(len, given.values())) > INLINE_BYTES_MAX:
        return await asyncio.to_thread(work.result)
    return work.result()


class _Coercion:
    """The coercion of one request's variables."""

    def __init__(self, operation: OperationDefinitionNode, given: dict[str, Raw], items_max: int) -> None:
        self._definitions = operation.variable_definitions or ()
        self._given = given
        self._items_max = items_max
        self._errors: list[GraphQLError] = []

    def result(self) -> VariableValues:
        """See `coerced`."""
        sources: dict[str, VariableValueSource] = {}
        values: dict[str, Any] = {}
        plain: list[VariableDefinitionNode] = []
        for definition in self._definitions:
            name = definition.variable.name.value
            signature = get_variable_signature(schema(), definition)
            raw = self._given.get(name)
            item_type = None if isinstance(signature, GraphQLError) else _item_type(signature.type)
            if (
                isinstance(signature, GraphQLError)
                or item_type is None
                or raw is None
                or bytes(memoryview(raw)[:1]) != b"["
            ):
                plain.append(definition)
                continue
            del self._given[name]
            sources[name] = VariableValueSource(signature)
            values[name] = self._items(definition, item_type, raw)
        found = self._plain_values(plain)
        if self._errors:
            raise DocumentFault(parsing_failures(self._errors))
        return VariableValues(sources | found.sources, values | found.coerced)

    def _plain_values(self, definitions: list[VariableDefinitionNode]) -> VariableValues:
        names = {definition.variable.name.value for definition in definitions}
        raw = {name: value for name, value in self._given.items() if name in names}
        if sum(map(len, raw.values())) > PLAIN_BYTES_MAX:
            text = f"Variables that are no lists of input objects may have at most {PLAIN_BYTES_MAX:,} bytes together."
            raise DocumentFault(parsing_failures([text]))
        inputs = {name: _decoded(value) for name, value in raw.items()}
        found = get_variable_values(schema(), definitions, inputs, max_errors=ERRORS_MAX)
        if isinstance(found, VariableValues):
            return found
        self._errors += found
        return VariableValues({}, {})

    def _items(self, definition: VariableDefinitionNode, item_type: GraphQLInputType, raw: Raw) -> list[Raw]:
        """Coerce a list of input objects, item by item."""
        items = split_items(bytes(raw), envelope="data", items_max=self._items_max, objects=True) or []
        made = []
        for index, item in enumerate(items):
            value = _decoded(item)
            kept = coerce_input_value(value, item_type)
            if kept is Undefined:
                self._note_faults(definition, item_type, index, value)
                if len(self._errors) > ERRORS_MAX:
                    break
            elif not self._errors:
                made.append(Raw(_encode(kept)))
        return made

    def _note_faults(
        self, definition: VariableDefinitionNode, item_type: GraphQLInputType, index: int, value: object
    ) -> None:
        """Say what is wrong with one item, in graphql-core's words."""
        start = f"Variable '${definition.variable.name.value}' has invalid value"

        def note(error: GraphQLError, path: list[str | int]) -> None:
            if len(self._errors) < ERRORS_MAX:
                text = f"{start}{print_path_list([index, *path])}: {error.message}"
                self._errors.append(GraphQLError(text, definition))
            elif len(self._errors) == ERRORS_MAX:
                text = "Too many errors processing variables, error limit reached. Execution aborted."
                self._errors.append(GraphQLError(text))

        validate_input_value(value, item_type, note)


def _decoded(raw: Raw) -> Any:  # noqa: ANN401 - JSON of any shape
    try:
        return _decode(raw)
    except DECODE_ERRORS as error:
        raise malformed(bytes(raw), error) from None


def _item_type(kind: GraphQLInputType) -> GraphQLInputType | None:
    """Give the type of the items of a list of input objects, or None for another type."""
    bare = kind.of_type if is_non_null_type(kind) else kind
    if not is_list_type(bare):
        return None
    item: GraphQLInputType = bare.of_type
    inner = item.of_type if is_non_null_type(item) else item
    return item if is_input_object_type(inner) else None

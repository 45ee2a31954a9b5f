"""What answers have around products, and what GraphQL requests look like, as the reference shows them.

The envelopes are written where the answers are made (`errors.py`, `paging.py`, `relay.py`, `graphql/`); tests hold those
against these structs.
"""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from shelfwire.dialects.lana.schema import ProductItem

__all__ = ["ErrorValue", "Failure", "GraphqlAnswer", "GraphqlError", "GraphqlRequest", "ProductPage", "RelayAnswer"]


class ErrorValue(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Why something was refused."""

    code: Annotated[int, Meta(description="A number of the API's own list.", examples=[1000])]
    message: Annotated[str, Meta(description="A sentence that a person can act on.")]
    field: Annotated[str | UnsetType, Meta(description="The field or argument that is at fault, or the first.")] = UNSET
    meta: Annotated[
        dict[str, Any] | UnsetType,
        Meta(
            description="What belongs to the code: `fields` (1000), `bits` (997), `error` (1030, 1131), `what` (1146) or "
            "`reason` (1150)."
        ),
    ] = UNSET


class Failure(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A request that was refused."""

    status: Annotated[int, Meta(description="The HTTP status.")]
    error: Annotated[ErrorValue, Meta(description="Why.")]


class RelayAnswer(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What became of one request of a relay."""

    status: Annotated[int, Meta(description="The HTTP status that it would have had by itself.")]
    response: Annotated[Any, Meta(description="Its answer, where it was carried out.")] = UNSET
    error: Annotated[ErrorValue | UnsetType, Meta(description="Why it was refused.")] = UNSET


class ProductPage(msgspec.Struct, kw_only=True):
    """One page of products."""

    count: Annotated[int, Meta(description="How many products the conditions find, on all pages.")]
    items: Annotated[list[ProductItem], Meta(description="The products.")]
    last_key: Annotated[str, Meta(description="Leads to the next page; empty where the page is.")]


class GraphqlRequest(msgspec.Struct, kw_only=True, rename="camel"):
    """A GraphQL request."""

    query: Annotated[
        str | UnsetType | None,
        Meta(description="The document; left out where the server knows it by its hash."),
    ] = UNSET
    variables: Annotated[dict[str, Any] | UnsetType | None, Meta(description="Its variables.")] = UNSET
    operation_name: Annotated[
        str | UnsetType | None, Meta(description="Which of its operations to carry out, where it has several.")
    ] = UNSET
    extensions: Annotated[
        dict[str, Any] | UnsetType | None,
        Meta(description="`persistedQuery` with `version` 1 and `sha256Hash`, the SHA-256 of the document."),
    ] = UNSET


class GraphqlError(msgspec.Struct, kw_only=True, rename={"api_error": "apiError"}):
    """What went wrong with a GraphQL request, or with one of its fields."""

    message: Annotated[str, Meta(description="A sentence that a person can act on.")]
    api_error: Annotated[ErrorValue | UnsetType, Meta(description="The same as an error of this API.")] = UNSET
    path: Annotated[list[str | int] | UnsetType, Meta(description="The field that it belongs to.")] = UNSET
    locations: Annotated[list[dict[str, int]] | UnsetType, Meta(description="Where in the document.")] = UNSET
    extensions: Annotated[dict[str, Any] | UnsetType, Meta(description="The words of other GraphQL servers.")] = UNSET


class GraphqlAnswer(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The answer to a GraphQL request."""

    data: Annotated[
        dict[str, Any] | UnsetType | None,
        Meta(description="By their names, what the fields gave; null for a field that was refused."),
    ] = UNSET
    errors: Annotated[list[GraphqlError] | UnsetType, Meta(description="What went wrong.")] = UNSET

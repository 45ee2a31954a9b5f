"""How products go in bulk: by `create_products`, matched by `product_number`, which one request may name several times."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from shelfwire_client.bulk.form import Told, told_positions
from shelfwire_client.colleqtive.calls import mutation_of, products_call
from shelfwire_client.colleqtive.refusals import refusal
from shelfwire_client.core.call import Answer, Call
from shelfwire_client.core.errors import APIStatusError, Fault

__all__ = ["PRODUCTS_FORM"]

_BAD_REQUEST = 400


class _Keys(msgspec.Struct, gc=False):
    product_number: Any = None


_keys_of = msgspec.json.Decoder(_Keys).decode


class _ProductsForm:
    """The form of `create_products`; see `BulkForm`."""

    name = "Colleqtive create_products"
    items_max = 1_000
    bytes_max = 4 * 1024 * 1024
    takes_equal_keys = True

    def keys(self, item: bytes) -> Sequence[Hashable]:
        """Give the product number, if it is a text."""
        number = _keys_of(item).product_number
        return (number,) if isinstance(number, str) else ()

    def call(self, items: Sequence[bytes]) -> Call[Any]:
        """Make the request."""
        return products_call(b"[%b]" % b",".join(items))

    def read(self, answer: Answer, items: Sequence[bytes]) -> Told:  # noqa: ARG002 - the answer says nothing of single items
        """Take all items as accepted, unless the answer says that nothing was done.

        Raises:
            APIStatusError: it says so, though its status is one of success.
            APIResponseValidationError: it is none of this API: a gateway's page, or a login's, is no product written.
        """
        if mutation_of(answer).success is False:
            raise refusal(replace(answer, status_code=_BAD_REQUEST))
        return Told()

    def positions(self, error: APIStatusError) -> Mapping[int, Sequence[Fault]]:
        """Give the items that the error names."""
        return told_positions(error)


PRODUCTS_FORM = _ProductsForm()

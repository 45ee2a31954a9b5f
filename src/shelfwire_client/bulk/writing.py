# Generated from async_writing.py by tools/sync_twin.py: change that one, then run `make twins`.
"""The way into bulk writes, which loads what carries them out when the first one begins."""

from shelfwire_client.bulk.form import BulkForm
from shelfwire_client.bulk.options import BulkOptions, Items
from shelfwire_client.bulk.result import BulkResult
from shelfwire_client.core.client import ApiClient

__all__ = ["write_all"]


def write_all(client: ApiClient, form: BulkForm, items: Items, options: BulkOptions) -> BulkResult:
    """Write any number of items.

    Args:
        client: sends the requests.
        form: the dialect's.
        items: see `Items`.
        options: see `BulkOptions`.

    Raises:
        ArgumentError: an option or the checkpoint cannot be right.
        BulkInterrupted: it ended before its time; its `result` tells how far it came.
        BulkError: items were refused, and the caller did not ask to collect them.
    """
    from shelfwire_client.bulk.threads import carry_out  # noqa: PLC0415 - programs that write nothing in bulk need it not

    return carry_out(client, form, items, options)

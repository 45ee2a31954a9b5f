"""The way into bulk writes, which loads what carries them out when the first one begins.

The module without `async` in its name is made from this one by `tools/sync_twin.py`; change this one.
"""

from shelfwire_client.bulk.form import BulkForm
from shelfwire_client.bulk.options import AsyncItems, BulkOptions
from shelfwire_client.bulk.result import BulkResult
from shelfwire_client.core.async_client import AsyncApiClient

__all__ = ["async_write_all"]


async def async_write_all(
    client: AsyncApiClient, form: BulkForm, items: AsyncItems, options: BulkOptions
) -> BulkResult:
    """Write any number of items.

    Args:
        client: sends the requests.
        form: the dialect's.
        items: see `AsyncItems`.
        options: see `BulkOptions`.

    Raises:
        ArgumentError: an option or the checkpoint cannot be right.
        BulkInterrupted: it ended before its time; its `result` tells how far it came.
        BulkError: items were refused, and the caller did not ask to collect them.
    """
    from shelfwire_client.bulk.tasks import carry_out  # noqa: PLC0415 - programs that write nothing in bulk need it not

    return await carry_out(client, form, items, options)

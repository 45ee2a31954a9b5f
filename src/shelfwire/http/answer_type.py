"""The media type of an answer: that of the operation's which the client asked for, where it has more than one."""

import re

import msgspec

from shelfwire.dialects.contract import Operation
from shelfwire.engine.reply import Reply

__all__ = ["as_accepted"]

_NONE = re.compile(r"\bq\s*=\s*0(\.0*)?\s*(;|$)")


def as_accepted(reply: Reply, operation: Operation, accept: str) -> Reply:
    """Give the answer under the media type that the header `Accept` asks for.

    Args:
        reply: an answer in the operation's usual type.
        operation: what was carried out.
        accept: the header, "" where there is none. Of weights only 0 counts: the types of one operation hold the same bytes.

    Returns:
        The same answer where the usual type is asked for, or none that there is, and where it is not of the usual type.
    """
    types = operation.answer_media_types
    if len(types) < 2 or not accept:
        return reply
    entries = (entry.lower().partition(";") for entry in accept.split(","))
    asked = (name.strip() for name, _, weight in entries if _NONE.search(weight) is None)
    chosen = next((entry for entry in asked if entry in types), types[0])
    if chosen == types[0]:
        return reply
    headers = tuple(
        (name, chosen) if (name, value) == ("content-type", types[0]) else (name, value)
        for name, value in reply.headers
    )
    return msgspec.structs.replace(reply, headers=headers)

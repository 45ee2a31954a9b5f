"""Which errors a person at the command line can act on."""

from shelfwire.access.credentials import AccessError
from shelfwire.settings import SettingsError
from shelfwire.storage.port import StoreError

__all__ = ["REFUSALS", "CommandError"]


class CommandError(Exception):
    """A command cannot be carried out as it was asked for; the text says why, and what to do."""


REFUSALS = (AccessError, CommandError, OSError, SettingsError, StoreError)
"""These say in their text all that a person needs; any other error is a fault of ours and keeps its traceback."""

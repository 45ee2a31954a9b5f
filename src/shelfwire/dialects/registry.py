"""The dialects that this server speaks. A further dialect is a folder beside this module and one line here."""

from shelfwire.dialects.cin7.routes import CIN7
from shelfwire.dialects.colleqtive.routes import COLLEQTIVE
from shelfwire.dialects.contract import Dialect

__all__ = ["DIALECTS"]

DIALECTS: tuple[Dialect, ...] = (COLLEQTIVE, CIN7)
"""Every dialect, in the order of the documents."""

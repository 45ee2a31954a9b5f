"""The dialects that this server speaks. A further dialect is a folder beside this module and one line here."""

from shelfwire.dialects.cin7.routes import CIN7
from shelfwire.dialects.colleqtive.routes import COLLEQTIVE
from shelfwire.dialects.contract import Dialect
from shelfwire.dialects.lana.routes import LANA
from shelfwire.dialects.vendnovation.routes import VENDNOVATION

__all__ = ["DIALECTS"]

DIALECTS: tuple[Dialect, ...] = (COLLEQTIVE, LANA, CIN7, VENDNOVATION)
"""Every dialect, in the order of the documents."""

"""What the clients say of their work: one line a try under the logger `shelfwire_client`, never a credential, never a body."""

import logging
import os

__all__ = ["LEVEL_VARIABLE", "log", "set_up"]

LEVEL_VARIABLE = "SHELFWIRE_CLIENT_LOG"
"""`info` or `debug` has the lines written to stderr, in a program that has set up no logging of its own."""

log = logging.getLogger("shelfwire_client")
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO}


def set_up() -> None:
    """Write to stderr what the environment asks for; done once, and nothing where it asks for nothing."""
    level = _LEVELS.get(os.environ.get(LEVEL_VARIABLE, "").lower())
    if level is None or log.handlers:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("[%(asctime)s] %(name)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(level)

"""The command line: starts everything.

Commands are imported when they are called, so that `shelfwire --help` does not wait for what it does not need. Whatever a
person can act on ends as one line on stderr and exit code 2.
"""

import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError

from shelfwire import __version__

__all__ = ["main"]

EXIT_REFUSED = 2
"""What was asked cannot be done; one line on stderr says why."""
EXIT_INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""


def application() -> App:
    """Give the table of all commands."""
    app = App(
        name="shelfwire",
        help="One product catalogue that speaks the product APIs your systems already speak.",
        version=__version__,
        help_format="plaintext",
        result_action="return_value",
        suppress_keyboard_interrupt=False,
    )
    app.command("shelfwire.cli.serve:serve", name="serve", help="Start the server.")
    app.command("shelfwire.cli.demo:demo", name="demo", help="Start a server with a catalog of sample products.")
    catalog = App(name="catalog", help="Make and list catalogs.")
    catalog.command("shelfwire.cli.catalog:create", name="create", help="Create a catalog.")
    catalog.command("shelfwire.cli.catalog:list_all", name="list", help="List all catalogs.")
    app.command(catalog)
    key = App(name="key", help="Make, list and revoke credentials.")
    key.command("shelfwire.cli.key:create", name="create", help="Make a credential; its secret is printed once.")
    key.command("shelfwire.cli.key:list_all", name="list", help="List credentials, without their secrets.")
    key.command("shelfwire.cli.key:revoke", name="revoke", help="Revoke a credential for ever, at once.")
    app.command(key)
    database = App(name="db", help="Look after the database.")
    database.command(
        "shelfwire.cli.database:upgrade", name="upgrade", help="Bring a database to this version's schema."
    )
    app.command(database)
    return app


def refuse(reason: object) -> int:
    """Say on one line of stderr why a command was not carried out, and give its exit code."""
    print("shelfwire:", " ".join(str(reason).split()), file=sys.stderr)
    return EXIT_REFUSED


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: without the program's name; None for those of the process.

    Returns:
        The exit code: 0, or 2 where a line on stderr says what to do differently, or 130 after ctrl-C.
    """
    try:
        application()(
            sys.argv[1:] if arguments is None else list(arguments),
            print_error=False,
            exit_on_error=False,
        )
    except CycloptsError as error:
        return refuse(error)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as error:
        from shelfwire.cli.refusals import REFUSALS  # noqa: PLC0415 - only a failure pays for these imports

        if isinstance(error, REFUSALS):
            return refuse(error)
        raise
    return 0

"""`shelfwire serve`."""

from shelfwire import __version__
from shelfwire.cli.composition import Service, service
from shelfwire.cli.options import Database, Host, Port, Workers
from shelfwire.cli.output import say
from shelfwire.cli.store import command_settings
from shelfwire.http.server import run
from shelfwire.settings import Settings

__all__ = ["greeting", "serve"]


def serve(*, db: Database = None, host: Host = None, port: Port = None, workers: Workers = None) -> None:
    """Start the server; SIGTERM and ctrl-C stop it gracefully."""
    run(_serve(command_settings(db=db, host=host, port=port, workers=workers)))


async def _serve(settings: Settings) -> None:
    async with service(settings) as made:
        await made.serve(lambda base_url: say(greeting(made, base_url)))
    say("stopped")


def greeting(made: Service, base_url: str) -> str:
    """Say where the data lies, where the server is, where its documents are and how to stop it; some lines of text."""
    references = [f"  {dialect.title} reference: {base_url}/docs/{dialect.name}" for dialect in made.dialects]
    return "\n".join(
        [
            f"Shelfwire {__version__} serves {base_url}",
            f"  data: {made.store.description}",
            f"  pages: {base_url}/",
            *references,
            "  stop it with ctrl-C or SIGTERM",
        ]
    )

"""A server as a process of its own: `python -m tests.http.served` prints its URL and serves until a signal comes."""

import sys

from shelfwire.access.gate import Gate
from shelfwire.engine.run import Engine
from shelfwire.http.app import build_app
from shelfwire.http.metrics import Metrics
from shelfwire.http.server import run, serve
from shelfwire.observe import ignore
from shelfwire.settings import Settings
from tests.http.echo import Echo, Rows, rows_as_store
from tests.http.running import now


async def main(stop_timeout_seconds: float) -> None:
    """Serve, and say what happens on standard output; a request to the slow operation goes on once the stop began."""
    settings = Settings(port=0, stop_timeout_seconds=stop_timeout_seconds, body_bytes_max=128 * 1024 * 1024)
    store = rows_as_store(Rows())
    echo = Echo()
    metrics = Metrics()
    app = build_app(
        store=store,
        engine=Engine(store, now),
        gate=Gate(store, now, settings),
        settings=settings,
        now=now,
        observer=ignore,
        metrics=metrics,
        dialects=(echo,),
    )

    def stopping() -> None:
        say("stopping")
        if stop_timeout_seconds > 1:
            echo.released.set()

    await serve(app, settings, on_started=say, on_stopping=stopping)
    say("stopped")


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)  # noqa: T201 - this is how the test hears of it


if __name__ == "__main__":
    run(main(float(sys.argv[1])))

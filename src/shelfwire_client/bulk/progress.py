"""A progress bar, for those who have `rich`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from shelfwire_client.bulk.options import Progress
from shelfwire_client.core.errors import ConfigurationError

__all__ = ["shown"]


@contextmanager
def shown(asked: Callable[[Progress], object] | bool) -> Iterator[Callable[[Progress], object] | None]:  # noqa: FBT001 - as the option is
    """Give what is to be called with each `Progress`, or None.

    Args:
        asked: the caller's function; True shows a bar on the terminal for as long as the block lasts.

    Raises:
        ConfigurationError: a bar was asked for and `rich` is not installed.
    """
    if not isinstance(asked, bool):
        yield asked
    elif not asked:
        yield None
    else:
        with _bar() as update:
            yield update


@contextmanager
def _bar() -> Iterator[Callable[[Progress], object]]:
    try:
        from rich import progress as rich_progress  # noqa: PLC0415 - not everybody has it
    except ImportError as error:
        raise ConfigurationError(
            "progress=True needs rich: pip install 'shelfwire-client[progress]', or pass a function."
        ) from error
    columns = (
        rich_progress.TextColumn("{task.description}"),
        rich_progress.BarColumn(),
        rich_progress.MofNCompleteColumn(),
        rich_progress.TimeElapsedColumn(),
    )
    with rich_progress.Progress(*columns) as bar:
        task = bar.add_task("items", total=None)

        def update(progress: Progress) -> None:
            refused = f", {progress.refused} refused" if progress.refused else ""
            done = progress.accepted + progress.refused
            bar.update(task, completed=done, total=progress.total, description=f"items{refused}")

        yield update

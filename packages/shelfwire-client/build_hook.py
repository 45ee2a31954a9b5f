"""Takes the SDK's code into what is built from the repository, where it lies outside of this folder."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = Path("src") / "shelfwire_client"
"""Where the code is in the repository, and in a source distribution."""


class SourceHook(BuildHookInterface[Any]):
    """Adds the package, unless this is a source distribution, which has it in its place."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the interface has it
        """Name the folder of the code and where it goes."""
        here = Path(self.root)
        if not (here / PACKAGE).is_dir():
            placed = PACKAGE if self.target_name == "sdist" else PACKAGE.name
            build_data["force_include"][str(here.parents[1] / PACKAGE)] = str(placed)

"""The options that several commands have; each is an environment variable too."""

from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

__all__ = ["Database", "Host", "Json", "Port", "Workers"]

Database = Annotated[
    str | None,
    Parameter(
        name="--db",
        env_var="SHELFWIRE_DB",
        help="Where the catalogs live: sqlite:///path/to/file.db. Default: shelfwire.db in the platform's data folder.",
    ),
]
Json = Annotated[
    bool, Parameter(name="--json", env_var="SHELFWIRE_JSON", negative=(), help="Print one JSON object for programs.")
]
Host = Annotated[
    str | None, Parameter(name="--host", env_var="SHELFWIRE_HOST", help="The address to listen on. Default: 127.0.0.1.")
]
Port = Annotated[
    int | None,
    Parameter(
        name="--port",
        env_var="SHELFWIRE_PORT",
        validator=Number(gte=0, lte=65_535),
        help="The TCP port to listen on; 0 lets the system choose. Default: 8000.",
    ),
]
Workers = Annotated[
    int | None,
    Parameter(
        name="--workers",
        env_var="SHELFWIRE_WORKERS",
        validator=Number(gte=1),
        help="How many server processes; a database in SQLite has one writer and allows 1. Default: 1.",
    ),
]

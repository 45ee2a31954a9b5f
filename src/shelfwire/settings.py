"""Every setting of the service: one place, named constants with their unit last, each also an environment variable.

`SHELFWIRE_BODY_BYTES_MAX=1048576` sets `body_bytes_max`, and so on for every field. The command line sets some of them too
and wins over the environment.
"""

import os
from collections.abc import Mapping
from typing import Annotated, Any, get_type_hints

import msgspec
from msgspec import Meta

__all__ = ["ENVIRONMENT_PREFIX", "Settings", "SettingsError", "settings_from_environment"]

ENVIRONMENT_PREFIX = "SHELFWIRE_"

Positive = Annotated[int, Meta(ge=1)]
PositiveSeconds = Annotated[float, Meta(gt=0)]


class SettingsError(ValueError):
    """An environment variable does not fit its setting; the text names both."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of one server.

    Attributes:
        db: where the catalogs live, `sqlite:///path` or `postgresql://...`; "" for the data folder of the platform.
        host: the address to listen on.
        port: the TCP port to listen on; 0 lets the system choose.
        workers: how many server processes; SQLite has one writer and allows one.
        body_bytes_max: the longest request body, before and after unpacking (413 past it).
        items_max: the most items in one request (413 past it).
        json_depth_max: the deepest nesting of JSON in a request (400 past it).
        errors_listed_max: how many faults an answer lists; it always says how many there are.
        body_timeout_seconds: how long a client may go without sending a byte of its body (408 past it).
        queue_timeout_seconds: how long a write may wait before it starts (503 past it).
        queue_jobs_max: how many writes may wait (503 past it).
        commit_rows_max: writes that wait together share a commit up to this many rows.
        readers: how many connections read beside the writer.
        cache_bytes: memory for database pages, a connection.
        search_timeout_seconds: how long a search by conditions may run (503 past it).
        idempotency_seconds: how long the answer to an idempotency key is kept.
        rate_requests_per_second: requests a second that a credential may make; 0 for no limit (429 past it).
        rate_burst: how many requests may come at once under that rate; 0 for the rate itself, at least 1.
        rate_requests_per_day: requests a UTC day that a credential may make; 0 for no limit (429 past it).
        cors_origins: origins, separated by commas, whose pages may call the APIs; "" for none, "*" for all.
        stop_timeout_seconds: how long a stop waits for the requests that were accepted.
        log_format: `json` or `text`; "" for text on a terminal and JSON elsewhere.
        log_level: `debug`, `info`, `warning` or `error`.
    """

    db: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65_535)] = 8_000
    workers: Positive = 1
    body_bytes_max: Positive = 256 * 1024 * 1024
    items_max: Positive = 1_000_000
    json_depth_max: Annotated[int, Meta(ge=8, le=256)] = 64
    errors_listed_max: Positive = 1_000
    body_timeout_seconds: PositiveSeconds = 60.0
    queue_timeout_seconds: PositiveSeconds = 30.0
    queue_jobs_max: Positive = 1_024
    commit_rows_max: Positive = 20_000
    readers: Positive = 2
    cache_bytes: Positive = 64 * 1024 * 1024
    search_timeout_seconds: PositiveSeconds = 10.0
    idempotency_seconds: Positive = 24 * 60 * 60
    rate_requests_per_second: Annotated[float, Meta(ge=0)] = 0.0
    rate_burst: Annotated[int, Meta(ge=0)] = 0
    rate_requests_per_day: Annotated[int, Meta(ge=0)] = 0
    cors_origins: str = ""
    stop_timeout_seconds: PositiveSeconds = 30.0
    log_format: Annotated[str, Meta(pattern="^(json|text|)$")] = ""
    log_level: Annotated[str, Meta(pattern="^(debug|info|warning|error)$")] = "info"


def environment_name(setting: str) -> str:
    """Give the environment variable of a setting; the rates keep the short names that operators know."""
    short = {"rate_requests_per_day": "rate_per_day"}
    return ENVIRONMENT_PREFIX + short.get(setting, setting).upper()


def settings_from_environment(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:  # noqa: ANN401 - any field of Settings
    """Read the settings from environment variables; `overrides` that are not None win.

    Raises:
        SettingsError: a value does not fit; the text names the variable and what it may be.
    """
    variables = os.environ if environment is None else environment
    hints = get_type_hints(Settings, include_extras=True)
    chosen: dict[str, Any] = {}
    for name, hint in hints.items():
        variable = environment_name(name)
        if overrides.get(name) is not None:
            chosen[name] = overrides[name]
        elif variable in variables:
            try:
                chosen[name] = msgspec.convert(variables[variable], hint, strict=False)
            except msgspec.ValidationError as error:
                message = f"{variable}={variables[variable]!r} does not fit: {error}"
                raise SettingsError(message) from None
    try:
        return msgspec.convert(chosen, Settings)
    except msgspec.ValidationError as error:
        raise SettingsError(str(error)) from None

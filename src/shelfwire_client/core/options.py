"""The settings that every client takes beside its credentials, and where they come from."""

import os
import re
import sys
from collections.abc import Mapping
from typing import TypedDict, cast
from urllib.parse import urlsplit

from msgspec.structs import replace

from shelfwire_client.core.call import is_timeout, mapping
from shelfwire_client.core.errors import ArgumentError, ConfigurationError
from shelfwire_client.core.retries import RETRIES_MAX
from shelfwire_client.core.steps import Settings
from shelfwire_client.version import VERSION

__all__ = ["TIMEOUT_SECONDS", "Options", "changed", "setting", "settings_of"]

TIMEOUT_SECONDS = 60.0
"""How long each of sending and receiving may take where nothing else is said."""

_NEVER_IN_BASE_URL = re.compile(r"[\s?#\\]")
"""What would end a path, or is read by servers as they like."""


class Options(TypedDict, total=False):
    """What every client takes beside its credentials.

    Attributes:
        timeout: seconds that each of sending and receiving may take, 60 unless told; None waits for ever.
        max_retries: how many further tries a call has after one that failed in passing, 2 unless told.
        default_headers: sent with every request.
        default_query: likewise for the query.
    """

    timeout: float | None
    max_retries: int
    default_headers: Mapping[str, str] | None
    default_query: Mapping[str, object] | None


def setting(value: str | None, variable: str, what: str, default: str | None = None) -> str:
    """Give a setting: what was passed, else the environment's, else the default.

    Raises:
        ConfigurationError: there is none, or it could not be sent in a header.
    """
    found = os.environ.get(variable) if value is None else value
    if found is not None and not isinstance(found, str):
        raise ConfigurationError(f"{what} must be a text, not {type(found).__name__}.")
    if found is None or found == "":
        if default is None:
            raise ConfigurationError(f"{what} is missing: pass it to the client, or set {variable} in the environment.")
        return default
    if any(ord(character) < 32 or ord(character) == 127 for character in found):
        raise ConfigurationError(f"{what} has a control character in it, perhaps a line break from a file.")
    return found


def settings_of(base_url: str, options: Options) -> Settings:
    """Make the settings of a new client.

    Raises:
        ConfigurationError: the base URL or an option cannot be right.
    """
    _check_base_url(base_url)
    headers = {
        "accept": "application/json",
        "content-type": "application/json",
        "user-agent": f"shelfwire-client/{VERSION} Python/{sys.version.split()[0]}",
    }
    plain = Settings(base_url.rstrip("/"), TIMEOUT_SECONDS, RETRIES_MAX, headers, {})
    common = {name: value for name, value in options.items() if name != "http_client"}
    return changed(plain, cast("Options", common))


def _check_base_url(base_url: str) -> None:
    """Raise where a base URL cannot be right."""
    try:
        parts = urlsplit(base_url)
        is_sound = parts.scheme in {"http", "https"} and _is_host(parts.hostname) and parts.port != 0
    except ValueError:
        is_sound = False
    if not is_sound or _NEVER_IN_BASE_URL.search(base_url):
        raise ConfigurationError(f"The base URL must be like https://host or https://host/path, not {base_url!r}.")
    if "@" in parts.netloc:  # it would stand in logs and errors
        raise ConfigurationError("The base URL must have no user name and no password in it.")


def _is_host(name: str | None) -> bool:
    """Tell whether a name could be a host's: no part of it is empty or longer than parts are (RFC 1035, section 2.3.4)."""
    return bool(name) and all(0 < len(part) < 64 for part in str(name).removesuffix(".").split("."))


def changed(settings: Settings, options: Options) -> Settings:
    """Give settings with some of them changed; headers and query are added to those there are.

    Raises:
        ConfigurationError: an option cannot be right.
    """
    unknown = sorted(options.keys() - Options.__annotations__.keys())
    if unknown:
        raise ConfigurationError(f"There is no setting {unknown[0]} that could be given here.")
    timeout = options.get("timeout", settings.timeout)
    if not is_timeout(timeout):
        raise ConfigurationError(f"timeout must be more than 0 seconds, or None for no end, not {timeout!r}.")
    max_retries = options.get("max_retries", settings.max_retries)
    if not isinstance(max_retries, int) or max_retries < 0:
        raise ConfigurationError(f"max_retries must be a whole number from 0 on, not {max_retries!r}.")
    try:
        headers = mapping("default_headers", options.get("default_headers"))
        query = mapping("default_query", options.get("default_query"))
    except ArgumentError as error:
        raise ConfigurationError(str(error)) from None
    added = {name.lower(): value for name, value in headers.items()}
    return replace(
        settings,
        timeout=timeout,
        max_retries=max_retries,
        headers=settings.headers | added,
        query=settings.query | dict(query),
    )

"""Where a server sends a request elsewhere: what is followed, and what is told instead.

A request is followed as it is or not at all. HTTP lets a client repeat a POST that was moved as a GET (RFC 9110, sections
15.4.2 to 15.4.4), whose success would look as if the write had been carried out; and another server has no business with the
credentials, in whatever header an API has them.
"""

from urllib.parse import urljoin, urlsplit

from msgspec.structs import replace

from shelfwire_client.core.call import Answer, Request
from shelfwire_client.core.errors import APIStatusError, status_error

__all__ = ["REDIRECTS_MAX", "followed", "is_redirection", "redirection_error"]

REDIRECTS_MAX = 5
"""How often one request may be sent elsewhere; whoever is sent more often goes round in circles."""

_ANY_METHOD = frozenset({307, 308})
_REDIRECTIONS = _ANY_METHOD | {301, 302, 303}
_PORTS = {"http": 80, "https": 443}


def is_redirection(answer: Answer) -> bool:
    """Tell whether an answer sends the request elsewhere."""
    return answer.status_code in _REDIRECTIONS and "location" in answer.headers


def followed(request: Request, answer: Answer) -> Request | None:
    """Give the request that an answer asks for; None where it would be another, or go to another server.

    Args:
        request: what was sent.
        answer: sends it elsewhere.
    """
    if request.method != "GET" and answer.status_code not in _ANY_METHOD:
        return None
    try:
        url = urljoin(request.url, answer.headers["location"]).partition("#")[0]
        old, new = _origin(request.url), _origin(url)
    except ValueError:
        return None
    is_upgrade = (old[0], old[2], new[0], new[2]) == ("http", 80, "https", 443) and old[1] == new[1]
    return replace(request, url=url) if new == old or is_upgrade else None


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise ValueError("it has a user name")
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def redirection_error(answer: Answer) -> APIStatusError:
    """Make the error of an answer that is not followed."""
    return status_error(
        f"the server sends this request to {answer.headers['location']}, where it was not sent: "
        "if that is where the API is, set the base URL accordingly",
        status_code=answer.status_code,
        headers=answer.headers,
        body=None,
    )

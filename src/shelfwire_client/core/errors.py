"""What can go wrong with a call: one class for each kind, told apart by what a program would do about it.

    ShelfwireClientError
    ├── ConfigurationError            a client cannot be made
    ├── ArgumentError                 a call cannot be right; nothing was sent
    ├── BulkError                     items of a bulk write were refused (`bulk/result.py`)
    │   └── BulkInterrupted           it ended before its time
    └── APIError
        ├── APIConnectionError        the server was not reached, or left in the middle
        │   └── APITimeoutError
        ├── APIResponseValidationError  success, with a body that is no answer of this API
        └── APIStatusError            the server refused: one class for each status

The names are those that SDKs of such APIs share (`colleqtive-sdk` 0.1.1, `_exceptions.py`), so that a program that changes its
import line still catches what it caught.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "ArgumentError",
    "AuthenticationError",
    "BadRequestError",
    "ConfigurationError",
    "ConflictError",
    "Fault",
    "InternalServerError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "ShelfwireClientError",
    "UnprocessableEntityError",
    "status_error",
]

_SERVER_ERROR = 500


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong with a request, as far as the API tells it.

    Attributes:
        message: a sentence for a person.
        code: the API's word or number for the kind of fault, as text; empty where it has none.
        position: which item of a bulk request it is about, from 0; None where it is about the whole, or is not told.
        field: the item's field; empty where it is not told.
    """

    message: str
    code: str = ""
    position: int | None = None
    field: str = ""


class ShelfwireClientError(Exception):
    """Every error of this package; it can be pickled, as what a process of a pool raises must be."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _made_again, (type(self), self.args), self.__dict__


def _made_again(kind: type[ShelfwireClientError], arguments: tuple[Any, ...]) -> ShelfwireClientError:
    """Make an error without its constructor, which takes more than the text that an exception keeps."""
    return kind.__new__(kind, *arguments)


class ConfigurationError(ShelfwireClientError, ValueError):
    """A client cannot be made: something is missing or contradicts itself; the text says what, and what to set."""


class ArgumentError(ShelfwireClientError, ValueError):
    """A call cannot be right whatever the server says; nothing was sent."""


class APIError(ShelfwireClientError):
    """A call failed.

    Attributes:
        message: what happened, for a person.
    """

    def __init__(self, message: str) -> None:
        """Keep what happened."""
        super().__init__(message)
        self.message = message


class APIConnectionError(APIError):
    """The server was not reached, or left in the middle, on the last try; the cause is in `__cause__`.

    Whether it carried out the request is not known.
    """


class APITimeoutError(APIConnectionError):
    """The server did not answer within the time-out, on the last try."""


class APIResponseValidationError(APIError):
    """The server answered success with a body that is no answer of its API.

    Attributes:
        status_code: of the answer.
        body: as it came.
    """

    def __init__(self, message: str, *, status_code: int, body: bytes) -> None:
        """Keep the answer."""
        super().__init__(message)
        self.status_code = status_code
        self.body = body


class APIStatusError(APIError):
    """The server refused the request.

    Attributes:
        status_code: the HTTP status; where an API has its own within an answer, that one.
        request_id: what the server's log knows the request by, or None.
        headers: of the answer, names in lower case.
        body: the answer's JSON, or its text where it is none.
        errors: what is wrong, one by one, as far as the API tells it.
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        headers: Mapping[str, str],
        body: Any,  # noqa: ANN401 - whatever the server sent
        errors: Sequence[Fault] = (),
    ) -> None:
        """Keep what the server said."""
        super().__init__(f"HTTP {status_code}: {message}")
        self.status_code = status_code
        self.headers = headers
        self.request_id = headers.get("x-request-id")
        self.body = body
        self.errors = list(errors)


class BadRequestError(APIStatusError):
    """400: the request breaks a rule; nothing was done."""


class AuthenticationError(APIStatusError):
    """401: the credential is missing or not valid."""


class PermissionDeniedError(APIStatusError):
    """403: the credential lacks a permission."""


class NotFoundError(APIStatusError):
    """404: there is no such thing."""


class ConflictError(APIStatusError):
    """409: it contradicts what is there."""


class UnprocessableEntityError(APIStatusError):
    """422: it was understood and cannot be done."""


class RateLimitError(APIStatusError):
    """429: too many requests, on the last try."""


class InternalServerError(APIStatusError):
    """500 and above: the server failed, on the last try; whether the request was carried out is not known."""


_CLASSES: dict[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(
    message: str,
    *,
    status_code: int,
    headers: Mapping[str, str],
    body: Any,  # noqa: ANN401 - whatever the server sent
    errors: Sequence[Fault] = (),
) -> APIStatusError:
    """Make the error of a status from 400 on, of the class that stands for it."""
    default = InternalServerError if status_code >= _SERVER_ERROR else APIStatusError
    kind = _CLASSES.get(status_code, default)
    return kind(message, status_code=status_code, headers=headers, body=body, errors=errors)

# Generated from async_responses.py by tools/sync_twin.py: change that one, then run `make twins`.
"""Answers as they came: whole (`with_raw_response`) or to be read piece by piece (`with_streaming_response`)."""

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from shelfwire_client.core.call import Answer, Call, Headers
from shelfwire_client.core.coding import plain_json

if TYPE_CHECKING:
    from shelfwire_client.core.http import Opened

__all__ = ["RawResponse", "Streamed", "StreamedResponse", "raw", "streamed"]

Parameters = ParamSpec("Parameters")
AnswerT = TypeVar("AnswerT")


class RawResponse(Generic[AnswerT]):
    """A whole answer.

    Attributes:
        status_code: the HTTP status.
        headers: by names in any case.
        content: the body's bytes.
    """

    def __init__(self, call: Call[AnswerT], answer: Answer) -> None:
        """Keep an answer and the call that it is to."""
        self._call = call
        self._answer = answer
        self.status_code = answer.status_code
        self.headers: Headers = answer.headers
        self.content = answer.body

    @property
    def request_id(self) -> str | None:
        """What the server's log knows the request by, where it says."""
        return self.headers.get("x-request-id")

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:  # noqa: ANN401 - any JSON
        """Give the body's JSON, or its text where it is none."""
        return plain_json(self.content)

    def parse(self) -> AnswerT:
        """Give what the method gives without `with_raw_response`."""
        return self._call.parse(self._answer)


class StreamedResponse(Generic[AnswerT]):
    """An answer of success whose body is still to come.

    Attributes:
        status_code: the HTTP status.
        headers: by names in any case.
    """

    def __init__(self, call: Call[AnswerT], answer: Answer) -> None:
        """Keep an answer and the call that it is to."""
        self._call = call
        self._answer = answer
        self._opened: Opened = answer.opened
        self.status_code = answer.status_code
        self.headers: Headers = answer.headers

    def iter_bytes(self) -> Iterator[bytes]:
        """Give the body piece by piece as it comes."""
        yield from self._opened.chunks()

    def read(self) -> bytes:
        """Give the whole body."""
        return self._opened.read()

    def parse(self) -> AnswerT:
        """Read the whole body and give what the method gives without `with_streaming_response`."""
        return self._call.parse(Answer(self.status_code, self.headers, self.read()))

    def close(self) -> None:
        """Leave the rest of the body."""
        self._opened.close()


class Streamed(Generic[AnswerT]):
    """An `with` block in which an answer can be streamed; at its end the connection is free again."""

    def __init__(self, opening: Callable[[], StreamedResponse[AnswerT]]) -> None:
        """Send nothing before the block is entered."""
        self._opening = opening

    def __enter__(self) -> StreamedResponse[AnswerT]:
        self._response = self._opening()
        return self._response

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._response.close()


def raw(
    method: Callable[Parameters, AnswerT],
) -> Callable[Parameters, RawResponse[AnswerT]]:
    """Give a method of a resource that is in raw mode its true type."""
    return method  # type: ignore[return-value] # the mode of its resource makes it so


def streamed(
    method: Callable[Parameters, AnswerT],
) -> Callable[Parameters, Streamed[AnswerT]]:
    """Make a method of a resource that is in streaming mode one that is used in a `with` block."""

    def streamed(*arguments: Parameters.args, **named: Parameters.kwargs) -> Streamed[AnswerT]:
        opening: Any = method
        return Streamed(lambda: opening(*arguments, **named))

    return streamed

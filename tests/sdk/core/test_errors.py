"""What a program gets to know of a call that failed."""

import httpx2
import pytest

import shelfwire_client
from shelfwire_client.core.errors import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
    ArgumentError,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    Fault,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ShelfwireClientError,
    UnprocessableEntityError,
    status_error,
)
from tests.sdk.core.conftest import Talk

CLASSES = {
    400: BadRequestError,
    401: AuthenticationError,
    402: APIStatusError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    410: APIStatusError,
    413: APIStatusError,
    422: UnprocessableEntityError,
    429: RateLimitError,
    499: APIStatusError,
    500: InternalServerError,
    503: InternalServerError,
    599: InternalServerError,
}


@pytest.mark.parametrize(("status_code", "kind_of_error"), CLASSES.items())
def test_each_status_has_its_class(talk: Talk, status_code: int, kind_of_error: type[APIStatusError]) -> None:
    body = {"message": "No.", "errors": [{"index": 2, "field": "price", "problem": "is no number"}]}
    talk.answers.append(httpx2.Response(status_code, json=body, headers={"X-Request-Id": "r1", "X-Other": "o"}))
    with pytest.raises(APIStatusError) as caught:
        talk.client(max_retries=0).products.create_products(body=[])
    error = caught.value
    assert type(error) is kind_of_error
    assert (error.status_code, error.request_id, error.body) == (status_code, "r1", body)
    assert error.message == str(error) == f"HTTP {status_code}: No."
    assert error.errors == [Fault("is no number", position=2, field="price")]
    assert error.headers["x-other"] == "o"


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b"<html>Bad Gateway</html>", "<html>Bad Gateway</html>"),
        (b"", ""),
        (b"\xff\x00", "\ufffd\x00"),
        (b"[" * 100_000, "[" * 100_000),
        (b"[1]", [1]),
        (b"null", None),
        (
            b'{"message": 5, "errors": [null, {"index": "x", "field": 1}]}',
            {"message": 5, "errors": [None, {"index": "x", "field": 1}]},
        ),
    ],
    ids=["html", "empty", "no text", "deep", "list", "null", "wrong types"],
)
def test_a_refusal_is_told_whatever_its_body_is(talk: Talk, body: bytes, read: object) -> None:
    talk.answers.append(httpx2.Response(400, content=body))
    with pytest.raises(BadRequestError) as caught:
        talk.client().products.create_products(body=[])
    assert (caught.value.body, caught.value.request_id) == (read, None)


def test_a_refusal_has_a_note_of_the_address_that_gave_it(talk: Talk) -> None:
    talk.answers.append(httpx2.Response(404))
    with pytest.raises(NotFoundError) as caught:
        talk.client().products.delete_products(product_number=["1"])
    assert caught.value.__notes__ == ["It was the answer to DELETE http://api.example/base/api/v2/public/products."]


def test_the_classes_form_the_tree_that_is_drawn() -> None:
    assert issubclass(APITimeoutError, APIConnectionError)
    for kind_of_error in (APIConnectionError, APIResponseValidationError, APIStatusError):
        assert issubclass(kind_of_error, APIError)
    for kind_of_status in set(CLASSES.values()):
        assert issubclass(kind_of_status, APIStatusError)
    for kind_of_mistake in (ConfigurationError, ArgumentError):
        assert issubclass(kind_of_mistake, ValueError)
        assert not issubclass(kind_of_mistake, APIError)
    errors = [getattr(shelfwire_client, name) for name in dir(shelfwire_client) if name.endswith("Error")]
    assert all(issubclass(error, ShelfwireClientError) for error in errors)


def test_a_connection_that_failed_is_told_by_its_cause(talk: Talk) -> None:
    talk.answers.append(httpx2.ConnectError("refused"))
    with pytest.raises(APIConnectionError, match=r"^POST http://[a-z./0-9]+/products had no answer: refused") as caught:
        talk.client(max_retries=0).products.create_products(body=[])
    assert isinstance(caught.value.__cause__, httpx2.ConnectError)


def test_an_error_of_a_status_can_be_made_without_faults() -> None:
    error = status_error("No.", status_code=418, headers={}, body=None)
    assert (type(error), error.errors, error.request_id) == (APIStatusError, [], None)

"""The shape in which each API refuses, as the issue and the design ask for it."""

from typing import Any

__all__ = ["assert_refused", "unauthenticated_status"]

PASSING = {408, 429, 503, 507}
"""Statuses of refusals that pass by themselves."""


def unauthenticated_status(dialect: str) -> int:
    """Give the status of a credential that opens nothing: VendNovation's gateway says 403."""
    return 403 if dialect == "vendnovation" else 401


def assert_refused(dialect: str, answer: Any, status: int) -> Any:
    """See that an answer is a refusal in the API's own shape, and give its body."""
    assert isinstance(answer.headers, dict)
    body = answer.json
    media_types = ("application/json", "text/json") if dialect == "cin7" else ("application/json",)
    assert answer.headers["content-type"].startswith(media_types)
    assert answer.headers["x-request-id"]
    if dialect == "lana":
        assert_refused_by_lana(answer, body, status)
    else:
        assert answer.status == status, body
        assert_refused_by_another(dialect, answer, body, status)
    if answer.status in PASSING - {408}:
        assert int(answer.headers["retry-after"]) >= 1
    if answer.status == 405:
        assert answer.headers["allow"]
    return body


LANA_CODES = {
    400: {1000, 1030, 1131, 1132, 1150},
    401: {401, 996, 999},
    403: {997},
    404: {404},
    405: {1150},
    408: {1150},
    413: {1146},
    415: {1150},
    429: {429},
    503: {1153},
    507: {500},
}
"""The codes of Lana's own list that go with a status."""


def assert_refused_by_lana(answer: Any, body: Any, status: int) -> None:
    """See that Lana's clients can read it.

    A relay answers an array whatever happens. GraphQL answers 200 with nulls for fields that were refused.
    """
    if isinstance(body, list):
        assert answer.status == (429 if status == 429 else 200)
        assert all(set(element) == {"status", "error"} for element in body)
        assert body[0]["status"] == status
        error = body[0]["error"]
    elif "errors" in body:
        assert answer.status in (status, 200)
        assert {"errors"} <= set(body) <= {"errors", "data"}
        assert "data" in body or answer.status == status
        assert set((body.get("data") or {"": None}).values()) == {None}
        error = body["errors"][0]["apiError"]
        assert body["errors"][0]["message"] == error["message"]
    else:
        assert (answer.status, set(body), body["status"]) == (status, {"status", "error"}, status), body
        error = body["error"]
    assert {"code", "message"} <= set(error) <= {"code", "message", "field", "meta"}
    assert error["code"] in LANA_CODES[status]
    assert len(error["message"]) > 1


def assert_refused_by_another(dialect: str, answer: Any, body: Any, status: int) -> None:
    """See that a refusal has a message at its top, and what else its API puts there."""
    assert isinstance(body["message"], str)
    assert len(body["message"]) > 1
    if dialect == "colleqtive":
        assert set(body) == {"success", "data", "message", "errors", "error_count"}
        assert (body["success"], body["data"]) == (False, None)
        assert ("x-should-retry" in answer.headers) == (status not in PASSING)
    elif dialect == "cin7":
        assert set(body) <= {"message", "modelState"}
        if status == 401:
            assert answer.headers["www-authenticate"].startswith("Basic")
    else:
        assert set(body) <= {"message", "errors"}

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
    assert answer.status == status, body
    media_types = ("application/json", "text/json") if dialect == "cin7" else ("application/json",)
    assert answer.headers["content-type"].startswith(media_types)
    assert answer.headers["x-request-id"]
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
    if status in PASSING - {408}:
        assert int(answer.headers["retry-after"]) >= 1
    if status == 405:
        assert answer.headers["allow"]
    return body

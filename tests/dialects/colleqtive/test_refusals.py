"""Refusals in this API's own shape, and where the credential is found."""

import json

import pytest

from shelfwire.access.caller import Presented
from shelfwire.dialects.colleqtive.routes import COLLEQTIVE
from shelfwire.dialects.contract import Head, Refusal, RefusalCode


def head(**headers: str) -> Head:
    return Head("GET", "/api/v2/public/products", (), headers, {}, "request")


def test_a_permanent_refusal_says_that_trying_again_cannot_help() -> None:
    reply = COLLEQTIVE.refuse(Refusal(404, RefusalCode.NOT_FOUND, "There is nothing here."))
    assert (reply.status, dict(reply.headers)) == (404, {"content-type": "application/json", "x-should-retry": "false"})
    assert json.loads(reply.body) == {
        "success": False,
        "data": None,
        "message": "There is nothing here.",
        "errors": [],
        "error_count": 0,
    }


@pytest.mark.parametrize("status", [429, 503])
def test_a_passing_refusal_says_when_to_try_again(status: int) -> None:
    reply = COLLEQTIVE.refuse(Refusal(status, RefusalCode.BUSY, "Busy.", retry_after_seconds=3))
    assert (reply.status, dict(reply.headers)) == (status, {"content-type": "application/json", "retry-after": "3"})


def test_a_missing_credential_is_told_how_to_send_one() -> None:
    reply = COLLEQTIVE.refuse(Refusal(401, RefusalCode.UNAUTHENTICATED, "No token."))
    assert dict(reply.headers)["www-authenticate"] == "Bearer"


def test_a_missing_permission_is_named_once() -> None:
    for text in ("This key lacks products.flush.", "This key may not."):
        refusal = Refusal(403, RefusalCode.FORBIDDEN, text, missing_permissions=("products.flush",))
        message = json.loads(COLLEQTIVE.refuse(refusal).body)["message"]
        assert message.count("products.flush") == 1


def test_headers_that_belong_to_a_refusal_are_kept() -> None:
    refusal = Refusal(405, RefusalCode.METHOD_NOT_ALLOWED, "No.", headers=(("allow", "GET, POST"),))
    assert dict(COLLEQTIVE.refuse(refusal).headers)["allow"] == "GET, POST"


@pytest.mark.parametrize(
    ("value", "secret"),
    [
        ("tok123", "tok123"),
        ("Bearer tok123", "tok123"),
        ("bEARER   tok123 ", "tok123"),
        (" tok123 ", "tok123"),
        ("Bearer", None),
        ("Bearer ", None),
        ("", None),
    ],
)
def test_the_token_comes_bare_or_after_bearer(value: str, secret: str | None) -> None:
    assert COLLEQTIVE.presented(head(authorization=value)) == Presented(secret)


def test_no_authorization_is_no_token() -> None:
    assert COLLEQTIVE.presented(head()) == Presented(None)

"""Refusals in this API's own shape, and where the credential is found."""

import base64
import json

import pytest

from shelfwire.access.caller import Presented
from shelfwire.dialects.cin7.routes import CIN7
from shelfwire.dialects.contract import Head, Refusal, RefusalCode


def head(**headers: str) -> Head:
    return Head("GET", "/api/v1/Products", (), headers, {}, "request")


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def test_a_refusal_is_a_message() -> None:
    reply = CIN7.refuse(Refusal(404, RefusalCode.NOT_FOUND, "There is nothing here."))
    assert (reply.status, dict(reply.headers)) == (404, {"content-type": "application/json"})
    assert json.loads(reply.body) == {"message": "There is nothing here."}


def test_malformed_json_has_a_model_state() -> None:
    reply = CIN7.refuse(Refusal(400, RefusalCode.MALFORMED_JSON, "It ends too early."))
    assert json.loads(reply.body) == {"message": "It ends too early.", "modelState": {"": ["It ends too early."]}}


@pytest.mark.parametrize("status", [429, 503])
def test_a_passing_refusal_says_when_to_try_again(status: int) -> None:
    reply = CIN7.refuse(Refusal(status, RefusalCode.BUSY, "Busy.", retry_after_seconds=3))
    assert (reply.status, dict(reply.headers)) == (status, {"content-type": "application/json", "retry-after": "3"})


def test_a_missing_credential_is_told_how_to_send_one() -> None:
    reply = CIN7.refuse(Refusal(401, RefusalCode.UNAUTHENTICATED, "No key."))
    assert dict(reply.headers)["www-authenticate"] == 'Basic realm="Shelfwire", charset="UTF-8"'
    assert json.loads(reply.body) == {"message": "No key."}


def test_a_missing_permission_is_named_once() -> None:
    for text in ("This key lacks products.create.", "This key may not."):
        refusal = Refusal(403, RefusalCode.FORBIDDEN, text, missing_permissions=("products.create",))
        message = json.loads(CIN7.refuse(refusal).body)["message"]
        assert message.count("products.create") == 1


def test_headers_that_belong_to_a_refusal_are_kept() -> None:
    refusal = Refusal(405, RefusalCode.METHOD_NOT_ALLOWED, "No.", headers=(("allow", "GET, POST"),))
    assert dict(CIN7.refuse(refusal).headers)["allow"] == "GET, POST"


@pytest.mark.parametrize(
    ("value", "presented"),
    [
        (basic("catalog1:sw_key"), Presented("sw_key", "catalog1")),
        (basic("catalog1:a:b"), Presented("a:b", "catalog1")),
        (basic("catalog1:sw_key").replace("Basic ", "bASIC   ") + " ", Presented("sw_key", "catalog1")),
        (basic(":sw_key"), Presented("sw_key", "")),
        (basic("catalog1:"), Presented(None, "catalog1")),
        (basic("ü:ß"), Presented("ß", "ü")),
        (basic("no colon"), Presented(None)),
        ("Basic not-base64!", Presented(None)),
        ("Basic /w==", Presented(None)),
        ("Basic", Presented(None)),
        ("Basic \u00e9\u00e9\u00e9\u00e9", Presented(None)),
        ("Bearer abc", Presented(None)),
        ("sw_key", Presented(None)),
        ("", Presented(None)),
    ],
)
def test_username_and_key_come_by_basic_authentication(value: str, presented: Presented) -> None:
    found = CIN7.presented(head(authorization=value))
    assert (found.secret, found.username, found.token) == (presented.secret, presented.username, None)


def test_no_authorization_is_no_credential() -> None:
    assert CIN7.presented(head()) == Presented(None)

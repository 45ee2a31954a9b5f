"""Who may: tokens that are missing, wrong, revoked or over, permissions, and the shop that a request names."""

from typing import Any

import jwt
import pytest

from shelfwire.access import credentials
from shelfwire.catalog.public_numbers import public_number
from tests.dialects.lana.conftest import SECOND, Answer, LanaShop
from tests.dialects.lana.test_create import pd

A_DAY = 24 * 60 * 60 * SECOND
REASONS = {
    "code": 999,
    "message": "This credential is not one that Shelfwire gave out, or it was mistyped or cut off.",
}


def failed(answer: Answer) -> tuple[int, Any]:
    """Give status and error of an answer in the shape of the JSON paths."""
    assert answer.headers["content-type"] == "application/json"
    assert (answer.body.keys(), answer.body["status"]) == ({"status", "error"}, answer.status)
    return answer.status, answer.body["error"]


def both(shop: LanaShop, token: str) -> tuple[int, Any]:
    """Ask directly and in a relay, see that both are refused alike, and say how."""
    direct = failed(shop.create({"title": "a"}, token=token))
    (element,) = shop.good(shop.relay(shop.creation({"title": "a"}), token=token))
    assert element == {"status": direct[0], "error": direct[1]}
    assert shop.titles() == []
    return direct


def test_no_token_is_401(shop: LanaShop) -> None:
    assert both(shop, "") == (401, {"code": 401, "message": "This request carries no credential."})


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "TOKEN"])
def test_only_a_bearer_token_is_a_token(shop: LanaShop, authorization: str) -> None:
    sent = authorization.replace("TOKEN", shop.token)
    status, error = failed(shop.send("GET", "/shops.json", token="", authorization=sent))
    assert (status, error["code"]) == (401, 401)


@pytest.mark.parametrize("word", ["Bearer", "bearer", "BEARER"])
def test_the_word_before_the_token_may_be_in_any_case(shop: LanaShop, word: str) -> None:
    shop.good(shop.send("GET", "/shops.json", token="", authorization=f"{word}  {shop.token} "))


@pytest.mark.parametrize("token", ["x", "a.b.c", "é", "x" * 5_000])
def test_a_token_that_is_none_of_ours_is_999(shop: LanaShop, token: str) -> None:
    status, error = both(shop, token)
    assert (status, error["code"]) == (401, 999)


def test_a_token_with_a_changed_signature_or_claim_is_999(shop: LanaShop) -> None:
    header, claims, signature = shop.token.split(".")
    forged = jwt.encode(jwt.decode(shop.token, options={"verify_signature": False}), "x" * 32, algorithm="HS256")
    plain = jwt.encode({"shop_id": shop.shop_id, "exp": 2**40, "wexp": 2**40}, None, algorithm="none")
    for token in (f"{header}.{claims}.{signature[::-1]}", f"{header}.{claims}.", forged, plain):
        status, error = both(shop, token)
        assert (status, error["code"]) == (401, 999)


def test_the_token_of_another_api_is_999(shop: LanaShop) -> None:
    status, error = both(shop, shop.new_key(dialect="colleqtive").secret)
    assert (status, error) == (401, {"code": 999, "message": "This credential is not valid for this API."})


def test_a_revoked_token_dies_at_once(shop: LanaShop) -> None:
    key = shop.new_key()
    shop.good(shop.send("GET", "/shops.json", token=key.secret))
    shop.wait(credentials.revoke(shop.store, key.row.credential_id, shop.now))
    assert both(shop, key.secret) == (
        401,
        {"code": 999, "message": "This credential was revoked; ask for a new one."},
    )


def test_a_token_that_has_ended_is_999(shop: LanaShop) -> None:
    token = shop.new_key(expires_days=1).secret
    shop.now += A_DAY - SECOND
    shop.good(shop.send("GET", "/shops.json", token=token))
    shop.now += SECOND
    assert both(shop, token) == (401, {"code": 999, "message": "This credential has expired; ask for a new one."})


def test_a_token_that_has_ended_for_writing_reads_and_does_not_write(shop: LanaShop) -> None:
    (first,) = shop.titled("a")
    token = shop.new_key(expires_days=2, write_expires_days=1).secret
    shop.now += A_DAY - SECOND
    shop.good(shop.modify(first, {"title": "b"}, token=token))
    shop.now += SECOND
    error = {
        "code": 996,
        "message": "This token has ended for writing (wexp); it still reads. Ask for a new one.",
    }
    for answer in (
        shop.create({"title": "x"}, token=token),
        shop.modify(first, {"title": "x"}, token=token),
        shop.delete(first, token=token),
    ):
        assert failed(answer) == (401, error)
    reads = [
        {"method": "GET", "url": shop.target("products.json", ids=first, fields="title")},
        {"method": "GET", "url": shop.target("products/page.json", fields="title")},
    ]
    got, paged, refused = shop.good(shop.relay(*reads, shop.creation({"title": "x"}), token=token))
    assert (got["response"], paged["response"]["items"]) == ([{"title": "b"}], [{"title": "b"}])
    assert refused == {"status": 401, "error": error}
    assert shop.titles() == ["b"]


def test_the_claims_are_those_that_clients_read(shop: LanaShop) -> None:
    token = shop.new_key(expires_days=2, write_expires_days=1).secret
    claims = jwt.decode(token, options={"verify_signature": False})
    now = shop.now // SECOND
    days = A_DAY // SECOND
    assert (claims["shop_id"], claims["exp"], claims["wexp"]) == (shop.shop_id, now + 2 * days, now + days)


@pytest.mark.parametrize(
    ("permission", "method", "path", "ids"),
    [
        ("products.create", "POST", "products.json", None),
        ("products.modify", "POST", "products.json", "pd_1"),
        ("products.delete", "DELETE", "products.json", "pd_1"),
        ("products.read", "GET", "products.json", "pd_1"),
        ("products.read", "GET", "products/page.json", None),
    ],
)
def test_an_operation_needs_its_permission(
    shop: LanaShop, permission: str, method: str, path: str, ids: str | None
) -> None:
    others = {"products.read", "products.create", "products.modify", "products.delete"} - {permission}
    token = shop.new_key(*others).secret
    target = shop.target(path, ids=ids)
    status, error = failed(shop.send(method, f"/{target}", [{"title": "a"}], token=token))
    assert (status, error["code"], error["meta"]) == (403, 997, {"bits": [permission]})
    assert permission in error["message"]
    item = {"method": method, "url": target, "request": [{"title": "a"}]}
    (element,) = shop.good(shop.relay(item, token=token))
    assert (element["status"], element["error"]["code"], element["error"]["meta"]) == (403, 997, {"bits": [permission]})


@pytest.mark.parametrize(
    ("shop_id", "status", "code"),
    [
        ("", 400, 1000),
        (None, 400, 1000),
        ("1", 400, 1000),
        (pd(1), 400, 1000),
        ("sh_", 404, 404),
        ("sh_EQzGqWoY", 404, 404),
        ("sh_" + public_number(2), 404, 404),
    ],
)
def test_the_shop_that_a_request_names_is_the_one_of_its_token(
    shop: LanaShop, shop_id: str | None, status: int, code: int
) -> None:
    shop.wait(credentials.create_catalog(shop.store, "another", shop.now))
    for method, path in (("POST", "/products.json"), ("GET", "/products/page.json"), ("DELETE", "/products.json")):
        target = shop.target(path, ids=pd(1) if method == "DELETE" else None, shop_id=shop_id)
        got, error = failed(shop.send(method, target, [{"title": "a"}] if method == "POST" else b""))
        assert (got, error["code"]) == (status, code)
        if code == 1000:
            problem = "invalid_identifier" if shop_id else "mandatory"
            assert error["meta"]["fields"] == [{"field": "shop_id", "problem": problem, "min": 0, "max": 0}]
    assert shop.titles() == []

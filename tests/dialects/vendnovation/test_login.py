"""Who is let in: the key, the login, the access token and its end, and what the token routes say."""

import pytest

from shelfwire.access import credentials
from shelfwire.access.caller import PRODUCTS_READ
from shelfwire.access.sessions import SESSION_SECONDS
from tests.dialects.vendnovation.conftest import Answer, Shop

SECOND = 1_000_000
NOT_VALID = "This credential is not valid for this API."
LOG_IN = "The access token is missing or has ended; log in again."


def said(answer: Answer) -> tuple[int, str]:
    """Give status and message of an answer that holds nothing else."""
    assert answer.body.keys() == {"message"}
    assert answer.headers["content-type"] == "application/json"
    return answer.status, answer.body["message"]


def test_a_login_gives_an_access_token_for_three_days(shop: Shop) -> None:
    login = {name: shop.key.client_fields[name] for name in ("username", "password")}
    answer = shop.ask("POST", "/authenticate", login, headers={"x-api-key": shop.key.secret})
    assert (answer.status, answer.body.keys()) == (200, {"accessToken", "expiresUtc"})
    assert answer.body["expiresUtc"] == "2026-09-24T14:13:20"
    headers = {"x-api-key": shop.key.secret, "access-token": answer.body["accessToken"]}
    shop.now += SESSION_SECONDS * SECOND - 1
    assert shop.ask("POST", "/products", headers=headers).body == []
    shop.now += 1
    assert said(shop.ask("POST", "/products", headers=headers)) == (403, LOG_IN)
    assert said(shop.ask("PUT", "/products", [], headers=headers)) == (403, LOG_IN)
    assert shop.ask("POST", "/products", headers=shop.logged_in(shop.key)).body == []


@pytest.mark.parametrize(
    "wrong",
    [{"username": "somebody"}, {"password": "wrong"}, {"username": ""}, {"password": ""}, {"password": "\x00é"}],
)
def test_a_wrong_username_or_password_opens_nothing(shop: Shop, wrong: dict[str, str]) -> None:
    login = {name: shop.key.client_fields[name] for name in ("username", "password")}
    answer = shop.ask("POST", "/authenticate", login | wrong, headers={"x-api-key": shop.key.secret})
    assert said(answer) == (403, "The username or the password is wrong.")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"username":"a"}', "The body must be an object with the texts username and password."),
        (b'{"username":1,"password":"b"}', "The body must be an object with the texts username and password."),
        (b"[]", "The body must be an object with the texts username and password."),
        (b"", "The body is not well-formed JSON: it ends too early, at byte 0."),
        (b'{"username":"\\ud800"}', "The body is not well-formed JSON: half of a surrogate pair stands alone at byte 13."),
    ],
)  # fmt: skip
def test_a_login_without_both_texts_is_refused(shop: Shop, body: bytes, message: str) -> None:
    assert said(shop.ask("POST", "/authenticate", body, headers={"x-api-key": shop.key.secret})) == (400, message)


@pytest.mark.parametrize("route", ["/products", "/authenticate", "/token-test", "/token-info"])
def test_a_key_that_is_missing_wrong_or_of_another_api_is_403(shop: Shop, route: str) -> None:
    other = shop.new_key(dialect="colleqtive").secret
    token = shop.headers["access-token"]
    body = {"username": "a", "password": "b"}
    missing = shop.ask("POST", route, body, headers={"access-token": token})
    assert (missing.status, missing.body.keys()) == (403, {"message"})
    assert shop.ask("POST", route, body, headers={"x-api-key": "  "}).status == 403
    assert said(shop.ask("POST", route, body, headers={"x-api-key": other, "access-token": token})) == (403, NOT_VALID)
    wrong = shop.ask("POST", route, body, headers={"x-api-key": "é" * 40, "access-token": token})
    assert (wrong.status, wrong.body.keys()) == (403, {"message"})


@pytest.mark.parametrize("token", [None, "", "nonsense", "é", "=" * 80, "A" * 65_000])
def test_products_need_an_access_token_beside_the_key(shop: Shop, token: str | None) -> None:
    headers = {"x-api-key": shop.key.secret} | ({} if token is None else {"access-token": token})
    assert said(shop.ask("POST", "/products", headers=headers)) == (403, LOG_IN)
    assert said(shop.ask("PUT", "/products", [], headers=headers)) == (403, LOG_IN)


def test_an_access_token_opens_nothing_with_another_key_not_even_of_the_same_catalog(shop: Shop) -> None:
    other = shop.new_key()
    headers = {"x-api-key": other.secret, "access-token": shop.headers["access-token"]}
    assert said(shop.ask("POST", "/products", headers=headers)) == (403, LOG_IN)
    assert shop.ask("POST", "/products", headers=shop.logged_in(other)).status == 200


def test_a_password_of_another_key_logs_nobody_in(shop: Shop) -> None:
    other = shop.new_key()
    login = {name: other.client_fields[name] for name in ("username", "password")}
    answer = shop.ask("POST", "/authenticate", login, headers={"x-api-key": shop.key.secret})
    assert said(answer) == (403, "The username or the password is wrong.")


def test_a_revoked_key_ends_its_access_token_at_once(shop: Shop) -> None:
    assert shop.ask("POST", "/products").status == 200
    shop.wait(credentials.revoke(shop.store, shop.key.row.credential_id, shop.now))
    revoked = (403, "This credential was revoked; ask for a new one.")
    assert said(shop.ask("POST", "/products")) == revoked
    assert said(shop.ask("PUT", "/products", [])) == revoked
    assert said(shop.ask("POST", "/token-info")) == revoked


def test_the_token_test_needs_the_key_alone_and_no_body(shop: Shop) -> None:
    answer = shop.ask("POST", "/token-test", headers={"x-api-key": shop.key.secret})
    assert said(answer) == (200, "The key is valid.")
    typed = {"x-api-key": shop.key.secret, "content-type": "text/plain"}
    assert said(shop.ask("POST", "/token-test", b"anything", headers=typed)) == (200, "The key is valid.")


def test_the_token_info_says_what_the_key_opens_and_when_the_access_token_ends(shop: Shop) -> None:
    key = shop.new_key(PRODUCTS_READ)
    answer = shop.ask("POST", "/token-info", headers={"x-api-key": key.secret})
    opened = {"organizationId": 1, "permissions": ["products.read"], "accessTokenExpiresUtc": None}
    assert (answer.status, answer.body) == (200, opened)
    headers = shop.logged_in(key)
    answer = shop.ask("POST", "/token-info", headers=headers)
    assert (answer.status, answer.body) == (200, opened | {"accessTokenExpiresUtc": "2026-09-24T14:13:20"})
    shop.now += SESSION_SECONDS * SECOND
    ended = (403, "The access token has ended or is none; log in again.")
    assert said(shop.ask("POST", "/token-info", headers=headers)) == ended


@pytest.mark.parametrize("stage", ["prod", "test", "v2.1"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_every_stage_answers_alike_with_and_without_a_slash_at_the_end(shop: Shop, stage: str, slash: str) -> None:
    base = f"/vendor/{stage}"
    assert shop.send("PUT", f"{base}/products{slash}", [{"name": "a"}], shop.headers).body == [1]
    assert len(shop.send("POST", f"{base}/products{slash}", headers=shop.headers).body) == 1
    assert shop.send("POST", f"{base}/token-test{slash}", headers=shop.headers).status == 200
    assert shop.send("POST", f"{base}/token-info{slash}", headers=shop.headers).body["organizationId"] == 1
    assert shop.send("POST", f"{base}/authenticate{slash}", {"username": ""}, shop.headers).status == 400


def test_what_is_not_there_is_refused_in_this_apis_shape(shop: Shop) -> None:
    for path in ("/vendor/prod/products/variants", "/vendor/live/products", "/vendor/", "/vendor/prod/Products"):
        answer = shop.send("POST", path, headers=shop.headers)
        assert (answer.status, answer.body.keys()) == (404, {"message"})
    answer = shop.ask("GET", "/products")
    assert (answer.status, answer.body.keys(), answer.headers["allow"]) == (405, {"message"}, "POST, PUT")

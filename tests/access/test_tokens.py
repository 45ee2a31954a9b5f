"""Credentials whose secret is a signed token that the client reads."""

import base64
import hashlib
import hmac
import json
import re
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire.access import credentials, tokens
from shelfwire.access.caller import Caller
from shelfwire.access.credentials import NewCredential
from shelfwire.access.gate import Gate
from shelfwire.access.tokens import TOKEN_END, TokenEnds, new_token, read_token
from shelfwire.settings import Settings
from shelfwire.storage.port import CredentialRow
from tests.access.conftest import House

DAY = 86_400_000_000
DEFAULT = frozenset({"products.read", "products.create", "products.modify", "products.delete"})
NOT_VALID = ("unknown", "This credential is not valid for this API.")
MISTYPED = ("unknown", "This credential is not one that Shelfwire gave out, or it was mistyped or cut off.")

KEY = bytes(range(32))
SIGNED_WITH = hmac.new(KEY, b"shelfwire json web token 1", hashlib.sha256).digest()
ENDS = TokenEnds(1_800_000_000_000_000, 1_750_000_000_000_000)


@pytest.fixture
def made(house: House) -> NewCredential:
    """Give a credential without an end."""
    house.catalog("one")
    return house.key("one", dialect="lana")


def claims(token: str) -> dict[str, Any]:
    read: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return read


def part(value: object) -> str:
    """Write one part of a token."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_token_names_its_shop_and_its_ends_in_seconds(house: House, made: NewCredential) -> None:
    said = claims(made.secret)
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", said.pop("jti"))
    assert said == {"iat": 1_700_000_000, "shop_id": "sh_RuopesVd", "exp": 4_102_444_800, "wexp": 4_102_444_800}
    assert jwt.get_unverified_header(made.secret) == {"alg": "HS256", "typ": "JWT"}
    assert made.client_fields == {"token": made.secret, "shop_id": "sh_RuopesVd"}
    assert made.secret not in repr(made)


def test_a_token_is_stored_as_its_hash_like_every_secret(house: House, made: NewCredential) -> None:
    assert made.row == CredentialRow(
        credential_id=1,
        catalog_id=1,
        dialect="lana",
        secret_hash=hashlib.sha256(made.secret.encode()).digest(),
        permissions=tuple(sorted(DEFAULT)),
        created_at=house.microseconds,
    )
    assert house.wait(credentials.list_credentials(house.store)) == [(made.row, "one")]


def test_no_two_tokens_are_equal(house: House, made: NewCredential) -> None:
    other = house.key("one", dialect="lana")
    assert claims(other.secret) | {"jti": ""} == claims(made.secret) | {"jti": ""}
    assert other.secret != made.secret


def test_a_token_says_who_calls_and_until_when_they_may_write(house: House, made: NewCredential) -> None:
    assert house.who(made.secret, "lana") == Caller(1, 1, "lana", DEFAULT, TOKEN_END)
    shorter = house.key("one", dialect="lana", expires_days=3, write_expires_days=1)
    assert house.who(shorter.secret, "lana") == Caller(2, 1, "lana", DEFAULT, house.microseconds + DAY)
    same = house.key("one", dialect="lana", expires_days=3)
    assert house.who(same.secret, "lana").writes_until == house.microseconds + 3 * DAY


def test_the_end_for_writing_is_never_behind_that_of_the_token(house: House) -> None:
    house.catalog("one")
    made = house.key("one", dialect="lana", write_expires_days=36_500)
    assert (claims(made.secret)["exp"], claims(made.secret)["wexp"]) == (4_102_444_800, 4_102_444_800)


def test_a_token_opens_until_it_ends_and_longer_than_it_writes(house: House) -> None:
    house.catalog("one")
    made = house.key("one", dialect="lana", expires_days=2, write_expires_days=1)
    writes_until = house.microseconds + DAY
    house.microseconds += 2 * DAY - 1
    assert house.who(made.secret, "lana").writes_until == writes_until
    house.microseconds += 1
    assert house.denied(made.secret, "lana") == ("expired", "This credential has expired; ask for a new one.")


def test_a_token_without_an_end_ends_with_2099(house: House, made: NewCredential) -> None:
    house.microseconds = TOKEN_END - 1
    assert house.who(made.secret, "lana").credential_id == 1
    house.microseconds += 1
    assert house.denied(made.secret, "lana") == ("expired", "This credential has expired; ask for a new one.")


def test_a_revoked_token_is_dead_at_once_although_it_was_read_before(house: House, made: NewCredential) -> None:
    assert house.who(made.secret, "lana").credential_id == 1
    house.wait(credentials.revoke(house.store, 1, house.microseconds))
    assert house.denied(made.secret, "lana") == ("revoked", "This credential was revoked; ask for a new one.")


def test_a_token_opens_no_other_dialect_and_no_other_secret_opens_its_own(house: House, made: NewCredential) -> None:
    other = house.key("one")
    assert house.denied(made.secret) == ("other_dialect", NOT_VALID[1])
    assert house.denied(other.secret, "lana") == ("other_dialect", NOT_VALID[1])


def test_the_key_is_read_again_by_another_process(house: House, made: NewCredential) -> None:
    gate = Gate(house.store, lambda: house.microseconds, Settings())
    house.gate = gate
    assert house.who(made.secret, "lana") == Caller(1, 1, "lana", DEFAULT, TOKEN_END)


def test_a_token_that_is_stored_but_was_signed_with_another_key_is_unknown(house: House, made: NewCredential) -> None:
    forged = new_token(bytes(32), "sh_RuopesVd", house.microseconds, TokenEnds(TOKEN_END, TOKEN_END))
    row = CredentialRow(0, 1, "lana", credentials.secret_hash(forged), ("products.read",), house.microseconds)
    house.wait(house.store.write(lambda transaction: transaction.create_credential(row), rows=1))
    assert house.denied(forged, "lana") == NOT_VALID


def test_a_secret_that_is_stored_for_a_token_and_is_none_is_unknown(house: House, made: NewCredential) -> None:
    secret = credentials.new_secret()
    row = CredentialRow(0, 1, "lana", credentials.secret_hash(secret), ("products.read",), house.microseconds)
    house.wait(house.store.write(lambda transaction: transaction.create_credential(row), rows=1))
    assert house.denied(secret, "lana") == NOT_VALID


def test_what_has_the_shape_of_a_token_is_not_called_mistyped(house: House, made: NewCredential) -> None:
    head, body, signature = made.secret.split(".")
    forever = part(claims(made.secret) | {"exp": 9_999_999_999})
    for token in (
        f"{head}.{forever}.{signature}",
        f"{head}.{body}.{signature[:-1]}",
        f"{part({'alg': 'none', 'typ': 'JWT'})}.{body}.{signature}",
        f"{part({'alg': 'HS512', 'typ': 'JWT'})}.{body}.{signature}",
        f"{part([[[[]]]])}.{part([[[[]]]])}.{signature}",
        "a.b.c",
    ):
        assert house.denied(token, "lana") == NOT_VALID


def test_what_is_no_token_at_all_is_unknown_and_told_so(house: House, made: NewCredential) -> None:
    head, body, signature = made.secret.split(".")
    for secret in (
        "x",
        "..",
        "\x00",
        "\udcff\x00",
        "é.é.é",
        f"{head}.{body}",
        f"{head}.{body}.",
        f"{made.secret}.{signature}",
        f"{made.secret}\n",
        f"{made.secret}\x00",
        f" {made.secret}",
        f"{head}.{'[' * 1_000_000}.{signature}",
        f"{head}.{'a' * 1_000_000}.{signature}",
        "1" * 1_000_000,
    ):
        assert house.denied(secret, "lana") == MISTYPED
    assert house.denied("", "lana") == ("missing", "This request carries no credential.")


def test_a_token_reads_back_as_it_was_made_with_what_is_less_than_a_second_cut_off() -> None:
    token = new_token(KEY, "sh_RuopesVd", 1, TokenEnds(ENDS.expires_at + 999_999, ENDS.writes_until + 1))
    assert read_token(SIGNED_WITH, token) == ENDS


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "HS384"},
        {"alg": "RS256"},
        {"alg": None},
        {},
        [],
        [[]],
        None,
        1,
        {"alg": "HS256", "crit": []},
    ],
)
def test_only_the_algorithm_that_we_sign_with_is_read(header: object) -> None:
    signed = f"{part(header)}.{part({'exp': 2_000_000_000, 'wexp': 2_000_000_000})}"
    for digest in (hashlib.sha256, hashlib.sha384):
        signature = base64.urlsafe_b64encode(hmac.new(SIGNED_WITH, signed.encode(), digest).digest()).decode()
        assert read_token(SIGNED_WITH, f"{signed}.{signature.rstrip('=')}") is None


@pytest.mark.parametrize("key", [KEY, bytes(32), hashlib.sha256(KEY).digest()])
def test_a_token_that_was_signed_for_another_purpose_is_none(key: bytes) -> None:
    assert read_token(SIGNED_WITH, jwt.encode({"exp": 2_000_000_000, "wexp": 2_000_000_000}, key)) is None


@pytest.mark.parametrize("absent", ["exp", "wexp"])
def test_a_token_without_its_ends_is_none(absent: str) -> None:
    said = {"exp": 2_000_000_000, "wexp": 2_000_000_000}
    del said[absent]
    assert read_token(SIGNED_WITH, jwt.encode(said, SIGNED_WITH)) is None


@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+", fullmatch=True))
def test_no_text_does_more_than_not_to_be_a_token(text: str) -> None:
    assert read_token(SIGNED_WITH, text) is None


@given(st.data())
def test_one_wrong_character_makes_it_none(data: st.DataObject) -> None:
    token = new_token(KEY, "sh_RuopesVd", 1_700_000_000_000_000, ENDS)
    place = data.draw(st.integers(0, len(token) - 2))
    other = data.draw(st.characters().filter(lambda character: character != token[place]))
    assert read_token(SIGNED_WITH, token[:place] + other + token[place + 1 :]) is None


def test_a_signature_is_checked_once_and_only_so_many_are_remembered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.catalog("one")
    monkeypatch.setattr(tokens, "TOKENS_KEPT_MAX", 2, raising=True)
    checked: list[str] = []

    def counted(key: bytes, token: str) -> TokenEnds | None:
        checked.append(token)
        return read_token(key, token)

    monkeypatch.setattr(tokens, "read_token", counted, raising=True)
    first, second, third = (house.key("one", dialect="lana").secret for _ in range(3))
    for secret in (first, first, second, first, third, third, second, first):
        assert house.who(secret, "lana").writes_until == TOKEN_END
    assert checked == [first, second, third, first]

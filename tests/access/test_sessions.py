"""Usernames, logins and the tokens that they give."""

import base64

import pytest

from shelfwire.access import credentials
from shelfwire.access.caller import Caller, Presented
from shelfwire.access.credentials import NewCredential
from shelfwire.access.gate import Denied
from shelfwire.access.sessions import SESSION_SECONDS, Session
from tests.access.conftest import House

SESSION_ENDED = ("session", "The access token is missing or has ended; log in again.")


def log_in(house: House, made: NewCredential, **fields: str) -> Session | None:
    """Log in with what the client was given, or with something else in its place."""
    caller = house.who(made.secret, made.row.dialect)
    username = fields.get("username", str(made.client_fields["username"]))
    password = fields.get("password", str(made.client_fields["password"]))
    return house.wait(house.gate.sessions.open(caller, username, password))


def enter(house: House, made: NewCredential, token: str | None) -> Caller:
    """Call with a credential and a token."""
    return house.wait(house.gate.identify("vendnovation", Presented(made.secret, token=token), needs_session=True))


def refused(house: House, made: NewCredential, token: str | None) -> tuple[str, str]:
    """Call with what opens nothing, and give why."""
    with pytest.raises(Denied) as caught:
        enter(house, made, token)
    return caught.value.reason, str(caught.value)


@pytest.fixture
def made(house: House) -> NewCredential:
    """Give a credential whose client logs in."""
    house.catalog("one")
    return house.key("one", dialect="vendnovation")


def test_each_dialects_client_is_given_what_it_asks_for(house: House) -> None:
    house.catalog("one")
    house.catalog("two")
    cin7 = house.key("two", dialect="cin7")
    assert cin7.client_fields == {"username": "catalog2", "key": cin7.secret}
    vendnovation = house.key("two", dialect="vendnovation")
    password = vendnovation.client_fields["password"]
    assert vendnovation.client_fields == {
        "api_key": vendnovation.secret,
        "username": "api@catalog2",
        "password": password,
        "organization_id": 2,
    }
    assert isinstance(password, str)
    assert credentials.is_well_formed(password)
    assert password != vendnovation.secret
    assert str(password) not in repr(vendnovation)


def test_a_username_has_to_be_that_of_the_credential(house: House) -> None:
    house.catalog("one")
    made = house.key("one", dialect="cin7")
    entered = house.wait(house.gate.identify("cin7", Presented(made.secret, "catalog1")))
    assert entered.credential_id == made.row.credential_id
    for wrong in ("", "catalog2", "Catalog1", "\udcff"):
        with pytest.raises(Denied, match="This credential is not valid for this API") as caught:
            house.wait(house.gate.identify("cin7", Presented(made.secret, wrong)))
        assert caught.value.reason == "username"


def test_a_login_gives_a_token_that_opens_for_three_days(house: House, made: NewCredential) -> None:
    session = log_in(house, made)
    assert session is not None
    assert session.expires_at == house.microseconds + SESSION_SECONDS * 1_000_000
    assert session.token not in repr(session)
    house.microseconds = session.expires_at - 1
    assert enter(house, made, session.token).credential_id == made.row.credential_id
    house.microseconds = session.expires_at
    assert refused(house, made, session.token) == SESSION_ENDED


@pytest.mark.parametrize(
    "wrong", [{"password": "x"}, {"password": ""}, {"username": "api@catalog2"}, {"password": "\udcff"}]
)
def test_a_wrong_username_or_password_gives_none(house: House, made: NewCredential, wrong: dict[str, str]) -> None:
    assert log_in(house, made, **wrong) is None


def test_a_token_is_no_use_without_its_own_credential(house: House, made: NewCredential) -> None:
    other = house.key("one", dialect="vendnovation")
    session = log_in(house, other)
    assert session is not None
    assert refused(house, made, session.token) == SESSION_ENDED


def test_a_revoked_credential_takes_its_token_along(house: House, made: NewCredential) -> None:
    session = log_in(house, made)
    assert session is not None
    house.wait(credentials.revoke(house.store, made.row.credential_id, house.microseconds))
    assert refused(house, made, session.token) == ("revoked", "This credential was revoked; ask for a new one.")


def test_no_token_that_we_did_not_make_opens_anything(house: House, made: NewCredential) -> None:
    session = log_in(house, made)
    assert session is not None
    decoded = bytearray(base64.urlsafe_b64decode(session.token))
    forged = []
    for place in range(len(decoded)):
        other = decoded.copy()
        other[place] ^= 1
        forged.append(base64.urlsafe_b64encode(other).decode())
    odd = [None, "", "x", "=" * 64, "é", "\udcff", session.token + "A", session.token[:-4], session.token + "\n"]
    for token in [*forged, *odd]:
        assert refused(house, made, token) == SESSION_ENDED


def test_the_signing_key_outlives_the_process(house: House, made: NewCredential) -> None:
    session = log_in(house, made)
    assert session is not None
    first = house.wait(house.store.write(lambda transaction: transaction.signing_key(b"a" * 32), rows=1))
    again = house.wait(house.store.write(lambda transaction: transaction.signing_key(b"b" * 32), rows=1))
    assert first == again
    assert first not in {b"a" * 32, b"b" * 32}

from pathlib import Path

import pytest

from shelfwire.access import credentials
from shelfwire.access.caller import Caller
from shelfwire.settings import Settings
from shelfwire.storage.port import CredentialRow
from tests.access.conftest import House

DAY = 86_400_000_000
DEFAULT = frozenset({"products.read", "products.create", "products.modify", "products.delete"})


def test_a_good_credential_says_who_calls(house: House) -> None:
    catalog_id = house.catalog("one")
    made = house.key("one")
    assert house.who(made.secret) == Caller(made.row.credential_id, catalog_id, "colleqtive", DEFAULT)


@pytest.mark.parametrize("secret", [None, ""])
def test_no_credential_is_missing(house: House, secret: str | None) -> None:
    assert house.denied(secret) == ("missing", "This request carries no credential.")


@pytest.mark.parametrize("secret", ["x", "Bearer", "\udcff\x00", "é" * 10_000, "sw_" + "0" * 49])
def test_what_we_never_gave_out_is_unknown_and_told_so(house: House, secret: str) -> None:
    text = "This credential is not one that Shelfwire gave out, or it was mistyped or cut off."
    assert house.denied(secret) == ("unknown", text)


def test_a_well_formed_secret_of_another_server_is_unknown(house: House) -> None:
    text = "This credential is not valid for this API."
    assert house.denied(credentials.new_secret()) == ("unknown", text)


def test_a_client_cannot_tell_another_dialects_credential_from_an_unknown_one(house: House) -> None:
    house.catalog("one")
    made = house.key("one")
    assert house.denied(made.secret, "other") == ("other_dialect", "This credential is not valid for this API.")
    assert house.denied(credentials.new_secret(), "other") == ("unknown", "This credential is not valid for this API.")


def test_a_credential_opens_until_the_moment_it_expires(house: House) -> None:
    house.catalog("one")
    made = house.key("one", expires_days=2)
    house.microseconds += 2 * DAY - 1
    assert house.who(made.secret).credential_id == made.row.credential_id
    house.microseconds += 1
    assert house.denied(made.secret) == ("expired", "This credential has expired; ask for a new one.")


def test_a_revoked_credential_opens_nothing_from_then_on(house: House) -> None:
    house.catalog("one")
    made, other = house.key("one"), house.key("one")
    house.wait(credentials.revoke(house.store, made.row.credential_id, house.microseconds))
    assert house.denied(made.secret) == ("revoked", "This credential was revoked; ask for a new one.")
    assert house.who(other.secret).credential_id == other.row.credential_id


def test_a_lookup_that_gives_another_hash_opens_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.catalog("one")
    row = house.key("one").row

    async def wrong(secret_hash: bytes) -> CredentialRow:
        return row

    monkeypatch.setattr(house.store, "credential", wrong, raising=True)
    assert house.denied(credentials.new_secret())[0] == "unknown"


def test_nobody_is_limited_unless_that_is_set(house: House) -> None:
    caller = Caller(1, 1, "colleqtive", DEFAULT)
    assert {house.gate.admit(caller) for _ in range(10_000)} == {None}


def limited(folder: Path, settings: Settings, calls: int) -> list[int | None]:
    house = House(folder, settings)
    try:
        return [house.gate.admit(Caller(1, 1, "colleqtive", DEFAULT)) for _ in range(calls)]
    finally:
        house.close()


def test_the_rate_a_second_is_a_setting(tmp_path: Path) -> None:
    settings = Settings(rate_requests_per_second=0.25, rate_burst=2)
    assert limited(tmp_path, settings, 4) == [None, None, 4, 4]


def test_the_number_a_day_is_a_setting_and_the_longer_wait_counts(tmp_path: Path) -> None:
    until_midnight = 6_400  # the clock stands at 2023-11-14T22:13:20Z
    settings = Settings(rate_requests_per_day=2, rate_requests_per_second=1, rate_burst=2)
    assert limited(tmp_path, settings, 3) == [None, None, until_midnight]


def test_a_request_refused_for_its_rate_is_not_counted_for_the_day(tmp_path: Path) -> None:
    house = House(tmp_path, Settings(rate_requests_per_day=2, rate_requests_per_second=1, rate_burst=1))
    caller = Caller(1, 1, "colleqtive", DEFAULT)
    try:
        assert [house.gate.admit(caller) for _ in range(9)] == [None] + [1] * 8
        house.nanoseconds += 1_000_000_000
        assert house.gate.limit_of(caller) == (1, 1)
        assert [house.gate.admit(caller), house.gate.admit(caller)] == [None, 6_400]
        assert house.gate.limit_of(caller) == (2, 2 / 86_400)
    finally:
        house.close()

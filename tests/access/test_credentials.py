import hashlib
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire.access import credentials
from shelfwire.access.credentials import AccessError
from shelfwire.storage.port import CredentialRow
from tests.access.conftest import House

DAY = 86_400_000_000
DEFAULT = ("products.create", "products.delete", "products.modify", "products.read")


def test_a_secret_has_a_shape_that_leak_scanners_find() -> None:
    made = {credentials.new_secret() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"sw_[0-9A-Za-z]{49}", secret) for secret in made)


@given(st.data())
def test_one_wrong_character_is_noticed_without_a_database(data: st.DataObject) -> None:
    secret = credentials.new_secret()
    place = data.draw(st.integers(0, len(secret) - 1))
    other = data.draw(st.characters().filter(lambda character: character != secret[place]))
    assert credentials.is_well_formed(secret)
    assert not credentials.is_well_formed(secret[:place] + other + secret[place + 1 :])
    assert not credentials.is_well_formed(secret[:place])


def test_only_the_hash_of_a_secret_is_stored(house: House) -> None:
    house.catalog("one")
    made = house.key("one")
    assert made.row.secret_hash == hashlib.sha256(made.secret.encode()).digest()
    house.close()
    files = [path for path in house.folder.iterdir() if path.is_file()]
    held = b"".join(path.read_bytes() for path in files)
    assert made.row.secret_hash in held
    assert made.secret.encode() not in held
    assert made.secret[3:46].encode() not in held


def test_a_new_credential_does_not_show_its_secret_by_accident(house: House) -> None:
    house.catalog("one")
    made = house.key("one")
    assert repr(made) == "NewCredential(credential_id=1, catalog='one', secret=...)"
    assert made.client_fields == {"token": made.secret}


def test_a_new_credential_may_do_everything_but_flush(house: House) -> None:
    catalog_id = house.catalog("one")
    made = house.key("one")
    assert made.row == CredentialRow(
        credential_id=1,
        catalog_id=catalog_id,
        dialect="colleqtive",
        secret_hash=credentials.secret_hash(made.secret),
        permissions=DEFAULT,
        created_at=house.microseconds,
    )


def test_named_permissions_are_exactly_those_and_flush_is_had_only_by_name(house: House) -> None:
    house.catalog("one")
    assert house.key("one", permissions=["products.read"]).row.permissions == ("products.read",)
    made = house.key("one", permissions=["products.flush", "products.create", "products.flush"], expires_days=30)
    assert made.row.permissions == ("products.create", "products.flush")
    assert made.row.expires_at == house.microseconds + 30 * DAY
    assert house.who(made.secret).permissions == {"products.create", "products.flush"}


PERMISSIONS_TEXT = "products.read, products.create, products.modify, products.delete, products.flush"


@pytest.mark.parametrize(
    ("choices", "text"),
    [
        ({"catalog": "none"}, "there is no catalog named 'none'"),
        ({"dialect": "x"}, "there is no dialect 'x' in this version; there are: colleqtive, lana, cin7, vendnovation"),
        ({"permissions": []}, "a credential needs at least one permission"),
        (
            {"permissions": ["products.read", "products.fly"]},
            f"there is no permission 'products.fly'; there are: {PERMISSIONS_TEXT}",
        ),
        ({"expires_days": 0}, "a credential expires after 1 to 36500 days, not 0"),
        ({"expires_days": 36_501}, "a credential expires after 1 to 36500 days, not 36501"),
        (
            {"dialect": "lana", "write_expires_days": 0},
            "a credential ends for writing after 1 to 36500 days, not 0",
        ),
        (
            {"dialect": "lana", "write_expires_days": 36_501},
            "a credential ends for writing after 1 to 36500 days, not 36501",
        ),
        (
            {"dialect": "lana", "expires_days": 2, "write_expires_days": 3},
            "a credential that expires after 2 days cannot write for 3",
        ),
        (
            {"dialect": "cin7", "expires_days": 2, "write_expires_days": 1},
            "an end of its own for writing (--write-expires) is for lana only, not for cin7",
        ),
        ({"label": "a\nb"}, "a label is up to 200 printable characters"),
        ({"label": "a" * 201}, "a label is up to 200 printable characters"),
    ],
)
def test_what_no_credential_can_be_is_refused_by_name_and_nothing_is_stored(
    house: House, choices: dict[str, Any], text: str
) -> None:
    house.catalog("one")
    with pytest.raises(AccessError, match=f"^{re.escape(text)}$"):
        house.key(**{"catalog": "one", **choices})
    assert house.wait(credentials.list_credentials(house.store)) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("", "a catalog's name must not be empty"),
        ("a" * 101, "a catalog's name must not be longer than 100 characters"),
        (" a", "a catalog's name must be printable characters without white space at its ends"),
        ("a\x00", "a catalog's name must be printable characters without white space at its ends"),
        ("a\udcff", "a catalog's name must be printable characters without white space at its ends"),
        ("one", "there is already a catalog named 'one'"),
    ],
)
def test_what_no_catalog_can_be_named_is_refused(house: House, name: str, text: str) -> None:
    house.catalog("one")
    with pytest.raises(AccessError, match=f"^{re.escape(text)}$"):
        house.catalog(name)
    rows = house.wait(house.store.read(lambda reader: reader.catalogs()))
    assert [row.name for row in rows] == ["one"]


def test_credentials_are_listed_with_their_catalogs_by_number(house: House) -> None:
    house.catalog("one")
    house.catalog("zwei – ☕")
    first, second, third = house.key("zwei – ☕"), house.key("one"), house.key("zwei – ☕")
    listed = house.wait(credentials.list_credentials(house.store))
    assert listed == [(first.row, "zwei – ☕"), (second.row, "one"), (third.row, "zwei – ☕")]
    assert house.wait(credentials.list_credentials(house.store, "one")) == [(second.row, "one")]
    with pytest.raises(AccessError, match=r"^there is no catalog named 'three'$"):
        house.wait(credentials.list_credentials(house.store, "three"))


def test_revoking_keeps_the_first_date_and_needs_a_credential(house: House) -> None:
    house.catalog("one")
    made = house.key("one")
    first = house.microseconds
    house.wait(credentials.revoke(house.store, 1, first))
    assert house.wait(credentials.revoke(house.store, 1, first + 5)).revoked_at == first
    assert house.wait(credentials.list_credentials(house.store))[0][0].revoked_at == first
    assert made.row.revoked_at is None
    with pytest.raises(AccessError, match=r"^there is no credential 2$"):
        house.wait(credentials.revoke(house.store, 2, first))


@given(st.integers(1, 2**40), st.integers(1, 2**40))
def test_every_catalog_has_a_shop_id_of_its_own(first: int, second: int) -> None:
    assert re.fullmatch(r"sh_[0-9A-Za-z]{8}", credentials.shop_id(first))
    assert (credentials.shop_id(first) == credentials.shop_id(second)) == (first == second)


def test_a_shop_id_never_changes() -> None:
    assert [credentials.shop_id(catalog_id) for catalog_id in (1, 2, 3)] == [
        "sh_RuopesVd",
        "sh_tpdfJl1G",
        "sh_LkSUydWt",
    ]

"""Catalogs, their counters and the credentials that open them."""

import msgspec
import pytest

from shelfwire.catalog.product import PRODUCT_ID_MAX
from shelfwire.storage.port import CatalogRow, CredentialRow, Transaction
from tests.storage.desk import NOW, Desk


def credential(catalog_id: int = 1, secret_hash: bytes = b"\x01" * 32, **more: object) -> CredentialRow:
    """Make a credential that has no number yet."""
    row = CredentialRow(0, catalog_id, "colleqtive", secret_hash, ("products.create", "products.read"), NOW)
    return msgspec.structs.replace(row, **more)


def test_catalogs_are_numbered_from_one_and_begin_empty(desk: Desk) -> None:
    """The first catalog is number 1, and its counters stand at nothing."""
    assert desk.read(lambda reader: reader.catalogs()) == []
    first = desk.write(lambda transaction: transaction.create_catalog("First", NOW))
    second = desk.write(lambda transaction: transaction.create_catalog("Zwölfte", NOW + 1))
    assert first == CatalogRow(1, "First", NOW, 0, 0, 0)
    assert second == CatalogRow(2, "Zwölfte", NOW + 1, 0, 0, 0)
    assert desk.read(lambda reader: reader.catalogs()) == [first, second]
    assert desk.read(lambda reader: reader.catalog(2)) == second
    assert desk.read(lambda reader: reader.catalog_named("Zwölfte")) == second
    assert desk.read(lambda reader: (reader.catalog(3), reader.catalog_named("zwölfte"))) == (None, None)


def test_a_catalogs_name_is_unique(desk: Desk) -> None:
    """A second catalog of one name is refused and leaves nothing behind."""
    desk.create_catalog("Only")
    with pytest.raises(ValueError, match="'Only'"):
        desk.create_catalog("Only")
    assert [row.name for row in desk.read(lambda reader: reader.catalogs())] == ["Only"]
    assert desk.create_catalog("Other") == 2


def test_counters_are_a_catalogs_own_and_never_go_back(desk: Desk) -> None:
    """Revisions and product numbers count up for each catalog by itself; deleted numbers do not come again."""
    one, two = desk.create_catalog("One"), desk.create_catalog("Two")
    assert desk.fill(one, 3) == [1, 2, 3]
    assert desk.delete(one, [2, 3]) == 2
    assert desk.fill(one, 2) == [4, 5]
    assert desk.fill(two, 1) == [1]
    assert desk.catalog(one) == CatalogRow(one, "One", NOW, 3, 5, 3)
    assert desk.catalog(two) == CatalogRow(two, "Two", NOW, 1, 1, 1)


def test_a_job_sees_its_own_counters(desk: Desk) -> None:
    """What a job has counted so far is what the catalog says within it."""
    catalog_id = desk.create_catalog("Busy")

    def job(transaction: Transaction) -> list[CatalogRow | None]:
        transaction.next_revision(catalog_id)
        transaction.next_product_ids(catalog_id, 7)
        return [transaction.catalog(catalog_id), transaction.catalog_named("Busy"), *transaction.catalogs()]

    assert desk.write(job) == [CatalogRow(catalog_id, "Busy", NOW, 1, 7, 0)] * 3


def test_product_numbers_end_where_32_bit_clients_end(desk: Desk) -> None:
    """The last number that fits is given out, the next is refused and changes nothing."""
    catalog_id = desk.create_catalog()
    assert desk.write(lambda transaction: transaction.next_product_ids(catalog_id, PRODUCT_ID_MAX - 1)) == 1
    with pytest.raises(OverflowError, match="has 1 product numbers left, not 2"):
        desk.write(lambda transaction: transaction.next_product_ids(catalog_id, 2))
    assert desk.write(lambda transaction: transaction.next_product_ids(catalog_id, 1)) == PRODUCT_ID_MAX


def test_a_catalog_that_is_not_there_cannot_count(desk: Desk) -> None:
    """Writing to an unknown catalog is an error of the caller's."""
    with pytest.raises(LookupError, match="there is no catalog 9"):
        desk.write(lambda transaction: transaction.next_revision(9))


def test_a_credential_is_found_by_its_hash_at_once(desk: Desk) -> None:
    """A credential comes back whole, under its own hash only."""
    stored = desk.create_credential(credential(expires_at=NOW + 5, label="Till"))
    assert stored == credential(credential_id=1, expires_at=NOW + 5, label="Till")
    assert desk.run(desk.store.credential(b"\x01" * 32)) == stored
    assert desk.run(desk.store.credential(b"\x02" * 32)) is None


def test_a_credential_that_was_revoked_says_so_at_once_and_for_ever(desk: Desk) -> None:
    """Revoking shows in the very next read; revoking again keeps the first date."""
    stored = desk.create_credential(credential())
    revoked = msgspec.structs.replace(stored, revoked_at=NOW + 7)
    assert desk.write(lambda transaction: transaction.revoke_credential(stored.credential_id, NOW + 7)) == revoked
    assert desk.run(desk.store.credential(b"\x01" * 32)) == revoked
    assert desk.write(lambda transaction: transaction.revoke_credential(stored.credential_id, NOW + 9)) == revoked
    assert desk.write(lambda transaction: transaction.revoke_credential(77, NOW)) is None


def test_credentials_are_listed_by_catalog_and_number(desk: Desk) -> None:
    """All credentials, or one catalog's, in the order in which they were made."""
    made = [
        desk.create_credential(row)
        for row in (credential(2, b"a" * 32), credential(1, b"b" * 32), credential(2, b"c" * 32, revoked_at=NOW))
    ]
    assert [row.credential_id for row in made] == [1, 2, 3]
    assert desk.read(lambda reader: reader.credentials()) == made
    assert desk.read(lambda reader: reader.credentials(2)) == [made[0], made[2]]
    assert desk.read(lambda reader: reader.credentials(3)) == []


def test_a_secret_belongs_to_one_credential(desk: Desk) -> None:
    """The same hash cannot be stored twice."""
    desk.create_credential(credential(1))
    with pytest.raises(ValueError, match="this secret already"):
        desk.create_credential(credential(2))


def test_the_installations_key_is_made_once_and_read_without_writing(desk: Desk) -> None:
    """There is none at first; the first one that is offered stays."""
    assert desk.read(lambda reader: reader.installation_key()) is None
    assert desk.write(lambda transaction: transaction.signing_key(b"a" * 32)) == b"a" * 32
    assert desk.write(lambda transaction: transaction.signing_key(b"b" * 32)) == b"a" * 32
    assert desk.read(lambda reader: reader.installation_key()) == b"a" * 32

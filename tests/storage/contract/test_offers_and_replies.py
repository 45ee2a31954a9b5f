"""Offers that overlay products, and answers kept under idempotency keys."""

import msgspec
import pytest

from shelfwire.catalog.change import Offer, OfferKind
from shelfwire.storage.port import ReplyRow, Transaction
from tests.storage.desk import NOW, Desk, new

PRICE, DISCOUNT = OfferKind.PRICE, OfferKind.DISCOUNT


def test_offers_are_kept_by_their_whole_key_and_listed_in_its_order(desk: Desk) -> None:
    """Sku, kind, offer and line make an offer; reading sorts by them."""
    catalog_id = desk.create_catalog()
    offers = [
        Offer(PRICE, "b", "1", 0, b'{"price":1.10}'),
        Offer(DISCOUNT, "b", "1", 2, '{"näme":"\\n"}'.encode()),
        Offer(DISCOUNT, "b", "1", 1, b"{}"),
        Offer(DISCOUNT, "a\t", "z", 1, b"{}"),
        Offer(PRICE, "c", "1", 0, b"{}"),
    ]
    desk.write_offers(catalog_id, offers)
    assert desk.read(lambda reader: reader.offers(catalog_id, ["b", "a\t", "b", "none"])) == [
        offers[3],
        offers[2],
        offers[1],
        offers[0],
    ]
    assert desk.read(lambda reader: reader.offers(catalog_id, [])) == []
    assert desk.read(lambda reader: reader.offers(catalog_id + 1, ["b"])) == []


def test_of_offers_with_one_key_the_last_wins(desk: Desk) -> None:
    """Within a call and between calls; a delete that comes last deletes, one that comes first does not."""
    catalog_id = desk.create_catalog()
    first = [Offer(PRICE, f"s{number}", "1", 0, b'{"n":1}') for number in range(450)]
    desk.write_offers(catalog_id, first)
    desk.write(
        lambda transaction: transaction.write_offers(
            catalog_id,
            [
                Offer(PRICE, "s0", "1", 0, b'{"n":2}'),
                Offer(PRICE, "s0", "1", 0, b'{"n":3}'),
                Offer(PRICE, "s1", "1", delete=True),
                Offer(PRICE, "s1", "1", 0, b'{"n":4}'),
                Offer(PRICE, "s2", "1", 0, b'{"n":5}'),
                Offer(PRICE, "s2", "1", delete=True),
                Offer(PRICE, "s3", "1", 1, delete=True),
                *(Offer(PRICE, f"s{number}", "1", delete=True) for number in range(4, 450)),
                Offer(PRICE, "s999", "1", delete=True),
            ],
        ),
        450,
    )
    assert desk.read(lambda reader: reader.offers(catalog_id, [f"s{number}" for number in range(450)])) == [
        Offer(PRICE, "s0", "1", 0, b'{"n":3}'),
        Offer(PRICE, "s1", "1", 0, b'{"n":4}'),
        Offer(PRICE, "s3", "1", 0, b'{"n":1}'),
    ]


def test_clearing_offers_clears_one_kind_of_one_catalog(desk: Desk) -> None:
    """The count says how many there were."""
    one, two = desk.create_catalog("One"), desk.create_catalog("Two")
    offers = [Offer(PRICE, "a", "1"), Offer(DISCOUNT, "a", "1", 1), Offer(DISCOUNT, "a", "1", 2)]
    for catalog_id in (one, two):
        desk.write_offers(catalog_id, offers)
    assert desk.write(lambda transaction: transaction.clear_offers(one, DISCOUNT)) == 2
    assert desk.read(lambda reader: reader.offers(one, ["a"])) == offers[:1]
    assert len(desk.read(lambda reader: reader.offers(two, ["a"]))) == 3


def test_offers_go_with_their_products_and_stay_without_one(desk: Desk) -> None:
    """Deleting by number or by flush takes a product's offers along; offers for skus without a product stay."""
    one, two = desk.create_catalog("One"), desk.create_catalog("Two")
    skus = [f"S{number}" for number in range(1, 5)] + ["later"]
    for catalog_id in (one, two):
        desk.insert(catalog_id, [new(number) for number in range(1, 5)])
        offers = [Offer(PRICE, sku, "1") for sku in skus]
        desk.write_offers(catalog_id, offers)

    def left(catalog_id: int) -> list[str]:
        return [offer.sku for offer in desk.read(lambda reader: reader.offers(catalog_id, skus))]

    desk.delete(one, [2])
    assert left(one) == ["S1", "S3", "S4", "later"]

    def flush(transaction: Transaction) -> int:
        transaction.name(one, [3])
        return transaction.delete_unnamed(one, transaction.next_revision(one), NOW)

    assert desk.write(flush) == 2
    assert left(one) == ["S3", "later"]
    assert left(two) == skus


def reply(scope: bytes = b"s" * 32, **more: object) -> ReplyRow:
    """Make an answer that is kept for a second."""
    row = ReplyRow(
        scope,
        b"f" * 32,
        200,
        (("content-type", "application/json"), ("x-näme", "välue")),
        b'{"success":true}\x00\xff',
        NOW,
        NOW + 1_000_000,
    )
    return msgspec.structs.replace(row, **more)


def test_an_answer_comes_back_whole_until_it_expires(desk: Desk) -> None:
    """From its last microsecond on it does not exist any more."""
    desk.save_reply(reply())
    assert desk.read(lambda reader: reader.reply(b"s" * 32, NOW)) == reply()
    assert desk.read(lambda reader: reader.reply(b"s" * 32, NOW + 999_999)) == reply()
    assert desk.read(lambda reader: reader.reply(b"s" * 32, NOW + 1_000_000)) is None
    assert desk.read(lambda reader: reader.reply(b"t" * 32, NOW)) is None


def test_an_expired_answer_is_replaced_and_a_valid_one_is_not(desk: Desk) -> None:
    """A second answer under a scope is an error as long as the first one stands."""
    desk.save_reply(reply())
    early = reply(body=b"2", created_at=NOW + 999_999, expires_at=NOW + 2_000_000)
    with pytest.raises(ValueError, match="has not expired"):
        desk.save_reply(early)
    late = reply(body=b"3", created_at=NOW + 1_000_000, expires_at=NOW + 2_000_000)
    desk.save_reply(late)
    assert desk.read(lambda reader: reader.reply(b"s" * 32, NOW + 1_000_000)) == late


def test_purging_takes_the_expired_answers_alone(desk: Desk) -> None:
    """The count says how many there were."""
    for number in range(4):
        row = reply(bytes([number]) * 32, expires_at=NOW + number)
        desk.save_reply(row)
    assert desk.write(lambda transaction: transaction.purge_replies(NOW + 2)) == 3
    assert desk.write(lambda transaction: transaction.purge_replies(NOW + 2)) == 0
    assert desk.read(lambda reader: reader.reply(b"\x03" * 32, NOW + 2)) == reply(b"\x03" * 32, expires_at=NOW + 3)

"""A request that is repeated under its idempotency key happens once."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from shelfwire.catalog.change import Batch, Change
from shelfwire.catalog.outcome import BatchOutcome
from shelfwire.catalog.policy import LANA_CREATE
from shelfwire.engine.reply import Claim, KeyReused, Reply
from tests.engine.conftest import Shop

KEY = Claim.of(1, "POST", "/products", "key-1", fingerprint=(b"body",))
OTHER_BODY = Claim.of(1, "POST", "/products", "key-1", fingerprint=(b"another body",))
DAY_MICROSECONDS = 86_400 * 1_000_000


def create(title: str = "x") -> tuple[Change, ...]:
    return (Change(0, attributes=msgspec.json.encode({"title": title})),)


def without_timing(reply: Reply) -> Reply:
    return Reply(reply.status, reply.body, tuple(pair for pair in reply.headers if pair[0] != "server-timing"))


def test_a_repeated_request_answers_the_stored_reply_and_writes_nothing(shop: Shop) -> None:
    first = without_timing(shop.reply(create(), LANA_CREATE, claim=KEY))
    again = shop.reply(create(), LANA_CREATE, claim=KEY)
    assert again == Reply(200, first.body, (*first.headers, ("idempotency-replayed", "true")))
    assert len(shop.products()) == 1
    assert shop.last_batch.replayed


def test_the_same_key_with_another_request_is_refused(shop: Shop) -> None:
    shop.reply(create(), LANA_CREATE, claim=KEY)
    with pytest.raises(KeyReused, match="came before with another request"):
        shop.reply(create("y"), LANA_CREATE, claim=OTHER_BODY)
    assert len(shop.products()) == 1


@pytest.mark.parametrize(
    "scope", [(2, "POST", "/products", "key-1"), (1, "PUT", "/products", "key-1"), (1, "POST", "/x", "key-1")]
)
def test_a_key_belongs_to_one_credential_method_and_path(shop: Shop, scope: tuple[str | int, ...]) -> None:
    shop.reply(create(), LANA_CREATE, claim=KEY)
    shop.reply(create(), LANA_CREATE, claim=Claim.of(*scope, fingerprint=(b"body",)))
    assert len(shop.products()) == 2


def test_an_answer_is_kept_for_24_hours(shop: Shop) -> None:
    shop.reply(create(), LANA_CREATE, claim=KEY)
    shop.clock.now += DAY_MICROSECONDS - 1
    shop.reply(create(), LANA_CREATE, claim=KEY)
    assert len(shop.products()) == 1
    shop.clock.now += 1
    shop.reply(create(), LANA_CREATE, claim=OTHER_BODY)
    assert len(shop.products()) == 2


def test_a_refused_request_is_not_remembered(shop: Shop) -> None:
    shop.write(Change(0, handle="taken"), policy=LANA_CREATE)
    assert shop.reply((Change(0, handle="taken"),), LANA_CREATE, claim=KEY).status == 409
    assert shop.reply((Change(0, handle="free"),), LANA_CREATE, claim=OTHER_BODY).status == 200


def test_a_second_request_waits_for_the_first_and_gets_its_answer(shop: Shop) -> None:
    async def both() -> list[Reply]:
        batch = Batch(shop.catalog_id, LANA_CREATE, list(create()))
        return await asyncio.gather(*(shop.engine.run(batch, shop.render, KEY) for _ in range(5)))

    replies = shop.wait(both())
    assert {reply.body for reply in replies} == {b"[1]"}
    assert sum(("idempotency-replayed", "true") in reply.headers for reply in replies) == 4
    assert len(shop.products()) == 1


def test_a_caller_that_went_away_leaves_a_request_that_happened_once(shop: Shop) -> None:
    async def impatient() -> None:
        batch = Batch(shop.catalog_id, LANA_CREATE, list(create()))
        first = asyncio.ensure_future(shop.engine.run(batch, shop.render, KEY))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await shop.engine.run(batch, shop.render, KEY)

    shop.wait(impatient())
    assert len(shop.products()) == 1


def test_the_answer_survives_a_restart_with_the_rows(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'again.db'}"
    first = Shop(url)
    body = first.reply(create(), LANA_CREATE, claim=KEY).body
    first.close()
    second = Shop.again(url)
    reply = second.reply(create(), LANA_CREATE, catalog_id=1, claim=KEY)
    assert (reply.body, len(second.products(1))) == (body, 1)
    second.close()


def test_a_claim_tells_parts_apart_however_they_are_cut() -> None:
    assert Claim.of("ab", "c", fingerprint=(b"",)).scope != Claim.of("a", "bc", fingerprint=(b"",)).scope
    assert Claim.of(1, fingerprint=(b"ab", b"c")).fingerprint != Claim.of(1, fingerprint=(b"a", b"bc")).fingerprint


def test_an_outcome_says_where_the_time_went(shop: Shop) -> None:
    reply = shop.reply(create(), LANA_CREATE)
    timing = dict(reply.headers)["server-timing"]
    assert [part.split(";")[0] for part in timing.split(", ")] == ["plan", "read", "merge", "write", "wait", "commit"]
    assert shop.last_batch.outcomes == {"created": 1}
    assert isinstance(shop.outcome, BatchOutcome)

"""The machine of a bulk write against an imagined server: nothing is lost, nothing lands twice, equal keys keep their order."""

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire_client.bulk.options import Plan
from shelfwire_client.core.call import Headers
from shelfwire_client.core.errors import APIStatusError, ArgumentError, status_error
from tests.sdk.bulk.world import Form, Server, drive, outcome, reasons

KEYS = "abcdefgh"


def items_of(values: list[int], keys: list[str]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value} for value, key in zip(values, keys, strict=True)]


@st.composite
def inputs(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Items whose values tell them apart; some are bad, some keys come again."""
    count = draw(st.integers(0, 60))
    signs = draw(st.lists(st.sampled_from([1, 1, 1, 1, -1]), min_size=count, max_size=count))
    keys = draw(
        st.lists(st.sampled_from([*KEYS, *(f"k{number}" for number in range(40))]), min_size=count, max_size=count)
    )
    return items_of([sign * (place + 1) for place, sign in enumerate(signs)], keys)


plans = st.builds(
    Plan,
    items_max=st.integers(1, 20),
    bytes_max=st.integers(1, 500),
    in_flight=st.integers(1, 5),
    patience_seconds=st.just(1e9),
)


@given(
    items=inputs(),
    plan=plans,
    seed=st.integers(0, 2**32),
    tells=st.booleans(),
    equal=st.booleans(),
    crashes=st.booleans(),
)
def test_every_good_item_lands_once_and_in_the_order_of_its_key_whatever_happens(
    items: list[dict[str, Any]], plan: Plan, seed: int, *, tells: bool, equal: bool, crashes: bool
) -> None:
    server = Server(Random(seed), tells_positions=tells, trouble=0.3)
    form = Form(takes_equal_keys=equal)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "checkpoint"
        run = None
        while run is None:
            run = drive(items, server, plan, form=form, path=path, crashes=crashes)
        assert not path.exists()
    good = [(item["key"], item["value"]) for item in items if item["value"] > 0]
    assert sorted(server.landed) == sorted(good)
    for key in {item["key"] for item in items}:
        assert [pair for pair in server.landed if pair[0] == key] == [pair for pair in good if pair[0] == key]
    assert outcome(run) == [("accepted", item["value"]) if item["value"] > 0 else ("refused", None) for item in items]
    assert reasons(run).keys() == {place for place, item in enumerate(items) if item["value"] < 0}
    assert (run.result.accepted, run.result.refused) == (len(good), len(items) - len(good))


@given(items=inputs(), plan=plans, seed=st.integers(0, 2**32))
def test_a_request_has_no_more_items_and_bytes_than_it_may_and_no_equal_keys_where_they_may_not_be(
    items: list[dict[str, Any]], plan: Plan, seed: int
) -> None:
    server = Server(Random(seed), tells_positions=True, trouble=0.0)
    drive(items, server, plan, form=Form(takes_equal_keys=False))
    for body in server.bodies.values():
        assert len(body) <= plan.items_max
        assert len(body) == 1 or sum(len(item) + 1 for item in body) <= plan.bytes_max + 1
        keys = [Form().keys(item) for item in body]
        assert len(set(keys)) == len(keys)


def test_without_positions_one_bad_item_of_a_thousand_is_found_by_halving() -> None:
    server = Server(Random(1), tells_positions=False, trouble=0.0)
    items = items_of(
        [-7 if place == 500 else place + 1 for place in range(1_000)], [f"k{place}" for place in range(1_000)]
    )
    run = drive(items, server, Plan(items_max=1_000, bytes_max=10**6))
    assert run is not None
    assert reasons(run) == {500: ["HTTP 400: bad"]}
    assert (run.result.accepted, run.result.refused) == (999, 1)
    assert run.result.requests <= 1 + 2 * 10


def test_with_positions_the_bad_items_cost_one_more_request() -> None:
    server = Server(Random(1), tells_positions=True, trouble=0.0)
    items = items_of(
        [-1 if place % 10 == 3 else place + 1 for place in range(100)], [str(place) for place in range(100)]
    )
    run = drive(items, server, Plan(items_max=100, bytes_max=10**6))
    assert run is not None
    assert list(reasons(run)) == list(range(3, 100, 10))
    assert run.result.requests == 2


def test_what_cannot_be_sent_is_refused_alone_with_the_reason() -> None:
    server = Server(Random(1), tells_positions=True, trouble=0.0)
    odd: list[Any] = [{"key": "a", "value": 1}, 5, {"key": "b", "value": object()}, None, {"key": "c", "value": 2}]
    run = drive(odd, server, Plan(items_max=10, bytes_max=10**6))
    assert run is not None
    assert server.landed == [("a", 1), ("c", 2)]
    assert [one.status for one in run.result] == ["accepted", "refused", "refused", "refused", "accepted"]
    assert reasons(run)[1] == ["An item must be an object, not int."]
    assert [one.faults[0].code for one in run.result.refusals] == ["argument"] * 3


def test_only_items_that_cannot_be_sent_make_no_request() -> None:
    server = Server(Random(1), tells_positions=True, trouble=0.0)
    run = drive([1, 2, 3], server, Plan(items_max=2, bytes_max=10**6))
    assert run is not None
    assert (run.result.refused, run.result.requests, server.bodies) == (3, 0, {})


@pytest.mark.parametrize("status", [401, 403, 404, 405])
def test_a_refusal_that_no_item_is_the_cause_of_ends_the_run(status: int) -> None:
    error = status_error("no", status_code=status, headers=Headers(), body="")

    class Closed(Server):
        def ask(self, piece: object) -> APIStatusError:
            return error

    run = drive(items_of([1, 2], ["a", "b"]), Closed(Random(1), tells_positions=True, trouble=0.0), Plan(1, 100))
    assert run is not None
    assert run.error is error
    assert [one.status for one in run.result] == ["unknown", "unknown"]


def test_a_refusal_of_every_item_without_a_reason_of_its_own_ends_the_run_instead_of_asking_a_thousand_times() -> None:
    server = Server(Random(1), tells_positions=False, trouble=0.0)
    run = drive(items_of([-1] * 1_000, [str(place) for place in range(1_000)]), server, Plan(1_000, 10**6))
    assert run is not None
    assert isinstance(run.error, APIStatusError)
    assert run.result.requests < 60
    assert run.result.accepted == run.result.refused == 0


def test_patience_ends() -> None:
    run = drive(
        items_of([1, 2, 3], ["a", "b", "c"]),
        Server(Random(1), tells_positions=True, trouble=1.0),
        Plan(items_max=1, bytes_max=100, patience_seconds=20.0),
    )
    assert run is not None
    assert run.error is not None
    assert run.result.requests >= 3


def test_a_server_that_says_not_to_retry_is_not_asked_again() -> None:
    class Final(Server):
        def ask(self, piece: object) -> APIStatusError:
            return status_error("no", status_code=500, headers=Headers([("x-should-retry", "false")]), body="")

    run = drive(items_of([1], ["a"]), Final(Random(1), tells_positions=True, trouble=0.0), Plan(1, 100))
    assert run is not None
    assert run.result.requests == 1
    assert isinstance(run.error, APIStatusError)


def test_a_body_that_is_too_large_is_halved_and_blames_nobody_but_a_single_item() -> None:
    class Small(Server):
        def ask(self, piece: Any) -> Any:
            if sum(map(len, piece.items)) > 90:
                return status_error("too large", status_code=413, headers=Headers(), body="")
            return super().ask(piece)

    server = Small(Random(1), tells_positions=True, trouble=0.0)
    items = items_of(list(range(1, 9)), list(KEYS))
    items[4]["note"] = "x" * 100
    run = drive(items, server, Plan(items_max=100, bytes_max=10**6))
    assert run is not None
    assert reasons(run) == {4: ["HTTP 413: too large"]}
    assert [value for _, value in server.landed] == [1, 2, 3, 4, 6, 7, 8]


def test_a_checkpoint_of_other_items_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint"
    plan = Plan(items_max=2, bytes_max=10**6, in_flight=1)
    seed = next(
        seed
        for seed in range(100)
        if drive(
            items_of([1, 2, 3], list("abc")),
            Server(Random(seed), tells_positions=True, trouble=0.0),
            plan,
            path=_clean(path),
            crashes=True,
        )
        is None
        and len(path.read_bytes().splitlines()) > 1
    )
    assert seed >= 0
    server = Server(Random(1), tells_positions=True, trouble=0.0)
    run = drive(items_of([9, 2, 3], list("abc")), server, plan, path=path)
    assert run is not None
    assert isinstance(run.error, ArgumentError)
    assert server.landed == []
    assert path.exists()


def _clean(path: Path) -> Path:
    path.unlink(missing_ok=True)
    return path

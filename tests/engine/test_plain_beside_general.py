"""The plain way beside the general one: whatever keys changes ask for, both leave the same products and say the same."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shelfwire.catalog.change import Action, Change
from shelfwire.catalog.keys import vending_key
from shelfwire.catalog.merge import Shape
from shelfwire.catalog.policy import (
    CIN7_CREATE,
    CIN7_UPDATE,
    COLLEQTIVE_WRITE,
    LANA_CREATE,
    LANA_MODIFY,
    VENDNOVATION_WRITE,
    Policy,
)
from shelfwire.catalog.product import SKU_DERIVED
from shelfwire.engine import write
from tests.engine.conftest import Shop

SLICE = 3
"""Changes in a slice: small, so that a batch of a few has several."""

skus = st.sampled_from(["a", "b", "c", "d", "e", "a-1", "VN-2"])
vending_keys = st.builds(
    lambda maker, name: vending_key(maker, "", name, 1, ""), st.sampled_from("MN"), st.sampled_from("stuvw")
)
attributes = st.dictionaries(st.sampled_from(["name", "price", "x:y"]), st.integers(0, 2))
names = st.frozensets(st.sampled_from(["name", "price", "x:y"]))
numbers = st.integers(-1, 9)
mostly_writes = st.sampled_from([Action.WRITE] * 9 + [Action.DELETE])


@st.composite
def vendnovation(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what a change of VendNovation says beside its attributes."""
    return {
        "action": draw(mostly_writes),
        "sku": draw(st.one_of(skus, skus, st.none())),
        "sku_soft": True,
        "vending_key": draw(vending_keys),
        "product_id": draw(st.one_of(st.none(), st.none(), numbers)),
    }


@st.composite
def cin7_create(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what a created product of Cin7 says beside its attributes."""
    derived = draw(st.sampled_from([False] * 5 + [True]))
    return {
        "sku": draw(skus),
        "option_code": draw(st.one_of(st.none(), skus)),
        "sku_soft": derived,
        "sku_derived": derived,
    }


@st.composite
def cin7_update(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what an updated product of Cin7 says beside its attributes."""
    return {"product_id": draw(numbers), "sku": draw(st.sampled_from([None] * 6 + ["a", "z"]))}


handles = st.sampled_from(["a", "b", "a-1", "a-2", "a-3", "b-4", "x" * 250, "x" * 248 + "-2"])


@st.composite
def lana_create(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what a created product of Lana says beside its attributes."""
    return {
        "handle": draw(st.sampled_from(["a", "a", "x" * 250]) | handles),
        "handle_soft": draw(st.sampled_from([True] * 5 + [False])),
        "sku_derived": draw(st.sampled_from([True] * 20 + [False])),
    }


@st.composite
def lana_modify(draw: st.DrawFn) -> dict[str, Any]:
    """Draw what a modified product of Lana says beside its attributes."""
    return {"product_id": draw(numbers), "handle": draw(st.sampled_from([None] * 6 + ["a", "z"]))}


def colleqtive() -> st.SearchStrategy[dict[str, Any]]:
    """Draw what a change of Colleqtive says beside its attributes."""
    return st.builds(lambda action, sku: {"action": action, "sku": sku}, mostly_writes, skus)


def claim(own: dict[str, Any]) -> object:
    """Give the key that no two changes of a batch claim here: what is named twice is settled before either way."""
    return own.get("vending_key") or own.get("product_id") or own.get("sku") or object()


@st.composite
def batches(draw: st.DrawFn) -> list[tuple[Policy, list[Change]]]:
    """Draw a few batches of any API."""
    kinds: list[tuple[Policy, st.SearchStrategy[dict[str, Any]]]] = [
        (VENDNOVATION_WRITE, vendnovation()),
        (VENDNOVATION_WRITE, vendnovation()),
        (CIN7_CREATE, cin7_create()),
        (CIN7_UPDATE, cin7_update()),
        (COLLEQTIVE_WRITE, colleqtive()),
        (LANA_CREATE, lana_create()),
        (LANA_CREATE, lana_create()),
        (LANA_MODIFY, lana_modify()),
    ]
    made: list[tuple[Policy, list[Change]]] = []
    for policy, fields in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=6)):
        changes = []
        for index, own in enumerate(draw(st.lists(fields, min_size=1, max_size=8, unique_by=claim))):
            sent = draw(attributes) | ({SKU_DERIVED: True} if policy is LANA_CREATE and own["sku_derived"] else {})
            shape = Shape(sent) if draw(st.booleans()) else None
            clears = draw(names) - sent.keys()
            encoded = msgspec.json.encode(sent, order="sorted")
            changes.append(Change(index, attributes=encoded, shape=shape, clears=clears, **own))
        made.append((policy, changes))
    return made


@pytest.fixture(scope="module", autouse=True)
def small_slices() -> Iterator[None]:
    with patch.object(write, "SLICE_CHANGES", SLICE):
        yield


def story(folder: Path, asked: list[tuple[Policy, list[Change]]], *, general: bool) -> list[Any]:
    """Give, after each batch, what was said of it and what all products are like."""
    told: list[Any] = []
    with ExitStack() as stack:
        if general:
            stack.enter_context(patch.object(write, "plain_way", lambda _policy: None))
        shop = Shop(f"sqlite:///{folder / f'{general}.db'}")
        stack.callback(shop.close)
        for policy, changes in asked:
            outcome = shop.write(*(msgspec.structs.replace(change) for change in changes), policy=policy)
            told.append(
                (
                    outcome.rejected,
                    bytes(outcome.kinds),
                    outcome.product_ids,
                    outcome.problems,
                    outcome.products,
                    shop.products(),
                )
            )
    return told


@settings(max_examples=80)
@given(batches())
def test_both_ways_leave_the_same_and_say_the_same(asked: list[tuple[Policy, list[Change]]]) -> None:
    with TemporaryDirectory() as name:
        assert story(Path(name), asked, general=False) == story(Path(name), asked, general=True)

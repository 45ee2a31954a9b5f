"""Rows are cut the same whether they are looked at together or one by one."""

import json
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire_client.bulk.cutter import Chunk, Cutter
from tests.sdk.bulk.world import Form

values = st.one_of(
    st.integers(-5, 5),
    st.text(max_size=40),
    st.none(),
    st.just(float("nan")),
    st.just(Decimal("NaN")),
    st.just(object()),
)
rows = st.lists(
    st.one_of(
        st.fixed_dictionaries({"key": st.sampled_from("abcdef"), "value": st.integers(1, 9)}),
        st.fixed_dictionaries({"key": st.sampled_from("abcdef"), "value": values}),
        st.just(7),
    ),
    max_size=260,
)


def test_a_source_that_gives_one_object_again_with_other_values_is_read_as_it_comes() -> None:
    def mutating() -> Iterator[dict[str, Any]]:
        row: dict[str, Any] = {}
        for number in range(250):
            row["key"], row["value"] = f"k{number}", number
            yield row

    cutter = Cutter(Form(), items_max=1_000, bytes_max=10**6, counts={})
    assert not cutter.fill(mutating())
    chunk = cutter.take()
    assert chunk is not None
    assert [json.loads(item)["value"] for item in chunk.items] == list(range(250))


@pytest.mark.parametrize("value", [float("nan"), float("-inf"), Decimal("NaN"), Decimal("Infinity")])
@pytest.mark.parametrize("dialect", ["colleqtive", "cin7", "lana", "vendnovation"])
def test_a_number_that_is_not_finite_is_refused_in_every_dialect(dialect: str, value: object) -> None:
    module = import_module(f"shelfwire_client.{dialect}.bulk")
    form = module.UPSERT_FORM if dialect == "cin7" else getattr(module, "PRODUCTS_FORM", None)
    cutter = Cutter(form or module.ProductsForm("sh_1", 10), items_max=10, bytes_max=10**6, counts={})
    assert not cutter.fill(iter([{"name": "a", "deep": {"price": [1, value]}}, {"name": "b"}]))
    chunk = cutter.take()
    assert chunk is not None
    assert chunk.items == [b'{"name":"b"}']
    assert "cannot be sent as JSON: leave it out" in chunk.unfit[0].reason


def told(chunk: Chunk) -> tuple[Any, ...]:
    return msgspec.structs.astuple(chunk)


@given(
    rows=rows,
    items_max=st.integers(1, 150),
    bytes_max=st.integers(1, 4_000),
    counts=st.lists(st.integers(1, 150), max_size=2),
    takes_equal_keys=st.booleans(),
)
def test_filled_from_a_source_or_one_by_one_chunks_are_the_same(
    rows: list[Any], items_max: int, bytes_max: int, counts: list[int], *, takes_equal_keys: bool
) -> None:
    form = Form(takes_equal_keys=takes_equal_keys)
    known = dict(enumerate(counts))

    together = Cutter(form, items_max=items_max, bytes_max=bytes_max, counts=known)
    source, filled = iter(rows), []
    more = True
    while more:
        more = together.fill(source)
        if chunk := together.take():
            filled.append(told(chunk))

    alone = Cutter(form, items_max=items_max, bytes_max=bytes_max, counts=known)
    added = []
    for row in rows:
        alone.add(row)
        if chunk := alone.take():
            added.append(told(chunk))
    alone.end()
    if chunk := alone.take():
        added.append(told(chunk))
    assert filled == added

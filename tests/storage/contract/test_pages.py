"""The page index and the change log, held against plain lists while products come and go."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from shelfwire.settings import Settings
from shelfwire.storage.port import Transaction, UpdatedProduct
from tests.storage.contract.conftest import FACTORIES
from tests.storage.desk import NOW, Desk, new

Steps = list[tuple[str, int, int, int]]

steps = st.lists(
    st.tuples(
        st.sampled_from(["insert", "delete", "update", "keep", "fail"]),
        st.integers(1, 2),
        st.integers(0, 6_000),
        st.integers(1, 2_600),
    ),
    min_size=1,
    max_size=8,
)
"""What happens, in which catalog, from which number on, to how many."""


class Lost(Exception):
    """A job that changes its mind."""


def apply(desk: Desk, live: set[int], given_out: int, step: tuple[str, int, int, int]) -> tuple[set[int], set[int]]:
    """Do one step and give what is live after it and what it changed."""
    action, catalog_id, start, count = step
    chosen = sorted(number for number in live if start <= number < start + count)

    def job(transaction: Transaction) -> None:
        revision = transaction.next_revision(catalog_id)
        if action in {"insert", "fail"}:
            first = transaction.next_product_ids(catalog_id, count)
            transaction.insert(catalog_id, [new(first + place) for place in range(count)], revision, NOW)
        elif action == "delete":
            transaction.delete(catalog_id, chosen[::-1], revision, NOW)
        elif action == "update":
            products = [UpdatedProduct(number, f"S{number}", "{}") for number in chosen[::2]]
            transaction.update(catalog_id, products, revision, NOW)
        else:
            transaction.name(catalog_id, chosen)
            transaction.delete_unnamed(catalog_id, revision, NOW)
        if action == "fail":
            raise Lost

    try:
        desk.write(job, count)
    except Lost:
        return live, set()
    if action == "insert":
        inserted = set(range(given_out + 1, given_out + 1 + count))
        return live | inserted, inserted
    if action == "delete":
        return live - set(chosen), set(chosen)
    if action == "update":
        return live, set(chosen[::2])
    return set(chosen), live - set(chosen)


def hold(store_name: str, happening: Steps) -> None:
    """Let the steps happen and compare every page, and the log after every revision, with plain lists."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(FACTORIES[store_name](Path(folder), Settings(readers=1, cache_bytes=4 * 1024 * 1024)))
        try:
            live: dict[int, set[int]] = {desk.create_catalog(name): set() for name in ("One", "Two")}
            changed: dict[int, list[set[int]]] = {catalog_id: [] for catalog_id in live}
            for step in happening:
                row = desk.catalog(step[1])
                live[step[1]], now_changed = apply(desk, live[step[1]], row.product_id_last, step)
                if step[0] != "fail":
                    changed[step[1]].append(now_changed)
            for catalog_id, numbers in live.items():
                compare(desk, catalog_id, sorted(numbers), changed[catalog_id])
        finally:
            desk.close()


def compare(desk: Desk, catalog_id: int, numbers: list[int], changed: list[set[int]]) -> None:
    """Compare a catalog's pages, counters and log with what they must be."""
    row = desk.catalog(catalog_id)
    assert (row.product_count, row.revision) == (len(numbers), len(changed))
    for offset in {0, 1, len(numbers) // 2, len(numbers) - 1, len(numbers), 1_023, 1_024, 10**30}:
        assert desk.page(catalog_id, offset, 300) == (numbers[offset : offset + 300] if offset >= 0 else [])
        assert desk.after(catalog_id, offset, 300) == [number for number in numbers if number > offset][:300]
    for revision in range(len(changed) + 1):
        runs = desk.runs(catalog_id, revision)
        by_revision: list[set[int]] = [set() for _ in changed]
        for run in runs:
            by_revision[run.revision - 1] |= set(range(run.first_product_id, run.last_product_id + 1))
        assert by_revision[revision:] == changed[revision:]
        assert all(not some for some in by_revision[:revision])
        assert [run.revision for run in runs] == sorted(run.revision for run in runs)


@given(happening=steps)
@settings(max_examples=12)
def test_pages_and_log_are_those_of_a_plain_list(happening: Steps) -> None:
    """Whatever comes and goes, every page holds the right products and the log says what each revision changed."""
    for store_name in FACTORIES:
        hold(store_name, happening)


def test_a_first_load_is_one_run_and_a_scattered_change_one_a_product(desk: Desk) -> None:
    """The log grows with the number of runs, not of products."""
    catalog_id = desk.create_catalog()
    desk.fill(catalog_id, 5_000)
    desk.update(catalog_id, [UpdatedProduct(number, f"S{number}", "{}") for number in (9, 7, 8, 1, 4_000)])
    runs = desk.runs(catalog_id)
    assert [(run.revision, run.first_product_id, run.last_product_id) for run in runs] == [
        (1, 1, 5_000),
        (2, 1, 1),
        (2, 7, 9),
        (2, 4_000, 4_000),
    ]
    assert desk.runs(catalog_id, 1, 2) == runs[1:3]


def test_pages_ask_for_nothing_and_get_nothing(desk: Desk) -> None:
    """An empty catalog, an unknown one, a limit of nothing and positions before the start have no products."""
    catalog_id = desk.create_catalog()
    assert desk.read(lambda reader: reader.page(catalog_id, 0, 10)) == []
    desk.fill(catalog_id, 3)
    assert desk.read(lambda reader: [reader.page(99, 0, 10), reader.after(99, 0, 10)]) == [[], []]
    assert desk.read(lambda reader: [reader.page(catalog_id, 0, 0), reader.page(catalog_id, -1, 5)]) == [[], []]
    assert desk.read(lambda reader: [reader.after(catalog_id, 10**30, 9), reader.after(catalog_id, 0, -1)]) == [[], []]
    assert len(desk.read(lambda reader: reader.after(catalog_id, -5, 10**30))) == 3

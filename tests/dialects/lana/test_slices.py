"""Items that follow each other along one lane are carried together, and become what each becomes alone."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from shelfwire.catalog.change import Change
from shelfwire.dialects.lana.decode import ProductReader
from shelfwire.dialects.lana.patterns import KNOWN_CHARACTERS_MAX, KNOWN_TEXTS_MAX, Pattern
from tests.dialects.lana.items import raw, reader

VALUES: dict[str, tuple[Any, ...]] = {
    "brand_id": ("br_EQzGqWoY", "ca_EQzGqWoY", None),
    "category_ids": (["ca_EQzGqWoY", "ca_2"], ["ca_EQzGqWoY", "br_2"], [], None),
    "handle": ("ipod", "", None),
    "meta_title": ("null", "IPod"),
    "published": (True, False, None),
    "published_at": ("2014-09-04T12:23:34Z", "2014-02-30T12:23:34Z", "soon", None),
    "tags": ([], ["a"], None),
    "title": ("IPod Nano - 8GB", "null"),
    "vendor": ("x", None),
}


@st.composite
def items(draw: st.DrawFn) -> list[dict[str, Any]]:
    fields = draw(st.sets(st.sampled_from(sorted(VALUES)))) | {"title"}
    alike = st.fixed_dictionaries({name: st.sampled_from(VALUES[name]) for name in sorted(fields)})
    other = st.just({"title": "Of other fields", "minimum_quantity": 1}) | st.just({"title": ""})
    return draw(st.lists(st.one_of(alike, alike, alike, other), min_size=1, max_size=8))


def read(products: list[dict[str, Any]], *, is_create: bool, has_nul: bool) -> tuple[ProductReader, list[Change]]:
    made = reader(None if is_create else [70 + place for place in range(len(products))], has_nul=has_nul)
    made.read([raw(product) for product in products], 0)
    return made, [msgspec.structs.replace(change, shape=None) for change in made.changes]


@pytest.mark.parametrize("is_create", [True, False])
@given(products=items())
@settings(max_examples=150, deadline=None)
def test_items_become_the_same_changes_and_faults_together_as_one_by_one(
    products: list[dict[str, Any]], *, is_create: bool
) -> None:
    # The first reader makes the lane that the second begins with.
    read(products, is_create=is_create, has_nul=False)
    together, changes = read(products, is_create=is_create, has_nul=False)
    one_by_one, expected = read(products, is_create=is_create, has_nul=True)
    assert changes == expected
    assert [change.index for change in changes] == list(range(len(changes)))
    assert together.faults.bad_items == one_by_one.faults.bad_items
    assert (together.unknown, together.plainly_typed) == (one_by_one.unknown, one_by_one.plainly_typed)
    for change in together.changes:
        names = msgspec.json.decode(change.attributes)
        assert None not in names.values()
        assert change.shape is None or sorted(change.shape.names) == list(names)


def test_an_identifier_is_looked_at_once_and_remembered_where_it_is_short() -> None:
    pattern = Pattern("^br_")
    assert [pattern.follows(text) for text in ("br_1", "ca_1", "br_" + "x" * KNOWN_CHARACTERS_MAX)] == [
        True,
        False,
        True,
    ]
    assert pattern.known == {"br_1", None, UNSET}


def test_no_more_identifiers_are_remembered_than_there_is_room_for() -> None:
    pattern = Pattern("^br_")
    assert all(pattern.follows(f"br_{number}") for number in range(KNOWN_TEXTS_MAX + 10))
    assert len(pattern.known) == KNOWN_TEXTS_MAX

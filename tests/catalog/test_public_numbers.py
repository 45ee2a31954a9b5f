import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire.catalog.public_numbers import DIGITS, FACTOR, NUMBER_MAX, number_of, public_number

numbers = st.integers(1, NUMBER_MAX)


@given(numbers)
def test_a_number_and_its_text_are_exact_inverses(number: int) -> None:
    text = public_number(number)
    assert re.fullmatch(r"[0-9A-Za-z]{8}", text)
    assert number_of(text) == number


def test_the_least_and_the_greatest_number_come_back() -> None:
    ends = [1, 2, NUMBER_MAX - 1, NUMBER_MAX]
    assert [number_of(public_number(number)) for number in ends] == ends


@given(numbers, numbers)
def test_every_number_has_a_text_of_its_own(first: int, second: int) -> None:
    assert (public_number(first) == public_number(second)) == (first == second)


@given(st.integers(1, 62**8 - 1))
def test_a_text_is_the_number_times_the_factor_in_base_62(number: int) -> None:
    value = 0
    for character in public_number(number):
        value = value * 62 + DIGITS.index(character)
    assert value == number * FACTOR % 62**8


def test_a_text_never_changes() -> None:
    assert [public_number(number) for number in (1, 2, 3, 1_000_000, NUMBER_MAX)] == [
        "RuopesVd",
        "tpdfJl1G",
        "LkSUydWt",
        "JqZBrtgG",
        "maG39emd",
    ]


@given(st.text(max_size=10) | st.text(DIGITS, min_size=8, max_size=8))
def test_what_no_number_gives_is_none(text: str) -> None:
    number = number_of(text)
    assert number is None or (1 <= number <= NUMBER_MAX and public_number(number) == text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "RuopesV",
        "RuopesVd0",
        "RuopesV\x00",
        "RuopesV\n",
        "RuopesVé",
        "\udcff" * 8,
        "٣" * 8,
        public_number(0),
        public_number(NUMBER_MAX + 1),
        public_number(-1),
    ],
)
def test_nothing_like_a_text_is_taken_for_one(text: str) -> None:
    assert number_of(text) is None

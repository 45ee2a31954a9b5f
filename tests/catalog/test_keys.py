"""The keys of a product."""

import json
import re
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shelfwire.catalog.keys import (
    HANDLE_CHARACTERS_MAX,
    KEY_BYTES_MAX,
    ean13_check_digit,
    is_gtin,
    key_problem,
    slug,
    suffixed,
    vending_key,
    vending_manufacturer,
)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("0012", None),
        (" ", None),
        ("é" * (KEY_BYTES_MAX // 2), None),
        ("", "must not be empty"),
        ("a\x00b", "must not contain the NUL character"),
        ("é" * (KEY_BYTES_MAX // 2) + "x", "must not be longer than 2048 bytes in UTF-8"),
    ],
)
def test_a_key_is_text_of_one_to_2048_bytes_without_nul(text: str, problem: str | None) -> None:
    assert key_problem(text) == problem


@pytest.mark.parametrize(
    ("title", "handle"),
    [
        ("IPod Nano - 8GB", "ipod-nano-8gb"),
        ("  Crème brûlée  ", "creme-brulee"),
        ("日本", ""),
        ("a" * 300, "a" * HANDLE_CHARACTERS_MAX),
    ],
)
def test_a_slug_is_ascii_words_and_hyphens(title: str, handle: str) -> None:
    assert slug(title) == handle


@given(st.one_of(st.text(), st.text(st.sampled_from("aZ09 -_.\x00\x1f\x7f\x85\u00a0éßŉﬁK日"), max_size=600)))
def test_a_slug_is_what_the_plain_definition_says(title: str) -> None:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    assert slug(title) == re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:HANDLE_CHARACTERS_MAX].rstrip("-")


def test_a_suffix_is_the_products_own_number_and_cuts_what_is_too_long() -> None:
    assert suffixed("ipod", 12) == "ipod-12"
    assert suffixed("a" * 250, 12, HANDLE_CHARACTERS_MAX) == "a" * 247 + "-12"
    assert suffixed("ipod", 12, attempt=2) == "ipod-12-2"
    assert suffixed("a" * 250, 12, HANDLE_CHARACTERS_MAX, attempt=3) == "a" * 245 + "-12-3"


def test_vending_keys_of_equal_parts_are_equal() -> None:
    key = vending_key("Acme", "Cola", "Cherry", 2, "oz.")
    assert key == '["Acme","Cola","Cherry","2","oz."]'
    assert vending_key(" Acme ", "Cola", "Cherry", 2.0, "oz.\t") == key
    assert vending_key("Acme", None, "Cherry", None, None) == vending_key("Acme", "", "Cherry", "", "")
    assert vending_manufacturer(key) == "Acme"


@given(st.lists(st.text(), min_size=5, max_size=5), st.lists(st.text(), min_size=5, max_size=5))
def test_vending_keys_of_different_parts_differ(first: list[str], second: list[str]) -> None:
    equal = [part.strip() for part in first] == [part.strip() for part in second]
    assert (vending_key(*first) == vending_key(*second)) is equal


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_a_vending_size_compares_by_value_whether_int_or_float(size: int) -> None:
    assert vending_key("m", "b", "n", size, "u") == vending_key("m", "b", "n", float(size), "u")


@given(st.one_of(st.none(), st.text(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)))
def test_a_vending_key_is_the_json_array_of_its_parts_with_numbers_written_out(value: str | float | None) -> None:
    """The text is stored, so it never changes: whatever writes it faster writes this."""
    match value:
        case None:
            text = ""
        case str():
            text = value.strip()
        case _:
            text = f"{Decimal(str(value)).normalize():f}" if value else "0"
    parts = ["Acmé", "", 'n"\\\n\x7f\u2028/', text, "oz."]
    expected = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    assert vending_key("Acmé", None, 'n"\\\n\x7f\u2028/', value, "oz. ") == expected


def test_zero_has_no_sign_in_a_vending_key() -> None:
    assert vending_key("m", "b", "n", -0.0, "u") == vending_key("m", "b", "n", 0, "u") == '["m","b","n","0","u"]'


def test_gtin_check_digits_follow_gs1() -> None:
    assert ean13_check_digit("400638133393") == 1
    assert is_gtin("4006381333931")
    assert is_gtin("96385074")
    assert not is_gtin("4006381333930")
    assert not is_gtin("400638133393")
    assert not is_gtin("40063813339３1")
    with pytest.raises(ValueError, match="twelve digits"):
        ean13_check_digit("12")

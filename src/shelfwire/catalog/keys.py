"""The keys of a product: what each is called, how it is derived, and when a text cannot be one."""

import unicodedata
from decimal import Decimal, InvalidOperation
from enum import Enum

import msgspec

__all__ = [
    "HANDLE_CHARACTERS_MAX",
    "KEY_BYTES_MAX",
    "KeyName",
    "ean13_check_digit",
    "is_gtin",
    "key_problem",
    "slug",
    "suffixed",
    "vending_key",
    "vending_manufacturer",
]

KEY_BYTES_MAX = 2_048
"""The longest key, in UTF-8 bytes: an index entry of PostgreSQL holds 2,704 bytes, the catalog's id included."""

HANDLE_CHARACTERS_MAX = 250
"""The longest handle, in characters (seed 002, `handle`)."""


class KeyName(Enum):
    """The keys a product can be found by; each is unique within a catalog. The value is the column's name."""

    PRODUCT_ID = "product_id"
    SKU = "sku"
    HANDLE = "handle"
    OPTION_CODE = "option_code"
    VENDING_KEY = "vending_key"


def key_problem(text: str) -> str | None:
    """Say why `text` cannot be a key, as the end of a sentence, or None where it can."""
    if not text:
        return "must not be empty"
    if "\x00" in text:
        return "must not contain the NUL character"
    if len(text) > KEY_BYTES_MAX // 4 and len(text.encode()) > KEY_BYTES_MAX:
        return f"must not be longer than {KEY_BYTES_MAX} bytes in UTF-8"
    return None


_SLUG_BYTES = bytes(byte if byte < 128 and chr(byte).isalnum() else ord(" ") for byte in range(256)).lower()
"""What each byte of a title is in a handle: a letter in lower case, a digit, or the end of a word."""


def slug(text: str) -> str:
    """Turn a title into a handle: ASCII letters and digits in lower case, all else one hyphen; "" where nothing is left."""
    plain = text.encode() if text.isascii() else unicodedata.normalize("NFKD", text).encode("ascii", "ignore")
    return b"-".join(plain.translate(_SLUG_BYTES).split())[:HANDLE_CHARACTERS_MAX].rstrip(b"-").decode()


def suffixed(key: str, product_id: int, characters_max: int | None = None, *, attempt: int = 1) -> str:
    """Make a derived key unique with the product's own number: `key-product_id`, cut before the suffix where too long.

    Where another product has that too, the next attempt, from 2, is `key-product_id-attempt`; no two attempts are equal.
    """
    suffix = f"-{product_id}" if attempt == 1 else f"-{product_id}-{attempt}"
    if characters_max is not None and len(key) + len(suffix) > characters_max:
        key = key[: characters_max - len(suffix)]
    return key + suffix


_WHOLE_CHARACTERS = 20
"""A whole number of fewer characters is written as it is; one of many more than a double holds is rounded."""

VendingValue = str | int | float | None


_encode = msgspec.json.Encoder().encode
_decode_parts = msgspec.json.Decoder(list[str]).decode


def _vending_text(value: VendingValue) -> str:
    """Write one part of the vending key so that equal parts are equal texts: absent, null and empty alike, 2 as 2.0."""
    if value is None or isinstance(value, str):
        return (value or "").strip()
    if not value:
        return "0"
    text = str(value)
    # What is written without an exponent is written as it shall be: a fraction of the time of the general way.
    if isinstance(value, float) and "e" not in text:
        return text.removesuffix(".0")
    if isinstance(value, int) and len(text) < _WHOLE_CHARACTERS:
        return text
    try:
        number = Decimal(text).normalize()
    except InvalidOperation:  # pragma: no cover - str() of an int or float is always a number
        return text
    return f"{number:f}"


def vending_key(
    manufacturer: VendingValue,
    brand: VendingValue,
    name: VendingValue,
    size: VendingValue,
    units_for_size: VendingValue,
) -> str:
    """Write the five parts of VendNovation's uniqueness rule as one text, unambiguous whatever the parts contain.

    Source: seed 004, "A product is considered unique if"; the design's words on `vending_key` (absent, null and empty are
    equal, white space at the ends is trimmed, numbers compare by value).
    """
    parts = (
        _vending_text(manufacturer),
        _vending_text(brand),
        _vending_text(name),
        _vending_text(size),
        _vending_text(units_for_size),
    )
    return _encode(parts).decode()


def vending_manufacturer(key: str) -> str:
    """Give back the manufacturer of a vending key: a rename is allowed only within one manufacturer."""
    return _decode_parts(key)[0]


def ean13_check_digit(first_twelve: str) -> int:
    """Compute the thirteenth digit of an EAN-13 from its first twelve (GS1 General Specifications, section 7.9)."""
    if len(first_twelve) != 12 or not (first_twelve.isascii() and first_twelve.isdigit()):
        message = f"an EAN-13 has twelve digits before its check digit, got {first_twelve!r}"
        raise ValueError(message)
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first_twelve))
    return -weighted % 10


def is_gtin(text: str) -> bool:
    """Tell whether `text` is a GTIN-8, -12, -13 or -14 with a right check digit."""
    if len(text) not in {8, 12, 13, 14} or not (text.isascii() and text.isdigit()):
        return False
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(text[:-1]), start=1))
    return -weighted % 10 == int(text[-1])

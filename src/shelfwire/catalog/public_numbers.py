"""Numbers as eight letters or digits, for clients that want ids they cannot count.

A number is multiplied by a constant modulo 62 to the 8th and written in base 62. That can be turned back with the
constant's inverse, gives every number a text of its own, and hides nothing. The same number has the same text for ever.
"""

__all__ = ["CHARACTERS", "DIGITS", "NUMBER_MAX", "number_of", "public_number"]

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
"""Those of base 62, by their value."""

CHARACTERS = 8
"""How many a number is written with."""

NUMBER_MAX = 2**31 - 1
"""The greatest number that a text is turned back into: no catalog or product has a greater one."""

FACTOR = 98_310_977_537_713
"""Has no divisor in common with 62, so that it has an inverse."""

MODULUS = len(DIGITS) ** CHARACTERS
INVERSE = pow(FACTOR, -1, MODULUS)

PAIRS = tuple(high + low for high in DIGITS for low in DIGITS)
"""All pairs of digits by their value: a text is four of them, which is faster than eight digits."""
PAIR_VALUES = {pair: value for value, pair in enumerate(PAIRS)}
PAIR = len(PAIRS)
HALF = PAIR**2


def public_number(number: int) -> str:
    """Write a number (1 to `NUMBER_MAX`; greater ones up to 62 to the 8th work, too) as eight letters or digits."""
    high, low = divmod(number * FACTOR % MODULUS, HALF)
    return f"{PAIRS[high // PAIR]}{PAIRS[high % PAIR]}{PAIRS[low // PAIR]}{PAIRS[low % PAIR]}"


def number_of(text: str) -> int | None:
    """Give the number (1 to `NUMBER_MAX`) that `public_number` writes as this text; None for every other text."""
    if len(text) != CHARACTERS:
        return None
    try:
        high = PAIR_VALUES[text[:2]] * PAIR + PAIR_VALUES[text[2:4]]
        low = PAIR_VALUES[text[4:6]] * PAIR + PAIR_VALUES[text[6:]]
    except KeyError:
        return None
    number = (high * HALF + low) * INVERSE % MODULUS
    return number if 0 < number <= NUMBER_MAX else None

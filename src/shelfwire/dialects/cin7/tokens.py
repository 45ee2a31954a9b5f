"""The words of `where` and `order`, each with its place in the text."""

import re
from datetime import UTC, datetime, timedelta
from enum import Enum

import msgspec

__all__ = ["TEXT_CHARACTERS_MAX", "Fault", "Kind", "Token", "WhereFault", "moment", "number", "tokens"]

TEXT_CHARACTERS_MAX = 65_535
"""The longest `where` or `order`, in characters: that of a request's target."""


class WhereFault(msgspec.Struct, frozen=True):
    """Why a text is no condition, or no order.

    Attributes:
        position: of the character at fault, from 0.
        message: a sentence a person can act on.
    """

    position: int
    message: str


class Fault(Exception):
    """Ends the reading of a text; `fault` says why."""

    def __init__(self, position: int, message: str) -> None:
        """Keep the place and the reason."""
        super().__init__(message)
        self.fault = WhereFault(position, message)


class Kind(Enum):
    """What a token is."""

    NAME = "name"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    SIGN = "sign"
    END = "end"


class Token(msgspec.Struct, frozen=True):
    """One word.

    Attributes:
        kind: what it is.
        text: the word; of a quoted text what stands between the quotes, with each doubled quote as one.
        position: of its first character, from 0.
    """

    kind: Kind
    text: str
    position: int

    @property
    def word(self) -> str:
        """The word in capitals, where it may be one of the language's own; else nothing."""
        return self.text.upper() if self.kind is Kind.NAME else ""

    @property
    def shown(self) -> str:
        """How a message names it."""
        return "the end" if self.kind is Kind.END else f"'{self.text[:SHOWN_CHARACTERS_MAX]}'"


SHOWN_CHARACTERS_MAX = 40
"""How much of a word a message repeats."""

_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[Ee][+-]?\d+)?"
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)"
    r"|'(?P<text>(?:[^']|'')*)'"
    r"|(?P<date>\d{4}-\d\d-\d\d(?:[Tt]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+\- ]\d\d:?\d\d(?!\d))?)?)"
    rf"|(?P<number>{_NUMBER})"
    r"|(?P<sign><>|!=|<=|>=|[=<>(),])",
    re.ASCII,
)
_KINDS = {kind.value: kind for kind in Kind}
_QUOTED_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:[Zz]|([+\- ])(\d\d):?(\d\d))?)?", re.ASCII
)
_WHOLE_NUMBER = re.compile(_NUMBER, re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def tokens(text: str) -> list[Token]:
    """Take a text apart; the last token is the end.

    Raises:
        Fault: a character begins no word, a quote is not closed, or the text is too long.
    """
    if len(text) > TEXT_CHARACTERS_MAX:
        raise Fault(TEXT_CHARACTERS_MAX, f"The text has more than {TEXT_CHARACTERS_MAX:,} characters.")
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise Fault(position, _no_word(text[position]))
        kind = match.lastgroup or ""
        if kind != "space":
            word = match[kind].replace("''", "'") if kind == "text" else match[kind]
            found.append(Token(_KINDS[kind], word, position))
        position = match.end()
    return [*found, Token(Kind.END, "", len(text))]


def _no_word(character: str) -> str:
    """Say what is wrong with a character that begins no word."""
    if character == "'":
        return "This text has no closing quote; a quote within a text is written twice."
    if character == '"':
        return "Text stands in single quotes."
    return f"The character {character!r} has no meaning here."


def number(text: str) -> int | float | None:
    """Read a number; None where the text is none, or none that a computer can hold."""
    if not _WHOLE_NUMBER.fullmatch(text):
        return None
    if len(text) < 19 and text.lstrip("+-").isdigit():
        return int(text)
    value = float(text)
    return value if value - value == 0 else None


def moment(text: str) -> int | None:
    """Read a date, or a date and time, in microseconds since 1970; None where the text is none.

    ISO 8601, with a space in the T's place if need be. Without a zone it is UTC. The plus of a zone that a client did not
    encode arrives as a space, and is taken for a plus. Digits beyond the microsecond are dropped.
    """
    match = _QUOTED_DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    try:
        given = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    microseconds = (given - _EPOCH) // _MICROSECOND + int((match[7] or "").ljust(6, "0")[:6])
    hours, minutes = int(match[9] or 0), int(match[10] or 0)
    if hours > 23 or minutes > 59:
        return None
    offset = (hours * 60 + minutes) * 60_000_000
    return microseconds + offset if match[8] == "-" else microseconds - offset

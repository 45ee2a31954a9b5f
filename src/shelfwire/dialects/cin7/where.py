"""The language of `where`: SQL's conditions, read by recursive descent into the catalogue's own.

    expression  = conjunction { OR conjunction }
    conjunction = negation { AND negation }
    negation    = NOT negation | "(" expression ")" | condition
    condition   = field ( = | <> | != | < | <= | > | >= ) value
                | field [NOT] LIKE text
                | field [NOT] IN "(" value { "," value } ")"
                | field IS [NOT] NULL

Words are known in any case, text stands in single quotes, numbers and dates stand bare or in quotes. A field reads what the
list shows, so that an unset text is empty: for a text, `IS NULL` asks for the empty one.
"""

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import eq, ge, gt, le, lt, ne

from shelfwire.catalog.query import (
    LIST_VALUES_MAX,
    PATTERN_CHARACTERS_MAX,
    QUERY_DEPTH_MAX,
    QUERY_NODES_MAX,
    And,
    Comparison,
    Expression,
    Like,
    Member,
    Not,
    Operator,
    Or,
    Value,
    ValueType,
    text_problem,
    type_of,
)
from shelfwire.dialects.cin7.schema import STATUS_INACTIVE, STATUSES
from shelfwire.dialects.cin7.searchable import FIELD_NAMES, IS_ACTIVE, OWN_STATUS, Searchable, searchable
from shelfwire.dialects.cin7.tokens import Fault, Kind, Token, WhereFault, moment, number, tokens

__all__ = ["NESTING_MAX", "WhereFault", "known_field", "parse_where"]

NESTING_MAX = QUERY_DEPTH_MAX // 2 - 3
"""How deep parentheses and NOT may lie within each other: each needs at most two nodes of a query."""

EVERYTHING = And(())
NOTHING = Or(())

_OPERATORS = {
    "=": Operator.EQUAL,
    "<>": Operator.NOT_EQUAL,
    "!=": Operator.NOT_EQUAL,
    "<": Operator.LESS,
    "<=": Operator.LESS_OR_EQUAL,
    ">": Operator.GREATER,
    ">=": Operator.GREATER_OR_EQUAL,
}
_COMPARE: dict[Operator, Callable[[str, str], bool]] = {
    Operator.EQUAL: eq,
    Operator.NOT_EQUAL: ne,
    Operator.LESS: lt,
    Operator.LESS_OR_EQUAL: le,
    Operator.GREATER: gt,
    Operator.GREATER_OR_EQUAL: ge,
}
_OPERATORS_TOLD = "=, <>, <, <=, >, >=, LIKE, IN or IS NULL"
_RESERVED = frozenset({"AND", "OR", "NOT", "LIKE", "IN", "IS", "NULL", "BETWEEN", "TRUE", "FALSE"})


def parse_where(text: str) -> Expression | WhereFault:
    """Read a condition.

    Args:
        text: what stands in the query parameter, decoded; nothing asks for all products.

    Returns:
        The condition, within the bounds of `catalog.query`, or what keeps the text from being one.
    """
    try:
        return _Parser(tokens(text)).whole()
    except Fault as error:
        return error.fault


def known_field(token: Token) -> Searchable:
    """Give the field that a token names.

    Raises:
        Fault: it names none.
    """
    if token.kind is not Kind.NAME or token.word in _RESERVED:
        raise Fault(token.position, f"A field's name is missing before {token.shown}.")
    field = searchable(token.text)
    if field is None:
        raise Fault(token.position, f"There is no field {token.shown} to ask for; there are {', '.join(FIELD_NAMES)}.")
    return field


class _Parser:
    """Reads the tokens of one text."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._place = 0
        self._nodes = 0

    def whole(self) -> Expression:
        """Read all tokens."""
        if self._peek().kind is Kind.END:
            return EVERYTHING
        expression = self._any_of(0)
        if self._peek().kind is not Kind.END:
            raise Fault(self._peek().position, f"AND, OR or the end is missing before {self._peek().shown}.")
        return expression

    def _peek(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        token = self._peek()
        self._place += 1
        return token

    def _taken(self, word: str) -> bool:
        """Take the next token where it is this word or sign."""
        token = self._peek()
        if word == token.word or (token.kind is Kind.SIGN and token.text == word):
            self._place += 1
            return True
        return False

    def _count(self, position: int, nodes: int = 1) -> None:
        """Count nodes of the query; there is a bound."""
        self._nodes += nodes
        if self._nodes > QUERY_NODES_MAX:
            raise Fault(position, f"There are too many conditions; a query has at most {QUERY_NODES_MAX} parts.")

    def _any_of(self, depth: int) -> Expression:
        """Read conditions joined by OR; equalities of one field become one list, which an index answers."""
        parts = [self._all_of(depth)]
        values = 0
        while self._taken("OR"):
            position = self._peek().position
            parts.append(self._all_of(depth))
            before, last = _as_list(parts[-2]), _as_list(parts[-1])
            if before is None or last is None or before.field != last.field:
                values = 0
                continue
            self._nodes -= 1
            values = (values or len(before.values)) + len(last.values)
            if values > LIST_VALUES_MAX:
                raise Fault(position, f"There are more than {LIST_VALUES_MAX:,} values for one field.")
        parts = list(_joined(parts))
        if len(parts) == 1:
            return parts[0]
        self._count(self._peek().position)
        return Or(tuple(parts))

    def _all_of(self, depth: int) -> Expression:
        """Read conditions joined by AND."""
        parts = [self._one(depth)]
        while self._taken("AND"):
            parts.append(self._one(depth))
        if len(parts) == 1:
            return parts[0]
        self._count(self._peek().position)
        return And(tuple(parts))

    def _one(self, depth: int) -> Expression:
        """Read a condition, one in parentheses, or the opposite of one."""
        token = self._peek()
        if depth > NESTING_MAX:
            raise Fault(token.position, f"Parentheses and NOT lie more than {NESTING_MAX} deep within each other.")
        if self._taken("NOT"):
            self._count(token.position)
            return Not(self._one(depth + 1))
        if self._taken("("):
            inside = self._any_of(depth + 1)
            if not self._taken(")"):
                raise Fault(self._peek().position, f"A closing parenthesis is missing before {self._peek().shown}.")
            return inside
        return self._condition()

    def _condition(self) -> Expression:
        """Read a single condition."""
        name = self._take()
        field = known_field(name)
        self._count(name.position)
        token = self._take()
        if token.kind is Kind.SIGN and token.text in _OPERATORS:
            return self._comparison(field, _OPERATORS[token.text])
        negated = token.word == "NOT"
        if negated:
            token = self._take()
        if token.word == "LIKE":
            return self._opposite(self._like(field, token), negated=negated)
        if token.word == "IN":
            return self._opposite(self._member(field), negated=negated)
        if token.word == "IS" and not negated:
            return self._null(field)
        if token.word == "BETWEEN":
            raise Fault(token.position, f"BETWEEN is not known; write {name.text} >= ... AND {name.text} <= ...")
        told = "LIKE or IN" if negated else _OPERATORS_TOLD
        raise Fault(token.position, f"One of {told} is missing before {token.shown}.")

    def _opposite(self, expression: Expression, *, negated: bool) -> Expression:
        if not negated:
            return expression
        self._count(self._peek().position)
        return Not(expression)

    def _comparison(self, field: Searchable, operator: Operator) -> Expression:
        value = self._value(field)
        if field.field is None:
            return self._status(lambda status: _COMPARE[operator](status, str(value)))
        return Comparison(field.field, operator, value)

    def _member(self, field: Searchable) -> Expression:
        if not self._taken("("):
            raise Fault(self._peek().position, f"A list in parentheses is missing before {self._peek().shown}.")
        values = [self._value(field)]
        while self._taken(","):
            position = self._peek().position
            values.append(self._value(field))
            if len(values) > LIST_VALUES_MAX:
                raise Fault(position, f"A list has more than {LIST_VALUES_MAX:,} values.")
        if not self._taken(")"):
            raise Fault(
                self._peek().position, f"A comma or a closing parenthesis is missing before {self._peek().shown}."
            )
        if field.field is None:
            return self._status(lambda status: status in values)
        return Member(field.field, tuple(values))

    def _like(self, field: Searchable, token: Token) -> Expression:
        if _kind_of(field) is not ValueType.TEXT:
            raise Fault(token.position, f"LIKE is for texts; {field.name} is a {_kind_of(field).value}.")
        pattern = self._take()
        if pattern.kind is not Kind.TEXT:
            raise Fault(pattern.position, f"A text in single quotes is missing before {pattern.shown}.")
        if len(pattern.text) > PATTERN_CHARACTERS_MAX:
            raise Fault(pattern.position, f"The pattern has more than {PATTERN_CHARACTERS_MAX} characters.")
        _check(pattern)
        if field.field is None:
            return self._status(lambda status: _is_like(status, pattern.text))
        return Like(field.field, pattern.text)

    def _null(self, field: Searchable) -> Expression:
        """Read the rest of IS NULL: only a text can be empty, everything else always has a value."""
        negated = self._taken("NOT")
        token = self._take()
        if token.word != "NULL":
            raise Fault(token.position, f"NULL is missing before {token.shown}.")
        if field.field is not None and _kind_of(field) is ValueType.TEXT and not field.choices:
            return Comparison(field.field, Operator.NOT_EQUAL if negated else Operator.EQUAL, "")
        return EVERYTHING if negated else NOTHING

    def _status(self, chosen: Callable[[str], bool]) -> Expression:
        """Put a condition on the status into what is stored of it: `active`, and which of the active statuses it is."""
        self._count(self._peek().position, 4)
        statuses = {status for status in STATUSES.values() if chosen(status)}
        own = tuple(sorted(statuses - {STATUS_INACTIVE}))
        parts: list[Expression] = []
        if STATUS_INACTIVE in statuses:
            parts.append(Comparison(IS_ACTIVE, Operator.EQUAL, value=False))
        if len(own) == len(STATUSES) - 1:
            parts.append(Comparison(IS_ACTIVE, Operator.EQUAL, value=True))
        elif own:
            parts.append(And((Comparison(IS_ACTIVE, Operator.EQUAL, value=True), Member(OWN_STATUS, own))))
        if len(statuses) == len(STATUSES):
            return EVERYTHING
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _value(self, field: Searchable) -> Value:
        """Read a value for a field."""
        token = self._take()
        if token.kind is Kind.NAME and token.word == "NULL":
            raise Fault(token.position, "Nothing is equal to NULL; write IS NULL or IS NOT NULL.")
        if token.kind is Kind.NAME:
            raise Fault(token.position, f"Text stands in single quotes: '{token.text}'.")
        if token.kind in {Kind.SIGN, Kind.END}:
            raise Fault(token.position, f"A value is missing before {token.shown}.")
        kind = _kind_of(field)
        if kind is ValueType.TEXT:
            return _text(field, token)
        value = number(token.text) if kind is ValueType.NUMBER else moment(token.text)
        if value is None:
            wanted = "a number" if kind is ValueType.NUMBER else "a date such as 2026-01-31T12:00:00Z"
            raise Fault(token.position, f"{field.name} is {wanted}, and {token.shown} is none.")
        return value


def _kind_of(field: Searchable) -> ValueType:
    """Tell what kind of value a field has; the status is a text."""
    return ValueType.TEXT if field.field is None else type_of(field.field)


def _text(field: Searchable, token: Token) -> str:
    """Turn a token into a text; a choice in any case, or by its number, into that choice."""
    _check(token)
    if token.kind is Kind.NUMBER and token.text.isdigit() and len(token.text) == 1:
        return field.numbers.get(int(token.text), token.text)
    return field.choices.get(token.text.lower(), token.text)


def _check(token: Token) -> None:
    """Refuse a text that no stored text can be equal to."""
    if problem := text_problem(token.text):
        raise Fault(token.position, f"A text {problem}.")


def _joined(parts: list[Expression]) -> Iterator[Expression]:
    """Make one list of those that stand beside each other and name values of one field."""
    for field, group in groupby(parts, lambda part: getattr(_as_list(part), "field", None)):
        same = list(group)
        if field is None or len(same) == 1:
            yield from same
        else:
            lists = (found for part in same if (found := _as_list(part)))
            yield Member(field, tuple(dict.fromkeys(value for found in lists for value in found.values)))


def _as_list(part: Expression) -> Member | None:
    """Give an equality as a list of one value, a list as it is, and else None."""
    if isinstance(part, Comparison) and part.operator is Operator.EQUAL:
        return Member(part.field, (part.value,))
    return part if isinstance(part, Member) else None


def _is_like(text: str, pattern: str) -> bool:
    """Tell whether one of the few statuses is like a pattern."""
    parts = ({"%": ".*", "_": "."}.get(character, re.escape(character)) for character in re.sub("%+", "%", pattern))
    return re.fullmatch("".join(parts), text, re.IGNORECASE | re.ASCII | re.DOTALL) is not None

"""Cin7 Omni's refusals: `{"message"}`, with `modelState` where a field, a parameter or a code is at fault.

The API documents no error body; its clients read `message`. `modelState` is what the framework that it is built on answers
for a malformed request: what is at fault, by its path, with a list of sentences.
"""

from collections.abc import Mapping, Sequence

import msgspec

from shelfwire.dialects.cin7.schema import ErrorAnswer
from shelfwire.dialects.contract import Refusal, RefusalCode
from shelfwire.dialects.field_faults import VALUE_CHARACTERS_MAX
from shelfwire.engine.reply import Reply

__all__ = ["FieldRefusal", "bad_request", "refuse", "repeated_codes"]

_POSITIONS_LISTED_MAX = 20
"""How many positions of a code that stands more than once are told."""

_REALM = 'Basic realm="Shelfwire", charset="UTF-8"'

_encode = msgspec.json.Encoder().encode


class FieldRefusal(Refusal):
    """A request that is refused because of some of its fields, parameters or codes.

    Attributes:
        model_state: what is wrong, by what it is wrong with.
    """

    def __init__(self, text: str, model_state: Mapping[str, list[str]]) -> None:
        """Refuse with 400, say why in one sentence, and in detail in `model_state`."""
        super().__init__(400, RefusalCode.BAD_REQUEST, text)
        self.model_state = dict(model_state)


def bad_request(field: str, text: str) -> FieldRefusal:
    """Refuse a request for one parameter, or for its body as a whole (`field` is "" then)."""
    return FieldRefusal(text, {field: [text]})


def refuse(refusal: Refusal) -> Reply:
    """Put a refusal into this API's own error shape."""
    message = refusal.text
    absent = [name for name in refusal.missing_permissions if name not in message]
    if absent:
        message = f"{message} Missing: {', '.join(absent)}."
    model_state: dict[str, list[str]] = {}
    if isinstance(refusal, FieldRefusal):
        model_state = refusal.model_state
    elif refusal.code == RefusalCode.MALFORMED_JSON:
        model_state = {"": [message]}
    headers = [("content-type", "application/json"), *refusal.headers]
    names = {name for name, _ in headers}
    if refusal.code == RefusalCode.UNAUTHENTICATED and "www-authenticate" not in names:
        headers.append(("www-authenticate", _REALM))
    if refusal.retry_after_seconds is not None and "retry-after" not in names:
        headers.append(("retry-after", str(refusal.retry_after_seconds)))
    return Reply(refusal.status, _encode(ErrorAnswer(message=message, model_state=model_state)), tuple(headers))


def repeated_codes(
    style_codes: Sequence[str | None],
    option_codes: Sequence[str | None],
    further_codes: Sequence[tuple[int, str]],
    listed_max: int,
) -> FieldRefusal | None:
    """Refuse a request that names a style code or an option code twice; None where it does not (seed 003).

    Args:
        style_codes: by item, its style code.
        option_codes: by item, the code of its first option.
        further_codes: position and code of further options.
        listed_max: how many fields are listed at the most.
    """
    styles = _repeated(style_codes, ())
    options = _repeated(option_codes, further_codes)
    if not styles and not options:
        return None
    model_state: dict[str, list[str]] = {}
    sentences: list[str] = []
    for label, path, repeated in (
        ("style code", "styleCode", styles),
        ("product option code", "productOptions[0].productOptionCode", options),
    ):
        for code, positions in repeated.items():
            sentence = f"The {label} {code[:VALUE_CHARACTERS_MAX]!r} stands more than once, in {_items(positions)}."
            sentences.append(sentence)
            for position in positions:
                if len(model_state) == listed_max:
                    break
                model_state[f"[{position}].{path}"] = [sentence]
    count = len(styles) + len(options)
    noun = "code stands" if count == 1 else "codes stand"
    text = f"Nothing was written: {count:,} {noun} more than once in the request. {sentences[0]}"
    return FieldRefusal(text, model_state)


def _items(positions: Sequence[int]) -> str:
    """Name items by their positions, the first ones of many."""
    if len(positions) == 1:
        return f"item {positions[0]}"
    told = ", ".join(str(position) for position in positions[:_POSITIONS_LISTED_MAX])
    more = len(positions) - _POSITIONS_LISTED_MAX
    return f"items {told} and {more:,} more" if more > 0 else f"items {told}"


def _repeated(codes: Sequence[str | None], further_codes: Sequence[tuple[int, str]]) -> dict[str, list[int]]:
    """Give the codes that stand more than once, with the positions of the items that have them."""
    distinct = set(codes)
    distinct.discard(None)
    if not further_codes and len(distinct) == len(codes) - codes.count(None):
        return {}
    positions: dict[str, list[int]] = {}
    for position, code in enumerate(codes):
        if code is not None:
            positions.setdefault(code, []).append(position)
    for position, code in further_codes:
        positions.setdefault(code, []).append(position)
    return {code: sorted(set(places)) for code, places in positions.items() if len(places) > 1}

"""How products go in bulk: those with an id by PUT, all others by POST; what POST leaves because its code exists, by PUT, too.

The codes decide what an item is: its style code where it has one, else its option code. An answer tells the id of the product
for which an item was skipped, or it does not; then the product is looked up by its code. The API updates neither options nor
prices, stock control and order type, so of a product that exists these stay as they are.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import UNSET, Raw
from msgspec.structs import replace

from shelfwire_client.bulk.form import Again, BulkForm, Told, told_positions
from shelfwire_client.cin7.calls import create_call, find, results_of, update_call
from shelfwire_client.cin7.models import BatchResultItem, Product, ProductOption
from shelfwire_client.cin7.paging import ROWS_MAX
from shelfwire_client.core.call import Answer, Call
from shelfwire_client.core.coding import decode
from shelfwire_client.core.errors import APIStatusError, Fault

__all__ = ["CREATE_FORM", "UPSERT_FORM"]

_CONDITION_CHARACTERS_MAX = 1_500
"""How long a condition may be as it stands in an address: some servers take no query of more than 2,048 characters."""

_CREATED_ONLY = frozenset({"id", "productoptions", "stockcontrol", "ordertype"})
_SIZES_CREATED, _SIZES_UPDATED = "dimensions", "productDimensions"

_UNTOLD = Fault("It was not carried out, and the server gave no reason.")
_UNANSWERED = Fault("The answer has no result for this item.")

_fields_of = msgspec.json.Decoder(dict[str, Raw]).decode
_encode = msgspec.json.Encoder().encode


class _Keys(msgspec.Struct, gc=False):
    """What an item is matched by, in the spelling of the vendor's samples and in that of its documents."""

    id: Any = None
    styleCode: Any = None  # noqa: N815 - the API's own spelling
    productOptions: Any = None  # noqa: N815 - likewise
    Id: Any = None
    StyleCode: Any = None
    ProductOptions: Any = None

    @property
    def has_id(self) -> bool:
        return self.id is not None or self.Id is not None

    @property
    def style_code(self) -> str:
        """The style code; empty where there is none."""
        return _text(self.styleCode) or _text(self.StyleCode)

    @property
    def option_codes(self) -> Iterator[str]:
        """The codes of its options, as far as they have any."""
        options = self.productOptions or self.ProductOptions
        for option in options if isinstance(options, list) else []:
            if isinstance(option, dict):
                code = _text(option.get("productOptionCode")) or _text(option.get("ProductOptionCode"))
                if code:
                    yield code


_keys_of = msgspec.json.Decoder(_Keys).decode


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _body(items: Iterable[bytes]) -> bytes:
    return b"[%b]" % b",".join(items)


def _faults(result: BatchResultItem | None) -> list[Fault]:
    """Give the reasons of an item that was not carried out."""
    if result is None:
        return [_UNANSWERED]
    listed: Any = result.errors
    return [Fault(str(one)) for one in listed or []] if isinstance(listed, list) and listed else [_UNTOLD]


def _results(answer: Answer, count: int) -> list[BatchResultItem | None]:
    """Give the results of an answer in the order of its request; None for items that it does not mention."""
    found: list[BatchResultItem | None] = [None] * count
    for place, result in enumerate(results_of(answer)):
        index: Any = getattr(result, "index", None)
        position = index if isinstance(index, int) else place
        if 0 <= position < count and isinstance(result, BatchResultItem):
            found[position] = result
    return found


def _told_id(result: BatchResultItem | None) -> int | None:
    product_id: Any = None if result is None else result.id
    return product_id if isinstance(product_id, int) and product_id > 0 else None


def _as_update(item: bytes, product_id: int) -> bytes:
    """Make what updates a product from what would have created it."""
    update: dict[str, Raw] = {"id": Raw(_encode(product_id))}
    fields = _fields_of(item)
    for name, value in fields.items():
        if name.lower() == _SIZES_CREATED:
            update.setdefault(_SIZES_UPDATED, value)
        elif name.lower() not in _CREATED_ONLY:
            update[name] = value
    return _encode(update)


class _Form:
    """What the forms have in common; see `BulkForm`."""

    items_max = 250
    bytes_max = 4 * 1024 * 1024
    takes_equal_keys = False

    def keys(self, item: bytes) -> Sequence[Hashable]:
        """Give the id, the style code and the option codes. Servers may compare codes in any case."""
        found = _keys_of(item)
        keys: list[Hashable] = [("option", code.casefold()) for code in found.option_codes]
        if style_code := found.style_code:
            keys.append(("style", style_code.casefold()))
        product_id = found.Id if found.id is None else found.id
        if isinstance(product_id, int | str):
            keys.append(("id", str(product_id)))
        return keys

    def positions(self, error: APIStatusError) -> Mapping[int, Sequence[Fault]]:
        """Give the items that the error names."""
        return told_positions(error)


class _WriteForm(_Form):
    """The form of one operation, whose every failed item is refused."""

    def __init__(self, name: str, operation: Any) -> None:  # noqa: ANN401 - a function of `calls`
        """Send by an operation that takes a body."""
        self.name = name
        self._operation = operation

    def call(self, items: Sequence[bytes]) -> Call[Any]:
        """Make the request."""
        call: Call[Any] = self._operation(_body(items))
        return call

    def read(self, answer: Answer, items: Sequence[bytes]) -> Told:
        """Take each item's result."""
        results = _results(answer, len(items))
        done = [result is not None and result.success is True for result in results]
        return Told(
            [_told_id(result) if is_done else None for result, is_done in zip(results, done, strict=True)],
            {place: _faults(results[place]) for place, is_done in enumerate(done) if not is_done},
        )


CREATE_FORM = _WriteForm("Cin7 Omni create", create_call)
"""Creates; an item whose code exists is refused with the reason that the server gives."""

_UPDATE_FORM = _WriteForm("Cin7 Omni update", update_call)


class _UpsertForm(_Form):
    """Updates what has an id and creates the rest; what exists of that is updated in further requests."""

    name = "Cin7 Omni upsert"

    def call(self, items: Sequence[bytes]) -> Call[Any]:
        """Make the request that updates, or where no item has an id, the one that creates."""
        updates = _updates(items)
        if not updates:
            return create_call(_body(items))
        call = update_call(_body(items[place] for place in updates))
        return replace(call, refusal=partial(_refusal_among, call, updates))

    def read(self, answer: Answer, items: Sequence[bytes]) -> Told:
        """Take each item's result; what was not sent, or is to be updated, follows."""
        updates = _updates(items)
        if not updates:
            return self._read_created(answer, items)
        told = _UPDATE_FORM.read(answer, [items[place] for place in updates])
        identifiers: list[int | str | None] = [None] * len(items)
        for place, identifier in zip(updates, told.identifiers, strict=True):
            identifiers[place] = identifier
        refused = {updates[position]: faults for position, faults in told.refused.items()}
        left = sorted(set(range(len(items))).difference(updates))
        return Told(identifiers, refused, [Again(place, items[place], self) for place in left])

    def _read_created(self, answer: Answer, items: Sequence[bytes]) -> Told:
        identifiers: list[int | str | None] = [None] * len(items)
        refused: dict[int, Sequence[Fault]] = {}
        again: list[Again] = []
        lookup = _LookupForm({})
        for place, result in enumerate(_results(answer, len(items))):
            item, product_id = items[place], _told_id(result)
            if result is not None and result.success is True:
                identifiers[place] = product_id
            elif product_id is not None and _is_of(item, result):
                again.append(Again(place, _as_update(item, product_id), _UPDATE_FORM))
            elif product_id is None and _code_of(item)[1]:
                lookup.reasons[item] = _faults(result)
                again.append(Again(place, item, lookup))
            else:
                refused[place] = _faults(result)
        return Told(identifiers, refused, again)


def _updates(items: Sequence[bytes]) -> list[int]:
    """Give the places of the items that have an id; looking for its name first saves reading most items."""
    return [place for place, item in enumerate(items) if (b'"id"' in item or b'"Id"' in item) and _keys_of(item).has_id]


def _refusal_among(call: Call[Any], places: Sequence[int], answer: Answer) -> APIStatusError:
    """Make the error of a request for some of the items; its positions are those among all of them."""
    error = call.refusal(answer)
    error.errors = [
        replace(one, position=places[one.position] if one.position is not None and one.position < len(places) else None)
        for one in error.errors
    ]
    return error


def _is_of(item: bytes, result: BatchResultItem | None) -> bool:
    """Tell whether the product for which an item was skipped is the item's, not one that only has its option code."""
    found = _keys_of(item)
    code = "" if result is None else _text(result.code)
    return not (found.style_code and code) or code in {found.style_code, *found.option_codes}


def _code_of(item: bytes) -> tuple[str, str]:
    """Give the field that tells an item apart, and its code there, which is empty where the item has none."""
    found = _keys_of(item)
    if found.style_code:
        return "styleCode", found.style_code
    return "productOptionCode", next(found.option_codes, "")


class _LookupForm(_Form):
    """Looks up which products items are whose codes exist; they are updated then, and the others are refused.

    Attributes:
        reasons: why the items were not created.
    """

    name = "Cin7 Omni lookup"

    def __init__(self, reasons: dict[bytes, list[Fault]]) -> None:
        """Look up items that were not created, for these reasons."""
        self.reasons = reasons

    def call(self, items: Sequence[bytes]) -> Call[Any]:
        """Ask for the products of as many of the items as one address has room for."""
        field, codes = _asked(items)
        shown = "styleCode" if field == "styleCode" else "productOptions"
        texts = ", ".join(_quoted(code) for code in codes.values())
        call = find(fields=["id", shown], where=f"{field} IN ({texts})", order=UNSET, page=UNSET, rows=ROWS_MAX)
        return replace(call, refusal=partial(self._refusal, call, {place: items[place] for place in codes}))

    def _refusal(self, call: Call[Any], asked: Mapping[int, bytes], answer: Answer) -> APIStatusError:
        """Make the error of a lookup: its items stay refused for the reasons that they had."""
        error = call.refusal(answer)
        error.errors = [replace(one, position=place) for place, item in asked.items() for one in self.reasons[item]]
        return error

    def read(self, answer: Answer, items: Sequence[bytes]) -> Told:
        """Update what was found, refuse what was not, and ask for the rest."""
        field, codes = _asked(items)
        found: dict[str, list[int]] = {}
        for product in decode(answer, list[Product]):
            if isinstance(product, Product) and isinstance(product.id, int):
                for code in _codes_shown(field, product):
                    found.setdefault(code, []).append(product.id)
        refused: dict[int, Sequence[Fault]] = {}
        again = [Again(place, item, self) for place, item in enumerate(items) if place not in codes]
        for place, code in codes.items():
            ids = found.get(code, [])
            if len(ids) == 1:
                again.append(Again(place, _as_update(items[place], ids[0]), _UPDATE_FORM))
            else:
                refused[place] = self.reasons[items[place]]
        return Told((), refused, again)


def _asked(items: Sequence[bytes]) -> tuple[str, dict[int, str]]:
    """Give the field of the first item's code, and by their places the codes there for which one address has room."""
    field = _code_of(items[0])[0]
    codes: dict[int, str] = {}
    left = _CONDITION_CHARACTERS_MAX
    for place, item in enumerate(items):
        own_field, code = _code_of(item)
        if own_field == field:
            left -= len(quote(f"{_quoted(code)}, "))
            if left < 0 and codes:
                break
            codes[place] = code
    return field, codes


def _quoted(code: str) -> str:
    return "'" + code.replace("'", "''") + "'"


def _codes_shown(field: str, product: Product) -> Iterator[str]:
    """Give what a product shows in a field."""
    if field == "styleCode":
        yield _text(product.styleCode)
        return
    for option in product.productOptions or []:
        if isinstance(option, ProductOption):
            yield _text(option.productOptionCode)


UPSERT_FORM: BulkForm = _UpsertForm()
"""Creates or updates."""

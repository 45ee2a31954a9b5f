"""Prices and discounts: from the wire to offers, and how they overlay what the list shows.

The API documents the fields of both and nothing of their effect; the rules of `Overlay` are ours, as docs/fidelity.md says.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import UNSET, Raw

from shelfwire.catalog.change import Offer, OfferKind
from shelfwire.catalog.keys import key_problem
from shelfwire.dialects.colleqtive.schema import Discount, Price
from shelfwire.dialects.fault_list import FaultList, UnknownFields
from shelfwire.dialects.field_faults import examine_item, is_hopeless
from shelfwire.dialects.field_rules import moment_problem, rule_of, strict_struct
from shelfwire.dialects.json_body import DECODE_ERRORS

__all__ = ["OfferReader", "Overlay", "moment_microseconds"]

_STRUCTS: dict[OfferKind, type[msgspec.Struct]] = {OfferKind.PRICE: Price, OfferKind.DISCOUNT: Discount}
_ID_FIELDS = {OfferKind.PRICE: "price_id", OfferKind.DISCOUNT: "discount_id"}
_KEY_FIELDS = frozenset({"product_number", "price_id", "discount_id", "line_number", "is_delete"})
_MOMENTS = ("valid_from", "valid_to")

_encode = msgspec.json.Encoder().encode


class OfferReader:
    """Turns prices or discounts into offers.

    Attributes:
        offers: one for each item, as long as no item is bad; empty from then on.
        faults: the bad fields.
        unknown: the fields that were ignored.
    """

    def __init__(self, kind: OfferKind, faults: FaultList, *, levels_max: int, body_has_nul: bool) -> None:
        """Read items of this kind that may be nested `levels_max` deep."""
        self.offers: list[Offer] = []
        self.faults = faults
        self.unknown = UnknownFields()
        self._kind = kind
        self._levels_max = levels_max
        self._body_has_nul = body_has_nul
        self._rule = rule_of(_STRUCTS[kind])
        self._strict = strict_struct(self._rule)
        self._decode = msgspec.json.Decoder(self._strict).decode

    def read(self, items: list[Raw], first_index: int) -> None:
        """Read a slice of prices or discounts."""
        for index, item in enumerate(items, first_index):
            wire = self._wire(index, item)
            if wire is not None:
                self.offers.append(self._offer(wire))
        if self.faults.bad_items:
            self.offers.clear()

    def _wire(self, index: int, item: Raw) -> Any:  # noqa: ANN401 - the strict struct of the kind
        """Decode one item, or note its faults and give None."""
        if not self._body_has_nul:
            try:
                wire = self._decode(item)
            except DECODE_ERRORS as error:
                if self.faults.full and is_hopeless(error):
                    self.faults.add(index)
                    return None
            else:
                if _is_sound(wire):
                    return wire
        keys = ("product_number", _ID_FIELDS[self._kind])
        faults_max = max(self.faults.room, 1)
        examination, values = examine_item(item, self._rule, self._levels_max, *keys, faults_max=faults_max)
        if examination.faults:
            self.faults.add(index, examination.faults)
            return None
        self.unknown.add_examined(examination)
        return msgspec.convert(values, self._strict)

    def _offer(self, wire: Any) -> Offer:  # noqa: ANN401 - the strict struct of the kind
        """Make the offer: the key apart, everything else that has a value as its attributes."""
        offer = Offer(self._kind, wire.product_number, getattr(wire, _ID_FIELDS[self._kind]) or "")
        if self._kind is OfferKind.DISCOUNT:
            offer.line_number = wire.line_number or 0
            offer.delete = wire.is_delete is True
        for name in wire.__struct_fields__:
            if name in _KEY_FIELDS or getattr(wire, name) is None:
                setattr(wire, name, UNSET)
        offer.attributes = b"{}" if offer.delete else _encode(wire)
        return offer


def _is_sound(wire: Any) -> bool:  # noqa: ANN401 - the strict struct of either kind
    """Tell whether the rules hold that no type expresses: keys that can be keys, moments that exist."""
    for name in ("product_number", "price_id", "discount_id"):
        key = getattr(wire, name, None)
        if isinstance(key, str) and key and key_problem(key) is not None:
            return False
    for name in _MOMENTS:
        moment = getattr(wire, name)
        if isinstance(moment, str) and moment_problem(moment) is not None:
            return False
    return True


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@lru_cache(maxsize=4096)
def moment_microseconds(text: str) -> int:
    """Turn a date and time of the wire into microseconds since 1970 in UTC; without a zone it is taken as UTC."""
    moment = datetime.fromisoformat(text.upper().replace(",", "."))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MICROSECOND


class _Terms(msgspec.Struct, gc=False):
    """What an offer's attributes say that decides whether and how it shows."""

    price: float | None = None
    price_group: str | None = None
    price_quantity: float | None = None
    store_number: str | None = None
    country_code: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None

    def holds_at(self, now: int) -> bool:
        """Tell whether the offer is valid at `now`: valid_from included, valid_to excluded, a missing bound open."""
        if self.valid_from is not None and now < moment_microseconds(self.valid_from):
            return False
        return self.valid_to is None or now < moment_microseconds(self.valid_to)

    def is_general(self, country_code: str) -> bool:
        """Tell whether a price is for everybody: the default group, one piece, no single store, no other country."""
        return (
            not self.price_group
            and self.price_quantity in {None, 1.0}
            and not self.store_number
            and (self.country_code or country_code) == country_code
        )


_terms_of = msgspec.json.Decoder(_Terms).decode


class Overlay(msgspec.Struct, frozen=True):
    """What the offers of one product make of its prices; None leaves what the product itself says.

    Attributes:
        price: the price entity that holds now.
        special_price: the lowest discount price that holds now.
    """

    price: float | None = None
    special_price: float | None = None

    @classmethod
    def of(cls, offers: Sequence[Offer], country_code: str, now: int) -> "Overlay":
        """Decide what holds.

        Of several prices, one for the product's own country goes before one for any country, then the one that began to
        hold last, then the greater price_id. Of several discounts the lowest price counts.

        Args:
            offers: all offers of the product.
            country_code: the product's country.
            now: microseconds since 1970 in UTC.
        """
        prices: list[tuple[bool, int | float, str, float]] = []
        discounts: list[float] = []
        for offer in offers:
            terms = _terms_of(offer.attributes)
            if terms.price is None or not terms.holds_at(now):
                continue
            if offer.kind is OfferKind.DISCOUNT:
                discounts.append(terms.price)
            elif terms.is_general(country_code):
                begin = float("-inf") if terms.valid_from is None else moment_microseconds(terms.valid_from)
                prices.append((bool(terms.country_code), begin, offer.offer_id, terms.price))
        return cls(max(prices)[3] if prices else None, min(discounts, default=None))

"""The read shape: what every operation answers for a product, whole or cut to the fields that are wanted.

A product's attributes are decoded into a struct that has a place for every wanted field, the places that no attribute fills
are set, and the same values are encoded under the names of the answer. Values to which nothing is done pass as raw JSON.
Source of the fields: docs.lana.dev as its official client has them (`Product`).
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import Any

import msgspec
from msgspec import Raw, inspect

from shelfwire.catalog.keys import HANDLE_CHARACTERS_MAX, slug, suffixed
from shelfwire.catalog.product import Product as StoredProduct
from shelfwire.dialects.json_body import can_be_renamed
from shelfwire.dialects.lana.attributes import ATTRIBUTE_OF_FIELD, PUBLISHED_MOMENT, SLUG_OF_NOTHING
from shelfwire.dialects.lana.errors import ApiError, ErrorCode
from shelfwire.dialects.lana.identifiers import PRODUCT, identifier
from shelfwire.dialects.lana.moments import moment_text
from shelfwire.dialects.lana.schema import ProductItem

__all__ = [
    "EVERYTHING",
    "OWN",
    "TYPENAME",
    "Projection",
    "Recorder",
    "Selected",
    "names_within",
    "projection_of",
    "recorder",
]

TYPENAME = "__typename"
"""The name under which GraphQL answers a type's own name (GraphQL specification, section 4.1)."""

_FORMS_MAX = 64
"""For how many sets of attributes a projection has forms: to make one takes as long as 50 records."""

_MISSES_A_FORM = 16
"""Of so many products that do not fit the form at hand, one is looked at for another."""

_NULL = Raw(b"null")

_encode = msgspec.json.Encoder().encode


class Selected(msgspec.Struct, frozen=True):
    """One wanted field.

    Attributes:
        key: its name in the answer.
        name: its name in the API, or `TYPENAME`.
        within: what is wanted of its objects; None for all of it.
    """

    key: str
    name: str
    within: "Projection | None" = None


class Projection(msgspec.Struct, frozen=True):
    """What is wanted of an object.

    Attributes:
        type: the name of its type: `Product`, `CustomField`.
        fields: in the order of the answer. Within a product's own objects they keep their names.
    """

    type: str
    fields: tuple[Selected, ...]


_LINKS = {"brand": "brand_id", "field_set": "field_set_id", "review_dimension_set": "review_dimension_set_id"}
_LINK_LISTS = {"categories": "category_ids", "sales_channels": "sales_channel_ids"}

_UNSET_READS = MappingProxyType(
    {
        "ban_mode": b'"allow_all_but"',
        "return_mode": b'"allowed"',
        "tiered_pricing_mode": b'"per_variant"',
        "type": b'"physical"',
        "analytics": b'{"sales":0,"visits":0}',
    }
)
"""What a field reads that nobody has set, where the empty value of its type would not do; the documents name no defaults, so
these are the ones that restrict nothing."""

_ItemType: Any = inspect.type_info(ProductItem)
_fields_by_name: dict[str, inspect.Field] = {field.encode_name: field for field in _ItemType.fields}


def _present(node: inspect.Type) -> tuple[inspect.Type, bool]:
    """Take descriptions and null away from a type; gives what is left, and whether null was there."""
    while isinstance(node, inspect.Metadata):
        node = node.type
    if not isinstance(node, inspect.UnionType):
        return node, False
    (kept,) = [one for one in node.types if not isinstance(one, inspect.NoneType)]
    return _present(kept)[0], True


def _struct_of(node: inspect.Type) -> inspect.StructType | None:
    """Give the objects that a field of this type holds, by themselves or in a list; None where it holds none."""
    node, _ = _present(node)
    if isinstance(node, inspect.ListType):
        node, _ = _present(node.item_type)
    return node if isinstance(node, inspect.StructType) else None


def names_within(name: str) -> tuple[str, ...]:
    """Give the fields of the objects in a product's field; none where it holds no objects."""
    struct = _struct_of(_fields_by_name[name].type)
    return () if struct is None else tuple(field.encode_name for field in struct.fields)


def _empty(node: inspect.Type) -> bytes:
    """Give what a field of this type reads that nobody has set."""
    node, nullable = _present(node)
    if nullable:
        return b"null"
    match node:
        case inspect.ListType():
            return b"[]"
        case inspect.BoolType():
            return b"false"
        case inspect.StrType():
            return b'""'
        case inspect.FloatType():
            return b"0.0"
        case _:
            return b"0"


def _unset(name: str) -> bytes:
    """Give what a product's field reads that nobody has set."""
    return _UNSET_READS.get(name) or _empty(_fields_by_name[name].type)


EVERYTHING = Projection("Product", tuple(Selected(name, name) for name in _fields_by_name))
"""Every field of a product, in the order of the read shape."""


@lru_cache(maxsize=256)
def projection_of(names: tuple[str, ...]) -> Projection | None:
    """Read the argument `fields`: names of a product's fields, or `field.within` for one field of its objects.

    Args:
        names: as they were sent; empty ones say nothing.

    Returns:
        What is wanted, in the order of the read shape; None for everything.

    Raises:
        ApiError: 1131 for a name that no product has.
    """
    wanted: dict[str, list[str]] = {}
    for name in filter(None, names):
        outer, _, inner = name.partition(".")
        if outer not in _fields_by_name or (inner and inner not in names_within(outer)):
            text = f"A product has no field {name[:100]!r}."
            raise ApiError(400, ErrorCode.INVALID_FIELDS, text, field="fields", meta={"error": text})
        wanted.setdefault(outer, []).append(inner)
    if not wanted:
        return None
    fields = [Selected(name, name, _within(name, wanted[name])) for name in _fields_by_name if name in wanted]
    return Projection("Product", tuple(fields))


def _within(name: str, inner: Sequence[str]) -> Projection | None:
    """Give what is wanted of a field's objects; a field that is named as a whole is wanted as a whole."""
    struct = _struct_of(_fields_by_name[name].type)
    if struct is None or "" in inner:
        return None
    return Projection(struct.cls.__name__, tuple(Selected(one, one) for one in names_within(name) if one in inner))


OWN = ("id", "handle", "created_at", "updated_at", "published")
"""The fields that follow from the product itself and from the clock; they may be wanted under several keys."""


class Recorder:
    """Makes the answer's records of products, cut to one projection.

    Products that have exactly the same attributes as those before go through a form made for them (`_Form`). Any others are
    decoded into a struct with a place for each wanted field, in their order, and with the fields of `OWN` wherever they
    stand; what is to be answered is then the first places. To go through all fields by name, or to call something for each,
    would take twice the time.
    """

    def __init__(self, projection: Projection) -> None:
        """Prepare the two structs for products of any attributes."""
        kept: list[tuple[str, Any, Any]] = []
        attributes: dict[str, str] = {"moment": PUBLISHED_MOMENT}
        keys: dict[str, str] = {}
        self._links: list[tuple[str, Callable[[Any], Any]]] = []
        self._copies: list[tuple[str, str]] = []
        places: dict[str, str] = {}
        for place, selected in enumerate(projection.fields):
            is_own = selected.name in OWN
            field = selected.name if is_own and selected.name not in places else f"place_{place}"
            places.setdefault(selected.name, field)
            if is_own and field != selected.name:
                self._copies.append((field, selected.name))
            attribute, form, default, make = _place(selected, projection.type)
            kept.append((field, form, default))
            attributes[field] = attribute or f"-{place}"
            keys[field] = selected.key
            if make is not None:
                self._links.append((field, make))
        for name in OWN:
            if name not in places:
                kept.append((name, Any, None))
                attributes[name] = f"-{name}"
        kept.append(("moment", int | None, None))
        self._count = len(projection.fields)
        self._struct = msgspec.defstruct("Record", [(field, Any) for field in keys], rename=keys, gc=False)
        kept_struct: Any = msgspec.defstruct("Kept", kept, rename=attributes, gc=False)
        self._decode = msgspec.json.Decoder(kept_struct).decode
        link_fields = [field for field, _ in self._links]
        # Twice the first, for a getter of one field gives no tuple.
        self._link_values = attrgetter(*link_fields, link_fields[0]) if link_fields else None
        self._projection = projection
        self._forms: dict[tuple[str, ...], _Form] = {}
        self._recent: _Form | None = None

    def records(self, products: Sequence[StoredProduct], now: int) -> list[Any]:
        """Make the records of products at the time `now` (microseconds since 1970 in UTC)."""
        records: list[Any] = []
        form, misses = self._recent, 0
        while len(records) < len(products):
            if form is not None:
                form.extend(records, products, now)
                if len(records) == len(products):
                    break
            product = products[len(records)]
            if misses % _MISSES_A_FORM == 0:
                form = self._form_of(product)
            if misses % _MISSES_A_FORM or form is None:
                records.append(self._record(product, now))
            misses += 1
        self._recent = form
        return records

    def _form_of(self, product: StoredProduct) -> "_Form | None":
        """Find or make the form for products like this one; None where there is to be none."""
        names = tuple(_attributes_of(product.attributes))
        form = self._forms.get(names)
        if form is None and len(self._forms) < _FORMS_MAX and all(map(can_be_renamed, names)):
            form = self._forms[names] = _Form(self._projection, names)
        return form

    def _record(self, product: StoredProduct, now: int) -> Any:  # noqa: ANN401 - this recorder's own struct
        """Make the record of a product of any attributes."""
        kept = self._decode(product.attributes)
        for name, value in zip(OWN, _own_values(product, kept.moment, now), strict=True):
            setattr(kept, name, value)
        if self._link_values is not None and any(self._link_values(kept)):
            self._link(kept)
        for field, name in self._copies:
            setattr(kept, field, getattr(kept, name))
        return self._struct(*_astuple(kept)[: self._count])

    def _link(self, kept: Any) -> None:  # noqa: ANN401 - this recorder's own struct
        """Turn the ids of a product's links into objects; unset and empty ones are right as they are."""
        for field, make in self._links:
            value = getattr(kept, field)
            if value:
                setattr(kept, field, make(value))


class _Form:
    """Makes the records of products that have exactly the same attributes.

    What no attribute fills is the same in all of them: such fields that follow each other are one value, written beforehand.
    """

    def __init__(self, projection: Projection, names: Sequence[str]) -> None:
        """Prepare for products that have all attributes of these names and no other."""
        types: dict[str, Any] = dict.fromkeys(names, Raw)
        if PUBLISHED_MOMENT in types:
            types[PUBLISHED_MOMENT] = int
        sources = (*names, *OWN)
        self._links: list[tuple[int, Callable[[Any], Any]]] = []
        fields: list[tuple[str, int | bytes]] = []
        for selected in projection.fields:
            attribute, form, default, make = _place(selected, projection.type)
            source = selected.name if selected.name in OWN else attribute
            if source not in sources:
                constant = _encode(default)
                key, before = fields[-1] if fields else ("", 0)
                if isinstance(before, bytes):
                    fields[-1] = key, b"%b,%b:%b" % (before, _encode(selected.key), constant)
                else:
                    fields.append((selected.key, constant))
                continue
            if attribute and not _is_read_as_stored(selected):
                types[attribute] = form
            place = sources.index(source)
            if make is not None:
                self._links.append((place, make))
                place = len(sources) + len(self._links) - 1
            fields.append((selected.key, place))
        first_constant = len(sources) + len(self._links)
        self._constants = [Raw(value) for _, value in fields if isinstance(value, bytes)]
        constant_places = iter(range(first_constant, first_constant + len(self._constants)))
        places = [next(constant_places) if isinstance(value, bytes) else value for _, value in fields]
        self._pick = itemgetter(*places) if len(places) > 1 else lambda values: tuple(values[one] for one in places)
        keys = {f"place_{place}": key for place, (key, _) in enumerate(fields)}
        self._struct = msgspec.defstruct("FormRecord", [(field, Any) for field in keys], rename=keys, gc=False)
        attributes = {f"place_{place}": name for place, name in enumerate(names)}
        kept: Any = msgspec.defstruct(
            "FormKept",
            list(zip(attributes, types.values(), strict=True)),
            rename=attributes,
            forbid_unknown_fields=True,
            gc=False,
        )
        self._decode = msgspec.json.Decoder(kept).decode
        self._moment_place = names.index(PUBLISHED_MOMENT) if PUBLISHED_MOMENT in types else None

    def extend(self, records: list[Any], products: Sequence[StoredProduct], now: int) -> None:
        """Add the records of the products behind those that have one, up to the first that has other attributes."""
        decode, struct, pick, links = self._decode, self._struct, self._pick, self._links
        constants, moment_place = self._constants, self._moment_place
        moment: int | None = None
        for product in products[len(records) :]:
            try:
                values = _astuple(decode(product.attributes))
            except msgspec.ValidationError:
                return
            if moment_place is not None:
                moment = values[moment_place]
            made = [make(values[place]) for place, make in links]
            own = _own_values(product, moment, now)
            records.append(struct(*pick((*values, *own, *made, *constants))))


def _own_values(product: StoredProduct, moment: int | None, now: int) -> tuple[str, str, str, str, bool]:
    """Give the values of `OWN` of a product that is published from a moment on, or never."""
    return (
        identifier(PRODUCT, product.product_id),
        product.handle or _virtual_handle(product),
        moment_text(product.created_at),
        moment_text(product.updated_at),
        moment is not None and moment <= now,
    )


def _is_read_as_stored(selected: Selected) -> bool:
    """Tell whether a field's objects are stored as they are read: with the same fields in the same order, none of them null."""
    within = selected.within
    return selected.name == "custom_fields" and (
        within is None or within.fields == tuple(Selected(name, name) for name in names_within("custom_fields"))
    )


class _Name(msgspec.Struct, gc=False):
    name: str = ""


_astuple = msgspec.structs.astuple
_decode_name = msgspec.json.Decoder(_Name).decode
_attributes_of = msgspec.json.Decoder(dict[str, Raw]).decode


def _virtual_handle(product: StoredProduct) -> str:
    """Give the handle that a product shows which this API did not write: its name and number (design, "Keys and matching")."""
    name = _decode_name(product.attributes).name
    return suffixed(slug(name) or SLUG_OF_NOTHING, product.product_id, HANDLE_CHARACTERS_MAX)


def _place(selected: Selected, type_name: str) -> tuple[str, Any, Any, Callable[[Any], Any] | None]:
    """Say of a wanted field: the attribute that fills it or "", its type, what it reads where unset, what makes it links."""
    name = selected.name
    if name == TYPENAME:
        return "", Any, type_name, None
    if name in OWN:
        return "", Any, None, None
    field_type = _fields_by_name[name].type
    struct = _struct_of(field_type)
    if struct is None:
        return ATTRIBUTE_OF_FIELD.get(name, ""), Raw, Raw(_unset(name)), None
    if name in _LINKS:
        return ATTRIBUTE_OF_FIELD[_LINKS[name]], str | None, None, _linked(struct.cls, selected.within)
    if name in _LINK_LISTS:
        shown = _linked(struct.cls, selected.within)
        return ATTRIBUTE_OF_FIELD[_LINK_LISTS[name]], list[str], (), lambda ids: [shown(one) for one in ids]
    form = _shown_form(field_type, selected.within)
    default = Raw(_encode(msgspec.json.decode(_unset(name), type=form)))
    return ATTRIBUTE_OF_FIELD.get(name, ""), form, default, None


def _linked(struct: type[msgspec.Struct], within: Projection | None) -> Callable[[str], Any]:
    """Give what makes a link of an id: its one field, wherever it stands among what is wanted."""
    shown = _shown_struct(struct, within, is_sent=False)
    names = ["id"] if within is None else [one.name for one in within.fields]
    if names[:1] == ["id"]:
        return shown
    field = f"place_{names.index('id')}" if "id" in names else None
    return lambda one: shown() if field is None else shown(**{field: one})


def _shown_form(node: inspect.Type, within: Projection | None) -> Any:  # noqa: ANN401 - a type form
    """Give the type that decodes a field's objects to what is wanted of them."""
    present, nullable = _present(node)
    if isinstance(present, inspect.ListType):
        form: Any = list[_shown_form(present.item_type, within)]  # type: ignore[misc] # a type made here
    elif isinstance(present, inspect.StructType):
        form = _shown_struct(present.cls, within)
    else:
        return Raw
    return form | None if nullable else form


@lru_cache(maxsize=256)
def _shown_struct(
    struct: type[msgspec.Struct], within: Projection | None, *, is_sent: bool = True
) -> type[msgspec.Struct]:
    """Make the struct of a product's objects with the wanted fields, all of them or those of a projection.

    Objects that clients sent may hold nulls; the others, links, do not, and are made in a third of the time.
    """
    described: Any = inspect.type_info(struct)
    types = {field.encode_name: field.type for field in described.fields}
    wanted = [Selected(name, name) for name in types] if within is None else within.fields
    fields: list[tuple[str, Any, Any]] = []
    renamed: dict[str, str] = {}
    unset: dict[str, Raw] = {}
    for place, selected in enumerate(wanted):
        field = f"place_{place}"
        renamed[field] = selected.name
        if selected.name == TYPENAME:
            fields.append((field, Any, struct.__name__))
        else:
            node = types[selected.name]
            empty = Raw(_empty(node))
            fields.append((field, _shown_form(node, selected.within), empty))
            if empty != _NULL:
                unset[field] = empty

    def fill(shown: Any) -> None:  # noqa: ANN401 - the struct that is made here
        """Read a null that was sent as what is unset reads, where the type of what is read has no null."""
        for field, empty in unset.items():
            if getattr(shown, field) == _NULL:
                setattr(shown, field, empty)

    namespace = {"__post_init__": fill} if is_sent else {}
    return msgspec.defstruct(f"Shown{struct.__name__}", fields, rename=renamed, namespace=namespace, gc=False)


recorder = lru_cache(maxsize=256)(Recorder)
"""Gives the recorder of a projection."""

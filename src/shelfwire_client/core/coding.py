"""JSON both ways: what callers give is encoded as APIs want it, and what servers answer is read as far as it can be."""

from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import FieldInfo

from shelfwire_client.core.call import Answer
from shelfwire_client.core.encoding import encode
from shelfwire_client.core.errors import APIResponseValidationError

__all__ = ["UNREADABLE", "Model", "decode", "encode", "plain_json"]

ValueT = TypeVar("ValueT")

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What bytes raise that are no JSON, or are nested deeper than anybody nests."""

_MARK = b"\xef\xbb\xbf"
"""The byte order mark that some servers put before JSON; readers may ignore it (RFC 8259, section 8.1)."""


class Model(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, repr_omit_defaults=True, dict=True):
    """A part of an answer, with a typed attribute for each field that the API documents.

    A field that was not in the answer is `UNSET`, which is false; null is None. A field that the API does not document is in
    `extra`, and one whose value is not of the documented type is as it came: vendors change their APIs, and programs should
    not stop for it.
    """

    @property
    def extra(self) -> dict[str, Any]:
        """The fields of the answer that have no attribute here."""
        found: dict[str, Any] = self.__dict__.get("extra_fields", {})
        return found

    def to_dict(self) -> dict[str, Any]:
        """Give the object as it came, by the API's own names, without fields that were not there."""
        known = {field.encode_name: getattr(self, field.name) for field in _fields(type(self))}
        return {name: _plain(value) for name, value in known.items() if value is not UNSET} | self.extra


@cache
def _fields(form: type[Model]) -> tuple[FieldInfo, ...]:
    """Give the fields of a struct; finding them anew for each would take most of the time of reading."""
    return msgspec.structs.fields(form)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of a struct, any JSON
    """Give the JSON that a value was made from."""
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return msgspec.to_builtins(value)


def decode(answer: Answer, form: type[ValueT]) -> ValueT:
    """Read the body of an answer.

    What is exactly as documented is decoded straight into the structs, the rest field by field.

    Raises:
        APIResponseValidationError: it is no JSON.
    """
    try:
        return msgspec.json.decode(answer.body, type=form)
    except UNREADABLE:
        pass
    try:
        value = msgspec.json.decode(answer.body.removeprefix(_MARK))
    except UNREADABLE as error:
        raise APIResponseValidationError(
            f"The answer with status {answer.status_code} is no JSON: {error}.",
            status_code=answer.status_code,
            body=answer.body,
        ) from error
    built = _construct(form, value)
    if not isinstance(built, get_origin(form) or form):
        raise APIResponseValidationError(
            f"The answer with status {answer.status_code} is not what this API answers here.",
            status_code=answer.status_code,
            body=answer.body,
        )
    return built


def _construct(form: Any, value: Any) -> Any:  # noqa: ANN401 - any type, any JSON
    """Make the best of a value: structs and lists of structs where they are expected, all else as it came."""
    if get_origin(form) in {Union, UnionType}:
        forms = [one for one in get_args(form) if one not in {type(None), UnsetType}]
        return _construct(forms[0], value) if len(forms) == 1 and value is not None else value
    if isinstance(value, list) and get_origin(form) is list:
        return [_construct(get_args(form)[0], one) for one in value]
    if not (isinstance(value, dict) and isinstance(form, type) and issubclass(form, Model)):
        return value
    left = dict(value)
    values = {
        field.name: _construct(field.type, left.pop(field.encode_name)) if field.encode_name in left else UNSET
        for field in _fields(form)
    }
    model = form(**values)
    if left:
        model.__dict__["extra_fields"] = left
    return model


def plain_json(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Read a body that may be anything: its JSON, or else its text."""
    try:
        return msgspec.json.decode(body.removeprefix(_MARK))
    except UNREADABLE:
        return body.decode("utf-8", "replace")

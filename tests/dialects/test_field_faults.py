"""What an examination finds, as a reason with bounds that machines can tell apart."""

from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import UNSET, Meta, Raw, UnsetType

from shelfwire.dialects.field_faults import Fault, FaultReason, examine_item
from shelfwire.dialects.field_rules import Kind, Rule, lenient_struct, rule_of, strict_struct
from shelfwire.dialects.json_body import ITEM_BYTES_MAX

Size = Annotated[int, Meta(ge=1, le=2**63 - 1)]
Share = Annotated[float, Meta(ge=0, le=1)]
Moment = Annotated[str, Meta(pattern="Z$", extra_json_schema={"format": "date-time"})]


class Part(msgspec.Struct):
    """What stands within."""

    name: str


class Thing(msgspec.Struct, kw_only=True):
    """One field of each kind."""

    code: str
    text: Annotated[str, Meta(min_length=2, max_length=4)] | UnsetType = UNSET
    word: Annotated[str, Meta(pattern="^br_")] | UnsetType = UNSET
    choice: Literal["a", "b"] | UnsetType = UNSET
    flag: bool | UnsetType = UNSET
    size: Size | UnsetType = UNSET
    share: Share | UnsetType = UNSET
    moment: Moment | UnsetType = UNSET
    parts: list[Part] | UnsetType = UNSET


RULE = rule_of(Thing)


def found(sent: str, levels_max: int = 9) -> list[Fault]:
    examination, _ = examine_item(Raw(sent.encode("latin-1")), RULE, levels_max, "code", faults_max=10)
    return examination.faults


@pytest.mark.parametrize(
    ("sent", "field", "reason", "kind", "low", "high"),
    [
        ('"code":null', "code", FaultReason.NULL, Kind.TEXT, None, None),
        ('"code":5', "code", FaultReason.WRONG_TYPE, Kind.TEXT, None, None),
        (f'"code":"{"x" * 2049}"', "code", FaultReason.KEY, Kind.TEXT, None, None),
        ('"text":""', "text", FaultReason.EMPTY, Kind.TEXT, 2, 4),
        ('"text":"x"', "text", FaultReason.TOO_SHORT, Kind.TEXT, 2, 4),
        ('"text":"xxxxx"', "text", FaultReason.TOO_LONG, Kind.TEXT, 2, 4),
        ('"text":"a\\u0000"', "text", FaultReason.UNICODE, Kind.TEXT, 2, 4),
        ('"text":"\xff"', "text", FaultReason.UNICODE, Kind.TEXT, 2, 4),
        ('"word":"xbr_"', "word", FaultReason.PATTERN, Kind.TEXT, None, None),
        ('"choice":"c"', "choice", FaultReason.NOT_A_CHOICE, Kind.TEXT, None, None),
        ('"flag":0', "flag", FaultReason.WRONG_TYPE, Kind.FLAG, None, None),
        ('"size":0', "size", FaultReason.OUT_OF_RANGE, Kind.WHOLE, 1, 2**63 - 1),
        ('"size":9223372036854775808', "size", FaultReason.OUT_OF_RANGE, Kind.WHOLE, 1, 2**63 - 1),
        (f'"size":{"9" * 5_000}', "size", FaultReason.OUT_OF_RANGE, Kind.WHOLE, 1, 2**63 - 1),
        ('"size":1e400', "size", FaultReason.OUT_OF_RANGE, Kind.WHOLE, 1, 2**63 - 1),
        ('"size":1.5', "size", FaultReason.WRONG_TYPE, Kind.WHOLE, 1, 2**63 - 1),
        ('"size":"1"', "size", FaultReason.WRONG_TYPE, Kind.WHOLE, 1, 2**63 - 1),
        ('"share":1.5', "share", FaultReason.OUT_OF_RANGE, Kind.NUMBER, 0, 1),
        ('"share":1e400', "share", FaultReason.OUT_OF_RANGE, Kind.NUMBER, 0, 1),
        ('"moment":"today"', "moment", FaultReason.MOMENT, Kind.MOMENT, None, None),
        ('"moment":"2026-01-31T12:00:00"', "moment", FaultReason.MOMENT, Kind.MOMENT, None, None),
        ('"moment":"2026-02-31T12:00:00Z"', "moment", FaultReason.MOMENT, Kind.MOMENT, None, None),
        ('"parts":{}', "parts", FaultReason.WRONG_TYPE, Kind.LIST, None, None),
        ('"parts":[5]', "parts[0]", FaultReason.WRONG_TYPE, Kind.OBJECT, None, None),
        ('"parts":[{}]', "parts[0].name", FaultReason.REQUIRED, Kind.TEXT, None, None),
    ],
)
def test_a_fault_has_its_reason_and_its_bounds(
    sent: str, field: str, reason: FaultReason, kind: Kind, low: int | None, high: int | None
) -> None:
    faults = found("{" + ('"code":"c",' if '"code"' not in sent else "") + sent + "}")
    assert [(fault.field, fault.reason, fault.kind, fault.low, fault.high) for fault in faults] == [
        (field, reason, kind, low, high)
    ]


def test_a_fault_of_the_whole_item_has_its_reason() -> None:
    assert [fault.reason for fault in found("{}")] == [FaultReason.REQUIRED]
    assert [fault.reason for fault in found("5")] == [FaultReason.WRONG_TYPE]
    assert [fault.reason for fault in found('{"code":"c","x":[[]]}', 2)] == [FaultReason.TOO_DEEP]
    assert [fault.reason for fault in found('{"code":"' + "x" * ITEM_BYTES_MAX + '"}')] == [FaultReason.TOO_LARGE]


def test_a_fault_without_a_rule_has_no_kind_and_no_bounds() -> None:
    fault = Fault("a", "a is bad.", None)
    assert (fault.reason, fault.kind, fault.low, fault.high) == (FaultReason.OTHER, None, None, None)


@pytest.mark.parametrize(
    ("sent", "size"), [("9007199254740993", 2**53 + 1), ("9223372036854775807", 2**63 - 1), ("2.0", 2)]
)
def test_an_examined_whole_number_keeps_all_its_digits(sent: str, size: int) -> None:
    _, values = examine_item(Raw(f'{{"code":"c","size":{sent}}}'.encode()), RULE, 9, faults_max=1)
    assert values == {"code": "c", "size": size}


def taken(struct: type[msgspec.Struct], sent: dict[str, Any]) -> Any:
    """Decode an object with a struct made of a rule; None where it is refused."""
    try:
        return msgspec.to_builtins(msgspec.json.decode(msgspec.json.encode(sent), type=struct))
    except msgspec.ValidationError:
        return None


def test_a_pattern_is_part_of_the_rule_and_of_the_type_that_is_made_of_it() -> None:
    assert RULE.fields["word"] == Rule(Kind.TEXT, pattern="^br_")
    struct = strict_struct(RULE)
    assert taken(struct, {"code": "c", "word": "br_1"}) == {"code": "c", "word": "br_1"}
    assert taken(struct, {"code": "c", "word": "xbr_1"}) is None


def test_a_lenient_struct_ignores_unknown_fields_at_every_depth_and_a_strict_one_none() -> None:
    known = {"code": "c", "parts": [{"name": "n"}]}
    for sent in ({**known, "x": 1}, {"code": "c", "parts": [{"name": "n", "x": 1}]}):
        assert taken(lenient_struct(RULE), sent) == known
        assert taken(strict_struct(RULE), sent) is None
    assert taken(strict_struct(RULE), known) == known

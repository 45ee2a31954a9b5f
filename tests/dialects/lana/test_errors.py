"""The errors of this API: every code that can arise, in the shape of the JSON paths and in a relay's element."""

import json
from typing import Any

import pytest

from shelfwire.catalog.outcome import BatchOutcome, Problem, ProblemCode
from shelfwire.dialects.contract import Refusal, RefusalCode
from shelfwire.dialects.lana.errors import ApiError, refused_outcome
from shelfwire.dialects.lana.identifiers import PRODUCT, identifier
from shelfwire.dialects.lana.relay import refuse_relay
from shelfwire.dialects.lana.routes import LANA
from shelfwire.settings import Settings
from shelfwire.storage.port import StoreBusy, StoreError, StoreFull
from tests.dialects.lana.conftest import Answer, LanaShop

FAILURES = [
    (StoreBusy("full", 7), 503, 1153, "7"),
    (StoreError("gone"), 503, 1153, "5"),
    (StoreFull("full"), 507, 500, "60"),
    (RuntimeError("a secret of the inside"), 500, 500, None),
]


def error_of(answer: Answer, status: int) -> dict[str, Any]:
    """Give the error of an answer in the shape of the JSON paths."""
    assert (answer.status, answer.headers["content-type"], answer.body.keys()) == (
        status,
        "application/json",
        {"status", "error"},
    )
    assert answer.body["status"] == status
    error: dict[str, Any] = answer.body["error"]
    return error


@pytest.mark.parametrize(
    ("refusal", "status", "error"),
    [
        (
            Refusal(403, RefusalCode.FORBIDDEN, "No.", missing_permissions=("products.read", "products.create")),
            403,
            {"code": 997, "message": "No.", "meta": {"bits": ["products.read", "products.create"]}},
        ),
        (Refusal(401, RefusalCode.UNAUTHENTICATED, "No.", reason="missing"), 401, {"code": 401, "message": "No."}),
        (Refusal(401, RefusalCode.UNAUTHENTICATED, "No.", reason="revoked"), 401, {"code": 999, "message": "No."}),
        (Refusal(404, RefusalCode.NOT_FOUND, "No."), 404, {"code": 404, "message": "No."}),
        (Refusal(429, RefusalCode.RATE_LIMITED, "No."), 429, {"code": 429, "message": "No."}),
        (Refusal(500, RefusalCode.INTERNAL, "No."), 500, {"code": 500, "message": "No."}),
        (Refusal(507, RefusalCode.STORAGE_FULL, "No."), 507, {"code": 500, "message": "No."}),
        (Refusal(503, RefusalCode.BUSY, "No."), 503, {"code": 1153, "message": "No."}),
        (Refusal(503, RefusalCode.UNAVAILABLE, "No."), 503, {"code": 1153, "message": "No."}),
        (
            Refusal(400, RefusalCode.MALFORMED_JSON, "No."),
            400,
            {"code": 1030, "message": "No.", "meta": {"error": "No."}},
        ),
        (
            Refusal(413, RefusalCode.BODY_TOO_LARGE, "No."),
            413,
            {"code": 1146, "message": "No.", "meta": {"what": "body_bytes"}},
        ),
        (
            Refusal(413, RefusalCode.TOO_MANY_ITEMS, "No."),
            413,
            {"code": 1146, "message": "No.", "meta": {"what": "items"}},
        ),
        *(
            (Refusal(status, code, "No."), status, {"code": 1150, "message": "No.", "meta": {"reason": "No."}})
            for status, code in (
                (400, RefusalCode.BAD_REQUEST),
                (405, RefusalCode.METHOD_NOT_ALLOWED),
                (408, RefusalCode.BODY_TIMEOUT),
                (415, RefusalCode.MEDIA_TYPE),
                (422, RefusalCode.KEY_REUSED),
            )
        ),
    ],
)
def test_a_refusal_has_its_code_directly_and_in_a_relay(refusal: Refusal, status: int, error: dict[str, Any]) -> None:
    direct, whole = LANA.refuse(refusal), refuse_relay(refusal)
    element = {"status": status, "error": error}
    assert (direct.status, json.loads(direct.body)) == (status, element)
    assert (whole.status, json.loads(whole.body)) == (429 if status == 429 else 200, [element])
    assert dict(direct.headers)["content-type"] == dict(whole.headers)["content-type"] == "application/json"


def test_every_code_of_a_refusal_has_its_place() -> None:
    codes = {value for name, value in vars(RefusalCode).items() if name.isupper()}
    for code in codes:
        assert json.loads(LANA.refuse(Refusal(400, code, "No.")).body)["error"]["message"] == "No."


def test_headers_that_belong_to_a_refusal_are_kept() -> None:
    refusal = Refusal(405, RefusalCode.METHOD_NOT_ALLOWED, "No.", headers=(("allow", "POST"),), retry_after_seconds=3)
    for reply in (LANA.refuse(refusal), refuse_relay(refusal)):
        assert (dict(reply.headers)["allow"], dict(reply.headers)["retry-after"]) == ("POST", "3")


@pytest.mark.parametrize(("failure", "status", "code", "retry_after"), FAILURES)
def test_a_store_that_fails_is_told_and_nothing_of_its_inside(
    shop: LanaShop,
    monkeypatch: pytest.MonkeyPatch,
    failure: Exception,
    status: int,
    code: int,
    retry_after: str | None,
) -> None:
    creation, shops = shop.creation({"title": "a"}), {"method": "GET", "url": "shops.json"}

    async def fail(*_: Any, **__: Any) -> Any:
        raise failure

    with monkeypatch.context() as broken:
        broken.setattr(shop.store, "write", fail)
        answer = shop.create({"title": "a"})
        relayed = shop.relay(creation, shops)
    assert (error_of(answer, status)["code"], answer.headers.get("retry-after")) == (code, retry_after)
    assert "secret" not in json.dumps(answer.body)
    failed, done = shop.good(relayed)
    assert (failed["status"], failed["error"]["code"], done["status"]) == (status, code, 200)
    assert shop.titles() == []


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        (b"[", 1030, "it ends too early"),
        (b"[{]", 1030, "at byte 2"),
        (b"[" * 3_000, 1030, "nested too deeply"),
        (b'{"\xff":[]}', 1030, "not UTF-8"),
        (b"[1,]", 1030, "at byte 3"),
        (b"5", 1150, "must be a JSON array"),
        (b'"a"', 1150, "must be a JSON array"),
        (b'{"products":[]}', 1150, "must be a JSON array"),
        (b'{"data":{}}', 1150, "must be a JSON array"),
    ],
)
def test_a_body_that_cannot_be_read_is_told_with_its_place(shop: LanaShop, body: bytes, code: int, words: str) -> None:
    error = error_of(shop.send("POST", shop.target("/products.json"), body), 400)
    assert (error["code"], error["meta"]) == (code, {"error" if code == 1030 else "reason": error["message"]})
    assert words in error["message"]


@pytest.mark.parametrize("settings", [Settings(body_bytes_max=1_000)])
def test_a_body_that_is_too_long_is_1146(shop: LanaShop) -> None:
    error = error_of(shop.create({"title": "a", "raw_content": "x" * 1_000}), 413)
    assert (error["code"], error["meta"]) == (1146, {"what": "body_bytes"})


@pytest.mark.parametrize("settings", [Settings(rate_requests_per_second=0.01, rate_burst=2)])
def test_too_many_requests_are_429_and_say_when_to_come_again(shop: LanaShop) -> None:
    shop.created({"title": "a"})
    shop.good(shop.page())
    answer = shop.page()
    error = error_of(answer, 429)
    assert (error["code"], error["meta"]) == (429, {"rate_info": {"cap": 2, "count": 2, "rate": 0.01}})
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    "path", ["/nothing.json", "/info/currencies.json", "/products/1.json", "/products/page.json/.json"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_path_that_does_not_exist_is_404(shop: LanaShop, method: str, path: str) -> None:
    assert error_of(shop.send(method, path), 404) == {"code": 404, "message": f"There is nothing at {path}"}


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "/products.json", "DELETE, GET, HEAD, POST"),
        ("POST", "/products/page.json", "GET, HEAD"),
        ("DELETE", "/shops.json", "GET, HEAD"),
    ],
)
def test_a_method_that_a_path_does_not_have_is_405(shop: LanaShop, method: str, path: str, allow: str) -> None:
    answer = shop.send(method, path)
    text = f"This path takes {allow}."
    assert error_of(answer, 405) == {"code": 1150, "message": text, "meta": {"reason": text}}
    assert answer.headers["allow"] == allow


def test_a_body_of_another_type_is_415(shop: LanaShop) -> None:
    answer = shop.create({"title": "a"}, content_type="text/csv")
    assert error_of(answer, 415)["code"] == 1150


@pytest.mark.parametrize("fields", ["nothing", "title,nothing", "title.length", "brand.title", ".", "\0", "é" * 300])
def test_an_unknown_field_of_the_answer_is_1131_and_nothing_is_written(shop: LanaShop, fields: str) -> None:
    for answer in (shop.create({"title": "a"}, fields=fields), shop.page(fields=fields)):
        error = error_of(answer, 400)
        assert (error["code"], error["field"], error["meta"]) == (1131, "fields", {"error": error["message"]})
        assert len(error["message"]) < 300
    assert shop.titles() == []


def test_an_unknown_field_of_a_shop_is_1131(shop: LanaShop) -> None:
    text = "A shop has no field 'title'."
    answer = shop.send("GET", "/shops.json?fields=name,title")
    assert error_of(answer, 400) == {"code": 1131, "message": text, "field": "fields", "meta": {"error": text}}


def outcome(*problems: Problem) -> ApiError:
    return refused_outcome(BatchOutcome(bytearray(5), [0] * 5, list(problems), rejected=True), 2)


def test_numbers_that_are_at_their_end_are_1146() -> None:
    text = "the catalog has given out its last product number"
    error = outcome(Problem(0, ProblemCode.EXHAUSTED, "product_id", "", text))
    assert (error.status, error.value()) == (
        400,
        {"code": 1146, "message": f"Nothing was written: {text}.", "meta": {"what": "products"}},
    )


def test_what_the_catalog_refuses_is_listed_up_to_a_bound_and_a_missing_product_comes_first() -> None:
    taken = [Problem(place, ProblemCode.TAKEN, "handle", "h", "product 7 has it") for place in range(4)]
    error = outcome(*taken)
    assert (error.status, error.code, error.field) == (400, 1000, "[0].handle")
    assert error.message == "Nothing was written: 4 bad items. Item 0: product 7 has it."
    assert [(field.field, field.problem) for field in error.meta["fields"]] == [
        ("[0].handle", "already_exists"),
        ("[1].handle", "already_exists"),
    ]
    missing = outcome(*taken, Problem(4, ProblemCode.MISSING, "product_id", "9", "no product has the number 9"))
    assert (missing.status, missing.code) == (404, 404)
    assert missing.message == f"Nothing was written: the product {identifier(PRODUCT, 9)} does not exist."

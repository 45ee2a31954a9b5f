"""Creating and updating in bulk: the seeds' samples, both body shapes, flush, answers and refusals."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from shelfwire.access.caller import PERMISSIONS, PERMISSIONS_DEFAULT, PRODUCTS_DELETE
from shelfwire.dialects.colleqtive.routes import COLLEQTIVE
from shelfwire.dialects.contract import Head
from shelfwire.settings import Settings
from shelfwire.storage.opening import open_store
from tests.dialects.colleqtive.conftest import NOW, Answer, Shop

COLA: dict[str, Any] = {"product_number": "0012", "product_name": "Cola", "is_counted": True, "price": 1.99}
SOAP: dict[str, Any] = {"product_number": "0013", "product_name": "Soap", "is_counted": False}


def done(answer: Answer) -> tuple[str, str]:
    assert (answer.status, answer.headers, set(answer.body)) == (
        200,
        answer.headers | {"content-type": "application/json"},
        {"success", "data", "message"},
    )
    assert answer.body["success"] is True
    return answer.body["data"], answer.body["message"]


def refused(answer: Answer, status: int = 400) -> list[tuple[int, str, str, Any]]:
    assert (answer.status, answer.headers["x-should-retry"], answer.headers["content-type"]) == (
        status,
        "false",
        "application/json",
    )
    assert set(answer.body) == {"success", "data", "message", "errors", "error_count"}
    assert (answer.body["success"], answer.body["data"]) == (False, None)
    return [(error["index"], error["field"], error["problem"], error["value"]) for error in answer.body["errors"]]


def test_the_seeds_example_without_a_body_succeeds_and_does_nothing(shop: Shop) -> None:
    for body in (b"", b"  \n", b"null", b"{}", b'{"products": null}'):
        assert done(shop.ask("POST", body=body)) == ("0", "No products were sent; nothing was done.")


@pytest.mark.parametrize("wrap", [False, True])
def test_both_body_shapes_do_the_same(shop: Shop, *, wrap: bool) -> None:
    products = [COLA, SOAP]
    body = {"products": products} if wrap else products
    assert done(shop.ask("POST", body=body)) == ("2", "2 products: 2 created, 0 updated, 0 unchanged, 0 deleted.")
    changed = [COLA | {"price": 2.5}, SOAP]
    assert done(shop.ask("POST", body={"products": changed} if wrap else changed)) == (
        "2",
        "2 products: 0 created, 1 updated, 1 unchanged, 0 deleted.",
    )
    assert [(record["product_number"], record["price"]) for record in shop.records()] == [("0012", 2.5), ("0013", 0.0)]


def test_numbers_compare_by_value_so_20_and_20_0_are_unchanged(shop: Shop) -> None:
    shop.ask("POST", body=b'[{"product_number":"1","product_name":"a","is_counted":true,"price":20,"ioq":2}]')
    again = shop.ask(
        "POST", body=b'[{"price":2e1,"ioq":2.0,"is_counted":true,"product_name":"a","product_number":"1"}]'
    )
    assert done(again) == ("1", "1 product: 0 created, 0 updated, 1 unchanged, 0 deleted.")


def test_absent_keeps_and_null_clears(shop: Shop) -> None:
    shop.ask("POST", body=[COLA | {"color": "brown", "volume": "1 l"}])
    shop.ask("POST", body=[{"product_number": "0012", "product_name": "Cola", "is_counted": True, "color": None}])
    (record,) = shop.records()
    assert (record["price"], record["color"], record["volume"]) == (1.99, "", "1 l")


def test_the_same_number_twice_is_one_product_and_the_later_wins_field_by_field(shop: Shop) -> None:
    answer = shop.ask("POST", body=[COLA | {"color": "brown"}, COLA | {"price": 3}])
    assert done(answer) == ("1", "1 product: 1 created, 0 updated, 0 unchanged, 0 deleted.")
    (record,) = shop.records()
    assert (record["price"], record["color"]) == (3.0, "brown")


def test_is_deleted_true_deletes_and_false_says_nothing(shop: Shop) -> None:
    shop.ask("POST", body=[COLA, SOAP | {"is_deleted": False}])
    answer = shop.ask("POST", body=[COLA | {"is_deleted": True}, COLA | {"product_number": "9", "is_deleted": True}])
    assert done(answer) == ("2", "2 products: 0 created, 0 updated, 0 unchanged, 1 deleted, 1 to delete not found.")
    assert [(record["product_number"], record["is_deleted"]) for record in shop.records()] == [("0013", False)]


def test_is_deleted_true_needs_the_permission_to_delete(shop: Shop) -> None:
    few = tuple(name for name in PERMISSIONS if name != PRODUCTS_DELETE)
    answer = shop.ask("POST", body=[SOAP, COLA | {"is_deleted": True}], permissions=few)
    assert refused(answer, 403) == []
    assert answer.body["message"] == "Products with is_deleted true need the permission products.delete."
    assert shop.records() == []


@pytest.mark.parametrize("value", ["true", "TRUE", "1", "True"])
def test_flush_leaves_exactly_what_was_sent(shop: Shop, value: str) -> None:
    shop.ask("POST", body=[COLA | {"color": "brown"}, SOAP])
    answer = shop.ask("POST", body=[COLA], query=(("flush", value),))
    assert done(answer) == (
        "1",
        "1 product: 0 created, 1 updated, 0 unchanged, 0 deleted. 1 product not named was deleted.",
    )
    assert [(record["product_number"], record["color"]) for record in shop.records()] == [("0012", "")]


def test_flush_needs_a_list_and_an_empty_one_empties_the_catalogue(shop: Shop) -> None:
    shop.ask("POST", body=[COLA, SOAP])
    for body in (b"", b"null", b'{"products":null}'):
        assert refused(shop.ask("POST", body=body, query=(("flush", "true"),))) == []
    assert len(shop.records()) == 2
    for value in ("false", "0"):
        assert done(shop.ask("POST", body=[], query=(("flush", value),)))[0] == "0"
    assert len(shop.records()) == 2
    assert done(shop.ask("POST", body=[], query=(("flush", "true"),))) == (
        "0",
        "0 products: 0 created, 0 updated, 0 unchanged, 0 deleted. 2 products not named were deleted.",
    )
    assert shop.records() == []


def test_any_other_value_of_flush_is_refused(shop: Shop) -> None:
    answer = shop.ask("POST", body=[], query=(("flush", "yes"),))
    assert refused(answer) == []
    assert answer.body["message"] == "flush must be true or false."


def test_unknown_fields_are_ignored_and_counted(shop: Shop) -> None:
    answer = shop.ask("POST", body=[COLA | {"foo": 1, "bar": [2]}, SOAP | {"foo": {}}])
    assert done(answer)[1].endswith(" 3 unknown fields were ignored (bar, foo).")


def test_every_bad_field_of_every_bad_item_is_told_and_nothing_is_written(shop: Shop) -> None:
    body = [
        COLA,
        {"product_name": "", "product_number": "x", "is_counted": None, "price": "cheap", "ioq": 2**31},
        5,
        SOAP | {"units": [{"unit_barcode": "1", "unit_name": "", "unit_quantity": "2"}, None], "color": "a\x00b"},
        SOAP | {"deprecation_date": "tomorrow", "attention_code": [1], "expiration_min_range": 1.5, "moq": 10**400},
    ]
    answer = shop.ask("POST", body=body)
    assert sorted(refused(answer), key=str) == sorted(
        [
            (1, "product_name", "product_name must not be empty.", ""),
            (1, "is_counted", "is_counted must not be null.", None),
            (1, "price", "price must be a number, not text.", "cheap"),
            (1, "ioq", "ioq must be a whole number from -2,147,483,648 to 2,147,483,647.", 2**31),
            (2, "", "The item must be an object, not a number.", 5),
            (3, "units[0].unit_name", "units[0].unit_name must not be empty.", ""),
            (3, "units[0].unit_quantity", "units[0].unit_quantity must be a number, not text.", "2"),
            (3, "units[1]", "units[1] must not be null.", None),
            (3, "color", "color must not contain the NUL character.", "a\x00b"),
            (
                4,
                "deprecation_date",
                "deprecation_date must be a date and time such as 2026-01-31T12:00:00Z.",
                "tomorrow",
            ),
            (4, "attention_code[0]", "attention_code[0] must be text, not a number.", 1),
            (
                4,
                "expiration_min_range",
                "expiration_min_range must be a whole number from -2,147,483,648 to 2,147,483,647.",
                1.5,
            ),
            (4, "moq", "moq must be within the range of a double.", "1" + "0" * 199),
        ],
        key=str,
    )
    assert (answer.body["error_count"], answer.body["message"]) == (4, "Nothing was written: 4 bad items.")
    assert shop.records() == []


def test_the_first_faults_are_listed_and_all_bad_items_are_counted(shop: Shop) -> None:
    answer = shop.ask("POST", body=b"[" + b"{}," * 4_999 + b"{}]")
    faults = refused(answer)
    assert len(faults) == 20
    assert faults[:3] == [
        (0, "product_number", "product_number is required.", None),
        (0, "product_name", "product_name is required.", None),
        (0, "is_counted", "is_counted is required.", None),
    ]
    assert answer.body["error_count"] == 5_000
    assert answer.body["message"] == "Nothing was written: 5,000 bad items. The first 20 bad fields are listed."


def test_a_number_too_long_for_a_key_is_told_as_such(shop: Shop) -> None:
    ((index, field, problem, value),) = refused(shop.ask("POST", body=[COLA | {"product_number": "é" * 1_025}]))
    assert (index, field, value) == (0, "product_number", "é" * 200)
    assert problem == "product_number must not be longer than 2048 bytes in UTF-8."


def test_more_items_than_the_server_takes_are_413(shop: Shop) -> None:
    for body in (b"[" + b"{}," * 5_000 + b"{}]", b'{"products":[' + b"{}," * 5_000 + b"{}]}"):
        answer = shop.ask("POST", body=body)
        assert refused(answer, 413) == []
        assert answer.body["message"] == "A request may hold at most 5,000 items; send them in several requests."


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'[{"a":1},', "it ends too early, at byte 9"),
        (b"[1,,2]", "invalid character at byte 3"),
        (b"[NaN]", "invalid character at byte 1"),
        (b"[]]", "trailing characters at byte 2"),
        (b'[{"a":"\\ud800"}]', "half of a surrogate pair stands alone at byte 7"),
        (b'[{"a":"\\udc00"}]', "invalid utf-16 surrogate pair at byte 13"),
        (b'[{"a":"\x00"}]', "invalid character at byte 7"),
        (b"[" * 10_000, "arrays and objects are nested too deeply"),
    ],
)
def test_malformed_json_is_told_with_its_position(shop: Shop, body: bytes, message: str) -> None:
    answer = shop.ask("POST", body=body)
    assert refused(answer) == []
    assert answer.body["message"] == f"The body is not well-formed JSON: {message}."


@pytest.mark.parametrize("body", [b"5", b'"x"', b"true", b'{"products":5}', b'{"product_number":"1"}'])
def test_a_body_of_another_shape_is_told_what_it_must_be(shop: Shop, body: bytes) -> None:
    answer = shop.ask("POST", body=body)
    assert refused(answer) == []
    assert (
        answer.body["message"] == "The body must be a JSON array, or an object with an array in its field `products`."
    )


def test_text_that_is_not_utf8_is_a_bad_field(shop: Shop) -> None:
    body = b'[{"product_number":"1","product_name":"\xff\xfe","is_counted":true}]'
    assert refused(shop.ask("POST", body=body)) == [
        (0, "product_name", "product_name must be well-formed Unicode.", '"\ufffd\ufffd"')
    ]
    odd_name = b'[{"product_number":"1","product_name":"a","is_counted":true,"\xff":1}]'
    ((index, field, problem, _),) = refused(shop.ask("POST", body=odd_name))
    assert (index, field, problem) == (0, "", "The item must have field names in well-formed Unicode.")


def test_an_idempotency_key_makes_a_request_happen_once(shop: Shop) -> None:
    headers = {"idempotency-key": "first!"}
    first = shop.ask("POST", body=[COLA], headers=headers)
    again = shop.ask("POST", body=[COLA], headers=headers)
    assert done(first)[1].startswith("1 product: 1 created")
    assert again.body == first.body
    assert again.headers["idempotency-replayed"] == "true"


@pytest.mark.parametrize("key", ["", "a b", "ä", "x" * 256])
def test_an_idempotency_key_that_is_none_is_refused(shop: Shop, key: str) -> None:
    answer = shop.ask("POST", body=[COLA], headers={"idempotency-key": key})
    assert refused(answer) == []
    assert answer.body["message"] == "Idempotency-Key must be 1 to 255 visible ASCII characters."


def test_the_default_permissions_do_not_flush(shop: Shop) -> None:
    create = COLLEQTIVE.operations[0]
    needed = [
        create.permissions(Head("POST", create.path, query, {}, {}, "request"))
        for query in ((), (("flush", "false"),), (("flush", "TRUE"),))
    ]
    assert needed == [
        ("products.create", "products.modify"),
        ("products.create", "products.modify"),
        ("products.create", "products.modify", "products.flush"),
    ]
    assert not set(needed[2]) <= set(PERMISSIONS_DEFAULT)


def test_an_item_longer_than_an_item_may_be_is_refused(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        store = open_store(f"sqlite:///{tmp_path / 'long.db'}", Settings(), serving=True, now=lambda: NOW)
        shop = Shop(store, runner, Settings())
        body = json.dumps([COLA, COLA | {"product_details": "x" * (4 * 1024 * 1024)}]).encode()
        assert refused(shop.ask("POST", body=body)) == [
            (1, "", "The item must not be longer than 4,194,304 bytes.", None)
        ]
        runner.run(store.close())


def test_deleting_ignores_and_counts_what_is_not_there(shop: Shop) -> None:
    shop.ask("POST", body=[COLA, SOAP])
    answer = shop.ask("DELETE", body={"product_number": ["0012", "0012", "7"]})
    assert done(answer) == ("2", "2 products: 1 deleted, 1 not found.")
    assert done(shop.ask("DELETE", body=["0013"])) == ("1", "1 product: 1 deleted, 0 not found.")
    assert shop.records() == []


def test_deleting_without_numbers_does_nothing(shop: Shop) -> None:
    for body in (b"", b"{}", b'{"product_number":null}'):
        assert done(shop.ask("DELETE", body=body)) == ("0", "No product numbers were sent; nothing was done.")
    assert done(shop.ask("DELETE", body={"product_number": []})) == ("0", "0 products: 0 deleted, 0 not found.")


def test_a_bad_number_refuses_the_whole_deletion(shop: Shop) -> None:
    shop.ask("POST", body=[COLA])
    assert refused(shop.ask("DELETE", body={"product_number": ["0012", 5, "", None]})) == [
        (1, "product_number", "product_number must be text, not a number.", 5),
        (2, "product_number", "product_number must not be empty.", ""),
        (3, "product_number", "product_number must not be null.", None),
    ]
    assert len(shop.records()) == 1


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "\x1f", "", "é"])
def test_an_unknown_field_is_ignored_whatever_its_name_is(shop: Shop, name: str) -> None:
    answer = shop.ask("POST", body=[COLA | {name: 1}])
    assert (answer.status, answer.body["data"]) == (200, "1")

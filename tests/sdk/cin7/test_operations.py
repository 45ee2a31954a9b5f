"""Every operation of Cin7 Omni's clients, with and without asyncio, against a running server."""

import asyncio
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from msgspec import UNSET

from shelfwire_client import (
    ArgumentError,
    AsyncCin7Omni,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    Fault,
    NotFoundError,
)
from shelfwire_client.cin7.models import BatchResultItem, Product, ProductOption
from tests.clients.fault_proxy import FaultProxy
from tests.sdk.cin7.products import SHOWN, SHOWN_OPTION, full, product
from tests.sdk.conftest import Account, Opening


@pytest.fixture
def client(account: Account, opened: Opening) -> Any:
    return opened("Cin7Omni", **account.settings("cin7"))


def done(index: int, product_id: int, code: str) -> BatchResultItem:
    return BatchResultItem(index=index, success=True, id=product_id, code=code, errors=[])


def failed(index: int, product_id: int, code: str, *errors: str) -> BatchResultItem:
    return BatchResultItem(index=index, success=False, id=product_id, code=code, errors=list(errors))


def shown(created: dict[str, Any], product_id: int, read: Product) -> dict[str, Any]:
    """Say what is read of a product that was created as its only one; its dates are those that were read."""
    dates = {"createdDate": read.createdDate, "modifiedDate": read.modifiedDate}
    (option,) = created["productOptions"]
    codes = {"code": option["productOptionCode"]}
    flat = {name: value for name, value in created.items() if name != "dimensions"} | created.get("dimensions", {})
    sold: dict[str, Any] = SHOWN_OPTION | option | codes | dates | {"id": product_id, "productId": product_id}
    read_back: dict[str, Any] = SHOWN | flat | dates | {"id": product_id, "productOptions": [sold]}
    return read_back


def test_a_product_of_all_fields_is_created_and_read_back(client: Any) -> None:
    assert client.products.create([full()]) == [done(0, 1, "C-1")]
    read = client.products.get(1)
    assert isinstance(read, Product)
    assert read.to_dict() == shown(full(), 1, read)
    assert read.extra == {}
    assert list(client.products.list()) == [read]
    assert isinstance(read.productOptions, list)
    assert isinstance(read.productOptions[0], ProductOption)


def test_each_item_has_its_result(client: Any) -> None:
    client.products.create(body=[product(1), product(2)])
    taken = {"productOptions": [{"productOptionCode": "O-2"}]}
    results = client.products.create([product(3), product(1), product(4, **taken), product(5, name="")])
    assert results == [
        done(0, 3, "S-3"),
        failed(1, 1, "S-1", "The style code 'S-1' already exists: product 1 has it."),
        failed(2, 2, "S-2", "The product option code 'O-2' already exists: product 2 has it."),
        failed(3, 0, "S-5", "name must not be empty."),
    ]
    updated = client.products.update(
        [{"id": 1, "brand": "Acme"}, {"id": 7, "brand": "Acme"}, {"id": 2, "styleCode": "S-1"}]
    )
    assert updated == [
        done(0, 1, "S-1"),
        failed(1, 7, "", "There is no product with the id 7."),
        failed(2, 2, "S-2", "The style code 'S-1' already exists: product 1 has it."),
    ]
    assert [one.brand for one in client.products.list()] == ["Acme", "", ""]


def test_absent_and_null_keep_and_an_empty_text_clears(client: Any) -> None:
    client.products.create([full()])
    before = client.products.get(1)
    kept = {"id": 1, "brand": None, "productDimensions": None, "categoryIdArray": None}
    assert client.products.update([kept]) == [done(0, 1, "C-1")]
    assert client.products.get(1) == before
    assert client.products.update([{"id": 1, "brand": "", "name": "Water"}]) == [done(0, 1, "C-1")]
    after = client.products.get(1)
    assert after.to_dict() == before.to_dict() | {
        "brand": "",
        "name": "Water",
        "modifiedDate": after.modifiedDate,
        "productOptions": [before.productOptions[0].to_dict() | {"modifiedDate": after.modifiedDate}],
    }


def test_a_product_as_it_was_read_can_be_put_back(client: Any) -> None:
    client.products.create([full()])
    read = client.products.get(1)
    read.brand = "Other"
    assert client.products.update([read]) == [done(0, 1, "C-1")]
    assert client.products.get(1).brand == "Other"


class Option(msgspec.Struct):
    productOptionCode: str  # noqa: N815 - the API's own spelling
    retailPrice: Decimal  # noqa: N815 - the API's own spelling


class Ware(msgspec.Struct):
    name: str
    productOptions: list[Option]  # noqa: N815 - the API's own spelling
    brand: str | msgspec.UnsetType = UNSET


def test_a_body_is_any_iterable_of_dicts_and_structs(client: Any) -> None:
    mixed = (
        Ware(f"{number}", [Option(f"O-{number}", Decimal("1.10"))]) if number % 2 else product(number)
        for number in range(1, 5)
    )
    assert client.products.create(mixed) == [done(0, 1, "O-1"), done(1, 2, "S-2"), done(2, 3, "O-3"), done(3, 4, "S-4")]
    assert [one.productOptions[0].retailPrice for one in client.products.list()] == [1.1, 1.5, 1.1, 1.5]
    assert client.products.create([]) == []
    assert client.products.update(iter(())) == []


def test_a_list_takes_a_condition_an_order_and_fields(client: Any) -> None:
    client.products.create([product(number, brand="Acme" if number % 2 else "O'Neil") for number in range(1, 6)])
    found = client.products.list(fields=["id", "brand"], where="brand='O''Neil'", order="id DESC")
    assert list(found) == [Product(id=4, brand="O'Neil"), Product(id=2, brand="O'Neil")]
    assert [one.to_dict() for one in client.products.list(fields="id, styleCode", where="id<3", order="id")] == [
        {"id": 1, "styleCode": "S-1"},
        {"id": 2, "styleCode": "S-2"},
    ]


def test_a_field_that_was_not_asked_for_is_unset_and_null_is_none(client: Any) -> None:
    client.products.create([product(1)])
    (read,) = client.products.list(fields="productOptions")
    assert (read.name, read.productOptions[0].image) == (UNSET, None)
    assert "name" not in read.to_dict()
    assert read.to_dict()["productOptions"][0]["specialsStartDate"] is None


@pytest.mark.parametrize(
    ("asked", "pages", "queries"),
    [
        ({"rows": 3}, [[1, 2, 3], [4, 5, 6], [7]], ["rows=3", "page=2&rows=3", "page=3&rows=3"]),
        ({"rows": 3, "page": 2}, [[4, 5, 6], [7]], ["page=2&rows=3", "page=3&rows=3"]),
        ({"rows": 7}, [[1, 2, 3, 4, 5, 6, 7], []], ["rows=7", "page=2&rows=7"]),
        ({"rows": 250}, [[1, 2, 3, 4, 5, 6, 7]], ["rows=250"]),
        ({"rows": 251}, [[1, 2, 3, 4, 5, 6, 7], []], ["rows=251", "page=2&rows=251"]),
        ({}, [[1, 2, 3, 4, 5, 6, 7], []], ["", "page=2"]),
        ({"page": 9}, [[]], ["page=9"]),
        (
            {"where": "id>4", "order": "id DESC", "fields": "id", "rows": 2},
            [[7, 6], [5]],
            ["fields=id&where=id%3E4&order=id%20DESC&rows=2", "fields=id&where=id%3E4&order=id%20DESC&page=2&rows=2"],
        ),
    ],
)
def test_a_loop_over_a_list_goes_through_all_its_pages(
    account: Account,
    opened: Opening,
    proxy: FaultProxy,
    asked: dict[str, Any],
    pages: list[list[int]],
    queries: list[str],
) -> None:
    client = opened("Cin7Omni", **account.settings("cin7", proxy.base_url))
    client.products.create([product(number) for number in range(1, 8)])
    del proxy.seen[:]

    page = client.products.list(**asked)
    assert len(proxy.seen) == 1
    assert [one.id for one in page] == [number for numbers in pages for number in numbers]
    assert [seen.target.partition("?")[2] for seen in proxy.seen] == queries
    assert [[one.id for one in each.items] for each in page.iter_pages()] == pages


def test_pages_are_asked_for_one_by_one(client: Any) -> None:
    client.products.create([product(number) for number in range(1, 4)])
    page = client.products.list(rows=2, fields="id")
    assert (page.data, page.items, page.has_next_page()) == ([Product(id=1), Product(id=2)], page.data, True)
    last = page.get_next_page()
    assert (last.items, last.has_next_page()) == ([Product(id=3)], False)
    with pytest.raises(ArgumentError, match="There is no page behind the last one"):
        last.get_next_page()


def test_an_async_for_goes_through_a_list_that_was_not_awaited(account: Account) -> None:
    settings = account.settings("cin7")

    async def drive() -> list[Any]:
        async with AsyncCin7Omni(**settings) as client:  # type: ignore[arg-type] # settings are texts
            await client.products.create([product(number) for number in range(1, 6)])
            return [one.id async for one in client.products.list(rows=2)]

    assert asyncio.run(drive()) == [1, 2, 3, 4, 5]


def test_a_raw_response_has_status_headers_and_body(client: Any) -> None:
    raw = client.products.with_raw_response.create([product(1)])
    assert (raw.status_code, raw.headers["content-type"]) == (200, "application/json")
    assert raw.request_id == raw.headers["x-request-id"]
    assert raw.json() == [{"index": 0, "success": True, "id": 1, "code": "S-1", "errors": []}]
    assert raw.content == raw.text.encode()
    assert raw.parse() == [done(0, 1, "S-1")]
    assert client.products.with_raw_response.update([{"id": 1}]).parse() == [done(0, 1, "S-1")]
    assert client.products.with_raw_response.get(1).parse() == client.products.get(1)
    page = client.products.with_raw_response.list(rows=1).parse()
    assert [one.id for one in page.items] == [1]


def test_a_streamed_response_is_read_piece_by_piece(client: Any) -> None:
    with client.products.with_streaming_response.create([product(1)]) as answer:
        assert answer.status_code == 200
        assert msgspec.json.decode(b"".join(answer.iter_bytes()))[0]["id"] == 1
    with client.products.with_streaming_response.update([{"id": 1}]) as answer:
        assert answer.parse() == [done(0, 1, "S-1")]
    with client.products.with_streaming_response.get(1) as answer:
        assert msgspec.json.decode(answer.read()) == client.products.get(1).to_dict()
    with client.products.with_streaming_response.list(fields="id") as answer:
        assert [one.id for one in answer.parse().items] == [1]


def test_a_refused_request_tells_each_item_at_fault(client: Any) -> None:
    with pytest.raises(BadRequestError) as caught:
        client.products.create([product(1), product(2), product(3, styleCode="S-1"), product(4)])
    sentence = "The style code 'S-1' stands more than once, in items 0, 2."
    told = f"Nothing was written: 1 code stands more than once in the request. {sentence}"
    error = caught.value
    assert (str(error), error.status_code) == (f"HTTP 400: {told}", 400)
    assert error.body == {
        "message": told,
        "modelState": {"[0].styleCode": [sentence], "[2].styleCode": [sentence]},
    }
    assert error.errors == [
        Fault(message=sentence, position=0, field="styleCode"),
        Fault(message=sentence, position=2, field="styleCode"),
    ]
    assert error.request_id == error.headers["x-request-id"]
    assert list(client.products.list()) == []


def test_a_parameter_that_the_server_refuses_is_told_by_its_name(client: Any) -> None:
    with pytest.raises(BadRequestError) as caught:
        client.products.list(rows=1_001)
    sentence = "rows must be a whole number from 1 to 1,000."
    assert caught.value.errors == [Fault(message=sentence, field="rows")]
    with pytest.raises(BadRequestError, match="There is no field 'wheel'"):
        client.products.list(fields=["id", "wheel"])
    with pytest.raises(NotFoundError) as missing:
        client.products.get(7)
    assert str(missing.value) == "HTTP 404: There is no product with the id 7."
    assert missing.value.errors == []


def test_a_wrong_key_is_an_authentication_error(opened: Opening, account: Account) -> None:
    client = opened("Cin7Omni", **account.settings("cin7") | {"key": "wrong"})
    for ask in (client.products.list, lambda: client.products.create([])):
        with pytest.raises(AuthenticationError) as caught:
            ask()
        assert caught.value.status_code == 401


def test_a_write_with_a_key_of_its_own_is_carried_out_once(client: Any) -> None:
    first = client.products.with_raw_response.create([product(1)], idempotency_key="one")
    again = client.products.with_raw_response.create([product(1)], idempotency_key="one")
    assert first.parse() == again.parse() == [done(0, 1, "S-1")]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"


def test_settings_are_those_passed_then_the_environments_then_the_vendors(
    opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CIN7_BASE_URL", raising=False)
    monkeypatch.setenv("CIN7_USERNAME", "account")
    monkeypatch.setenv("CIN7_KEY", "secret")
    client = opened("Cin7Omni")
    assert (client.username, client.key, client.base_url) == ("account", "secret", "https://api.cin7.com/api")
    monkeypatch.setenv("CIN7_BASE_URL", "http://127.0.0.1:1/api/")
    assert opened("Cin7Omni").base_url == "http://127.0.0.1:1/api"
    client = opened("Cin7Omni", username="passed", key="with:colon", base_url="http://passed/api")
    assert (client.username, client.key, client.base_url) == ("passed", "with:colon", "http://passed/api")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "username is missing: pass it to the client, or set CIN7_USERNAME in the environment."),
        ({"username": "a"}, "key is missing: pass it to the client, or set CIN7_KEY in the environment."),
        (
            {"username": "a:b", "key": "c"},
            "username has a colon in it, which HTTP Basic cannot send (RFC 7617, section 2).",
        ),
    ],
)
def test_credentials_that_cannot_be_right_are_told(
    opened: Opening, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], sentence: str
) -> None:
    monkeypatch.delenv("CIN7_USERNAME", raising=False)
    monkeypatch.delenv("CIN7_KEY", raising=False)
    with pytest.raises(ConfigurationError) as caught:
        opened("Cin7Omni", **settings)
    assert str(caught.value) == sentence

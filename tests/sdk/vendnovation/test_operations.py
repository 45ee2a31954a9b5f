"""Every operation of VendNovation's clients, with and without asyncio, against a running server."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from shelfwire_client import ArgumentError, BadRequestError, ConfigurationError, Fault, PermissionDeniedError
from shelfwire_client.vendnovation.models import Message, TokenInfo
from tests.sdk.conftest import VARIABLES, Account, Opening
from tests.sdk.vendnovation.products import SHOWN, full, product


def shown(organization_id: int, product_id: int, fields: dict[str, Any]) -> dict[str, Any]:
    return SHOWN | {"organizationId": organization_id, "productId": product_id} | fields


def test_products_are_created_updated_listed_and_deleted(client: Any, account: Account) -> None:
    organization_id = account.key("vendnovation")["organization_id"]

    assert client.products.create_or_update_products(body=[full(), product("Tea")]) == [1, 2]
    assert client.products.create_or_update_products(body=[product("Tea", cost=0.5)]) == [2]
    listed = [one.to_dict() for one in client.products.list_products()]
    assert listed == [shown(organization_id, 1, full()), shown(organization_id, 2, product("Tea", cost=0.5))]

    assert client.products.create_or_update_products(body=[product("Tea", isDeleted=True)]) == [2]
    assert [one.productId for one in client.products.list_products()] == [1]


def test_what_was_listed_can_be_pushed_back(client: Any) -> None:
    client.products.create_or_update_products(body=[full(), product("Tea")])
    listed = list(client.products.list_products())

    assert client.products.create_or_update_products(body=listed) == [1, 2]
    assert list(client.products.list_products()) == listed


def test_any_iterable_of_mappings_and_structs_is_a_body(client: Any) -> None:
    class Tea(msgspec.Struct):
        name: str
        cost: Decimal

    kinds = [Tea("Tea", Decimal("0.10")), {"name": "Cola"}]

    assert client.products.create_or_update_products(body=iter(kinds)) == [1, 2]
    assert [(one.name, one.cost) for one in client.products.list_products()] == [("Tea", 0.1), ("Cola", 0.0)]
    assert client.products.create_or_update_products(body=[]) == []


def test_absent_keeps_and_null_clears(client: Any) -> None:
    client.products.create_or_update_products(body=[product("Tea", container="bag", vendSize="small")])
    client.products.create_or_update_products(body=[product("Tea", container=None)])

    [tea] = client.products.list_products()
    assert (tea.container, tea.vendSize, tea.upc) == ("", "small", None)


def test_a_loop_over_a_list_goes_through_all_of_its_pages(client: Any, account: Account) -> None:
    numbers = client.products.create_or_update_products(body=[product(f"Tea {number}") for number in range(7)])

    page = client.products.list_products(size=3)
    assert [one.productId for one in page.items] == [1, 2, 3]
    assert [[one.productId for one in more.items] for more in page.iter_pages()] == [[1, 2, 3], [4, 5, 6], [7]]
    assert [one.productId for one in client.products.list_products(size=3)] == numbers
    assert [one.productId for one in client.products.list_products(size=7)] == numbers
    assert [one.productId for one in client.products.list_products(page=3, size=3)] == [7]
    last = client.products.list_products(page=3, size=3)
    assert not last.has_next_page()
    with pytest.raises(ArgumentError, match="There is no page behind the last one"):
        last.get_next_page()


def test_a_size_above_the_apis_own_reads_every_page_too(client: Any) -> None:
    numbers = client.products.create_or_update_products(body=[product(f"Tea {number}") for number in range(101)])

    page = client.products.list_products(size=1_000)
    assert [len(one.items) for one in page.iter_pages()] == [50, 50, 1]
    assert [one.productId for one in page] == numbers


def test_a_list_may_be_of_certain_products_and_organizations(client: Any, account: Account) -> None:
    own = account.key("vendnovation")["organization_id"]
    client.products.create_or_update_products(body=[product(f"Tea {number}") for number in range(4)])

    def listed(**wanted: Any) -> list[int]:
        return [one.productId for one in client.products.list_products(**wanted)]

    assert listed(product_ids=[4, 2]) == [2, 4]
    assert listed(product_ids=[4, 2, 1], size=1) == [1, 2, 4]
    assert listed(organization_ids=[own]) == [1, 2, 3, 4]
    assert listed(organization_ids=[own + 1]) == []


def test_a_refusal_tells_every_bad_field(client: Any) -> None:
    with pytest.raises(BadRequestError) as caught:
        client.products.create_or_update_products(body=[product("Tea"), {"name": "", "upc": 12}])

    error = caught.value
    assert error.errors == [
        Fault("name must not be empty.", position=1, field="name"),
        Fault("upc must be text, not a number.", position=1, field="upc"),
    ]
    assert (error.status_code, error.message) == (400, "HTTP 400: Nothing was written: 1 bad item.")
    assert error.request_id == error.headers["x-request-id"]
    assert error.body["message"] == "Nothing was written: 1 bad item."
    assert list(client.products.list_products()) == []


def test_a_key_and_a_token_are_looked_at_without_a_login(watched: Any, asked: Callable[[], list[str]]) -> None:
    assert watched.tokens.token_test() == Message(message="The key is valid.")
    info = watched.tokens.token_info()
    assert info == TokenInfo(
        organizationId=info.organizationId,
        permissions=["products.create", "products.delete", "products.modify", "products.read"],
        accessTokenExpiresUtc=None,
    )
    assert asked() == ["POST /token-test", "POST /token-info"]


def test_a_login_of_ones_own_gives_a_token_and_its_end(client: Any, account: Account) -> None:
    key = account.key("vendnovation")
    token = client.tokens.authenticate(username=key["username"], password=key["password"])

    info = client.tokens.token_info(access_token=token.accessToken)
    assert (info.organizationId, info.accessTokenExpiresUtc) == (key["organization_id"], token.expiresUtc)
    assert token.accessToken not in repr(token)
    with pytest.raises(PermissionDeniedError, match="The username or the password is wrong"):
        client.tokens.authenticate(username=key["username"], password="none")


def test_a_key_that_is_not_valid_is_refused(opened: Opening, account: Account) -> None:
    client = opened("VendNovation", **account.settings("vendnovation") | {"api_key": "none"})

    with pytest.raises(PermissionDeniedError):
        client.tokens.token_test()
    with pytest.raises(PermissionDeniedError):
        client.products.list_products()


def test_raw_answers_have_status_headers_and_the_same_result(client: Any) -> None:
    raw = client.products.with_raw_response.create_or_update_products(body=[product("Tea")])
    assert (raw.status_code, raw.headers["Content-Type"], raw.content, raw.parse()) == (
        200,
        "application/json",
        b"[1]",
        [1],
    )

    listed = client.products.with_raw_response.list_products()
    assert [one.name for one in listed.parse()] == ["Tea"]
    assert listed.json()[0]["name"] == "Tea"
    tested = client.tokens.with_raw_response.token_test()
    assert tested.json() == {"message": "The key is valid."}
    assert client.tokens.with_raw_response.token_info().parse().accessTokenExpiresUtc is None


def test_answers_can_be_read_piece_by_piece(client: Any, account: Account) -> None:
    with client.products.with_streaming_response.create_or_update_products(body=[product("Tea")]) as answer:
        assert (answer.status_code, b"".join(answer.iter_bytes())) == (200, b"[1]")
    with client.products.with_streaming_response.list_products() as answer:
        assert [one.name for one in answer.parse().items] == ["Tea"]
    with client.tokens.with_streaming_response.token_test() as answer:
        assert answer.read() == b'{"message":"The key is valid."}'
    with client.tokens.with_streaming_response.token_info() as answer:
        assert answer.parse().accessTokenExpiresUtc is None
    with pytest.raises(PermissionDeniedError):
        client.tokens.with_streaming_response.authenticate(username="none", password="none").__enter__()
    with pytest.raises(PermissionDeniedError):
        client.tokens.with_raw_response.authenticate(username="none", password="none")


@pytest.mark.parametrize(
    ("operation", "arguments", "problem"),
    [
        ("create_or_update_products", {"body": {"name": "Tea"}}, "body must be a list of objects, not dict"),
        ("create_or_update_products", {"body": [{"name": {1}, "size": object()}]}, "cannot be sent as JSON"),
        ("create_or_update_products", {"body": [], "size": 1}, "This operation has no parameter size"),
        ("list_products", {"limit": 10}, "This operation has no parameter limit"),
        ("list_products", {"page": 0}, "page must be a whole number above 0, not 0"),
        ("list_products", {"size": 2.0}, "size must be a whole number above 0, not 2.0"),
        ("list_products", {"product_ids": 7}, "product_ids must be a list of numbers, not int"),
        ("list_products", {"product_ids": "17"}, "product_ids must be a list of numbers, not str"),
        ("list_products", {"product_ids": [1, "7"]}, r"product_ids\[1\] must be a whole number above 0, not '7'"),
        ("list_products", {"organization_ids": [0]}, r"organization_ids\[0\] must be a whole number above 0, not 0"),
    ],
)
def test_an_argument_that_cannot_be_right_is_refused_before_anything_is_sent(
    operation: str, arguments: dict[str, Any], problem: str, watched: Any, asked: Callable[[], list[str]]
) -> None:
    with pytest.raises(ArgumentError, match=problem):
        getattr(watched.products, operation)(**arguments)

    assert asked() == []


def test_a_login_without_a_name_and_an_empty_token_are_refused_before_anything_is_sent(
    watched: Any, asked: Callable[[], list[str]]
) -> None:
    with pytest.raises(ArgumentError, match="username must be a text that is not empty"):
        watched.tokens.authenticate(username="", password="x")
    with pytest.raises(ArgumentError, match="password must be a text that is not empty"):
        watched.tokens.authenticate(username="x", password=None)
    with pytest.raises(ArgumentError, match="access_token must be a text that is not empty"):
        watched.tokens.token_info(access_token="")

    assert asked() == []


def test_a_client_is_made_of_the_environment(
    account: Account, opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in account.environment("vendnovation").items():
        monkeypatch.setenv(variable, value)

    client = opened("VendNovation")
    assert client.api_key == account.key("vendnovation")["api_key"]
    assert client.products.create_or_update_products(body=[product("Tea")]) == [1]


@pytest.mark.parametrize("variable", [*VARIABLES["vendnovation"], "VENDNOVATION_BASE_URL"])
def test_each_setting_is_needed(
    variable: str, account: Account, opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in account.environment("vendnovation").items():
        monkeypatch.setenv(name, "" if name == variable else value)

    with pytest.raises(ConfigurationError, match=f"set {variable} in the environment"):
        opened("VendNovation")


def test_a_setting_that_there_is_not_is_refused(settings: dict[str, str], opened: Opening, watched: Any) -> None:
    with pytest.raises(ConfigurationError, match="There is no setting retries"):
        opened("VendNovation", **settings, retries=3)
    with pytest.raises(ConfigurationError, match="There is no setting http_client"):
        watched.with_options(http_client=None)

"""What Lana's clients put on the wire, what they never send, and what they read from answers of other servers."""

from datetime import UTC, datetime
from types import NoneType
from typing import Any, Literal, Required, get_args, get_origin, get_type_hints

import msgspec
import pytest
from msgspec import UNSET

from shelfwire.dialects.lana import envelopes, paging, schema, shops
from shelfwire_client import (
    APIResponseValidationError,
    APIStatusError,
    ArgumentError,
    AuthenticationError,
    BadRequestError,
    Fault,
    InternalServerError,
    PermissionDeniedError,
    RateLimitError,
)
from shelfwire_client.core.call import CallOptions
from shelfwire_client.lana import models, parameters
from tests.sdk.lana.conftest import Ask, Exchange

SHOP = "shop_id=sh_EQzGqWoY"
TITLES = [{"title": "é"}, {"title": "b", "handle": None}]


@pytest.mark.parametrize(
    ("ask", "method", "target", "body"),
    [
        (lambda client: client.products.create(TITLES), "POST", f"products.json?{SHOP}", TITLES),
        (
            lambda client: client.products.create(data=iter(TITLES), fields=["id", "brand.id"]),
            "POST",
            f"products.json?{SHOP}&fields=id%2Cbrand.id",
            TITLES,
        ),
        (
            lambda client: client.products.create([{"title": "a", "published_at": datetime(2026, 1, 2, tzinfo=UTC)}]),
            "POST",
            f"products.json?{SHOP}",
            [{"title": "a", "published_at": "2026-01-02T00:00:00Z"}],
        ),
        (
            lambda client: client.products.modify(["pd_1", "pd_2"], TITLES, fields=["id"]),
            "POST",
            f"products.json?{SHOP}&ids=pd_1%2Cpd_2&fields=id",
            TITLES,
        ),
        (
            lambda client: client.products.get(("pd_1", "pd_1"), loose=True, fields=["id"]),
            "GET",
            f"products.json?{SHOP}&ids=pd_1%2Cpd_1&loose=true&fields=id",
            None,
        ),
        (lambda client: client.products.delete(["pd_1"]), "DELETE", f"products.json?{SHOP}&ids=pd_1", None),
        (lambda client: client.products.page(), "GET", f"products/page.json?{SHOP}&sort_by=created_at", None),
        (
            lambda client: client.products.page(
                limit=5,
                last_key="a+/=",
                sort_by="updated_at",
                sort_desc=False,
                status="any",
                brand_id="br_1",
                category_id="ca_1",
                sales_channel_id="sc_1",
                created_at_min=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
                created_at_max="2026-01-02T03:04:05Z",
                fields=["id"],
            ),
            "GET",
            (
                f"products/page.json?{SHOP}&sort_by=updated_at&limit=5&last_key=a%2B%2F%3D&sort_desc=false&status=any"
                "&brand_id=br_1&category_id=ca_1&sales_channel_id=sc_1&created_at_min=2026-01-02T03%3A04%3A05%2B00%3A00"
                "&created_at_max=2026-01-02T03%3A04%3A05Z&fields=id"
            ),
            None,
        ),
        (lambda client: client.shops.get(), "GET", "shops.json", None),
        (lambda client: client.shops.get(fields=["id"]), "GET", "shops.json?fields=id", None),
        (
            lambda client: client.relay([{"url": "shops.json", "method": "GET", "expansions": ["owner"]}]),
            "POST",
            "relay.json",
            [{"url": "shops.json", "method": "GET", "expansions": ["owner"]}],
        ),
        (lambda client: client.graphql("{ a }"), "POST", "commerce.json", {"query": "{ a }"}),
        (
            lambda client: client.graphql("{ a }", {"b": None}, operation_name="q", extra_body={"extensions": {}}),
            "POST",
            "commerce.json",
            {"query": "{ a }", "variables": {"b": None}, "operationName": "q", "extensions": {}},
        ),
    ],
)
def test_requests_are_as_documented(exchange: Exchange, ask: Ask, method: str, target: str, body: Any) -> None:
    is_object = target.startswith(("products/page", "commerce"))
    exchange.ask(ask, b'{"count":0,"items":[],"last_key":"","data":{}}' if is_object else b"[]")
    (request,) = exchange.seen
    assert (request.method, str(request.url)) == (method, f"https://host/{target}")
    assert (msgspec.json.decode(request.content) if request.content else None) == body


def test_headers_are_those_of_json_and_a_bearer_token(exchange: Exchange) -> None:
    exchange.ask(lambda client: client.products.create(TITLES), b"[]")
    exchange.ask(lambda client: client.products.delete(["pd_1"], idempotency_key="mine"), b"null")
    exchange.ask(lambda client: client.relay([{"url": "shops.json"}]), b"[]")
    exchange.ask(lambda client: client.products.get(["pd_1"], extra_headers={"Locale": "de"}), b"[]")
    created, deleted, relayed, got = (dict(one.headers) for one in exchange.seen)
    plain = {"accept": "application/json", "content-type": "application/json", "authorization": "Bearer t.o.k"}
    for headers in (created, deleted, relayed, got):
        assert {name: headers.get(name) for name in plain} == plain
    assert (len(created["idempotency-key"]), len(relayed["idempotency-key"])) == (36, 36)
    assert (deleted["idempotency-key"], got["locale"], got.get("idempotency-key")) == ("mine", "de", None)


PAST_LIST = "data must be a list of objects, not dict; put a single one in brackets."
ZONE = "created_at_min must be a time with a zone, a datetime or a text like 2026-01-31T12:00:00Z, not "


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda client: client.products.create(TITLES[0]), PAST_LIST),
        (lambda client: client.products.create([]), "data must have at least one product in it."),
        (
            lambda client: client.products.create(TITLES, fields="id"),
            "fields must be a list of texts, not str; put a single one in brackets.",
        ),
        (lambda client: client.products.create(TITLES, fields=[]), "fields must have at least one text in it."),
        (lambda client: client.products.modify([], []), "ids must have at least one text in it."),
        (
            lambda client: client.products.modify(["pd_1"], TITLES),
            "Each id needs its product, but ids has 1 and data 2.",
        ),
        (
            lambda client: client.products.modify(["a", "b", "a"], TITLES),
            "ids must name each product once, but 'a' stands in it twice.",
        ),
        (
            lambda client: client.products.delete("pd_1"),
            "ids must be a list of texts, not str; put a single one in brackets.",
        ),
        (
            lambda client: client.products.delete(["a", "a"]),
            "ids must name each product once, but 'a' stands in it twice.",
        ),
        (
            lambda client: client.products.get(["a,b"]),
            "ids must be a list of texts without commas, but 'a,b' is in it.",
        ),
        (lambda client: client.products.get([1]), "ids must be a list of texts, but 1 is in it."),
        (lambda client: client.products.get(["a"], loose="no"), "loose must be True or False, not 'no'."),
        (lambda client: client.products.page(limit=0), "limit must be a whole number from 1, not 0."),
        (lambda client: client.products.page(offset=-1), "offset must be a whole number from 0, not -1."),
        (lambda client: client.products.page(last_key=""), "last_key must be a text that is not empty, not ''."),
        (
            lambda client: client.products.page(last_key="a", offset=1),
            "last_key and offset both say where a page begins: give one of them.",
        ),
        (
            lambda client: client.products.page(sort_by="title"),
            "sort_by must be created_at or updated_at, not 'title'.",
        ),
        (lambda client: client.products.page(status="x"), "status must be any, published or unpublished, not 'x'."),
        (lambda client: client.products.page(sort_desc=1), "sort_desc must be True or False, not 1."),
        (lambda client: client.products.page(brand_id=None), "brand_id must be a text that is not empty, not None."),
        (lambda client: client.products.page(created_at_min="2026-01-31"), f"{ZONE}'2026-01-31'."),
        (
            lambda client: client.products.page(created_at_min=datetime(2026, 1, 31)),  # noqa: DTZ001 - no zone is what is refused
            f"{ZONE}datetime.datetime(2026, 1, 31, 0, 0).",
        ),
        (
            lambda client: client.products.page(size=5),
            "A page has no argument size.",
        ),
        (lambda client: client.relay([]), "requests must have at least one request in it."),
        (
            lambda client: client.relay([{"request": []}]),
            "The url of requests[0] must be a text that is not empty, not ''.",
        ),
        (
            lambda client: client.relay([{"url": "a", "method": "PUT"}]),
            "The method of requests[0] must be GET, POST or DELETE, not 'PUT'.",
        ),
        (lambda client: client.graphql(""), "query must be a text that is not empty, not ''."),
        (lambda client: client.graphql("{a}", [1]), "variables must be a mapping of names to values, not list."),
        (
            lambda client: client.graphql("{a}", operation_name=""),
            "operation_name must be a text that is not empty, not ''.",
        ),
    ],
)
def test_what_cannot_be_right_is_told_and_not_sent(exchange: Exchange, ask: Ask, sentence: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        exchange.ask(ask, b"[]")
    assert (str(caught.value), exchange.seen) == (sentence, [])


def test_pages_without_keys_are_counted_and_repeat_nothing_else(exchange: Exchange) -> None:
    first, second, last = (
        b'{"items":[{"id":"a"},{"id":"b"}]}',
        b'{"count":3,"items":[{"id":"c"}],"last_key":null}',
        b'{"items":[]}',
    )

    def through(client: Any) -> Any:
        async def drive() -> list[Any]:
            return [one.id async for one in client.products.page(limit=2, offset=4)]

        return (
            drive()
            if exchange.name.startswith("Async")
            else [one.id for one in client.products.page(limit=2, offset=4)]
        )

    assert exchange.ask(through, first, second, last) == ["a", "b", "c"]
    query = f"{SHOP}&sort_by=created_at&limit=2"
    assert [request.url.query.decode() for request in exchange.seen] == [
        f"{query}&offset={place}" for place in (4, 6, 7)
    ]


def test_a_page_whose_key_led_there_and_that_has_none_is_the_last(exchange: Exchange) -> None:
    page = exchange.ask(
        lambda client: client.products.page(last_key="k"), b'{"count":1,"items":[{"id":"a"}],"last_key":""}'
    )
    assert (page.has_next_page(), page.count, page.last_key) == (False, 1, "")


def test_an_answer_that_is_not_as_documented_is_read_as_far_as_it_goes(exchange: Exchange) -> None:
    drifted = (
        b'[{"id": "pd_1", "type": "subscription", "brand": {"id": "br_1", "title": "B"}, "tags": null, "new": 1,'
        b' "subscription_plans": [{"limit": "3", "interval": "hourly"}]}]'
    )
    (read,) = exchange.ask(lambda client: client.products.get(["pd_1"]), drifted)
    assert (read.type, read.tags, read.title, read.extra) == ("subscription", None, UNSET, {"new": 1})
    assert (type(read.brand), read.brand.id, read.brand.extra) == (models.Link, "br_1", {"title": "B"})
    assert (type(read.subscription_plans[0]), read.subscription_plans[0].limit) == (models.SubscriptionPlan, "3")
    assert read.to_dict() == msgspec.json.decode(drifted)[0]


@pytest.mark.parametrize("answer", [b"", b"<html>", b'{"message": "no list"}', b"null"])
def test_a_success_that_is_no_list_is_told(exchange: Exchange, answer: bytes) -> None:
    for ask in (lambda client: client.products.create(TITLES), lambda client: client.shops.get()):
        with pytest.raises(APIResponseValidationError) as caught:
            exchange.ask(ask, answer)
        assert (caught.value.status_code, caught.value.body) == (200, answer)


ENDED = b'{"code": 999, "message": "ended"}'
NO_REASON = "the request was refused without a reason"


@pytest.mark.parametrize(
    ("status", "body", "kind", "message", "faults"),
    [
        (401, b'{"status": 401, "error": %b}' % ENDED, AuthenticationError, "401: ended", [Fault("ended", "999")]),
        (401, ENDED, AuthenticationError, "401: ended", [Fault("ended", "999")]),
        (200, b'{"error": %b}' % ENDED, AuthenticationError, "401: ended", [Fault("ended", "999")]),
        (
            429,
            b'[{"status": 429, "error": {"code": 429}}]',
            RateLimitError,
            f"429: {NO_REASON}",
            [Fault(NO_REASON, "429")],
        ),
        (
            200,
            b'{"error": {"code": 997, "meta": {"bits": ["products.create"]}, "field": "shop_id"}}',
            PermissionDeniedError,
            f"403: {NO_REASON}",
            [Fault(NO_REASON, "997", None, "shop_id")],
        ),
        (200, b'{"status": 400, "error": {"code": 7, "message": "m"}}', BadRequestError, "400: m", [Fault("m", "7")]),
        (
            400,
            (
                b'{"error": {"code": 1000, "meta": {"fields": ['
                b'{"field": "data[3].custom_fields[0].name", "problem": "mandatory"}, '
                b'{"field": "ids[2]", "problem": "duplicate", "min": 0, "max": 0}, {"field": "[1]"}, {"field": 5}, 6]}}}'
            ),
            BadRequestError,
            "400: custom_fields[0].name: mandatory",
            [
                Fault("custom_fields[0].name: mandatory", "1000", 3, "custom_fields[0].name"),
                Fault("ids: duplicate", "1000", 2, "ids"),
                Fault("the item: refused", "1000", 1),
                Fault("the item: refused", "1000"),
            ],
        ),
        (502, b"<html>no</html>", InternalServerError, "502: <html>no</html>", []),
        (400, b"", BadRequestError, f"400: {NO_REASON}", []),
        (418, b"[1]", APIStatusError, f"418: {NO_REASON}", []),
    ],
)
def test_refusals_are_read_in_whatever_shape_they_come(
    exchange: Exchange, status: int, body: bytes, kind: type[APIStatusError], message: str, faults: list[Fault]
) -> None:
    for ask in (
        lambda client: client.products.create(TITLES),
        lambda client: client.products.delete(["pd_1"]),
        lambda client: client.products.page(),
        lambda client: client.graphql("{ a }"),
    ):
        with pytest.raises(APIStatusError) as caught:
            exchange.ask(ask, body, status=status)
        error = caught.value
        assert type(error) is kind
        assert (error.message, error.errors) == (f"HTTP {message}", faults)


def test_graphql_errors_without_codes_are_told_too(exchange: Exchange) -> None:
    body = b'{"data": null, "errors": [{"message": "no field a"}, {"message": "x", "apiError": {"code": 404}}, 5]}'
    with pytest.raises(BadRequestError) as caught:
        exchange.ask(lambda client: client.graphql("{ a }"), body)
    assert (caught.value.message, caught.value.errors) == (
        "HTTP 400: no field a",
        [Fault("no field a"), Fault("x", "404")],
    )


def test_a_relay_of_one_request_gives_its_error_and_one_of_more_raises_it(exchange: Exchange) -> None:
    refused = b'[{"status": 401, "error": %b}]' % ENDED
    (only,) = exchange.ask(lambda client: client.relay([{"url": "a"}]), refused)
    assert (only.status, only.error.code, only.error.message, only.error.meta) == (401, 999, "ended", UNSET)
    with pytest.raises(AuthenticationError):
        exchange.ask(lambda client: client.relay([{"url": "a"}, {"url": "b"}]), refused)


def takes(kind: Any) -> tuple[bool, bool, list[Any]]:
    """Tell of a type whether it is required, whether it takes null, and which words it is limited to."""
    is_required = get_origin(kind) is Required
    parts = get_args(kind) if is_required else (kind,)
    while any(get_args(part) and get_origin(part) is not Literal for part in parts):
        parts = tuple(
            below
            for part in parts
            for below in ([part] if get_origin(part) in {None, Literal} else get_args(part))
            if not isinstance(below, msgspec.Meta)
        )
    words = sorted(word for part in parts if get_origin(part) is Literal for word in get_args(part))
    return is_required, NoneType in parts, words


PARAMETERS = {
    parameters.ProductCreateParam: schema.ProductCreate,
    parameters.ProductModifyParam: schema.ProductModify,
    parameters.SubscriptionPlanParam: schema.SubscriptionPlanCreate,
    parameters.CustomFieldCreateParam: schema.CustomFieldCreate,
    parameters.OptionalIntParam: schema.OptionalIntCreate,
}


@pytest.mark.parametrize(("taken", "struct"), PARAMETERS.items())
def test_what_is_taken_has_the_fields_of_the_servers_schema(taken: Any, struct: type[msgspec.Struct]) -> None:
    ours = {name: takes(kind) for name, kind in get_type_hints(taken, include_extras=True).items()}
    fields = msgspec.structs.fields(struct)
    theirs = {field.encode_name: (field.required, *takes(field.type)[1:]) for field in fields}
    assert ours == theirs


def test_a_page_and_a_relay_take_what_the_server_takes() -> None:
    page = set(parameters.ProductsPageParam.__annotations__) - set(CallOptions.__annotations__) | {"sort_by"}
    assert page == {*paging.PageAsk.__struct_fields__, "fields"}
    assert set(parameters.RelayRequestParam.__annotations__) == set(schema.RelayItem.__struct_fields__)


MODELS: dict[Any, Any] = {
    models.Product: schema.ProductItem,
    models.Shop: shops.ShopItem,
    models.ProductPage: envelopes.ProductPage,
    models.ErrorValue: envelopes.ErrorValue,
    models.RelayAnswer: envelopes.RelayAnswer,
} | {
    getattr(models, name): getattr(schema, name)
    for name in models.__all__
    if name not in {"Product", "Shop", "ProductPage", "ErrorValue", "RelayAnswer"}
}


@pytest.mark.parametrize(("model", "struct"), MODELS.items())
def test_what_is_answered_has_the_fields_of_the_servers_record(
    model: type[msgspec.Struct], struct: type[msgspec.Struct]
) -> None:
    ours, theirs = (
        {field.encode_name: takes(field.type)[1:] for field in msgspec.structs.fields(one)} for one in (model, struct)
    )
    assert ours == theirs

"""Which documents are refused, and how cheaply."""

from typing import Any

import pytest
from graphql import get_introspection_query

from shelfwire.dialects.lana.graphql import execution
from shelfwire.dialects.lana.graphql.documents import (
    ALIASES_MAX,
    CACHED_BYTES_MAX,
    CACHED_DOCUMENTS_MAX,
    DEPTH_MAX,
    DOCUMENT_BYTES_MAX,
    FIELDS_MAX,
    KEYS_MAX,
    REPEATS_MAX,
    TOKENS_MAX,
    Documents,
)
from shelfwire.dialects.lana.graphql.execution import INTROSPECTED_PLANS_MAX
from shelfwire.dialects.lana.graphql.faults import LOCATIONS_MAX, MESSAGE_CHARACTERS_MAX, DocumentFault
from tests.dialects.lana.conftest import LanaShop
from tests.dialects.lana.graphql.asking import ask, data_of, parsing_failure


def refused(shop: LanaShop, document: str) -> list[str]:
    """Give the messages of a document that is refused before anything is done, in the shape that Lana's client takes."""
    answer = ask(shop, document)
    assert (answer.status, answer.body["data"]) == (200, None)
    return [entry["message"] for entry in answer.body["errors"]]


def limit_of(shop: LanaShop, document: str) -> str:
    """Give the name of the limit that a document breaks."""
    (entry,) = ask(shop, document).body["errors"]
    assert entry["apiError"]["code"] == 1146
    return str(entry["apiError"]["meta"]["what"])


@pytest.mark.parametrize(
    ("document", "entry"),
    [
        ("{ shops { id }", parsing_failure("Syntax Error: Expected Name, found <EOF>.", (1, 15))),
        ("", parsing_failure("Syntax Error: Unexpected <EOF>.", (1, 1))),
        ("{ shops { id bogus } }", parsing_failure("Cannot query field 'bogus' on type 'Shop'.", (1, 14))),
        ("{ shops { } }", parsing_failure("Syntax Error: Expected Name, found '}'.", (1, 11))),
        (
            "subscription { shops { id } }",
            parsing_failure("The subscription operation is not supported by the schema.", (1, 1)),
        ),
        ("fragment f on Shop { id }", parsing_failure("Fragment 'f' is never used.", (1, 1))),
    ],
)
def test_a_document_that_is_not_right_is_refused_with_its_place(
    shop: LanaShop, document: str, entry: dict[str, object]
) -> None:
    answer = ask(shop, document)

    assert (answer.status, answer.body) == (200, {"errors": [entry], "data": None})


def test_the_introspection_that_graphiql_sends_is_answered(shop: LanaShop) -> None:
    query = get_introspection_query(
        specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
    )

    first, again = data_of(ask(shop, query)), data_of(ask(shop, query))

    assert first == again
    assert "SubscriptionPlanCreate" in [kind["name"] for kind in first["__schema"]["types"]]


@pytest.mark.parametrize(
    ("document", "limit"),
    [
        (f"{{ shops {{ id }} }} # {'x' * DOCUMENT_BYTES_MAX}", "document_bytes"),
        ("{ shops { " + "id " * (FIELDS_MAX + 1) + "} }", "fields"),
        ("{ shops { " + "id " * (REPEATS_MAX + 1) + "} }", "repeats"),
        ("{ shops { " + " ".join(f"a{n}: id" for n in range(KEYS_MAX + 1)) + "} }", "aliases"),
        ("{ " + " ".join(f"a{n}: shops {{ id }}" for n in range(ALIASES_MAX + 1)) + "}", "aliases"),
        ("{ shops { id " + "owner { " * DEPTH_MAX + "id" + " }" * DEPTH_MAX + "} }", "depth"),
        (
            "{ shops { ...f0 } } "
            + " ".join(f"fragment f{n} on Shop {{ ...f{n + 1} ...f{n + 1} }}" for n in range(60))
            + " fragment f60 on Shop { id }",
            "fields",
        ),
    ],
    ids=["bytes", "fields", "repeats", "names of a field", "aliases", "depth", "fragments that double"],
)
def test_a_document_over_a_limit_is_refused_by_the_limit_s_name(shop: LanaShop, document: str, limit: str) -> None:
    assert limit_of(shop, document) == limit


def test_a_document_of_too_many_tokens_is_refused_while_it_is_parsed(shop: LanaShop) -> None:
    (message,) = refused(shop, "{ shops { " + "id " * TOKENS_MAX + "} }")

    assert message == f"Syntax Error: Document contains more than {TOKENS_MAX} tokens. Parsing aborted."


@pytest.mark.parametrize(
    "document",
    [
        "{ shops { ...f } } fragment f on Shop { ...f }",
        "{ shops { ...f } } fragment f on Shop { ...g } fragment g on Shop { owner { id } ...f }",
    ],
)
def test_fragments_that_spread_each_other_without_end_are_refused(shop: LanaShop, document: str) -> None:
    assert refused(shop, document) == ["The fragments of the document spread each other without end, or too deeply."]


def test_a_directive_that_is_given_null_for_its_default_refuses_the_request(shop: LanaShop) -> None:
    whole = ask(shop, "query($with: Boolean = true) { shops @include(if: $with) { id } }", {"with": None})
    nested = ask(shop, "query($with: Boolean = true) { shops { id @include(if: $with) } }", {"with": None})

    message = "Argument 'if' has invalid value: Expected variable '$with' provided to non-null type 'Boolean!' not to be None."
    assert (whole.status, nested.status) == (200, 200)
    assert whole.body == {"errors": [parsing_failure(message, (1, 51))], "data": None}
    assert nested.body == {"errors": [parsing_failure(message, (1, 56))], "data": None}


def test_a_message_does_not_repeat_a_whole_document(shop: LanaShop) -> None:
    fields = " ".join(f"field{number}: 1" for number in range(1_000))
    document = f'mutation {{ productsCreate(shop_id: "", data: [{{ {fields} }}]) {{ id }} }}'
    places = " ".join(["$a: Int"] * 900)

    long = ask(shop, document)
    wide = ask(shop, f"query({places}) {{ shops {{ id }} }}")

    assert {len(entry["message"]) for entry in long.body["errors"]} <= set(range(200)) | {MESSAGE_CHARACTERS_MAX + 3}
    assert max(len(entry.get("locations", ())) for entry in wide.body["errors"]) == LOCATIONS_MAX


def test_brackets_without_end_are_refused(shop: LanaShop) -> None:
    assert len(refused(shop, "{a" * 2_000)) == 1
    assert len(refused(shop, "{ shops(x: " + "[" * 2_000 + ") { id } }")) == 1


def test_fields_that_many_fragments_share_are_no_repetition(shop: LanaShop) -> None:
    spreads = " ".join(f"...f{n}" for n in range(REPEATS_MAX))
    fragments = " ".join(f"fragment f{n} on Shop {{ id name }}" for n in range(REPEATS_MAX))

    assert data_of(ask(shop, f"{{ shops {{ {spreads} }} }} {fragments}")) == {
        "shops": [{"id": shop.shop_id, "name": "shop"}]
    }


def test_what_is_remembered_is_bounded(shop: LanaShop) -> None:
    async def filled() -> tuple[bool, bool, int]:
        documents = Documents()
        first = await documents.find("{ shops { id } }", None)
        same = await documents.find("{ shops { id } }", None)
        for number in range(CACHED_DOCUMENTS_MAX):
            await documents.find(f"{{ {number}", None)
        again = await documents.find("{ shops { id } }", None)
        return first is same, first is again, documents.bytes_remembered

    is_same, is_again, remembered = shop.wait(filled())

    assert (is_same, is_again) == (True, False)
    assert remembered <= CACHED_BYTES_MAX


def test_answers_about_the_schema_are_remembered_within_bounds(shop: LanaShop, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    introspect = execution._introspect

    def counted(*arguments: Any) -> dict[str, bytes]:
        made.append(arguments)
        return introspect(*arguments)

    monkeypatch.setattr(execution, "_introspect", counted)
    monkeypatch.setattr(execution, "INTROSPECTED_BYTES_MAX", 10_000)
    documents = [f"{{ a{n}: __schema {{ queryType {{ name }} }} }}" for n in range(INTROSPECTED_PLANS_MAX + 1)]
    long = f"{get_introspection_query()}# long"

    for document in (*documents, documents[-1], documents[0], long, long):
        data_of(ask(shop, document))

    assert len(made) == len(documents) + 3


def test_long_documents_push_others_out_by_their_bytes(shop: LanaShop) -> None:
    async def filled() -> int:
        documents = Documents()
        for number in range(8):
            await documents.find(f"{number} {' ' * (DOCUMENT_BYTES_MAX - 10)}", None)
        return documents.bytes_remembered

    assert 0 < shop.wait(filled()) <= CACHED_BYTES_MAX


def test_a_document_of_several_operations_needs_the_name_of_one(shop: LanaShop) -> None:
    document = "query a { shops { id } } query b { shops { name } }"

    def named(name: object) -> object:
        return shop.send("POST", "/commerce.json", {"query": document, "operationName": name}).body

    assert named("b") == {"data": {"shops": [{"name": "shop"}]}}
    assert named("a") == {"data": {"shops": [{"id": shop.shop_id}]}}
    assert named("c") == {"errors": [parsing_failure("Unknown operation named 'c'.")], "data": None}
    message = "Must provide operation name if query contains multiple operations."
    assert named(None) == {"errors": [parsing_failure(message)], "data": None}


def test_a_hash_that_is_unknown_is_a_fault_of_its_own(shop: LanaShop) -> None:
    async def found() -> str:
        try:
            await Documents().find(None, "00" * 32)
        except DocumentFault as fault:
            return str(fault)
        return ""

    assert shop.wait(found()) == "PersistedQueryNotFound"

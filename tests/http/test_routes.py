"""Finding an operation by its path, with and without regard to case, and the media type of its answer."""

from collections.abc import Sequence

import msgspec
import pytest

from shelfwire.dialects.contract import Dialect, Head, Operation
from shelfwire.engine.reply import Reply
from shelfwire.http.answer_type import as_accepted
from shelfwire.http.routes import Routes
from tests.web.standin import StandIn, answer, no_permissions


class Spelled(StandIn):
    """A dialect with a plain path, one with a parameter, and a way to look at case."""

    def __init__(self, root: str, *, ignores_case: bool) -> None:
        """Have two paths under `root`."""
        super().__init__()
        self.path_prefixes = (f"{root}/",)
        self.path_suffixes = (root.replace("/", "."),)
        self.paths_ignore_case = ignores_case
        self.listed: tuple[Operation, ...] = (
            Operation("list", "GET", f"{root}/Things", answer, no_permissions, "List.", ()),
            Operation("show", "GET", f"{root}/Things/{{thing_id}}", answer, no_permissions, "Show.", ()),
        )

    @property
    def operations(self) -> Sequence[Operation]:
        """Two operations, or others where a test gives them."""
        return self.listed


STRICT: Dialect = Spelled("/strict", ignores_case=False)
LENIENT: Dialect = Spelled("/api/V1", ignores_case=True)
ROUTES = Routes((STRICT, LENIENT))


@pytest.mark.parametrize(
    ("path", "name", "parameters"),
    [
        ("/strict/Things", "list", {}),
        ("/strict/Things/a", "show", {"thing_id": "a"}),
        ("/strict/things", None, {}),
        ("/strict/things/a", None, {}),
        ("/api/V1/Things", "list", {}),
        ("/api/v1/things", "list", {}),
        ("/API/v1/THINGS", "list", {}),
        ("/api/v1/things/Ab", "show", {"thing_id": "Ab"}),
        ("/api/v1/things/a/b", None, {}),
    ],
)
def test_case_counts_where_the_dialect_says_so(path: str, name: str | None, parameters: dict[str, str]) -> None:
    found = ROUTES.find(path)
    if found is None:
        assert name is None
    else:
        operation = found[0].operation("GET")
        assert operation is not None
        assert (operation[1].name, found[1]) == (name, parameters)


@pytest.mark.parametrize(
    ("path", "dialect"),
    [
        ("/strict/x", STRICT),
        ("/Strict/x", None),
        ("/api/v1/x", LENIENT),
        ("/API/V1", LENIENT),
        ("/api/v10", None),
        ("/", None),
    ],
)
def test_a_prefix_is_matched_as_its_paths_are(path: str, dialect: Dialect | None) -> None:
    assert ROUTES.dialect_under(path) is dialect


@pytest.mark.parametrize(
    ("path", "dialect"),
    [
        ("/x.strict", STRICT),
        ("/x/y.strict", STRICT),
        (".strict", STRICT),
        ("/x.Strict", None),
        ("/x.API.v1", LENIENT),
        ("/x.strict/", None),
        ("/xstrict", None),
        ("", None),
    ],
)
def test_a_suffix_is_matched_as_its_paths_are(path: str, dialect: Dialect | None) -> None:
    assert ROUTES.dialect_ending(path) is dialect


def test_the_longest_suffix_counts() -> None:
    short, long = Spelled("/y", ignores_case=False), Spelled("/x/y", ignores_case=False)
    for dialects in ((short, long), (long, short)):
        routes = Routes(dialects)
        assert routes.dialect_ending("/a.x.y") is long
        assert routes.dialect_ending("/a.y") is short


TWO_TYPES = ("application/json", "text/json")


@pytest.mark.parametrize(
    ("types", "accept", "expected"),
    [
        (TWO_TYPES, "", "application/json"),
        (TWO_TYPES, "*/*", "application/json"),
        (TWO_TYPES, "text/json", "text/json"),
        (TWO_TYPES, "TEXT/JSON; q=0.9", "text/json"),
        (TWO_TYPES, "text/html, text/json, application/json", "text/json"),
        (TWO_TYPES, "application/json, text/json", "application/json"),
        (TWO_TYPES, "text/html", "application/json"),
        (TWO_TYPES, ",;=\x00é", "application/json"),
        (TWO_TYPES, "text/json;q=0, */*", "application/json"),
        (TWO_TYPES, "text/json; q = 0.0", "application/json"),
        (TWO_TYPES, "text/json;q=0.5", "text/json"),
        (TWO_TYPES[:1], "text/json", "application/json"),
        ((), "text/json", "application/json"),
    ],
)
def test_an_answer_has_the_type_that_was_asked_for(types: tuple[str, ...], accept: str, expected: str) -> None:
    operation = Operation("list", "GET", "/x", answer, no_permissions, "List.", (), types)
    reply = Reply(200, b"[]", (("x-other", "application/json"), ("content-type", "application/json")))
    headers = (("x-other", "application/json"), ("content-type", expected))
    assert as_accepted(reply, operation, accept) == Reply(200, b"[]", headers)


def test_an_operation_can_be_found_at_every_path_it_has_and_at_none_twice() -> None:
    both = Spelled("/both", ignores_case=False)
    operation = msgspec.structs.replace(both.operations[0], further_paths=("/both/{stage}/Things", "/both/things"))
    both.listed = (operation,)
    routes = Routes((both,))
    for path in ("/both/Things", "/both/test/Things", "/both/things"):
        found = routes.find(path)
        assert found is not None
        assert found[0].operation("GET") == (both, operation)
    both.listed = (operation, msgspec.structs.replace(operation, path="/both/things", further_paths=()))
    with pytest.raises(ValueError, match=r"^GET /both/things is there twice$"):
        Routes((both,))


@pytest.mark.parametrize("types", [TWO_TYPES, TWO_TYPES[:1], ()])
@pytest.mark.parametrize("own", ["text/csv", "text/json", "application/json; charset=utf-8"])
def test_an_answer_of_no_usual_type_keeps_its_own(types: tuple[str, ...], own: str) -> None:
    operation = Operation("list", "GET", "/x", answer, no_permissions, "List.", (), types)
    reply = Reply(200, b"x", (("content-type", own),))
    for accept in ("text/json", "application/json", "*/*", ""):
        assert as_accepted(reply, operation, accept) == reply


@pytest.mark.parametrize(
    ("query", "last", "all_values"),
    [
        ((("ids", "a,b"),), "a,b", ["a,b"]),
        ((("ids", "a"), ("id", "c"), ("ids", "b")), "b", ["a", "b"]),
        ((("ids", ""),), "", [""]),
        ((("IDS", "a"),), None, []),
        ((), None, []),
    ],
)
def test_a_parameter_is_given_by_its_last_value_or_by_all(
    query: tuple[tuple[str, str], ...], last: str | None, all_values: list[str]
) -> None:
    head = Head("GET", "/x", query, {}, {}, "request")
    assert (head.parameter("ids"), head.parameters("ids")) == (last, all_values)


def test_a_parameter_is_found_under_any_of_its_spellings() -> None:
    head = Head("GET", "/x", (("pageSize", "1"), ("page_size", "2"), ("page", "3")), {}, {}, "request")
    assert (head.parameter("page_size", "pageSize"), head.parameters("page_size", "pageSize")) == ("2", ["1", "2"])

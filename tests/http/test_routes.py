"""Finding an operation by its path, with and without regard to case, and the media type of its answer."""

from collections.abc import Sequence

import msgspec
import pytest

from shelfwire.dialects.contract import Dialect, Operation
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


def test_an_answer_of_no_usual_type_keeps_its_own() -> None:
    operation = Operation("list", "GET", "/x", answer, no_permissions, "List.", (), TWO_TYPES)
    reply = Reply(200, b"x", (("content-type", "text/csv"),))
    assert as_accepted(reply, operation, "text/json") == reply

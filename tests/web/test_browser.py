"""What a person sees: the pages in a real browser, against a real server."""

import os
from pathlib import Path

import pytest

from shelfwire.dialects.contract import Dialect
from shelfwire.dialects.registry import DIALECTS
from tests.web.browser import watched_page
from tests.web.standin import StandIn, served_pages

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def screenshot(name: str) -> Path | None:
    """Where to leave a screenshot: in the folder SHELFWIRE_TEST_SCREENSHOTS, if that is set."""
    folder = os.environ.get("SHELFWIRE_TEST_SCREENSHOTS")
    return Path(folder, f"{name}.png") if folder else None


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_reference_lists_every_operation_and_asks_no_other_host(*, dark: bool) -> None:
    name = "reference-dark" if dark else "reference-light"
    with served_pages(StandIn()) as origin, watched_page(origin, dark=dark, screenshot=screenshot(name)) as watched:
        watched.page.goto(f"{origin}/docs/standin")
        watched.page.wait_for_selector(".opblock")
        shown = watched.page.locator(".opblock-summary").all_inner_texts()
        watched.page.locator(".opblock-summary").last.click()
        watched.page.wait_for_selector(".opblock-body .responses-wrapper")

    assert [text.split() for text in shown] == [
        ["GET", "/things", "List", "things."],
        ["POST", "/things", "Write", "things."],
    ]
    assert watched.foreign == []
    assert watched.complaints == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_front_page_leads_to_the_reference(*, dark: bool) -> None:
    name = "front-dark" if dark else "front-light"
    with served_pages(StandIn()) as origin, watched_page(origin, dark=dark, screenshot=screenshot(name)) as watched:
        watched.page.goto(f"{origin}/")
        watched.page.get_by_role("link", name="Reference", exact=True).click()
        watched.page.wait_for_selector(".opblock")
        arrived = watched.page.url
        watched.page.go_back()

    assert arrived == f"{origin}/docs/standin"
    assert watched.foreign == []
    assert watched.complaints == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_graphiql_asks_for_the_schema_and_carries_out_a_document_with_the_header_that_was_entered(
    *, dark: bool
) -> None:
    name = "graphiql-dark" if dark else "graphiql-light"
    with served_pages(StandIn()) as origin, watched_page(origin, dark=dark, screenshot=screenshot(name)) as watched:
        page = watched.page
        page.goto(f"{origin}/docs/standin/graphiql")
        page.locator(".graphiql-editor-tool .CodeMirror").last.click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text('{"Authorization": "Bearer stand-in"}')
        page.get_by_label("Re-fetch GraphQL schema").click()
        page.get_by_label("Show Documentation Explorer").click()
        page.locator("a.graphiql-doc-explorer-type-name", has_text="Query").wait_for()
        page.get_by_label("Execute query").click()
        page.locator(".result-window >> text=Corner shop").wait_for()

    assert watched.foreign == []
    # The page asks for the schema when it opens, before anybody can have entered a token.
    assert [text for text in watched.complaints if "401" not in text] == []


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_the_reference_of_every_dialect_lists_its_operations(dialect: Dialect) -> None:
    with served_pages(dialect) as origin, watched_page(origin, screenshot=screenshot(dialect.name)) as watched:
        watched.page.goto(f"{origin}/docs/{dialect.name}")
        watched.page.wait_for_selector(".opblock")
        methods = watched.page.locator(".opblock-summary-method").all_inner_texts()
        paths = [text.replace("\u200b", "") for text in watched.page.locator(".opblock-summary-path").all_inner_texts()]
        for summary in watched.page.locator(".opblock-summary").all():
            summary.click()
        watched.page.locator(".opblock-body .responses-wrapper").last.wait_for()

    base = dialect.openapi().get("servers", [{"url": "/"}])[0]["url"].rstrip("/")
    assert sorted((method, base + path) for method, path in zip(methods, paths, strict=True)) == sorted(
        (operation.method, operation.path) for operation in dialect.operations
    )
    assert watched.foreign == []
    assert watched.complaints == []

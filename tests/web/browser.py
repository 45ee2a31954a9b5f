"""A real browser for tests: Debian's Chromium, which asks nobody but the server under test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Request, sync_playwright

CHROMIUM = shutil.which("chromium")

FLAGS = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Watched:
    """A page and what went wrong on it.

    Attributes:
        page: the browser's page.
        foreign: the addresses it asked for that are not below `origin`.
        complaints: errors and warnings of its console, exceptions of its scripts, and requests that failed.
    """

    def __init__(self, page: Page, origin: str) -> None:
        """Watch `page`, which may ask `origin` alone."""
        self.page = page
        self.origin = origin
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self.note_request)
        page.on("console", self.note_console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))

    def note_request(self, request: Request) -> None:
        """Remember a request to another host; `data:` addresses ask nobody."""
        if not request.url.startswith((f"{self.origin}/", "data:")):
            self.foreign.append(request.url)

    def note_console(self, message: ConsoleMessage) -> None:
        """Remember what the console complains of."""
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@contextmanager
def watched_page(origin: str, *, dark: bool = False, screenshot: Path | None = None) -> Iterator[Watched]:
    """Open an empty page in a browser of its own; close both at the end, after a screenshot where one is asked for."""
    assert CHROMIUM is not None, (
        "no chromium on PATH: apt-get install chromium, or leave out these tests: -m 'not browser'"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            page = browser.new_page(
                color_scheme="dark" if dark else "light", viewport={"width": 1200, "height": 900}, locale="en-GB"
            )
            yield Watched(page, origin)
            if screenshot:
                page.screenshot(path=screenshot, full_page=True)
        finally:
            browser.close()
